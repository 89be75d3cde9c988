"""申诉: a unit contests points that were taken; somebody else than whoever made the decision behind them answers, within a time.

An appeal that is granted strikes the fact out: the ledger gets a line that gives the points back, in the same period or, where that
is frozen, in the one that runs.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.workdays import Workdays
from tracker.items.operations import needed
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.models import Person
from tracker.org.queries import liaisons_of, officers_on
from tracker.regimes.models import ScoreAppeal, ScoreEntry, ScoringScheme

from .posting import post_scheme, take_turn
from .queries import appeal_until, holds_answer, is_contestable, label_of, may_about, may_answer

State = ScoreAppeal.State
LONGEST = 1000


@transaction.atomic
def appeal(entry_id: int, *, reason: str, by: Viewer, at: dt.datetime, workdays: Workdays) -> ScoreAppeal:
    """申诉 against one line; the office is told. Raises Forbidden, Refused (no reason, too late, asked before, nothing was taken)."""
    entry = ScoreEntry.objects.select_related("unit", "period__version", "assignment__item").get(pk=entry_id)
    if not (entry.unit_id in by.units and may_about(by, Act.APPEAL_SCORE, entry.unit_id)):
        raise Forbidden("只有被记分的单位可以申诉。")
    if not is_contestable(entry):
        raise Refused("只能对扣分提出申诉。")
    until = appeal_until(entry, workdays)
    if at.astimezone(SHANGHAI).date() > until:
        raise Refused(f"申诉期限（{until:%Y年%-m月%-d日}）已过。")
    words = needed(reason, "申诉理由")[:LONGEST]
    try:
        with transaction.atomic():
            made = ScoreAppeal.objects.create(entry=entry, reason=words, asked_by_id=by.actor_id, asked_at=at)
    except IntegrityError as error:
        raise Refused("这条记分已经申诉过，一条记分只申诉一次。") from error
    # A period is not frozen while an appeal comes in.
    take_turn(ScoringScheme.objects.get(pk=entry.scheme_id))
    tell(made, officers_on(at.astimezone(SHANGHAI).date()), "score_appealed", by=by, at=at)
    return made


@transaction.atomic
def withdraw(appeal_id: int, *, by: Viewer, at: dt.datetime) -> ScoreAppeal:
    """撤回申诉 by the unit. Raises Forbidden, Stale when it was answered meanwhile."""
    found = ScoreAppeal.objects.select_related("entry").get(pk=appeal_id)
    if not (found.entry.unit_id in by.units and may_about(by, Act.APPEAL_SCORE, found.entry.unit_id)):
        raise Forbidden("只有申诉单位可以撤回申诉。")
    settle(found, State.WITHDRAWN, "", by=by, at=at)
    return found


@transaction.atomic
def decide(appeal_id: int, *, granted: bool, answer: str, by: Viewer, at: dt.datetime) -> ScoreAppeal:
    """答复申诉: the points stand, or are given back at once. The unit is told.

    Raises Forbidden (also for who has to stand aside: may_answer), Refused (no words), Stale.
    """
    found = ScoreAppeal.objects.select_related("entry__event", "entry__unit", "entry__assignment__item").get(
        pk=appeal_id
    )
    if not holds_answer(by, found):
        raise Forbidden("您的岗位不能答复考评申诉。")
    if not may_answer(by, found):
        raise Forbidden(
            "原办理记录的经办人、申诉人和被记分单位的人应当回避，代理他们的人也是，请由其他人答复。"
        )
    words = needed(answer, "答复意见")[:LONGEST]
    settle(found, State.CHANGED if granted else State.UPHELD, words, by=by, at=at)
    if granted:
        post_scheme(ScoringScheme.objects.get(pk=found.entry.scheme_id), at=at, since=found.entry.happened_at)
    day = at.astimezone(SHANGHAI).date()
    tell(found, liaisons_of({found.entry.unit_id}, day)[found.entry.unit_id], "score_answered", by=by, at=at)
    return found


def settle(found: ScoreAppeal, state: str, answer: str, *, by: Viewer, at: dt.datetime) -> None:
    """The compare-and-set on an appeal that waits. Raises Stale."""
    waiting = ScoreAppeal.objects.filter(pk=found.pk, state=State.ASKED)
    if waiting.update(state=state, decided_by=by.actor_id, decided_at=at, answer=answer) != 1:
        found.refresh_from_db()
        raise Stale(f"这份申诉{found.get_state_display()}，不必再处理。")
    found.refresh_from_db(fields=["state", "decided_by", "decided_at", "answer"])


def tell(found: ScoreAppeal, people: list[Person], kind: str, *, by: Viewer, at: dt.datetime) -> None:
    """One message a person; keyed by appeal, kind and person."""
    url = reverse("portal:score_appeal", args=[found.pk])
    words = {"appeal": found, "entry": found.entry, "label": label_of(found.entry.kind), "by": by.name, "url": url}  # fmt: skip
    for person in people:
        if person.pk != by.person_id:
            post(
                key=f"{kind}:{found.pk}:p{person.pk}",
                kind=kind,
                recipient=person,
                rendered=render(kind, {**words, "person": person}),
                url=url,
                thread=f"appeal-{found.pk}",
                at=at,
            )
