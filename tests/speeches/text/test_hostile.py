"""Hostile texts end in bounded time, and time grows no faster than the text."""

from __future__ import annotations

import time

import pytest

from speeches.document import Document
from speeches.text.reading import read
from speeches.text.sentences import clauses
from speeches.who.inheritance import Trail
from speeches.who.names import mentions
from speeches.who.roles import assign

CASES = {
    "one sentence": "各乡镇要排查隐患并建立台账",
    "one sentence with commas": "各乡镇要排查隐患,县住建局要验收,",
    "one endless list": "县水利、文旅、卫健、人社、",
    "lists joined by 和": "和及与和及与县局和",
    "nested headings": "一、加强领导\n(一)压实责任\n1.定人\n①到岗\n",
    "labels only": "一是二要(三)4.⑤其六首先,",
    "punctuation": "。,;:!?、()《》“”",
    "openers": "((((“““《《《",
    "closers": "))))”””》》》",
    "emoji": "😀🚩👨‍👩‍👧要",
    "right to left": "\u202e\u200f各村\u2066要\u2069",
    "letters": "abc DEF 123,",
    "who knows": "由由由由负责牵头配合",
    "heads only": "局局委委办办部部",
    "speaker labels": "张县长:要抓紧\n",
    "titles": "在动员会上的讲话\n同志们:\n",
    "blanks": "要 认 真 ",
    "line breaks": "要\n\n",
    "notes": "(牵头单位:县局)。",
    "的": "的的的企业的的要的",
    "numerals": "一二三四五六七八九十",
    "digits": "0123456789",
    "rows": "1\t开展整治\t县局\t各镇、各村\n",
    "times": "每天每周每月6月底前",
    "who and verbs": "由县局会同各镇对各村的",
}


def _seconds(text: str) -> float:
    """Seconds of this process alone: what else the machine does is not the text's fault."""
    begun = time.process_time()
    reading = read(Document(text, (), "txt"))
    trail = Trail()
    for sentence in reading.sentences:
        pieces = clauses(sentence)
        parties = assign(sentence, pieces, mentions(sentence))
        trail.doer(sentence)
        trail.enter(sentence, parties)
    return time.process_time() - begun


@pytest.mark.parametrize("unit", CASES.values(), ids=CASES.keys())
def test_it_reads_a_hostile_text_in_linear_time(unit: str) -> None:
    short = unit * (20_000 // len(unit))
    long = unit * (200_000 // len(unit))
    _seconds(short)
    small = min(_seconds(short) for _ in range(2))
    # Ten times the text may take twenty times as long on a busy machine, not a hundred times.
    assert _seconds(long) < 20 * small + 1.5


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["各乡镇要排查隐患并建立台账" * 80_000, "一、加强领导\n" * 100_000, "。" * 1_000_000],
    ids=["one sentence of 1 MB", "100,000 headings", "a million full stops"],
)
def test_it_ends_in_time_on_a_megabyte(text: str) -> None:
    assert _seconds(text) < 60
