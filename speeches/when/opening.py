"""What a pattern's match can begin with, so that a rule is tried only where it has a chance.

The parsed pattern becomes a small automaton whose edges are sets of characters; assertions are taken as passed, so the answer
may allow too much and never too little. A pattern that could begin with anything is a fault of its author.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

# A range wider than this is no list of words but "any character".
WIDEST = 400
DIGITS = frozenset("0123456789")
NUMERALS = DIGITS | frozenset("〇零○一二三四五六七八九十廿卅百千两")

Chars = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Opening:
    """How matches begin: by their first character, the second ones that may follow (None: any), the third ones by the two
    before them, and for a match that begins with a number the characters that may follow the number."""

    seconds: dict[str, Chars]
    thirds: dict[str, dict[str, Chars]]
    after_number: Chars


class _Automaton:
    """States are numbers; `edges` lead over a set of characters (None: any), `free` over nothing.

    With `ahead` what a lookahead asks for counts as read: right for first characters, and only for them.
    """

    def __init__(self, pattern: str, ahead: bool = False) -> None:
        self.ahead = ahead
        self.edges: dict[int, list[tuple[Chars, int]]] = {}
        self.free: dict[int, list[int]] = {}
        self.states = 1
        self.final = self._items(_parser.parse(pattern), 0)

    def _new(self) -> int:
        self.states += 1
        return self.states - 1

    def _items(self, items: Any, state: int) -> int:
        for op, value in items:
            state = self._one(op, value, state)
        return state

    def _one(self, op: Any, value: Any, state: int) -> int:
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN, sre.GROUPREF):
            after = self._new()
            self.edges.setdefault(state, []).append((_members(op, value), after))
            return after
        if op is sre.SUBPATTERN:
            return self._items(value[3], state)
        if op is sre.BRANCH:
            after = self._new()
            for branch in value[1]:
                self._skip(self._items(branch, state), after)
            return after
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self._repeat(value, state)
        if op is sre.ASSERT and self.ahead and value[0] == 1:
            return self._items(value[1], state)
        return state

    def _repeat(self, value: Any, state: int) -> int:
        low, high, body = value
        after = self._new()
        for turn in range(min(int(high), 40)):
            if turn >= low:
                self._skip(state, after)
            state = self._items(body, state)
        self._skip(state, after)
        return after

    def _skip(self, state: int, after: int) -> None:
        self.free.setdefault(state, []).append(after)

    def closure(self, states: set[int]) -> set[int]:
        """All states reached from these over nothing."""
        todo, seen = list(states), set(states)
        while todo:
            for after in self.free.get(todo.pop(), ()):
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
        return seen

    def out(self, states: set[int]) -> list[tuple[Chars, int]]:
        """The edges that leave the closure of these states."""
        return [edge for state in self.closure(states) for edge in self.edges.get(state, ())]


def openings(pattern: re.Pattern[str]) -> Opening:
    """How matches of the pattern begin: of "[今明]年前?" 今 or 明, then 年. ValueError if with anything or with nothing."""
    automaton = _Automaton(pattern.pattern)
    if automaton.final in automaton.closure({0}):
        raise ValueError(f"a rule may match nothing: {pattern.pattern[:60]}")
    seconds: dict[str, Chars] = {}
    thirds: dict[str, dict[str, Chars]] = {}
    for char, states in _by_character(automaton, {0}).items():
        if not char:
            raise ValueError(f"a rule may begin with anything: {pattern.pattern[:60]}")
        seconds[char] = _union(automaton, states)
        thirds[char] = {
            second: _union(automaton, after) for second, after in _by_character(automaton, states).items()
        }
    return Opening(seconds, thirds, _after_number(automaton))


def _by_character(automaton: _Automaton, states: set[int]) -> dict[str, set[int]]:
    """The states that each character leads to from these; "" for a character that no edge names."""
    edges = automaton.out(states)
    anywhere = {after for chars, after in edges if chars is None}
    found = {"": anywhere} if anywhere else {}
    for char in {char for chars, _ in edges if chars for char in chars}:
        found[char] = anywhere | {after for chars, after in edges if chars and char in chars}
    return found


def first_characters(pattern: re.Pattern[str]) -> Chars:
    """The characters that stand where a match begins; None for any, or where it may be empty and looks at nothing."""
    return _union(_Automaton(pattern.pattern, ahead=True), {0})


def last_characters(pattern: re.Pattern[str]) -> Chars:
    """The characters a match can end with; None for any, or where it may be empty."""
    automaton = _Automaton(pattern.pattern)
    ending = {state for state in range(automaton.states) if automaton.final in automaton.closure({state})}
    if 0 in ending:
        return None
    sets = [chars for edges in automaton.edges.values() for chars, after in edges if after in ending]
    return None if None in sets else frozenset().union(*(s for s in sets if s))


def _union(automaton: _Automaton, states: set[int]) -> Chars:
    """The characters that may come next; None for any, or where the match may end."""
    if automaton.final in automaton.closure(states):
        return None
    sets = [chars for chars, _ in automaton.out(states)]
    return None if None in sets else frozenset().union(*(s for s in sets if s))


def _after_number(automaton: _Automaton) -> Chars:
    """What may follow the number that a match begins with."""
    todo: set[int] = {0}
    seen: set[int] = set()
    while todo:
        todo = {state for chars, state in automaton.out(todo) if chars is None or chars & NUMERALS} - seen
        seen |= todo
    following = _union(automaton, seen) if seen else frozenset()
    return None if following is None else following - NUMERALS


def _members(op: Any, value: Any) -> Chars:
    """The characters of a literal or a set; None for a set that leaves characters out."""
    if op is sre.LITERAL:
        return frozenset(chr(value))
    if op is not sre.IN:
        return None
    out: set[str] = set()
    for kind, arg in value:
        if kind is sre.LITERAL:
            out.add(chr(arg))
        elif kind is sre.RANGE and arg[1] - arg[0] < WIDEST:
            out |= {chr(c) for c in range(arg[0], arg[1] + 1)}
        elif kind is sre.CATEGORY and arg is sre.CATEGORY_DIGIT:
            out |= DIGITS
        else:
            return None
    return frozenset(out)
