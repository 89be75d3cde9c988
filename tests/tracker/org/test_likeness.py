"""Names that nobody answers to: what they may mean."""

from __future__ import annotations

import pytest

from tracker.org.likeness import Known, likely, matching

KNOWN = [
    Known("unit:1", "财政局", ("青禾县财政局", "财政局", "县财政")),
    Known("unit:2", "水利局", ("青禾县水利局", "水利局")),
    Known("unit:3", "住建局", ("青禾县住房和城乡建设局", "住建局")),
    Known("unit:4", "林业局", ("青禾县林业局", "林业局")),
    Known("group:1", "各乡镇", ("各乡镇", "各镇")),
]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("县水力局", "水利局"),  # sounds the same
        ("县住建部门", "住建局"),
        ("住房城乡建设局", "住建局"),
        ("县财政局", "财政局"),
        ("各个乡镇", "各乡镇"),
        ("林叶局", "林业局"),  # a typing error of the same sound
    ],
)
def test_the_likeliest_comes_first(written, label):
    assert likely(written, KNOWN)[0].label == label


@pytest.mark.parametrize("written", ["贫困户", "全体党员", "x", "", "!!!", "长" * 80])
def test_what_is_like_nothing_gets_no_suggestion(written):
    assert likely(written, KNOWN) == []


def test_no_more_than_asked_for():
    assert len(likely("局", KNOWN, most=2)) <= 2


OFFICE = [
    Known("unit:1", "财政局", ("青禾县财政局", "财政局", "县财政")),
    Known("unit:2", "审计局", ("青禾县审计局", "审计局")),
    Known("unit:3", "水利局", ("青禾县水利局", "水利局")),
    Known("group:1", "各乡镇", ("各乡镇",)),
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("水利", "水利局"),
        ("slj", "水利局"),
        ("shuili", "水利局"),
        ("shui l", "水利局"),
        ("CZ", "财政局"),
        ("qhxsj", "审计局"),
        ("gxz", "各乡镇"),
        ("县水力局", "水利局"),
    ],
)
def test_what_is_being_typed_is_offered(typed: str, first: str) -> None:
    assert matching(typed, OFFICE)[0].label == first


@pytest.mark.parametrize("typed", ["", "  ", "zzz", "'", "x" * 5000, "()[]*+"])
def test_nothing_is_offered_for_what_is_no_name(typed: str) -> None:
    assert matching(typed, OFFICE) == []
