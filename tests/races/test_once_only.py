"""What two people press at the same moment and must happen once: confirming an import, adopting a regime."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once
from tests.support.build import a_speech
from tests.support.world import NOW, TODAY, make_world
from tracker.common.errors import Refused
from tracker.common.sheets import Line
from tracker.meetings.models import RegimeDraft
from tracker.org.imports_units import TITLES, plan_units
from tracker.org.models import Alias, Unit, UnitGroup
from tracker.org.operations import import_units
from tracker.org.roster import present
from tracker.regimes.models import Regime, RegimeStep
from tracker.regimes.operations import adopt

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

TOWN = ("青禾县青山镇人民政府", "青山镇", "乡镇", "", "青山", "山区乡镇", "20", "是")


def test_a_table_confirmed_twice_at_once_is_written_once() -> None:
    by = make_world().viewer("admin")
    lines = [Line(2, dict(zip(TITLES, TOWN, strict=True)))]
    shown = plan_units(lines, present()).digest
    plans = at_once(*[lambda: import_units(lines, shown=shown, by=by)] * 4)
    # One of them wrote; the others found nothing left to write.
    assert sorted(len(plan.wanted) for plan in plans) == [0, 0, 0, 1]
    assert Unit.objects.filter(short_name="青山镇").count() == 1
    assert (Alias.objects.filter(text="青山").count(), UnitGroup.objects.filter(name="山区乡镇").count()) == (
        1,
        1,
    )


def test_a_regime_adopted_twice_at_once_is_adopted_once() -> None:
    world = make_world()
    step = {"what": "bulletin", "text": "周通报", "start": 0, "end": 3, "rrule": "FREQ=WEEKLY", "time": ""}
    draft = RegimeDraft.objects.create(speech=a_speech(world), title="周通报", start=0, end=3, steps=[step])
    viewer = world.viewer("officer")

    def press() -> str:
        try:
            return adopt(draft, starts_on=TODAY, ends_on=None, reason="", by=viewer, at=NOW).name
        except Refused as refusal:
            return str(refusal)

    answers = at_once(*[press] * 4)
    assert answers.count("周通报") == 1
    assert answers.count("这项制度已经确认过，请在下方查看。") == 3
    assert (Regime.objects.count(), RegimeStep.objects.count()) == (1, 1)
