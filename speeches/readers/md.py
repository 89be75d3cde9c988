"""Markdown: the text a reader sees, without the marks. Offsets therefore count `Document.text`, not the file.

Keeping the marks was tried: "**各乡镇**要" hides the unit from every later stage. It must never run or follow anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from speeches.document import Document
from speeches.readers.base import Deadline, Limits, compose, labelled
from speeches.readers.dates import property_date
from speeches.readers.decode import decode

name = "md"
suffixes: tuple[str, ...] = (".md", ".markdown")
# Inline marks may nest in ways that cost a pattern quadratic time; the child's clock ends that.
contained = True

_FENCE = re.compile(r" {0,3}(```|~~~)")
_QUOTE = re.compile(r"(?: {0,3}> ?)+")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+|(?<=\S)[ \t]+#+[ \t]*\Z")
_BULLET = re.compile(r"\s*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_ORDERED = re.compile(r"\s*(\d{1,3}[.)])[ \t]+")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*)\Z")
_CELLS = re.compile(r"\s*\|.*\|\s*\Z")
_DIVIDER = re.compile(r"[\s|:-]*-[\s|:-]*\Z")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)")
_AUTOLINK = re.compile(r"<(https?://[^>\s]{1,2000})>")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--.{0,2000}?-->")
_STRONG = re.compile(r"(?<!\\)(\*\*\*|\*\*|~~|`+)(?=\S)([^\n]{1,2000}?)(?<=\S)\1")
_SOFT = re.compile(
    r"(?<![\\*\w])([*_])(?=[^\s*_])([^*_\n]{1,2000})(?<=[^\s*_])\1(?![*\w])|(?<!\\)\*(?=\S)([^*\n]{1,2000})(?<=\S)\*"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_FRONT = re.compile(r"([A-Za-z_]{1,20})\s*:\s*[\"']?(.*?)[\"']?\s*\Z")


def sniff(head: bytes) -> bool:
    """Never claims a file by its first bytes: Markdown cannot be told from plain text, so its suffix decides."""
    return False


def read(stream: BinaryIO, limits: Limits) -> Document:
    """The document of a Markdown file: one line is one paragraph, "| a | b |" is a row. Raises Unreadable."""
    text, encoding = decode(stream.read())
    properties: dict[str, object] = {"encoding": encoding}
    lines = text.splitlines()
    body = _front_matter(lines, properties)
    return compose(_blocks(lines[body:], Deadline(limits.max_seconds)), name, properties, limits)


def _front_matter(lines: list[str], properties: dict[str, object]) -> int:
    """Take title and date out of a leading YAML block; the index of the first line of the body."""
    if not lines or lines[0].strip() != "---":
        return 0
    end = next((at for at, line in enumerate(lines[1:60], 1) if line.strip() in ("---", "...")), 0)
    for line in lines[1:end]:
        match = _FRONT.match(line)
        if match and match.group(1).lower() == "title":
            properties["title"] = match.group(2)[:200]
        elif (
            match and match.group(1).lower() in ("date", "created") and (day := property_date(match.group(2)))
        ):
            properties["created"] = day
    return end + 1 if end else 0


def _blocks(lines: list[str], deadline: Deadline) -> Iterator[tuple[str, str]]:
    # Each line stays a paragraph. Joining lines as CommonMark does was tried: speeches saved as .md have one paragraph
    # a line without blank lines between, and their outline would run together.
    fenced = False
    for line in lines:
        deadline.check()
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            yield line, "text"
            continue
        line = _QUOTE.sub("", line, count=1) if _QUOTE.match(line) else line
        if _RULE.match(line):
            continue
        if _CELLS.match(line):
            if not _DIVIDER.match(line):
                cells = line.strip()[1:-1].replace("\\|", "\0").split("|")
                yield "\t".join(_plain(cell.replace("\0", "|")).strip() for cell in cells), "row"
            continue
        ordered = _ORDERED.match(line)
        if ordered:
            yield labelled(ordered.group(1), _plain(line[ordered.end() :]).strip()), "text"
        else:
            yield (
                _plain(_HEADING.sub("", _BULLET.sub("", line, count=1) if _BULLET.match(line) else line)),
                "text",
            )


def _plain(line: str) -> str:
    """One line without inline marks: "**各乡镇**要[整改](x)" → "各乡镇要整改"."""
    if not any(mark in line for mark in "*_`[<~\\&"):
        return line
    from html import unescape

    line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    line = _TAG.sub("", _AUTOLINK.sub(r"\1", line))
    line = _STRONG.sub(r"\2", line)
    line = _SOFT.sub(lambda match: match.group(2) or match.group(3), line)
    return unescape(_ESCAPE.sub(r"\1", line))
