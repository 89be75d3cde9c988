"""说明: before a paper is signed the unit may be asked why; what it says travels with the draft, into the paper and the history."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import day_at
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.history import record
from tracker.items.queries import relations
from tracker.regimes.models import Escalation

from . import announcing
from .deciding import again, change, may_work_on, taken
from .facts import OPEN_STATES

LONGEST = dt.timedelta(days=31)
MOST = 2000


@transaction.atomic
def ask(pk: int, *, until: dt.date, seen: int, by: Viewer, at: dt.datetime) -> Escalation:
    """请单位说明 by a day, today at the earliest; asked again while unanswered it only moves the day, back to yesterday if it must be.

    Raises Forbidden; Refused for a day too far off or gone by, or where the unit has explained; Stale.
    """
    row, part = taken(pk, seen)
    if not may_work_on(by, row, part):
        raise Forbidden("您的岗位不能要求单位说明。")
    if row.explanation:
        raise Refused("单位已经作了说明。")
    today = day_at(at)
    first = today - dt.timedelta(days=1) if row.asked_at else today
    if not first <= until <= today + LONGEST:
        raise Refused("说明期限应为今天至一个月以内的一天。")
    change(row, asked_by_id=by.actor_id, asked_at=row.asked_at or at, explain_by=until)
    row = again(pk)
    if until >= today:
        story = {"reason": row.cause, "until": str(until)}
        record(part.item_id, "ask_explanation", by=by, at=at, assignment_id=part.pk, data=story)
        announcing.announce_question(row, part, by=by, at=at)
    return row


@transaction.atomic
def explain(pk: int, *, text: str, by: Viewer, at: dt.datetime) -> Escalation:
    """说明 by the unit, once, as long as nothing is decided; the officers are told.

    Raises Forbidden; Refused for no words, too many, or where nobody asked; Stale where it was decided or explained meanwhile.
    """
    row, part = taken(pk, Escalation.objects.values_list("revision", flat=True).get(pk=pk))
    if not by.may(Act.EXPLAIN, relations(by, part)):
        raise Forbidden("只有责任单位可以作说明。")
    if row.asked_at is None:
        raise Refused("这件事没有要求说明。")
    if row.explanation:
        raise Stale("本单位已经作过说明。")
    words = text.strip()
    if not words or len(words) > MOST:
        raise Refused(f"请填写说明，最多{MOST}字。")
    change(row, explanation=words, explained_by_id=by.actor_id, explained_at=at)
    row = again(pk)
    record(part.item_id, "explain", by=by, at=at, assignment_id=part.pk, data={"content": words})
    announcing.announce_answer(row, part, by=by, at=at)
    return row


def is_open(row: Escalation) -> bool:
    """Can the unit still explain?"""
    return row.state in OPEN_STATES and row.asked_at is not None and not row.explanation
