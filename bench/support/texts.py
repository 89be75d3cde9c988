"""Texts to read: the sentences of the sample speeches, shuffled, with words swapped so that hardly one stands twice."""

from __future__ import annotations

import random
import re
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "speeches" / "samples"
# Words that a round of the text swaps for others: the engine reads a paragraph that comes again only once.
SWAPS = (("工作", "事务", "任务", "事项", "活动", "业务"), ("检查", "巡查", "核查", "抽查", "普查", "清查"), ("单位", "部门", "科室", "班组", "站所", "机构"),
         ("要", "须", "应", "必须", "务必", "应当"), ("县", "市", "区", "州", "镇", "乡"), ("的", "之", "", "的", "之", ""), ("一", "二", "三", "四", "五", "六"))  # fmt: skip


def speech_text(size: int, seed: int = 20260302) -> str:
    """`size` characters of shuffled sample sentences in paragraphs of six, the same on every machine for one seed."""
    sentences: list[str] = []
    for path in sorted(SAMPLES.glob("*.txt")):
        sentences.extend(re.findall(r"[^。\n]{4,}。", path.read_text(encoding="utf-8")))
    shuffler, lines, length, turn = random.Random(seed), [], 0, 0
    while length < size:
        shuffler.shuffle(sentences)
        for place in range(0, len(sentences), 6):
            lines.append(_varied("".join(sentences[place : place + 6]), turn))
            length += len(lines[-1]) + 1
        turn += 1
    return "\n".join(lines)[:size]


def _varied(text: str, turn: int) -> str:
    """The text with some words swapped by the turn; turn 0 leaves it as it is."""
    for place, words in enumerate(SWAPS):
        text = text.replace(words[0], words[turn // (place + 1) % len(words)])
    return text
