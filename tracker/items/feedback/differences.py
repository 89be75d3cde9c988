"""What a returned sheet says beside what the office has now, row by row. Reads only; who may see a task decides what is compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.access.policy import Act, Viewer
from tracker.items.boards import EventLine, event_line
from tracker.items.flags import squeezed
from tracker.items.models import Event, ProgressReport, ReturnedSheet, TakenRow, UnitAssignment
from tracker.items.pace import amount_of, percent_of
from tracker.items.queries import relations, visible_assignments
from tracker.items.states import EXTENDABLE, State

from .columns import AMOUNT, CODE, NUMBER, PERCENT, UNCHANGED, Code, read_code
from .reading import Read, from_json

KINDS = {
    "new": "将写入",
    "conflict": "导出后有变动",
    "bad": "有问题",
    "same": "与现有一致",
    "taken": "已录入",
    "blank": "未填写",
}
NOT_YOURS = "没有这项任务，或者不是您单位的任务"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row: what the sheet says (`read`), the task it is about, what the office has now, and what to make of it (`kind`).

    `since` are the acts on the task since the sheet was exported; `revision` is the one this comparison was made at.
    """

    read: Read
    kind: str
    task: UnitAssignment | None = None
    last: ProgressReport | None = None
    revision: int = 0
    exported_at: dt.datetime | None = None
    since: tuple[EventLine, ...] = ()
    signs: bool = False
    taken: TakenRow | None = None

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def key(self) -> str:
        """What a page hands back of the row: its number, and the revision it was compared at: "12:5"."""
        return f"{self.read.number}:{self.revision}"

    @property
    def is_unchanged(self) -> bool:
        """Did the unit write that nothing has changed?"""
        return squeezed(self.read.content) in UNCHANGED

    @property
    def said_percent(self) -> int | None:
        """The percentage the answer stands for: as given, counted from the amount, or the last one where nothing changed."""
        if self.is_unchanged and self.read.percent is None and self.read.amount is None:
            return self.last.percent if self.last else None
        if self.read.amount is not None and self.task is not None:
            target = amount_of(self.task.item.target)
            return percent_of(Decimal(self.read.amount), target) if target else None
        return self.read.percent


@dataclass(frozen=True, slots=True)
class Present:
    """What the office has of the tasks of a sheet: tasks, last reports and later acts by id, rows taken by number."""

    tasks: dict[int, UnitAssignment]
    reports: dict[int, ProgressReport]
    events: dict[int, list[Event]]
    taken: dict[int, TakenRow]


def differences(viewer: Viewer, sheet: ReturnedSheet) -> list[Difference]:
    """The rows of a sheet compared with what `viewer` may see now; four queries."""
    rows = [from_json(row) for row in sheet.rows]
    codes = {row.number: read_code(row.code) for row in rows if row.code}
    present = present_of(viewer, sheet, [code for code in codes.values() if code])
    return [compared(row, codes.get(row.number), present, viewer) for row in rows]


def present_of(viewer: Viewer, sheet: ReturnedSheet, codes: Sequence[Code]) -> Present:
    """What the office has now of the tasks the codes name."""
    ids = {code.assignment_id for code in codes}
    tasks = {task.pk: task for task in visible_assignments(viewer).filter(pk__in=ids)}
    reports: dict[int, ProgressReport] = {}
    for report in ProgressReport.objects.filter(assignment__in=tasks).order_by("reported_at", "pk"):
        reports[report.assignment_id] = report
    first = min((code.exported_at for code in codes), default=None)
    events: dict[int, list[Event]] = {}
    later = Event.objects.filter(assignment__in=tasks, at__gte=first) if first else Event.objects.none()
    for event in later.select_related("by", "assignment__unit").order_by("number"):
        events.setdefault(event.assignment_id or 0, []).append(event)
    taken = TakenRow.objects.filter(sha256=sheet.sha256).select_related("taken_by")
    return Present(tasks, reports, events, {row.number: row for row in taken})


def compared(read: Read, code: Code | None, present: Present, viewer: Viewer) -> Difference:
    """One row beside the present."""
    if read.number in present.taken:
        row = present.taken[read.number]
        last = present.reports.get(row.assignment_id)
        return Difference(read, "taken", present.tasks.get(row.assignment_id), last, taken=row)
    if read.is_blank:
        return Difference(read, "blank", present.tasks.get(code.assignment_id) if code else None)
    if read.code and code is None:
        read.add(CODE, "校验码被改动过，或者不是本系统导出的")
    task = present.tasks.get(code.assignment_id) if code else None
    if code and (task is None or not viewer.may(Act.ENTER_SHEET, relations(viewer, task))):
        read.add(CODE, NOT_YOURS)
    if code is None or task is None:
        return Difference(read, "bad")
    last = present.reports.get(task.pk)
    same = says_the_same(read, task, last)
    if not same:
        check_against(read, task, last)
    since = tuple(
        event_line(event) for event in present.events.get(task.pk, ()) if event.at > code.exported_at
    )
    kind = (
        "bad" if read.wrong else "same" if same else "new" if task.revision == code.revision else "conflict"
    )
    return Difference(
        read, kind, task, last, task.revision, code.exported_at, since, signs=task.state == State.ISSUED
    )


def check_against(read: Read, task: UnitAssignment, last: ProgressReport | None) -> None:
    """Notes what does not fit the task: shifted rows, a state that takes no answer, the wrong kind of figure."""
    if read.slip_no != (task.slip_no or task.item.item_no):
        read.add(
            NUMBER,
            f"校验码是{task.slip_no or task.item.item_no}的，编号和校验码错行了（可能只对部分列排了序）",
        )
    if task.state not in EXTENDABLE:
        read.add(NUMBER, f"这项任务现在是“{task.get_state_display()}”，不能再反馈")
    is_counted = amount_of(task.item.target) is not None
    if read.amount is not None and not is_counted:
        read.add(AMOUNT, "目标要求不是一个数量，请填完成比例")
    if read.amount is not None and not 0 <= Decimal(read.amount) < 10**12:
        read.add(AMOUNT, "应是不小于0的数")
    if read.amount is not None and read.percent is not None:
        read.add(PERCENT, "完成数量和完成比例只填一个")
    if squeezed(read.content) in UNCHANGED and last is None:
        read.add("本次进展情况", "还没有反馈过进展，不能填“无变化”")


def says_the_same(read: Read, task: UnitAssignment, last: ProgressReport | None) -> bool:
    """Does the office have it all already: the words of the last report, and the request to close where it is asked?"""
    if read.asks_close and task.state not in (State.CLOSE_REQUESTED, State.VERIFYING, State.CLOSED):
        return False
    if not read.content:
        return read.asks_close
    if last is None or squeezed(read.content) != squeezed(last.content):
        return False
    same_words = (read.problems, read.next_steps) == (last.problems, last.next_steps)
    amount = Decimal(read.amount) if read.amount is not None else None
    given = read.percent is not None or amount is not None
    figures = (amount == last.amount) if amount is not None else (read.percent == last.percent)
    return same_words and (figures or not given)


def counts(found: Iterable[Difference]) -> dict[str, int]:
    """How many rows of each kind."""
    made = dict.fromkeys(KINDS, 0)
    for one in found:
        made[one.kind] += 1
    return made
