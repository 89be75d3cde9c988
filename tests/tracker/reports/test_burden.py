"""The burden meter: what units are asked a month, by source, against the limit; and what could be asked once."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse

from tests.support.build import an_item
from tests.support.world import NOW, TODAY
from tracker.items import operations as items
from tracker.items.chasing import chase
from tracker.org.models import Office
from tracker.regimes import operations
from tracker.regimes.burden import Ask
from tracker.regimes.models import OfficeDuty, Regime, RegimeStep, ReportSlot
from tracker.regimes.opening import open_due
from tracker.regimes.operations import RegimeText, StepText
from tracker.regimes.owed import slots
from tracker.reports.burden import after, burden, merges, months_until, tally

What = RegimeStep.What
MONTHS = months_until(dt.date(2026, 3, 1), 2)


def ask(unit: int, day: int, *sources: str, month: int = 3, part: int | None = 1, kind: str = "填报") -> Ask:
    return Ask(unit, dt.date(2026, month, day), kind, sources or ("周报",), part)


def test_months_run_over_the_turn_of_the_year():
    assert [f"{one:%Y-%m}" for one in months_until(dt.date(2026, 2, 1), 4)] == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert after(dt.date(2026, 12, 1)) == dt.date(2027, 1, 1)


def test_a_line_tells_months_kinds_sources_and_whether_it_is_over_the_limit():
    asks = [
        ask(5, 6, "周报", "日报"),
        ask(5, 9, "周报"),
        ask(5, 10, "现场会", kind="参会", part=None),
        ask(5, 3, month=2),
        ask(6, 6),
    ]
    first, second = tally(asks, {"催办": Counter({6: 2})}, MONTHS, {5: "财政局", 6: "审计局"}, 2)
    assert (first.unit, first.months, first.is_over, first.trend) == ("财政局", (1, 3), True, 2)
    # The report two regimes ask for is one ask, and named with both.
    assert first.kinds == (2, 1, 0)
    assert dict(first.sources) == {"周报": 2, "日报": 1, "现场会": 1}
    assert (second.is_over, second.told) == (False, (0, 2, 0, 0))


def test_two_sources_on_different_days_could_be_one():
    apart = [
        ask(5, 5, "甲"),
        ask(5, 6, "乙"),
        ask(5, 12, "甲"),
        ask(5, 13, "乙"),
        ask(6, 5, "甲"),
        ask(6, 6, "乙"),
    ]
    (hint,) = merges(apart)
    assert (hint.first, hint.second, hint.saved, hint.units) == ("乙", "甲", 3, 2)
    # On the same day they are one already; of different duties they cannot be.
    assert merges([ask(5, 6, "甲", "乙"), ask(5, 7, "甲")]) == []
    assert merges([ask(5, 5, "甲"), ask(5, 6, "乙", part=2)]) == []


def weekly(world, name: str, day: str, *more: StepText) -> Regime:
    steps = (StepText(What.REPORT, f"每{name}报", f"FREQ=WEEKLY;BYDAY={day}", doer="leads"), *more)
    text = RegimeText(name, TODAY, None, "", "all", steps)
    made = operations.create(text, by=world.viewer("officer"), at=NOW)
    open_due(NOW)
    return made


@pytest.fixture
def duty(world):
    item = an_item(world, rrule="")
    return items.issue(
        item.assignments.get(unit=world.units["财政局"]).pk, by=world.viewer("officer"), at=NOW
    )


def test_equal_asks_of_several_regimes_are_one_slot_with_all_their_names(world, duty):
    weekly(world, "防汛周报", "FR")
    weekly(world, "防火周报", "FR")
    lines = slots(world.viewer("officer"), at=NOW)
    assert {line.sources for line in lines} == {("防汛周报：每防汛周报报", "防火周报：每防火周报报")}
    found = burden(world.viewer("officer"), TODAY.replace(day=1), units=None)
    (line,) = found.lines
    slots_in_march = ReportSlot.objects.filter(due_on__month=3).count()
    assert line.now == slots_in_march and dict(line.sources) == {"防汛周报": line.now, "防火周报": line.now}
    assert found.merges == ()


def test_regimes_meetings_and_chases_are_counted_where_they_belong(world, duty):
    weekly(world, "防汛", "FR", StepText(What.DISPATCH, "每周三调度", "FREQ=WEEKLY;BYDAY=WE", doer="office"))
    weekly(world, "防火", "MO")
    chase(duty.pk, by=world.viewer("officer"), at=NOW + dt.timedelta(days=1))
    found = burden(world.viewer("officer"), TODAY.replace(day=1), units=None)
    (line,) = found.lines
    reports = ReportSlot.objects.filter(due_on__month=3).count()
    meetings = OfficeDuty.objects.filter(due_on__month=3).count()
    assert line.kinds == (reports, meetings, 0) and meetings > 0
    assert line.told == (0, 1, 0, 0)
    (hint,) = found.merges
    assert {hint.first, hint.second} == {"防汛", "防火"} and hint.saved > 1


def test_what_was_void_or_excused_is_no_ask(world, duty):
    weekly(world, "防汛", "FR")
    ReportSlot.objects.update(is_void=True)
    assert burden(world.viewer("officer"), TODAY.replace(day=1), units=None).lines == ()


def test_a_unit_reads_its_own_and_an_export_is_no_formula(world, duty, signed_in):
    weekly(world, "=防汛", "FR")
    Office.objects.update(monthly_asks=1)
    page = signed_in(world.lead_clerk).get(reverse("portal:burden")).content.decode()
    assert "财政局" in page and "超上限" in page
    other = signed_in(world.stranger).get(reverse("portal:burden")).content.decode()
    assert "财政局" not in other
    export = signed_in(world.officer).get(reverse("portal:burden_export") + "?kind=csv")
    text = b"".join(export.streaming_content).decode("utf-8-sig")
    assert "'=防汛" in text and text.splitlines()[1].startswith("财政局,")
    for question in ("?month=2026-99", "?month=x&kind=exe", "?month=2099-01"):
        assert signed_in(world.officer).get(reverse("portal:burden") + question).status_code == 200


def test_a_regime_that_goes_over_the_limit_is_shown_before_it_is_adopted(world, duty, signed_in):
    Office.objects.update(monthly_asks=2)
    given = {
        "name": "周报", "starts_on": "2026-03-02", "scope": "all", "item_nos": "", "reason": "",
        "s0-what": "report", "s0-words": "每周五报", "s0-rhythm": "每周五", "s0-doer": "leads", "s0-roll": "back",
    }  # fmt: skip
    client = signed_in(world.officer)
    first = client.post(reverse("console:regime_new"), given)
    assert first.status_code == 422 and "超过每月2次的上限" in first.content.decode()
    assert not Regime.objects.exists()
    assert client.post(reverse("console:regime_new"), {**given, "seen_over": "1"}).status_code == 302
    assert Regime.objects.get().name == "周报"
