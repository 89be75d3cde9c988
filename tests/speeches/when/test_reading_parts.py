"""The small parts the engine stands on: numerals, folding, openings of patterns, picking among overlaps."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speeches.when import times
from speeches.when.fold import fold
from speeches.when.numerals import number
from speeches.when.opening import first_characters, last_characters, openings
from speeches.when.rhythm import told
from speeches.when.words import spell

REFERENCE = dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12", 12), ("１２", 12), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("廿三", 23), ("卅", 30), ("一百零五", 105),
        ("两百", 200), ("二〇二六", 2026), ("二○二六", 2026), ("三千二百", 3200), ("一万二千", 12000), ("壹佰", 100), ("两", 2),
    ],
)  # fmt: skip
def test_it_reads_written_numbers(words: str, value: int) -> None:
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "几", "数", "abc", "3.5", "-1", "半"])
def test_it_reads_no_number_where_there_is_none(words: str) -> None:
    assert number(words) is None


@given(st.integers(1, 9999))
def test_it_reads_every_spelled_number(n: int) -> None:
    digits = "零一二三四五六七八九"
    spelled = "".join(
        digits[int(d)] + unit for d, unit in zip(f"{n:04d}", "千百十 ", strict=True) if d != "0"
    ).strip()
    assert number(spelled) == n


@pytest.mark.parametrize(
    "text",
    [
        "６ 月 ２０ 日前报送",
        "5 天 内",
        "每 周 四 前",
        "4月8日－20日",
        "４月８日９∶30",
        "6 月 20 日前",
        "2026 年 6 月底前",
        "第 3 个工作日 内",
        "上午９：００",
    ],
)
def test_a_folded_text_keeps_the_original_offsets(text: str) -> None:
    folded = fold(text)
    for value in times(text, REFERENCE):
        assert text[value.start : value.end] == value.text
    start, end = folded.span(0, len(folded.text))
    assert text[start:end].strip() == text.strip()


@given(st.text(alphabet="６6 年月日至2０　号前abc报", max_size=40))
def test_folding_drops_blanks_only_and_maps_back(text: str) -> None:
    folded = fold(text)
    origins = [folded.origin(i) for i in range(len(folded.text))]
    assert origins == sorted(set(origins))
    for i, at in enumerate(origins):
        assert text[at] == folded.text[i] or folded.text[i] in "0123456789 :./-~X()x日月"


def test_openings_name_the_first_two_characters() -> None:
    assert openings(re.compile("[今明]年")).seconds == {"今": frozenset("年"), "明": frozenset("年")}
    assert openings(re.compile("下?班前")).seconds == {"下": frozenset("班"), "班": frozenset("前")}
    assert openings(re.compile("节前?")).seconds == {"节": None}


@pytest.mark.parametrize(
    ("rrule", "words"),
    [
        ("FREQ=DAILY", "每天"),
        ("FREQ=DAILY;INTERVAL=3", "每3天"),
        ("FREQ=WEEKLY;BYDAY=MO", "每周的周一"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "每2周的周一、周五"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每周的工作日"),
        ("FREQ=MONTHLY;BYMONTHDAY=10,20,-1", "每月的10日、20日、最后一天"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "每季度的最后一天"),
        ("FREQ=MONTHLY;BYDAY=1MO", "每月的第1个周一"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "每月的最后一个周五"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "每月的最后一个工作日"),
        ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", "每年的1、4、7、10月10日"),
        ("FREQ=HOURLY;INTERVAL=2", "每2小时"),
        ("IRREGULAR", "没有固定周期"),
    ],
)
def test_a_recurrence_is_told_in_words(rrule: str, words: str) -> None:
    assert told(rrule) == words


def test_the_ends_of_a_pattern_are_known() -> None:
    assert last_characters(re.compile("(?:利用|花)(?:大?约)?")) == frozenset("用花约")
    assert last_characters(re.compile("(?:自|从)?")) is None
    assert last_characters(re.compile("第.")) is None


def test_a_lookahead_tells_the_first_character_of_what_follows() -> None:
    assert first_characters(re.compile("的?(?=[上下]午)")) == frozenset("的上下")
    assert first_characters(re.compile("的?")) is None
    assert first_characters(re.compile("的?(?!上)")) is None


def test_openings_name_what_follows_a_number() -> None:
    assert openings(re.compile("(?<!第)[一二三十]{1,3}(?:天|个.)")).after_number == frozenset("天个")
    assert openings(re.compile(r"\d{1,2}月(?:\d{1,2}日)?前")).after_number == frozenset("月")
    assert openings(re.compile("今年")).after_number == frozenset()


@pytest.mark.parametrize("pattern", [".前", "[^年]月", "前?", "(?=前)"])
def test_a_pattern_that_may_begin_with_anything_is_a_fault(pattern: str) -> None:
    with pytest.raises(ValueError, match="a rule may"):
        openings(re.compile(pattern))


def test_a_fragment_used_twice_gets_names_of_its_own() -> None:
    assert re.compile(spell("(?P<a>x)(?P<a>y)")).groupindex.keys() == {"a", "a2"}
    with pytest.raises(KeyError):
        spell("{nosuch}")


@settings(max_examples=200)
@given(
    st.text(alphabet="0123456789", min_size=1, max_size=4),
    st.sampled_from(["年", "月", "日", "号", "天", "周", "季度"]),
)
def test_a_number_and_a_unit_never_break_the_engine(digits: str, unit: str) -> None:
    for value in times(f"{digits}{unit}前", REFERENCE):
        assert value.to is None or 1900 < value.to.year < 2200
