"""联络员: what is overdue, due today and this week, which reports are owed, what is newly issued or returned."""

from __future__ import annotations

from django.db.models import Q

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.items import boards
from tracker.items.clock import Clock
from tracker.items.instructions import owed_answers
from tracker.items.rows import Row
from tracker.items.states import State
from tracker.regimes.owed import SlotLine, owed_now
from tracker.reminders.queries import reminded_between

from .base import Builder, Digest, Line, Past, answer_lines, filled, item_url, row_line, section


def build(viewer: Viewer, clock: Clock, past: Past) -> Digest:
    """What the viewer's units have before them. A task stands once, under the first heading that fits."""
    # A reminder that fell today for something further off: this digest is the letter it comes in.
    reminded = reminded_between(viewer.units, past.at, clock.at)
    wanted = boards.pressing(clock) | Q(pk__in=reminded)
    groups = {group.key: group.rows for group in boards.owed(viewer, clock, wanted)}
    rows = [row for found in groups.values() for row in found]
    returned = [row for row in rows if row.state == State.RETURNED]
    told = {row.pk for row in returned}
    named = {key: fresh(groups.get(key, ()), told) for key in ("unsigned", "overdue", "today", "week")}
    soon = fresh([row for row in rows if row.pk in reminded], told)
    slots = owed_now(viewer, at=clock.at)
    sections = filled(
        section("returned", "退回重办", map(row_line, returned)),
        section("overdue", "已逾期", map(row_line, named["overdue"])),
        section("answers", "领导批示待反馈", answer_lines(owed_answers(viewer), clock, names_unit=False)),
        section("today", "今天到期", map(row_line, named["today"])),
        section("week", "本周到期", map(row_line, named["week"])),
        section("slots", "应报进展", map(slot_line, slots)),
        section("unsigned", "新交办，待签收", map(row_line, named["unsigned"])),
        section("soon", "临近时限", map(row_line, soon)),
    )
    numbers = "，".join(f"{one.label}{one.count}项" for one in sections)
    return Digest(f"贵单位目前：{numbers}。" if sections else "今天没有需要办理的事项。", sections)


def fresh(rows: list[Row] | tuple[Row, ...], told: set[int]) -> list[Row]:
    """The rows that no earlier heading has named; they count as named from now on."""
    found = [row for row in rows if row.pk not in told]
    told.update(row.pk for row in found)
    return found


def slot_line(slot: SlotLine) -> Line:
    """A report owed as a line."""
    due = slot.due_at.astimezone(SHANGHAI)
    note = "已过时限，请补报" if slot.standing == "missing" else f"{due.month}月{due.day}日{due:%H:%M}前"
    return Line(f"{slot.item_no} {slot.task}", f"{slot.unit} {note}", item_url(slot.item), slot.assignment)


LIAISON = Builder("liaison", "单位联络员每日摘要", "liaison", "portal:owed", build, takes_answers=True)
