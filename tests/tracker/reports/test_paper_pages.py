"""The bulletin in the browser: periods, download, 定稿, and who may."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from docx import Document

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tracker.reports import official
from tracker.reports.kinds.bulletin import build
from tracker.reports.models import Paper
from tracker.reports.period import week_of

BULLETIN = "console:bulletin"


def freeze(client, token: str = "token-one", **more: str):
    form = {"from": "2026-03-02", "to": "2026-03-08", "token": token, "demands": "", **more}
    return client.post(reverse("console:bulletin_freeze"), form)


def text_of(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)


def test_it_shows_this_week_unless_asked_otherwise(world: World, signed_in) -> None:
    client = signed_in(world.officer)
    assert client.get(reverse(BULLETIN)).context["period"].key == "week:2026-W10"
    assert (
        client.get(reverse(BULLETIN) + "?from=2026-02-01&to=2026-02-28").context["period"].key
        == "month:2026-02"
    )
    # A start alone means until today.
    assert (
        client.get(reverse(BULLETIN) + "?from=2026-02-27").context["period"].words == "2026年2月27日至3月2日"
    )


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?from=2026-03-09&to=2026-03-02", "不能晚于"),
        ("?from=2020-01-01&to=2026-03-02", "最长为一年"),
        ("?from=2026-02-30", "正确的起始日期"),
        ("?to=yesterday", "正确的截止日期"),
        ("?from=9999-12-31", "2000年至2100年"),
        ("?from=9999-12-31&to=9999-12-31", "2000年至2100年"),
        ("?to=0001-01-01", "2000年至2100年"),
    ],
)
def test_it_explains_a_period_that_cannot_be(world: World, signed_in, query: str, says: str) -> None:
    answer = signed_in(world.officer).get(reverse(BULLETIN) + query)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_far_day_gets_neither_file_nor_number(world: World, signed_in) -> None:
    client = signed_in(world.officer)
    answer = client.get(reverse("console:bulletin_docx") + "?from=9999-12-31&to=9999-12-31")
    assert answer["Location"] == reverse(BULLETIN)
    for day in ("9999-12-31", "0202-12-01", "2027-12-01"):
        answer = freeze(client, **{"from": day, "to": day})
        assert answer["Location"] == reverse(BULLETIN)
    assert not Paper.objects.exists()


def test_the_page_and_the_file_say_the_same(world: World, signed_in) -> None:
    an_assignment(world, state="acknowledged", issued_at=NOW, acknowledged_at=NOW, due_on=NOW.date())
    client = signed_in(world.officer)
    page = client.get(reverse(BULLETIN))
    answer = client.get(reverse("console:bulletin_docx") + "?from=2026-03-02&to=2026-03-08")
    text = text_of(b"".join(answer.streaming_content))
    for section in page.context["paper"].sections:
        for words in section.paragraphs:
            said = "".join(piece.text for piece in words)
            assert said in text
    assert "临近时限1件，占100.0%" in text
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("has_tasks", [True, False])
def test_rendering_asks_the_database_nothing(
    world: World, django_assert_num_queries, has_tasks: bool
) -> None:
    if has_tasks:
        an_assignment(world, state="acknowledged", issued_at=NOW, due_on=dt.date(2026, 2, 27))
    paper = build(world.viewer("officer"), week_of(NOW.date()), NOW, demands="抓紧。").paper
    with django_assert_num_queries(0):
        text = render_to_string("papers/_official.html", {"paper": paper, "linked": True})
        official.docx(paper)
    assert ("逾期3天" in text) is has_tasks


def test_it_freezes_lists_and_gives_the_file_again(world: World, signed_in) -> None:
    client = signed_in(world.officer)
    answer = freeze(client, demands="请<b>抓紧</b>办理。")
    paper = Paper.objects.get()
    assert answer["Location"] == reverse("console:paper_page", args=[paper.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "督通〔2026〕1号" in page and "请&lt;b&gt;抓紧&lt;/b&gt;办理。" in page
    # Figures of a frozen paper lead nowhere: the list has moved on.
    assert reverse("portal:items") + "?" not in page
    assert "2026年第1期" in client.get(reverse("console:papers")).content.decode()
    files = [
        b"".join(client.get(reverse("console:paper", args=[paper.pk])).streaming_content) for _ in range(2)
    ]
    assert files[0] == files[1]
    assert "请<b>抓紧</b>办理。" in text_of(files[0])


def test_it_warns_that_the_period_has_been_frozen_before(world: World, signed_in) -> None:
    client = signed_in(world.officer)
    assert "已经定稿" not in client.get(reverse(BULLETIN)).content.decode()
    freeze(client)
    assert "已经定稿" in client.get(reverse(BULLETIN)).content.decode()


def test_the_same_form_sent_twice_makes_one_paper_and_another_form_another(world: World, signed_in) -> None:
    client = signed_in(world.officer)
    assert freeze(client)["Location"] == freeze(client)["Location"]
    assert freeze(client, "token-two")["Location"] != freeze(client)["Location"]
    assert [paper.number for paper in Paper.objects.order_by("number")] == [1, 2]


def test_a_leader_reads_but_does_not_write(world: World, signed_in) -> None:
    freeze(signed_in(world.officer))
    paper = Paper.objects.get()
    client = signed_in(world.leader)
    for name, args in (
        (BULLETIN, []),
        ("console:papers", []),
        ("console:paper_page", [paper.pk]),
        ("console:paper", [paper.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200
    assert "只统计您可以查看的事项" in client.get(reverse(BULLETIN)).content.decode()
    assert "定稿并编号" not in client.get(reverse(BULLETIN)).content.decode()
    assert freeze(client, "token-two").status_code == 403


@pytest.mark.parametrize("persona", ["lead_clerk", "stranger", "admin"])
def test_papers_are_not_for_everybody(world: World, signed_in, persona: str) -> None:
    freeze(signed_in(world.officer))
    paper = Paper.objects.get()
    client = signed_in(world.people[persona])
    for name, args in (
        (BULLETIN, []),
        ("console:bulletin_docx", []),
        ("console:papers", []),
        ("console:paper", [paper.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403


def test_a_paper_that_is_not_there_is_not_found(world: World, signed_in) -> None:
    client = signed_in(world.officer)
    for name in ("console:paper", "console:paper_page"):
        assert client.get(reverse(name, args=[999])).status_code == 404


def test_nothing_on_the_page_breaks_the_content_security_policy(world: World, signed_in) -> None:
    an_assignment(world, state="acknowledged", issued_at=NOW, due_on=NOW.date())
    client = signed_in(world.officer)
    for name in (
        BULLETIN,
        "console:papers",
        "console:units",
        "console:unit_import",
        "console:regimes",
        "console:calendar",
    ):
        text = client.get(reverse(name)).content.decode()
        assert (
            " style=" not in text
            and "<style" not in text
            and " onclick=" not in text
            and "<script>" not in text
        )
