"""Boards: what a unit owes, one item in full, one unit at a glance. Reads for a viewer, frozen view data, no clock of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Q, QuerySet

from tracker.access.policy import Act, Relation, Viewer
from tracker.common.dates import SHANGHAI
from tracker.org.models import Person

from .act_names import act_label
from .clock import Clock, light_where
from .flags import flags_of
from .marks import Mark, marks_of
from .models import (
    Event,
    ExtensionRequest,
    ProgressReport,
    ResponsibilityItem,
    UnitAssignment,
    Verification,
)
from .pace import PACE_RULE
from .queries import (
    checks_of,
    events_of,
    extensions_of,
    fellow_units,
    listed,
    reports_of,
    visible_assignments,
)
from .reviewing import Contested, ReviewLine, contestable, lines_of, visible_reviews
from .rows import Row, nested, rows_of, with_latest
from .states import OPEN, WORKING, State


@dataclass(frozen=True, slots=True)
class Group:
    """One heading of the "what we owe" page, with a sentence that says what is asked, and its rows."""

    key: str
    label: str
    hint: str
    rows: tuple[Row, ...]


GROUPS: tuple[tuple[str, str, str], ...] = (
    ("below", "下级待审", "下级单位已申请销号或延期，请在任务页面核查、答复"),
    ("unsigned", "待签收", "确认收到，开始办理"),
    ("overdue", "已逾期", "请尽快反馈进展，说明原因和措施"),
    ("today", "今天到期", ""),
    ("week", "本周到期", ""),
    ("later", "之后", ""),
    ("checking", "等待核查", "已申请销号，督查室正在核查，无需操作"),
)


def owed(viewer: Viewer, clock: Clock, only: Q | None = None) -> list[Group]:
    """What the viewer's units owe at the clock's moment, in the order of GROUPS, without empty groups; two queries.

    `only`: of these parts alone.
    """
    wanted = own_or_below(viewer, only or Q())
    open_parts = with_latest(visible_assignments(viewer).filter(pk__in=wanted, state__in=OPEN))
    asks = Q(state__in=[State.CLOSE_REQUESTED, State.VERIFYING]) | Q(asked_due_on__isnull=False)
    mine = open_parts.filter(Q(unit__in=viewer.units) | asks).order_by(
        F("due_on").asc(nulls_last=True), F("due_time").asc(nulls_last=True), "pk"
    )
    sorted_rows: dict[str, list[Row]] = {key: [] for key, _, _ in GROUPS}
    parts = list(mine)
    for row in with_marks(rows_of(parts, viewer, clock), marks_of(parts, clock)):
        sorted_rows[group_of(row, clock.today, viewer)].append(row)
    return [
        Group(key, label, hint, tuple(sorted_rows[key])) for key, label, hint in GROUPS if sorted_rows[key]
    ]


def pressing(clock: Clock) -> Q:
    """The parts that stand under another heading than 之后 and 等待核查, or were returned."""
    sunday = clock.today + dt.timedelta(6 - clock.today.weekday())
    return Q(due_on__lte=sunday) | Q(state__in=[State.ISSUED, State.RETURNED])


def own_or_below(viewer: Viewer, only: Q) -> QuerySet[UnitAssignment, Any]:
    """The keys of the parts of the viewer's units and of those handed down from theirs.

    Put together by UNION, each half led by an index of its own: with OR between them, or asked for their state here, all open
    parts of the office are read.
    """
    rows = UnitAssignment.objects.filter(only).order_by().values("pk")
    mine = UnitAssignment.objects.filter(unit__in=viewer.units).order_by()
    return rows.filter(unit__in=viewer.units).union(rows.filter(upper__in=mine.values("pk")))


def with_marks(rows: list[Row], marks: dict[int, tuple[Mark, ...]]) -> list[Row]:
    """The rows with the milestones of their parts."""
    return [replace(row, milestones=marks[row.pk]) if row.pk in marks else row for row in rows]


def group_of(row: Row, today: dt.date, viewer: Viewer) -> str:
    """The group a row stands in. Signing comes first, whatever the date: nobody works on what they have not taken."""
    if row.unit_id not in viewer.units:
        return "below"
    if row.state == State.ISSUED:
        return "unsigned"
    if row.state not in WORKING:
        return "checking"
    if row.light.colour == "red":
        return "overdue"
    if row.due_on == today:
        return "today"
    sunday = today + dt.timedelta(6 - today.weekday())
    return "week" if row.due_on is not None and row.due_on <= sunday else "later"


# In the chain as proof; the page shows them in a card of their own.
UNTOLD = frozenset({"comment"})


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of an item's history for people: what was done, by whom, to which unit's part, and the words that came with it."""

    number: int
    at: dt.datetime
    label: str
    act: str
    by: str
    unit: str
    note: str
    moved: str


@dataclass(frozen=True, slots=True)
class ItemBoard:
    """An item as its page shows it: the units' rows, the reports newest first, the history newest first.

    `fellows`: (name, role) of units whose parts the viewer does not see but has to know of.
    """

    item: ResponsibilityItem
    rows: tuple[Row, ...]
    fellows: tuple[tuple[str, str], ...]
    reports: tuple[ProgressReport, ...]
    extensions: tuple[ExtensionRequest, ...]
    checks: tuple[Verification, ...]
    reviews: tuple[ReviewLine, ...]
    contestable: tuple[Contested, ...]
    events: tuple[EventLine, ...]
    due_trace: str
    due_provisional: bool

    @property
    def waiting(self) -> int:
        """How many parts the viewer could issue now."""
        return sum(row.can("issue") for row in self.rows)

    @property
    def chasable(self) -> int:
        """How many parts the viewer could urge now."""
        return sum("chase" in row.more_acts for row in self.rows)

    @property
    def unit_count(self) -> int:
        """How many units answer for it, as far as the viewer may know."""
        return sum(not row.depth for row in self.rows) + len(self.fellows)

    @property
    def named_alike(self) -> str:
        """The words of the speech that all parts come from (各乡镇), "" when they differ or there is only one part."""
        names = [row.named_as for row in self.rows if row.upper_id is None]
        return names[0] if len(set(names)) == 1 and len(names) > 1 else ""

    @property
    def pace_rule(self) -> str:
        """How pace is reckoned, where a part shows one."""
        return PACE_RULE if any(row.pace for row in self.rows) else ""

    @property
    def first(self) -> Row | None:
        """The part whose deadline stands for the item's: one's own, else the first lead unit's, else the first one's."""
        return self.rows[0] if self.rows else None


def item_board(viewer: Viewer, item: ResponsibilityItem, clock: Clock) -> ItemBoard:
    """Everything on the page of an item the viewer may see; eleven queries at most, whatever the number of units."""
    assignments = with_latest(visible_assignments(viewer).filter(item=item))
    parts = list(assignments)
    rows = with_marks(rows_of(parts, viewer, clock), marks_of(parts, clock))
    # One's own part first: among twelve townships a liaison should not have to look for it.
    rows.sort(key=lambda row: row.unit_id not in viewer.units)
    rows = nested(rows)
    draft = item.draft
    reports, events = reports_of(viewer, item), events_of(viewer, item)
    if viewer.may(Act.CHECK):
        again = {event.assignment_id for event in events if event.act == "reopen" and event.assignment_id}
        marks = flags_of(reports, again)
        for report in reports:
            report.marks = marks.get(report.pk, ())  # type: ignore[attr-defined]
    answers = {row.pk for row in rows if "answer_extension" in row.more_acts}
    extensions = extensions_of(viewer, item)
    for asked in extensions:
        asked.answerable = asked.assignment_id in answers  # type: ignore[attr-defined]
    return ItemBoard(
        item=item,
        rows=tuple(rows),
        fellows=tuple(fellow_units(viewer, item)),
        reports=tuple(reports),
        extensions=tuple(extensions),
        checks=tuple(checks_of(viewer, item)),
        reviews=tuple(lines_of(list(visible_reviews(viewer).filter(assignment__item=item)), viewer, clock)),
        contestable=tuple(contestable(viewer, item, clock)),
        events=tuple(merged([event_line(event) for event in reversed(events) if event.act not in UNTOLD])),
        due_trace=draft.due_trace if draft else "",
        due_provisional=draft.due_provisional if draft else False,
    )


def merged(lines: list[EventLine]) -> list[EventLine]:
    """The history with neighbouring 交办 lines of one sitting made one: twelve slips are one act to whoever reads."""
    kept: list[EventLine] = []
    for line in lines:
        last = kept[-1] if kept else None
        if last and line.act == last.act == "issue" and (line.by, minute(line)) == (last.by, minute(last)):
            kept[-1] = replace(last, unit=f"{line.unit}、{last.unit}", note="")
        else:
            kept.append(line)
    return kept


def minute(line: EventLine) -> dt.datetime:
    return line.at.replace(second=0, microsecond=0)


def event_line(event: Event) -> EventLine:
    """The event for people; states by their Chinese names."""
    labels = dict(State.choices)
    data: dict[str, Any] = event.data
    moved = f"{labels[data['from']]} → {labels[data['to']]}" if {"from", "to"} <= data.keys() else ""
    return EventLine(
        number=event.number,
        at=event.at.astimezone(SHANGHAI),
        label=act_label(event.act),
        act=event.act,
        by=doer_words(event),
        unit=str(event.assignment.unit) if event.assignment else "",
        note=note_of(data) + sheet_words(data, str(event.assignment.unit) if event.assignment else ""),
        moved=moved,
    )


# How somebody came who did not sign in (policy.Viewer.via).
WAYS = {"link": "（邮件链接）", "api": "（数据接口）"}


def doer_words(event: Event) -> str:
    """Who did it: "钱小明", "李小林（代钱小明）", "钱小明（邮件链接）", "钱小明（数据接口）"; "系统" for nobody."""
    words = str(event.by) if event.by else "系统"
    behalf = f"（代{event.data['deputy_for']}）" if "deputy_for" in event.data else ""
    return words + behalf + WAYS.get(event.data.get("via", ""), "")


def doers_of(events: Iterable[Event]) -> Callable[[int | None, Person | None, dt.datetime | None], str]:
    """Who did something to a part at a moment, as the history has it: a row beside it keeps the deputy alone.

    doers_of(events)(part, person, at) == "李小林（代钱小明）"; the bare name of whoever has no line there, "" for nobody.
    """
    told = {(event.assignment_id, event.by_id, event.at): doer_words(event) for event in events}
    return lambda part, person, at: told.get((part, person.pk, at), str(person)) if person and at else ""


def note_of(data: dict[str, Any]) -> str:
    """The words of an event's data that people read: a reason, a report's beginning, the basis, a slip number."""
    if "kind" in data and "result" in data:
        percent = f"，核实{data['percent']}%" if data.get("percent") is not None else ""
        words = (
            f"{Verification.Kind(data['kind']).label}：{Verification.Result(data['result']).label}{percent}"
        )
        return f"{words}；{data['reason']}"
    if "contested" in data:
        return f"对“{data['contested']}”" + (f"；{data['reason']}" if data["reason"] else "")
    if "planned_on" in data:
        return f"{Verification.Kind(data['kind']).label}，{day_words(data['planned_on'])}"
    if "new_due_on" in data:
        dates = f"{day_words(data['old_due_on'])} → {day_words(data['new_due_on'])}"
        return f"{dates}；{data['reason']}" if data["reason"] else dates
    if data.keys() & {"moved", "milestones", "milestone", "units", "doc_no", "until"}:
        return arranged_note(data)
    if "instruction" in data:
        return f"{data['leader']}：{data['words']}" if "leader" in data else data["words"]
    if "for" in data:
        return f"{data['for']}催办：{data['words']}" if data["words"] else f"{data['for']}催办"
    if "reason" in data:
        return f"理由：{data['reason']}"
    if "content" in data:
        percent = f"({data['percent']}%)" if data.get("percent") is not None else ""
        return f"{data['content']}{percent}"
    if "basis" in data:
        out = "、".join(f"{one['name']}（{one['reason']}）" for one in data.get("left_out", ()))
        words = f"依据：{data['basis']}；批准人：{data.get('approver', '')}"
        return f"{words}；未列入：{out}" if out else words
    if "quote" in data:
        return f"{data['held_on']}《{data['speech']}》：“{data['quote']}”"
    if "written" in data:
        return f"原文写作“{data['written']}”"
    return f"交办单号 {data['slip_no']}" if "slip_no" in data else ""


def arranged_note(data: dict[str, Any]) -> str:
    """The words of an event about who does what by when: handed over or down, milestones planned or reached."""
    if "doc_no" in data:
        return f"{data['name']}（{data['doc_no']}）：{data['reason']}"
    if "until" in data:
        return f"{data['reason']}，请在{day_words(data['until'])}前说明"
    if "moved" in data:
        before, after = data["moved"]
        return f"{before} → {after}；{data['reason']}"
    if "milestones" in data:
        return "；".join(f"{name} {day_words(day)}" for name, day in data["milestones"]) or "不再排节点"
    if "milestone" in data:
        return f"{data['milestone']}：{data['words']}" if data["words"] else data["milestone"]
    until = f"，{day_words(data['due_on'])}前" if data["due_on"] else ""
    return f"分解到{'、'.join(data['units'])}：{data['task']}{until}"


def sheet_words(data: dict[str, Any], unit: str) -> str:
    """From which returned sheet or imported ledger an act came in; "" for every other."""
    ledger = data.get("ledger")
    if ledger:
        words = (
            f"第{ledger['row']}行" + (f"，原编号{ledger['number']}" if ledger["number"] else "")
            if "row" in ledger
            else ""
        )
        return f"〔台账：{ledger['name']}{words}〕"
    sheet = data.get("sheet")
    return f"〔按{unit}交回的反馈表录入：{sheet['name']}第{sheet['row']}行〕" if sheet else ""


def day_words(day: str) -> str:
    """An ISO date of a history line for people: day_words("2026-03-20") == "2026年3月20日"; without one 未定时限."""
    return f"{dt.date.fromisoformat(day):%Y年%-m月%-d日}" if day else "未定时限"


def may_see_unit(viewer: Viewer, unit_id: int) -> bool:
    """Officers see every unit, a leader the ones in charge, a liaison their own and those with a part in an item they lead."""
    granting = viewer.relations_granting(Act.SEE)
    if Relation.ANY in granting or unit_id in viewer.units or unit_id in viewer.in_charge:
        return True
    return visible_assignments(viewer).filter(unit=unit_id).exists()


def unit_rows(viewer: Viewer, unit_id: int, clock: Clock, *, closed: bool, limit: int = 100) -> list[Row]:
    """The unit's tasks that the viewer may see: the open ones by date with late ones first, or the finished ones; one query."""
    theirs = visible_assignments(viewer).filter(unit=unit_id)
    over = Q(state__in=[State.CLOSED, State.CANCELLED])
    rows = theirs.filter(over) if closed else theirs.exclude(over)
    order = F("closed_at").desc(nulls_last=True) if closed else F("due_on").asc(nulls_last=True)
    # First which ones, then what there is to show of them: joining all to their items first took the table of items.
    shown = visible_assignments(viewer).filter(pk__in=rows.order_by(order, "-pk").values("pk")[:limit])
    return rows_of(with_latest(shown).order_by(order, "-pk"), viewer, clock)


def late_rows(viewer: Viewer, clock: Clock, *, limit: int) -> list[Row]:
    """The latest tasks of all the viewer may see, longest overdue first; one query."""
    late = (
        visible_assignments(viewer).filter(listed(viewer), light_where("red", clock)).order_by("due_on", "pk")
    )
    return rows_of(late[:limit], viewer, clock)


def checking_rows(viewer: Viewer, clock: Clock, *, limit: int = 200) -> list[Row]:
    """What was handed in and waits for the office, first come first; one query."""
    rows = visible_assignments(viewer).filter(state__in=[State.CLOSE_REQUESTED, State.VERIFYING])
    return rows_of(rows.order_by("finished_at", "pk")[:limit], viewer, clock)


def next_due_rows(viewer: Viewer, clock: Clock, *, limit: int) -> list[Row]:
    """The next tasks that fall due and are not handed in, soonest first; one query."""
    coming = visible_assignments(viewer).filter(
        listed(viewer), state__in=OPEN, finished_at__isnull=True, due_on__gte=clock.today
    )
    ahead = coming.exclude(light_where("red", clock)).order_by(
        "due_on", F("due_time").asc(nulls_last=True), "pk"
    )
    return rows_of(ahead[:limit], viewer, clock)
