"""Picks among readings that overlap: the longest wins, then the higher rank; equal ones that differ are both kept.

Refused words (2月30日, 24小时值班) win like any other reading and then vanish, so that no part of them is read alone.
"""

from __future__ import annotations

from .rule import Node


def pick(nodes: list[Node]) -> list[Node]:
    """The nodes to report, in the order of the text, one a span; an ambiguous one carries the other reading's day."""
    ranked = sorted(
        (n for n in nodes if not n.reading.bare), key=lambda n: (n.start - n.end, -n.rank, n.start)
    )
    # Each taken character's place in `chosen`.
    taken: dict[int, int] = {}
    chosen: list[Node] = []
    for node in ranked:
        # A shorter one cannot contain a longer one, so its two ends tell whether it overlaps.
        place = taken.get(node.start, taken.get(node.end - 1))
        if place is None:
            taken.update(dict.fromkeys(range(node.start, node.end), len(chosen)))
            chosen.append(node)
        elif _rivals(chosen[place], node):
            chosen[place] = _both(chosen[place], node)
    shown = [n for n in chosen if n.reading.shape != "refused"]
    return sorted(shown, key=lambda n: (n.start, n.end))


def _rivals(one: Node, two: Node) -> bool:
    """Do two readings of the same words, of the same rank, mean different last days?"""
    a, b = one.reading, two.reading
    return (
        (one.start, one.end, one.rank) == (two.start, two.end, two.rank)
        and a.last is not None
        and b.last is not None
        and b.last not in (a.last, *a.alternatives)
    )


def _both(one: Node, two: Node) -> Node:
    """The first reading with the second's last day kept beside it, so that a person can choose."""
    assert two.reading.last
    reading = one.reading._replace(
        ambiguous=True,
        alternatives=(*one.reading.alternatives, two.reading.last),
        trace=(*one.reading.trace, f"另一种读法为{two.reading.last.isoformat()}，请核对"),
    )
    return one._replace(reading=reading, rules=tuple(dict.fromkeys((*one.rules, *two.rules))))
