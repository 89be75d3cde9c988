"""Words of a list found in one pass."""

from __future__ import annotations

from speeches.text.wordlist import WordList


def test_the_longest_word_wins_and_none_overlap() -> None:
    assert WordList(["县", "县局", "局"]).hits("报县局、县") == [(1, 1, 3), (0, 4, 5)]


def test_overlapping_words_are_all_found_where_asked_for() -> None:
    found = WordList(["局县", "县直"], overlapping=True).hits("局县直")
    assert sorted(found) == [(0, 0, 2), (1, 1, 3)]


def test_offsets_count_characters_and_not_bytes() -> None:
    assert WordList(["局"]).hits("😀甲局") == [(0, 2, 3)]


def test_half_a_character_neither_stops_the_search_nor_shifts_it() -> None:
    assert WordList(["局"]).hits("\ud800局") == [(0, 1, 2)]


def test_an_empty_list_finds_nothing() -> None:
    assert WordList(()).hits("县局") == []
