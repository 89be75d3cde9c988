"""What every ticker has before it in bench/ticks.py: the same rows due, among whatever else there is. Django must be set up.

The office: 1 000 units with a liaison each. Each unit has one duty that is due, in whatever way a ticker means that. The others are the
office's past and future: nineteen of twenty are closed, the rest are due in a year; each has left a reminder, a message and a slot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Wednesday without holidays around it.
AT = dt.datetime(2026, 3, 11, 9, 0, tzinfo=SHANGHAI)
DAY, UNITS, PARTS, CHUNK = dt.timedelta(days=1), 1000, 10, 5000
DUE_ON = dt.date(2026, 3, 16)


@dataclass
class Office:
    """`mine`: the assignments that are due, by id; `people`: the liaisons; `officer` acts."""

    officer: Any
    people: list[Any]
    units: list[int]
    mine: list[int] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """One ticker: makes that many rows due and says when, runs it, puts things back."""

    run: Callable[[dt.datetime], int]
    prepare: Callable[[Office, int], dt.datetime]
    clear: Callable[[Office], None]


_office: list[Office] = []


def found(size: int) -> Office:
    """The office with `size` assignments in all; made once and filled up."""
    if not _office:
        _office.append(made())
    fill(_office[0], size)
    return _office[0]


def made() -> Office:
    """The office with the duties that will be due, under a weekly regime, everything planned and nothing due."""
    from tracker.reminders.digesting import enrol

    office = with_units(UNITS)
    office.mine = parts(office, UNITS, lambda n: {"state": "in_progress", "due_on": DUE_ON})
    laid_on(office)
    a_ladder(office)
    a_scheme(office)
    office.messages = letters(office)
    enrol(AT)
    quiet(office)
    return office


def with_units(number: int) -> Office:
    """An office with that many units, a liaison each."""
    from tracker.org import models as org

    org.Office.objects.create(name="云台市人民政府督查室", region="云台市")
    units = org.Unit.objects.bulk_create(
        org.Unit(name=f"云台市第{n}局", short_name=f"{n}局", order=n) for n in range(number)
    )
    people = org.Person.objects.bulk_create(
        org.Person(username=f"p{n}", full_name=f"联络{n}", email=f"p{n}@yuntai.example")
        for n in range(number + 1)
    )
    long_ago = AT.date() - DAY * 900
    org.Post.objects.bulk_create(
        org.Post(person=person, unit=unit, role="liaison", valid_from=long_ago)
        for person, unit in zip(people, units, strict=False)
    )
    return Office(people[-1], people[:-1], [unit.pk for unit in units])


def parts(office: Office, number: int, columns: Callable[[int], dict[str, Any]]) -> list[int]:
    """That many assignments, PARTS to an item, each with its first line of history; their ids."""
    from tracker.items.models import Event, ResponsibilityItem, UnitAssignment

    first = ResponsibilityItem.objects.count()
    ids: list[int] = []
    for start in range(0, number, CHUNK):
        count = min(CHUNK, number - start)
        items = ResponsibilityItem.objects.bulk_create(
            ResponsibilityItem(
                item_no=f"督〔2026〕{first + (start // PARTS) + n}-1", task="完成台账整改", basis="常务会议", approver="市长",
                registered_by=office.officer, registered_at=AT - DAY * 40,
            )
            for n in range(-(-count // PARTS))
        )  # fmt: skip
        rows = UnitAssignment.objects.bulk_create(
            UnitAssignment(
                item=items[n // PARTS], unit_id=office.units[(start + n) % len(office.units)], role="lead" if n % PARTS == 0 else "support",
                issued_at=AT - DAY * 30, acknowledged_at=AT - DAY * 30, planned_revision=1, **columns(start + n),
            )
            for n in range(count)
        )  # fmt: skip
        Event.objects.bulk_create(
            Event(
                item_id=row.item_id, assignment=row, number=n % PARTS + 1, act="acknowledge", at=AT - DAY * 30, by=office.officer,
                data={"to": "in_progress"}, digest="",
            )
            for n, row in enumerate(rows)
        )  # fmt: skip
        ids += [row.pk for row in rows]
    return ids


def fill(office: Office, size: int) -> None:
    """Adds what is not due, with the traces it has left."""
    from django.db import connection

    from tracker.items.models import UnitAssignment

    there = UnitAssignment.objects.count()
    if there >= size:
        return
    far = AT.date() + DAY * 365
    last = UnitAssignment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    parts(
        office,
        size - there,
        lambda n: (
            {"state": "in_progress", "due_on": far + DAY * (n % 100)}
            if n % 20 == 0
            else {"state": "closed", "due_on": AT.date() - DAY * (n % 800 + 20), "closed_at": AT - DAY * 19}
        ),
    )
    past = (AT - DAY * 60).isoformat()
    with connection.cursor() as cursor:
        for sql in TRACES:
            cursor.execute(sql.format(past=past, person=office.people[0].pk, last=last))


TRACES = (
    "INSERT INTO reminders_reminder (assignment_id, kind, due_on, moment, state, posted_at) "
    "SELECT id, 'due-3d', due_on, '{past}', 'posted', '{past}' FROM items_unitassignment WHERE id > {last}",
    "INSERT INTO regimes_reportslot (assignment_id, due_on, due_at, opens_at, lapses_at, sources, is_void, excuse, changes) "
    "SELECT id, due_on, '2025-06-01 10:00:00+00:00', '{past}', '{past}', '[]', FALSE, '', 0 FROM items_unitassignment WHERE id > {last}",
    "INSERT INTO regimes_escalationcursor (assignment_id, look_at) "
    "SELECT id, '2027-06-01 00:30:00+00:00' FROM items_unitassignment WHERE id > {last} AND state <> 'closed'",
    "INSERT INTO notices_message (key, kind, channel, recipient_id, address, subject, body_text, body_html, url, thread, unsubscribe, "
    "message_id, state, created_at, next_attempt_at, attempts, error) "
    "SELECT 'old:' || id, 'reminder', 'mail', {person}, 'a@b', '到期提醒', '请按时完成', '', '', '', '', '', 'sent', '{past}', '{past}', 1, '' "
    "FROM items_unitassignment WHERE id > {last}",
)


def laid_on(office: Office) -> None:
    """A weekly report of the duties that are due, and a weekly bulletin of the office."""
    from tracker.items.models import UnitAssignment
    from tracker.regimes.models import Regime, RegimeItem, RegimeStep

    regime = Regime.objects.create(
        name="周报告",
        scope="chosen",
        starts_on=AT.date() - DAY * 20,
        adopted_by=office.officer,
        adopted_at=AT - DAY * 20,
    )
    RegimeStep.objects.create(
        regime=regime, number=1, what="report", words="每周五报", rrule="FREQ=WEEKLY;BYDAY=FR", doer="units"
    )
    RegimeStep.objects.create(
        regime=regime,
        number=2,
        what="bulletin",
        words="每周通报",
        rrule="FREQ=WEEKLY;BYDAY=MO",
        doer="office",
    )
    items = (
        UnitAssignment.objects.filter(pk__in=office.mine).values_list("item", flat=True).distinct().order_by()
    )
    RegimeItem.objects.bulk_create(
        RegimeItem(regime=regime, item_id=item, attached_at=AT - DAY * 20, attached_by=office.officer)
        for item in items
    )


def a_ladder(office: Office) -> None:
    """A ladder whose first level is a reminder the day after the deadline; the office's while its ticker is tried."""
    from tracker.regimes import models as regimes

    papers = regimes.InstrumentSet.objects.create(name="督办手段")
    letter = regimes.Instrument.objects.create(
        set=papers, kind="reminder", name="提醒函", template="{单位}：{任务}，{事由}。"
    )
    long_ago = AT - DAY * 60
    ladder = regimes.EscalationLadder.objects.create(name="阶梯", made_by=office.officer, made_at=long_ago)
    version = regimes.LadderVersion.objects.create(
        ladder=ladder, number=1, instruments=papers, starts_on=long_ago.date(), made_by=office.officer, made_at=long_ago,
    )  # fmt: skip
    regimes.EscalationLevel.objects.create(
        version=version, number=1, overdue_days=1, instrument=letter, colour="yellow"
    )


def a_scheme(office: Office) -> None:
    """A scheme with the suggested points, a cap on one of them; on while its ticker is tried."""
    from decimal import Decimal

    from tracker.regimes import models as regimes
    from tracker.regimes.scoring.schemes import suggested

    long_ago = AT - DAY * 60
    scheme = regimes.ScoringScheme.objects.create(
        name="考评", cadence="month", made_by=office.officer, made_at=long_ago
    )
    version = regimes.SchemeVersion.objects.create(
        scheme=scheme, number=1, starts_on=dt.date(2026, 1, 1), made_by=office.officer, made_at=long_ago
    )
    regimes.ScoringRule.objects.bulk_create(
        regimes.ScoringRule(
            version=version, kind=kind, lead=rule.lead, support=rule.support,
            cap=Decimal(10) if kind == "overdue" else None,
        )
        for kind, rule in suggested().items()
    )  # fmt: skip
    regimes.SchemeSwitch.objects.create(
        scheme=scheme, is_on=True, reason="试行", by=office.officer, at=long_ago
    )


def letters(office: Office) -> list[int]:
    """A sent message to everybody, to be sent again by `deliver` and `reap`."""
    from tracker.notices.models import Message

    rows = Message.objects.bulk_create(
        Message(
            key=f"bench:{person.pk}", kind="reminder", channel="mail", recipient=person, address=person.email, subject="到期提醒",
            body_text="请按时完成", message_id=f"<{person.pk}@yuntai.example>", state="sent", created_at=AT, next_attempt_at=AT,
        )
        for person in office.people
    )  # fmt: skip
    return [row.pk for row in rows]


def quiet(office: Office) -> None:
    """Nothing is due."""
    from tracker.notices.models import Delivery, Message
    from tracker.org.models import CalendarDay
    from tracker.regimes.models import SlotCursor
    from tracker.regimes.opening import open_duties
    from tracker.reminders.models import DigestPlan, Reminder
    from tracker.reminders.replanning import replan

    forget(office)
    Delivery.objects.all().delete()
    Message.objects.filter(pk__in=office.messages).update(state="sent", lease_until=None, attempts=0)
    Message.objects.exclude(pk__in=office.messages).exclude(key__startswith="old:").delete()
    CalendarDay.objects.all().delete()
    while replan(AT):
        pass
    open_duties(AT)
    mine(office).update(planned_revision=1, due_on=DUE_ON, revision=1)
    Reminder.objects.filter(assignment__in=office.mine).delete()
    SlotCursor.objects.update(until=AT.date() + DAY * 21)
    DigestPlan.objects.update(next_at=AT + DAY)


def forget(office: Office) -> None:
    """What ladder, scores and instructions have left."""
    from tracker.items.models import Event, InstructionTarget, LeaderInstruction
    from tracker.regimes import models as regimes

    regimes.EscalationLadder.objects.update(is_general=False)
    regimes.ScoringScheme.objects.update(is_on=False)
    for left in (
        regimes.Escalation.objects.filter(assignment__in=office.mine),
        regimes.EscalationCursor.objects.filter(assignment__in=office.mine),
        regimes.ScoreEntry.objects.all(),
        regimes.ScorePeriod.objects.all(),
        regimes.NotedEvent.objects.all(),
        InstructionTarget.objects.all(),
        LeaderInstruction.objects.all(),
        Event.objects.filter(assignment__in=office.mine, number__gt=PARTS),
    ):
        left.delete()


def mine(office: Office) -> Any:
    from tracker.items.models import UnitAssignment

    return UnitAssignment.objects.filter(pk__in=office.mine)


def send(office: Office, due: int) -> dt.datetime:
    from tracker.notices.models import Message

    Message.objects.filter(pk__in=office.messages[:due]).update(state="queued", next_attempt_at=AT)
    return AT


def die(office: Office, due: int) -> dt.datetime:
    from tracker.notices.models import Message

    Message.objects.filter(pk__in=office.messages[:due]).update(
        state="sending", lease_until=AT - DAY, attempts=1
    )
    return AT


def turn(office: Office, due: int) -> dt.datetime:
    """A day two years ahead becomes a day off, and the duties are due then."""
    from tracker.org.models import CalendarDay

    day = dt.date(2028, 6, 13)
    if due:
        mine(office).update(due_on=day)
        CalendarDay.objects.create(day=day, is_workday=False)
    return AT


def change(office: Office, due: int) -> dt.datetime:
    mine(office).filter(pk__in=office.mine[:due]).update(planned_revision=0)
    return AT


def stretch(office: Office, due: int) -> dt.datetime:
    from tracker.regimes.models import ReportSlot, SlotCursor

    ReportSlot.objects.filter(assignment__in=office.mine).delete()
    SlotCursor.objects.all().delete()
    SlotCursor.objects.bulk_create(
        SlotCursor(assignment_id=pk, until=AT.date() - DAY if n < due else AT.date() + DAY * 21)
        for n, pk in enumerate(office.mine)
    )
    return AT


def owe(office: Office, due: int) -> dt.datetime:
    from tracker.regimes.models import OfficeDuty

    if due:
        OfficeDuty.objects.all().delete()
    return AT


def remind(office: Office, due: int) -> dt.datetime:
    from tracker.reminders.models import Reminder

    Reminder.objects.bulk_create(
        Reminder(assignment_id=pk, kind="due-3d", due_on=DUE_ON, moment=AT) for pk in office.mine[:due]
    )
    return AT


def ask(office: Office, due: int) -> dt.datetime:
    from tracker.regimes.models import ReportSlot
    from tracker.reminders.models import Reminder

    ReportSlot.objects.filter(assignment__in=office.mine).delete()
    ReportSlot.objects.bulk_create(
        ReportSlot(
            assignment_id=pk,
            due_on=AT.date(),
            due_at=AT + DAY / 3,
            opens_at=AT - DAY,
            lapses_at=AT + DAY,
            sources=[],
        )
        for pk in office.mine
    )
    Reminder.objects.bulk_create(
        Reminder(assignment_id=pk, kind="report-due", due_on=AT.date(), moment=AT) for pk in office.mine[:due]
    )
    return AT


def enlist(office: Office, due: int) -> dt.datetime:
    from tracker.reminders.models import DigestPlan

    DigestPlan.objects.filter(person__in=office.people[:due]).delete()
    return AT


def digest(office: Office, due: int) -> dt.datetime:
    from tracker.reminders.models import DigestPlan, DigestRun

    DigestRun.objects.all().delete()
    # This week, so that there is something to tell.
    mine(office).filter(pk__in=office.mine[:due]).update(due_on=AT.date() + DAY * 2)
    DigestPlan.objects.filter(person__in=office.people[:due]).update(next_at=AT)
    return AT


def climb(office: Office, due: int) -> dt.datetime:
    """The first `due` duties are three days late under the ladder."""
    from tracker.regimes.models import EscalationCursor, EscalationLadder

    EscalationLadder.objects.update(is_general=True, general_since=AT - DAY * 40)
    EscalationCursor.objects.filter(assignment__in=office.mine).delete()
    late = office.mine[:due]
    mine(office).filter(pk__in=late).update(due_on=AT.date() - DAY * 3)
    EscalationCursor.objects.bulk_create(EscalationCursor(assignment_id=pk, look_at=AT) for pk in late)
    return AT


def count(office: Office, due: int) -> dt.datetime:
    """The first `due` duties were sent back since the last run, an hour ago."""
    from tracker.items.models import Event
    from tracker.regimes.models import ScoringScheme

    ScoringScheme.objects.update(is_on=True, posted_at=AT - DAY / 24)
    items = dict(mine(office).values_list("pk", "item"))
    Event.objects.bulk_create(
        Event(
            item_id=items[pk], assignment_id=pk, number=100 + pk, act="return", at=AT - DAY / 48, by=office.officer,
            data={"to": "in_progress", "reason": "材料不全"}, digest="",
        )
        for pk in office.mine[:due]
    )  # fmt: skip
    return AT


def answer(office: Office, due: int) -> dt.datetime:
    """Leaders want the answers of the first `due` duties tomorrow."""
    from tracker.items.models import InstructionTarget, LeaderInstruction

    given = LeaderInstruction.objects.bulk_create(
        LeaderInstruction(
            item_id=item, leader_name="李副市长", text="抓紧办理", given_on=AT.date(), answer_by=AT.date() + DAY, entered_by=office.officer,
            entered_as="督查专员", entered_at=AT - DAY * 8, token=f"bench{pk}",
        )
        for pk, item in mine(office).filter(pk__in=office.mine[:due]).values_list("pk", "item")
    )  # fmt: skip
    InstructionTarget.objects.bulk_create(
        InstructionTarget(instruction=one, assignment_id=int(one.token.removeprefix("bench")))
        for one in given
    )
    return AT


def litter(office: Office, due: int) -> dt.datetime:
    from django.contrib.sessions.models import Session

    Session.objects.bulk_create(
        Session(session_key=f"k{n}", session_data="", expire_date=AT - DAY) for n in range(due)
    )
    return AT


def cases() -> dict[str, Case]:
    """Every ticker with what makes it busy; one that has none here is a gap that the bench tells."""
    from django.utils.module_loading import import_string

    from tracker.jobs.schedules import SCHEDULES

    prepares: dict[str, Callable[[Office, int], dt.datetime]] = {
        "reap": die, "replan": turn, "plan_reminders": change, "open_slots": stretch, "open_duties": owe, "post_reminders": remind,
        "post_report_reminders": ask, "enrol_digests": enlist, "digests": digest, "deliver": send, "housekeeping": litter,
        "escalate": climb, "post_scores": count, "remind_answers": answer,
    }  # fmt: skip
    return {
        ticker.name: Case(import_string(ticker.run), prepares[ticker.name], quiet)
        for ticker in SCHEDULES
        if ticker.name in prepares
    }
