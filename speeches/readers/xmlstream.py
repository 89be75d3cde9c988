"""Reads XML as a stream of starts, ends and texts with expat: no tree, no entities, bounded depth and time.

lxml was tried: a tree of a 60 MB part takes 600 MB, and entity definitions have to be switched off one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol
from xml.parsers import expat

from speeches.readers.base import BROKEN, Limits, Unreadable

TOO_DEEP = "文件的内部结构嵌套过深，为安全起见没有读取，请将正文复制到新建的 Word 文件后再上传。"
ENTITIES = "文件里含有异常的 XML 定义，为安全起见没有读取，请将正文复制到新建的 Word 文件后再上传。"


class Listener(Protocol):
    """Told of each element by its local name ("p" for w:p); attributes by local name too."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters inside the element that began last and has not ended."""


def parse(pieces: Iterable[bytes], listener: Listener, limits: Limits) -> None:
    """Feed the XML to the listener. Raises Unreadable for broken or hostile XML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    local: dict[str, str] = {}
    depth = 0

    def name_of(name: str) -> str:
        if name not in local:
            local[name] = name.rpartition(" ")[2]
        return local[name]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.max_depth:
            raise Unreadable(TOO_DEEP)
        listener.start(name_of(name), {name_of(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        listener.end(name_of(name))

    def refuse(*_: object) -> None:
        raise Unreadable(ENTITIES)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = listener.text
    # Office never writes a DOCTYPE: refusing it whole shuts out billion laughs, quadratic blow-up and XXE together.
    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Unreadable(BROKEN) from None
