"""分管领导: red lights in the fields in charge, units that moved in the ranking, and the day in two sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.items import boards, figures
from tracker.items.clock import Clock
from tracker.items.figures import UnitLine
from tracker.items.instructions import overdue_answers

from .base import Builder, Digest, Line, Past, answer_lines, filled, row_line, section
from .signing import to_sign

RED_LISTED = 200


def build(viewer: Viewer, clock: Clock, past: Past) -> Digest:
    """The fields in charge of the viewer. Quiet days without red lights or moves are empty."""
    totals, units = figures.totals(viewer, clock), figures.by_unit(viewer, clock)
    ranks = {str(line.unit_id): number for number, line in enumerate(units, start=1)}
    red = boards.late_rows(viewer, clock, limit=RED_LISTED)
    sections = filled(
        section("sign", "待您批准的督办文书", to_sign(viewer, clock, own=True)),
        section("red", "逾期", map(row_line, red)),
        section("answers", "逾期未反馈的批示", answer_lines(overdue_answers(viewer, clock.today), clock)),
        section("moves", "位次变化（逾期少、办结快的在后）", moves(units, past.memory.get("ranks", {}))),
    )
    lead = (
        f"您分管的单位在办{totals.open}项，逾期{totals.lights['red']}项，临期{totals.lights['yellow']}项；"
        f"已销号{totals.closed}项{f'，销号率{totals.rate}%' if totals.rate is not None else ''}。"
    )
    return Digest(lead, sections, {"ranks": ranks})


def moves(units: Sequence[UnitLine], before: Mapping[str, int]) -> list[Line]:
    """The units whose place in the comparison changed, the furthest moved first; none in the first digest."""
    found = []
    for place, line in enumerate(units, start=1):
        was = before.get(str(line.unit_id))
        if was is not None and was != place:
            words = f"第{was}位 → 第{place}位，逾期{line.totals.lights['red']}项"
            found.append(
                (abs(was - place), Line(line.unit, words, reverse("portal:unit", args=[line.unit_id])))
            )
    return [line for _, line in sorted(found, key=lambda pair: -pair[0])]


LEADER = Builder("leader", "分管领导每日摘要", "leader", "console:dashboard", build)
