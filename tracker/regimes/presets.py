"""Regimes to begin from: the rhythms that leaders' speeches most often announce. Data, no rows; every part can be changed before it is adopted.

Ten-day checks fall on the 10th, the 20th and the last day (DOMAIN c9: 每旬 is not 每半月).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .models import RegimeStep
from .operations import StepText

What, Doer = RegimeStep.What, RegimeStep.Doer


@dataclass(frozen=True, slots=True)
class Preset:
    """One to begin from: `key` in the address, a name, when it suits, its steps; `ladder`: the key of the escalation preset it goes with."""

    key: str
    name: str
    note: str
    steps: tuple[StepText, ...]
    ladder: str = ""


def by_units(words: str, rrule: str, *, time: dt.time | None = None, what: str = What.REPORT) -> StepText:
    """A step that the lead units answer in writing."""
    return StepText(what, words, rrule, time, Doer.LEADS)


def by_office(what: str, words: str, rrule: str) -> StepText:
    """A step the office does itself."""
    return StepText(what, words, rrule, None, Doer.OFFICE)


QUARTERLY, HALF_YEARLY = "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1"
PRESETS: tuple[Preset, ...] = (
    Preset(
        "daily",
        "日报告、周通报、旬督查、季拉练",
        "限期攻坚，时间不长、天天有变化的工作。每天一报要写明理由和截止日期。",
        (
            by_units("每天17时前报当日进展", "FREQ=DAILY", time=dt.time(17, 0)),
            by_office(What.BULLETIN, "每周五通报", "FREQ=WEEKLY;BYDAY=FR"),
            by_office(What.INSPECTION, "每旬督查", "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
            by_office(What.FIELD_REVIEW, "每季度现场拉练", QUARTERLY),
        ),
    ),
    Preset(
        "weekly",
        "每周一汇报、每周通报、销号台账",
        "以台账逐条销号的整改类工作。",
        (
            by_units("每周一报上周进展", "FREQ=WEEKLY;BYDAY=MO"),
            by_office(What.BULLETIN, "每周五通报", "FREQ=WEEKLY;BYDAY=FR"),
            by_office(What.OTHER, "每周五更新销号台账", "FREQ=WEEKLY;BYDAY=FR"),
        ),
    ),
    Preset(
        "monthly",
        "每月一调度、每季一通报、每年一总结",
        "全年的常规重点工作，每月发一张工作提示卡。",
        (
            by_office(What.PROMPT, "每月5日前发工作提示卡", "FREQ=MONTHLY;BYMONTHDAY=5"),
            by_office(What.DISPATCH, "每月25日调度", "FREQ=MONTHLY;BYMONTHDAY=25"),
            by_office(What.BULLETIN, "每季度末通报", QUARTERLY),
            by_units("每年12月20日前报全年总结", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20", what=What.SUMMARY),
        ),
    ),
    Preset(
        "ladder",
        "每月一督查、季度一汇总、半年一评比",
        "配合“一督查、二警告、三通报、四问责”的阶梯措施使用。",
        (
            by_office(What.INSPECTION, "每月20日督查", "FREQ=MONTHLY;BYMONTHDAY=20"),
            by_units("每季度末报汇总", QUARTERLY, what=What.SUMMARY),
            by_office(What.APPRAISAL, "每半年评比", HALF_YEARLY),
            by_office(What.LADDER, "一督查、二警告、三通报、四问责", ""),
        ),
        ladder="four",
    ),
    Preset(
        "backward",
        "倒排工期、挂牌督战、每月通报",
        "有明确竣工日期的项目，按月排名，排名靠后的由领导约谈。",
        (
            by_units("每月25日前对照倒排工期报进度", "FREQ=MONTHLY;BYMONTHDAY=25"),
            by_office(What.BULLETIN, "每月末通报排名", "FREQ=MONTHLY;BYMONTHDAY=-1"),
            by_office(What.MEETING, "每月5日约谈排名靠后的单位", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ),
    ),
)


def preset(key: str) -> Preset | None:
    """The one of that key, or None."""
    return next((one for one in PRESETS if one.key == key), None)
