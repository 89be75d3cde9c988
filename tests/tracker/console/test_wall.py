"""作战图: who sees which bars, what filters do, how it pages, what is exported."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.support.build import a_name, a_speech, an_item
from tests.support.world import NOW, TODAY, World
from tracker.items.milestones import Line, plan_milestones
from tracker.items.models import UnitAssignment
from tracker.items.operations import issue_all
from tracker.items.states import State
from tracker.org.models import Unit

URL = "console:wall"


def issued(world: World, unit: str, due_on: dt.date | None, **columns) -> UnitAssignment:
    speech = columns.pop("speech", None)
    item = an_item(
        world,
        speech=speech or a_speech(world, text=f"{unit}{due_on}{columns}"),
        lead=[a_name(world.units[unit].name)],
    )
    issue_all([item.pk], by=world.viewer("officer"), at=NOW - dt.timedelta(days=10))
    rows = UnitAssignment.objects.filter(item=item)
    rows.update(due_on=due_on, **columns)
    return rows.get()


@pytest.fixture
def bars(world) -> dict[str, UnitAssignment]:
    """财政局 is late, 审计局 has time (with milestones), 林业局 is done, 柳河镇 has no deadline."""
    made = {
        "late": issued(world, "财政局", TODAY - dt.timedelta(4), state=State.IN_PROGRESS),
        "running": issued(world, "审计局", TODAY + dt.timedelta(30), state=State.IN_PROGRESS),
        "done": issued(world, "林业局", TODAY, state=State.CLOSED, finished_at=NOW, closed_at=NOW),
        "open": issued(world, "柳河镇", None, state=State.IN_PROGRESS),
    }
    plan_milestones(
        made["running"].pk,
        [Line("制定方案", TODAY), Line("完成", TODAY + dt.timedelta(30))],
        seen_revision=UnitAssignment.objects.get(pk=made["running"].pk).revision,
        by=world.viewer("officer"),
        at=NOW,
    )
    return made


def page(client, **asked) -> str:
    return client.get(reverse(URL), asked).content.decode()


def units_on(text: str) -> list[str]:
    return [
        name
        for name in ("财政局", "审计局", "林业局", "柳河镇")
        if '<svg class="wall-lane"' in text and f'aria-label="{name}"' in text
    ]


def test_every_unit_has_its_row_and_every_bar_its_sign_and_words(world, signed_in, bars):
    text = page(signed_in(world.officer))
    assert units_on(text) == ["财政局", "审计局", "林业局", "柳河镇"]
    assert "逾期4天" in text and "！" in text and "bar-tail" in text
    assert "✓" in text and "bar-open" in text and 'class="today"' in text
    assert "制定方案：应于3月2日达成" in text
    # The policy of content: positions are attributes.
    assert "style=" not in text.split("<main", 1)[1]


def test_a_leader_sees_the_units_in_charge_alone(world, signed_in, bars):
    # Registered by draft: each item names the leader of its unit, and only 财政局 is in this one's charge.
    assert units_on(page(signed_in(world.leader))) == ["财政局"]
    assert "分管领导</label>" not in page(signed_in(world.leader))
    sheet = signed_in(world.leader).get(reverse("console:wall_export"))
    assert {row[0] for row in cells(sheet)[2:]} == {"财政局"}


@pytest.mark.parametrize(
    ("asked", "units"),
    [
        ({"light": "red"}, ["财政局"]),
        ({"light": "blue"}, ["林业局"]),
        ({"unit": "审计局"}, ["审计局"]),
        ({"leader": "leader"}, ["财政局"]),
        ({"first": "2026-03-20", "last": "2026-06-30"}, ["审计局", "柳河镇"]),
        ({"first": "2025-01-01", "last": "2025-12-31"}, []),
        ({"span": "year"}, ["财政局", "审计局", "林业局", "柳河镇"]),
    ],
)
def test_filters(world, signed_in, bars, asked, units):
    if "unit" in asked:
        asked = {"unit": world.units[asked["unit"]].pk}
    if "leader" in asked:
        asked = {"leader": world.leader.pk}
    text = page(signed_in(world.officer), **asked)
    assert units_on(text) == units
    if not units:
        assert "没有符合条件的任务" in text


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"first": "2026-03-20", "last": "2026-03-01"}, "止日不能早于起日"),
        ({"first": "2000-01-01", "last": "2026-03-01"}, "最多三年"),
        ({"first": "明天"}, "日期应写作"),
    ],
)
def test_a_period_that_cannot_be_is_said_at_the_field(world, signed_in, bars, asked, why):
    assert why in page(signed_in(world.officer), **asked)


def test_an_empty_wall_teaches(world, signed_in):
    assert "还没有可以上墙的任务" in page(signed_in(world.officer))


def test_the_hall_s_screen_turns_its_pages_itself(world, signed_in, bars):
    for n in range(9):
        Unit.objects.create(name=f"第{n}局", short_name=f"第{n}局", order=50 + n)
        world.units[f"第{n}局"] = Unit.objects.get(name=f"第{n}局")
        issued(world, f"第{n}局", TODAY + dt.timedelta(9), state=State.IN_PROGRESS)
    client = signed_in(world.officer)
    text = page(client, screen=1)
    assert 'http-equiv="refresh"' in text and "page=2" in text and "第 1/2 页" in text
    # After the last page the first one comes again.
    assert "page=1" in page(client, screen=1, page=2)
    assert 'http-equiv="refresh"' not in page(client)


def test_one_unit_s_many_bars_are_told_by_a_number(world, signed_in, bars):
    for _ in range(32):
        UnitAssignment.objects.create(
            item=an_item(world, speech=bars["late"].item.speech, lead=[a_name("某单位")]),
            unit=world.units["财政局"], role="lead", state=State.IN_PROGRESS, due_on=TODAY, issued_at=NOW,
        )  # fmt: skip
    text = page(signed_in(world.officer))
    assert "另有 3 项" in text and "共 33" in text


def test_its_queries_do_not_grow_with_units_or_bars(world, signed_in, bars, django_assert_max_num_queries):
    client = signed_in(world.officer)
    page(client)
    # Session, person, posts (2), office, calendar, unit and leader choices (3), units, bars, milestones, the bell.
    with django_assert_max_num_queries(14):
        page(client)


def cells(answer) -> list[tuple]:
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return list(sheet.iter_rows(values_only=True))


def test_the_export_has_every_bar_with_its_milestones(world, signed_in, bars):
    answer = signed_in(world.officer).get(reverse("console:wall_export"), {"light": "green"})
    heading, titles, *rows = cells(answer)
    assert "作战图" in heading[0] and titles[0] == "单位"
    by_unit = {row[0]: row for row in rows}
    assert set(by_unit) == {"审计局", "柳河镇"}
    assert "制定方案（应于3月2日达成）" in by_unit["审计局"][-1]
