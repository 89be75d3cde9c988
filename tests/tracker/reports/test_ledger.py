"""督查台账: the rows of the item list with the same question, and only those the viewer may see."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.support.build import a_draft, a_name, a_speech, an_assignment
from tests.support.world import NOW, World
from tracker.items import operations
from tracker.items.clock import clock_at
from tracker.items.filters import Wanted
from tracker.items.progress import Told, report_progress
from tracker.items.registration import register_speech
from tracker.org.models import Person, Post
from tracker.reports import ledger


@pytest.fixture
def issued(world: World) -> None:
    """One item: 财政局 leads, 审计局 supports, issued; 财政局 has reported."""
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    item = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    led = item.assignments.get(role="lead")
    operations.acknowledge(led.pk, by=world.viewer("lead_clerk"), at=NOW)
    report_progress(
        led.pk, Told("=已完成抽样", problems="人手不足", percent=40), by=world.viewer("lead_clerk"), at=NOW
    )


def rows_of(data: bytes) -> list[dict[str, object]]:
    head, *rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def exported(client, query: str = "") -> list[dict[str, object]]:
    answer = client.get(reverse("portal:items_export") + query)
    assert answer.status_code == 200
    return rows_of(b"".join(answer.streaming_content))


def test_it_has_one_row_per_units_part_with_what_the_unit_said(issued, world: World, signed_in) -> None:
    lead, support = exported(signed_in(world.officer))
    assert (lead["承担单位"], lead["分工"], support["承担单位"]) == ("财政局", "牵头", "审计局")
    assert (lead["牵头单位"], lead["配合单位"]) == ("财政局", "审计局")
    assert (lead["进展情况"], lead["存在问题"], lead["完成比例(%)"]) == ("=已完成抽样", "人手不足", 40)
    assert (lead["完成时限(原文表述)"], f"{lead['完成时限(日期)']:%Y-%m-%d}") == ("3月20日前", "2026-03-20")
    assert (lead["灯号"], lead["是否销号"], lead["签收时间"]) == ("正常", "否", "2026-03-02 09:00")
    assert (lead["联络员及电话"], lead["责任人"]) == ("钱小明", None)
    # 40 of a hundred on the day of issue is ahead of its time; without a report nothing is judged.
    assert (lead["进度分类"], support["进度分类"]) == ("超进度", "其他")
    assert (support["签收时间"], support["进展情况"]) == (None, None)


def test_it_follows_the_question_of_the_list(issued, world: World, signed_in) -> None:
    client = signed_in(world.officer)
    assert [row["承担单位"] for row in exported(client, f"?unit={world.units['审计局'].pk}")] == ["审计局"]
    assert [row["承担单位"] for row in exported(client, "?state=in_progress")] == ["财政局"]
    assert exported(client, "?light=red") == []
    assert exported(client, "?q=不存在") == []


def test_it_shows_a_unit_only_what_it_may_see(issued, world: World, signed_in) -> None:
    # The lead sees both parts, the supporting unit its own, and does not learn the other's report.
    assert [row["承担单位"] for row in exported(signed_in(world.lead_clerk))] == ["财政局", "审计局"]
    (mine,) = exported(signed_in(world.support_clerk))
    assert (mine["承担单位"], mine["牵头单位"]) == ("审计局", None)
    assert exported(signed_in(world.stranger)) == []


def test_it_is_refused_to_whoever_sees_no_items(world: World, signed_in) -> None:
    assert signed_in(world.admin).get(reverse("portal:items_export")).status_code == 403


def test_it_asks_the_database_six_times_for_many_rows_together(
    world: World, django_assert_num_queries
) -> None:
    viewer, clock = world.viewer("officer"), clock_at(NOW)
    for unit in ("财政局", "审计局", "林业局", "柳河镇"):
        an_assignment(world, unit)
    with django_assert_num_queries(1 + 6):
        assert sum(map(len, ledger.stream(viewer, Wanted(), clock)))


def test_a_long_ledger_is_written_piece_by_piece_without_losing_a_row(
    world: World, signed_in, monkeypatch
) -> None:
    for unit in ("财政局", "审计局", "林业局", "柳河镇", "石桥镇"):
        an_assignment(world, unit)
    whole = exported(signed_in(world.officer))
    monkeypatch.setattr(ledger, "CHUNK", 2)
    assert exported(signed_in(world.officer)) == whole and [row["序号"] for row in whole] == [1, 2, 3, 4, 5]


def test_what_goes_wrong_on_the_way_gives_no_half_file(world: World, signed_in, monkeypatch) -> None:
    an_assignment(world, "财政局")
    monkeypatch.setattr(ledger, "COLUMNS", ledger.COLUMNS[:-1])
    with pytest.raises(ValueError, match="zip"):
        list(ledger.stream(world.viewer("officer"), Wanted(), clock_at(NOW)))


def test_it_names_the_head_who_holds_the_post_today(issued, world: World, signed_in) -> None:
    for username, until in (("head", None), ("old_head", dt.date(2025, 12, 31))):
        person = Person.objects.create(username=username, full_name=f"{username}局长")
        Post.objects.create(
            person=person,
            unit=world.units["财政局"],
            role="head",
            valid_from=dt.date(2020, 1, 1),
            valid_until=until,
        )
    lead, support = exported(signed_in(world.officer))
    assert (lead["责任人"], support["责任人"]) == ("head局长", None)
