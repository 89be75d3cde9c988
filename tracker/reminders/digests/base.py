"""What every digest is made of: sections of lines, each with an address to go to. Frozen; whoever renders it asks nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.items.clock import Clock
from tracker.items.links import Offered
from tracker.items.models import InstructionTarget
from tracker.items.rows import Row

# More lines of a section are a number: nobody reads on, and the page behind the link has them all.
MOST_LINES = 20
# How much of a report's or an instruction's words a line repeats.
WORDS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is about, a note beside it (逾期2天), where it leads.

    `assignment`: the unit's part it asks something about, 0 for none; `links`: ways to answer without signing in, in a mail alone.
    """

    text: str
    note: str
    url: str
    assignment: int = 0
    links: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its first lines; `more` is how many others there are."""

    key: str
    label: str
    lines: tuple[Line, ...]
    more: int = 0

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.lines) + self.more


@dataclass(frozen=True, slots=True)
class Digest:
    """What one reader is told: a short text and the sections that hold anything.

    `memory` is what the next digest needs to know of this one (ranks of units, say); it is kept with the run.
    """

    lead: str
    sections: tuple[Section, ...]
    memory: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_links(self) -> bool:
        """Can anything in it be answered without signing in?"""
        return any(line.links for one in self.sections for line in one.lines)

    @property
    def is_empty(self) -> bool:
        """Nothing to tell: it is recorded and not sent."""
        return not self.sections


@dataclass(frozen=True, slots=True)
class Past:
    """The reader's last digest: when it was made, and what it remembered; a day ago and nothing for the first one."""

    at: dt.datetime
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Builder:
    """One kind: for whom (a role of org.Post), its name, the page it leads to, and what makes it from viewer, clock and past.

    `takes_answers`: its lines carry links that answer without signing in.
    """

    kind: str
    label: str
    role: str
    page: str
    build: Callable[[Viewer, Clock, Past], Digest]
    takes_answers: bool = False


def section(key: str, label: str, lines: Iterable[Line]) -> Section | None:
    """A section, or None without lines."""
    found = tuple(lines)
    if not found:
        return None
    return Section(key, label, found[:MOST_LINES], max(len(found) - MOST_LINES, 0))


def row_line(row: Row) -> Line:
    """A task as a line."""
    note = row.light.phrase or row.due_words or row.state_label
    return Line(f"{row.item_no} {row.task}", f"{row.unit} {note}", item_url(row.item_id), row.pk)


def asked_about(digest: Digest, most: int) -> list[int]:
    """The parts that the digest's lines ask about, in their order, each once, at most so many."""
    lines = (line.assignment for section in digest.sections for line in section.lines)
    return list(dict.fromkeys(filter(None, lines)))[:most]


def with_links(digest: Digest, links: Mapping[int, tuple[Offered, ...]]) -> Digest:
    """The digest with each part's links at its first line."""
    left, sections = dict(links), []
    for one in digest.sections:
        lines = tuple(replace(line, links=left.pop(line.assignment, ())) for line in one.lines)
        sections.append(replace(one, lines=lines))
    return replace(digest, sections=tuple(sections))


def answer_lines(
    targets: Iterable[InstructionTarget], clock: Clock, *, names_unit: bool = True
) -> Iterator[Line]:
    """Answers that leaders' instructions wait for, as lines."""
    for one in targets:
        day = one.instruction.answer_by
        assert day is not None
        late = (clock.today - day).days
        note = (
            f"逾期{late}天未反馈"
            if late > 0
            else "今天应反馈"
            if not late
            else f"{day.month}月{day.day}日前反馈"
        )
        unit = f"{one.assignment.unit} " if names_unit else ""
        words = f"{one.instruction.leader_name}批示：{one.instruction.text[:WORDS]}"
        yield Line(
            f"{one.assignment.item.item_no} {words}", f"{unit}{note}", item_url(one.assignment.item_id)
        )


def item_url(item_id: int) -> str:
    """Where an item is looked at."""
    return reverse("portal:item", args=[item_id])


def filled(*sections: Section | None) -> tuple[Section, ...]:
    """Those that hold anything."""
    return tuple(one for one in sections if one is not None)
