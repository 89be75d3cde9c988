"""The door to the engine: text in, drafts out. The only module of `tracker`, with common/workdays.py, that knows `speeches`.

It translates shapes and nothing else: no database, no clock, no rules of grammar.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import speeches
from speeches.assembly import deadline_of, is_dated, kind_of
from speeches.draft import Draft as ReadDraft
from speeches.draft import Extraction, Named, UnitEntry
from speeches.draft import RegimeDraft as ReadRegime
from speeches.readers import Limits, Unreadable, read
from speeches.text import likeness
from speeches.text.normal import fold
from speeches.text.reading import read as read_text
from speeches.text.secrecy import mark_of
from speeches.training import habits
from speeches.training.fit import as_data
from speeches.training.habits import Figures, Lesson
from speeches.what.model import WEIGHTS
from speeches.when import times
from speeches.when.held import Held, where_held
from speeches.when.rhythm import told
from speeches.who.leaders import leader_in
from tracker.common.workdays import calendar_for
from tracker.org.models import Unit, UnitGroup

__all__ = [
    "ALIKE",
    "LIKELY",
    "Classified",
    "Extraction",
    "Figures",
    "Lesson",
    "Received",
    "Taught",
    "Unreadable",
    "differences",
    "draft_columns",
    "leader_words",
    "limit_words",
    "engine_mark",
    "learn",
    "outline",
    "parse",
    "read_words",
    "receive",
    "regime_columns",
    "registry",
    "rhythm_words",
    "secrecy_of",
    "secrecy_of_file",
    "share",
    "signature",
    "told",
    "warm",
    "weights_of",
]
ALIKE, LIKELY = likeness.ALIKE, likeness.LIKELY
DETAILS = ("title", "speaker", "occasion", "level", "held_on")
# 机密-讲话.docx, 讲话（秘密）.docx; but not 严守国家秘密工作会议讲话.docx.
NAME_PARTS = re.compile(r"[\s_\-—()（）【】\[\]《》·,，.、+]+")

# Invented; it has what each part of the engine looks for: units known and not, times, a rhythm, a target, a doer handed on, a regime.
WARMING = (
    "青禾县县长在全县防汛工作会议上的讲话\n（2026年3月2日）\n一、抓好防汛备汛\n"
    "各乡镇要于6月20日前完成12座水库隐患排查，县水利局牵头，县财政局配合，每周五报送进展情况。要抓紧清理河道，尽快落实责任人。"
    "对排查出的问题，由分管副县长负责督办。实行日报告、周通报制度。"
)


class Classified(Exception):
    """A text that says of itself that it is classified; the message names the mark and says what to do."""


@dataclass(frozen=True, slots=True)
class Received:
    """A text that was handed in, and the speeches in it as `part_columns` gives them, at least one."""

    text: str
    parts: tuple[dict[str, Any], ...]


def receive(source: bytes | str, *, name: str = "", max_bytes: int) -> Received:
    """Reads an uploaded file (bytes) or pasted text (str), finds the speeches in it and proposes the details of each.

    Raises Unreadable with one Chinese sentence when it is no document that can be read, Classified for one with a secrecy mark.
    """
    data = source.encode(errors="replace") if isinstance(source, str) else source
    document = read(data, name=name or "粘贴的文字.txt", limits=Limits(max_bytes=max_bytes))
    # No database keeps a NUL; a blank in its place leaves every offset where it was.
    document = replace(document, text=document.text.replace("\0", " "))
    refuse_classified(document, name)
    found = speeches.joined(speeches.split(document))
    if len(found) < 2:
        return Received(document.text, (columns_of(document),))
    day = where_held(document.text, document.properties)
    return Received(document.text, tuple(part_columns(document, part, day) for part in found))


def refuse_classified(document: speeches.Document, name: str) -> None:
    """Raises Classified for a mark in the text, in what Word sets above and below each page, or in the file's name."""
    why = secrecy_of(document.text, name=name, margins=str(document.properties.get("margins", "")))
    if why:
        raise Classified(why)


def secrecy_of(text: str, *, name: str = "", margins: str = "") -> str:
    """Why a text must not be kept here, as a sentence for a person; "" where it has no secrecy mark."""
    mark = mark_of(text) or mark_of(fold(text).text) or mark_of(margins)
    if mark is None:
        mark = next(filter(None, map(mark_of, NAME_PARTS.split(name))), None)
    return mark.reason if mark else ""


def secrecy_of_file(data: bytes, *, name: str, max_bytes: int) -> str:
    """As secrecy_of, for a document of a kind that the readers know; "" as well for one that they cannot read."""
    try:
        document = read(data, name=name, limits=Limits(max_bytes=max_bytes))
    except Unreadable:
        return ""
    return secrecy_of(document.text, name=name, margins=str(document.properties.get("margins", "")))


def columns_of(document: speeches.Document) -> dict[str, Any]:
    """The one speech of a document, with everything around it: its date may stand there. As `part_columns`."""
    return {"start": 0, "end": len(document.text), "twin": None, "details": details_of(document)}


def part_columns(document: speeches.Document, part: speeches.SpeechPart, day: Held) -> dict[str, Any]:
    """One speech of several: {"start", "end", "twin": number of the like one before it or None, "details": as Speech.details}.

    `day` is what the whole file tells; it stands in for a speech that tells none, and its words lie outside that speech.
    """
    details = details_of(speeches.plain(document.text[part.start : part.end]), part)
    if not details["held_on"]["value"] and day.day:
        words = f"同一文件中{day.reason}"
        details["held_on"] = {"value": day.day.isoformat(), "reason": words, "start": 0, "end": 0}
    return {"start": part.start, "end": part.end, "twin": part.duplicate_of, "details": details}


def details_of(document: speeches.Document, part: speeches.SpeechPart | None = None) -> dict[str, Any]:
    """What a speech says of itself, as Speech.details."""
    proposal = speeches.propose(document, part)
    return {field: asdict(getattr(proposal, field)) for field in DETAILS}


def signature(text: str) -> tuple[int, ...]:
    """The numbers that like texts have in common; see speeches.text.likeness."""
    return likeness.signature(text)


def share(one: str, other: str) -> float:
    """How much of two texts is the same words, 0.0 to 1.0."""
    return likeness.share(likeness.shingles(one), likeness.shingles(other))


def differences(one: str, other: str) -> list[dict[str, str]]:
    """The first passages in which two texts differ: [{"here": …, "there": …}, …]."""
    return [asdict(passage) for passage in likeness.differences(one, other)]


@dataclass(frozen=True, slots=True)
class LimitWords:
    """A time limit read from typed words; `rest` is what of the words it does not cover."""

    on: dt.date | None
    time: dt.time | None
    kind: str
    trace: str
    is_provisional: bool
    others: tuple[dt.date, ...]
    rest: str
    read: str


@dataclass(frozen=True, slots=True)
class RhythmWords:
    """A frequency read from typed words; `rest` is what of the words it does not cover."""

    rrule: str
    time: dt.time | None
    rest: str
    read: str


def limit_words(
    words: str,
    *,
    on: dt.date,
    days: Mapping[dt.date, tuple[bool, str]],
    seasons: Mapping[str, tuple[dt.date, dt.date]],
) -> LimitWords | None:
    """The time limit in words typed by a person, read on the day `on`; None where the engine reads none."""
    found = [one for one in times(words, on, calendar_for(days).workdays, seasons) if one.limit]
    limit = deadline_of(found)
    if limit is None or limit.rrule:
        return None
    return LimitWords(
        on=limit.to if is_dated(limit) else None,
        time=limit.time,
        kind=kind_of(limit),
        trace=limit.trace,
        is_provisional=limit.provisional,
        others=limit.alternatives,
        rest=words[: limit.start] + words[limit.end :],
        read=limit.text,
    )


def rhythm_words(words: str, *, on: dt.date) -> list[RhythmWords]:
    """The frequencies in words typed by a person: "每周一、每月5日前" gives two."""
    return [
        RhythmWords(one.rrule, one.time, words[: one.start] + words[one.end :], one.text)
        for one in times(words, on)
        if one.rrule
    ]


def leader_words(quote: str) -> str:
    """The leader whom the words put in charge: "由王副县长牵头…" → "王副县长"; "" for nobody."""
    where = leader_in(quote)
    return quote[where[0] : where[1]] if where else ""


def registry(units: list[Unit], groups: list[UnitGroup]) -> list[UnitEntry]:
    """The office's units and groups as the engine knows them; aliases prefetched, groups with `expanded`."""
    entries = [UnitEntry(unit.name, names_of(unit), (), f"unit:{unit.pk}") for unit in units]
    for group in groups:
        members = tuple(unit.name for unit in group.expanded)  # type: ignore[attr-defined]
        entries.append(UnitEntry(group.name, names_of(group), members, f"group:{group.pk}"))
    return entries


def names_of(thing: Unit | UnitGroup) -> tuple[str, ...]:
    """The names beside the first one: short name and aliases."""
    short = [thing.short_name] if isinstance(thing, Unit) and thing.short_name else []
    return tuple(dict.fromkeys([*short, *(alias.text for alias in thing.aliases.all())]))


def parse(
    text: str,
    *,
    on: dt.date,
    known: list[UnitEntry],
    days: Mapping[dt.date, tuple[bool, str]],
    seasons: Mapping[str, tuple[dt.date, dt.date]],
    weights: Mapping[str, Any] | None = None,
    on_stage: Callable[[str, int, int], None] | None = None,
) -> Extraction:
    """All candidates and regimes of a text spoken on the day `on`; `on_stage(name, index, of)` is told of progress.

    `weights` are the office's own (weights.py); None for those the engine ships with.
    """
    calendar = calendar_for(days)
    return speeches.extract(
        text, on=on, registry=known, workdays=calendar, seasons=seasons, weights=weights, on_stage=on_stage
    )


def warm() -> None:
    """Has the engine load its word lists, tables and weights, so that the first speech or split after a start need not wait for them."""
    nobody = registry([], [])
    parse(WARMING, on=dt.date(2026, 3, 2), known=nobody, days={}, seasons={})
    receive(WARMING, max_bytes=len(WARMING) * 4)
    outline(WARMING)


def outline(text: str) -> list[dict[str, Any]]:
    """The headings of a text in order: [{"start": 12, "end": 22, "level": 1, "text": "一、抓好春耕生产"}, …]."""
    reading = read_text(speeches.plain(text))
    made = []
    for heading in reading.headings:
        where = reading.folded.span(heading.start, heading.end)
        words = text[where.start : where.end].strip()
        made.append({"start": where.start, "end": where.end, "level": heading.level, "text": words})
    return made


def read_words(
    text: str,
    start: int,
    end: int,
    *,
    on: dt.date,
    known: list[UnitEntry],
    days: Mapping[dt.date, tuple[bool, str]],
    seasons: Mapping[str, tuple[dt.date, dt.date]],
) -> dict[str, Any] | None:
    """The fields read out of the words text[start:end] taken by themselves, as columns with offsets of `text`.

    The likeliest order among them speaks for all; None where the engine sees no order at all.
    """
    found = parse(text[start:end], on=on, known=known, days=days, seasons=seasons).candidates
    if not found:
        return None
    best = max(found, key=lambda one: (one.end - one.start, one.confidence))
    return shifted(draft_columns(best, 0, proposed=True), start)


def shifted(columns: dict[str, Any], by: int) -> dict[str, Any]:
    """The columns with every offset moved on by `by`."""
    names = {
        field: [{**name, "start": name["start"] + by, "end": name["end"] + by} for name in columns[field]]
        for field in ("lead", "support", "report_to")
    }
    spans = {field: [first + by, last + by] for field, (first, last) in columns["spans"].items()}
    return {
        **columns,
        **names,
        "spans": spans,
        "start": columns["start"] + by,
        "end": columns["end"] + by,
    }


def draft_columns(draft: ReadDraft, ordinal: int, *, proposed: bool) -> dict[str, Any]:
    """The columns of meetings.Draft for one draft of the engine (without `speech` and `same_as`)."""
    due = draft.deadline
    spans = {
        "action": span(draft.action_span),
        "target": span(draft.target_span),
        "recurrence": span(draft.recurrence_span),
    }
    if due is not None:
        spans["deadline"] = [due.start, due.end]
    return {
        "ordinal": ordinal,
        "start": draft.start,
        "end": draft.end,
        "quote": draft.text,
        "section": list(draft.section),
        "action": draft.action,
        "target": (draft.target or "")[:200],
        "lead": [name_column(named) for named in draft.lead],
        "support": [name_column(named) for named in draft.support],
        "report_to": [name_column(named) for named in draft.report_to],
        "lead_inherited": draft.lead_inherited,
        "due_text": due.text[:120] if due else "",
        "due_on": due.date if due else None,
        "due_time": due.time if due else None,
        "due_kind": due.kind if due else "",
        "due_trace": due.trace[:300] if due else "",
        "due_provisional": due.provisional if due else False,
        "due_alternatives": [day.isoformat() for day in due.alternatives] if due else [],
        "rrule": draft.rrule or "",
        "recurrence_text": (draft.recurrence_text or "")[:120],
        "spans": {field: where for field, where in spans.items() if where},
        "confidence": draft.confidence,
        "is_proposed": proposed,
        "reasons": list(draft.reasons),
        "doubts": list(draft.doubts),
    }


def span(where: Any) -> list[int] | None:
    """[start, end] of a Span, None of none."""
    return [where.start, where.end] if where is not None else None


def name_column(named: Named) -> dict[str, Any]:
    """A name as a draft keeps it: the words, where they stand, and the unit or group they were matched to."""
    kind, _, pk = named.key.partition(":")
    return {
        "text": named.text,
        "start": named.start,
        "end": named.end,
        "unit": int(pk) if kind == "unit" else None,
        "group": int(pk) if kind == "group" else None,
    }


def regime_columns(regime: ReadRegime) -> dict[str, Any]:
    """The columns of meetings.RegimeDraft."""
    steps = [
        {
            "what": step.what,
            "text": step.text,
            "start": step.start,
            "end": step.end,
            "rrule": step.rrule or "",
            "time": step.time.isoformat("minutes") if step.time else "",
            "reporter": "、".join(named.text for named in step.reporter),
            "receiver": "、".join(named.text for named in step.receiver),
        }
        for step in regime.steps
    ]
    return {
        "title": regime.title[:200],
        "start": regime.start,
        "end": regime.end,
        "steps": steps,
        "conflicts": list(regime.conflicts),
        "readings": [
            {"step": one.step, "text": one.text, "start": one.start, "end": one.end, "rrule": one.rrule}
            for one in regime.readings
        ],
    }


@dataclass(frozen=True, slots=True)
class Taught:
    """What a speech of the office teaches. `decided`: (start, end, listed: True, False or None where it is left open)."""

    name: str
    text: str
    on: dt.date
    decided: tuple[tuple[int, int, bool | None], ...]
    is_finished: bool
    seasons: Mapping[str, tuple[dt.date, dt.date]]


def learn(
    taught: list[Taught],
    *,
    known_before: list[str],
    known: list[UnitEntry],
    days: Mapping[dt.date, tuple[bool, str]],
) -> Lesson:
    """Weights made of the built-in samples and the office's decisions, with their figures before and after on speeches left out."""
    calendar = calendar_for(days)
    made = []
    for one in taught:
        decided = tuple(habits.Decided(*what) for what in one.decided)
        speech = habits.Decisions(one.name, one.text, one.on, decided, one.is_finished)
        made.append(habits.lessons_of(speech, habits.Surroundings(known, calendar, one.seasons)))
    return habits.learn(made, known_before)


def weights_of(lesson: Lesson) -> dict[str, Any]:
    """The weights of a lesson as `parse` takes them."""
    return dict(as_data(lesson.model))


def engine_mark() -> str:
    """A mark of the engine's own weights: an office's weights name its cues, and hold only for the engine they were made with."""
    return hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()


def sample_speech(name: str) -> tuple[str, dt.date]:
    """One of the speeches shipped with the engine, and the day it was held: sample_speech("county")."""
    folder = Path(speeches.__file__).parent / "samples"
    days = json.loads((folder / "dates.json").read_text(encoding="utf-8"))
    return (folder / f"{name}.txt").read_text(encoding="utf-8"), dt.date.fromisoformat(days[name])
