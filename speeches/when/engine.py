"""Runs all rules over a text and gives the times in it. It knows no rule by name and holds no state between calls.

Level 0 rules read words; higher levels take what lower ones read (a day, a clock, a recurrence) and the words between. A
rule is tried only where a character stands that it can begin with, so text without times costs almost nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from .calendar import Calendar, Workdays
from .fold import fold
from .moments import said_day
from .opening import NUMERALS, Chars, first_characters, last_characters, openings
from .resolve import pick
from .rule import Context, Found, Node, Reading, Rule, Take
from .rules import FAMILIES, RULES
from .value import TimeValue
from .words import spell

# A prefix in front of a taken piece is looked for in so many characters before it.
REACH = 24
# So many characters are read at a time, up to the end of the sentence.
STRETCH = 2000
_SENTENCE_END = re.compile("[。\n]")
_DIGITS = "0123456789"


# A rule, its pattern's bound `match`, the third characters it may have and its groups: the innermost loop asks nothing else.
Matcher = Callable[[str, int], re.Match[str] | None]
# What each group of a pattern is called, in order; name2, name3 … are other places of `name`, "" has no name.
Groups = tuple[str, ...]
Compiled = tuple[tuple[Rule, Matcher, Chars, Groups], ...]
Items = tuple[tuple[re.Pattern[str], Groups] | Take, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A rule over pieces: the words before the first piece, if any, and what follows them."""

    rule: Rule
    lead: re.Pattern[str] | None
    groups: Groups
    head: frozenset[str]
    rest: Items
    nexts: Chars
    lasts: Chars


class Machine:
    """The rules, compiled once: which are tried at which two characters, and which take pieces at which level."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        levels: dict[int, list[Step]] = {}
        words: list[tuple[Rule, re.Pattern[str]]] = []
        for rule in rules:
            if isinstance(rule.pattern, str):
                words.append((rule, re.compile(spell(rule.pattern))))
            else:
                levels.setdefault(rule.level, []).append(_step(rule, rule.pattern))
        self.levels = tuple(tuple(levels[n]) for n in sorted(levels))
        self.table = _table(words)
        self.trigger = _trigger(self.table)

    def read(self, context: Context, start: int, end: int) -> list[Node]:
        """All nodes that begin in context.text[start:end], of all levels."""
        nodes = self._words(context, start, end)
        places = Places()
        fresh = nodes
        for steps in self.levels:
            if not nodes:
                break
            places.add(fresh)
            fresh = []
            for step in steps:
                if not step.head.isdisjoint(places.of):
                    fresh.extend(_apply(step, places, context))
            nodes = nodes + fresh
        return nodes

    def _words(self, context: Context, start: int, end: int) -> list[Node]:
        """What the rules over words alone read."""
        text, table = context.text, self.table
        number = _NUMBER.match
        nodes: list[Node] = []
        for hit in self.trigger.finditer(text, start, end):
            at = hit.start()
            follow, after_number = table[text[at]]
            rules = follow.get(text[at + 1 : at + 2]) or follow[""]
            if after_number:
                last = number(text, at).end()  # type: ignore[union-attr]
                rules += after_number.get(text[last : last + 1], ())
            third = text[at + 2 : at + 3]
            for rule, matches, thirds, groups in rules:
                if thirds is not None and third not in thirds:
                    continue
                match = matches(text, at)
                if match is not None:
                    last = match.end()
                    words = _names(((match, groups),)) if groups else {}
                    reading = rule.build(Found(words, (), at, last, context))
                    if reading is not None:
                        nodes.append(Node(at, last, reading, (rule.name,), rule.rank))
        return nodes


_NUMBER = re.compile("[" + "".join(sorted(NUMERALS)) + "]{1,12}")


# A rule that may begin with a character: the next ones, those after them, and what the table holds of it.
Entry = tuple[Chars, dict[str, Chars], Rule, re.Pattern[str]]
Table = dict[str, tuple[dict[str, Compiled], dict[str, Compiled]]]


def _table(words: list[tuple[Rule, re.Pattern[str]]]) -> Table:
    """First character → ({second character: rules to try, "": for any other}, {character after a number: rules}).

    三 of 三十天 looks at 天: a rule whose matches go on after the number with known characters stands in the second table only.
    """
    by_second: dict[str, list[Entry]] = {}
    by_number: dict[str, list[Entry]] = {}
    for rule, pattern in words:
        opening = openings(pattern)
        for char, seconds in opening.seconds.items():
            if char in NUMERALS and opening.after_number is not None:
                by_number.setdefault(char, []).append((opening.after_number, {}, rule, pattern))
            else:
                by_second.setdefault(char, []).append((seconds, opening.thirds[char], rule, pattern))
    chars = by_second.keys() | by_number.keys()
    return {
        char: (_follow(by_second.get(char, [])), _follow(by_number[char]) if char in by_number else {})
        for char in chars
    }


def _trigger(table: Table) -> re.Pattern[str]:
    """A character that a rule begins with, before one that may come next. Of 2026年 only the first digit is tried."""
    alone = {char for char, (follow, _) in table.items() if follow[""]}
    nexts = {c for both in table.values() for follow in both for c in follow} | NUMERALS
    return re.compile(_set(table) + rf"(?<![0-9][0-9])(?:(?<={_set(alone)})|(?={_set(nexts)}))")


def _set(characters: Iterable[str]) -> str:
    """A regular expression's set of these characters."""
    return "[" + "".join(map(re.escape, sorted(c for c in characters if c))) + "]"


def _follow(entries: list[Entry]) -> dict[str, Compiled]:
    """Next character → the rules that take it; "" for those that take any."""
    if not entries:
        return {"": ()}
    chars = {c for nexts, _, _, _ in entries if nexts for c in nexts}
    return {c: _taking(entries, c) for c in chars} | {"": _taking(entries, "")}


def _taking(entries: list[Entry], char: str) -> Compiled:
    """The rules that may go on with this character, each with the ones that may come after it (None: any)."""
    return tuple(
        (rule, pattern.match, thirds.get(char) if nexts is not None else None, _groups(pattern))
        for nexts, thirds, rule, pattern in entries
        if nexts is None or char in nexts
    )


class Places:
    """The pieces read so far, by their start and by their shape."""

    def __init__(self) -> None:
        self.at: dict[int, list[Node]] = {}
        self.of: dict[str, list[Node]] = {}

    def add(self, nodes: list[Node]) -> None:
        """Take in what a level has read."""
        for node in nodes:
            self.at.setdefault(node.start, []).append(node)
            self.of.setdefault(node.reading.shape, []).append(node)


def _step(rule: Rule, pattern: tuple[str | Take, ...]) -> Step:
    """The rule's items, compiled; words before the first piece must end where it starts."""
    lead = None
    if isinstance(pattern[0], str):
        lead = re.compile(f"(?:{spell(pattern[0])})" + r"\Z")
        pattern = pattern[1:]
    head = pattern[0]
    if not isinstance(head, Take):
        raise ValueError(f"the rule {rule.name} takes no piece after its first words")
    rest = tuple(item if isinstance(item, Take) else _compiled(f"(?:{spell(item)})") for item in pattern[1:])
    nexts = None if not rest or isinstance(rest[0], Take) else first_characters(rest[0][0])
    lasts = last_characters(lead) if lead else None
    return Step(rule, lead, _groups(lead) if lead else (), head.shapes, rest, nexts, lasts)


def _compiled(pattern: str) -> tuple[re.Pattern[str], Groups]:
    compiled = re.compile(pattern)
    return compiled, _groups(compiled)


def _groups(pattern: re.Pattern[str]) -> Groups:
    """The names of a pattern's groups; () where none has one."""
    names = {index: name.rstrip(_DIGITS) for name, index in pattern.groupindex.items()}
    return tuple(names.get(index, "") for index in range(1, pattern.groups + 1)) if names else ()


def _names(parts: Iterable[tuple[re.Match[str], Groups]]) -> dict[str, str | None]:
    """The named words of all parts, of several places of a name the first that is there."""
    found: dict[str, str | None] = {}
    for match, groups in parts:
        if groups:
            for name, words in zip(groups, match.groups(), strict=True):
                if words is not None and name:
                    found.setdefault(name, words)
    return found


def _apply(step: Step, places: Places, context: Context) -> list[Node]:
    """All places where the rule's pieces and words follow each other."""
    rule, text, at, nexts = step.rule, context.text, places.at, step.nexts
    lasts = step.lasts
    takes_next = bool(step.rest) and isinstance(step.rest[0], Take)
    nodes: list[Node] = []
    for shape in step.head:
        for piece in places.of.get(shape, ()):
            start = piece.start
            if nexts is not None and text[piece.end : piece.end + 1] not in nexts:
                continue
            if takes_next and piece.end not in at:
                continue
            if lasts is not None and text[start - 1 : start] not in lasts:
                continue
            # What follows is looked at first: it fails far more often than the words before.
            ways = _walk(step.rest, piece.end, at, text)
            if not ways:
                continue
            before = step.lead.search(text, max(0, start - REACH), start) if step.lead else None
            if step.lead and not before:
                continue
            begin = before.start() if before else start
            for pieces, matches, end in ways:
                taken = (piece, *pieces)
                words = _names(((before, step.groups), *matches) if before else matches)
                found = Found(words, tuple(p.reading for p in taken), begin, end, context)
                reading = rule.build(found)
                if reading is not None:
                    names = tuple(dict.fromkeys((*(name for p in taken for name in p.rules), rule.name)))
                    nodes.append(Node(begin, end, reading, names, rule.rank))
    return nodes


Way = tuple[tuple[Node, ...], tuple[tuple[re.Match[str], Groups], ...], int]


def _walk(items: Items, start: int, at: Mapping[int, list[Node]], text: str) -> list[Way]:
    """The ways to follow the items from `start`; every item is used once, so the walk ends."""
    if not items:
        return [((), (), start)]
    item, rest = items[0], items[1:]
    if isinstance(item, tuple):
        pattern, groups = item
        match = pattern.match(text, start)
        if not match:
            return []
        if not rest:
            return [((), ((match, groups),), match.end())]
        return [
            (pieces, ((match, groups), *matches), end)
            for pieces, matches, end in _walk(rest, match.end(), at, text)
        ]
    here = at.get(start)
    if here is None:
        return []
    return [
        ((node, *pieces), matches, end)
        for node in here
        if node.reading.shape in item.shapes
        for pieces, matches, end in _walk(rest, node.end, at, text)
    ]


_STATUTORY = Calendar()


@lru_cache(maxsize=1)
def machine() -> Machine:
    """The machine over all rules, built on first use."""
    return Machine(RULES)


def times(
    text: str,
    reference: dt.date,
    workdays: Workdays | None = None,
    seasons: Mapping[str, tuple[dt.date, dt.date]] | None = None,
) -> list[TimeValue]:
    """The time expressions of a text in order, read on the day `reference`.

    Spans do not overlap unless the words are ambiguous (then the readings stand at one span); text[v.start:v.end] == v.text.
    `workdays` replaces the statutory calendar, `seasons` dates local seasons (汛期 → first and last day).
    Raises ValueError for a reference outside 1902..2097, where no Chinese calendar reaches.
    """
    return list(times_one_by_one(text, reference, workdays, seasons))


class TooMany(Exception):
    """A text holds more that could be a time than somebody wants read."""


def times_one_by_one(
    text: str,
    reference: dt.date,
    workdays: Workdays | None = None,
    seasons: Mapping[str, tuple[dt.date, dt.date]] | None = None,
    most: float = inf,
) -> Iterator[TimeValue]:
    """The same, read only as far as somebody asks; raises TooMany where more than `most` readings were tried."""
    if not 1901 < reference.year < 2098:
        raise ValueError(f"reference outside the calendar: {reference}")
    folded = fold(text)
    calendar = Calendar(workdays) if workdays is not None else _STATUTORY
    context = Context(folded.text, reference, calendar, seasons or {})
    done = tried = 0
    for begin, stop in _stretches(folded.text):
        if tried > most:
            raise TooMany
        nodes = machine().read(context, begin, stop)
        tried += len(nodes)
        for node in pick(nodes):
            if node.start < done:
                # Read across the end of the stretch before.
                continue
            # 去年的, 本月的: the particle belongs to what follows.
            last = node.end - 1 if folded.text[node.end - 1] == "的" else node.end
            start, end = folded.span(node.start, last)
            yield _value(text[start:end], start, end, node)
            done = max(done, node.end)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The text in stretches of some thousand characters that end with a sentence, so that readings thrown away take no room."""
    at = 0
    while len(text) - at > STRETCH:
        sentence = _SENTENCE_END.search(text, at + STRETCH, at + 2 * STRETCH)
        stop = sentence.end() if sentence else min(at + 2 * STRETCH, len(text))
        yield at, stop
        at = stop
    yield at, len(text)


def _value(words: str, start: int, end: int, node: Node) -> TimeValue:
    r: Reading = node.reading
    return TimeValue(
        start=start,
        end=end,
        text=words,
        kind=r.kind,
        from_=r.first,
        to=r.last,
        time=r.time,
        rrule=r.rrule,
        modality=r.modality,
        grain=r.grain,
        said=r.said,
        supposed=r.supposed,
        past=r.past,
        limit=r.limit and not r.past,
        alternatives=r.alternatives,
        provisional=r.provisional,
        ambiguous=r.ambiguous,
        rules=node.rules,
        trace=_trace(words, r),
    )


def _trace(words: str, reading: Reading) -> str:
    """A sentence an officer can check: 三日内 → 发文次日起第3天 → 2026-03-05（周四）."""
    steps = [words, *reading.trace]
    first, last = reading.first, reading.last
    if first and last and first != last:
        steps.append(f"{said_day(first)}至{said_day(last, reading.time)}")
    elif last:
        # A recurrence's clock time is told with its rhythm, not with its last day.
        steps.append(f"至{said_day(last)}" if reading.rrule else said_day(last, reading.time))
    elif first:
        after = "之后" if reading.modality == "not_before" else "起"
        steps.append(f"{said_day(first, None if reading.rrule else reading.time)}{after}")
    return " → ".join(dict.fromkeys(steps))


def rule_listing() -> list[tuple[str, str, list[str], list[str]]]:
    """(family, rule name, sentences it reads, sentences it must not read) of every rule, in order."""
    return [
        (family.__name__.rsplit(".", 1)[-1], rule.name, [yes.sentence for yes in rule.yes], list(rule.no))
        for family in FAMILIES
        for rule in family.RULES
    ]
