"""How a slot stands, in Python and in the database: the same answer for every slot and moment there can be."""

from __future__ import annotations

import datetime as dt
import random

from tests.support.build import an_assignment
from tests.support.world import NOW
from tracker.items.models import ProgressReport
from tracker.regimes.models import ReportSlot
from tracker.regimes.owed import standing_rows
from tracker.regimes.slots import Standing, standing

MINUTE = dt.timedelta(minutes=1)
DRAWN = 240


def test_python_and_the_database_agree_on_how_a_slot_stands(world):
    """Slots and reports drawn at random, with every edge met by the minute; asked at every moment that could make a difference."""
    part = an_assignment(world)
    draw = random.Random(7)
    opens, moments = NOW, {NOW}
    rows = []
    for number in range(DRAWN):
        due = opens + MINUTE * draw.randint(1, 4)
        lapses = due + MINUTE * draw.randint(1, 4)
        rows.append(
            ReportSlot(
                assignment=part,
                due_on=NOW.date() + dt.timedelta(days=number),
                due_at=due,
                opens_at=opens,
                lapses_at=lapses,
                is_void=draw.random() < 0.3,
                excused_at=NOW if draw.random() < 0.3 else None,
                excused_by=world.officer,
                excuse="停电",
            )
        )
        moments |= {opens, due, lapses}
        opens = draw.choice([due, opens])
    ReportSlot.objects.bulk_create(rows)
    reports = sorted(draw.sample(sorted(moments), len(moments) // 4))
    ProgressReport.objects.bulk_create(
        ProgressReport(assignment=part, content="进展", reported_by=world.officer, reported_at=moment)
        for moment in reports
    )
    viewer, seen = world.viewer("officer"), set()
    for at in sorted({*draw.sample(sorted(moments), 12), min(moments), max(moments)}):
        for row in standing_rows(viewer, at):
            first = next((one for one in reports if row.opens_at < one <= row.lapses_at), None)
            said = standing(
                row.due_at,
                row.opens_at,
                first,
                is_void=row.is_void,
                is_excused=row.excused_at is not None,
                at=at,
            )
            assert (row.submitted_at, row.standing) == (first, said.value), (row.pk, at)
            seen.add(said)
    # Every answer there is came up.
    assert seen == set(Standing)
