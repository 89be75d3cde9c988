"""The only list of periodic jobs. django-q knows one of them, the minute tick; the tick runs the others when they are due.

Single duties never become Schedule rows: one bad row stops every schedule of django-q, and its monthly ones drift
(measured; docs/decisions/0006-queue.md). Nothing here may run at import, at start-up or during a request.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django_q.models import Schedule


@dataclass(frozen=True, slots=True)
class Ticker:
    """One periodic job: `run(at) -> how many rows it handled`, `backlog(at) -> how many wait`, both dotted paths."""

    name: str
    label: str
    run: str
    backlog: str
    every: dt.timedelta
    why: str


MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

# In the order in which a tick runs them: what one makes, the next one takes on in the same minute.
SCHEDULES: tuple[Ticker, ...] = (
    Ticker(
        "reap",
        "回收中断的作业",
        "tracker.jobs.tasks.reap",
        "tracker.jobs.tasks.abandoned",
        MINUTE,
        "Returns to their queues the messages, speeches and ledgers that a killed worker held.",
    ),
    Ticker(
        "replan",
        "按新的工作日历重排",
        "tracker.reminders.replanning.replan",
        "tracker.reminders.replanning.waiting_to_replan",
        MINUTE,
        "Notices another holiday table, closing time or reminder rule, and marks what was planned by the old one.",
    ),
    Ticker(
        "plan_reminders",
        "排定提醒和应报期",
        "tracker.reminders.operations.plan_due",
        "tracker.jobs.tasks.unplanned",
        MINUTE,
        "Brings reminder plan and report slots in step with assignments that were issued, changed or closed.",
    ),
    Ticker(
        "open_slots",
        "开设应报期",
        "tracker.reminders.reporting.open_slots",
        "tracker.regimes.opening.waiting_to_open",
        MINUTE,
        "Opens report slots two weeks ahead, and those of a regime that was adopted or changed.",
    ),
    Ticker(
        "open_duties",
        "排定本办应办",
        "tracker.regimes.opening.open_duties",
        "tracker.regimes.opening.duties_to_open",
        HOUR,
        "Writes down what the office itself owes by its regimes: bulletins, inspections, dispatches.",
    ),
    # Before the reminders: who is urged by a ladder is not reminded of the same lateness on the same day.
    Ticker(
        "escalate",
        "按督办阶梯拟办",
        "tracker.regimes.escalation.proposing.propose_due",
        "tracker.regimes.escalation.proposing.waiting_to_propose",
        MINUTE,
        "Drafts the next step of a ladder for duties that have come so far, and lets lapse what no longer stands.",
    ),
    Ticker(
        "post_reminders",
        "生成提醒",
        "tracker.reminders.operations.post_due",
        "tracker.reminders.queries.waiting_to_post",
        MINUTE,
        "Turns reminders whose moment has come into messages, on workdays only.",
    ),
    Ticker(
        "post_report_reminders",
        "生成报送提醒",
        "tracker.reminders.reporting.post_reports_due",
        "tracker.reminders.reporting.waiting_reports",
        MINUTE,
        "Tells liaisons which reports are due or were missed: one message a person, on workdays only.",
    ),
    Ticker(
        "remind_answers",
        "提醒反馈批示",
        "tracker.reminders.answers.post_answers",
        "tracker.reminders.answers.waiting_to_post",
        5 * MINUTE,
        "Reminds units of the answers that leaders' instructions ask for, on workdays only.",
    ),
    Ticker(
        "enrol_digests",
        "登记摘要收件人",
        "tracker.reminders.digesting.enrol",
        "tracker.reminders.digesting.waiting_to_enrol",
        HOUR,
        "Gives everybody who has come into a post with a digest a plan for it.",
    ),
    Ticker(
        "digests",
        "生成每日摘要",
        "tracker.reminders.digesting.send_due",
        "tracker.reminders.digesting.waiting_digests",
        MINUTE,
        "Makes the digests whose moment has come: once per person, kind and day, empty ones not sent.",
    ),
    Ticker(
        "deliver",
        "发送消息",
        "tracker.notices.delivery.deliver",
        "tracker.notices.delivery.waiting",
        MINUTE,
        "Hands the messages of the outbox to their channels.",
    ),
    Ticker(
        "post_scores",
        "考评记分",
        "tracker.regimes.scoring.posting.post",
        "tracker.regimes.scoring.posting.waiting_to_post",
        HOUR,
        "Brings the ledger of points in step with the history, where an office has turned scoring on.",
    ),
    Ticker(
        "housekeeping",
        "清理",
        "tracker.jobs.tasks.housekeeping",
        "tracker.jobs.tasks.litter",
        DAY,
        "Deletes expired sessions, old failure records of the queue (django-q keeps them for ever), closed desks and forgotten forms.",
    ),
)

TICK = "tick"
TICK_ROW = {
    "func": "tracker.jobs.tasks.tick",
    "hook": None,
    "args": None,
    "kwargs": None,
    "schedule_type": Schedule.CRON,
    "cron": "* * * * *",
    "minutes": None,
    "repeats": -1,
    "cluster": None,
    "intended_date_kwarg": None,
}


@transaction.atomic
def sync(at: dt.datetime) -> list[str]:
    """Makes django-q's schedules exactly the one tick; returns what was done in words, nothing when all was in order.

    Updates in place, so that a running cluster never sees the tick missing. Belongs to a deployment, never to a start.
    """
    done = []
    row = Schedule.objects.filter(name=TICK).order_by("pk").first() or Schedule(name=TICK, next_run=at)
    if row.pk is None:
        done.append("created the minute tick")
    changed = [column for column, value in TICK_ROW.items() if getattr(row, column) != value]
    for column in changed:
        setattr(row, column, TICK_ROW[column])
    # A clock that once ran ahead leaves a next run far away, and the tick would be silent until then.
    if row.next_run is None or row.next_run > at + 2 * MINUTE:
        row.next_run, changed = at, [*changed, "next_run"]
    if changed or row.pk is None:
        row.full_clean()
        if row.pk is None:
            row.save()
        else:
            done.append(f"corrected the tick: {', '.join(changed)}")
            # A cluster that runs writes its own columns to the row in the same minute.
            row.save(update_fields=changed)
    strays = Schedule.objects.exclude(pk=row.pk)
    done += [f"removed a stray schedule: {stray.name or stray.pk}" for stray in strays]
    strays.delete()
    return done
