"""What people do with a drafted step: edit, approve, refuse, hold. Approving gives the number, the messages and the line of the history together.

Each act locks the duty's row first, so that no paper is signed about what is handed in at the same moment, and takes the draft by
its revision, so that of two people, or two clicks, one is told.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from tracker.access.policy import ASIDE, Act, Viewer
from tracker.common.dates import day_at
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.escalating import locked_part
from tracker.items.history import record
from tracker.items.models import UnitAssignment
from tracker.items.queries import relations, why_aside
from tracker.org.numbering import locked_office
from tracker.regimes.models import Escalation, EscalationLevel, Instrument
from tracker.regimes.scoring.citing import cite_signed

from . import announcing
from .facts import OPEN_STATES, facts_of, known_of
from .holding import ladders
from .letter import TO_DECIDERS, letter_of, to_json
from .plan import standing, why_ended
from .proposing import held_of, watch
from .telling import cause_of

State = Escalation.State
MOST_WORDS = 4000
LONGEST_HOLD = dt.timedelta(days=92)


def may_sign(viewer: Viewer, row: Escalation, part: UnitAssignment) -> bool:
    """May the viewer decide this step? The level says whose signature it takes, the policy who has one to give."""
    stands = relations(viewer, part)
    match row.level.approver:
        case EscalationLevel.Approver.OFFICER:
            return viewer.may(Act.DECIDE_ESCALATION, stands)
        case EscalationLevel.Approver.LEADER:
            return viewer.may(Act.SIGN_ESCALATION, stands)
    named = row.level.approver_person_id in {viewer.person_id, *viewer.leads_as}
    return named and (viewer.may(Act.DECIDE_ESCALATION, stands) or viewer.may(Act.SIGN_ESCALATION, stands))


def may_work_on(viewer: Viewer, row: Escalation, part: UnitAssignment) -> bool:
    """May the viewer change, hold, or have explained what waits? Officers, and whoever signs it."""
    return viewer.may(Act.DECIDE_ESCALATION, relations(viewer, part)) or may_sign(viewer, row, part)


def stands_aside(viewer: Viewer, row: Escalation) -> bool:
    """Did the viewer write in the draft, where its ladder says that somebody else then has to approve it?"""
    return row.level.version.needs_other and not viewer.may_judge(row.edited_by_id)


@transaction.atomic
def edit(pk: int, *, title: str, body: str, seen: int, by: Viewer, at: dt.datetime) -> Escalation:
    """改稿. Raises Forbidden; Refused for no title or words, or too many; Stale where it was decided or changed meanwhile."""
    row, part = taken(pk, seen)
    if not may_work_on(by, row, part):
        raise Forbidden("您的岗位不能修改这份文书。")
    if not title.strip() or not body.strip():
        raise Refused("标题和内容都要填写。")
    if len(title.strip()) > 200 or len(body.strip()) > MOST_WORDS:
        raise Refused(f"标题最多200字，内容最多{MOST_WORDS}字。")
    change(row, title=title.strip(), body=body.strip(), edited_by_id=by.actor_id, edited_at=at)
    return again(pk)


@transaction.atomic
def approve(pk: int, *, seen: int, by: Viewer, at: dt.datetime) -> Escalation:
    """批准: the paper gets its number and goes to whom it is addressed.

    Raises Forbidden (not the approver, or the author); Refused where what it is about is over, or the unit's time to
    explain still runs; Stale where it was decided or changed meanwhile.
    """
    row, part = taken(pk, seen)
    demand(by, row, part)
    if stands_aside(by, row):
        raise Forbidden("这份文书由您改过，应当由其他人批准。")
    gone = why_over(row, part, at)
    if gone:
        raise Refused(f"{part.unit}的这件事{gone}，不需要再发文，稍后会自动失效。")
    today = day_at(at)
    if row.explain_by and not row.explanation and today <= row.explain_by:
        day = f"{row.explain_by.month}月{row.explain_by.day}日"
        raise Refused(f"已请单位在{day}前说明，还没有到期。确需先发的，请把说明期限改到今天以前。")
    office = locked_office()
    taken_numbers = Escalation.objects.filter(kind=row.kind, year=today.year)
    number = (taken_numbers.aggregate(last=Max("number"))["last"] or 0) + 1
    letter = letter_of(row, part, office, on=today, number=number)
    cause = cause_of(row.level, row.occurrence, today)
    columns = {"year": today.year, "number": number, "doc_no": letter.doc_no, "letter": to_json(letter)}
    change(row, cause=cause, state=State.ISSUED, decided_by_id=by.actor_id, decided_at=at, **columns)
    row = again(pk)
    act = "advise" if row.level.addressee in TO_DECIDERS else "escalate"
    story = {"name": row.name, "doc_no": row.doc_no, "reason": row.cause, "explanation": row.explanation}
    record(part.item_id, act, by=by, at=at, assignment_id=part.pk, data=story)
    if row.kind == Instrument.Kind.BULLETIN:
        cite_signed(part, words=row.cause, paper=row.doc_no, by=by, at=at)
    watch(part.pk, at)
    announcing.announce_paper(row, part, by=by, at=at)
    return row


@transaction.atomic
def reject(pk: int, *, reason: str, seen: int, by: Viewer, at: dt.datetime) -> Escalation:
    """不同意, with the reason: the step is over, the next one comes when its own time has come. Raises Forbidden, Refused, Stale."""
    row, part = taken(pk, seen)
    demand(by, row, part)
    change(row, state=State.REJECTED, reason=needed(reason), decided_by_id=by.actor_id, decided_at=at)
    watch(part.pk, at)
    return again(pk)


@transaction.atomic
def hold(pk: int, *, until: dt.date, reason: str, seen: int, by: Viewer, at: dt.datetime) -> Escalation:
    """暂缓 until a day, with the reason; from that day on it waits again. Raises Forbidden, Refused (a day gone by or far off), Stale."""
    row, part = taken(pk, seen)
    if not may_work_on(by, row, part):
        raise Forbidden("您的岗位不能暂缓这份文书。")
    today = day_at(at)
    if not today < until <= today + LONGEST_HOLD:
        raise Refused("暂缓应到明天至三个月以内的一天。")
    change(row, state=State.HELD, held_until=until, reason=needed(reason))
    return again(pk)


def demand(by: Viewer, row: Escalation, part: UnitAssignment) -> None:
    """Raises Forbidden for whoever's signature the level does not take, or who answers for the unit it is about."""
    if not may_sign(by, row, part):
        stands = relations(by, part)
        if any(why_aside(by, act, stands, None) for act in (Act.DECIDE_ESCALATION, Act.SIGN_ESCALATION)):
            raise Forbidden(ASIDE)
        whom = row.level.approver_person or row.level.get_approver_display()
        raise Forbidden(f"这份文书由{whom}批准。")


def needed(reason: str) -> str:
    """The reason without blanks at its ends. Raises Refused where there is none, or too many words."""
    words = reason.strip()
    if not words or len(words) > 300:
        raise Refused("请填写理由，最多300字。")
    return words


def taken(pk: int, seen: int) -> tuple[Escalation, UnitAssignment]:
    """The step that still waits as it was `seen`, and its duty, whose row is locked. Raises Stale."""
    part = locked_part(Escalation.objects.values_list("assignment", flat=True).get(pk=pk))
    row = again(pk)
    if row.state not in OPEN_STATES:
        raise Stale(f"这份文书{row.get_state_display()}，不必再处理。")
    if part is None or row.revision != seen:
        raise Stale("这份文书刚被他人改动，请核对后再办理。")
    return row, part


def again(pk: int) -> Escalation:
    """The step as it is now, with its level."""
    return Escalation.objects.select_related("level__version__ladder", "level__approver_person").get(pk=pk)


def change(row: Escalation, **columns: object) -> None:
    """The compare-and-set on state and revision. Raises Stale."""
    as_seen = Escalation.objects.filter(pk=row.pk, revision=row.revision, state__in=OPEN_STATES)
    if as_seen.update(revision=row.revision + 1, **columns) != 1:
        raise Stale("这份文书刚被他人改动，请核对后再办理。")


def why_over(row: Escalation, part: UnitAssignment, at: dt.datetime) -> str:
    """Why what the step is about no longer stands, "" where it does; asked under the lock of the duty's row."""
    known = ladders([part], on=day_at(at))
    held = held_of({part.pk: part}, known, at)
    if part.pk not in held:
        return ""
    closing = known.asking.closing
    facts = facts_of(
        part, held[part.pk], known_of([part], held, at=at, closing=closing, all_kinds=True), closing=closing
    )
    return why_ended(row.occurrence, row.opened_at, facts, standing(facts, at))
