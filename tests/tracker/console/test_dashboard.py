"""工作台."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY
from tracker.console import charts
from tracker.items import figures
from tracker.items.clock import clock_at
from tracker.items.states import State

PAGE = reverse("console:dashboard")


def test_an_officer_sees_the_whole_office_and_what_waits_for_a_decision(world, signed_in):
    late = an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY - dt.timedelta(2))
    other = an_assignment(world, "林业局", state=State.ISSUED)
    page = signed_in(world.officer).get(PAGE).content.decode()
    assert "等您处理" in page and "逾期2天" in page
    for assignment in (late, other):
        assert reverse("portal:unit", args=[assignment.unit_id]) in page


def test_a_leader_sees_the_units_in_charge_alone(world, signed_in):
    an_assignment(world, state=State.ISSUED)
    other = an_assignment(world, "林业局", state=State.ISSUED)
    page = signed_in(world.leader).get(PAGE).content.decode()
    assert "等您处理" not in page
    assert reverse("portal:unit", args=[other.unit_id]) not in page and "林业局" not in page


def test_it_says_what_to_do_first_when_there_is_nothing_to_count(world, signed_in):
    assert "还没有可以统计的任务" in signed_in(world.officer).get(PAGE).content.decode()


def test_a_unit_may_not_open_it(world, signed_in):
    assert signed_in(world.lead_clerk).get(PAGE).status_code == 403


def test_its_queries_do_not_grow(world, signed_in, django_assert_max_num_queries):
    client = signed_in(world.officer)
    for unit in ("财政局", "审计局", "林业局", "柳河镇", "石桥镇"):
        an_assignment(world, unit, state=State.IN_PROGRESS, due_on=TODAY)
    # Session, person, posts (2), office, calendar, totals, units, weeks, late, coming, drafts, unsettled, extensions, reviews, what waits for an approver and how many, the bell.
    with django_assert_max_num_queries(19):
        client.get(PAGE)


def test_charts_show_the_busiest_units_with_the_busiest_on_top(world):
    for n, unit in enumerate(("财政局", "审计局"), start=1):
        for _ in range(n):
            an_assignment(world, unit, state=State.IN_PROGRESS, due_on=TODAY - dt.timedelta(1))
    an_assignment(world, "林业局", state=State.CLOSED)
    drawn = charts.units(figures.by_unit(world.viewer("officer"), clock_at(NOW)), "three")
    assert drawn["units"] == ["财政局", "审计局"]
    assert drawn["series"][0] == {"name": "逾期", "colour": "red", "values": [1, 2]}
