"""没有送达的消息 in the browser: found, looked over, and many queued again after a look at where they would go."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.support.world import NOW, World
from tests.tracker.notices.rows import a_message
from tracker.notices import dead_letters
from tracker.notices.models import Message
from tracker.org.models import Person

FAILED = {"channel": "mail", "state": Message.State.FAILED, "attempts": 9, "error": "550 没有这个信箱"}
LIST, AGAIN = reverse("console:dead_letters"), reverse("console:dead_letters_retry")


def three(world: World) -> list[Message]:
    """One that can go, to an address that has changed; one whose person has none; one whose person has left."""
    Person.objects.filter(pk=world.support_clerk.pk).update(email="")
    Person.objects.filter(pk=world.former.pk).update(is_active=False)
    people = (world.lead_clerk, world.support_clerk, world.former)
    return [
        a_message(person, f"k{n}", **{**FAILED, "address": f"old{n}@qinghe.example"})
        for n, person in enumerate(people)
    ]


def test_the_list_is_found_by_channel_and_words_and_exported(world: World, signed_in, tmp_path) -> None:
    a_message(world.lead_clerk, "a", subject="【到期提醒】防汛", **FAILED)
    a_message(world.lead_clerk, "b", subject="【交办】消防", **{**FAILED, "error": "450 忙"})
    a_message(
        world.officer, "c", subject="【每日摘要】", **{**FAILED, "channel": "wecom", "address": "督查群"}
    )
    client = signed_in(world.officer)

    def subjects(query: str) -> list[str]:
        page = client.get(LIST + query).content.decode()
        return [words for words in ("防汛", "消防", "每日摘要") if words in page]

    assert subjects("") == ["防汛", "消防", "每日摘要"]
    assert subjects("?channel=wecom") == ["每日摘要"] and subjects("?q=450") == ["消防"]
    assert subjects("?q=钱小明+防汛") == ["防汛"] and subjects("?q=督查群") == ["每日摘要"]
    assert subjects("?channel=pigeon&page=99") == ["防汛", "消防", "每日摘要"]
    (tmp_path / "a.xlsx").write_bytes(
        client.get(reverse("console:dead_letters_export") + "?q=450").getvalue()
    )
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert "【交办】消防" in [cell.value for row in sheet for cell in row]
    assert "【到期提醒】防汛" not in [cell.value for row in sheet for cell in row]


def test_before_many_are_sent_again_it_says_where_each_would_go(world: World, signed_in) -> None:
    rows = three(world)
    client = signed_in(world.officer)

    page = client.post(AGAIN, {"message": [row.pk for row in rows]}).content.decode()

    assert "1条可以重发，2条不能" in page and "lead_clerk@qinghe.example" in page and "地址已变" in page
    assert "没有可用的收件地址" in page and "账号已停用" in page
    # Nothing has happened yet.
    assert Message.objects.filter(state=Message.State.FAILED).count() == 3


def test_those_that_can_go_are_queued_once_with_fresh_attempts(world: World, signed_in) -> None:
    rows = three(world)
    client = signed_in(world.officer)
    sure = {"message": [row.pk for row in rows], "sure": "1"}

    first = client.post(AGAIN, sure, follow=True).content.decode()
    second = client.post(AGAIN, sure, follow=True).content.decode()

    assert "1条消息已重新排队" in first and "0条消息已重新排队" in second
    again = Message.objects.get(state=Message.State.QUEUED)
    assert (again.pk, again.address, again.next_attempt_at) == (rows[0].pk, "lead_clerk@qinghe.example", NOW)


def test_all_that_were_found_can_be_chosen_at_once(world: World, signed_in, monkeypatch) -> None:
    monkeypatch.setattr(dead_letters, "MOST", 2)
    for n in range(3):
        a_message(world.lead_clerk, f"k{n}", **FAILED)
    a_message(world.lead_clerk, "other", **{**FAILED, "error": "450 忙"})
    client = signed_in(world.officer)

    page = client.post(AGAIN, {"all": "1", "q": "信箱"}).content.decode()

    assert "2条可以重发。另有1条一次办不完" in page and "450 忙" not in page


@pytest.mark.parametrize("chosen", [[], ["x", "9" * 30], ["4711"]])
def test_choosing_nothing_is_told(world: World, signed_in, chosen: list[str]) -> None:
    a_message(world.lead_clerk, **FAILED)
    page = signed_in(world.officer).post(AGAIN, {"message": chosen}, follow=True).content.decode()
    assert "请先勾选要重发的消息" in page


def test_the_list_takes_a_fixed_number_of_queries(world: World, signed_in) -> None:
    client = signed_in(world.officer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    a_message(world.lead_clerk, **FAILED)
    client.get(LIST)
    few = queries()
    for n in range(25):
        a_message(world.people["support_clerk"], f"k{n}", **FAILED)
    assert queries() == few
