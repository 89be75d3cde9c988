"""Reads about what is owed: the units' report slots with how each stands, the week-by-week map, and the office's own duties."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.http import Http404
from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.items.job_queries import first_report
from tracker.items.models import UnitAssignment
from tracker.items.queries import visible_assignments, waiting_checks

from .models import OfficeDuty, RegimeStep, ReportSlot
from .slots import WORDS, Standing

# Kinds of steps that a page does most of.
PLACES = {
    RegimeStep.What.PROMPT.value: ("portal:prompt_card", "生成并发送提示卡"),
    RegimeStep.What.APPRAISAL.value: ("console:scores", "看考评排名"),
    "talk": ("console:scores", "看排名、提请约谈"),
    RegimeStep.What.BULLETIN.value: ("console:bulletin", "编写通报"),
    RegimeStep.What.INSPECTION.value: ("console:checks", "安排核查"),
}
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class SlotLine:
    """One slot for people. `standing` is one of slots.Standing, `word` its Chinese; `sources` the regimes that ask."""

    pk: int
    assignment: int
    item: int
    item_no: str
    task: str
    unit: str
    unit_id: int
    due_on: dt.date
    due_at: dt.datetime
    lapses_at: dt.datetime
    submitted_at: dt.datetime | None
    standing: str
    word: str
    sources: tuple[str, ...]
    excuse: str


def standing_rows(viewer: Viewer, at: dt.datetime, *, among: Q | None = None) -> QuerySet[Any]:
    """The slots of assignments the viewer may see, annotated with `submitted_at` and `standing` at the moment `at`.

    `among`: of these assignments only, said here so that the database need not go through all that there are.
    """
    seen = visible_assignments(viewer).filter(among or Q())
    return stood(ReportSlot.objects.filter(assignment__in=seen.values("pk")), at)


def stood(rows: QuerySet[Any], at: dt.datetime) -> QuerySet[Any]:
    """The slots annotated with `submitted_at` and `standing` at the moment `at`."""
    rows = rows.annotate(submitted_at=first_report("assignment", "opens_at", "lapses_at"))
    return rows.annotate(
        standing=Case(
            When(submitted_at__lte=F("due_at"), then=Value(Standing.IN_TIME.value)),
            When(submitted_at__isnull=False, then=Value(Standing.LATE.value)),
            When(excused_at__isnull=False, then=Value(Standing.EXCUSED.value)),
            When(is_void=True, then=Value(Standing.VOID.value)),
            When(due_at__lt=at, then=Value(Standing.MISSING.value)),
            When(opens_at__lte=at, then=Value(Standing.OPEN.value)),
            default=Value(Standing.AHEAD.value),
            output_field=CharField(),
        )
    )


def slots(viewer: Viewer, *, at: dt.datetime) -> list[SlotLine]:
    """Every slot the viewer may see, earliest first. For one assignment or a test; pages take `matching`."""
    return lines_of(standing_rows(viewer, at))


def matching(
    viewer: Viewer,
    *,
    at: dt.datetime,
    standings: Iterable[str] = (),
    unit: int | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> QuerySet[Any]:
    """The slots of a list, latest first: by how they stand, unit, and day due; pass a page of it to `lines_of`."""
    rows = standing_rows(viewer, at)
    if wanted := list(standings):
        rows = rows.filter(standing__in=wanted)
    if unit is not None:
        rows = rows.filter(assignment__unit=unit)
    if first is not None:
        rows = rows.filter(due_on__gte=first)
    if last is not None:
        rows = rows.filter(due_on__lte=last)
    return rows.order_by("-due_at", "-pk")


def lines_of(rows: QuerySet[Any]) -> list[SlotLine]:
    """The rows for people; one query."""
    return [
        SlotLine(
            pk=row.pk,
            assignment=row.assignment_id,
            item=row.assignment.item_id,
            item_no=row.assignment.item.item_no,
            task=row.assignment.item.task,
            unit=str(row.assignment.unit),
            unit_id=row.assignment.unit_id,
            due_on=row.due_on,
            due_at=row.due_at,
            lapses_at=row.lapses_at,
            submitted_at=row.submitted_at,
            standing=row.standing,
            word=WORDS[Standing(row.standing)],
            sources=tuple(source["words"] for source in row.sources),
            excuse=row.excuse,
        )
        for row in rows.select_related("assignment__item", "assignment__unit")
    ]


def owed_now(viewer: Viewer, *, at: dt.datetime, ahead: dt.timedelta = WEEK) -> list[SlotLine]:
    """The reports the viewer's own units owe: what is open and due within a week, and what was missed last; one query.

    Of several that were missed for one duty only the last is named: one report makes up for that one, and nothing for the others.
    """
    rows = standing_rows(viewer, at, among=Q(unit__in=viewer.units)).filter(
        due_at__lte=at + ahead,
        lapses_at__gt=at,
        standing__in=["open", "missing"],
    )
    return lines_of(rows.order_by("due_at", "pk"))


def slots_missed(
    viewer: Viewer, after: dt.datetime, *, until: dt.datetime, most: int = 200
) -> list[SlotLine]:
    """The slots that fell due after one moment and up to another and were not answered; one query."""
    rows = standing_rows(viewer, until).filter(due_at__gt=after, due_at__lte=until, standing=Standing.MISSING)
    return lines_of(rows.order_by("due_at", "pk")[:most])


def slots_of_item(
    viewer: Viewer, item: int, *, at: dt.datetime, last: int = 12
) -> list[tuple[str, list[SlotLine]]]:
    """(unit, its last slots up to the one that runs, oldest first) of an item's parts that the viewer may see; one query."""
    rows = standing_rows(viewer, at).filter(assignment__item=item).exclude(standing__in=["ahead", "void"])
    found: dict[str, list[SlotLine]] = {}
    for line in lines_of(rows.order_by("assignment", "due_at")):
        found.setdefault(line.unit, []).append(line)
    return [(unit, lines[-last:]) for unit, lines in found.items()]


def slots_of(assignment: UnitAssignment, since: dt.date) -> list[ReportSlot]:
    """The slots of one assignment from a day on, for jobs that act for nobody; one query."""
    return list(ReportSlot.objects.filter(assignment=assignment, due_on__gte=since))


def slots_on(
    named: Collection[tuple[int, dt.date]], *, at: dt.datetime
) -> dict[tuple[int, dt.date], SlotLine]:
    """(assignment, day) → that slot with how it stands at `at`, for jobs that act for nobody; one query."""
    rows = ReportSlot.objects.filter(
        assignment__in={assignment for assignment, _ in named}, due_on__in={day for _, day in named}
    )
    lines = {(line.assignment, line.due_on): line for line in lines_of(stood(rows, at))}
    return {key: lines[key] for key in named if key in lines}


def get_slot(viewer: Viewer, pk: int) -> ReportSlot:
    """The slot, or Http404 when there is none that the viewer may see."""
    found = ReportSlot.objects.filter(pk=pk, assignment__in=visible_assignments(viewer).values("pk")).first()
    if found is None:
        raise Http404("没有这个应报期。")
    return found


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's week: how many slots stand how; `worst` decides the colour, `words` says it without colour."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def worst(self) -> str:
        return next((s for s in ("missing", "late", "open", "in_time", "excused") if self.counts.get(s)), "")

    @property
    def words(self) -> str:
        """漏1 迟2, or ✓3 where all came in time."""
        short = (("missing", "漏"), ("late", "迟"), ("open", "待"), ("in_time", "✓"), ("excused", "免"))
        return " ".join(f"{sign}{self.counts[key]}" for key, sign in short if self.counts.get(key))


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One unit's weeks, and its totals over them."""

    unit: str
    unit_id: int
    cells: tuple[Cell, ...]
    totals: Cell


@dataclass(frozen=True, slots=True)
class Heat:
    """Unit × week: the Mondays, and a row for every unit that owed anything, the worst first."""

    weeks: tuple[dt.date, ...]
    rows: tuple[HeatRow, ...]
    totals: Cell


def heat(viewer: Viewer, *, at: dt.datetime, weeks: int = 8) -> Heat:
    """How the units reported week by week, up to and with the week of `at`; one query, counted in the database."""
    today = at.astimezone(SHANGHAI).date()
    monday = today - DAY * today.weekday()
    mondays = tuple(monday - WEEK * (weeks - 1 - number) for number in range(weeks))
    rows = standing_rows(viewer, at).filter(due_on__gte=mondays[0], due_on__lt=monday + WEEK)
    rows = rows.exclude(standing__in=[Standing.VOID, Standing.AHEAD]).order_by()
    counted = rows.values_list(
        "assignment__unit", "assignment__unit__short_name", "due_on", "standing"
    ).annotate(number=Count("pk"))
    found: dict[tuple[int, str], dict[dt.date, Counter[str]]] = {}
    for unit, name, day, how, number in counted:
        week = found.setdefault((unit, name), {}).setdefault(day - DAY * day.weekday(), Counter())
        week[how] += number
    made = [heat_row(unit, name, by_week, mondays) for (unit, name), by_week in found.items()]
    made.sort(
        key=lambda row: (-row.totals.counts.get("missing", 0), -row.totals.counts.get("late", 0), row.unit)
    )
    return Heat(
        mondays, tuple(made), Cell(dict(sum((Counter(row.totals.counts) for row in made), Counter())))
    )


def heat_row(
    unit: int, name: str, by_week: dict[dt.date, Counter[str]], mondays: tuple[dt.date, ...]
) -> HeatRow:
    """One unit's row."""
    cells = tuple(Cell(dict(by_week.get(monday, Counter()))) for monday in mondays)
    return HeatRow(name, unit, cells, Cell(dict(sum(by_week.values(), Counter()))))


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One thing the office owes: a step of a regime, or a planned look-back. `pk` None: it is settled on the checks page."""

    pk: int | None
    what: str
    words: str
    due_on: dt.date
    is_late: bool
    done_at: dt.datetime | None
    done_by: str
    note: str
    kind: str = ""

    @property
    def link(self) -> str:
        """Where the office does it: the card it sends, the ranking it talks about, the bulletin it writes; "" where nothing helps."""
        place = PLACES.get(self.kind)
        return reverse(place[0]) if place else ""

    @property
    def link_words(self) -> str:
        """What the link leads to."""
        return PLACES[self.kind][1] if self.kind in PLACES else ""


def office_duties(viewer: Viewer, *, at: dt.datetime, ahead: dt.timedelta = WEEK * 2) -> list[DutyLine]:
    """What the office itself has to do within two weeks and what it has not done, soonest first; planned looks included.

    Empty for whoever may not see the regimes. Three queries.
    """
    if not viewer.may(Act.SEE_REGIMES):
        return []
    today = at.astimezone(SHANGHAI).date()
    rows = OfficeDuty.objects.filter(done_at=None, due_at__lte=at + ahead).select_related(
        "step__regime", "done_by"
    )
    lines = [duty_line(row, at) for row in rows]
    for check in waiting_checks(viewer).filter(planned_on__lte=today + ahead):
        words = f"{check.assignment.item.item_no} {check.assignment.unit}：{check.assignment.item.task}"
        lines.append(
            DutyLine(
                None,
                check.get_kind_display(),
                words,
                check.planned_on,
                check.planned_on < today,
                None,
                "",
                "",
            )
        )
    return sorted(lines, key=lambda line: line.due_on)


def duties_done(viewer: Viewer, *, limit: int = 30) -> list[DutyLine]:
    """The last ones done, newest first; one query."""
    if not viewer.may(Act.SEE_REGIMES):
        return []
    rows = (
        OfficeDuty.objects.exclude(done_at=None)
        .select_related("step__regime", "done_by")
        .order_by("-done_at")
    )
    return [duty_line(row, row.due_at) for row in rows[:limit]]


def duty_line(row: OfficeDuty, at: dt.datetime) -> DutyLine:
    """The row for people; late when it was not done by its last moment."""
    return DutyLine(
        pk=row.pk,
        what=row.step.get_what_display(),
        words=f"{row.step.regime.name}：{row.step.words}",
        due_on=row.due_on,
        is_late=(row.done_at or at) > row.due_at,
        done_at=row.done_at,
        done_by=str(row.done_by or ""),
        note=row.note,
        kind="talk" if "约谈" in row.step.words else row.step.what,
    )
