"""我单位的任务."""

from __future__ import annotations

from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import TODAY
from tracker.items.states import State

PAGE = reverse("portal:owed")


def test_it_shows_the_task_its_deadline_and_the_act_that_is_asked(world, signed_in):
    assignment = an_assignment(world, state=State.ISSUED)
    page = signed_in(world.lead_clerk).get(PAGE).content.decode()
    assert assignment.item.item_no in page
    assert "3月20日\uff08周五\uff0918:00前" in page
    assert reverse("portal:act", args=[assignment.pk, "acknowledge"]) in page


def test_it_teaches_when_nothing_is_owed(world, signed_in):
    page = signed_in(world.lead_clerk).get(PAGE).content.decode()
    assert "目前没有要办的任务" in page and "申请销号" in page


def test_it_shows_nothing_of_other_units(world, signed_in):
    assignment = an_assignment(world, state=State.ISSUED)
    assert assignment.item.item_no not in signed_in(world.stranger).get(PAGE).content.decode()


def test_its_queries_do_not_grow_with_the_tasks(world, signed_in, django_assert_max_num_queries):
    client = signed_in(world.lead_clerk)
    for _ in range(8):
        an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY)
    # Session, person, posts (2), office, calendar, the tasks, milestones, reports owed, unsent reports, instructions, explanations asked for, the bell.
    with django_assert_max_num_queries(13):
        client.get(PAGE)
