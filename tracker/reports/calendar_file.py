"""日历 (.ics): what falls due for a viewer, as a calendar program reads it (RFC 5545): deadlines, milestones, due reports, what the office owes.

Every entry has an identifier that stays, and a number that grows with each change of its part, so that a date that moved is
moved in the calendar. The same rows give the same bytes: nothing in it tells when it was asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from icalendar import Calendar, Event

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.sheets import printable
from tracker.items.clock import Clock
from tracker.items.milestones import ahead_of
from tracker.items.models import UnitAssignment
from tracker.items.queries import listed, visible_assignments
from tracker.items.states import OPEN
from tracker.regimes.owed import matching, office_duties

# A calendar shows what is ahead and what was missed lately; older things are in the list. MOST of each kind, the soonest.
BEHIND, AHEAD, MOST = dt.timedelta(days=60), dt.timedelta(days=400), 500
TASK_SHOWN = 60


def calendar_file(viewer: Viewer, clock: Clock) -> bytes:
    """The viewer's calendar; five queries, whatever the number of entries."""
    calendar = Calendar()
    calendar.add("prodid", "-//Luoshi//Supervision//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "督查督办")
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for make in (deadlines, milestones, reports, duties):
        for event in make(viewer, clock):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def open_parts(viewer: Viewer, clock: Clock) -> QuerySet[UnitAssignment]:
    """The viewer's parts that are still open."""
    return visible_assignments(viewer).filter(listed(viewer), state__in=OPEN)


def deadlines(viewer: Viewer, clock: Clock) -> Iterator[Event]:
    """The deadline of every open part: the whole day, or the hour where one was set."""
    first, last = clock.today - BEHIND, clock.today + AHEAD
    parts = open_parts(viewer, clock).filter(due_on__gte=first, due_on__lte=last)
    for part in parts.annotate(changed_at=Max("events__at")).order_by("due_on", "pk")[:MOST]:
        assert part.due_on is not None
        start: dt.date = part.due_on
        if part.due_time:
            start = dt.datetime.combine(part.due_on, part.due_time, SHANGHAI)
        about = "左右" if part.is_approximate else ""
        yield entry(
            f"assignment-{part.pk}",
            f"到期{about}：{part.wording[:TASK_SHOWN]}（{part.unit}）",
            start,
            changed_at=part.changed_at or part.issued_at or part.item.registered_at,
            revision=part.revision,
            details=f"{part.item.item_no} {part.get_state_display()}\n{part.wording}",
            item=part.item_id,
        )


def milestones(viewer: Viewer, clock: Clock) -> Iterator[Event]:
    """The milestones of open parts that are not reached."""
    rows = ahead_of(open_parts(viewer, clock), clock.today - BEHIND, clock.today + AHEAD)
    for row in rows[:MOST]:
        part = row.assignment
        yield entry(
            f"milestone-{row.pk}",
            f"节点：{row.name}（{part.unit}）",
            row.due_on,
            changed_at=row.made_at,
            revision=part.revision,
            details=f"{part.item.item_no} {part.wording}",
            item=part.item_id,
        )


def reports(viewer: Viewer, clock: Clock) -> Iterator[Event]:
    """The reports that are owed now or ahead, at their hour."""
    last = clock.today + AHEAD
    rows = matching(viewer, at=clock.at, standings=("ahead", "open"), first=clock.today - BEHIND, last=last)
    rows = rows.filter(assignment__in=open_parts(viewer, clock).order_by().values("pk"))
    for row in rows.select_related("assignment__item", "assignment__unit").order_by("due_at", "pk")[:MOST]:
        part = row.assignment
        words = "、".join(source["words"] for source in row.sources)
        yield entry(
            f"slot-{row.pk}",
            f"报送：{words or '进展情况'}（{part.unit}）",
            row.due_at.astimezone(SHANGHAI),
            changed_at=row.opens_at,
            # Both only grow: the one with the plan, the other with the task it shows.
            revision=part.revision + row.changes,
            details=f"{part.item.item_no} {part.wording}",
            item=part.item_id,
        )


def duties(viewer: Viewer, clock: Clock) -> Iterator[Event]:
    """What the office itself owes by its regimes; nothing for whoever may not see them."""
    for line in office_duties(viewer, at=clock.at, ahead=AHEAD)[:MOST]:
        if line.pk is None:
            continue
        yield entry(
            f"duty-{line.pk}",
            f"本办：{line.what}",
            line.due_on,
            changed_at=dt.datetime.combine(line.due_on, dt.time(), SHANGHAI) - AHEAD,
            revision=1,
            details=line.words,
        )


def entry(
    name: str,
    summary: str,
    start: dt.date,
    *,
    changed_at: dt.datetime,
    revision: int,
    details: str,
    item: int | None = None,
) -> Event:
    """One entry: a whole day for a day, a moment for a moment. `name` is what it is about for good: "assignment-17"."""
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.ORIGIN).hostname or 'luoshi'}")
    event.add("sequence", max(revision - 1, 0))
    event.add("dtstamp", changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("summary", printable(summary).replace("\n", " "))
    event.add("dtstart", start)
    if not isinstance(start, dt.datetime):
        event.add("dtend", start + dt.timedelta(days=1))
        # A deadline does not make anybody busy.
        event.add("transp", "TRANSPARENT")
    event.add("description", printable(details))
    if item is not None:
        event.add("url", settings.ORIGIN + reverse("portal:item", args=[item]))
    return event
