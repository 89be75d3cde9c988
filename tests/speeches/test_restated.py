"""Orders that a speech states again point to their first statement; orders that only look alike do not."""

from __future__ import annotations

import datetime as dt

import pytest

import speeches


def _links(text: str) -> list[int | None]:
    return [item.same_as for item in speeches.extract(text, on=dt.date(2026, 4, 1)).items]


@pytest.mark.parametrize(
    "text",
    [
        "各支行要在6月底前完成存量贷款重新分类。\n最后再强调一遍，各支行6月底前必须完成存量贷款重新分类。",
        "医务科要在5月20日前完成急救设备清点。\n再次强调，5月20日前急救设备清点要完成，由医务科负责。",
        pytest.param(
            "各标段要在7月1日前把节点计划报总监办。\n节点计划，各标段务必于7月1日前报总监办，一天也不能拖。",
            # The thing named before the doer is not part of the second duty's span yet.
            marks=pytest.mark.xfail(strict=True),
        ),
        "由教务处牵头，9月10日前排定全部补考。\n教务处牵头的补考安排，9月10日前必须全部排定。",
        "各村每周五前报送禁烧巡查记录。\n禁烧巡查记录每周五前报送，各村一个也不能少。",
    ],
)
def test_a_restatement_points_to_the_first(text: str) -> None:
    assert _links(text) == [None, 0]


@pytest.mark.parametrize(
    "text",
    [
        "各村要在6月底前完成沟渠清淤。\n各镇要在6月底前完成沟渠清淤。",
        "各支行要在6月底前完成存量贷款重新分类。\n各支行要在9月底前完成存量贷款重新分类。",
        "医务科要在5月20日前完成急救设备清点。\n医务科要在5月20日前完成急救药品清点。",
        "各标段每周向总监办报一次进度。\n各标段每月向总监办报一次进度。",
        "一标要在6月10日前修通便道。\n二标要在6月10日前修通便道。",
        "县水利局要在10月底前完成87座塘坝除险。\n县水利局要在10月底前完成12座水库除险。",
    ],
)
def test_another_duty_stands_by_itself(text: str) -> None:
    assert _links(text) == [None, None]
