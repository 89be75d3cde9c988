"""督查专员: new answers, what waits for verification or an answer, slots that were missed, what the office itself owes."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.items import boards
from tracker.items.clock import Clock
from tracker.items.instructions import overdue_answers
from tracker.items.models import UnitAssignment
from tracker.items.queries import reports_since, waiting_extensions
from tracker.regimes.owed import office_duties, slots_missed

from .base import WORDS, Builder, Digest, Line, Past, answer_lines, filled, item_url, row_line, section
from .signing import to_sign


def build(viewer: Viewer, clock: Clock, past: Past) -> Digest:
    """What has come in since the last digest, and what waits for the office."""
    sections = filled(
        section("checking", "待核查", map(row_line, boards.checking_rows(viewer, clock))),
        section("extensions", "待答复的延期申请", asked(viewer)),
        section("escalations", "待批准的督办文书", to_sign(viewer, clock, own=False)),
        section("answers", "逾期未反馈的批示", answer_lines(overdue_answers(viewer, clock.today), clock)),
        section("duties", "本室应办", duties(viewer, clock)),
        section("missed", "新增漏报", missed(viewer, clock, past)),
        section("reports", "新反馈", reported(viewer, clock, past)),
    )
    numbers = "，".join(f"{one.label}{one.count}项" for one in sections)
    return Digest(f"{numbers}。" if sections else "没有新的反馈，也没有等待办理的事项。", sections)


def of(assignment: UnitAssignment, note: str) -> Line:
    """A unit's part as a line."""
    item = assignment.item
    return Line(f"{item.item_no} {item.task}", f"{assignment.unit}{note}", item_url(item.pk))


def reported(viewer: Viewer, clock: Clock, past: Past) -> Iterator[Line]:
    """The reports that came in since the last digest."""
    for one in reports_since(viewer, past.at, until=clock.at):
        yield of(one.assignment, f"：{one.content[:WORDS]}")


def asked(viewer: Viewer) -> Iterator[Line]:
    """The requests for a later date."""
    for one in waiting_extensions(viewer):
        yield of(one.assignment, f" 申请延期至{one.new_due_on.month}月{one.new_due_on.day}日")


def missed(viewer: Viewer, clock: Clock, past: Past) -> Iterator[Line]:
    """The slots that fell due since the last digest and stayed empty."""
    for one in slots_missed(viewer, past.at, until=clock.at):
        due = one.due_at.astimezone(SHANGHAI)
        yield Line(
            f"{one.item_no} {one.task}", f"{one.unit} {due.month}月{due.day}日漏报", item_url(one.item)
        )


def duties(viewer: Viewer, clock: Clock) -> Iterator[Line]:
    """What the office itself owes by today."""
    for one in office_duties(viewer, at=clock.at):
        if one.due_on <= clock.today:
            late = "，已过" if one.is_late else ""
            note = f"{one.what}，{one.due_on.month}月{one.due_on.day}日{late}"
            yield Line(one.words, note, reverse("console:duties"))


OFFICER = Builder("officer", "督查专员每日摘要", "officer", "console:dashboard", build)
