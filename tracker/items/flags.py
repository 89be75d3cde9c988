"""What a report makes an officer look twice at. Pure: it marks, it proves nothing, and nobody but officers sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .models import ProgressReport


def flags_of(reports: Sequence[ProgressReport], reopened: Iterable[int] = ()) -> dict[int, tuple[str, ...]]:
    """Report id → its marks, for reports newest first with `evidence` prefetched; `reopened`: assignments that were once closed.

    Text copied from the report before, figures that went back, 100 % without any file, closed and then reopened.
    """
    again = set(reopened)
    found: dict[int, tuple[str, ...]] = {}
    before: dict[int, ProgressReport] = {}
    newest = {report.assignment_id: report.pk for report in reversed(reports)}
    for report in reversed(reports):
        marks = marks_of(report, before.get(report.assignment_id))
        if report.assignment_id in again and newest[report.assignment_id] == report.pk:
            marks.append("曾销号后重新办理")
        if marks:
            found[report.pk] = tuple(marks)
        if not report.is_unchanged:
            before[report.assignment_id] = report
    return found


def marks_of(report: ProgressReport, before: ProgressReport | None) -> list[str]:
    """The marks of one report beside the last one that had news."""
    marks = []
    if before and not report.is_unchanged and squeezed(report.content) == squeezed(before.content):
        marks.append("文字与上次相同")
    if (
        before
        and report.percent is not None
        and before.percent is not None
        and report.percent < before.percent
    ):
        marks.append(f"比例由{before.percent}%退到{report.percent}%")
    if report.percent == 100 and not report.evidence.all():
        marks.append("完成100%但没有佐证材料")
    return marks


def squeezed(text: str) -> str:
    """The text without blanks and closing marks, so that a full stop does not make it new."""
    return "".join(text.split()).rstrip("。.；;！!")
