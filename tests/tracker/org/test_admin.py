"""The admin: every model is there, opens, keeps its history, and lets in whom the posts say."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.items import operations
from tracker.items.progress import Told, report_progress
from tracker.jobs.models import Heartbeat
from tracker.meetings.models import RegimeDraft
from tracker.notices.models import Delivery, Message
from tracker.org.models import CalendarDay, Person, Post, Unit, UnitGroup
from tracker.regimes.models import Regime, RegimeStep
from tracker.reminders.models import Reminder
from tracker.reports.operations import freeze_bulletin
from tracker.reports.period import week_of

OURS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("tracker.")
    for model in config.get_models()
]
HISTORY = (
    "event",
    "delivery",
    "progressreport",
    "responsibilityitem",
    "unitassignment",
    "message",
    "paper",
    "draft",
)
INLINE = re.compile(r"<[^>]+\s(?:style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)")


def url(model: type, page: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def rows(world: World) -> None:
    """A row of nearly every model, and of every one that is history."""
    viewer = world.viewer("officer")
    assignment = an_assignment(world, due_on=TODAY)
    operations.issue(assignment.pk, by=viewer, at=NOW)
    operations.acknowledge(assignment.pk, by=world.viewer("lead_clerk"), at=NOW)
    report_progress(assignment.pk, Told("进展"), by=world.viewer("lead_clerk"), at=NOW)
    draft = RegimeDraft.objects.create(
        speech=assignment.item.speech, title="周通报", start=0, end=3, steps=[]
    )
    regime = Regime.objects.create(
        name="周通报", draft=draft, starts_on=TODAY, adopted_by=world.officer, adopted_at=NOW
    )
    RegimeStep.objects.create(regime=regime, number=1, what="bulletin", words="周通报")
    Reminder.objects.create(assignment=assignment, kind="due-0d", due_on=TODAY, moment=NOW)
    Delivery.objects.create(message=Message.objects.all()[0], attempt=9, at=NOW, outcome="sent")
    CalendarDay.objects.create(day=TODAY, is_workday=True)
    Heartbeat.objects.get_or_create(name="deliver", defaults={"started_at": NOW})
    freeze_bulletin(week_of(TODAY), demands="", token="token-one", by=viewer, at=NOW)


def administrator(world: World, until: dt.date | None = None) -> Person:
    """Somebody who administers by post alone: neither superuser nor staff."""
    person = Person.objects.create(username="plain_admin", full_name="普通管理员")
    Post.objects.create(
        person=person, role=Post.Role.ADMINISTRATOR, valid_from=dt.date(2020, 1, 1), valid_until=until
    )
    return person


def test_every_model_of_ours_is_registered() -> None:
    assert [model.__name__ for model in OURS if not admin.site.is_registered(model)] == []
    assert len(OURS) >= 20
    # Permission groups would be a second, ignored truth beside the posts.
    assert not admin.site.is_registered(Group)


def test_every_list_and_form_opens_without_anything_inline(rows, world: World, signed_in) -> None:
    client = signed_in(world.admin)
    for model in OURS:
        row = model._default_manager.first()
        pages = [url(model), url(model) + "?q=a", *([url(model, "change", row.pk)] if row else [])]
        if admin.site.get_model_admin(model).has_add_permission(type("R", (), {"user": world.admin})()):
            pages.append(url(model, "add"))
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            found = INLINE.search(answer.content.decode())
            assert found is None, (page, found)


def test_lists_of_other_packages_open_too(world: World, signed_in) -> None:
    client = signed_in(world.admin)
    for model in admin.site._registry:
        assert client.get(url(model)).status_code == 200, model


@pytest.mark.parametrize("name", HISTORY)
def test_history_cannot_be_changed(rows, world: World, signed_in, name: str) -> None:
    model = next(model for model in OURS if model._meta.model_name == name)
    client, row = signed_in(world.admin), model._default_manager.first()
    assert client.post(url(model, "change", row.pk), {"state": "closed"}).status_code == 403
    assert client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.get(url(model, "add")).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [Unit, UnitGroup])
def test_units_and_groups_are_never_deleted(world: World, signed_in, model: type) -> None:
    client, row = signed_in(world.admin), model._default_manager.last()
    assert client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(url(model), many)
    assert model._default_manager.filter(pk=row.pk).exists()
    # They can still be looked after.
    assert client.get(url(model, "change", row.pk)).status_code == 200


def test_a_post_opens_the_admin_as_long_as_it_is_held(world: World, signed_in) -> None:
    client = signed_in(administrator(world))
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(url(Post)).status_code == 200
    Post.objects.filter(person__username="plain_admin").update(valid_until=TODAY - dt.timedelta(1))
    assert (
        signed_in(Person.objects.get(username="plain_admin"))
        .get(reverse("admin:index"), follow=True)
        .status_code
        == 403
    )


@pytest.mark.parametrize("persona", ["officer", "leader", "lead_clerk", "stranger", "former"])
def test_nobody_else_enters(world: World, signed_in, persona: str) -> None:
    answer = signed_in(world.people[persona]).get(reverse("admin:index"), follow=True)
    assert answer.status_code == 403


def test_whoever_has_not_signed_in_goes_to_the_one_log_in_page(world: World, signed_in) -> None:
    answer = signed_in(None).get(url(Post), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("login"))


def test_an_administrator_by_post_gets_no_hold_of_a_superuser(world: World, signed_in) -> None:
    client = signed_in(administrator(world))
    assert client.post(url(Person, "change", world.admin.pk), {"is_active": ""}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[world.admin.pk])
    assert client.get(password).status_code == 403
    # Nor makes one: the box is not offered.
    page = client.get(url(Person, "change", world.lead_clerk.pk)).content.decode()
    assert 'name="is_superuser"' not in page


def test_an_administrator_gives_a_person_a_post(world: World, signed_in) -> None:
    client = signed_in(administrator(world))
    form = {
        "person": world.former.pk,
        "unit": world.units["林业局"].pk,
        "role": "liaison",
        "title": "",
        "valid_from": "2026-03-01",
        "valid_until": "",
    }
    assert client.post(url(Post, "add"), form).status_code == 302
    assert Post.objects.filter(person=world.former, unit=world.units["林业局"]).exists()
