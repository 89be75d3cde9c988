"""批量操作 from the list: ticks or all that was found, the preview, the confirmation, bad input, what a second click gets."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import TODAY
from tracker.items import bulk
from tracker.items.models import BulkAct, Event
from tracker.items.states import State

PLAN = reverse("portal:bulk_plan")
KEY = "7b0c6a52-2f6e-4a53-9a64-0f4c1f9c5d11"


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.officer)


def planned(client, kind: str, **form) -> BulkAct:
    answer = client.post(PLAN, {"kind": kind, "key": KEY, **form})
    made = BulkAct.objects.get(key=KEY)
    assert answer["Location"] == reverse("portal:bulk", args=[made.pk])
    return made


def test_the_list_offers_boxes_to_officers_alone(world, signed_in, officer):
    an_assignment(world, state=State.ISSUED)
    assert 'form="bulk" name="item"' in officer.get(reverse("portal:items")).content.decode()
    for who in ("lead_clerk", "leader"):
        assert 'name="item"' not in signed_in(world.people[who]).get(reverse("portal:items")).content.decode()


def test_ticked_items_are_previewed_and_then_issued(world, officer):
    parts = [an_assignment(world, unit) for unit in ("财政局", "林业局", "审计局")]
    made = planned(officer, "issue", scope="ticked", item=[part.item_id for part in parts[:2]])
    page = officer.get(reverse("portal:bulk", args=[made.pk])).content.decode()
    assert (
        "<b>2</b> 项可以交办" in page
        and "已立项 → 待签收" in page
        and "钱小明 1条（站内消息、电子邮件）" in page
    )
    assert not Event.objects.filter(act="issue").exists()
    result = officer.post(reverse("portal:bulk_confirm", args=[made.pk]), {"mode": "each"}, follow=True)
    assert "<b>2</b> 项已交办" in result.content.decode()
    assert Event.objects.filter(act="issue").count() == 2
    again = officer.post(reverse("portal:bulk_confirm", args=[made.pk]), {"mode": "each"}, follow=True)
    assert "没有重复执行" in again.content.decode() and Event.objects.filter(act="issue").count() == 2


def test_everything_found_means_what_the_filter_finds_and_only_those_parts(world, officer):
    late = an_assignment(world, state=State.ISSUED, due_on=TODAY - dt.timedelta(3))
    an_assignment(world, "林业局", state=State.ISSUED, due_on=TODAY + dt.timedelta(30))
    made = planned(officer, "chase", scope="all", asked="light=red")
    assert [row.assignment_id for row in made.rows.all()] == [late.pk]


def test_a_new_date_is_asked_for_before_there_is_a_preview(world, officer):
    part = an_assignment(world, state=State.ISSUED, due_on=TODAY)
    made = planned(officer, "extend", scope="ticked", item=[part.item_id])
    address = reverse("portal:bulk", args=[made.pk])
    assert "先填写内容" in officer.get(address).content.decode()
    page = officer.get(address, {"days": "10", "reason": "等资料"}).content.decode()
    assert "时限 2026年3月2日 → 2026年3月12日" in page and 'value="10"' in page


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"reason": "等资料"}, "请填写新的时限，或填写顺延的天数，只填一项。"),
        ({"reason": "等资料", "days": "3", "new_due_on": "2026-04-01"}, "只填一项"),
        ({"reason": "等资料", "days": "0"}, "天数应在 1 到 366 之间。"),
        ({"reason": "等资料", "new_due_on": "明天"}, "日期应写作"),
        ({"days": "3"}, "请填写理由。"),
    ],
)
def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(world, officer, form, sentence):
    made = planned(officer, "extend", scope="ticked", item=[an_assignment(world, state=State.ISSUED).item_id])
    answer = officer.post(reverse("portal:bulk_confirm", args=[made.pk]), {"mode": "each", **form})
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and form.get("reason", "") in page
    assert BulkAct.objects.get().state == "planned"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "issue"}, "请先勾选事项"),
        ({"kind": "x", "scope": "all"}, "请选择要做的操作"),
        ({}, "请选择要做的操作"),
    ],
)
def test_nothing_chosen_leads_back_to_the_list_with_its_filter(world, officer, form, sentence):
    an_assignment(world)
    answer = officer.post(PLAN, {**form, "asked": "state=registered", "key": "nonsense"}, follow=True)
    assert sentence in answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{reverse('portal:items')}?state=registered"


def test_many_parts_go_to_the_worker_and_the_page_shows_how_far_it_is(
    world, officer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    announced: list[int] = []
    monkeypatch.setattr(bulk, "announce", announced.append)
    parts = [an_assignment(world, unit) for unit in ("财政局", "林业局")]
    made = planned(officer, "issue", scope="ticked", item=[part.item_id for part in parts])
    with django_capture_on_commit_callbacks(execute=True):
        page = officer.post(reverse("portal:bulk_confirm", args=[made.pk]), {"mode": "each"}, follow=True)
    assert "已处理 0 / 2 项" in page.content.decode() and announced == [made.pk]
    step = reverse("portal:bulk_progress", args=[made.pk])
    assert officer.get(step, headers={"HX-Request": "true"}).status_code == 200
    bulk.carry_out(made.pk, at=bulk.BulkAct.objects.get().started_at)
    assert officer.get(step)["HX-Redirect"] == reverse("portal:bulk", args=[made.pk])
    assert "批量交办 2 项" in officer.get(reverse("portal:bulks")).content.decode()


def test_what_was_refused_is_listed_with_its_reason_and_can_be_repeated(world, officer):
    part = an_assignment(world, state=State.ISSUED)
    made = planned(officer, "close", scope="ticked", item=[part.item_id])
    page = officer.get(reverse("portal:bulk", args=[made.pk])).content.decode()
    assert "现在是“待签收”，不能销号" in page and "确认销号 " not in page
    result = officer.post(reverse("portal:bulk_confirm", args=[made.pk]), {"mode": "all"}, follow=True)
    assert "一项也没有执行" in result.content.decode()
    repeated = officer.post(reverse("portal:bulk_again", args=[made.pk]))
    assert BulkAct.objects.count() == 2 and repeated["Location"] != reverse("portal:bulk", args=[made.pk])


def test_a_colleague_sees_the_preview_but_no_button(world, signed_in, officer):
    made = planned(officer, "issue", scope="ticked", item=[an_assignment(world).item_id])
    page = signed_in(world.officer2).get(reverse("portal:bulk", args=[made.pk])).content.decode()
    assert "由周督查准备，由本人确认" in page and "确认交办 " not in page


def test_the_pages_ask_as_little_for_many_parts_as_for_few(world, officer, django_assert_max_num_queries):
    parts = [
        an_assignment(world, unit) for unit in ("财政局", "林业局", "审计局", "柳河镇") for _ in range(4)
    ]
    made = planned(officer, "issue", scope="ticked", item=[part.item_id for part in parts])
    with django_assert_max_num_queries(10):
        officer.get(reverse("portal:bulk", args=[made.pk]))
    officer.post(reverse("portal:bulk_confirm", args=[made.pk]), {"mode": "each"})
    with django_assert_max_num_queries(10):
        officer.get(reverse("portal:bulk", args=[made.pk]))
    with django_assert_max_num_queries(10):
        officer.get(reverse("portal:bulks"))
