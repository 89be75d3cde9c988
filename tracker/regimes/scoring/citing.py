"""通报批评 and 通报表扬 as a line of an item's history: who was named for what, in which paper, approved by whom. It gives points only where a rule says so."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction

from tracker.access.policy import ASIDE, Act, Viewer
from tracker.common.errors import Forbidden, Refused
from tracker.items.history import record
from tracker.items.models import Event, UnitAssignment
from tracker.items.operations import needed, read
from tracker.items.queries import relations
from tracker.items.states import State
from tracker.regimes.models import NotedEvent, ScoringScheme

from .kinds import COMMEND, CRITICISE

LONGEST = 200


@transaction.atomic
def cite(
    assignment_id: int, *, tone: str, words: str, paper: str, approver: str, by: Viewer, at: dt.datetime
) -> Event:
    """Writes down that a unit was named in a bulletin. Raises Forbidden, Refused (no words, paper or approver; not issued; named in it before)."""
    if tone not in (CRITICISE, COMMEND):
        raise Refused("请选择表扬或者批评。")
    seen = read(assignment_id)
    if not by.may(Act.CITE, relations(by, seen)):
        raise Forbidden(ASIDE if by.may(Act.CITE) else "只有督查专员可以登记通报。")
    if seen.state in (State.REGISTERED, State.CANCELLED):
        raise Refused(f"{seen.unit}的这项任务现在是“{seen.get_state_display()}”，不能登记通报。")
    told = {"reason": needed(words)[:LONGEST], "paper": paper.strip()[:LONGEST], "approver": approver.strip()[:60]}  # fmt: skip
    if not told["paper"] or not told["approver"]:
        raise Refused("请写明通报的文号或期号，以及批准人。")
    event = written(seen, tone, told, by=by, at=at)
    if event is None:
        raise Refused(f"“{told['paper']}”中的这次通报已经登记过。")
    return event


@transaction.atomic
def cite_signed(part: UnitAssignment, *, words: str, paper: str, by: Viewer, at: dt.datetime) -> None:
    """The same of a 通报 that was signed by a ladder: its signer is its approver. Nothing while no scheme is on, and once for a paper."""
    if ScoringScheme.objects.filter(is_on=True).exists():
        told = {"reason": words[:LONGEST], "paper": paper[:LONGEST], "approver": by.name[:60]}
        written(part, CRITICISE, told, by=by, at=at)


def written(
    part: UnitAssignment, tone: str, told: dict[str, str], *, by: Viewer, at: dt.datetime
) -> Event | None:
    """The line of the history; None where the unit was named in this paper before."""
    named = hashlib.sha256(told["paper"].encode()).hexdigest()[:16]
    try:
        with transaction.atomic():
            event = record(part.item_id, tone, by=by, at=at, assignment_id=part.pk, data=told)
            NotedEvent.objects.create(key=f"{tone}:p{part.pk}:{named}", event=event)
    except IntegrityError:
        return None
    return event
