"""A ladder that a speech announced: its step leads to the form in which the fitting ladder is chosen already."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.ladders import a_ladder
from tests.support.world import NOW, World
from tracker.regimes.escalation.presets import announced
from tracker.regimes.models import EscalationLadder, Regime
from tracker.regimes.operations import RegimeText, StepText, create

FOUR = "一督查、二警告、三通报、四问责"


def a_regime(world: World, words: str = FOUR) -> Regime:
    steps = (StepText("inspection", "每月一督查", "FREQ=MONTHLY"), StepText("ladder", words, ""))
    return create(
        RegimeText("督查制度", NOW.date(), None, "", "all", steps), by=world.viewer("officer"), at=NOW
    )


@pytest.mark.parametrize(
    ("words", "key"),
    [(FOUR, "four"), ("实行一督查二警告三通报四问责", "four"), ("首次提醒、二次约谈", None), ("", None)],
)
def test_what_was_announced_is_known_by_its_name(words: str, key: str | None) -> None:
    found = announced(words)
    assert (found.key if found else None) == key


def test_the_step_leads_to_the_ladder_it_names(world: World, signed_in) -> None:
    regime = a_regime(world)
    client, address = signed_in(world.officer), reverse("console:regime_edit", args=[regime.pk])

    assert f'href="{address}?ladder=announced"' in client.get(reverse("console:regimes")).content.decode()
    page = client.get(f"{address}?ladder=announced").content.decode()
    # Offered, not taken: nothing holds before the form is sent.
    assert '<option value="new:four" selected>' in page and not EscalationLadder.objects.exists()
    assert '<option value="new:four" selected>' not in client.get(address).content.decode()

    ladder = a_ladder(world, "four", general=False)
    page = client.get(f"{address}?ladder=announced").content.decode()
    assert f'<option value="{ladder.pk}" selected>' in page
    Regime.objects.filter(pk=regime.pk).update(ladder=ladder)
    assert f"按督办阶梯“{ladder.name}”办理" in client.get(reverse("console:regimes")).content.decode()
