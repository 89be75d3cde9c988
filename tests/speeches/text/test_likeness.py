"""Like speeches are found by a few numbers, and told apart by a close look."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

import speeches
from speeches.text.likeness import ALIKE, LIKELY, SIZE, Difference, differences, share, shingles, signature

SAMPLES = Path(speeches.__file__).parent / "samples"
COUNTY = (SAMPLES / "county.txt").read_text(encoding="utf-8")
OTHERS = [(SAMPLES / f"{name}.txt").read_text(encoding="utf-8") for name in ("flood", "tax", "city", "mayor")]


def agreement(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    return len(set(one) & set(other)) / min(len(one), len(other))


def test_the_numbers_are_the_same_on_every_machine():
    """They are stored: a change of the method needs a migration that counts all of them anew."""
    assert signature("各乡镇要在六月底前完成") == (
        264434111,
        1464481898,
        1522580689,
        1793315390,
        1911310377,
        2022229538,
    )


def test_layout_and_width_make_no_difference():
    other = COUNTY.replace("，", ",").replace("\n", "\r\n\r\n　　").replace("。", "。 ")
    assert signature(other) == signature(COUNTY)
    assert share(shingles(other), shingles(COUNTY)) == 1.0


def test_a_reworked_copy_is_near_and_its_signature_says_so():
    lines = COUNTY.splitlines()
    copy = "\n".join(line[:9] + "改了" + line[11:] if n % 6 == 0 else line for n, line in enumerate(lines))
    assert share(shingles(copy), shingles(COUNTY)) > ALIKE
    assert agreement(signature(copy), signature(COUNTY)) > LIKELY


@pytest.mark.parametrize(("one", "other"), list(combinations([COUNTY, *OTHERS], 2)))
def test_different_speeches_are_far_apart(one, other):
    assert share(shingles(one), shingles(other)) < 0.02
    assert agreement(signature(one), signature(other)) < LIKELY / 2


def test_the_signature_is_small_whatever_the_text():
    assert len(signature(COUNTY)) == SIZE
    assert signature("各乡镇") == signature("") == signature("，。！\n\u202e") == ()
    assert share(shingles("各乡镇"), shingles(COUNTY)) == 0.0


def test_a_lone_surrogate_does_not_stop_it():
    assert signature("各乡镇要在\ud800六月底前完成")


def test_the_first_differing_passages_are_shown_in_order():
    here = "各乡镇要在6月底前完成排查。县水利局负责验收。会后马上办。"
    there = "各乡镇要在7月底前完成排查。县水利局负责验收。县财政局保障经费。会后马上办。"
    assert differences(here, there) == (
        Difference("各乡镇要在6月底前完成排查。", "各乡镇要在7月底前完成排查。"),
        Difference("", "县财政局保障经费。"),
    )
    assert len(differences(here, there, limit=1)) == 1


def test_punctuation_alone_is_no_difference():
    assert differences("各乡镇要排查,建立台账。", "各乡镇要排查，建立台账；") == ()


def test_a_long_passage_is_cut():
    found = differences("甲" * 1_000_000, "乙" * 1_000_000)
    assert len(found) == 1 and len(found[0].here) == len(found[0].there) == 80
