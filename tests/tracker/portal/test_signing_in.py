"""Signing in: names no account can have, and a session that ended while a page was open."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from tracker.org.models import Person


@pytest.mark.parametrize("name", ["长" * 151, "x" * 300])
def test_a_name_no_account_can_have_is_refused_before_the_lock_writes_it_down(world, client, name):
    answer = client.post(reverse("login"), {"username": name, "password": "wrong"})
    assert answer.status_code == 200 and "field-error" in answer.content.decode()
    assert not AccessAttempt.objects.exists()


def test_a_name_of_the_longest_length_can_sign_in(world, client):
    world.officer.username = "长" * 150
    world.officer.set_password("right-one-2026")
    world.officer.save(update_fields=["username", "password"])
    form = {"username": "长" * 150, "password": "right-one-2026"}
    assert client.post(reverse("login"), form).status_code == 302


def test_when_the_session_ended_an_open_page_is_told_so_and_not_filled_with_the_form(world, client):
    answer = client.get(reverse("portal:items"), headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer.content.decode() == "登录已过期。"
    # Loaded anew, the page leads to the form and from there back.
    whole = client.get(reverse("portal:items"), follow=True)
    assert 'name="next" value="/items/"' in whole.content.decode()


def test_the_first_superuser_without_a_post_is_led_to_the_admin_and_nobody_else_is(world, signed_in):
    first = Person.objects.create_superuser("first", password="a-first-one-2026")
    link = f'href="{reverse("admin:index")}"'
    assert link in signed_in(first).get(reverse("home")).content.decode()
    assert link not in signed_in(world.former).get(reverse("home")).content.decode()
