"""进展反馈: what a unit says it did, with the figures and files that go with it; and the one click for a report without news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from tracker.access.policy import Viewer
from tracker.common.errors import Refused

from .evidence import Checked, check, keep
from .models import ProgressReport, UnitAssignment, UnsavedReport
from .operations import Entered, act_on
from .pace import amount_of, percent_of

UNCHANGED = "本期无变化。"
# How much of a report's words the history repeats.
TOLD = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says: what was done, what stands in the way, what comes next; how much, in percent or in the target's measure."""

    content: str
    problems: str = ""
    next_steps: str = ""
    percent: int | None = None
    amount: Decimal | None = None
    is_unchanged: bool = False


def report_progress(
    assignment_id: int,
    told: Told,
    *,
    files: Sequence[File] = (),
    seen_revision: int | None = None,
    by: Viewer,
    at: dt.datetime,
    entered: Entered | None = None,
) -> ProgressReport:
    """Takes a report in, with its files. An amount gives the percentage where the target is one number (4785户).

    Raises Refused for an empty or absurd report, a file that may not come, or a state that takes none; Forbidden; Stale
    for a second click (`seen_revision`).
    """
    # Before the transaction: to read through the files takes longer than others should wait.
    checked = check(files, max_bytes=settings.UPLOAD_MAX_BYTES)
    return taken_in(assignment_id, told, checked, seen_revision=seen_revision, by=by, at=at, entered=entered)


@transaction.atomic
def taken_in(
    assignment_id: int,
    told: Told,
    checked: list[Checked],
    *,
    seen_revision: int | None,
    by: Viewer,
    at: dt.datetime,
    entered: Entered | None,
) -> ProgressReport:
    """The act, the report and its files, which were looked at before. Raises as report_progress."""
    percent = judged_percent(assignment_id, told)
    story = {
        "content": told.content.strip()[:TOLD],
        "percent": percent,
        **({"files": [{"name": one.name, "sha256": one.sha256} for one in checked]} if checked else {}),
    }
    act_on(assignment_id, "report", by=by, at=at, data=story, seen_revision=seen_revision, entered=entered)
    report = ProgressReport.objects.create(
        assignment_id=assignment_id,
        content=told.content.strip(),
        problems=told.problems.strip(),
        next_steps=told.next_steps.strip(),
        percent=percent,
        amount=told.amount,
        is_unchanged=told.is_unchanged,
        reported_by_id=by.actor_id,
        reported_at=at,
    )
    if not told.is_unchanged:
        # What was typed has been sent. A click on 无变化 sends none of it.
        UnsavedReport.objects.filter(assignment=assignment_id, person=by.actor_id).delete()
    # Last, so that nothing that can still be refused leaves a file behind.
    keep(report, checked)
    return report


def judged_percent(assignment_id: int, told: Told) -> int | None:
    """The percentage the report stands for. Raises Refused for an empty report and for figures that cannot be."""
    if not told.content.strip():
        raise Refused("请填写进展情况。")
    if told.percent is not None and not 0 <= told.percent <= 100:
        raise Refused("完成比例应在 0 到 100 之间。")
    if told.amount is None:
        return told.percent
    if not 0 <= told.amount < 10**12:
        raise Refused("完成数量应是不小于 0 的数。")
    target = UnitAssignment.objects.select_related("item").get(pk=assignment_id).item.target
    amount = amount_of(target)
    if amount is None:
        raise Refused("这项任务的目标要求不是一个数量，请填写完成比例。")
    return percent_of(told.amount, amount)


@transaction.atomic
def report_unchanged(
    assignment_id: int, *, seen_revision: int | None = None, by: Viewer, at: dt.datetime
) -> ProgressReport:
    """无变化: one click. The figures of the last report stand. Raises Refused where nothing was reported before."""
    last = ProgressReport.objects.filter(assignment=assignment_id).first()
    told = Told(UNCHANGED, percent=last.percent if last else None, is_unchanged=True)
    report = report_progress(assignment_id, told, seen_revision=seen_revision, by=by, at=at)
    # After the act, which asks the policy first: whoever may not report learns no more than that.
    if last is None:
        raise Refused("还没有反馈过进展，请先填写一次。")
    return report
