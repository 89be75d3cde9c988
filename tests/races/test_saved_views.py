"""Kept questions of the item list under two hands at once: one of a name, one that opens the list, nothing half written."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once, outcome
from tests.support.world import NOW, World, make_world
from tracker.items.models import DefaultView, SavedView
from tracker.items.saved_views import (
    Wish,
    change_view,
    default_of,
    delete_view,
    open_with,
    save_view,
    views_for,
)

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def save(world: World, name: str, who: str = "officer", **wish: bool) -> SavedView:
    return save_view("light=red", Wish(name, **wish), by=world.viewer(who), at=NOW)


def test_one_name_kept_twice_at_once_is_one_view():
    world = make_world()
    made = at_once(*[lambda: save(world, "逾期", is_default=True)] * 3)
    assert {view.pk for view in made} == {SavedView.objects.get().pk} == {DefaultView.objects.get().view_id}


def test_two_officers_share_one_name_at_once():
    world = make_world()
    views = {who: save(world, "逾期", who) for who in ("officer", "officer2")}
    wish = Wish("共用", is_shared=True)
    answers = at_once(
        *[
            lambda who=who: outcome(lambda: change_view(views[who].pk, wish, by=world.viewer(who)))
            for who in views
        ]
    )
    assert sorted(answers) == ["Refused", "done"]
    assert sorted(SavedView.objects.values_list("name", "is_shared")) == [("共用", True), ("逾期", False)]


def test_one_view_opens_the_list_whichever_was_chosen_last():
    world = make_world()
    views = [save(world, name) for name in ("一", "二", "三")]
    at_once(*[lambda pk=view.pk: open_with(pk, by=world.viewer("officer")) for view in views])
    chosen = DefaultView.objects.get()
    assert default_of(views_for(world.viewer("officer"))) == chosen.view


def test_a_shared_view_is_chosen_while_its_owner_deletes_it():
    world = make_world()
    view = save(world, "共用", is_shared=True)
    chosen, deleted = at_once(
        lambda: outcome(lambda: open_with(view.pk, by=world.viewer("officer2"))),
        lambda: delete_view(view.pk, by=world.viewer("officer")),
    )
    # Chosen and gone with it, or gone and said so: no list opens with what is not there.
    assert deleted and chosen in ("done", "Refused")
    assert not DefaultView.objects.exists() and not SavedView.objects.exists()
