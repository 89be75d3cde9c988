"""A benchmark fails where a goal is missed or a figure could not be taken, and only there."""

from __future__ import annotations

import json

import pytest

from bench.support.goals import missed, told

GOALS = (("ratio", ">=", 1.5), ("mb", "<", 250), ("growth", "<=", 1.3))


def test_a_goal_reached_is_not_named() -> None:
    assert missed({"ratio": 1.5, "mb": 249, "growth": 1.3}, GOALS) == []


def test_a_goal_missed_and_a_figure_not_taken_are_named() -> None:
    assert missed({"ratio": 1.49, "mb": 250, "growth": None}, GOALS) == [
        "ratio 1.49 instead of >= 1.5",
        "mb 250 instead of < 250",
        "growth None instead of <= 1.3",
    ]


def test_a_figure_that_was_not_asked_for_is_no_fault() -> None:
    assert missed({"ratio": 2}, GOALS) == []


def test_the_script_ends_with_one_where_a_goal_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    assert told({"ratio": 1.0}, GOALS) == 1
    assert told({"ratio": 2.0}, GOALS) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["missed"] and not second["missed"]
