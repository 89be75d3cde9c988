"""Mentions: names as written, kinds, enumerations, and the caller's registry."""

from __future__ import annotations

import pytest

from speeches.draft import UnitEntry
from speeches.text.parts import Sentence
from speeches.who.names import Registry, mentions


def _names(text: str, registry: Registry | None = None) -> list[str]:
    return [m.text for m in mentions(text, registry or Registry())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("县水利、文旅、卫健、人社等相关部门要会审", ["县水利", "文旅", "卫健", "人社", "相关部门"]),
        ("应急、气象、水文等部门要会商", ["应急", "气象", "水文"]),
        ("县财政、审计部门要核算", ["县财政", "审计部门"]),
        ("城关、东坪、石门等乡镇要抓紧", ["城关", "东坪", "石门"]),
        ("各乡镇(街道)、各部门要落实", ["各乡镇(街道)", "各部门"]),
        ("党委(党组)要研究", ["党委(党组)"]),
        ("各党(工)委要部署", ["各党(工)委"]),
        ("各县(市、区)要清查", ["各县(市、区)"]),
        ("县委党校、县档案局每个单位负责三个村", ["县委党校", "县档案局", "三个村"]),
        ("汛期县应急管理局要值守", ["县应急管理局"]),
        ("这项工作县直有关部门要抓紧", ["县直有关部门"]),
        ("县发展和改革局要审批", ["县发展和改革局"]),
        ("教务、学工、后勤等科室要配合", ["教务", "学工", "后勤"]),
        ("县、乡、村三级都要成立专班", ["县、乡、村三级", "专班"]),
        ("由李新同志牵头", ["李新同志"]),
        ("由周海、吴敏负责", ["周海", "吴敏"]),
        ("节后复工的企业要培训", ["企业"]),
    ],
)
def test_it_gives_names_as_written(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "要顾全大局,优化布局",
        "对全部问题立即督办",
        "做好部署,抓好落实",
        "农产品进入市场,走上正轨",
        "深入现场解决难处",
        "理顺关系,健全体系",
        "科学处置,处理到位",
        "今年以来工作很好",
        "干就要干出样子",
    ],
)
def test_it_finds_nobody_in_words_that_only_end_like_a_name(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("县水利局要抓紧", "unit"),
        ("分管副县长要抓紧", "post"),
        ("各乡镇要抓紧", "collective"),
        ("全体干部职工要抓紧", "collective"),
        ("上述单位要抓紧", "reference"),
        ("三个试点镇要抓紧", "reference"),
        ("王局长要抓紧", "person"),
        ("我们要抓紧", "speaker"),
    ],
)
def test_it_tells_kinds_apart(text: str, kind: str) -> None:
    assert mentions(text)[0].kind == kind


def test_it_numbers_enumerations() -> None:
    found = mentions("由县发改局牵头,县财政局、县住建局和县水利局配合,县审计局监督")
    assert [m.group for m in found] == [-1, 0, 0, 0, -1]


def test_it_gives_offsets_of_the_sentence_it_is_given() -> None:
    words = "各村要排查,县水利局要指导"
    found = mentions(Sentence(0, 50, 50 + len(words), words, 0, 0))
    assert (
        [words[m.start - 50 : m.end - 50] for m in found] == [m.text for m in found] == ["各村", "县水利局"]
    )


REGISTRY = Registry(
    [
        UnitEntry("县应急管理局", ("县应急局", "应急局"), key="u1"),
        UnitEntry("平安（集团）", ("平安集团",), key="u2"),
        UnitEntry("各乡镇", members=("城关镇", "柳河镇"), key="g1"),
        UnitEntry("惠民办", key="u3"),
    ]
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("县应急管理局要值守", ["u1"]),
        ("应急局要值守", ["u1"]),
        ("平安(集团)要捐助", ["u2"]),
        ("各乡镇要排查", ["g1"]),
        ("惠民办、县应急局要会商", ["u3", "u1"]),
        ("县卫健局要值守", [""]),
        ("新设惠民办要理顺职能", ["u3"]),
        ("县应急管理局执法大队要值守", [""]),
    ],
)
def test_it_matches_the_registry_longest_name_first(text: str, keys: list[str]) -> None:
    assert [m.key for m in mentions(text, REGISTRY)] == keys


def test_it_calls_a_registered_group_a_collective() -> None:
    assert mentions("各乡镇要排查", REGISTRY)[0].kind == "collective"


def test_it_works_with_an_empty_registry() -> None:
    assert _names("县水利局要抓紧", Registry(())) == ["县水利局"]


@pytest.mark.parametrize("text", ["", "。", "😀", "、、、和和和及及", "((((局", "要要要要"])
def test_it_survives_texts_without_names(text: str) -> None:
    assert all(text[m.start : m.end] == m.text for m in mentions(text))


def test_its_mentions_never_overlap_and_stand_in_order() -> None:
    text = "县委组织部会同县委党校、县人社局和各乡镇党委书记、镇长,由王建国同志牵头,每周向县委常委会汇报,各村(社区)党支部书记参加"
    found = mentions(text)
    assert all(left.end <= right.start for left, right in zip(found, found[1:], strict=False))
