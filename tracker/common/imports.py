"""What an imported table would change, worked out before anything is written. Pure: rows and the present state in, a plan out.

The plan is shown to a person; when they confirm, it is worked out again and must come to the same (`digest`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field that changes: its column title, what it is now ("" for a new row) and what it becomes."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a row of the table does: `kind` is "new", "changed" or "same". `row` is its number in the table."""

    row: int
    name: str
    kind: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken, with its number and the column's title."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a table would do. `wanted` is the state to write, one entry per row that is new or changed."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    wanted: tuple[Any, ...]

    @property
    def new(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == "new")

    @property
    def changed(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == "changed")

    @property
    def same(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == "same")

    @property
    def does_something(self) -> bool:
        """Would confirming write anything?"""
        return bool(self.wanted) and not self.problems

    @property
    def digest(self) -> str:
        """A fingerprint of all that would be written, old values included."""
        said = [
            [change.row, change.name, change.kind, [[f.title, f.old, f.new] for f in change.fields]]
            for change in self.changes
            if change.kind != "same"
        ]
        return hashlib.sha256(json.dumps([said, self.notes], ensure_ascii=False).encode()).hexdigest()


def compared(titles: tuple[str, ...], old: tuple[str, ...] | None, new: tuple[str, ...]) -> Iterator[Field]:
    """The fields that differ; all that are not empty for a new row (`old` is None)."""
    before = old if old is not None else ("",) * len(new)
    for title, was, becomes in zip(titles, before, new, strict=True):
        if was != becomes:
            yield Field(title, was, becomes)
