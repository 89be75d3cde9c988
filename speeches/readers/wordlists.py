"""Word's styles and automatic lists: which label (一、, （二）, 1.) stands before a paragraph although no text holds it.

It must never guess a label: a list that is not defined in the file gives none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from speeches.readers.ordinals import ordinal

_PLACE = re.compile(r"%([1-9])")
_MAX_BASES = 20


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an on/off property element means on: no value, or anything but 0, false, off, none."""
    return attributes.get("val", "1") not in ("0", "false", "off", "none")


def number_of(value: str | None, default: int = 0) -> int:
    """A whole number from an attribute, the default when it is missing or none: "3" → 3, "x" → 0; at most 99999."""
    try:
        return max(-1, min(99_999, int((value or "")[:9])))
    except ValueError:
        return default


@dataclass(slots=True)
class Style:
    """One style: what it is called, what it is based on, its list, and whether its text is hidden."""

    name: str = ""
    base: str = ""
    list_id: str = ""
    level: int = -1
    hidden: bool | None = None


class Styles:
    """Listens to styles.xml and answers for a style id, looking through the styles it is based on."""

    def __init__(self) -> None:
        self._styles: dict[str, Style] = {}
        self._now = Style()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in an element of styles.xml."""
        value = attributes.get("val", "")
        if tag == "style":
            self._now = self._styles.setdefault(attributes.get("styleId", ""), Style())
        elif tag == "name":
            self._now.name = value.lower()
        elif tag == "basedOn":
            self._now.base = value
        elif tag == "numId":
            self._now.list_id = value
        elif tag == "ilvl":
            self._now.level = number_of(value)
        elif tag == "vanish":
            self._now.hidden = is_on(attributes)

    def end(self, tag: str) -> None:
        """After a style ends, what follows belongs to none."""
        if tag == "style":
            self._now = Style()

    def text(self, data: str) -> None:
        """styles.xml holds no text."""

    def _chain(self, style_id: str) -> list[tuple[str, Style]]:
        chain: list[tuple[str, Style]] = []
        while style_id in self._styles and len(chain) < _MAX_BASES:
            chain.append((style_id, self._styles[style_id]))
            style_id = self._styles[style_id].base
        return chain

    def is_hidden(self, style_id: str) -> bool:
        """Whether text in this style is hidden text."""
        return next((style.hidden for _, style in self._chain(style_id) if style.hidden is not None), False)

    def is_contents(self, style_id: str) -> bool:
        """Whether the style is one of an automatic table of contents ("toc 1"), which repeats the headings."""
        return any(style.name.startswith("toc ") for _, style in self._chain(style_id))

    def list_of(self, style_id: str) -> tuple[str, int, str]:
        """(list id, level or -1, the style that says so) for paragraphs of the style; ("", -1, "") without a list."""
        chain = self._chain(style_id)
        level = next((style.level for _, style in chain if style.level >= 0), -1)
        for owner, style in chain:
            if style.list_id:
                return style.list_id, level, owner
        return "", -1, ""


@dataclass(slots=True)
class Level:
    """One level of a list definition."""

    first: int = 1
    format: str = "decimal"
    pattern: str = ""
    legal: bool = False
    restarts: bool = True
    style: str = ""


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level] = field(default_factory=dict)
    style_link: str = ""
    counters: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Instance:
    abstract: str = ""
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)


class Lists:
    """Listens to numbering.xml, then counts: `label(list id, level)` is called once for each paragraph, in order."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._abstracts: dict[str, _Abstract] = {}
        self._instances: dict[str, _Instance] = {}
        self._abstract = _Abstract()
        self._instance: _Instance | None = None
        self._level = Level()
        self._override = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in an element of numbering.xml."""
        value = attributes.get("val", "")
        if tag == "abstractNum":
            self._abstract = self._abstracts.setdefault(attributes.get("abstractNumId", ""), _Abstract())
        elif tag == "num":
            self._instance = self._instances.setdefault(attributes.get("numId", ""), _Instance())
        elif tag == "lvl":
            levels = self._instance.levels if self._instance else self._abstract.levels
            self._level = levels[number_of(attributes.get("ilvl"))] = Level()
        elif tag == "numStyleLink":
            self._abstract.style_link = value
        elif self._instance is not None and tag == "abstractNumId":
            self._instance.abstract = value
        elif self._instance is not None and tag == "lvlOverride":
            self._override = number_of(attributes.get("ilvl"))
        elif self._instance is not None and tag == "startOverride":
            self._instance.starts[self._override] = number_of(value)
        else:
            self._take_level(tag, value, attributes)

    def _take_level(self, tag: str, value: str, attributes: Mapping[str, str]) -> None:
        if tag == "start":
            self._level.first = number_of(value)
        elif tag == "numFmt":
            self._level.format = value
        elif tag == "lvlText":
            self._level.pattern = value[:40]
        elif tag == "isLgl":
            self._level.legal = is_on(attributes)
        elif tag == "lvlRestart":
            self._level.restarts = value != "0"
        elif tag == "pStyle":
            self._level.style = value

    def end(self, tag: str) -> None:
        """A list or a level ends."""
        if tag == "num":
            self._instance = None
        elif tag == "lvl":
            self._level = Level()

    def text(self, data: str) -> None:
        """numbering.xml holds no text."""

    def label(self, list_id: str, level: int, style: str = "") -> str:
        """Count one paragraph and give its label, e.g. "（二）"; "" for bullets, unnumbered levels and unknown lists."""
        instance = self._instances.get(list_id)
        abstract = self._abstract_of(instance) if instance else None
        if instance is None or abstract is None:
            return ""
        levels = {**abstract.levels, **instance.levels}
        if level < 0:
            level = next((at for at, one in levels.items() if style and one.style == style), 0)
        if level not in levels:
            return ""
        self._count(abstract, instance, levels, level)
        return _label(levels, level, abstract.counters)

    def _abstract_of(self, instance: _Instance) -> _Abstract | None:
        abstract = self._abstracts.get(instance.abstract)
        if abstract is not None and abstract.style_link and not abstract.levels:
            linked = self._instances.get(self._styles.list_of(abstract.style_link)[0])
            abstract = self._abstracts.get(linked.abstract) if linked else None
        return abstract

    @staticmethod
    def _count(abstract: _Abstract, instance: _Instance, levels: dict[int, Level], level: int) -> None:
        counters = abstract.counters
        if level in instance.starts and level not in instance.begun:
            counters[level] = instance.starts[level]
        else:
            counters[level] = counters.get(level, levels[level].first - 1) + 1
        instance.begun.add(level)
        for upper in range(level):
            if upper in levels:
                counters.setdefault(upper, levels[upper].first)
        for lower in [at for at in counters if at > level and (at not in levels or levels[at].restarts)]:
            del counters[lower]


def _label(levels: dict[int, Level], level: int, counters: dict[int, int]) -> str:
    own = levels[level]
    if own.format in ("bullet", "none"):
        return ""

    def number(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        format_ = levels[at].format if at in levels else "decimal"
        if own.legal and at != level:
            format_ = "decimal"
        return ordinal(counters.get(at, 0), format_) if at in counters else ""

    return _PLACE.sub(number, own.pattern).strip()
