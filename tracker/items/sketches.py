"""The marks of an item's wording, kept when it is registered, by which items worded like an order are found without reading them all.

Min-wise hashes of the character pairs of an order, two to a mark: two orders worded alike share a mark almost surely, two others
hardly ever. How alike they are is then told by meetings.wording.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Count

from tracker.meetings.wording import FEWEST, grams

from .models import ItemSketch, ResponsibilityItem

# 24 marks of two hashes: orders with 3 in 10 pairs in common share one with 0.9, with 1 in 50 with 0.01.
MARKS, EACH = 24, 2
# A mark keeps this many items, the newest; it is thinned out only at twice as many, so that this is seldom.
HOLDERS = 32
# How many marks one statement asks for.
CHUNK = 10_000
PRIME = (1 << 61) - 1
FACTORS = [
    tuple(
        int.from_bytes(hashlib.blake2b(f"{number}:{part}".encode(), digest_size=7).digest(), "big")
        for part in "ab"
    )
    for number in range(MARKS * EACH)
]


@lru_cache(maxsize=8192)
def marks_of(words: str) -> tuple[int, ...]:
    """The marks of an order's wording; () for one too short to be told from others."""
    seeds = [
        int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=7).digest(), "big") for gram in grams(words)
    ]
    if len(seeds) < FEWEST:
        return ()
    least = [min((a * seed + b) % PRIME for seed in seeds) for a, b in FACTORS]
    return tuple(
        int.from_bytes(
            hashlib.blake2b(f"{number}:{pair}".encode(), digest_size=8).digest(), "big", signed=True
        )
        for number, pair in enumerate(least[at : at + EACH] for at in range(0, len(least), EACH))
    )


def wording(task: str, target: str) -> str:
    """What of an order is compared."""
    return f"{task} {target}"


def sketch(items: Iterable[ResponsibilityItem]) -> None:
    """Keeps the marks of new items; call it in the transaction that makes them."""
    keep_marks((item, marks_of(wording(item.task, item.target))) for item in items)


def keep_marks(marked: Iterable[tuple[ResponsibilityItem, Iterable[int]]]) -> None:
    """Keeps marks that were worked out before: of thousands of items that takes longer than a lock should be held."""
    rows = [ItemSketch(item=item, mark=mark) for item, marks in marked for mark in marks]
    ItemSketch.objects.bulk_create(rows, batch_size=5000)
    thin_out({row.mark for row in rows})


def thin_out(marks: Iterable[int]) -> None:
    """Lets the older items go that hold a mark which very many hold: such a mark tells little, and a look-up must not grow with the years.

    What an item has of its own stays with it; of items worded all alike the newest stay to be found.
    """
    asked = sorted(marks)
    for at in range(0, len(asked), CHUNK):
        held = ItemSketch.objects.filter(mark__in=asked[at : at + CHUNK]).values("mark")
        crowded = held.annotate(holders=Count("pk")).filter(holders__gt=2 * HOLDERS)
        for mark in list(crowded.values_list("mark", flat=True)):
            older = ItemSketch.objects.filter(mark=mark).order_by("-item", "-pk")
            ItemSketch.objects.filter(pk__in=list(older.values_list("pk", flat=True)[HOLDERS:])).delete()
