"""What a ladder would mean today, before it holds: how many duties would stand at each level, and whose. Writes nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from tracker.common.dates import day_at
from tracker.common.workdays import calendar_for
from tracker.items.escalating import failed_looks, late_parts, parts_at_work, red_moments
from tracker.items.models import UnitAssignment
from tracker.items.queries import due_of
from tracker.org.queries import calendar_overrides, the_office
from tracker.regimes.models import EscalationLevel, ReportSlot

from .facts import slots_of
from .ladders import LadderText, LevelText
from .plan import Facts, Ladder, Level, level_today

MOST = 3000
RECENT = dt.timedelta(days=60)
NAMED = 6
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many duties would stand at a level today, and the units with most of them."""

    number: int
    name: str
    colour: str
    colour_word: str
    count: int
    units: tuple[tuple[str, int], ...]


def preview(text: LadderText, *, at: dt.datetime) -> list[LevelCount]:
    """Every level with how many of the office's duties would stand there at `at` if the ladder had always held; nine queries.

    Duties that are late or owe reports are looked at, at most 3000 of each. Once it holds, counting begins anew: nothing of this is proposed.
    """
    office, calendar = the_office(), calendar_for(calendar_overrides())
    ladder = Ladder(LONG_AGO, tuple(Level.of(number, one) for number, one in enumerate(text.levels, start=1)))
    parts = candidates(at)
    ids = [part.pk for part in parts]
    looks, slots = failed_looks(ids), slots_of(ids, at)
    first = day_at(at) - dt.timedelta(days=400)
    reds = red_moments({part.unit_id for part in parts}, since=first, at=at, closing=office.closing_time)
    found: dict[int, Counter[str]] = {}
    for part in parts:
        due = due_of(part, office.closing_time)
        turned = [
            moment
            for moment, pk in reds.get(part.unit_id, ())
            if due and (moment, pk) < (due.moment, part.pk)
        ]
        facts = Facts(
            part.state, due, part.issued_at or LONG_AGO, tuple(slots.get(part.pk, ())), tuple(turned), looks.get(part.pk, ())
        )  # fmt: skip
        stands = level_today(ladder, facts, at=at, calendar=calendar)
        if stands:
            found.setdefault(stands.level.number, Counter())[str(part.unit)] += 1
    return [count_of(n, one, found.get(n, Counter())) for n, one in enumerate(text.levels, start=1)]


def candidates(at: dt.datetime) -> list[UnitAssignment]:
    """The duties that a ladder could say something about: late ones, and those that owe a recent report."""
    rows = ReportSlot.objects.filter(due_at__gte=at - RECENT, due_at__lt=at, is_void=False, excused_at=None)
    owing = list(rows.order_by().values_list("assignment", flat=True).distinct()[:MOST])
    late = {part.pk: part for part in late_parts(day_at(at), MOST)}
    return [*late.values(), *(part for part in parts_at_work(owing) if part.pk not in late)]


def count_of(number: int, level: LevelText, units: Counter[str]) -> LevelCount:
    """One level for people."""
    word = str(EscalationLevel.Colour(level.colour).label)
    return LevelCount(
        number, level.instrument, level.colour, word, units.total(), tuple(units.most_common(NAMED))
    )
