"""Where somebody asks from: the log-in lock counts the person's address, behind a proxy too, and believes nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

PASSWORD = "right-one-2026"


@pytest.fixture
def officer(world):
    world.officer.set_password(PASSWORD)
    world.officer.save(update_fields=["password"])
    return world.officer


def sign_in(client, password: str, forwarded: str) -> int:
    form = {"username": "officer", "password": password}
    return client.post(reverse("login"), form, headers={"X-Forwarded-For": forwarded}).status_code


def test_behind_the_proxy_others_cannot_lock_the_right_person_out(officer, client, settings):
    settings.BEHIND_PROXY = True
    for n in range(settings.AXES_FAILURE_LIMIT + 2):
        sign_in(client, "wrong", f"10.0.0.{n}")
    assert sign_in(client, PASSWORD, "10.0.1.1") == 302


@pytest.mark.parametrize("made_up", ["{n}.2.2.2, ", "nonsense-{n}, ", "[::{n}]:80,"])
def test_behind_the_proxy_a_made_up_header_does_not_escape_the_lock(officer, client, settings, made_up):
    settings.BEHIND_PROXY = True
    for n in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "wrong", made_up.format(n=n) + "10.0.0.1")
    assert sign_in(client, PASSWORD, "9.9.9.9, 10.0.0.1") == 429
    assert sign_in(client, PASSWORD, "10.0.0.2") == 302


def test_without_a_proxy_the_header_is_not_believed(officer, client, settings):
    for n in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "wrong", f"10.0.0.{n}")
    assert sign_in(client, PASSWORD, "10.0.0.99") == 429


@pytest.mark.parametrize("odd", ["", "nonsense", "fe80::1%eth0", "10.0.0.1:5000", "10.0.0.1,"])
def test_what_is_no_address_counts_as_the_proxys_own(officer, client, settings, odd):
    settings.BEHIND_PROXY = True
    assert sign_in(client, "wrong", odd) == 200
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in(client, "wrong", odd)
    assert last == 429
