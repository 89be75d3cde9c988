"""The page of 考评: what cannot be taken is told at its form, with what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from tests.support.scoring import a_scheme, issued
from tests.support.world import NOW, World
from tracker.regimes.models import RankingTalk, ScorePeriod
from tracker.regimes.scoring import posting, talks
from tracker.regimes.scoring.freezing import freeze

APRIL = dt.datetime(2026, 4, 1, 9, tzinfo=NOW.tzinfo)


@pytest.fixture
def frozen(world: World) -> ScorePeriod:
    """March, closed: 财政局 comes last."""
    issued(world)
    issued(world, "林业局", due_on=dt.date(2026, 4, 30))
    a_scheme(world, talk_last=1)
    posting.post(NOW)
    posting.post(APRIL)
    return freeze(ScorePeriod.objects.get(key="2026-03").pk, by=world.viewer("officer"), at=APRIL)


@pytest.fixture
def talk(world: World, frozen: ScorePeriod) -> RankingTalk:
    by, unit = world.viewer("officer"), world.units["财政局"].pk
    return talks.propose(frozen.pk, unit, approver_id=world.leader.pk, reason="排名末位", by=by, at=APRIL)


@pytest.fixture(autouse=True)
def in_april(world: World) -> Iterator[None]:
    with time_machine.travel(APRIL, tick=False):
        yield


def answered(client, name: str, pk: int, **given: str) -> str:
    """The page that comes back with 422."""
    page = client.post(reverse(f"console:{name}", args=[pk]), given)
    assert page.status_code == 422
    return page.content.decode()


def test_a_talk_without_an_approver_comes_back_with_its_reason(world, frozen, signed_in):
    page = answered(
        signed_in(world.officer), "score_talk_propose", frozen.pk, unit=world.units["财政局"].pk, reason="连续两期末位"
    )  # fmt: skip
    assert 'value="连续两期末位"' in page and page.count("请选择批准人。") == 1


def test_an_answer_that_is_too_long_comes_back(world, talk, signed_in):
    page = answered(signed_in(world.leader), "score_talk_decide", talk.pk, approved="1", answer="同" * 201)
    assert "同" * 201 in page and 'class="field-error"' in page
    talk.refresh_from_db()
    assert talk.state == "proposed"


def test_a_talk_held_on_no_day_comes_back_with_its_note(world, talk, signed_in):
    talks.decide(talk.pk, approved=True, answer="", by=world.viewer("leader"), at=APRIL)
    page = answered(
        signed_in(world.officer), "score_talk_hold", talk.pk, held_on="2026-02-30", note="已当面约谈"
    )
    assert 'value="已当面约谈"' in page and 'value="2026-02-30"' in page and "约谈日期不正确。" in page


def test_what_the_rules_refuse_is_told_at_the_form_too(world, frozen, signed_in):
    officer = signed_in(world.officer)
    page = answered(
        officer, "score_talk_propose", frozen.pk,
        unit=world.units["财政局"].pk, approver=world.officer.pk, reason="排名末位",
    )  # fmt: skip
    assert "提请人以外" in page and 'value="排名末位"' in page


def test_a_period_is_not_closed_before_its_end(world, signed_in):
    issued(world)
    a_scheme(world)
    posting.post(APRIL)
    april = ScorePeriod.objects.get(key="2026-04")
    assert "才结束，结束之后才能定分" in answered(signed_in(world.officer), "score_freeze", april.pk)


def test_who_comes_second_is_told(world, talk, signed_in):
    client, address = signed_in(world.leader), reverse("console:score_talk_decide", args=[talk.pk])
    page = [client.post(address, {"approved": "1"}, follow=True).content.decode() for _ in range(2)][1]
    assert "这次约谈现在是“已批准，待约谈”，请核对。" in page and "message-error" in page


def test_a_switch_without_a_reason_is_told_at_its_scheme(world, frozen, signed_in):
    page = answered(
        signed_in(world.officer),
        "score_switch",
        frozen.version.scheme_id,
        is_on="0",
        revision="1",
        reason=" ",
    )
    assert page.count("请写明依据和理由。") == 1
