"""催办: urging a unit that owes a report. By whoever leads the item, by the office; never twice a day.

Burden rules (DESIGN §2.4, DOMAIN c2): one a day for each part of an item, whoever urges; only in the hours in which people may be
written to; nobody who has reported today, was told of the duty only today, or waits for the office.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from tracker.access.policy import NOBODY, Act, Viewer
from tracker.common import hours
from tracker.common.dates import SHANGHAI, day_at
from tracker.common.errors import Forbidden, Refused
from tracker.common.workdays import calendar_for
from tracker.org.models import Unit
from tracker.org.queries import all_unit_names, calendar_overrides, liaisons_of, the_office

from . import announcements
from .history import record
from .models import Chase, ProgressReport, UnitAssignment
from .queries import above, relations, visible_assignments
from .states import EXTENDABLE


@dataclass(frozen=True, slots=True)
class Chased:
    """What came of chasing several: the units that were, and the sentences why others were not."""

    units: tuple[str, ...]
    passed_over: tuple[str, ...]


@transaction.atomic
def chase(assignment_id: int, *, words: str = "", by: Viewer, at: dt.datetime) -> Chase:
    """催办 one part; its liaisons are told who urges. Raises Forbidden, Refused (why_not_chased, or chased today already)."""
    # Locked, so that nobody is urged for what is handed in at the same moment.
    seen = (
        UnitAssignment.objects.select_for_update(of=("self",))
        .select_related("item", "unit")
        .get(pk=assignment_id)
    )
    if not by.may(Act.CHASE, relations(by, seen)):
        raise Forbidden("只有牵头单位、上级单位和督查室可以催办。")
    why = why_not_chased(seen, at)
    if why:
        raise Refused(why)
    today = at.astimezone(SHANGHAI).date()
    try:
        with transaction.atomic():
            made = Chase.objects.create(
                assignment=seen,
                on=today,
                words=words.strip(),
                chased_by_id=by.actor_id,
                chased_for=in_whose_name(by, seen),
                chased_at=at,
            )
    except IntegrityError as error:
        before = Chase.objects.get(assignment=seen, on=today)
        raise Refused(chased_today(seen.unit, before.chased_for)) from error
    story = {"words": made.words, "for": made.chased_for}
    record(seen.item_id, "chase", by=by, at=at, assignment_id=seen.pk, data=story)
    announcements.announce_chase(seen, made, by=by, at=at)
    return made


@transaction.atomic
def chase_by_ladder(seen: UnitAssignment, *, words: str, at: dt.datetime) -> str:
    """催办 because a level of a ladder came due: the same rules, in the office's name; why it was not done, "" when it was.

    `seen` with item and unit, its row locked by the caller.
    """
    why = why_not_chased(seen, at)
    if why:
        return why
    columns = {"words": words[:200], "chased_for": the_office().name, "chased_at": at}
    made, is_new = Chase.objects.get_or_create(assignment=seen, on=day_at(at), defaults=columns)
    if not is_new:
        return chased_today(seen.unit, made.chased_for)
    story = {"words": made.words, "for": made.chased_for}
    record(seen.item_id, "chase", by=None, at=at, assignment_id=seen.pk, data=story)
    announcements.announce_chase(seen, made, by=NOBODY, at=at)
    return ""


def chased_on(ids: Collection[int], day: dt.date) -> set[int]:
    """Those of these parts that were urged on a day, by whomever; one query."""
    return set(Chase.objects.filter(assignment__in=ids, on=day).values_list("assignment", flat=True))


@dataclass(frozen=True, slots=True)
class Facts:
    """What urging depends on beside the part itself: are these the hours for it, whose units have liaisons, which parts were reported on or urged today."""

    is_open: bool
    with_liaison: frozenset[int]
    reported: frozenset[int]
    chased: dict[int, str]


def facts_of(parts: Collection[UnitAssignment], at: dt.datetime) -> Facts:
    """The facts of several parts; four queries."""
    local = at.astimezone(SHANGHAI)
    midnight = dt.datetime.combine(local.date(), dt.time(), SHANGHAI)
    ids = [part.pk for part in parts]
    liaisons = liaisons_of({part.unit_id for part in parts}, local.date())
    told = ProgressReport.objects.filter(
        assignment__in=ids, reported_at__gte=midnight, reported_at__lt=midnight + dt.timedelta(days=1)
    )
    chased = Chase.objects.filter(assignment__in=ids, on=local.date())
    return Facts(
        hours.is_open(local, calendar_for(calendar_overrides())),
        frozenset(unit for unit, people in liaisons.items() if people),
        frozenset(told.values_list("assignment", flat=True)),
        dict(chased.values_list("assignment", "chased_for")),
    )


def why_not_chased(assignment: UnitAssignment, at: dt.datetime) -> str:
    """Why the unit is not to be urged now, as a sentence; "" when it may be. Asks the database."""
    return why_not(assignment, facts_of([assignment], at), at)


def why_not(assignment: UnitAssignment, facts: Facts, at: dt.datetime) -> str:
    """The same from facts that were read before."""
    unit, today = assignment.unit, at.astimezone(SHANGHAI).date()
    if assignment.state not in EXTENDABLE:
        return f"{unit}的这项任务现在是“{assignment.get_state_display()}”，不用催办。"
    if not facts.is_open:
        return f"工作日{hours.FIRST:%-H:%M}—{hours.LAST:%-H:%M}才能催办，请到时再发。"
    if assignment.issued_at and assignment.issued_at.astimezone(SHANGHAI).date() == today:
        return f"{unit}今天刚接到这项任务，明天起可以催办。"
    if assignment.pk in facts.reported:
        return f"{unit}今天已经反馈过进展，不用催办。"
    if assignment.unit_id not in facts.with_liaison:
        return f"{unit}现在没有联络员，催办送不到，请与督查室联系。"
    if assignment.pk in facts.chased:
        return chased_today(unit, facts.chased[assignment.pk])
    return ""


def chased_today(unit: Unit, by: str) -> str:
    """The sentence for a part that was urged today."""
    return f"今天{by}已经催办过{unit}，同一项任务一天只催一次。"


def in_whose_name(by: Viewer, assignment: UnitAssignment) -> str:
    """Who urges: the office, else the viewer's unit that handed the part down, or that leads the item."""
    if by.may(Act.CHASE):
        return the_office().name
    names = all_unit_names()
    handed_down = [part.unit_id for part in above(assignment) if part.unit_id in by.units]
    leading = UnitAssignment.objects.filter(
        item=assignment.item_id, unit__in=by.units, role=UnitAssignment.Role.LEAD
    )
    units = handed_down[:1] or leading.values_list("unit", flat=True)
    return "、".join(names[pk] for pk in units)


def chase_all(item_id: int, *, words: str = "", by: Viewer, at: dt.datetime) -> Chased:
    """催办 every part of an item that the viewer may urge; those that need none are passed over with the reason."""
    parts = visible_assignments(by).filter(item=item_id, state__in=EXTENDABLE).order_by("unit__order", "pk")
    units, passed = [], []
    for part in parts:
        if not by.may(Act.CHASE, relations(by, part)):
            continue
        try:
            chase(part.pk, words=words, by=by, at=at)
        except Refused as error:
            passed.append(str(error))
        else:
            units.append(str(part.unit))
    return Chased(tuple(units), tuple(passed))
