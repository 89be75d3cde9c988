"""Names that nobody answers to: what they may mean."""

from __future__ import annotations

import pytest

from tracker.org.likeness import Known, likely

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
