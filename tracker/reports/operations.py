"""Writes on papers: 定稿 gives a bulletin its number and freezes what it says. The file follows from the frozen words alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused
from tracker.org.numbering import locked_office

from . import official
from .document import to_json
from .kinds import bulletin
from .models import Paper
from .period import Period
from .queries import words_of

MOST_DEMANDS = 2000


def freeze_bulletin(period: Period, *, demands: str, token: str, by: Viewer, at: dt.datetime) -> Paper:
    """定稿: the bulletin of `period` as it reads at `at`, with the next number of the year and its file.

    `token` names the form: sent twice, the second call gives back the first one's paper. Raises Forbidden, and Refused
    for a missing token, too long demands, or a period that has not begun: a number once taken is never given back.
    """
    if not by.may(Act.WRITE_PAPER):
        raise Forbidden("只有督查专员可以定稿。")
    if not 8 <= len(token) <= 40:
        raise Refused("页面已过期，请刷新后再定稿。")
    if len(demands) > MOST_DEMANDS:
        raise Refused(f"工作要求最多{MOST_DEMANDS}字。")
    if period.start > at.astimezone(SHANGHAI).date():
        raise Refused("统计时段还没有开始，不能定稿。")
    paper = numbered(bulletin.build(by, period, at, demands=demands), token=token, by=by, at=at)
    return with_file(paper)


@transaction.atomic
def numbered(written: bulletin.Bulletin, *, token: str, by: Viewer, at: dt.datetime) -> Paper:
    """The row of the paper, under the office's numbering lock; the one that `token` made before, if there is one."""
    office = locked_office()
    earlier = Paper.objects.filter(token=token).first()
    if earlier is not None:
        return earlier
    year = at.astimezone(SHANGHAI).year
    taken = Paper.objects.filter(kind=bulletin.name, year=year).aggregate(last=Max("number"))["last"] or 0
    words = replace(written.paper, doc_no=bulletin.number_words(office.number_prefix, year, taken + 1))
    return Paper.objects.create(
        kind=bulletin.name,
        year=year,
        number=taken + 1,
        title=words.title[:200],
        period_from=written.period.start,
        period_to=written.period.last,
        figures={"paper": to_json(words), **numbers_of(written)},
        token=token,
        drafted_by_id=by.actor_id,
        drafted_at=at,
    )


def numbers_of(written: bulletin.Bulletin) -> dict[str, Any]:
    """The numbers kept with the paper, as JSON."""
    totals = asdict(written.totals)
    totals["by_standing"] = {key.value: count for key, count in written.totals.by_standing.items()}
    totals["by_pace"] = {key.value: count for key, count in written.totals.by_pace.items()}
    return {
        "period": written.period.key,
        "at": written.at.isoformat(),
        "totals": totals,
        "movement": asdict(written.movement),
        "late": [row.pk for row in written.late],
        "near": [row.pk for row in written.near],
    }


def with_file(paper: Paper) -> Paper:
    """The paper with its file; one that a crash left without is written now, from the frozen words."""
    if paper.file:
        return paper
    storage = Paper._meta.get_field("file").storage
    name = storage.save(
        f"papers/{paper.year}/{paper.kind}-{paper.year}-{paper.number}.docx",
        ContentFile(official.docx(words_of(paper))),
    )
    if not Paper.objects.filter(pk=paper.pk, file="").update(file=name):
        # Somebody else was quicker; theirs counts.
        storage.delete(name)
    return Paper.objects.select_related("drafted_by").get(pk=paper.pk)
