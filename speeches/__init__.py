"""Reads Chinese leaders' speeches into drafts of responsibility items. Knows Chinese; knows no web, no accounts, no clock.

>>> found = speeches.extract("各乡镇要于6月20日前将名单报县应急局。", on=date(2026, 6, 1))
>>> found.items[0].action
'将名单报县应急局'

Everything is deterministic and explains itself; nothing here is confirmed until a person says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .document import Document, Paragraph
from .draft import Extraction, SpeechPart, UnitEntry
from .proposal import Proposal, Proposed

__all__ = [
    "Extraction",
    "Proposal",
    "Proposed",
    "SpeechPart",
    "UnitEntry",
    "explain",
    "extract",
    "joined",
    "propose",
    "read",
    "split",
    "times",
]


def extract(
    text: str | Document,
    on: dt.date | None = None,
    registry: Iterable[UnitEntry] | None = None,
    workdays: Any = None,
    seasons: Any = None,
    *,
    today: dt.date | None = None,
    weights: Mapping[str, Any] | None = None,
    on_stage: Callable[[str, int, int], None] | None = None,
) -> Extraction:
    """The responsibility items of a speech, given as text or as a Document from `read`.

    `on` is the day of the speech; without it the day found in the text, else `today`. Raises ValueError (one Chinese
    sentence) where there is none of the three. `registry` are units to resolve names against; `workdays` and `seasons`
    are an office's own calendar; `weights` are an office's own, of the shape of the weights file. `on_stage(name, index, of)`
    is told before each stage, for a progress bar. The same input always gives the same result.
    """
    from .collector import uncollected
    from .pipeline import Work, result, run
    from .what.model import model_of

    document = plain(text) if isinstance(text, str) else text
    work = Work(
        document,
        on=on,
        today=today,
        registry=_registry(registry),
        workdays=workdays,
        seasons=seasons,
        model=model_of(weights) if weights else None,
    )
    with uncollected():
        return result(run(work, on_stage=on_stage))


def read(source: Any, name: str = "") -> Document:
    """The Document in a file's bytes, an open binary file or a path. Raises readers.Unreadable (one Chinese sentence)."""
    from .readers import read as read_file

    return read_file(source, name)


def propose(document: Document, part: SpeechPart | None = None) -> Proposal:
    """Title, speaker, occasion, level and day that a speech says of itself, each with its words; `part` as `split` found it."""
    from .proposal import propose as propose_from

    return propose_from(document, part)


def split(text: str | Document) -> tuple[SpeechPart, ...]:
    """The speeches of a file in order: title, start and end in its text, speaker, `duplicate_of` (index of the earlier near copy).

    "篇1:… 同志们:… 篇2:… 同志们:…" gives two. One part for an ordinary speech, none for an empty text. No dictionary is loaded.
    """
    from .text.collection import split as split_into
    from .text.normal import fold

    document = plain(text) if isinstance(text, str) else text
    return split_into(document, fold(document.text))


def joined(parts: Sequence[SpeechPart]) -> tuple[SpeechPart, ...]:
    """The parts that `split` found, the turns of one meeting as one speech: 会议记录… 县长:… 水利局局长:… is one."""
    from .text.collection import joined as join_turns

    return join_turns(parts)


def times(line: str, reference: dt.date, workdays: Any = None, seasons: Any = None) -> list:
    """The time expressions of a line, in order, counted from `reference`: "6月20日前" → kind date, to 2026-06-20, modality by."""
    from .when import times as times_in

    return times_in(line, reference, workdays, seasons)


def explain(found: Extraction, weights: Mapping[str, Any] | None = None) -> str:
    """Every candidate with its fields, the cues that fired with their weights, and the decision; `weights` are those `extract` was given."""
    from .show import explanation
    from .what.model import model_of

    return explanation(found, model_of(weights) if weights is not None else None)


def plain(text: str) -> Document:
    """A Document of a text at hand: one paragraph a line."""
    paragraphs, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Paragraph(at, at + len(line)))
        at += len(line) + 1
    return Document(text, tuple(paragraphs), "txt")


def _registry(units: Iterable[UnitEntry] | None) -> Any:
    from .who.names import Registry

    return Registry(tuple(units)) if units is not None else None
