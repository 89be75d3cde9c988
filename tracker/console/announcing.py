"""View data of the regimes a speech announces: their steps in words, and the question which rhythm holds."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.meetings import announced
from tracker.meetings.models import RegimeDraft
from tracker.regimes.calendar import is_daily
from tracker.regimes.models import RegimeStep
from tracker.regimes.operations import StepText


def sheet(draft: RegimeDraft) -> dict[str, object]:
    """One announced regime as its card shows it."""
    labels = dict(RegimeStep.What.choices)
    asked = announced.questions(draft)
    return {
        "draft": draft,
        "steps": [
            (str(labels.get(one["what"], "其他")), one["text"], announced.spoken(one["rrule"]), one["time"])
            for one in draft.steps
        ],
        "question": asked[0] if asked else None,
        "has_rhythm": any(one["rrule"] for one in draft.steps),
        "is_daily": any(is_daily(one["rrule"]) for one in draft.steps),
    }


def sheets(drafts: list[RegimeDraft]) -> list[dict[str, object]]:
    """The announced regimes of a speech, those with days to keep first; no query."""
    return sorted((sheet(draft) for draft in drafts), key=lambda one: not one["has_rhythm"])


def step_rows(steps: Iterable[StepText]) -> list[tuple[str, str, str, str]]:
    """(what, words, how often, by when) of steps an officer writes, as the key of the calendar shows them."""
    labels = dict(RegimeStep.What.choices)
    return [
        (
            str(labels[one.what]),
            one.words,
            announced.spoken(one.rrule),
            f"{one.time:%H:%M}" if one.time else "",
        )
        for one in steps
    ]
