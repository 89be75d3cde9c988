"""Tokens: what opens the interface and what does not, what they are for, and how often they may ask."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY
from tests.tracker.api.asking import Asking, asking, token_for
from tracker.api.clients import Wish, create, revoke
from tracker.api.models import ApiClient
from tracker.common.errors import Refused
from tracker.items.states import State
from tracker.org.models import Person, Post

LIST = "/api/v1/assignments"


@pytest.fixture(autouse=True)
def nobody_tried_before(settings):
    """The counts of tries stand in the cache, which outlives a test."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer luoshi_",
        "Bearer luoshi__",
        "Bearer luoshi_abcd1234_wrong",
        "Bearer luoshi_'; --_x",
        "Bearer luoshi_\udcff_x",
        "Basic b2ZmaWNlcjp4",
        "Bearer " + "x" * 5000,
    ],
)
def test_what_is_no_token_opens_nothing(world, header):
    answer = Client(REMOTE_ADDR="10.1.1.1").get(
        LIST, headers={"Authorization": header} if header is not None else {}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_session_counts_for_nothing(world, signed_in):
    assert signed_in(world.officer).get(LIST).status_code == 401
    answer = signed_in(world.lead_clerk).get(
        "/api/v1/speeches", headers={"Authorization": f"Bearer {token_for(world, 'officer')}"}
    )
    assert answer.status_code == 200


def test_no_forgery_check_stands_in_the_way_of_a_token(world):
    part = an_assignment(world, state=State.ISSUED)
    http = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {token_for(world, 'lead_clerk')}", "Idempotency-Key": "key-of-csrf"}
    path = f"/api/v1/assignments/{part.pk}/acknowledge"
    assert http.post(path, {}, content_type="application/json", headers=headers).status_code == 200


def test_the_database_keeps_no_token(world):
    token = token_for(world, "officer")
    row = ApiClient.objects.get()
    secret = token.split("_", 2)[2]
    assert token.startswith(f"luoshi_{row.prefix}_")
    assert all(secret not in str(value) for value in vars(row).values())


def test_one_wrong_letter_is_a_wrong_token(world):
    token = token_for(world, "officer")
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert Asking(wrong).get("/assignments").status_code == 401
    assert Asking(token).get("/assignments").status_code == 200


def test_a_token_ends_with_its_day_and_with_being_revoked(world):
    wish = Wish("短期", world.officer, ("read",), TODAY)
    made, token = create(wish, by_id=None, at=NOW)
    client = Asking(token)
    assert client.get("/assignments").status_code == 200
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert client.get("/assignments").status_code == 401
    assert revoke([made.pk], at=NOW) == 1 and revoke([made.pk], at=NOW) == 0
    assert client.get("/assignments").status_code == 401


def test_a_client_ends_with_its_persons_post_and_account(world):
    part = an_assignment(world, state=State.ISSUED)
    client = asking(world, "lead_clerk")
    assert client.get(f"/assignments/{part.pk}").status_code == 200
    Post.objects.filter(person=world.lead_clerk).update(valid_until=TODAY - dt.timedelta(days=1))
    answer = client.get(f"/assignments/{part.pk}")
    assert answer.status_code == 403 and "没有在任岗位" in answer.json()["detail"]
    Post.objects.filter(person=world.lead_clerk).update(valid_until=None)
    Person.objects.filter(pk=world.lead_clerk.pk).update(is_active=False)
    assert client.get("/assignments").status_code == 403


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        (("read",), "get", "/assignments", 200),
        (("report",), "get", "/assignments", 403),
        (("read",), "post", "/assignments/{pk}/acknowledge", 403),
        (("report",), "post", "/assignments/{pk}/acknowledge", 200),
        (("read", "report"), "post", "/assignments/{pk}/cancel", 403),
        (("speech_read",), "post", "/speeches", 403),
        (("read",), "get", "/speeches", 403),
    ],
)
def test_a_scope_narrows_what_the_posts_give(world, scopes, method, path, status):
    part = an_assignment(world, state=State.ISSUED)
    answer = getattr(asking(world, "lead_clerk", scopes), method)(path.format(pk=part.pk))
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "out_of_scope"


def test_a_scope_gives_nothing_that_the_posts_do_not(world):
    part = an_assignment(world, state=State.CLOSE_REQUESTED)
    answer = asking(world, "lead_clerk", ("settle",)).post(f"/assignments/{part.pk}/close")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_client_that_asks_too_often_waits_for_the_next_minute(world):
    _, token = create(Wish("急", world.officer, ("read",), TODAY, per_minute=3), by_id=None, at=NOW)
    client = Asking(token)
    assert [client.get("/assignments").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert client.get("/assignments")["Retry-After"] == "60"
    assert asking(world, "officer").get("/assignments").status_code == 200
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        assert client.get("/assignments").status_code == 200


def test_who_guesses_tokens_is_braked_and_a_right_one_is_not(world):
    guesser = Client(REMOTE_ADDR="10.9.9.9")
    codes = [
        guesser.get(LIST, headers={"Authorization": "Bearer luoshi_00000000_x"}).status_code
        for _ in range(32)
    ]
    assert codes[:30] == [401] * 30 and codes[30:] == [429] * 2
    right = guesser.get(LIST, headers={"Authorization": f"Bearer {token_for(world, 'officer')}"})
    assert right.status_code == 200


def test_being_used_is_written_down_once_in_ten_minutes(world, django_assert_num_queries):
    client = asking(world, "officer")
    client.get("/assignments")
    assert ApiClient.objects.get().last_used_at == NOW
    with time_machine.travel(NOW + dt.timedelta(minutes=9), tick=False):
        client.get("/assignments")
        assert ApiClient.objects.get().last_used_at == NOW
    later = NOW + dt.timedelta(minutes=10)
    with time_machine.travel(later, tick=False):
        client.get("/assignments")
    assert ApiClient.objects.get().last_used_at == later


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "  "}, "名称"),
        ({"scopes": ()}, "至少选择"),
        ({"scopes": ("read", "all")}, "没有这种权限范围：all"),
        ({"expires_on": TODAY - dt.timedelta(days=1)}, "有效期"),
        ({"expires_on": TODAY + dt.timedelta(days=800)}, "有效期"),
        ({"name": "已有"}, "已有名为"),
    ],
)
def test_a_client_that_cannot_be_is_refused(world, change, words):
    given = {"name": "新的", "person": world.officer, "scopes": ("read",), "expires_on": TODAY}
    create(Wish(**{**given, "name": "已有"}), by_id=None, at=NOW)
    with pytest.raises(Refused, match=words):
        create(Wish(**{**given, **change}), by_id=None, at=NOW)


def test_the_command_prints_a_token_that_opens(world):
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "create_api_client",
        "OA系统",
        "--person",
        "lead_clerk",
        "--scopes",
        "report,read",
        stdout=out,
        stderr=err,
    )
    assert Asking(out.getvalue().strip()).get("/assignments").status_code == 200
    assert "只显示这一次" in err.getvalue()
    assert ApiClient.objects.get().scopes == ["read", "report"]
    for wrong in (
        ["--person", "nobody"],
        ["--person", "officer", "--days", "9999"],
        ["--person", "officer", "--scopes", "x"],
    ):
        with pytest.raises(CommandError):
            call_command("create_api_client", "另一个", *wrong)


def test_an_administrator_makes_one_and_sees_its_token_once(world, signed_in):
    admin = signed_in(world.admin)
    form = {
        "name": "数据大屏", "person": world.leader.pk, "scopes": ["read"], "expires_on": "2026-12-31", "per_minute": 60,
    }  # fmt: skip
    page = admin.post("/admin/api/apiclient/add/", form)
    row = ApiClient.objects.get()
    token = page.content.decode().partition("<pre>")[2].partition("</pre>")[0]
    assert token.startswith(f"luoshi_{row.prefix}_") and "no-store" in page["Cache-Control"]
    assert Asking(token).get("/assignments").status_code == 200
    assert (row.created_by, row.person) == (world.admin, world.leader)
    for address in ("", f"{row.pk}/change/"):
        assert token not in admin.get(f"/admin/api/apiclient/{address}").content.decode()
    # A second click finds the name taken and says so on the form.
    again = admin.post("/admin/api/apiclient/add/", form).content.decode()
    assert "<pre>" not in again and ApiClient.objects.count() == 1
    late = admin.post("/admin/api/apiclient/add/", {**form, "name": "晚", "expires_on": "2020-01-01"})
    assert "有效期应从今天起" in late.content.decode()


def test_an_administrator_changes_the_limit_alone_and_revokes(world, signed_in):
    admin, client = signed_in(world.admin), asking(world, "officer", ("read",))
    row = ApiClient.objects.get()
    admin.post(
        f"/admin/api/apiclient/{row.pk}/change/",
        {
            "name": "别的",
            "person": world.leader.pk,
            "scopes": ["issue"],
            "expires_on": "2030-01-01",
            "per_minute": 7,
        },
    )
    changed = ApiClient.objects.get()
    assert (changed.name, changed.person, changed.scopes, changed.expires_on) == (
        row.name,
        row.person,
        row.scopes,
        row.expires_on,
    )
    assert changed.per_minute == 7
    admin.post("/admin/api/apiclient/", {"action": "revoke_chosen", "_selected_action": [row.pk]})
    assert client.get("/assignments").status_code == 401
    assert admin.post(f"/admin/api/apiclient/{row.pk}/delete/", {"post": "yes"}).status_code == 403
