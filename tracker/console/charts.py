"""What the dashboard's charts are drawn from: plain lists made of figures. Pure; the drawing is static/js/dashboard.js."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.items.clock import COLOURS
from tracker.items.figures import Totals, UnitLine, Week
from tracker.items.light_schemes import shown_as

# More bars than this cannot be read; the table beside the chart has them all.
BARS = 10


def lights(totals: Totals, scheme: str) -> list[dict[str, Any]]:
    """One slice per light that occurs: [{"name": "逾期", "colour": "red", "value": 3}, …]."""
    return [
        {"name": word, "colour": shown_as(colour, scheme), "value": totals.lights[colour]}
        for colour, word in COLOURS.items()
        if totals.lights[colour]
    ]


def trend(weeks: Sequence[Week]) -> dict[str, list[Any]]:
    """Issued and closed per week, weeks named by their Monday: "3月2日"."""
    return {
        "weeks": [f"{week.monday.month}月{week.monday.day}日" for week in weeks],
        "issued": [week.issued for week in weeks],
        "closed": [week.closed for week in weeks],
    }


def units(lines: Sequence[UnitLine], scheme: str) -> dict[str, Any]:
    """Open work of the units with most of it, by light; the unit with most last, as a chart of lying bars draws it on top."""
    busiest = sorted(lines, key=lambda line: line.totals.open, reverse=True)[:BARS][::-1]
    busiest = [line for line in busiest if line.totals.open]
    shown = {colour: COLOURS[colour] for colour in ("red", "yellow", "green")}
    return {
        "units": [line.unit for line in busiest],
        "series": [
            {
                "name": word,
                "colour": shown_as(colour, scheme),
                "values": [line.totals.lights[colour] for line in busiest],
            }
            for colour, word in shown.items()
        ],
    }
