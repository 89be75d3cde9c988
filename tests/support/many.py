"""Many rows at once, in bulk: how a list stands when an office has worked for years. Each adds so many to what is there."""

from __future__ import annotations

import datetime as dt

from tests.support.world import NOW, TODAY, World
from tracker.items.models import Event, ResponsibilityItem, ReviewRequest, UnitAssignment, Verification
from tracker.items.states import State
from tracker.notices.models import Message
from tracker.regimes.models import OfficeDuty, RegimeStep
from tracker.regimes.operations import RegimeText, StepText, create

DAY = dt.timedelta(days=1)


def items(world: World, number: int, state: str = State.ISSUED) -> list[UnitAssignment]:
    """财政局 leads, 审计局 and 林业局 support; the parts of 财政局."""
    first = ResponsibilityItem.objects.count()
    made = ResponsibilityItem.objects.bulk_create(
        ResponsibilityItem(
            item_no=f"督〔2026〕9-{n}", task=f"完成预算审计第{n}项", basis="会议", approver="县长",
            registered_by=world.officer, registered_at=NOW,
        )
        for n in range(first, first + number)
    )  # fmt: skip
    parts = UnitAssignment.objects.bulk_create(
        UnitAssignment(item=item, unit=world.units[unit], role=role, state=state, due_on=TODAY + n % 40 * DAY)
        for n, item in enumerate(made)
        for unit, role in (("财政局", "lead"), ("审计局", "support"), ("林业局", "support"))
    )
    return parts[::3]


def unissued(world: World, number: int) -> None:
    items(world, number, State.REGISTERED)


def checks(world: World, number: int) -> None:
    Verification.objects.bulk_create(
        Verification(assignment=part, kind="desk", planned_on=TODAY, planned_by=world.officer, planned_at=NOW)
        for part in items(world, number)
    )


def duties(world: World, number: int) -> None:
    """By one step each day, back from today."""
    if not RegimeStep.objects.exists():
        text = RegimeText(
            "通报", TODAY, None, "", "all", (StepText("bulletin", "每周一通报", "FREQ=WEEKLY;BYDAY=MO"),)
        )
        create(text, by=world.viewer("officer"), at=NOW)
        # Adopted, it has opened those of the next days.
        OfficeDuty.objects.all().delete()
    step, first = RegimeStep.objects.get(), OfficeDuty.objects.count()
    OfficeDuty.objects.bulk_create(
        OfficeDuty(step=step, due_on=TODAY - n * DAY, due_at=NOW - n * DAY)
        for n in range(first, first + number)
    )


def reviews(world: World, number: int) -> None:
    """Each of a return by one officer, asked by 财政局."""
    parts = items(world, number)
    events = Event.objects.bulk_create(
        Event(item=part.item, assignment=part, number=1, act="return", by=world.officer, at=NOW, digest="0")
        for part in parts
    )
    ReviewRequest.objects.bulk_create(
        ReviewRequest(event=event, assignment=event.assignment, reason="材料齐全", asked_by=world.lead_clerk, asked_at=NOW)
        for event in events
    )  # fmt: skip


def messages(world: World, number: int) -> None:
    """To the liaison of 财政局."""
    first = Message.objects.count()
    Message.objects.bulk_create(
        Message(
            key=f"many{n}", kind="reminder", channel="inapp", recipient=world.lead_clerk, subject=f"提醒{n}",
            body_text="请报送进展。", message_id=f"many{n}", state=Message.State.SENT, created_at=NOW, next_attempt_at=NOW,
        )
        for n in range(first, first + number)
    )  # fmt: skip
