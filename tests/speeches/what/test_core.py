"""The core of a segment is the clause that states the act; rhetoric beside it does not hide the order."""

from __future__ import annotations

import datetime as dt

import pytest

import speeches
from speeches.pipeline import Work, run
from speeches.what.core import core_of

ON = dt.date(2026, 3, 2)


def core(text: str) -> str:
    (candidate,) = run(Work(speeches.plain(text), on=ON)).candidates
    return core_of(candidate.segment.pieces).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("县教育局要提高认识,制定实施方案,狠抓落实工作。", "制定实施方案"),
        ("县水利局要结合各自实际,加强领导,3月10日前完成水库排查。", "3月10日前完成水库排查"),
        ("县住建局要做好搬迁工作,张贴公告。", "张贴公告"),
    ],
)
def test_the_checkable_act_is_the_core(text: str, words: str) -> None:
    assert core(text) == words


def test_rhetoric_behind_the_act_does_not_hide_it() -> None:
    text = "各级党组织要结合实际,制定简洁明了的考评标准,引导广大党员坚定信念,以饱满的热情投入工作。"
    (item,) = speeches.extract(text, on=ON).items
    assert [named.text for named in item.lead] == ["各级党组织"]


@pytest.mark.parametrize(
    "text",
    [
        "市督查组对我县开展第一轮督查,x日通报问题隐患x项。",
        "县委县政府确定今年工作的三个时间节点。",
        "当前工作头绪多、任务重、时间紧、要求高。",
        "领导机关要率先垂范,带动广大党员跟着学、照着做。",
    ],
)
def test_what_only_sounds_like_an_order_is_not_printed(text: str) -> None:
    assert speeches.extract(text, on=ON).items == ()
