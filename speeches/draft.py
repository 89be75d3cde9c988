"""What leaves the engine: drafts of responsibility items, and of regimes, each field tied to its words.

The shapes follow the public interface of `manage.py extract` (docs/extract.md). Offsets are code points of the original text.
Nothing here is confirmed: a person decides (DESIGN rule 1, "no words, no value").
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from .document import Span


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit or group the caller knows. `members` are names of other entries: a group such as 各乡镇 has them.

    `key` is the caller's own identifier and is handed back untouched.
    """

    name: str
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    key: str = ""


# What a speech holds by the thousand is a tuple: made in a fourth of the time of a frozen dataclass.
class Deadline(NamedTuple):
    """A time limit. `kind`: by, at, around, during, asap, event, masked; the last three have no date.

    `alternatives` are other dates the words allow; `provisional` marks a date counted over workdays not yet published.
    """

    date: dt.date | None
    time: dt.time | None
    kind: str
    text: str
    start: int
    end: int
    trace: str
    alternatives: tuple[dt.date, ...] = ()
    provisional: bool = False


class Named(NamedTuple):
    """A unit, post or collective as written, where it stands, and the registry entry it was matched to ("" if none)."""

    text: str
    start: int
    end: int
    key: str = ""


class Draft(NamedTuple):
    """One verifiable obligation: who must do what, by when or how often, in the speaker's own words.

    `speech` indexes Extraction.speeches; `section` lists the headings above, outermost first; `same_as` indexes an
    earlier draft that states the same obligation. `doubts` are short Chinese sentences a person should settle.
    `features` are the names that the model weighed: `Model.explain(draft.features)` tells why `confidence` is what it is.
    """

    start: int
    end: int
    text: str
    speech: int
    section: tuple[str, ...]
    action: str
    action_span: Span
    target: str | None
    target_span: Span | None
    lead: tuple[Named, ...]
    support: tuple[Named, ...]
    report_to: tuple[Named, ...]
    lead_inherited: bool
    deadline: Deadline | None
    rrule: str | None
    recurrence_text: str | None
    recurrence_span: Span | None
    confidence: float
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    same_as: int | None = None
    features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RegimeStepDraft:
    """One step of a regime: 周通报 → what "bulletin", rrule FREQ=WEEKLY.

    `what`: report, bulletin, inspection, field_review, dispatch, summary, appraisal, meeting, prompt, ladder, other. `reporter` does it (who reports, or
    who issues, checks, calls), `receiver` gets the report, as far as the words name them.
    """

    what: str
    text: str
    start: int
    end: int
    rrule: str | None
    time: dt.time | None = None
    reporter: tuple[Named, ...] = ()
    receiver: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class StepReading:
    """Another rhythm that later words give a step: `step` indexes RegimeDraft.steps, `text` are the words, 每半个月开展一次督查."""

    step: int
    text: str
    start: int
    end: int
    rrule: str


@dataclass(frozen=True, slots=True)
class RegimeDraft:
    """A regime the speech announces, e.g. 日报告、周通报、旬督查、季拉练.

    `conflicts` name slogan against detail in words; `readings` are the same disagreements as values to choose from.
    """

    title: str
    start: int
    end: int
    speech: int
    steps: tuple[RegimeStepDraft, ...]
    conflicts: tuple[str, ...] = ()
    readings: tuple[StepReading, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechPart:
    """One speech of the file. `duplicate_of` indexes an earlier, near-identical one that is then not read again.

    `is_turn`: somebody takes the floor in the meeting of the part before (县水利局局长:…).
    """

    title: str
    start: int
    end: int
    speaker: str | None = None
    duplicate_of: int | None = None
    occasion: str | None = None
    is_turn: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one text. `items` are at or above the threshold; `candidates` are all, items included.

    `date_source`: argument, text or today; `date_reason` is a Chinese sentence with the words the date came from.
    """

    text: str
    date: dt.date
    date_source: str
    date_reason: str
    speeches: tuple[SpeechPart, ...]
    items: tuple[Draft, ...]
    candidates: tuple[Draft, ...]
    regimes: tuple[RegimeDraft, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
