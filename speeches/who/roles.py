"""Who leads, who supports, who receives the report: the part each mention plays, clause by clause.

`assign(sentence, clauses, found) -> tuple[Parties, ...]`: one Parties for each clause. `lead`, `support` and `report_to` are
Mentions with their role set; `carried` says that the lead stands in another clause of the same sentence.
`together(parties) -> Parties`: the parties of an item that spans several clauses.
A name that is an object, a place or a source (对各乡镇进行督查, 县攻坚办印发的…) gets no role; no name is ever invented.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from speeches.text.parts import Clause, Sentence

from .casting import Casting
from .mention import Mention
from .skeleton import skeleton


class Parties(NamedTuple):
    """Lead, support and receiver of one clause or item; `carried`: the lead stands in another clause."""

    lead: tuple[Mention, ...] = ()
    support: tuple[Mention, ...] = ()
    report_to: tuple[Mention, ...] = ()
    carried: bool = False


_NOBODY = Parties()
_Box = dict[str, list[Mention]]


def assign(sentence: Sentence, clauses: Sequence[Clause], found: Sequence[Mention]) -> tuple[Parties, ...]:
    """The parties of each clause: "由甲局牵头,乙局配合" → lead 甲局 for both, support 乙局 in the second."""
    if not found or not clauses:
        return (_NOBODY,) * len(clauses)
    bones = skeleton(sentence, found)
    starts = [clause.start for clause in clauses]
    boxes: dict[int, _Box] = {}
    casting = Casting(bones, clauses)
    for place, role in casting.roles().items():
        if role:
            k = max(0, bisect_right(starts, bones.origin[place]) - 1)
            named = [m.playing(role) for m in bones.members[place]]
            if place in casting.modified:
                named[0] = _widened(named[0], casting.modified[place], sentence)
            boxes.setdefault(k, {}).setdefault(role, []).extend(named)
    if not boxes:
        return (_NOBODY,) * len(clauses)
    note = sentence.note if sentence.note >= 0 else casting.cell
    if note >= 0:
        _spread(note, clauses, boxes)
    behind = {max(0, bisect_right(starts, bones.origin[place]) - 1) for place in casting.behind}
    return _in_order(len(clauses), boxes, behind)


def _spread(note: int, clauses: Sequence[Clause], boxes: dict[int, _Box]) -> None:
    """Let the ledger note (or the table cells) from offset `note` on speak for the clauses before it that name nobody."""
    noted = [box for k, box in boxes.items() if clauses[k].start >= note]
    for k, clause in enumerate(clauses):
        if clause.start < note and "lead" not in boxes.get(k, {}):
            box = boxes.setdefault(k, {})
            for role in ("lead", "support"):
                box.setdefault(role, []).extend(m for n in noted for m in n.get(role, ()))


def _in_order(count: int, boxes: dict[int, _Box], behind: set[int]) -> tuple[Parties, ...]:
    """The parties of all clauses; a lead goes on until another is named, and back over clauses it was named `behind`."""
    out: list[Parties] = []
    subject: tuple[Mention, ...] = ()
    for k in range(count):
        box = boxes.get(k)
        if box is None:
            out.append(Parties(subject, (), (), True) if subject else _NOBODY)
            continue
        lead = _unique(box.get("lead", ()))
        subject = lead or subject
        support, receivers = _unique(box.get("support", ())), _unique(box.get("report_to", ()))
        if k in behind and not any(party.lead for party in out):
            out = [Parties(lead, party.support, party.report_to, True) for party in out]
        out.append(Parties(subject, support, receivers, not lead and bool(subject)))
    return tuple(out)


def together(parties: Sequence[Parties]) -> Parties:
    """One Parties for an item over several clauses: its leads are those named in it, else the carried ones."""
    named = _unique([m for p in parties if not p.carried for m in p.lead])
    carried = _unique([m for p in parties for m in p.lead])
    return Parties(
        named or carried,
        _unique([m for p in parties for m in p.support]),
        _unique([m for p in parties for m in p.report_to]),
        not named and bool(carried),
    )


def _widened(mention: Mention, start: int, sentence: Sentence) -> Mention:
    """The mention with the words before it that belong to the name."""
    return mention._replace(
        start=start, text=sentence.text[start - sentence.start : mention.end - sentence.start]
    )


def _unique(found: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions, each name once, in order."""
    if len(found) < 2:
        return tuple(found)
    seen: dict[str, Mention] = {}
    for mention in found:
        seen.setdefault(mention.text, mention)
    return tuple(seen.values())
