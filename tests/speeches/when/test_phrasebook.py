"""One meaning, then the phrasings that must all give it, on Monday 2026-03-02."""

from __future__ import annotations

import datetime as dt

import pytest

from speeches.when import times
from speeches.when.value import TimeValue

REFERENCE = dt.date(2026, 3, 2)

LAST_DAYS = {
    "2026-06-20": "6月20日前 6月20日之前 6月20日以前 六月二十日前 ６月２０日前 6月20号前 2026年6月20日前 二〇二六年六月二十日前 2026-06-20前",
    "2026-06-30": "6月底前 6月底 六月底 6月末 6月30日 6月份内 上半年 上半年底 二季度 第二季度末 不迟于6月30日 最迟6月底",
    "2026-03-31": "月底前 本月底 3月底前 本月内 一季度末 季度末前 季末前 本季度内 这个月内 当月底前",
    "2026-12-31": "年底前 年内 年末 今年年底前 2026年底 本年度内 12月31日前 12月底 四季度末 元旦前 全年 下半年",
    "2026-03-25": "25日前 25号以前 本月25日前 二十五日之前",
    "2026-04-20": "下月20日前 次月20日前 下个月20号前 4月20日前 4月中旬",
    "2026-03-06": "本周五 周五前 星期五 这周五前 周末前 本周五下班前",
    "2026-03-11": "下周三 下周三前 下星期三 下礼拜三之前",
    "2026-03-08": "本周内 本周 本周日 这个星期内",
    "2026-03-05": "3日内 三天内 三日之内 3天以内 三天后 大后天 3个工作日内 自今日起三日内",
    "2026-03-16": "两周内 两周之内 2周内 十个工作日内 10个工作日内 14天内",
    "2026-03-17": "半个月内 半月内 15天内 15日内 利用半个月 用半个月时间",
    "2026-04-02": "一个月内 1个月之内",
    "2026-09-30": "国庆前 国庆节前 “十一”前 三季度末 9月底前 国庆之前",
    "2026-04-30": "五一前 “五一”节前 劳动节前 4月底前",
    "2027-02-05": "春节前 明年春节前 除夕",
    "2026-09-24": "中秋前 中秋节前 两节前 “两节”前",
    "2026-03-03": "明天 明日 次日 明天下班前 24小时内",
    "2027-03-31": "明年一季度 明年3月底前 2027年第一季度 次年3月底",
    "2030-12-31": "“十五五”末 2030年底 十五五规划期末 2030年",
}

RHYTHMS = {
    "FREQ=DAILY": "每天 每日 天天报告 逐日通报 一天一报告 一日一报 日报告 每天下午5点前 每日17:00前 一天两次",
    "FREQ=WEEKLY": "每周 每个星期 一周一通报 周通报 周例会 逐周调度 按周汇总 每周至少两次 一周一次",
    "FREQ=WEEKLY;BYDAY=MO": "每周一 每个星期一 每周一上午 逢周一",
    "FREQ=WEEKLY;BYDAY=FR": "每周五下班前 每周五17:00前 每星期五",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR": "每周一三五 每周一、三、五 每周一、周三、周五",
    "FREQ=WEEKLY;INTERVAL=2": "每两周 每2周 隔周 两周一次 双周调度 每隔两周",
    "FREQ=MONTHLY;BYMONTHDAY=10,20,-1": "每旬 旬督查 按旬报送 旬通报 一旬一调度",
    "FREQ=MONTHLY;BYMONTHDAY=15,-1": "每半个月 每半月 半月一次 半月一调度 半月通报",
    "FREQ=MONTHLY": "每月 每个月 逐月 按月 月调度 一月一次 每月不少于2次 月例会 每月一通报",
    "FREQ=MONTHLY;BYMONTHDAY=5": "每月5日前 每月5号前 每个月5日",
    "FREQ=MONTHLY;BYMONTHDAY=-1": "每月底前 每月末 每月月底 每月最后一天",
    "FREQ=MONTHLY;INTERVAL=2": "每两个月 每2个月 两月一次",
    "FREQ=MONTHLY;INTERVAL=3": "每季度 每季 按季 季拉练 按季度 一季度一次 一年4次 逐季 季度一汇总",
    "FREQ=MONTHLY;INTERVAL=6": "每半年 半年一次 一年两次 半年一评比",
    "FREQ=YEARLY": "每年 一年一次 每年度 按年",
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1": "每年12月底前 每年年底 每年底前",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "工作日每天 每个工作日 每周一至周五",
    "FREQ=MONTHLY;BYDAY=1MO": "每月第一个星期一 每月第1个周一 每月首个周一",
    "IRREGULAR": "定期 不定期 经常 不定时",
}

NO_DATE = {
    "asap": "立即 马上 第一时间 尽快 会后 近期 适时 几天内 迅速 抓紧 择机",
    "event": "收到通知后5日内 审计结束后5个工作日内 汛期前 开学前 入汛前 复产前 审计报告出来后 两会前 支委会后三天内",
    "masked": "x月x日前 ××日前 ×月底 20xx年 某月某日 X月X日 20××年×月底前",
}

NOTHING = (
    "70周年",
    "24小时值班",
    "有效工作日只有50天",
    "工作日程",
    "6·26",
    "8.17事故",
    "一日之计",
    "3.5个百分点",
    "〔2026〕12号",
    "第三季度会议",
    "同比增长",
    "近90来天",
    "2月30日前",
    "电话0731-88882026",
    "13月5日前",
    "四季常青",
    "百年大计",
    "三点意见",
    "每家每户",
    "第5日内容",
)


def only(words: str) -> TimeValue:
    """The one value of a sentence made of the words, which it must cover."""
    sentence = f"要在{words}，落实到位。"
    found = [v for v in times(sentence, REFERENCE) if v.start < 2 + len(words) and v.end > 2]
    assert len(found) == 1, [(v.text, v.to, v.rrule) for v in found]
    return found[0]


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(meaning, words) for meaning, phrases in table.items() for words in phrases.split()]


@pytest.mark.parametrize(("day", "words"), cases(LAST_DAYS))
def test_it_gives_the_last_day(day: str, words: str) -> None:
    value = only(words)
    assert value.to is not None and value.to.isoformat() == day
    assert value.limit and not value.past


@pytest.mark.parametrize(("rrule", "words"), cases(RHYTHMS))
def test_it_gives_the_rhythm(rrule: str, words: str) -> None:
    value = only(words)
    assert (value.kind, value.rrule) == ("recurrence", rrule)
    assert value.to is None


@pytest.mark.parametrize(("kind", "words"), cases(NO_DATE))
def test_it_invents_no_date(kind: str, words: str) -> None:
    value = only(words)
    assert (value.kind, value.to, value.from_) == (kind, None, None)


@pytest.mark.parametrize("words", NOTHING)
def test_it_finds_no_time(words: str) -> None:
    assert [v.text for v in times(f"通报了{words}。", REFERENCE)] == []


@pytest.mark.parametrize(
    ("sentence", "words", "first", "last"),
    [
        ("今年以来完成投资", "今年以来", "2026-01-01", "2026-03-02"),
        ("去年12月底前已完成", "去年12月底前", None, "2025-12-31"),
        ("1-8月，全县规上工业增长6%", "1-8月", "2025-01-01", "2025-08-31"),
        ("昨天通报了情况", "昨天", "2026-03-01", "2026-03-01"),
        ("2月底前已全部整改到位", "2月底前", None, "2026-02-28"),
    ],
)
def test_it_finds_history_and_marks_it(sentence: str, words: str, first: str | None, last: str) -> None:
    value = next(v for v in times(sentence, REFERENCE) if v.text == words)
    assert (value.past, value.limit) == (True, False)
    assert (value.from_ and value.from_.isoformat(), value.to and value.to.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("on", "words", "day"),
    [
        ("2026-12-28", "1月5日前", "2027-01-05"),
        ("2026-12-28", "年底前", "2026-12-31"),
        ("2026-12-28", "下周五前", "2027-01-08"),
        ("2026-12-28", "一季度", "2027-03-31"),
        ("2027-01-03", "月底前", "2027-01-31"),
        ("2027-01-03", "12月底前", "2027-12-31"),
        ("2027-02-27", "3日内", "2027-03-02"),
        ("2028-02-29", "一年内", "2029-02-28"),
        ("2026-01-31", "一个月内", "2026-02-28"),
        ("2026-05-31", "半年内", "2026-11-30"),
        ("2026-05-31", "31日前", "2026-05-31"),
        ("2026-09-30", "国庆前", "2026-09-30"),
        ("2026-10-03", "国庆前", "2027-09-30"),
        ("2026-02-10", "31日前", "2026-03-31"),
    ],
)
def test_it_rolls_over_days_months_and_years(on: str, words: str, day: str) -> None:
    (value,) = times(f"请于{words}报送", dt.date.fromisoformat(on))
    assert value.to is not None and value.to.isoformat() == day


@pytest.mark.parametrize(
    ("words", "to", "time"),
    [
        ("今日18时前", "2026-03-02", "18:00"),
        ("今天下午5点前", "2026-03-02", "17:00"),
        ("9月1日上午9:00", "2026-09-01", "09:00"),
        ("3月5日（星期四）14时30分", "2026-03-05", "14:30"),
        ("明天中午12点前", "2026-03-03", "12:00"),
        ("今晚8点", "2026-03-02", "20:00"),
        ("下周一上午九点半", "2026-03-09", "09:30"),
        ("后天晚上七点一刻", "2026-03-04", "19:15"),
        ("明天上午9点至11点", "2026-03-03", "11:00"),
    ],
)
def test_it_gives_the_clock_time(words: str, to: str, time: str) -> None:
    value = only(words)
    assert value.to is not None and value.time is not None
    assert (value.to.isoformat(), value.time.strftime("%H:%M")) == (to, time)


def test_a_trace_is_a_sentence_an_officer_can_check() -> None:
    (value,) = times("三日内报结果", REFERENCE)
    assert value.trace == "三日内 → 发文次日起第3天 → 2026-03-05（周四）"
    (value,) = times("国庆前完成", REFERENCE)
    assert value.trace == "国庆前 → 国庆2026-10-01（周四） → 前 → 节日前一天 → 2026-09-30（周三）"


def test_a_local_season_is_dated_by_the_offices_table() -> None:
    seasons = {"汛期": (dt.date(2026, 4, 15), dt.date(2026, 9, 30))}
    (value,) = times("汛期前完成除险加固", REFERENCE, seasons=seasons)
    assert (value.kind, value.to) == ("date", dt.date(2026, 4, 14))
    assert "本地登记" in value.trace
    (value,) = times("入汛前备齐物资", REFERENCE, seasons=seasons)
    assert value.to == dt.date(2026, 4, 14)
    (value,) = times("汛期前完成除险加固", dt.date(2026, 6, 1), seasons=seasons)
    assert value.to == dt.date(2027, 4, 14)
    (value,) = times("汛期结束前完成评估", dt.date(2026, 6, 1), seasons=seasons)
    assert value.to == dt.date(2026, 9, 30)
    (value,) = times("明年汛前全部完工", dt.date(2026, 6, 1), seasons=seasons)
    assert value.to == dt.date(2027, 4, 14)


def test_two_readings_of_equal_right_are_both_kept() -> None:
    (value,) = times("一月内完成", REFERENCE)
    assert value.ambiguous
    assert {value.to, *value.alternatives} >= {dt.date(2026, 4, 2), dt.date(2027, 1, 31)}


def test_a_reference_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        times("三日内", dt.date(1800, 1, 1))


@pytest.mark.xfail(strict=True, reason="known gap")
@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("每逢节假日带班值守", "每逢节假日"),
        ("逢五逢十赶集日巡查", "逢五逢十"),
        ("今冬明春开展农田水利建设", "今冬明春"),
        ("每年1月底前和6月中旬前报送", "每年1月底前和6月中旬前"),
    ],
)
def test_known_gaps(sentence: str, words: str) -> None:
    assert words in [v.text for v in times(sentence, REFERENCE)]
