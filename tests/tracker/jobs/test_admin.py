"""The admin: nobody can make the queue run something from a page, whatever post they hold."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django_q.models import OrmQ, Schedule

from tests.support.world import LONG_AGO
from tracker.org.models import Person, Post

SHELL = {"name": "x", "func": "subprocess.getoutput", "args": "'id'", "schedule_type": "O", "repeats": "-1"}


@pytest.fixture
def administrators(world) -> list[Person]:
    """A superuser, and somebody who holds the administrator's post and nothing else."""
    by_post = Person.objects.create(username="keeper", full_name="何管理")
    Post.objects.create(person=by_post, role=Post.Role.ADMINISTRATOR, valid_from=LONG_AGO)
    return [world.admin, by_post]


@pytest.mark.parametrize("model", ["schedule", "ormq", "success", "failure"])
def test_the_queue_has_no_page_for_any_administrator(administrators, signed_in, model):
    for person in administrators:
        client = signed_in(person)
        assert client.get(reverse("admin:index")).status_code == 200
        for page in ("", "add/", "1/change/"):
            assert client.get(f"/admin/django_q/{model}/{page}").status_code == 404


def test_no_administrator_can_plan_a_call(administrators, signed_in):
    before = list(Schedule.objects.values())
    for person in administrators:
        answer = signed_in(person).post("/admin/django_q/schedule/add/", SHELL)
        assert answer.status_code == 404
    assert list(Schedule.objects.values()) == before and not OrmQ.objects.exists()


def test_no_model_of_the_queue_is_registered_at_all():
    assert [m for m in apps.get_app_config("django_q").get_models() if admin.site.is_registered(m)] == []
