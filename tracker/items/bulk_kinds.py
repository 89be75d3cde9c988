"""What can be done to many parts at once, and the preview of it: for each part what would happen, or the sentence why not.

Each kind performs the operation of the single act and previews with the operation's own rule, so that the two cannot drift apart.
A further kind is one entry of KINDS.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI, day_at
from tracker.common.errors import Refused
from tracker.notices.queries import channels_of
from tracker.org.models import Person
from tracker.org.queries import liaisons_of, unit_in_use

from . import chasing, operations
from .extensions import reschedule, why_not_rescheduled, written
from .models import UnitAssignment
from .queries import POLICY_ACT, relations
from .reassigning import hand_over, has_part, why_not_handed_over
from .states import DONE, MAX_DEPTH, MOVES, State

Why = Callable[[UnitAssignment], str]


@dataclass(frozen=True, slots=True)
class Given:
    """What a person adds to a bulk act. A new deadline is a day, or `days` calendar days after each part's own."""

    reason: str = ""
    words: str = ""
    new_due_on: dt.date | None = None
    days: int | None = None
    unit_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """For the row; of_json() reads it again."""
        return {**asdict(self), "new_due_on": str(self.new_due_on or "")}

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Given:
        day = data.get("new_due_on")
        return cls(**{**data, "new_due_on": dt.date.fromisoformat(day) if day else None})

    def due_of(self, part: UnitAssignment) -> dt.date | None:
        """The new deadline of a part; None where it has none to go on from."""
        if self.new_due_on is not None:
            return self.new_due_on
        return part.due_on + dt.timedelta(days=self.days) if part.due_on and self.days else None


@dataclass(frozen=True, slots=True)
class Kind:
    """One act on many parts. `rule` reads what it needs once for all parts and answers why one of them cannot ("" when it can);
    `told` gives for each part the units whose liaisons get a message, a unit twice for two."""

    name: str
    label: str
    needs: Act
    fields: tuple[str, ...]
    rule: Callable[[Collection[UnitAssignment], Given, dt.datetime], Why]
    perform: Callable[[UnitAssignment, Given, Viewer, dt.datetime], object]
    outcome: Callable[[UnitAssignment, Given], str]
    told: Callable[[Collection[UnitAssignment], Given], dict[int, list[int]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One part in the preview: what becomes of it and who is told, or why nothing can."""

    pk: int
    item_id: int
    item_no: str
    task: str
    unit: str
    outcome: str
    why: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The parts that can and that cannot, and how many messages each person gets: (name, number, by which channels)."""

    can: tuple[Line, ...]
    cannot: tuple[Line, ...]
    people: tuple[tuple[str, int, str], ...]

    @property
    def messages(self) -> int:
        return sum(number for _, number, _ in self.people)


def preview(
    kind: Kind, parts: Collection[UnitAssignment], given: Given, *, by: Viewer, at: dt.datetime
) -> Preview:
    """What the act would do to the parts (item and unit joined) now; ten queries at most, whatever their number."""
    why = kind.rule(parts, given, at)
    reached = kind.told(parts, given)
    liaisons = liaisons_of(
        {unit for units in reached.values() for unit in units}, at.astimezone(SHANGHAI).date()
    )
    can: list[Line] = []
    cannot: list[Line] = []
    letters = Counter[Person]()
    for part in parts:
        allowed = by.may(kind.needs, relations(by, part))
        sentence = why(part) if allowed else f"您的岗位不能{kind.label}这项任务。"
        people = [one for unit in reached[part.pk] for one in liaisons[unit] if one.pk != by.person_id]
        line = Line(
            part.pk, part.item_id, part.item.item_no, part.item.task, str(part.unit),
            "" if sentence else kind.outcome(part, given), sentence,
            () if sentence else tuple(map(str, people)),
        )  # fmt: skip
        (cannot if sentence else can).append(line)
        if not sentence:
            letters.update(people)
    told = tuple((str(one), number, "、".join(channels_of(one))) for one, number in letters.most_common())
    return Preview(tuple(can), tuple(cannot), told)


def move_rule(act: str) -> Callable[[Collection[UnitAssignment], Given, dt.datetime], Why]:
    return lambda parts, given, at: lambda part: operations.why_not_moved(act, part)


def move_outcome(act: str) -> Callable[[UnitAssignment, Given], str]:
    return lambda part, given: f"{part.get_state_display()} → {MOVES[act].target.label}"


def own_unit(parts: Collection[UnitAssignment], given: Given) -> dict[int, list[int]]:
    return {part.pk: [part.unit_id] for part in parts}


def below(parts: Collection[UnitAssignment]) -> list[UnitAssignment]:
    """The unfinished parts that were handed down from these, however far; a query a level."""
    found: list[UnitAssignment] = []
    uppers = [part.pk for part in parts]
    for _ in range(MAX_DEPTH):
        rows = UnitAssignment.objects.filter(upper__in=uppers).exclude(state__in=DONE)
        level = list(rows.select_related("unit").order_by("unit__order", "pk"))
        found += level
        if not level:
            break
        uppers = [part.pk for part in level]
    return found


def close_rule(parts: Collection[UnitAssignment], given: Given, at: dt.datetime) -> Why:
    names: dict[int, list[str]] = {}
    for part in below(parts):
        names.setdefault(part.upper_id or 0, []).append(str(part.unit))

    def why(part: UnitAssignment) -> str:
        sentence = operations.why_not_moved("close", part)
        return sentence or (operations.open_below(names[part.pk], "close") if part.pk in names else "")

    return why


def chase_rule(parts: Collection[UnitAssignment], given: Given, at: dt.datetime) -> Why:
    facts = chasing.facts_of(parts, at)
    return lambda part: chasing.why_not(part, facts, at)


def extend_rule(parts: Collection[UnitAssignment], given: Given, at: dt.datetime) -> Why:
    def why(part: UnitAssignment) -> str:
        day = given.due_of(part)
        return why_not_rescheduled(part, day, at) if day else "这项任务没有时限，不能顺延，请改为指定日期。"

    return why


def extend_outcome(part: UnitAssignment, given: Given) -> str:
    day = given.due_of(part)
    return f"时限 {written(part.due_on) if part.due_on else '未定'} → {written(day) if day else ''}"


def extend(part: UnitAssignment, given: Given, by: Viewer, at: dt.datetime) -> object:
    day = given.due_of(part)
    if day is None:
        raise Refused("这项任务没有时限，不能顺延，请改为指定日期。")
    return reschedule(part.pk, new_due_on=day, reason=given.reason, by=by, at=at)


def reassign_rule(parts: Collection[UnitAssignment], given: Given, at: dt.datetime) -> Why:
    unit = unit_in_use(given.unit_id, day_at(at)) if given.unit_id else None
    if unit is None:
        return lambda part: "请选择一个在用的接办单位。"
    taken = set(
        UnitAssignment.objects.filter(unit=unit, item__in={part.item_id for part in parts})
        .order_by()
        .values_list("item_id", flat=True)
    )
    first: set[int] = set()

    def why(part: UnitAssignment) -> str:
        sentence = why_not_handed_over(part, unit, part.due_on, at)
        if not sentence and (part.item_id in taken or part.item_id in first):
            sentence = has_part(unit)
        if not sentence:
            # Of two parts of one item only one can go to the same unit.
            first.add(part.item_id)
        return sentence

    return why


def reassign(part: UnitAssignment, given: Given, by: Viewer, at: dt.datetime) -> object:
    return hand_over(part.pk, unit_id=given.unit_id or 0, reason=given.reason, by=by, at=at)


def both_units(parts: Collection[UnitAssignment], given: Given) -> dict[int, list[int]]:
    """Who gives it up, who takes it over, and the units below whose parts fall with it."""
    issued = [part for part in parts if part.state != State.REGISTERED]
    taking = [given.unit_id] if given.unit_id else []
    found = {part.pk: [part.unit_id, *taking] if part in issued else [] for part in parts}
    root = {part.pk: part.pk for part in parts}
    for part in below(parts):
        root[part.pk] = root[part.upper_id or 0]
        if part.state != State.REGISTERED:
            found[root[part.pk]].append(part.unit_id)
    return found


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "issue", "交办", POLICY_ACT["issue"], (), move_rule("issue"),
            lambda part, given, by, at: operations.issue(part.pk, by=by, at=at), move_outcome("issue"), own_unit,
        ),
        Kind(
            "chase", "催办", Act.CHASE, ("words",), chase_rule,
            lambda part, given, by, at: chasing.chase(part.pk, words=given.words, by=by, at=at),
            lambda part, given: "发出催办", own_unit,
        ),
        Kind("extend", "调整时限", Act.RESCHEDULE, ("new_due_on", "days", "reason"), extend_rule, extend, extend_outcome, own_unit),
        Kind(
            "close", "销号", POLICY_ACT["close"], (), close_rule,
            lambda part, given, by, at: operations.close(part.pk, by=by, at=at), move_outcome("close"), own_unit,
        ),
        Kind(
            "reassign", "改派", Act.REASSIGN, ("unit_id", "reason"), reassign_rule, reassign,
            lambda part, given: f"{part.unit} → 接办单位", both_units,
        ),
    )
}  # fmt: skip
