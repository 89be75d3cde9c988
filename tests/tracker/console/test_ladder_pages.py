"""The pages of ladders and steps: what is typed is kept beside what is wrong, a preview writes nothing, an act answers once."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.support.build import an_assignment
from tests.support.ladders import a_ladder, moment, pass_time
from tests.support.world import World
from tracker.items import operations as items
from tracker.items.models import UnitAssignment
from tracker.regimes.escalation.ladders import LevelText
from tracker.regimes.models import Escalation, EscalationLadder, Instrument, InstrumentSet, Regime

LETTER = LevelText("提醒函", "yellow", overdue_days=1, is_workdays=True)


@pytest.fixture
def step(world: World) -> Escalation:
    """A letter that waits at NOW: 财政局 is late since Friday 6 February."""
    a_ladder(world, "default", LETTER, at=moment(1, 5), starts_on=dt.date(2026, 1, 5))
    part = an_assignment(world, due_on=dt.date(2026, 2, 6))
    items.issue(part.pk, by=world.viewer("officer"), at=moment(1, 12))
    items.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=moment(1, 12))
    (made,) = pass_time(moment(2, 9))
    return made


def typed(*levels: dict, **head) -> dict:
    """A form as a browser sends it: `levels` beside what every card holds."""
    data = {"name": "本地阶梯", "starts_on": "2026-03-02", "preset": "default", "is_stepwise": "on", **head}
    for number, level in enumerate(levels):
        card = {
            "colour": "red",
            "is_workdays": "1",
            "red_within": "90",
            "addressee": "unit",
            "approver": "officer",
            **level,
        }
        data |= {f"l{number}-{name}": value for name, value in card.items()}
    return data


def test_a_preset_becomes_a_ladder_of_the_office(world, signed_in):
    client = signed_in(world.officer)
    page = client.get(reverse("console:ladder_new") + "?preset=letters_a").content.decode()
    assert "安全监管行政建议书" in page and "安全隐患挂牌督办函" in page
    assert not InstrumentSet.objects.exists()
    answer = client.post(
        reverse("console:ladder_new"),
        typed({"instrument": "安全监管行政建议书", "overdue_days": "3"}, preset="letters_a", is_general="on"),
    )
    assert answer.status_code == 302
    ladder = EscalationLadder.objects.get()
    level = ladder.versions.get().levels.get()
    assert (ladder.name, ladder.is_general, level.instrument.name, level.overdue_days) == (
        "本地阶梯",
        True,
        "安全监管行政建议书",
        3,
    )
    shown = client.get(reverse("console:ladders")).content.decode()
    assert "本地阶梯" in shown and "逾期3个工作日" in shown and "全办通用" in shown


def test_a_preview_counts_and_writes_nothing(world, signed_in):
    for unit in ("财政局", "林业局"):
        part = an_assignment(world, unit, due_on=dt.date(2026, 2, 6))
        items.issue(part.pk, by=world.viewer("officer"), at=moment(1, 12))
    levels = ({"instrument": "提醒函", "overdue_days": "3"}, {"instrument": "警示函", "overdue_days": "30"})
    page = (
        signed_in(world.officer)
        .post(reverse("console:ladder_new"), typed(*levels, preview="1"))
        .content.decode()
    )
    assert "今天会有 2 项任务处在各级上" in page and "财政局1" in page and "本地阶梯" in page
    assert not EscalationLadder.objects.exists() and not InstrumentSet.objects.exists()


@pytest.mark.parametrize(
    ("levels", "head", "words"),
    [
        ((), {}, "请写1至9个级次"),
        (({"instrument": "提醒函"},), {}, "第1级：请至少写一个条件"),
        (({"instrument": "提醒函", "overdue_days": "0"},), {}, "请填1至365的数"),
        (({"instrument": "提醒函", "overdue_days": "x"},), {}, "请填1至365的数"),
        (
            ({"instrument": "提醒函", "overdue_days": "3"},),
            {"starts_on": "2026-02-01"},
            "起始日期应为今天至三年以内",
        ),
        (({"instrument": "提醒函", "overdue_days": "3"},), {"starts_on": "0202-03-01"}, "起始日期"),
        (({"instrument": "提醒函", "overdue_days": "3"},), {"name": ""}, "请填写阶梯名称"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(world, signed_in, levels, head, words):
    answer = signed_in(world.officer).post(reverse("console:ladder_new"), typed(*levels, **head))
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert not EscalationLadder.objects.exists() and not InstrumentSet.objects.exists()


def test_a_change_is_a_new_version_and_an_older_page_is_told(world, signed_in):
    ladder = a_ladder(world, "default", LETTER)
    client, address = signed_in(world.officer), reverse("console:ladder_edit", args=[ladder.pk])
    data = typed(
        {"instrument": "警示函", "overdue_days": "5"}, name="通用督办阶梯", seen="1", starts_on="2026-03-03"
    )
    assert client.post(address, data).status_code == 302
    answer = client.post(address, data)
    assert answer.status_code == 422 and "刚被他人修改" in answer.content.decode()
    assert list(ladder.versions.values_list("number", "ends_on")) == [(1, dt.date(2026, 3, 2)), (2, None)]


def test_an_instrument_is_called_what_the_office_calls_it(world, signed_in):
    a_ladder(world)
    one = Instrument.objects.get(name="提醒函")
    client, address = signed_in(world.officer), reverse("console:instrument_edit", args=[one.pk])
    answer = client.post(address, {"name": "提示函", "template": "请{单位}办理{不知道}。"})
    assert answer.status_code == 422 and "不是可用的填充项" in answer.content.decode()
    assert client.post(address, {"name": "警示函", "template": "请{单位}办理。"}).status_code == 422
    assert client.post(address, {"name": "提示函", "template": "请{单位}办理。"}).status_code == 302
    one.refresh_from_db()
    assert one.name == "提示函"


def test_a_regime_names_its_ladder_and_a_preset_brings_one(world, signed_in):
    client = signed_in(world.officer)
    page = client.get(reverse("console:regime_new") + "?preset=ladder").content.decode()
    assert '<option value="new:four" selected>' in page
    data = {
        "name": "督查制度", "starts_on": "2026-03-02", "scope": "all", "ladder": "new:four",
        "s0-what": "inspection", "s0-words": "每月20日督查", "s0-rhythm": "每月20日", "s0-doer": "office", "s0-roll": "back",
    }  # fmt: skip
    assert client.post(reverse("console:regime_new"), data).status_code == 302
    regime = Regime.objects.get()
    assert regime.ladder.name == "一督查二警告三通报四问责" and not regime.ladder.is_general
    assert "一督查二警告三通报四问责" in client.get(reverse("console:regimes")).content.decode()


def test_the_desk_leads_to_the_step_and_its_paper(world, signed_in, step):
    client = signed_in(world.officer)
    page = client.get(reverse("console:escalations")).content.decode()
    assert "提醒函" in page and "逾期24天" in page and reverse("console:escalation", args=[step.pk]) in page
    assert "完成预算审计" in client.get(reverse("console:escalations") + "?q=预算").content.decode()
    assert "没有待批准的文书" in client.get(reverse("console:escalations") + "?q=没有的词").content.decode()
    assert client.get(reverse("console:escalations") + "?tab=x&unit=y&page=z").status_code == 200
    book = load_workbook(
        io.BytesIO(b"".join(client.get(reverse("console:escalations_export")).streaming_content))
    )
    assert "逾期24天（时限2月6日）" in [cell.value for row in book.active for cell in row]
    answer = client.post(
        reverse("console:escalation_decide", args=[step.pk, "approve"]), {"seen": step.revision}, follow=True
    )
    assert "已批准并发出。文号督提〔2026〕1号。" in answer.content.decode()
    again = client.post(
        reverse("console:escalation_decide", args=[step.pk, "approve"]), {"seen": step.revision}, follow=True
    )
    assert "不必再处理" in again.content.decode()
    file = b"".join(client.get(reverse("console:escalation_docx", args=[step.pk])).streaming_content)
    assert file[:2] == b"PK"


def test_what_was_typed_in_a_refused_edit_stays(world, signed_in, step):
    address = reverse("console:escalation_edit", args=[step.pk])
    answer = signed_in(world.officer).post(
        address, {"title": "", "body": "我改的内容", "seen": step.revision}
    )
    assert (
        answer.status_code == 422
        and "请填写标题" in answer.content.decode()
        and "我改的内容" in answer.content.decode()
    )


def test_a_unit_explains_on_its_page(world, signed_in, step):
    officer, clerk = signed_in(world.officer), signed_in(world.lead_clerk)
    ask = reverse("console:escalation_decide", args=[step.pk, "ask"])
    assert officer.post(ask, {"seen": step.revision}).status_code == 422
    assert officer.post(ask, {"seen": step.revision, "until": "2026-03-04"}).status_code == 302
    assert "请作说明" in clerk.get(reverse("portal:owed")).content.decode()
    address = reverse("portal:explain", args=[step.pk])
    assert clerk.post(address, {"text": " "}).status_code == 422
    page = clerk.post(address, {"text": "资料未齐"}, follow=True).content.decode()
    assert "说明已提交" in page and "资料未齐" in page
    assert "资料未齐" in officer.get(reverse("console:escalation", args=[step.pk])).content.decode()
    assert "请作说明" not in clerk.get(reverse("portal:owed")).content.decode()
    # A draft is the office's own: the unit reads what it is asked, not what is drafted.
    assert "提醒函" not in page


def test_pages_do_not_ask_more_with_more_steps(world, signed_in, step, django_assert_max_num_queries):
    for unit in ("林业局", "审计局", "柳河镇"):
        part = an_assignment(world, unit, due_on=dt.date(2026, 2, 6))
        items.issue(part.pk, by=world.viewer("officer"), at=moment(1, 12))
    pass_time(moment(2, 10))
    assert Escalation.objects.filter(state="waiting").count() == 4
    assert UnitAssignment.objects.count() == 4
    client = signed_in(world.officer)
    with django_assert_max_num_queries(18):
        client.get(reverse("console:escalations"))


def test_an_instrument_is_added_to_a_set_and_can_be_chosen_then(world: World, signed_in) -> None:
    ladder = a_ladder(world)
    found = ladder.versions.get().instruments
    client, address = signed_in(world.officer), reverse("console:instrument_new", args=[found.pk])
    words = {"kind": "warning", "name": "黄牌警告", "template": "{单位}：{任务}，{事由}。"}

    for wrong in ({"kind": "fine"}, {"name": " "}, {"template": "{罚款}"}, {"name": "提醒函"}):
        assert client.post(address, {**words, **wrong}).status_code == 422
    page = client.post(address, words, follow=True).content.decode()

    assert "已添“黄牌警告”" in page and found.instruments.get(name="黄牌警告").kind == "warning"
    assert "黄牌警告" in client.get(reverse("console:ladder_edit", args=[ladder.pk])).content.decode()
    assert "黄牌警告" in client.get(reverse("console:ladders")).content.decode()
