"""What holds for every text: offsets, order, sameness, no impossible and no quietly past dates, linear time."""

from __future__ import annotations

import datetime as dt
import random
import re
import time
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from speeches.when import times
from speeches.when.rules import RULES
from speeches.when.words import spell
from tests.support.calls import calls

PIECES = re.findall(
    r"\S+",
    "今年 明年 去年 本月 下月 上周 下周 每 每月 每周 每季度 从 自 至 到 — 、 和 前 之前 内 底 末 初 中旬 起 左右 以来 期间 年 月 日 号 周 星期 季度 半年 "
    "工作日 个 天 小时 点 时 分 半 上午 下午 晚上 下班 国庆 春节 “五一” 节 腊月 初一 立冬 汛期 x月x日 收到通知后 会后 立即 定期 1 2 3 5 10 12 15 20 28 29 30 31 "
    "2026 2028 一 二 三 五 六 十 二十 三十 廿 〇 。 ， 已完成 要 不得 １２ 各乡镇 报送",
) + ["\u3000", " "]
SENTENCES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
# Where no year was said, one of these must tell that a time is over: a word of history, or a row of figures (1—3月, 前三个月).
PAST = re.compile("以来|已|至今|了|[1一](?:月|季度)?[至到—]|前")


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SENTENCES, DAYS)
def test_values_are_in_order_and_point_at_their_words(text: str, on: dt.date) -> None:
    values = times(text, on)
    assert values == times(text, on)
    ends = 0
    for value in values:
        assert text[value.start : value.end] == value.text != ""
        assert value.start >= ends
        ends = value.end
        assert value.rules and value.trace.startswith(value.text)
        assert value.kind in {"date", "range", "recurrence", "duration", "event", "asap", "masked"}
        assert value.modality in {"by", "at", "around", "from", "during", "not_before"}


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SENTENCES, DAYS)
def test_no_value_is_inverted_or_quietly_past(text: str, on: dt.date) -> None:
    for value in times(text, on):
        assert value.from_ is None or value.to is None or value.from_ <= value.to
        if value.to is not None and value.to < on:
            assert value.past and not value.limit
            assert "year" not in value.supposed or PAST.search(text), value
        if value.kind in ("event", "asap", "masked"):
            assert value.to is None and value.rrule is None
        if value.kind == "recurrence":
            assert value.rrule is not None


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 40), st.integers(0, 45), st.sampled_from(["", "2026年", "2028年", "明年"]), DAYS)
def test_an_impossible_date_gives_nothing(month: int, day: int, year: str, on: dt.date) -> None:
    values = times(f"请于{year}{month}月{day}日前报送", on)
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    possible = month <= 12 and 1 <= day <= longest
    if not possible:
        assert values == []
    for value in values:
        assert value.to is not None and (value.to.month, value.to.day) == (month, day)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80), DAYS)
def test_any_text_is_read_without_an_exception(text: str, on: dt.date) -> None:
    for value in times(text, on):
        assert text[value.start : value.end] == value.text


def spelled(items: Any, seed: random.Random) -> str:
    """Some words that a parsed pattern could match; assertions are not looked at, so wrong words come out as well."""
    out = ""
    for op, value in items:
        if op is sre.LITERAL:
            out += chr(value)
        elif op is sre.IN:
            ranges = [
                (a, a) if kind is sre.LITERAL else a for kind, a in value if kind in (sre.LITERAL, sre.RANGE)
            ]
            out += chr(seed.randint(*seed.choice(ranges))) if ranges else seed.choice("0123456789")
        elif op is sre.BRANCH:
            out += spelled(seed.choice(value[1]), seed)
        elif op is sre.SUBPATTERN:
            out += spelled(value[3], seed)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, body = value
            out += "".join(spelled(body, seed) for _ in range(seed.randint(low, min(int(high), low + 3))))
        elif op in (sre.NOT_LITERAL, sre.ANY):
            out += "办"
    return out


def test_what_the_rules_themselves_could_match_keeps_every_promise() -> None:
    seed = random.Random(20260302)
    texts = [
        p
        for r in RULES
        for p in ([r.pattern] if isinstance(r.pattern, str) else r.pattern)
        if isinstance(p, str)
    ]
    parsed = [_parser.parse(spell(p)) for p in texts]
    for _ in range(4000):
        text = "".join(spelled(seed.choice(parsed), seed) for _ in range(seed.randint(1, 4)))
        on = dt.date(1960, 1, 1) + dt.timedelta(days=seed.randint(0, 45000))
        for value in times(text, on):
            assert text[value.start : value.end] == value.text
            assert value.from_ is None or value.to is None or value.from_ <= value.to, (text, on)
            assert value.to is None or value.to >= on or value.past, (text, on)


@pytest.mark.slow
def test_twenty_seconds_of_random_chinese_raise_nothing() -> None:
    seed = random.Random(20260302)
    letters = [
        *"年月日号时点分周旬季节前后内外起止至到每逐按隔一二三四五六七八九十百千半两零〇初底末中上下今明昨次本当xX×某",
        *"0123456789",
    ]
    letters += [*"，。；：、（）“”《》·—-./~ \t\n\r\x00\x1b\u200b\u3000\ufeff\U0001f600𠮷"]
    until = time.monotonic() + 20
    while time.monotonic() < until:
        parts = seed.choices([*letters, *PIECES], k=seed.randint(1, 60))
        text = "".join(parts) + "".join(chr(seed.randint(0x4E00, 0x9FFF)) for _ in range(seed.randint(0, 20)))
        on = dt.date(1950, 1, 1) + dt.timedelta(days=seed.randint(0, 50000))
        for value in times(text, on):
            assert text[value.start : value.end] == value.text


ADVERSARIES = [
    "1",
    "年",
    "月",
    "日",
    "1月",
    "一",
    "二十",
    "十",
    "每",
    "2026",
    "1日、",
    "周一",
    "一周",
    "3至",
    "-",
    "1.",
    "上",
    "前",
    "国庆",
    "“",
    "半",
    "x月",
    "至",
    "工作日",
    "9:",
    "第一",
]


def cost(text: str) -> int:
    """How many functions are called to read the times of a text."""
    return calls(lambda: times(text, dt.date(2026, 3, 2)))


@pytest.mark.parametrize("piece", ADVERSARIES)
def test_no_text_is_read_slower_than_in_a_straight_line(piece: str) -> None:
    short = piece * (4_000 // len(piece))
    # What is loaded at first use must not count.
    times(short * 2, dt.date(2026, 3, 2))
    assert cost(short * 2) <= max(cost(short), len(short)) * 2.5


@pytest.mark.parametrize("rule", [r for r in RULES if isinstance(r.pattern, str)], ids=lambda r: r.name)
def test_no_rule_backtracks_without_bound(rule: object) -> None:
    pattern = re.compile(spell(rule.pattern))  # type: ignore[attr-defined]
    for piece in ("1", "年", "月", "日", "一", "十", "1月", "1年1月1日", "每周一、", "第"):
        text = piece * (100_000 // len(piece))
        began = time.process_time()
        for at in range(0, 100_000, 500):
            pattern.match(text, at)
        assert time.process_time() - began < 2
