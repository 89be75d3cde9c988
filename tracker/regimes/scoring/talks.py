"""排名靠后约谈: an officer proposes a talk with a low ranked unit, the leader it names approves or declines, an officer writes down that it was held.

A proposal and nothing more: no talk follows from a rank by itself (DOMAIN c1 art. 21).
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.operations import needed
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.models import Person
from tracker.org.queries import leader_posts, officers_on
from tracker.regimes.models import RankingTalk, ScorePeriod

from .freezing import demand, results
from .periods import words_of
from .standings import Standing, last_ones

State = RankingTalk.State
LONGEST, LONGEST_NOTE = 200, 500


def approvers(on: dt.date) -> dict[int, Person]:
    """Who can be asked to approve a talk: the day's leaders, then the officers."""
    leaders = {post.person_id: post.person for post in leader_posts(on)}
    return {**leaders, **{person.pk: person for person in officers_on(on)}}


def lowest(period: ScorePeriod, *, at: dt.datetime) -> list[Standing]:
    """The units a talk can be proposed with, by the frozen figures and the version's number; [] before they are frozen."""
    if period.frozen_at is None:
        return []
    return last_ones(results(period, at=at), period.version.talk_last)


@transaction.atomic
def propose(
    period_id: int, unit_id: int, *, approver_id: int, reason: str, by: Viewer, at: dt.datetime
) -> RankingTalk:
    """提请约谈: the approver is told. Raises Forbidden, Refused (not frozen, not among the lowest, wrong approver), Stale (proposed before)."""
    demand(by)
    period = ScorePeriod.objects.select_related("version", "scheme").get(pk=period_id)
    if period.frozen_at is None:
        raise Refused("定分之后才能提请约谈。")
    found = next((one for one in lowest(period, at=at) if one.unit == unit_id), None)
    if found is None:
        raise Refused("这个单位不在考评办法规定的末位范围内。")
    approver = approvers(at.astimezone(SHANGHAI).date()).get(approver_id)
    if approver is None or approver.pk == by.person_id:
        raise Refused("批准人应是提请人以外的分管领导或督查专员。")
    try:
        with transaction.atomic():
            made = RankingTalk.objects.create(
                period=period,
                unit_id=unit_id,
                rank=found.rank or 0,
                total=found.total,
                reason=needed(reason, "提请理由")[:LONGEST_NOTE],
                approver=approver,
                proposed_by_id=by.actor_id,
                proposed_at=at,
            )
    except IntegrityError as error:
        raise Stale("本期已经对这个单位提请过约谈。") from error
    tell(made, approver, at)
    return made


@transaction.atomic
def decide(talk_id: int, *, approved: bool, answer: str, by: Viewer, at: dt.datetime) -> RankingTalk:
    """The named approver approves or declines, with words to a refusal. Raises Forbidden, Refused, Stale."""
    talk = RankingTalk.objects.get(pk=talk_id)
    if talk.approver_id != by.person_id or not by.may(Act.DECIDE_TALK):
        raise Forbidden("只有提请时指定的批准人可以批示。")
    words = answer.strip()[:LONGEST] if approved else needed(answer, "不予约谈的理由")[:LONGEST_NOTE]
    change(talk, State.PROPOSED, state=State.APPROVED if approved else State.DECLINED, answer=words, decided_at=at)  # fmt: skip
    return talk


@transaction.atomic
def hold(talk_id: int, *, held_on: dt.date, note: str, by: Viewer, at: dt.datetime) -> RankingTalk:
    """已约谈: when, and what was said. Raises Forbidden, Refused (a day to come or before the approval), Stale (not approved)."""
    demand(by)
    talk = RankingTalk.objects.get(pk=talk_id)
    if held_on > at.astimezone(SHANGHAI).date():
        raise Refused("约谈日期不能晚于今天。")
    if talk.decided_at and held_on < talk.decided_at.astimezone(SHANGHAI).date():
        raise Refused("约谈日期不能早于批准日期。")
    change(talk, State.APPROVED, state=State.HELD, held_on=held_on, note=needed(note, "约谈情况")[:LONGEST_NOTE])  # fmt: skip
    return talk


def change(talk: RankingTalk, seen: str, **columns: object) -> None:
    """The compare-and-set on a talk. Raises Stale."""
    if RankingTalk.objects.filter(pk=talk.pk, state=seen).update(**columns) != 1:
        talk.refresh_from_db()
        raise Stale(f"这次约谈现在是“{talk.get_state_display()}”，请核对。")
    talk.refresh_from_db()


def tell(talk: RankingTalk, approver: Person, at: dt.datetime) -> None:
    """Asks the approver."""
    url = reverse("console:scores") + f"?period={talk.period_id}#talks"
    told = {"person": approver, "talk": talk, "words": words_of(talk.period.key), "url": url}
    post(
        key=f"talk:{talk.pk}:p{approver.pk}",
        kind="score_talk",
        recipient=approver,
        rendered=render("score_talk", told),
        url=url,
        thread=f"talk-{talk.pk}",
        at=at,
    )
