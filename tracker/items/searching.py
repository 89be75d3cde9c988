"""搜索: one box over items, speeches and units, strictly within the viewer's sight; bounded, newest first.

A look reads words from end to end, of the newest items and speeches only (docs/decisions/0014-search.md), and stops when a page is full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q

from tracker.access.policy import Viewer
from tracker.meetings.queries import visible_speeches
from tracker.org.models import Unit
from tracker.org.queries import every_unit

from .filters import with_task, word_condition
from .queries import listed, visible_assignments, visible_items

# How many of the newest are looked at; how many hits of a kind are shown.
LOOKED_ITEMS, LOOKED_SPEECHES, SHOWN = 50_000, 2_000, 20
MOST_WORDS, LONGEST, AROUND = 5, 40, 42

Marked = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ItemHit:
    """One item: its number and task, and the words around what was found; pieces with True are what was asked for."""

    pk: int
    number: Marked
    task: Marked
    quote: Marked
    source: str


@dataclass(frozen=True, slots=True)
class SpeechHit:
    """One speech with the place where the words stand first."""

    pk: int
    title: Marked
    passage: Marked
    held_on: object


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `more_items` and `more_speeches` say that there are further ones, `is_cut` that older ones were not looked at."""

    words: tuple[str, ...]
    items: tuple[ItemHit, ...] = ()
    speeches: tuple[SpeechHit, ...] = ()
    units: tuple[tuple[int, Marked], ...] = ()
    more_items: bool = False
    more_speeches: bool = False
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.speeches or self.units)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a question, each once: words_of(" 森林防火  台账 ") == ("森林防火", "台账"). At most MOST_WORDS of LONGEST characters."""
    cleaned = "".join(sign if sign.isprintable() else " " for sign in text)
    return tuple(dict.fromkeys(word[:LONGEST] for word in cleaned.split()))[:MOST_WORDS]


def search(viewer: Viewer, text: str) -> Found:
    """What the viewer may see that has all the words; seven queries at most. Nothing for a question shorter than two signs."""
    words = words_of(text)
    if len("".join(words)) < 2:
        return Found(words)
    named = units_named(words)
    items, more_items, items_cut = item_hits(viewer, words, named)
    speeches, more_speeches, speeches_cut = speech_hits(viewer, words)
    ids = {unit.pk for units in named.values() for unit in units}
    # A handful of units: each is looked up, whoever asks.
    seen = every_unit().filter(with_task(viewer, "unit", walks=True), pk__in=ids) if ids else []
    units = tuple((unit.pk, marked(unit.name, words)) for unit in seen)
    return Found(words, items, speeches, units, more_items, more_speeches, items_cut or speeches_cut)


def units_named(words: Sequence[str]) -> dict[str, list[Unit]]:
    """Word → the units whose name it is part of, at most SHOWN; one query."""
    where = Q()
    for word in words:
        where |= Q(name__icontains=word) | Q(short_name__icontains=word)
    units = list(every_unit().filter(where)[:SHOWN])
    return {
        word: [one for one in units if word.lower() in f"{one.name} {one.short_name}".lower()]
        for word in words
    }


def item_hits(
    viewer: Viewer, words: Sequence[str], named: dict[str, list[Unit]]
) -> tuple[tuple[ItemHit, ...], bool, bool]:
    """The newest items with every word in their own words or in the name of a unit whose part the viewer sees; two queries."""
    rows = visible_items(viewer).order_by("-pk")
    newest = rows.order_by().aggregate(newest=Max("pk"))["newest"] or 0
    rows = rows.filter(pk__gt=newest - LOOKED_ITEMS)
    parts = visible_assignments(viewer).filter(listed(viewer)).order_by()
    for word in words:
        where = word_condition(word, "")
        if named[word]:
            where |= Q(pk__in=parts.filter(unit__in=named[word]).values("item"))
        rows = rows.filter(where)
    found = list(rows[: SHOWN + 1])
    hits = tuple(
        ItemHit(
            one.pk,
            marked(one.item_no, words),
            marked(f"{one.task}　{one.target}" if one.target else one.task, words),
            marked(around(one.quote, words), words),
            one.speech.title if one.speech else one.basis,
        )
        for one in found[:SHOWN]
    )
    return hits, len(found) > SHOWN, newest > LOOKED_ITEMS


def speech_hits(viewer: Viewer, words: Sequence[str]) -> tuple[tuple[SpeechHit, ...], bool, bool]:
    """The newest speeches with every word in title, speaker or text; two queries."""
    rows = visible_speeches(viewer).order_by("-pk")
    newest = rows.order_by().aggregate(newest=Max("pk"))["newest"] or 0
    rows = rows.filter(pk__gt=newest - LOOKED_SPEECHES).defer(None).defer("outline", "details")
    for word in words:
        lookup = "contains" if word.lower() == word.upper() else "icontains"
        where = Q()
        for column in ("title", "speaker", "text"):
            where |= Q(**{f"{column}__{lookup}": word})
        rows = rows.filter(where)
    found = list(rows[: SHOWN // 2 + 1])
    hits = tuple(
        SpeechHit(one.pk, marked(one.title, words), marked(around(one.text, words), words), one.held_on)
        for one in found[: SHOWN // 2]
    )
    return hits, len(found) > SHOWN // 2, newest > LOOKED_SPEECHES


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; they stand for themselves whatever signs they hold."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)


def around(text: str, words: Sequence[str]) -> str:
    """The passage around the first word that occurs, "" where none does: "…把森林防火台账建起来…"."""
    first = pattern(words).search(text)
    if first is None:
        return ""
    start, end = max(first.start() - AROUND, 0), min(first.end() + AROUND, len(text))
    passage = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{passage}{'…' if end < len(text) else ''}"


def marked(text: str, words: Sequence[str]) -> Marked:
    """The text in pieces: marked("建台账", ["台账"]) == (("建", False), ("台账", True)). The page escapes each."""
    pieces: list[tuple[str, bool]] = []
    last = 0
    for hit in pattern(words).finditer(text):
        pieces += [(text[last : hit.start()], False), (hit[0], True)]
        last = hit.end()
    return tuple(piece for piece in [*pieces, (text[last:], False)] if piece[0])
