"""From rows of the items to what the interface gives. What a viewer may not see is not in the rows that come here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from tracker.access.policy import Viewer
from tracker.items.boards import event_line
from tracker.items.clock import Clock, clock_at
from tracker.items.models import Comment, Event, ProgressReport, ResponsibilityItem, UnitAssignment
from tracker.items.queries import visible_assignments
from tracker.items.rows import Row, row_of, rows_of, with_latest
from tracker.meetings.models import Speech

from .schemas import AssignmentOut, CommentOut, EventOut, EvidenceOut, ItemOut, LightOut, ReportOut, SpeechOut


def assignment_out(row: Row) -> AssignmentOut:
    """A unit's part."""
    same = {
        name: getattr(row, name)
        for name in AssignmentOut.model_fields
        if name not in ("id", "light", "acts")
    }  # fmt: skip
    asks = ["ask_extension"] if "ask_extension" in row.date_acts else []
    light = LightOut(colour=row.light.colour, word=row.light.word, phrase=row.light.phrase)
    return AssignmentOut(id=row.pk, light=light, acts=[*(act.name for act in row.acts), *asks], **same)


def assignments_out(parts: QuerySet[UnitAssignment], viewer: Viewer, clock: Clock) -> list[AssignmentOut]:
    """Parts in their order; one query."""
    return [assignment_out(row) for row in rows_of(with_latest(parts), viewer, clock)]


def assignment_now(viewer: Viewer, pk: int, *, at: dt.datetime) -> AssignmentOut:
    """The part as it is now. Raises Http404."""
    found = with_latest(visible_assignments(viewer)).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这项单位任务。")
    return assignment_out(row_of(found, viewer, clock_at(at)))


def present_state(request: HttpRequest) -> dict[str, Any] | None:
    """The part that a refused request was about, as it is now; None where it was about none, or none that is seen."""
    match = request.resolver_match
    viewer = getattr(request, "viewer", None)
    if match is None or viewer is None or not match.route.startswith("api/v1/assignments/<"):
        return None
    try:
        return assignment_now(viewer, match.kwargs["pk"], at=timezone.now()).model_dump(mode="json")
    except Http404:
        return None


def items_out(items: Iterable[ResponsibilityItem], viewer: Viewer, clock: Clock) -> list[ItemOut]:
    """Items in their order with their parts; one query for all parts."""
    items = list(items)
    parts: dict[int, list[AssignmentOut]] = {item.pk: [] for item in items}
    for part in assignments_out(visible_assignments(viewer).filter(item__in=parts), viewer, clock):
        parts[part.item_id].append(part)
    return [item_out(item, parts[item.pk]) for item in items]


def item_out(item: ResponsibilityItem, parts: list[AssignmentOut]) -> ItemOut:
    """An item; `speech` and `leader_in_charge` must be loaded."""
    return ItemOut(
        id=item.pk,
        item_no=item.item_no,
        task=item.task,
        target=item.target,
        section=item.section,
        quote=item.quote,
        source=item.speech.title if item.speech else "",
        held_on=item.speech.held_on if item.speech else None,
        basis=item.basis,
        approver=item.approver,
        leader=str(item.leader_in_charge) if item.leader_in_charge else item.leader_text,
        is_listed=item.is_listed,
        extension_allowed=item.extension_allowed,
        recurrence=item.recurrence_text,
        registered_at=item.registered_at,
        assignments=parts,
    )


def report_out(report: ProgressReport) -> ReportOut:
    """A report; unit, reporter and files must be loaded."""
    return ReportOut(
        id=report.pk,
        assignment_id=report.assignment_id,
        unit=str(report.assignment.unit),
        content=report.content,
        problems=report.problems,
        next_steps=report.next_steps,
        percent=report.percent,
        amount=report.amount,
        is_unchanged=report.is_unchanged,
        reported_by=str(report.reported_by),
        reported_at=report.reported_at,
        evidence=[
            EvidenceOut(id=one.pk, name=one.name, size=one.size, sha256=one.sha256)
            for one in report.evidence.all()
        ],
    )


def comment_out(comment: Comment) -> CommentOut:
    """A remark, signed as its author was when it was written."""
    same = ("item_id", "assignment_id", "text", "written_at", "edited_at", "withdrawn_at")
    return CommentOut(id=comment.pk, by=comment.written_as, **{name: getattr(comment, name) for name in same})


def event_out(event: Event) -> EventOut:
    """A line of the history, with the words that people read."""
    line = event_line(event)
    return EventOut(
        id=event.pk,
        item_id=event.item_id,
        item_no=event.item.item_no,
        number=event.number,
        assignment_id=event.assignment_id,
        unit=line.unit,
        act=event.act,
        label=line.label,
        by=line.by,
        at=event.at,
        moved=line.moved,
        words=line.note,
        data=event.data,
    )


def speech_out(speech: Speech) -> SpeechOut:
    """A speech without its text."""
    return SpeechOut(
        id=speech.pk,
        title=speech.title,
        speaker=speech.speaker,
        occasion=speech.occasion,
        level=speech.level,
        held_on=speech.held_on,
        state=speech.state,
        state_label=speech.get_state_display(),
        uploaded_at=speech.uploaded_at,
    )
