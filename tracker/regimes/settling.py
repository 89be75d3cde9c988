"""An officer excuses a unit from one report, and ticks off what the office itself owed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tracker.access.policy import ASIDE, Act, Viewer
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.history import record
from tracker.items.queries import relations

from .models import OfficeDuty, ReportSlot
from .owed import standing_rows
from .slots import Standing

LONGEST = 200


@transaction.atomic
def excuse(slot_id: int, *, reason: str, by: Viewer, at: dt.datetime) -> ReportSlot:
    """免报: this report is not asked for, with a reason that stands in the item's history.

    Raises Forbidden; Refused without a reason, and where the report has come in, is not asked for or is excused already.
    """
    if not by.may(Act.EXCUSE_SLOT):
        raise Forbidden("只有督查专员可以准予免报。")
    if not reason.strip():
        raise Refused("请填写免报理由。")
    slot = standing_rows(by, at).select_related("assignment__item").get(pk=slot_id)
    if not by.may(Act.EXCUSE_SLOT, relations(by, slot.assignment)):
        raise Forbidden(ASIDE)
    if slot.standing not in (Standing.OPEN, Standing.AHEAD, Standing.MISSING):
        raise Refused("这一期已经报送、免报或不需报，无需办理免报。")
    excused = ReportSlot.objects.filter(pk=slot.pk, excused_at=None)
    if not excused.update(excuse=reason.strip()[:LONGEST], excused_at=at, excused_by=by.actor_id):
        raise Stale("这一期刚被他人准予免报。")
    story = {"due_on": slot.due_on.isoformat(), "reason": reason.strip()[:LONGEST]}
    record(
        slot.assignment.item_id,
        "excuse_slot",
        by=by,
        at=at,
        assignment_id=slot.assignment_id,
        data=story,
    )
    slot.refresh_from_db(fields=["excuse", "excused_at"])
    found: ReportSlot = slot
    return found


def settle_duty(duty_id: int, *, note: str, by: Viewer, at: dt.datetime) -> None:
    """已办: the office has done what it owed. Raises Forbidden; Stale where a colleague was faster."""
    if not by.may(Act.SETTLE_DUTY):
        raise Forbidden("只有督查专员可以办理本办事项。")
    open_ones = OfficeDuty.objects.filter(pk=duty_id, done_at=None)
    if not open_ones.update(done_at=at, done_by=by.actor_id, note=note.strip()[:LONGEST]):
        raise Stale("这件事刚由他人办结，或制度已经改动。")


def unsettle_duty(duty_id: int, *, by: Viewer) -> None:
    """撤回: it was not done after all. Raises Forbidden; Stale where it is open again already."""
    if not by.may(Act.SETTLE_DUTY):
        raise Forbidden("只有督查专员可以办理本办事项。")
    done = OfficeDuty.objects.filter(pk=duty_id).exclude(done_at=None)
    if not done.update(done_at=None, done_by=None, note=""):
        raise Stale("这件事已经是待办。")
