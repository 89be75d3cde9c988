"""What a regime would mean before it is adopted: its days over three months, and what it asks of each unit a month.

The calendar is pure: rules, days and a workday calendar in, months out. A day off is rolled back to the working day before (DOMAIN c9);
what was said only as "every week" is due within the week, so it is shown on the week's last working day, marked as such.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from tracker.access.policy import Viewer
from tracker.common.workdays import Calendar, calendar_for
from tracker.items.job_queries import reporting_rules, units_under
from tracker.items.queries import items_numbered
from tracker.items.registration import Names, names_on
from tracker.meetings.models import RegimeDraft
from tracker.meetings.queries import leading_names
from tracker.org.queries import calendar_overrides, the_office

from .calendar import DAY, Occurrence, parts_of, upcoming
from .models import Regime, RegimeStep
from .operations import RegimeText

MONTHS = 3
# More occurrences of one step than three months have days are none.
MOST = 120
# What a step asks of a unit; the office's own bulletins, prompts and ladders ask nothing.
ASKS = {
    RegimeStep.What.REPORT: "填报",
    RegimeStep.What.SUMMARY: "填报",
    RegimeStep.What.DISPATCH: "参会",
    RegimeStep.What.MEETING: "参会",
    RegimeStep.What.FIELD_REVIEW: "参会",
    RegimeStep.What.INSPECTION: "迎检",
    RegimeStep.What.APPRAISAL: "迎检",
}
HOLIDAYS = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")


@dataclass(frozen=True, slots=True)
class Mark:
    """One step on one day: its kind, its words; `is_span`: at the latest on this day; `moved` from which day off."""

    what: str
    label: str
    words: str
    is_span: bool
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the calendar; `day` is None before the first and after the last of the month."""

    day: dt.date | None
    is_off: bool = False
    feast: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its weeks from Monday to Sunday, and how often each kind of step falls in it."""

    first: dt.date
    weeks: tuple[tuple[Day, ...], ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What units are asked, those with the same figures together: for each month (before, with this regime, whether over the limit)."""

    units: tuple[str, ...]
    months: tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything the preview shows. `limit` is the office's; `kinds`: (what is asked, times in the fullest month)."""

    months: tuple[Month, ...]
    loads: tuple[Load, ...]
    limit: int
    kinds: tuple[tuple[str, int], ...]
    is_published: bool

    @property
    def over(self) -> int:
        """How many units would be over the limit in some month."""
        return sum(len(load.units) for load in self.loads if any(is_over for _, _, is_over in load.months))


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the calendar counts it."""

    what: str
    words: str
    rrule: str


Marked = list[tuple[dt.date, Mark]]


def preview(draft: RegimeDraft, *, starts_on: dt.date, ends_on: dt.date | None) -> Preview:
    """The preview of an announced regime from `starts_on` on; a fixed number of queries and two for each regime in force."""
    names = names_on(starts_on)
    units = {unit for name in leading_names(draft.speech) for unit in names.units(name)}
    rules = reporting_rules(without=(draft.speech_id, draft.start, draft.end))
    return shown(steps_of(draft), units, names, rules, Q(draft=draft), starts_on, ends_on)


def preview_text(text: RegimeText, *, by: Viewer, without: Regime | None) -> Preview:
    """The preview of a regime as an officer writes it; `without` is the version it takes the place of."""
    speech = without.speech_id if without and text.scope == Regime.Scope.SPEECH else None
    units = units_under(
        speech=speech,
        items=items_numbered(by, text.item_nos).values(),
        everything=text.scope == Regime.Scope.ALL,
    )
    steps = [Step(step.what, step.words, step.rrule) for step in text.steps]
    same = Q(pk=without.pk if without else 0)
    return shown(
        steps, units, names_on(text.starts_on), reporting_rules(), same, text.starts_on, text.ends_on
    )


def shown(
    steps: list[Step],
    units: set[int],
    names: Names,
    rules: list[tuple[int, str]],
    without: Q,
    starts_on: dt.date,
    ends_on: dt.date | None,
) -> Preview:
    """Three months of steps laid on units, beside what the units are asked already by `rules` and by other regimes."""
    calendar, office = calendar_for(calendar_overrides()), the_office()
    first = starts_on.replace(day=1)
    # Three whole months ahead: one that begins within a month gets that month's rest too.
    count = MONTHS + (starts_on.day > 1)
    last = first + relativedelta(months=count) - DAY
    marked = marks_of(steps, starts_on, last, calendar, ends_on)
    firsts = [first + relativedelta(months=number) for number in range(count)]
    added = [asks_in(marked, month) for month in firsts]
    before = asked_before(rules, without, names, firsts, calendar)
    totals = [
        Counter(
            ASKS[RegimeStep.What(mark.what)]
            for day, mark in marked
            if in_month(day, month) and mark.what in ASKS
        )
        for month in firsts
    ]
    return Preview(
        months=tuple(month_of(month, marked, calendar) for month in firsts),
        loads=loads_of(units, names, before, added, office.monthly_asks),
        limit=office.monthly_asks,
        kinds=tuple((kind, max(total[kind] for total in totals)) for kind in dict.fromkeys(ASKS.values()) if any(total[kind] for total in totals)),
        is_published=all(calendar.published(month.year) for month in firsts),
    )  # fmt: skip


def steps_of(draft: RegimeDraft) -> list[Step]:
    """The steps of an announced regime."""
    return [Step(step["what"], step["text"], step["rrule"]) for step in draft.steps]


def marks_of(
    steps: Iterable[Step], first: dt.date, last: dt.date, calendar: Calendar, ends_on: dt.date | None = None
) -> Marked:
    """Every step with the working day it is due on, from `first` to `last`; once a day, however days off are rolled together.

    A span that `ends_on` cuts short is due by then; one that reaches beyond `last` is not due yet.
    """
    labels = dict(RegimeStep.What.choices)
    found: dict[tuple[dt.date, str, str], Mark] = {}
    for step in steps:
        for one in upcoming(
            step.rrule, starts_on=first, ends_on=ends_on or last, after=first, workdays=calendar, count=MOST
        ):
            said = min(one.last, ends_on or one.last)
            day, is_span = calendar.workday_on_or_before(said), one.first != one.last
            if said > last or is_daily_off(step.rrule, one, calendar) or (is_span and day < first):
                continue
            moved = f"{said.month}月{said.day}日" if day != said and not is_span else ""
            mark = Mark(step.what, str(labels.get(step.what, "其他")), step.words, is_span, moved)
            found.setdefault((max(day, first), step.what, step.words), mark)
    return sorted(((key[0], mark) for key, mark in found.items()), key=lambda one: one[0])


def is_daily_off(rule: str, one: Occurrence, calendar: Calendar) -> bool:
    """Does an every-day step fall on a day off? The report of Saturday is no second one of Friday."""
    return parts_of(rule).get("FREQ") == "DAILY" and not calendar.is_workday(one.first)


def in_month(day: dt.date, first: dt.date) -> bool:
    """Does the day lie in the month that begins on `first`?"""
    return (day.year, day.month) == (first.year, first.month)


def asks_in(marked: Marked, first: dt.date) -> int:
    """How often these marks ask something of a unit in a month."""
    return sum(1 for day, mark in marked if mark.what in ASKS and in_month(day, first))


def month_of(first: dt.date, marked: Marked, calendar: Calendar) -> Month:
    """One month as a calendar sheet."""
    by_day: dict[dt.date, list[Mark]] = {}
    for day, mark in marked:
        by_day.setdefault(day, []).append(mark)
    last = first + relativedelta(months=1) - DAY
    feasts = feasts_of(first, last, calendar)
    days = [Day(None)] * first.weekday()
    for number in range((last - first).days + 1):
        day = first + DAY * number
        marks = tuple(by_day.get(day, ()))
        days.append(Day(day, not calendar.is_workday(day), feasts.get(day, ""), marks))
    days += [Day(None)] * (-len(days) % 7)
    counts = Counter(mark.label for day, mark in marked if in_month(day, first))
    return Month(
        first, tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7)), tuple(counts.items())
    )


def feasts_of(first: dt.date, last: dt.date, calendar: Calendar) -> dict[dt.date, str]:
    """The public holidays of a month by day, and its make-up workdays (班)."""
    found = {}
    for name in HOLIDAYS:
        feast = calendar.festival(name, first.year)
        if feast and first <= feast.day <= last:
            found[feast.day] = name
    for number in range((last - first).days + 1):
        day = first + DAY * number
        if day.weekday() >= 5 and calendar.is_workday(day):
            found[day] = "班"
    return found


def loads_of(
    units: Iterable[int], names: Names, before: Mapping[int, list[int]], added: list[int], limit: int
) -> tuple[Load, ...]:
    """The units' months, the most burdened first."""
    alike: dict[tuple[tuple[int, int, bool], ...], list[str]] = {}
    for unit in sorted(units):
        had = before.get(unit, [0] * len(added))
        months = tuple((old, old + new, old + new > limit) for old, new in zip(had, added, strict=True))
        alike.setdefault(months, []).append(names.short.get(unit, ""))
    worst = sorted(alike.items(), key=lambda one: max(total for _, total, _ in one[0]), reverse=True)
    return tuple(Load(tuple(short), months) for months, short in worst)


def asked_before(
    rules: list[tuple[int, str]], without: Q, names: Names, firsts: list[dt.date], calendar: Calendar
) -> dict[int, list[int]]:
    """Unit id → what it is asked already in each month: by the rhythms of its open items and by the other regimes in force."""
    last = firsts[-1] + relativedelta(months=1) - DAY
    asked: dict[int, list[int]] = {}
    counted: dict[str, list[int]] = {}
    for unit, rule in rules:
        if rule not in counted:
            marked = marks_of([Step(RegimeStep.What.REPORT, rule, rule)], firsts[0], last, calendar)
            counted[rule] = [asks_in(marked, month) for month in firsts]
        add(asked, unit, counted[rule])
    in_force = Regime.objects.filter(starts_on__lte=last, is_withdrawn=False).exclude(ends_on__lt=firsts[0])
    in_force = in_force.exclude(without).select_related("speech").defer("speech__text")
    for regime in in_force.prefetch_related("steps", "chosen"):
        steps = [Step(step.what, step.words, step.rrule) for step in regime.steps.all()]
        marked = marks_of(steps, max(regime.starts_on, firsts[0]), last, calendar, regime.ends_on)
        months = [asks_in(marked, month) for month in firsts]
        for unit in asked_by(regime, names):
            add(asked, unit, months)
    return asked


def asked_by(regime: Regime, names: Names) -> set[int]:
    """The units a regime in force reaches: those of the items under it, and those its speech names that have none yet."""
    is_of_speech = regime.scope == Regime.Scope.SPEECH and regime.speech is not None
    led = leading_names(regime.speech) if is_of_speech and regime.speech else []
    under = units_under(
        speech=regime.speech_id if is_of_speech else None,
        items=[row.item_id for row in regime.chosen.all()],
        everything=regime.scope == Regime.Scope.ALL,
    )
    return under | {unit for name in led for unit in names.units(name)}


def add(asked: dict[int, list[int]], unit: int, months: list[int]) -> None:
    """Adds a unit's months to what it is asked already."""
    asked[unit] = [had + new for had, new in zip(asked.get(unit, [0] * len(months)), months, strict=True)]
