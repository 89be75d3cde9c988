"""Time limits and frequencies typed in words: read whole, or refused with a sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.world import TODAY
from tracker.common.errors import Refused
from tracker.meetings.typed import read_limit, read_rhythm, rhythm_text
from tracker.org.models import CalendarDay, Season

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "on", "time", "kind"),
    [
        ("六月底前", "2026-06-30", None, "by"),
        ("请于6月底前完成", "2026-06-30", None, "by"),
        ("10个工作日内", "2026-03-16", None, "by"),
        ("6月15日左右", "2026-06-15", None, "around"),
        ("下周三上午10点前", "2026-03-11", dt.time(10), "by"),
        ("国庆前", "2026-09-30", None, "by"),
        ("第一季度", "2026-03-31", None, "during"),
        ("尽快", None, None, "asap"),
        ("汛期前", None, None, "event"),
        ("x月x日前", None, None, "masked"),
    ],
)
def test_a_limit_in_words_is_resolved(words: str, on: str | None, time: dt.time | None, kind: str) -> None:
    limit = read_limit(words, on=TODAY)
    assert (limit.on and limit.on.isoformat(), limit.time, limit.kind) == (on, time, kind)
    assert "→" in limit.trace


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("待批复后", "读不出"),
        ("", "读不出"),
        ("6月31日前", "读不出"),
        ("去年12月底前", "读不出"),
        ("每周一", "读不出"),
        ("3月底前、最迟4月10日前", "只读懂了“3月底前”，读不懂“最迟4月10日前”"),
        ("九" * 5000, "读不出"),
    ],
)
def test_what_is_no_limit_is_refused(words: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_limit(words, on=TODAY)


def test_the_office_s_own_days_and_seasons_count() -> None:
    Season.objects.create(name="汛期", first_month=5, first_day=1, last_month=9, last_day=30)
    CalendarDay.objects.create(day=dt.date(2026, 3, 3), is_workday=False)
    assert read_limit("汛期前", on=TODAY).on == dt.date(2026, 4, 30)
    assert read_limit("10个工作日内", on=TODAY).on == dt.date(2026, 3, 17)


@pytest.mark.parametrize(
    ("words", "rrule", "told"),
    [
        ("每周一", "FREQ=WEEKLY;BYDAY=MO", "每周的周一"),
        ("每周五下午5点前报送一次", "FREQ=WEEKLY;BYDAY=FR", "每周的周五"),
        ("每月5日前", "FREQ=MONTHLY;BYMONTHDAY=5", "每月的5日"),
        ("每季度", "FREQ=MONTHLY;INTERVAL=3", "每季度"),
        ("一周一报", "FREQ=WEEKLY", "每周"),
        ("不定期", "IRREGULAR", "没有固定周期"),
    ],
)
def test_a_frequency_in_words_is_read(words: str, rrule: str, told: str) -> None:
    rhythm = read_rhythm(words, on=TODAY)
    assert (rhythm.rrule, rhythm.told) == (rrule, told)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("抓紧", "读不出“抓紧”多久一次"),
        ("6月底前", "读不出"),
        ("每周一、每月5日前", "不止一种频次"),
        ("每周一及节假日前", "读不懂“及节假日前”"),
        ("每月两次", "哪几天"),
    ],
)
def test_what_is_no_one_frequency_is_refused(words: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_rhythm(words, on=TODAY)


def test_a_rule_without_words_is_told_in_words() -> None:
    assert rhythm_text("", "FREQ=MONTHLY;BYMONTHDAY=5") == "每月的5日"
    assert rhythm_text("每月5日前", "FREQ=MONTHLY;BYMONTHDAY=5") == "每月5日前"
    assert rhythm_text("", "") == ""
