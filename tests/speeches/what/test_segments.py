"""One obligation a segment: different doers, times and frequencies are cut apart, joined acts stay together."""

from __future__ import annotations

import datetime as dt

import pytest

import speeches

ON = dt.date(2026, 3, 2)


def read(text: str) -> list[str]:
    return [draft.text for draft in speeches.extract(text, on=ON).candidates]


def test_two_doers_in_one_sentence_are_two_orders() -> None:
    assert read("县教育局要在3月10日前完成校车检查,县交通局要在3月20日前完成线路核查。") == [
        "县教育局要在3月10日前完成校车检查",
        "县交通局要在3月20日前完成线路核查",
    ]


def test_joined_acts_of_one_doer_are_one_order() -> None:
    assert read("各乡镇要逐户登记人口,建立花名册,于3月15日前报县民政局。") == [
        "各乡镇要逐户登记人口,建立花名册,于3月15日前报县民政局"
    ]


def test_different_rhythms_are_different_orders() -> None:
    texts = read("全镇建立“日报告、周通报、旬督查、季拉练”机制。")
    assert len(texts) == 4
    for text, words in zip(texts, ("日报告", "周通报", "旬督查", "季拉练"), strict=True):
        assert words in text


def test_two_deadlines_of_one_doer_are_two_orders() -> None:
    assert len(read("各村要在3月底前完成摸底,4月底前完成公示。")) == 2


def test_a_tail_that_only_promises_an_effect_is_left_out() -> None:
    assert read("各科室要于3月6日前上报方案,确保各项工作落到实处。") == ["各科室要于3月6日前上报方案"]


@pytest.mark.parametrize(
    "text",
    [
        "今年以来,全县上下齐心协力,各项工作取得了明显成效。",
        "部分单位认识不到位,整改流于形式。",
        "我们要进一步提高认识,增强责任感和使命感。",
        "下面,我讲三点意见。",
    ],
)
def test_rhetoric_history_and_agenda_are_not_printed(text: str) -> None:
    assert speeches.extract(text, on=ON).items == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "大桥桩基3月31日前全部成孔,5月中旬前全部出水。",
            ["大桥桩基3月31日前全部成孔", "5月中旬前全部出水"],
        ),
        (
            "镇纪委要加强监督检查工作,做到每周一次督查。",
            ["镇纪委要加强监督检查工作,做到每周一次督查"],
        ),
        ("县教育局要制定年度计划,每月开展活动。", ["县教育局要制定年度计划", "每月开展活动"]),
        (
            "县民政局要对全县养老机构进行清查,12月20日前将清查结果报县政府。",
            ["县民政局要对全县养老机构进行清查,12月20日前将清查结果报县政府"],
        ),
        (
            "县教育局要开展自查,自查报告12月20日前报县政府。",
            ["县教育局要开展自查,自查报告12月20日前报县政府"],
        ),
        ("县商务局要重新核发证照,12月底前完成换证。", ["县商务局要重新核发证照,12月底前完成换证"]),
        (
            "县水利局要编制预案,4月底前演练一次。",
            ["县水利局要编制预案", "4月底前演练一次"],
        ),
        (
            "县民政局要逐户登记,选民证10月底前发完。",
            ["县民政局要逐户登记", "选民证10月底前发完"],
        ),
        ("2026年6月底前,各乡镇要完成摸底。", ["2026年6月底前,各乡镇要完成摸底"]),
    ],
)
def test_each_limit_with_a_statement_of_its_own_is_an_order(text: str, parts: list[str]) -> None:
    assert read(text) == parts


def test_in_whose_hands_a_task_ends_belongs_to_it() -> None:
    found = speeches.extract("同志们:\n城北冷库年内要建成投用,由县农投公司承建。", on=ON).items
    assert [([one.text for one in item.lead], item.text) for item in found] == [
        (["县农投公司"], "城北冷库年内要建成投用,由县农投公司承建")
    ]


def test_the_end_of_an_act_told_before_is_no_order_of_its_own() -> None:
    assert read("督查办要把今天部署的事项逐条分解,列出清单,3月5日前印发。") == [
        "督查办要把今天部署的事项逐条分解,列出清单,3月5日前印发"
    ]


def test_steps_side_by_side_are_all_printed() -> None:
    found = speeches.extract("同志们:\n从本月起实行日报告、周通报、旬督查、季拉练制度。", on=ON)
    assert [item.rrule for item in found.items] == [
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY;BYMONTHDAY=10,20,-1",
        "FREQ=MONTHLY;INTERVAL=3",
    ]
    assert [regime.title for regime in found.regimes] == ["日报告、周通报、旬督查、季拉练"]


@pytest.mark.parametrize(
    "text",
    [
        "去年我们改厕3000户,县农业农村局每周调度、每月通报,效果很好。",
        "过去我们也搞过日报告、周通报,报上来的数字今天涨明天跌。",
        "工作专班以前也实行日报告、周调度,现在没人提了。",
    ],
)
def test_a_rhythm_of_former_times_announces_no_regime(text: str) -> None:
    found = speeches.extract("同志们:\n" + text, on=ON)
    assert not found.regimes
    assert not found.items
