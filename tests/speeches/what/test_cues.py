"""Every cue fires on its own examples and on none of its counter-examples."""

from __future__ import annotations

import time

import pytest

from speeches.what.cue import Cue, CueFinder
from speeches.what.signs import FINDER

CUES = FINDER.cues


def fired(text: str) -> set[str]:
    return {name for hit in FINDER.scan(text) for name in FINDER.named(hit[2])}


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.name)
def test_it_fires_on_its_examples_only(cue: Cue) -> None:
    assert cue.yes and cue.no
    for phrase in cue.yes:
        assert cue.name in fired(phrase), phrase
    for phrase in cue.no:
        assert cue.name not in fired(phrase), phrase


def test_no_two_cues_share_a_name() -> None:
    names = [cue.name for cue in CUES]
    assert len(names) == len(set(names))


def test_the_longest_word_wins() -> None:
    finder = CueFinder([Cue("act", words=("整改", "整治")), Cue("done", words=("整改到位",))])
    assert [finder.named(hit[2]) for hit in finder.scan("整改到位,整治,整改")] == [["done"], ["act"], ["act"]]


def test_hits_come_in_order_of_place_with_their_offsets() -> None:
    finder = CueFinder([Cue("ban", words=("严禁",)), Cue("must", pattern="务必")])
    hits = finder.scan("务必巡查,严禁烟火")
    assert [(start, end, finder.named(mask)) for start, end, mask in hits] == [
        (0, 2, ["must"]),
        (5, 7, ["ban"]),
    ]


def test_a_guarded_word_counts_only_where_the_guard_allows_it() -> None:
    finder = CueFinder([Cue("must", words=("要",), guard="(?<!主)要(?!求)")])
    assert [hit[0] for hit in finder.scan("主要是各乡镇要按要求上报")] == [6]


@pytest.mark.parametrize("char", ["要", "由", "对", "为", "每", "是", "1", "一", "将", "请", "已", ","])
def test_no_cue_backtracks_without_bound(char: str) -> None:
    text = char * 50_000
    began = time.process_time()
    FINDER.scan(text)
    assert time.process_time() - began < 5
