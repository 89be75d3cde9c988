"""A year of the product itself: the rows that acts would write, and the tickers three times a day. Django must be set up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bench.support.onpaper import DAY, SUMMER, Life, regime_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = (
    ("FREQ=DAILY", dt.time(17, 0), SUMMER),
    ("FREQ=WEEKLY;BYDAY=FR", None, None),
    ("FREQ=MONTHLY;BYMONTHDAY=10,20,-1", None, None),
    ("FREQ=MONTHLY;BYMONTHDAY=25", None, None),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", None, None),
)


def lived(units: int, lives: Sequence[Life], first: dt.date, days: int) -> dict[str, int]:
    """name → how many rows the year has left."""
    from tracker.regimes.models import ReportSlot
    from tracker.reminders.models import DigestRun, Reminder

    office = founded(units, first)
    parts = registered(office, lives, first)
    issued, closed = defaultdict(list), defaultdict(list)
    for part, (on, _, off) in zip(parts, lives, strict=True):
        issued[on].append(part)
        closed[off].append(part)
    for day in (first + DAY * n for n in range(days)):
        tick(at(day, 8, 31))
        act(office, issued[day], "in_progress", at(day, 9))
        tick(at(day, 9, 5))
        act(office, closed[day], "closed", at(day, 16))
        tick(at(day, 16, 5))
    last = first + DAY * (days - 1)
    posted = Reminder.objects.filter(state="posted")
    of_reports = posted.filter(kind__startswith="report").count()
    return {
        "slots": ReportSlot.objects.filter(is_void=False, due_on__lte=last).count(),
        "reminders": posted.count() - of_reports,
        "report_reminders": of_reports,
        "digests": DigestRun.objects.count(),
    }


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI)


def tick(moment: dt.datetime) -> None:
    """The tickers that make something, until nothing is left."""
    from tracker.reminders import digesting, operations, replanning, reporting

    for ticker in (
        replanning.replan, operations.plan_due, reporting.open_slots, operations.post_due, reporting.post_reports_due, digesting.send_due,
    ):  # fmt: skip
        while ticker(moment):
            pass


def founded(units: int, first: dt.date) -> Any:
    """Units with a liaison each; every sixth reads a digest daily, the others on Mondays."""
    from bench.support.due import with_units
    from tracker.reminders.models import DigestPlan

    office = with_units(units)
    DigestPlan.objects.bulk_create(
        DigestPlan(
            person=person,
            kind="liaison",
            time=dt.time(8, 30),
            next_at=at(first, 8),
            weekdays="1" if n % 6 else "workdays",
        )
        for n, person in enumerate(office.people)
    )
    return office


def registered(office: Any, lives: Sequence[Life], first: dt.date) -> list[int]:
    """The items with a part each, not issued yet, each under its regime; the parts' ids."""
    from tracker.items.models import ResponsibilityItem, UnitAssignment
    from tracker.regimes.models import Regime, RegimeItem, RegimeStep

    items = ResponsibilityItem.objects.bulk_create(
        ResponsibilityItem(
            item_no=f"督〔2026〕{n + 1}-1", task="完成台账整改", basis="常务会议", approver="市长", registered_by=office.officer, registered_at=at(first, 8)
        )
        for n in range(len(lives))
    )  # fmt: skip
    parts = UnitAssignment.objects.bulk_create(
        UnitAssignment(
            item=item,
            unit_id=office.units[n % len(office.units)],
            role="lead",
            due_on=due,
            planned_revision=1,
        )
        for n, (item, (_, due, _)) in enumerate(zip(items, lives, strict=True))
    )
    for number, (rule, hour, ends_on) in enumerate(RULES):
        regime = Regime.objects.create(
            name=f"制度{number}",
            scope="chosen",
            starts_on=first,
            ends_on=ends_on,
            adopted_by=office.officer,
            adopted_at=at(first, 0),
        )
        RegimeStep.objects.create(
            regime=regime, number=1, what="report", words=rule, rrule=rule, time=hour, doer="units"
        )
        RegimeItem.objects.bulk_create(
            RegimeItem(regime=regime, item=item, attached_at=at(first, 0), attached_by=office.officer)
            for n, item in enumerate(items)
            if regime_of(n) == number
        )
    return [part.pk for part in parts]


def act(office: Any, ids: list[int], state: str, moment: dt.datetime) -> None:
    """What an act on these parts leaves: the state, the next revision, a line of the history."""
    from django.db.models import F

    from tracker.items.models import Event, UnitAssignment

    columns = {"issued_at": moment} if state == "in_progress" else {"closed_at": moment}
    rows = UnitAssignment.objects.filter(pk__in=ids)
    rows.update(state=state, revision=F("revision") + 1, **columns)
    Event.objects.bulk_create(
        Event(item_id=row.item_id, assignment=row, number=row.revision, act=state, at=moment, by=office.officer, data={"to": state}, digest="")
        for row in rows
    )  # fmt: skip
