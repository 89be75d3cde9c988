"""While somebody is away: what a deputy may, for how long, in whose name, and what they hear."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, stand_in
from tracker.access.policy import Act
from tracker.access.viewers import viewer_of
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations
from tracker.items.boards import item_board
from tracker.items.clock import clock_at
from tracker.items.history import broken_links
from tracker.items.models import Event
from tracker.items.progress import Told, report_progress
from tracker.items.queries import acts_for, visible_assignments, visible_items
from tracker.items.states import State
from tracker.notices.deputies import end_deputy, name_deputy
from tracker.notices.models import Message
from tracker.org import deputies
from tracker.org.models import Deputy, Person, Post

DAY = dt.timedelta(days=1)
LAST = TODAY + 6 * DAY


def name(world, by="lead_clerk", deputy="冯小代", days=(TODAY, LAST), holder=None, **given) -> Deputy:
    post = world.people[holder or by].posts.get()
    return name_deputy(
        post.pk, deputy=deputy, days=days, reason="休假", by=world.viewer(by), at=NOW, today=TODAY, **given
    )


def test_the_acts_of_org_are_the_policys():
    assert (deputies.NAME_DEPUTY, deputies.MANAGE_DEPUTIES) == (Act.NAME_DEPUTY, Act.MANAGE_DEPUTIES)


def test_a_deputy_has_the_posts_rights_on_its_days_and_on_no_other(world):
    assignment = an_assignment(world, state=State.ISSUED)
    name(world, days=(TODAY + DAY, LAST))
    for on, seen in ((TODAY, 0), (TODAY + DAY, 1), (LAST, 1), (LAST + DAY, 0)):
        viewer = viewer_of(world.deputy, on=on)
        assert visible_assignments(viewer).count() == visible_items(viewer).count() == seen
    assert acts_for(viewer_of(world.deputy, on=LAST), assignment) == ("acknowledge",)
    # What they hold of their own is not lost over it, and the one who is away keeps what they have.
    assert visible_assignments(world.viewer("lead_clerk")).count() == 1


def test_an_ended_one_gives_nothing_at_once(world):
    assignment = an_assignment(world, state=State.ISSUED)
    made = name(world)
    end_deputy(made.pk, by=world.viewer("lead_clerk"), at=NOW, today=TODAY)
    viewer = world.viewer("deputy")
    assert viewer.roles == frozenset() and not visible_assignments(viewer).exists()
    with pytest.raises(Forbidden):
        operations.acknowledge(assignment.pk, by=viewer, at=NOW)
    with pytest.raises(Stale, match="已经结束"):
        end_deputy(made.pk, by=world.viewer("lead_clerk"), at=NOW, today=TODAY)


@pytest.mark.parametrize("why", ["the post ended", "the holder's account was closed", "the deputy's was"])
def test_it_gives_nothing_that_its_holder_lacks(world, why):
    an_assignment(world, state=State.ISSUED)
    name(world)
    if why == "the post ended":
        world.lead_clerk.posts.update(valid_until=TODAY - DAY)
    else:
        who = world.lead_clerk if "holder" in why else world.deputy
        Person.objects.filter(pk=who.pk).update(is_active=False)
        world.people["deputy"].refresh_from_db()
    assert not visible_assignments(world.viewer("deputy")).exists()


def test_an_act_of_a_deputy_names_both_and_is_in_the_chain(world):
    assignment = an_assignment(world, state=State.ISSUED)
    name(world)
    deputy = world.viewer("deputy")
    operations.acknowledge(assignment.pk, by=deputy, at=NOW)
    report_progress(assignment.pk, Told("已开会布置"), by=deputy, at=NOW)
    operations.request_close(assignment.pk, by=deputy, at=NOW)
    lines = item_board(world.viewer("officer"), assignment.item, clock_at(NOW)).events
    assert {line.by for line in lines if line.act in ("acknowledge", "report", "request_close")} == {
        "冯小代（代钱小明）"
    }
    assert list(broken_links()) == []
    told = Message.objects.get(kind="item_request_close", recipient=world.officer, channel="inapp")
    assert "冯小代（代钱小明）" in told.body_text


def test_who_has_the_right_of_their_own_acts_in_their_own_name(world):
    assignment = an_assignment(world, state=State.REGISTERED)
    # The officer stands in for the unit's liaison: what officers do stays hers, what units do is done for him.
    stand_in(world, who="officer")
    officer = world.viewer("officer")
    operations.issue(assignment.pk, by=officer, at=NOW)
    operations.acknowledge(assignment.pk, by=officer, at=NOW)
    said = {event.act: event.data.get("deputy_for") for event in Event.objects.filter(item=assignment.item)}
    assert said == {"register": None, "issue": None, "acknowledge": "钱小明"}


def test_a_leaders_deputy_sees_the_field_and_the_items_that_name_the_leader(world):
    other = an_assignment(world, unit="林业局", state=State.ISSUED)
    type(other.item).objects.filter(pk=other.item_id).update(leader_in_charge=world.leader)
    an_assignment(world, state=State.ISSUED)
    stand_in(world, holder="leader")
    assert visible_assignments(world.viewer("deputy")).count() == 2
    # Standing in for a post that is no leader's does not make anybody the leader named.
    Deputy.objects.all().delete()
    Post.objects.create(person=world.leader, unit=world.units["石桥镇"], role="liaison", valid_from=TODAY)
    post = world.leader.posts.get(role="liaison")
    Deputy.objects.create(
        post=post,
        person=world.officer2,
        valid_from=TODAY,
        valid_until=TODAY,
        named_by=world.leader,
        named_at=NOW,
    )
    assert world.leader.pk not in world.viewer("officer2").leads_as


def test_messages_go_to_both(world):
    assignment = an_assignment(world, state=State.REGISTERED)
    name(world)
    operations.issue(assignment.pk, by=world.viewer("officer"), at=NOW)
    told = Message.objects.filter(kind="item_issue", channel="inapp").values_list("recipient", flat=True)
    assert set(told) == {world.lead_clerk.pk, world.deputy.pk}
    # And of a request to the office its officer's deputy hears, too.
    stand_in(world, who="support_clerk", holder="officer")
    operations.acknowledge(assignment.pk, by=world.viewer("lead_clerk"), at=NOW)
    operations.request_close(assignment.pk, by=world.viewer("lead_clerk"), at=NOW)
    told = Message.objects.filter(kind="item_request_close", channel="inapp")
    assert set(told.values_list("recipient__username", flat=True)) == {"officer", "officer2", "support_clerk"}


def test_the_deputy_is_told_and_whoever_is_away_when_an_administrator_does_it(world):
    made = name(world, by="admin", holder="lead_clerk")
    told = Message.objects.filter(kind="deputy_named", channel="inapp")
    assert set(told.values_list("recipient__username", flat=True)) == {"deputy", "lead_clerk"}
    end_deputy(made.pk, by=world.viewer("deputy"), at=NOW, today=TODAY)
    told = Message.objects.filter(kind="deputy_ended", channel="inapp")
    assert [message.recipient for message in told] == [world.lead_clerk]


def test_a_post_of_somebody_else_cannot_be_given_not_even_by_its_deputy(world):
    name(world)
    for who in ("deputy", "officer", "support_clerk", "former"):
        with pytest.raises(Http404):
            name(world, by=who, holder="lead_clerk", deputy="李小林", days=(LAST + DAY, LAST + DAY))
    assert Deputy.objects.count() == 1


def test_nobody_stands_in_for_an_administrator(world):
    with pytest.raises(Http404):
        name(world, by="admin")
    # Not even where a row says so.
    stand_in(world, holder="admin")
    assert world.viewer("deputy").roles == frozenset()


REFUSALS = [
    ({"deputy": "钱小明"}, "不能是本人"),
    ({"deputy": "没有此人"}, "没有叫“没有此人”"),
    ({"days": (LAST, TODAY)}, "不能早于开始"),
    ({"days": (TODAY - DAY, LAST)}, "不能早于今天"),
    ({"days": (TODAY, dt.date(2031, 1, 1))}, "任职到2030年12月31日"),
    ({"days": (LAST, LAST + DAY), "deputy": "李小林"}, "已由冯小代代理"),
]


@pytest.mark.parametrize(("given", "sentence"), REFUSALS)
def test_it_says_why_not(world, given, sentence):
    name(world)
    world.lead_clerk.posts.update(valid_until=dt.date(2030, 12, 31))
    with pytest.raises(Refused, match=sentence):
        name(world, **{"days": (LAST + DAY, LAST + DAY), **given})


def test_two_of_one_name_are_told_apart_by_the_user_name(world):
    Person.objects.create(username="feng2", full_name="冯小代")
    with pytest.raises(Refused, match="用户名"):
        name(world)
    assert name(world, deputy="feng2").person.username == "feng2"


def test_one_looks_at_ones_posts_in_two_queries(world, django_assert_num_queries):
    name(world)
    with django_assert_num_queries(2):
        viewer_of(world.deputy, on=TODAY)
    with django_assert_num_queries(2):
        viewer_of(world.lead_clerk, on=TODAY)
