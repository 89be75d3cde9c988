"""Passages of many worlds read end to end: who leads, supports and receives, and who inherits. The table is passages.txt."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import speeches
from speeches import pipeline
from speeches.draft import Draft, Extraction


def _table() -> list[Any]:
    rows: list[Any] = []
    text = ""
    for line in Path(__file__).with_name("passages.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            text = line[2:].replace(" / ", "\n")
        elif line.startswith("- "):
            words, lead, support, receivers = (cell.strip() for cell in line[2:].split("|"))
            rows.append((text, words, lead, support, receivers))
        elif line.startswith("x "):
            # Known to be read otherwise; strict, so that a better engine is noticed.
            cells = [cell.strip() for cell in line[2:].split("|")]
            rows.append(pytest.param(text, *cells, marks=pytest.mark.xfail(strict=True)))
    return rows


@cache
def _read(text: str) -> Extraction:
    with pytest.MonkeyPatch.context() as patch:
        # Who must do it is read before it is weighed how likely it is an order; here the unlikely ones count too.
        patch.setattr(pipeline, "LEAST", 0.0)
        return speeches.extract(text, on=dt.date(2026, 4, 1))


def _holding(text: str, words: str) -> Draft:
    """The candidate whose span holds the words, or most of them."""
    start = text.index(words)
    end = start + len(words)
    shared = [(min(end, d.end) - max(start, d.start), d.confidence, d) for d in _read(text).candidates]
    best = max(shared, key=lambda one: one[:2], default=(0, 0.0, None))
    assert best[2] is not None and best[0] * 2 >= len(words), "no duty was found there"
    return best[2]


def _names(cell: str) -> list[str]:
    return [] if cell in ("-", "?-") else cell.lstrip("+?").split()


@pytest.mark.parametrize(("text", "words", "lead", "support", "receivers"), _table())
def test_it_finds_who_must_do_it(text: str, words: str, lead: str, support: str, receivers: str) -> None:
    draft = _holding(text, words)
    folded = str.maketrans("（）", "()")
    assert [named.text.translate(folded) for named in draft.lead] == _names(lead)
    assert [named.text for named in draft.support] == _names(support)
    assert [named.text for named in draft.report_to] == _names(receivers)
    if _names(lead) and not lead.startswith("?"):
        assert draft.lead_inherited is lead.startswith("+")
    for named in (*draft.lead, *draft.support, *draft.report_to):
        assert text[named.start : named.end] == named.text
