"""Adopting a regime that a speech announced: once, by an officer, a daily one only with reason and end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_speech
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused
from tracker.meetings.models import RegimeDraft
from tracker.regimes.models import Regime
from tracker.regimes.operations import adopt

DAILY = {
    "what": "report",
    "text": "每天下午5点前报告",
    "start": 0,
    "end": 9,
    "rrule": "FREQ=DAILY",
    "time": "17:00",
}
WEEKLY = {"what": "bulletin", "text": "周通报", "start": 10, "end": 13, "rrule": "FREQ=WEEKLY", "time": ""}
ODD = {"what": "singing", "text": "不定期会商", "start": 14, "end": 19, "rrule": "IRREGULAR", "time": ""}


def announced(world: World, *steps: dict, conflicts: tuple[str, ...] = ()) -> RegimeDraft:
    speech = a_speech(world, "每天下午5点前报告,周通报,不定期会商。")
    return RegimeDraft.objects.create(
        speech=speech, title="日报告、周通报", start=0, end=12, steps=list(steps), conflicts=list(conflicts)
    )


def post(client, draft: RegimeDraft, **fields: object):
    """Adopts from the preview, as its form does."""
    fields = {"revision": draft.revision, **fields}
    return client.post(
        reverse("console:regime_adopt_here", args=[draft.pk]), fields, headers={"HX-Request": "true"}
    )


def adopted(world: World, draft: RegimeDraft, *, by: str = "officer", **columns: object) -> Regime:
    plain = {"starts_on": TODAY, "ends_on": None, "reason": ""}
    return adopt(draft, by=world.viewer(by), at=NOW, **(plain | columns))  # type: ignore[arg-type]


def test_it_keeps_the_steps_as_announced(world: World) -> None:
    regime = adopted(world, announced(world, WEEKLY, ODD))
    assert [(step.what, step.words, step.rrule, step.time) for step in regime.steps.all()] == [
        ("bulletin", "周通报", "FREQ=WEEKLY", None),
        ("other", "不定期会商", "IRREGULAR", None),
    ]
    assert (regime.name, regime.adopted_by, regime.adopted_at) == ("日报告、周通报", world.officer, NOW)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"ends_on": TODAY + dt.timedelta(30)}, "理由"),
        ({"reason": "汛期每日会商"}, "截止日期"),
        ({"ends_on": TODAY - dt.timedelta(1), "reason": "汛期"}, "不能早于"),
    ],
)
def test_it_asks_reason_and_end_of_a_daily_step(world: World, columns: dict, says: str) -> None:
    with pytest.raises(Refused, match=says):
        adopted(world, announced(world, DAILY, WEEKLY), **columns)
    assert not Regime.objects.exists()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"starts_on": dt.date.max}, "起始日期应在"),
        ({"starts_on": dt.date(202, 3, 2)}, "起始日期应在"),
        ({"starts_on": dt.date(2025, 3, 1)}, "起始日期应在"),
        ({"starts_on": dt.date(2029, 3, 3)}, "起始日期应在"),
        ({"ends_on": dt.date(2036, 3, 3)}, "截止日期最晚"),
        ({"ends_on": dt.date.max}, "截止日期最晚"),
    ],
)
def test_it_refuses_a_slip_in_the_year(world: World, signed_in, columns: dict, says: str) -> None:
    draft = announced(world, WEEKLY)
    with pytest.raises(Refused, match=says):
        adopted(world, draft, **columns)
    client = signed_in(world.officer)
    answer = post(client, draft, **{"starts_on": TODAY, **columns})
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not Regime.objects.exists()
    # The page is as it was.
    assert client.get(reverse("console:regimes")).status_code == 200


@pytest.mark.parametrize("starts_on", [dt.date(2025, 3, 2), dt.date(2029, 3, 2)])
def test_it_takes_days_around_the_speech(world: World, starts_on: dt.date) -> None:
    ends_on = starts_on.replace(year=starts_on.year + 10)
    assert adopted(world, announced(world, WEEKLY), starts_on=starts_on, ends_on=ends_on).ends_on == ends_on


@pytest.mark.parametrize("starts_on", [dt.date.max, dt.date.min])
def test_a_slip_from_before_does_not_take_the_page_away(world: World, signed_in, starts_on: dt.date) -> None:
    regime = adopted(world, announced(world, WEEKLY, DAILY), ends_on=TODAY, reason="汛期")
    Regime.objects.filter(pk=regime.pk).update(starts_on=starts_on, ends_on=None)
    assert signed_in(world.officer).get(reverse("console:regimes")).status_code == 200


def test_it_takes_a_daily_step_with_reason_and_end(world: World) -> None:
    regime = adopted(
        world, announced(world, DAILY), ends_on=TODAY + dt.timedelta(30), reason=" 汛期每日会商 "
    )
    assert regime.reason == "汛期每日会商"
    assert regime.steps.get().time == dt.time(17)


def test_it_adopts_a_regime_once(world: World) -> None:
    draft = announced(world, WEEKLY)
    adopted(world, draft)
    with pytest.raises(Refused, match="已经确认过"):
        adopted(world, draft)
    assert Regime.objects.count() == 1


@pytest.mark.parametrize("persona", ["leader", "lead_clerk", "stranger", "admin"])
def test_it_is_for_officers(world: World, signed_in, persona: str) -> None:
    draft = announced(world, WEEKLY)
    with pytest.raises(Forbidden):
        adopted(world, draft, by=persona)
    client = signed_in(world.people[persona])
    assert post(client, draft, starts_on=TODAY).status_code == 403
    assert client.get(reverse("console:regimes")).status_code == 403


def test_the_page_shows_what_waits_with_its_conflicts_and_then_what_comes_next(
    world: World, signed_in
) -> None:
    draft = announced(world, WEEKLY, ODD, conflicts=("“旬督查”为每旬，后文为每半个月",))
    client = signed_in(world.officer)
    before = client.get(reverse("console:regimes")).content.decode()
    assert "待确认" in before and "前后不一致：“旬督查”为每旬" in before
    # It is adopted where its days and the asks it puts on units are shown, and nowhere else.
    assert f"{reverse('console:speech', args=[draft.speech_id])}#announced" in before
    post(client, draft, starts_on="2026-03-02")
    after = client.get(reverse("console:regimes")).content.decode()
    assert "执行中" in after and "3月2日至8日内" in after and "未指明频次" in after
    assert "待确认" not in after
    # The second click finds it adopted.
    assert post(client, draft, starts_on="2026-03-02").status_code == 409
    assert Regime.objects.count() == 1


def test_the_preview_keeps_what_was_typed_when_it_is_refused(world: World, signed_in) -> None:
    draft = announced(world, DAILY)
    answer = post(signed_in(world.officer), draft, starts_on="2026-03-02", reason="汛期<b>")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "必须写明截止日期" in text and "汛期&lt;b&gt;" in text


def test_the_page_shows_who_reports_to_whom(world: World, signed_in) -> None:
    announced(
        world, DAILY | {"reporter": "各乡镇", "receiver": "县搬迁办"}, WEEKLY | {"reporter": "县督查室"}
    )
    page = signed_in(world.officer).get(reverse("console:regimes")).content.decode()
    assert "各乡镇报县搬迁办" in page
    assert '<span class="soft">县督查室</span>' in page
