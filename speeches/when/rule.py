"""What a rule of the time engine is: a pattern over words and already read pieces, a build function, its own examples.

Shapes only; none is changed once made. What is made by the thousand for a speech is a tuple, made in a fourth of the time of a
frozen dataclass and changed in a sixth. A rule never sees a clock and never writes a date that no calendar has: its build function answers with a
`Reading`, with `REFUSED` (these words are no time, and no part of them is), or with None (not my case).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .calendar import Calendar

Date = dt.date


class Parts(NamedTuple):
    """The calendar parts that words name. `dekad` 1..3 (上中下旬), `quarter` 1..4, `half` 1..2, `edge` "start"/"mid"/"end"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    dekad: int | None = None
    quarter: int | None = None
    half: int | None = None
    edge: str = ""


class Length(NamedTuple):
    """A stretch of time not yet tied to a day: 10 个工作日 is Length(10, "workday"). `low` is the lower end of 3至5天."""

    n: int
    unit: str
    low: int | None = None
    half: bool = False


class Reading(NamedTuple):
    """What some words mean. `shape` says how other rules may use it: day, span, week, feast, clock, length, closed, refused.

    `said` are the parts the words name, `supposed` those that were filled in; `bare` readings are only building stones and
    are not reported by themselves. `trace` holds the steps of the explanation, in Chinese, without the words themselves.
    """

    shape: str
    kind: str = "date"
    first: Date | None = None
    last: Date | None = None
    time: dt.time | None = None
    rrule: str | None = None
    modality: str = "at"
    grain: str = "day"
    said: frozenset[str] = frozenset()
    supposed: frozenset[str] = frozenset()
    past: bool = False
    limit: bool = True
    alternatives: tuple[Date, ...] = ()
    provisional: bool = False
    bare: bool = False
    ambiguous: bool = False
    parts: Parts | None = None
    length: Length | None = None
    before: Date | None = None
    after: Date | None = None
    opens: Date | None = None
    name: str = ""
    trace: tuple[str, ...] = ()


REFUSED = Reading("refused")
REFUSED_PAST = Reading("refused", past=True)


class Node(NamedTuple):
    """A reading of the folded text's [start, end) and the rules that made it, innermost first."""

    start: int
    end: int
    reading: Reading
    rules: tuple[str, ...]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What a build function may know: the speech day, the calendar, the local seasons and the folded text."""

    text: str
    reference: Date
    calendar: Calendar
    seasons: Mapping[str, tuple[Date, Date]] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """One match of a rule: the named words, the pieces taken, the place, and the context."""

    words: dict[str, str | None]
    pieces: tuple[Reading, ...]
    start: int
    end: int
    context: Context

    def __getitem__(self, name: str) -> str:
        """The named words, "" where that part is absent."""
        return self.words.get(name) or ""

    @property
    def text(self) -> str:
        """All words of the match."""
        return self.context.text[self.start : self.end]

    @property
    def on(self) -> Date:
        """The speech day."""
        return self.context.reference


@dataclass(frozen=True, slots=True)
class Take:
    """A pattern item that takes an already read piece of one of these shapes (and kinds, if named)."""

    shapes: frozenset[str]

    def __init__(self, *shapes: str) -> None:
        object.__setattr__(self, "shapes", frozenset(shapes))


@dataclass(frozen=True, slots=True)
class Yes:
    """A sentence, the words a rule must find in it, and what they must mean on Monday 2026-03-02.

    `means` gives any fields of TimeValue: Yes("请在6月20日前报送", "6月20日前", to="2026-06-20", modality="by").
    """

    sentence: str
    words: str
    means: dict[str, object]

    def __init__(self, sentence: str, words: str, **means: object) -> None:
        object.__setattr__(self, "sentence", sentence)
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "means", means)


Build = Callable[[Found], Reading | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `pattern` is a regular expression with {fragments}, or a sequence of such and `Take` items.

    `level` 0 reads words only; level n may take what lower levels read. Longest wins, then the higher `rank`. `yes` and
    `no` are run through the whole engine: a `no` sentence must not give any time on which this rule had a hand.
    """

    name: str
    pattern: str | tuple[str | Take, ...]
    build: Build
    yes: tuple[Yes, ...]
    no: tuple[str, ...]
    rank: int = 0
    level: int = 0
