"""The act as a ledger line: verb first, in the speech's own words, without who, when and connectives."""

from __future__ import annotations

import datetime as dt

import pytest

import speeches
from speeches.what.target import target_of


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("县水利局、文旅部门要在8月10日前完成栈道护栏检修。", "完成栈道护栏检修"),
        ("由县信访办牵头，各乡镇配合，12月底前完成积案化解。", "完成积案化解"),
        ("一是各科室要于下周三前将名单报办公室。", "将名单报办公室"),
        ("同时，县教育局也要于3月底前将自查报告报县政府。", "将自查报告报县政府"),
        ("各街道实行一日一报，每天上午10点前将名单报区专班。", "实行一日一报，将名单报区专班"),
        ("校领导每月听课不少于两次。", "每月听课不少于两次"),
        ("财务处要在4月底前把应收账款清理一遍。", "把应收账款清理一遍"),
        ("各村要在3月底前核对名册（含外出户），报县民政局。", "核对名册（含外出户），报县民政局"),
        ("各村要在3月底前核对名册(含外出户),报县民政局。", "核对名册(含外出户),报县民政局"),
    ],
)
def test_it_reads_as_a_ledger_line(text: str, action: str) -> None:
    draft = max(speeches.extract(text, on=dt.date(2026, 3, 2)).candidates, key=lambda one: one.confidence)
    assert draft.action == action


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("每月巡查不少于2次", "不少于2次"),
        ("集中安置率要达到50%以上", "达到50%以上"),
        ("抽查比例不低于百分之二十", "不低于百分之二十"),
        ("组建四支队伍,培训300人次", "300人次"),
        ("加强日常管理", None),
        ("对农户再过一遍筛子", None),
        ("对堤防来一次拉网式排查", None),
    ],
)
def test_it_finds_the_number_to_be_reached(text: str, target: str | None) -> None:
    span = target_of(text, 0, len(text), [])
    assert (text[span[0] : span[1]] if span else None) == target


def test_the_number_of_a_time_is_no_target() -> None:
    text = "3天内上报"
    assert target_of(text, 0, len(text), [(0, 3)]) is None


def test_the_day_of_those_who_are_meant_is_no_deadline() -> None:
    found = speeches.extract("请安质部把这些意见传达给今天参会的和没有参会的项目部。", on=dt.date(2026, 3, 2))
    assert [draft.deadline for draft in found.candidates] == [None]
