"""Which candidates are printed, what their fields hold, and where the model must not be fooled."""

from __future__ import annotations

import datetime as dt

import pytest

import speeches
from speeches.draft import Draft
from speeches.what.model import default_model

ON = dt.date(2026, 3, 2)


def items(text: str) -> tuple[Draft, ...]:
    return speeches.extract(text, on=ON).items


def only(text: str) -> Draft:
    (item,) = items(text)
    return item


@pytest.mark.parametrize(
    "text",
    [
        "县教育局要在3月20日前完成全县校车安全检查。",
        "各村每周五下班前将走访记录报镇民政办。",
        "由后勤处牵头，保卫处配合，本月底前更换宿舍楼老化线路。",
        "护理部明天上午把新的交接班流程贴到各病区。",
        "各项目部必须在汛前清理完排水沟。",
        "每个社区至少配备2名专职网格员。",
        "9月底前完成老城区供水管网改造。",
        "东区标准厂房10月底前全部封顶。",
    ],
)
def test_an_order_is_printed(text: str) -> None:
    assert len(items(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "去年，全县完成固定资产投资47亿元，同比增长6.1%。",
        "县医院新院区已于上个月投入使用。",
        "有的干部每天坐在办公室里，群众的事推来推去。",
        "只要我们齐心协力，就一定能够战胜困难。",
        "安全生产怎么抓？关键在落实。",
        "会议的主要任务是总结上半年工作，安排下半年工作。",
        "省委书记强调，要坚持把教育摆在优先发展的位置。",
        "在这里，我代表县委、县政府向大家表示衷心的感谢！",
        "x月x日，市里召开了专题会议。",
        "刚才，县水务局汇报了管网改造进度，县财政局作了说明。",
        "老城区供水管网改造去年9月底前已经完成。",
    ],
)
def test_what_orders_nothing_is_not_printed(text: str) -> None:
    assert items(text) == ()


def test_the_doer_of_an_earlier_sentence_is_inherited_and_marked() -> None:
    first, second = items("县水利局要在3月底前完成水库排查。4月15日前将排查报告报县防汛办。")
    assert [named.text for named in second.lead] == ["县水利局"]
    assert (first.lead_inherited, second.lead_inherited) == (False, True)
    assert any("取自前文" in doubt for doubt in second.doubts)


def test_a_rhythm_with_a_number_keeps_the_doer_before_it() -> None:
    _, second = items("县安委办从3月下旬开始组织暗访，一个月不少于两轮。")
    assert [named.text for named in second.lead] == ["县安委办"]


def test_who_is_charged_after_the_act_belongs_to_it() -> None:
    item = only("全县老旧电梯更换年内完成12个，由县住建局牵头，县财政局配合。")
    assert [named.text for named in item.lead] == ["县住建局"]
    assert item.target == "12个"


def test_a_topic_with_a_number_inherits_no_doer() -> None:
    found = items("县财政局要在3月底前拨付工程款。垫资比例不得超过合同额的15%。")
    assert found[0].lead and all(not item.lead for item in found[1:])


def test_lead_support_and_receiver_are_told_apart() -> None:
    item = only("由县住建局牵头，县公安局、县城管局配合，4月底前完成占道清理，结果报县政府督查室。")
    assert [named.text for named in item.lead] == ["县住建局"]
    assert [named.text for named in item.support] == ["县公安局", "县城管局"]
    assert [named.text for named in item.report_to] == ["县政府督查室"]


def test_a_dated_limit_goes_before_an_event() -> None:
    item = only("规划设计完成后，各乡镇要在6月10日前完成招投标。")
    assert item.deadline and item.deadline.date == dt.date(2026, 6, 10)


def test_a_limit_without_a_day_gives_no_date() -> None:
    for text, kind in (
        ("各乡镇要在汛前完成隐患排查。", "event"),
        ("各单位要立即成立工作专班。", "asap"),
        ("各单位要于x月x日前上报方案。", "masked"),
    ):
        deadline = only(text).deadline
        assert deadline and (deadline.kind, deadline.date) == (kind, None)


def test_hours_run_from_what_happens_and_give_no_date() -> None:
    item = only("各单位发现重大隐患要在24小时内报县应急局。")
    assert item.deadline is None or item.deadline.date is None


def test_a_daily_clock_time_stands_beside_the_rhythm() -> None:
    item = only("各乡镇每天下午5点前将工作进度报县指挥部。")
    assert item.rrule == "FREQ=DAILY"
    assert item.deadline and (item.deadline.date, item.deadline.time) == (None, dt.time(17))


def test_a_day_that_has_just_passed_is_history() -> None:
    found = speeches.extract("安全处要把2月17日事故的处理结果在3月20日前通报全公司。", on=ON)
    assert [item.deadline.date for item in found.items if item.deadline] == [dt.date(2026, 3, 20)]


def test_a_time_of_the_thing_looked_at_is_no_limit() -> None:
    found = speeches.extract("县督查室主要检查各标段8月15日前完工情况。", on=ON)
    assert all(draft.deadline is None for draft in found.candidates)


def test_fields_of_a_task_list_belong_to_the_order_before_them() -> None:
    item = only("一、开展一次水源地排查。（牵头单位：县水利局；配合单位：县环保局；完成时限：4月底前）")
    assert [named.text for named in item.lead] == ["县水利局"]
    assert [named.text for named in item.support] == ["县环保局"]
    assert item.deadline and item.deadline.date == dt.date(2026, 4, 30)
    assert item.lead_inherited
    assert "牵头单位" not in item.text


def test_a_restatement_points_to_the_first_statement() -> None:
    first, second = items(
        "各乡镇要在6月20日前完成隐患点农户的搬迁签约工作。\n最后再强调一遍，各乡镇要在6月20日前完成隐患点农户搬迁签约。"
    )
    assert (first.same_as, second.same_as) == (None, 0)


def test_the_same_act_of_other_doers_is_no_restatement() -> None:
    found = items("县教育局要在3月底前完成消防设施检查。县民政局要在3月底前完成消防设施检查。")
    assert [item.same_as for item in found] == [None, None]


def test_reasons_and_cues_explain_the_confidence() -> None:
    item = only("各乡镇要于3月20日前上报名单。")
    assert {"named unit", "deadline", "要"} <= set(item.reasons)
    assert dict(default_model().explain(item.features))["time:by"] > 0


def test_a_row_of_a_task_table_is_one_order_with_its_cells_as_fields() -> None:
    first, second = items(
        "任务分解表\n序号\t任务\t责任单位\t配合单位\t完成时限\n1\t开展水库隐患排查\t县水利局\t各乡镇\t4月底前\n"
        "2\t每月通报一次进展\t县政府督查室\t\t每月\n"
    )
    assert (first.text, [named.text for named in first.lead]) == ("开展水库隐患排查", ["县水利局"])
    assert [named.text for named in first.support] == ["各乡镇"]
    assert first.deadline and first.deadline.date == dt.date(2026, 4, 30)
    assert second.rrule == "FREQ=MONTHLY"
