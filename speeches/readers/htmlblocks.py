"""Walks a parsed web page: how much text each block holds, and its visible text as paragraphs and table rows.

All walks are loops, never recursion: a page may nest a hundred thousand elements. It must never emit hidden text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from speeches.readers.base import Deadline, labelled
from speeches.readers.ordinals import ordinal

_UNSEEN = frozenset((
    "script", "style", "noscript", "template", "head", "title", "nav", "aside", "button", "select",
    "option", "textarea", "input", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "map", "dialog", "footer", "menu", "rt", "rp",
))  # fmt: skip
_BLOCK = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
))  # fmt: skip
_HOMES = frozenset(["body", "main", "article", "section", "div", "td", "center"])
_HIDING = re.compile(r"display\s*:\s*none", re.I)
# Whole class names and ids only: "print-content" or "share-box" may well be the name of the main text's container.
_FURNITURE = frozenset((
    "nav", "navbar", "topnav", "breadcrumb", "breadcrumbs", "crumb", "crumbs", "share", "sharing",
    "bdsharebuttonbox", "pagination", "pager", "related", "recommend", "sidebar", "toolbar",
    "copyright", "footer", "comments", "qrcode", "sr-only",
))  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
# A source line break between two Chinese characters is no blank of the text.
_WRAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])[ \t]*[\r\n]\s*(?=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])"
)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
_STYLES = {
    "decimal": "decimal",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "upper-alpha": "upperLetter",
    "lower-alpha": "lowerLetter",
    "upper-roman": "upperRoman",
    "lower-roman": "lowerRoman",
    "none": "none",
}  # fmt: skip
_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def unseen(node: Any) -> bool:
    """Whether a browser would not show the element, or shows it as page furniture and not as text."""
    if node.tag in _UNSEEN:
        return True
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or _HIDING.search(attributes.get("style") or ""):
        return True
    if node.tag in ("body", "article", "main"):
        return False
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
    return not _FURNITURE.isdisjoint(names)


def events(root: Any, deadline: Deadline) -> Iterator[tuple[str, Any]]:
    """("start" | "end" | "text", node) of everything seen below and including the root, in document order."""
    node, depth, steps = root, 0, 0
    while True:
        steps += 1
        if steps % 1_000 == 0:
            deadline.check()
        entered = False
        if node.tag == "-text":
            yield "text", node
        elif not node.tag.startswith(("-", "!")) and (depth == 0 or not unseen(node)):
            yield "start", node
            entered = True
            if node.child is not None:
                node, depth = node.child, depth + 1
                continue
        if entered:
            yield "end", node
        while depth and node.next is None:
            node, depth = node.parent, depth - 1
            yield "end", node
        if not depth:
            return
        node = node.next


@dataclass(slots=True)
class Weights:
    """How many characters of text each element holds, and how much its own paragraphs weigh (links count little)."""

    totals: dict[int, int] = field(default_factory=dict)
    scores: dict[int, float] = field(default_factory=dict)
    nodes: dict[int, Any] = field(default_factory=dict)

    def text_of(self, node: Any) -> int:
        """The characters of visible text inside the element."""
        return self.totals.get(node.mem_id, 0)

    def densest(self, body: Any) -> Any:
        """The element whose own paragraphs hold most text: the body when no other stands out."""
        best = max(self.scores, key=lambda key: self.scores[key], default=None)
        return self.nodes[best] if best is not None else body


def weigh(body: Any, deadline: Deadline) -> Weights:
    """Weigh every block of the page. A block's text counts fully for its container and half for the one above."""
    weights = Weights()
    stack: list[list[Any]] = []  # [node, characters inside]
    homes: list[Any] = []
    for event, node in events(body, deadline):
        if event == "start":
            stack.append([node, 0])
            if node.tag in _HOMES:
                homes.append(node)
        elif event == "text":
            if stack:
                size = len(_SPACE.sub("", node.text_content or ""))
                stack[-1][1] += size
                # Lists of links are long too; a link inside a paragraph loses little.
                if homes and not any(one[0].tag == "a" for one in stack[-4:]):
                    _credit(weights, homes, size)
        else:
            _, inside = stack.pop()
            weights.totals[node.mem_id] = inside
            if stack:
                stack[-1][1] += inside
            if homes and homes[-1].mem_id == node.mem_id:
                homes.pop()
    return weights


def _credit(weights: Weights, homes: list[Any], size: int) -> None:
    for share, home in zip((1.0, 0.6), reversed(homes), strict=False):
        weights.nodes[home.mem_id] = home
        weights.scores[home.mem_id] = weights.scores.get(home.mem_id, 0.0) + share * size


class Blocks:
    """Collects the visible text under nodes as (text, "text" | "row"); `walk` may be called several times."""

    def __init__(self, deadline: Deadline) -> None:
        self.found: list[tuple[str, str]] = []
        self._deadline = deadline
        self._sinks = [self.found]
        self._inline: list[str] = []
        self._rows: list[list[list[tuple[str, str]]]] = []
        self._spans: list[dict[int, int]] = []  # per open table: column → rows still covered
        self._lists: list[list[Any]] = []  # per open ol/ul: [format, next number]
        self._label = ""
        self._pre = 0

    def walk(self, root: Any) -> None:
        """Collect everything visible under the root."""
        for event, node in events(root, self._deadline):
            if event == "text":
                self._inline.append(self._spaced(node.text_content or ""))
            elif event == "start":
                self._start(node)
            else:
                self._end(node)
        self._flush()

    def _spaced(self, text: str) -> str:
        return text if self._pre else _SPACE.sub(" ", _WRAP.sub("", text))

    def _flush(self) -> None:
        text = "".join(self._inline)
        self._inline.clear()
        if not self._pre:
            text = _SPACE.sub(" ", text)
        text = text.strip()
        if text:
            self._sinks[-1].append((labelled(self._label, text), "text"))
            self._label = ""

    def _start(self, node: Any) -> None:
        tag = node.tag
        if tag == "br":
            self._flush()
        if tag not in _BLOCK:
            return
        self._flush()
        if tag == "pre":
            self._pre += 1
        elif tag in ("ol", "ul"):
            self._lists.append(_list_start(node))
        elif tag == "li" and self._lists:
            self._label = _item_label(node, self._lists[-1])
        elif tag == "table":
            self._spans.append({})
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._sinks.append([])

    def _end(self, node: Any) -> None:
        tag = node.tag
        if tag not in _BLOCK:
            return
        self._flush()
        if tag == "pre":
            self._pre -= 1
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._label = ""
        elif tag == "table" and self._spans:
            self._spans.pop()
        elif tag in ("td", "th") and len(self._sinks) > 1:
            self._end_cell(node, self._sinks.pop())
        elif tag == "tr" and self._rows:
            self._end_row(self._rows.pop())

    def _end_cell(self, node: Any, blocks: list[tuple[str, str]]) -> None:
        if not self._rows:
            self._sinks[-1].extend(blocks)
            return
        row, spans = self._rows[-1], self._spans[-1] if self._spans else {}
        while spans.get(len(row), 0) > 0:
            spans[len(row)] -= 1
            row.append([])
        for offset in range(_span(node, "colspan", 64)):
            if _span(node, "rowspan", 1000) > 1:
                spans[len(row)] = _span(node, "rowspan", 1000) - 1
            row.append([] if offset else blocks)

    def _end_row(self, row: list[list[tuple[str, str]]]) -> None:
        spans = self._spans[-1] if self._spans else {}
        while spans.get(len(row), 0) > 0:
            spans[len(row)] -= 1
            row.append([])
        filled = [cell for cell in row if cell]
        # A table used as a frame (one cell, or cells that hold whole texts): its paragraphs are paragraphs.
        if (len(filled) == 1 and len(filled[0]) > 1) or any(len(cell) > 5 for cell in filled):
            for cell in filled:
                self._sinks[-1].extend(cell)
        elif filled:
            cells = (" ".join(" ".join(text.split()) for text, _ in cell) for cell in row)
            self._sinks[-1].append(("\t".join(cells), "row"))


def _span(node: Any, name: str, most: int) -> int:
    value = (node.attributes.get(name) or "1").strip()
    return max(1, min(most, int(value))) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _list_start(node: Any) -> list[Any]:
    if node.tag == "ul":
        return ["none", 1]
    styled = _LIST_STYLE.search(node.attributes.get("style") or "")
    kind = (
        _STYLES.get(styled.group(1).lower(), "decimal")
        if styled
        else _TYPES.get(node.attributes.get("type") or "1", "decimal")
    )
    return [kind, _span(node, "start", 9999)]


def _item_label(node: Any, one: list[Any]) -> str:
    kind, number = one
    if node.attributes.get("value"):
        number = _span(node, "value", 9999)
    one[1] = number + 1
    sign = ordinal(number, kind)
    return sign + ("、" if kind == "chineseCounting" else ".") if sign else ""
