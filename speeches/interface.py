"""The public shapes of `manage.py extract` and `times` as plain JSON-ready values (docs/extract.md). Pure: no files, no printing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from .draft import Deadline, Draft, Extraction, Named, RegimeDraft, SpeechPart
from .when.value import TimeValue

SCHEMA = "extract/1"


def extraction_json(found: Extraction, *, file: str, every: bool, with_text: bool) -> dict[str, Any]:
    """One object of schema extract/1; `every` gives all candidates, `with_text` adds the text that offsets count in."""
    drafts = found.candidates if every else found.items
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "file": file,
        "date": found.date.isoformat(),
        "date_source": found.date_source,
        "date_reason": found.date_reason,
        "characters": len(found.text),
        "speeches": [speech_json(part) for part in found.speeches],
        "items": [draft_json(draft) for draft in drafts],
        "regimes": [regime_json(regime) for regime in found.regimes],
        "notes": list(found.notes),
    }
    if with_text:
        data["text"] = found.text
    return data


def speech_json(part: SpeechPart) -> dict[str, Any]:
    return {
        "title": part.title,
        "start": part.start,
        "end": part.end,
        "speaker": part.speaker,
        "duplicate_of": part.duplicate_of,
        "occasion": part.occasion,
    }


def draft_json(draft: Draft) -> dict[str, Any]:
    """One item of the public interface."""
    return {
        "start": draft.start,
        "end": draft.end,
        "text": draft.text,
        "speech": draft.speech,
        "section": list(draft.section),
        "action": draft.action,
        "target": draft.target,
        "lead": _names(draft.lead),
        "support": _names(draft.support),
        "report_to": _names(draft.report_to),
        "lead_inherited": draft.lead_inherited,
        "deadline": _deadline(draft.deadline),
        "rrule": draft.rrule,
        "recurrence_text": draft.recurrence_text,
        "confidence": draft.confidence,
        "reasons": list(draft.reasons),
        "doubts": list(draft.doubts),
        "same_as": draft.same_as,
    }


def regime_json(regime: RegimeDraft) -> dict[str, Any]:
    return {
        "title": regime.title,
        "start": regime.start,
        "end": regime.end,
        "speech": regime.speech,
        "steps": [
            {
                "what": step.what,
                "text": step.text,
                "start": step.start,
                "end": step.end,
                "rrule": step.rrule,
                "time": _clock(step.time),
                "reporter": _names(step.reporter),
                "receiver": _names(step.receiver),
            }
            for step in regime.steps
        ],
        "conflicts": list(regime.conflicts),
        "readings": [
            {
                "step": reading.step,
                "text": reading.text,
                "start": reading.start,
                "end": reading.end,
                "rrule": reading.rrule,
            }
            for reading in regime.readings
        ],
    }


def time_json(value: TimeValue) -> dict[str, Any]:
    """One time expression of the public interface; `to` carries the clock time where one is given."""
    to = value.to.isoformat() if value.to else None
    if to and value.time:
        to = f"{to}T{_clock(value.time)}"
    return {
        "start": value.start,
        "end": value.end,
        "text": value.text,
        "kind": value.kind,
        "from": value.from_.isoformat() if value.from_ else None,
        "to": to,
        "time": _clock(value.time),
        "rrule": value.rrule,
        "modality": value.modality,
        "trace": value.trace,
    }


def _names(named: Iterable[Named]) -> list[str]:
    return [one.text for one in named]


def _deadline(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {
        "date": deadline.date.isoformat() if deadline.date else None,
        "time": _clock(deadline.time),
        "kind": deadline.kind,
        "text": deadline.text,
        "start": deadline.start,
        "end": deadline.end,
        "trace": deadline.trace,
        "alternatives": [day.isoformat() for day in deadline.alternatives],
        "provisional": deadline.provisional,
    }


def _clock(time: dt.time | None) -> str | None:
    return time.strftime("%H:%M") if time else None
