"""Ladders and instruments to begin from: the ones that rules and real speeches describe (docs/escalation.md names the sources). Data, no rows.

Nothing of it is a norm: places disagree about names, colours and days, so every part can be changed before it holds.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction

from tracker.access.policy import Viewer
from tracker.common.dates import day_at
from tracker.regimes.models import EscalationLadder, EscalationLevel, Instrument

from .ladders import LadderText, LevelText, copy_set, create

Kind, Colour = Instrument.Kind, EscalationLevel.Colour
To, Approver = EscalationLevel.Addressee, EscalationLevel.Approver

FACTS = (
    "{编号}事项“{任务}”系{来源}部署，{交办日期}交办{单位}（{分工}），时限为{时限}。\n讲话原文：“{原文}”。\n"
    "截至目前：{事由}；{进展}。\n此前督促：{此前督促}。\n{单位说明}\n"
)
TEXTS = {
    Kind.CHASE: "{事由}，请抓紧办理并反馈进展。",
    Kind.REMINDER: FACTS + "请你单位抓紧办理，于收到本函后3个工作日内反馈进展和完成计划。确有困难的，请一并说明原因和需要协调的问题。",
    Kind.WARNING: FACTS + "现予以警示。请主要负责同志亲自过问，查明原因，明确完成时间和具体措施，于收到本函后3个工作日内书面报送{本办}。",
    Kind.SUPERVISION: FACTS + "现予督办。请于收到本函后5个工作日内办结或报送整改方案；逾期仍未落实的，将按程序提请进一步处理。",
    Kind.BULLETIN: FACTS + "现将有关情况予以通报。请{单位}认真整改，于7日内将整改情况报送{本办}；各单位要引以为戒，按时限抓好落实。",
    Kind.INTERVIEW: FACTS + "经多次督促仍未落实，建议由{分管领导}同志约谈{单位}主要负责人。是否妥当，请审定。",
    Kind.ACCOUNTABILITY: FACTS + "经逐级督办仍未落实，建议按照管理权限和规定程序，对有关责任单位和责任人启动问责调查。是否妥当，请审定。",
}  # fmt: skip


def one(kind: Instrument.Kind, name: str = "") -> tuple[str, str, str]:
    """(kind, what the office calls it, its words)."""
    return kind.value, name or str(kind.label), TEXTS[kind]


@dataclass(frozen=True, slots=True)
class SetPreset:
    """A set of instruments: (kind, name, template) each."""

    name: str
    note: str
    instruments: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LadderPreset:
    """A ladder to begin from, with the set its levels name their instruments in."""

    key: str
    name: str
    note: str
    set: SetPreset
    levels: tuple[LevelText, ...]
    is_stepwise: bool = True


GENERAL = SetPreset(
    "通用督办手段",
    "催办、提醒函、警示函、督办函、通报、约谈建议、问责建议。",
    tuple(one(kind) for kind in Kind),
)
LETTERS_A = SetPreset(
    "两书一函（警示提醒书、行政建议书、挂牌督办函）",
    "警示提醒书、安全监管行政建议书、安全隐患挂牌督办函。",
    (
        one(Kind.CHASE),
        one(Kind.REMINDER, "警示提醒书"),
        one(Kind.WARNING, "安全监管行政建议书"),
        one(Kind.SUPERVISION, "安全隐患挂牌督办函"),
    ),
)
LETTERS_B = SetPreset(
    "两书一函（提醒通知书、督促整改通知书、督办函）",
    "提醒通知书、督促整改通知书；“一函”各地叫法不一，这里作督办函。",
    (
        one(Kind.CHASE),
        one(Kind.REMINDER, "提醒通知书"),
        one(Kind.WARNING, "督促整改通知书"),
        one(Kind.SUPERVISION, "督办函"),
    ),
)
STEPS = SetPreset(
    "一督查二警告三通报四问责",
    "督查通知、警告函、通报、问责建议。",
    (
        one(Kind.CHASE),
        one(Kind.REMINDER, "督查通知"),
        one(Kind.WARNING, "警告函"),
        one(Kind.BULLETIN, "通报"),
        one(Kind.ACCOUNTABILITY, "问责建议"),
    ),
)


def letters(first: str, second: str, third: str) -> tuple[LevelText, ...]:
    """两书一函, whatever the three are called."""
    return (
        LevelText("催办", Colour.BLUE, overdue_days=1, is_workdays=True, missed_reports=1),
        LevelText(first, Colour.YELLOW, overdue_days=3, is_workdays=True, missed_reports=2),
        LevelText(second, Colour.ORANGE, after_days=5, overdue_days=10, is_workdays=True, addressee=To.HEAD),
        LevelText(
            third, Colour.RED, after_days=5, overdue_days=20, is_workdays=True, on_failed_look=True, addressee=To.HEAD, approver=Approver.LEADER
        ),
    )  # fmt: skip


PRESETS: tuple[LadderPreset, ...] = (
    LadderPreset(
        "default",
        "通用督办阶梯",
        "逾期第1个工作日催办，3个工作日提醒，7个工作日警示，15个工作日督办，再往后通报、约谈、问责，一律先拟稿、后批准。",
        GENERAL,
        (
            LevelText("催办", Colour.BLUE, overdue_days=1, is_workdays=True, missed_reports=1),
            LevelText("提醒函", Colour.YELLOW, overdue_days=3, is_workdays=True, missed_reports=2, late_reports=3),
            LevelText("警示函", Colour.ORANGE, overdue_days=7, is_workdays=True, missed_reports=3, addressee=To.HEAD),
            LevelText("督办函", Colour.RED, overdue_days=15, is_workdays=True, missed_reports=4, on_failed_look=True, addressee=To.HEAD, approver=Approver.LEADER),
            LevelText("通报", Colour.RED, overdue_days=20, is_workdays=True, after_days=5, addressee=To.HEAD, approver=Approver.LEADER),
            LevelText("约谈建议", Colour.RED, overdue_days=30, is_workdays=True, red_times=3, addressee=To.LEADER, approver=Approver.LEADER),
            LevelText("问责建议", Colour.PURPLE, overdue_days=60, is_workdays=True, addressee=To.UPPER, approver=Approver.LEADER),
        ),
    ),
    LadderPreset(
        "four",
        "一督查二警告三通报四问责",
        "四步逐级，上一步发出后5个工作日仍未落实的进入下一步。",
        STEPS,
        (
            LevelText("督查通知", Colour.BLUE, overdue_days=1, is_workdays=True, missed_reports=1),
            LevelText("警告函", Colour.YELLOW, after_days=5, missed_reports=2, addressee=To.HEAD),
            LevelText("通报", Colour.ORANGE, after_days=5, on_failed_look=True, addressee=To.HEAD, approver=Approver.LEADER),
            LevelText("问责建议", Colour.RED, after_days=5, addressee=To.UPPER, approver=Approver.LEADER),
        ),
    ),
    LadderPreset(
        "letters_a",
        "两书一函（警示提醒书、行政建议书、挂牌督办函）",
        "安全生产领域的一种叫法：两书为警示提醒书、安全监管行政建议书，一函为安全隐患挂牌督办函。",
        LETTERS_A,
        letters("警示提醒书", "安全监管行政建议书", "安全隐患挂牌督办函"),
    ),
    LadderPreset(
        "letters_b",
        "两书一函（提醒通知书、督促整改通知书、督办函）",
        "另一种叫法：两书为提醒通知书、督促整改通知书，一函为督办函。",
        LETTERS_B,
        letters("提醒通知书", "督促整改通知书", "督办函"),
    ),
    LadderPreset(
        "lights",
        "红黄绿灯",
        "黄灯提醒、红灯警示；同一单位90天内三次红灯，建议约谈。",
        GENERAL,
        (
            LevelText("提醒函", Colour.YELLOW, overdue_days=1, is_workdays=True, missed_reports=1),
            LevelText("警示函", Colour.RED, overdue_days=5, is_workdays=True, missed_reports=3, addressee=To.HEAD),
            LevelText("约谈建议", Colour.RED, red_times=3, overdue_days=20, is_workdays=True, addressee=To.LEADER, approver=Approver.LEADER),
        ),
        is_stepwise=False,
    ),
    LadderPreset(
        "five",
        "五色管理",
        "蓝、黄、橙、红、紫五色递进，颜色和天数按本地规定改。",
        GENERAL,
        (
            LevelText("催办", Colour.BLUE, overdue_days=1, is_workdays=True),
            LevelText("提醒函", Colour.YELLOW, overdue_days=3, is_workdays=True),
            LevelText("警示函", Colour.ORANGE, overdue_days=7, is_workdays=True, addressee=To.HEAD),
            LevelText("督办函", Colour.RED, overdue_days=15, is_workdays=True, on_failed_look=True, addressee=To.HEAD, approver=Approver.LEADER),
            LevelText("约谈建议", Colour.PURPLE, overdue_days=30, is_workdays=True, addressee=To.LEADER, approver=Approver.LEADER),
        ),
    ),
)  # fmt: skip


def made_from(key: str, *, by: Viewer, at: dt.datetime) -> EscalationLadder:
    """The office's ladder of a preset's name; made from the preset today where there is none. Raises Forbidden, KeyError."""
    begun = {one.key: one for one in PRESETS}[key]
    found = EscalationLadder.objects.filter(name=begun.name).first()
    if found is not None:
        return found
    with transaction.atomic():
        made = copy_set(begun.set.name, begun.set.instruments, note=begun.set.note, by=by)
        text = LadderText(begun.name, made.pk, day_at(at), begun.levels, begun.is_stepwise)
        return create(text, is_general=False, by=by, at=at)


def announced(words: str) -> LadderPreset | None:
    """The preset whose name stands in what a speech announced, marks aside: "一督查、二警告、三通报、四问责"; None for another ladder."""
    said = re.sub(r"\W", "", words)
    return next((one for one in PRESETS if re.sub(r"\W", "", one.name) in said), None)


def preset(key: str) -> LadderPreset | None:
    """The one of that key, or None."""
    return next((one for one in PRESETS if one.key == key), None)
