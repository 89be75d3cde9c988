"""Regimes: slogans with their rhythms, ladders, instruments, and slogans that the detail contradicts."""

from __future__ import annotations

import datetime as dt

import speeches
from speeches.draft import RegimeDraft


def regimes(text: str) -> tuple[RegimeDraft, ...]:
    return speeches.extract(text, on=dt.date(2026, 3, 2)).regimes


def test_a_slogan_gives_a_step_for_each_rhythm() -> None:
    (found,) = regimes("全县建立日报告、周通报、旬督查、季拉练工作机制。")
    assert [(step.what, step.rrule) for step in found.steps] == [
        ("report", "FREQ=DAILY"),
        ("bulletin", "FREQ=WEEKLY"),
        ("inspection", "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
        ("field_review", "FREQ=MONTHLY;INTERVAL=3"),
    ]


def test_spans_of_steps_hold_their_words() -> None:
    text = "各专班要做到“每月一调度、每季一通报、每年一总结”。"
    (found,) = regimes(text)
    assert text[found.start : found.end] == found.title
    for step in found.steps:
        assert text[step.start : step.end] == step.text


def test_a_contradiction_between_slogan_and_detail_is_named() -> None:
    (found,) = regimes("建立日报告、周通报、旬督查制度。每半个月至少开展一次督查。")
    assert len(found.conflicts) == 1
    assert "旬督查" in found.conflicts[0] and "每半个月" in found.conflicts[0]


def test_a_contradiction_is_also_a_rhythm_to_choose() -> None:
    text = "建立日报告、周通报、旬督查制度。每半个月至少开展一次督查。"
    (found,) = regimes(text)
    (reading,) = found.readings
    assert found.steps[reading.step].text == "旬督查"
    assert reading.rrule == "FREQ=MONTHLY;BYMONTHDAY=15,-1"
    assert text[reading.start : reading.end] == reading.text == "每半个月至少开展一次督查"


def test_agreeing_detail_is_no_contradiction() -> None:
    (found,) = regimes("建立日报告、周通报制度。每周印发一期通报。")
    assert found.conflicts == ()


def test_a_ladder_is_read_in_its_order() -> None:
    (found,) = regimes("严格执行一督查二警告三通报四问责机制。")
    assert [(step.what, step.text) for step in found.steps] == [
        ("ladder", "督查"),
        ("ladder", "警告"),
        ("ladder", "通报"),
        ("ladder", "问责"),
    ]


def test_an_instrument_is_named_once_a_speech() -> None:
    found = regimes("对重点问题挂牌督办。逾期的也要挂牌督办，实行销号管理。")
    assert [regime.title for regime in found] == ["挂牌督办", "销号管理"]


def test_ordinary_months_and_days_are_no_regime() -> None:
    assert regimes("三月开展植树，四月组织检查，一天也不能拖。") == ()
