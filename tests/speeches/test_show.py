"""Printing: wide characters count two columns, and lines keep within the room they are given."""

from __future__ import annotations

import pytest

from speeches.show import width, wrapped


@pytest.mark.parametrize(
    ("text", "columns"), [("6月底前", 7), ("abc", 3), ("（）", 4), ("e\u0301", 1), ("\u200b", 0), ("", 0)]
)
def test_wide_characters_count_two_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_wrapped_lines_keep_within_the_room_and_lose_nothing() -> None:
    text = "各乡镇要于6月20日前将名单报县应急局,不得迟报、漏报"
    lines = wrapped(text, 11)
    assert "".join(lines) == text
    assert max(map(width, lines)) <= 11


def test_nothing_is_one_empty_line() -> None:
    assert wrapped("", 10) == [""]
