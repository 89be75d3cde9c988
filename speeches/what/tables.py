"""Rows of a task table: 序号｜任务｜责任单位｜完成时限. Each row states one order; its other cells fill in the fields.

A row is one sentence whose cells are parted by tabs. A table counts only where a header row names a column of tasks and one of
doers or times; other tables are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from speeches.text.parts import Sentence
from speeches.when.value import TimeValue
from speeches.who.mention import Mention

from .fields import Fields
from .piece import Piece
from .segment import Segment

_COLUMNS = (
    ("support", re.compile(r"配合|协办|协助|参与")),
    ("lead", re.compile(r"责任(?:单位|部门|人|领导)|牵头|主办|承办|主责|落实单位|实施单位|责任$")),
    ("time", re.compile(r"时限|时间|期限|完成日期|频次")),
    ("task", re.compile(r"任务|事项|内容|措施|工作|要求|问题|目标")),
)
_LONGEST_TITLE = 12
HEADER = ("header",)


def columns_of(sentences: Sequence[Sentence]) -> dict[int, tuple[str, ...]]:
    """The kinds of the columns ("task", "lead", "support", "time", "other") for each row of a task table, HEADER for its head."""
    found: dict[int, tuple[str, ...]] = {}
    columns: tuple[str, ...] = ()
    for place, sentence in enumerate(sentences):
        if "\t" not in sentence.text:
            columns = ()
            continue
        header = _header(sentence.text)
        columns = header or columns
        if columns:
            found[place] = HEADER if header else columns
    return found


def _header(row: str) -> tuple[str, ...]:
    """The kinds of the columns if a row names them: 序号｜任务｜责任单位｜时限 → other, task, lead, time; () for any other row."""
    cells = [cell.strip() for cell in row.split("\t")]
    if any(len(cell) > _LONGEST_TITLE for cell in cells):
        return ()
    kinds = tuple(
        next((kind for kind, pattern in _COLUMNS if pattern.search(cell)), "other") for cell in cells
    )
    return kinds if "task" in kinds and {"lead", "time"} & set(kinds) else ()


def row_segment(sentence: Sentence, pieces: Sequence[Piece], columns: Sequence[str]) -> list[Segment]:
    """The order of one row: the words of its task cell, with who and when from the others; [] for a header or an empty task."""
    task: list[Piece] = []
    times: list[TimeValue] = []
    mentions: list[Mention] = []
    for piece in pieces:
        column = sentence.text.count("\t", 0, piece.start - sentence.start)
        kind = columns[column] if column < len(columns) else "other"
        if kind == "task":
            task.append(piece)
        elif kind == "time":
            times.extend(piece.times)
        elif kind in {"lead", "support"}:
            mentions.extend(mention.playing(kind) for mention in piece.mentions)
    if not task:
        return []
    return [Segment(sentence, task, Fields(tuple(times), tuple(mentions)))]
