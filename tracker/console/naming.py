"""View data about names: what to offer for a name being typed, which names are known, and whom a collective stands for. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.items.registration import Names
from tracker.org.likeness import Known

from .draft_form import names_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A unit or group to choose: `word` is what is written into the field and means this one alone; `full` its long name."""

    word: str
    full: str
    size: int


@dataclass(frozen=True, slots=True)
class NameMark:
    """A name of a line: the words, and whether somebody answers to them."""

    text: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A unit of a collective as an officer sees it: `out` is the reason why it was taken out, `news` that it has come or gone since."""

    pk: int
    name: str
    out: str
    is_out: bool
    news: str = ""


def offers(found: Iterable[Known], meaning: Names) -> list[Offer]:
    """What can be chosen; two units of one short name are written by the names that tell them apart."""
    made = []
    for one in found:
        kind, _, pk = one.key.partition(":")
        own = (kind, int(pk))
        word = next((text for text in (one.label, *one.names) if meaning.targets.get(text) == own), "")
        if word:
            size = len(meaning.members.get(int(pk), ())) if kind == "group" else 0
            made.append(Offer(word, one.names[0] if one.names[0] != word else "", size))
    return made


def known_marks(line: str, meaning: Names) -> list[NameMark]:
    """The names of a line as typed, each with whether it is known."""
    return [NameMark(name["text"], bool(meaning.units(name))) for name in names_of(line, [])]


def members_of(name: dict[str, Any], meaning: Names, unit_names: dict[int, str]) -> list[Member]:
    """The members of the collective that a name of a draft means: those it has now, then those that have left since it was read."""
    now = meaning.members.get(meaning.group(name), ())
    out = {one["unit"]: one for one in name.get("without", ())}
    seen = name.get("seen")
    made = [
        Member(
            pk=unit_id,
            name=unit_names.get(unit_id, ""),
            out=out.get(unit_id, {}).get("reason", ""),
            is_out=unit_id in out,
            news="新加入" if seen is not None and unit_id not in seen else "",
        )
        for unit_id in now
    ]
    gone = dict.fromkeys(unit_id for unit_id in [*(seen or ()), *out] if unit_id not in now)
    for unit_id in gone:
        kept = out.get(unit_id, {})
        label = unit_names.get(unit_id) or kept.get("name", "") or "已停用的单位"
        made.append(Member(unit_id, label, kept.get("reason", ""), unit_id in out, "已不在该分组"))
    return made
