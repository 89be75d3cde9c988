"""Digests as messages: once per person, kind and period, whoever runs twice; empty ones are recorded and not sent."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.access.viewers import viewer_of
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused
from tracker.common.workdays import calendar_for
from tracker.items.clock import Clock, clock_at
from tracker.items.links import offer_many
from tracker.notices.operations import Letter, post_letter, post_to_group
from tracker.notices.rendering import render
from tracker.org.models import Person
from tracker.org.queries import calendar_overrides, holders_of

from .digests import DIGESTS
from .digests.base import Builder, Digest, Past, asked_about, with_links
from .digests.liaison import LIAISON
from .digests.timing import EARLIEST, LATEST, USUAL, WORKDAYS, next_moment
from .models import DigestPlan, DigestRun

log = logging.getLogger(__name__)
DAY = dt.timedelta(days=1)
SALT = "digest"
# Whoever owes more than this answers on the page.
MOST_LINKED = 12
# A digest that comes later tells nobody in time what is due today.
MORNING = dt.time(10, 0)


def enrol(at: dt.datetime) -> int:
    """Gives everybody who holds a post with a digest a plan for it, on every working morning; returns how many were new."""
    next_at = next_moment(at, USUAL, WORKDAYS, calendar_for(calendar_overrides()))
    new = [
        DigestPlan(person_id=person, kind=kind, time=USUAL, next_at=next_at)
        for person, kind in sorted(without_plan(at))
    ]
    DigestPlan.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def without_plan(at: dt.datetime) -> set[tuple[int, str]]:
    """(person, kind) of everybody who holds a post with a digest and has no plan for it; two queries."""
    kinds = {builder.role: kind for kind, builder in DIGESTS.items()}
    holders = {(person, kinds[role]) for person, role in holders_of(kinds, at.astimezone(SHANGHAI).date())}
    return holders - set(DigestPlan.objects.values_list("person", "kind"))


def waiting_to_enrol(at: dt.datetime) -> int:
    """How many plans are to be made."""
    return len(without_plan(at))


def due(at: dt.datetime):
    """The plans whose moment has come (partial index)."""
    return DigestPlan.objects.filter(is_on=True, next_at__lte=at)


def waiting_digests(at: dt.datetime) -> int:
    """How many digests are due."""
    return due(at).count()


def send_due(at: dt.datetime, limit: int = 200) -> int:
    """Makes the digests that are due, at most `limit`; returns how many were sent.

    After a week of downtime one digest is made, of today: nobody is written to about the past. On a day off, or too late
    in the day, nothing is made and the plan moves on.
    """
    plans = list(due(at).select_related("person").order_by("next_at", "id")[:limit])
    if not plans:
        return 0
    clock = clock_at(at)
    return sum(send_safely(plan, clock) for plan in plans)


def send_safely(plan: DigestPlan, clock: Clock) -> bool:
    """One digest; one that cannot be made is logged, tried again in the next tick, and keeps no other waiting."""
    try:
        return send_one(plan, clock)
    except Exception:
        log.exception("digest %s of person %s could not be made", plan.kind, plan.person_id)
        return False


@transaction.atomic
def send_one(plan: DigestPlan, clock: Clock) -> bool:
    """Moves the plan on, records the run and posts the digest; False where another was faster or nothing was to be told."""
    later = next_moment(clock.at, plan.time, plan.weekdays, clock.workdays)
    mine = DigestPlan.objects.filter(pk=plan.pk, next_at=plan.next_at, is_on=True)
    if mine.update(next_at=later) != 1 or not is_time(clock):
        return False
    builder = DIGESTS[plan.kind]
    if made(plan.person, builder, period=f"{clock.today}", clock=clock) is not True:
        return False
    tell_group(plan, builder, clock)
    return True


def tell_group(plan: DigestPlan, builder: Builder, clock: Clock) -> bool:
    """Posts the numbers of a digest, never its lines, to the group chosen for it; False where there is none or it was told today."""
    if plan.group not in settings.ROBOTS:
        return False
    viewer = viewer_of(plan.person, on=clock.today)
    digest = builder.build(viewer, clock, past_of(plan.person, builder.kind, clock.at))
    return to_group(f"group:{builder.kind}:p{plan.person_id}:{clock.today}", plan, builder, digest, clock)


def to_group(key: str, plan: DigestPlan, builder: Builder, digest: Digest, clock: Clock) -> bool:
    """Posts what a group may read of a digest: how many, under which headings, and where to look after signing in."""
    url = reverse(builder.page)
    context = {"digest": digest, "day": clock.today, "url": url, "label": builder.label}
    letter = Letter("group", plan.person, render("group", context), clock.at, url)
    return post_to_group(key, letter, plan.group)


def try_group(kind: str, *, person: Person, by: Viewer, at: dt.datetime) -> bool:
    """发一条测试 to the group of the viewer's own digest; False within the same minute. Raises Forbidden, or Refused without a group."""
    builder = own(kind, by)
    plan = DigestPlan.objects.filter(person=person, kind=kind).first()
    if plan is None or not plan.group:
        raise Refused("请先选好群并保存，再发测试。")
    may_choose_groups(by)
    clock = clock_at(at)
    digest = Digest("这是一条测试消息，收到说明群机器人已接通。", ())
    minute = at.astimezone(SHANGHAI)
    return to_group(f"group-test:{kind}:p{person.pk}:{minute:%Y%m%d-%H%M}", plan, builder, digest, clock)


def may_choose_groups(by: Viewer) -> None:
    """Whether a group is told anything is the office's choice; raises Forbidden for everybody else."""
    if not by.may(Act.SEND_TO_GROUPS):
        raise Forbidden("只有督查专员可以选择发到哪个群。")


def is_time(clock: Clock) -> bool:
    """May people be written to now? On working days from EARLIEST to LATEST."""
    local = clock.at.astimezone(SHANGHAI)
    return clock.workdays.is_workday(local.date()) and EARLIEST <= local.time() <= LATEST


def made(person: Person, builder: Builder, *, period: str, clock: Clock) -> bool | None:
    """Records and posts one digest; True sent, False empty, None where this period has one already.

    Inside the caller's transaction: the run and its messages commit together.
    """
    viewer = viewer_of(person, on=clock.today)
    if builder.role not in viewer.roles:
        return None
    digest = builder.build(viewer, clock, past_of(person, builder.kind, clock.at))
    state = DigestRun.State.EMPTY if digest.is_empty else DigestRun.State.SENT
    try:
        with transaction.atomic():
            DigestRun.objects.create(
                person=person,
                kind=builder.kind,
                period=period,
                at=clock.at,
                state=state,
                counts={section.key: section.count for section in digest.sections},
                memory=dict(digest.memory),
            )
    except IntegrityError:
        return None
    if digest.is_empty:
        return False
    if builder.takes_answers:
        asked = asked_about(digest, MOST_LINKED)
        digest = with_links(digest, offer_many(asked, person, viewer=viewer, clock=clock))
    letter = Letter(
        kind="digest",
        recipient=person,
        rendered=render("digest", context_of(person, builder, digest, clock)),
        at=clock.at,
        url=reverse(builder.page),
        unsubscribe=reverse("portal:digest_off", args=[signing.dumps([person.pk, builder.kind], salt=SALT)]),
    )
    post_letter(f"digest:{builder.kind}:p{person.pk}:{period}", letter)
    return True


def past_of(person: Person, kind: str, at: dt.datetime) -> Past:
    """The last digest of this kind that the person was made; one query."""
    last = DigestRun.objects.filter(person=person, kind=kind, at__lt=at).order_by("-at").first()
    return Past(last.at, last.memory) if last else Past(at - DAY)


def context_of(person: Person, builder: Builder, digest: Digest, clock: Clock) -> dict:
    """What the template of a digest needs."""
    return {
        "person": person,
        "label": builder.label,
        "digest": digest,
        "day": clock.today,
        "url": reverse(builder.page),
        "settings_url": reverse("portal:digests"),
    }


@dataclass(frozen=True, slots=True)
class Setting:
    """One digest as its reader sets it: on or off, when, whether reminders are told in it; and what the next would say."""

    kind: str
    label: str
    is_on: bool
    time: dt.time
    weekdays: str
    takes_reminders: bool
    digest: Digest
    group: str
    groups: tuple[str, ...]


def settings_of(person: Person, viewer: Viewer, *, at: dt.datetime) -> list[Setting]:
    """The digests of the posts the person holds, each with what it would say now; nothing is recorded."""
    clock = clock_at(at)
    plans = {plan.kind: plan for plan in DigestPlan.objects.filter(person=person)}
    found = []
    groups = tuple(settings.ROBOTS) if viewer.may(Act.SEND_TO_GROUPS) else ()
    for kind, builder in DIGESTS.items():
        if builder.role not in viewer.roles:
            continue
        plan = plans.get(kind) or DigestPlan(kind=kind, time=USUAL, weekdays=WORKDAYS)
        digest = builder.build(viewer, clock, past_of(person, kind, at))
        found.append(
            Setting(
                kind,
                builder.label,
                plan.is_on,
                plan.time,
                plan.weekdays,
                plan.takes_reminders,
                digest,
                plan.group,
                groups,
            )
        )
    return found


def change(
    kind: str,
    *,
    is_on: bool,
    time: dt.time,
    weekdays: str,
    takes_reminders: bool,
    by: Viewer,
    at: dt.datetime,
) -> None:
    """Sets when the viewer's own digest comes. Raises Forbidden for a post not held, Refused for an hour nobody works."""
    builder = own(kind, by)
    if not EARLIEST <= time <= LATEST:
        raise Refused(f"时刻请在{EARLIEST:%H:%M}至{LATEST:%H:%M}之间。")
    if weekdays != WORKDAYS and not (weekdays and set(weekdays) <= set("1234567")):
        raise Refused("请至少选一天。")
    columns = {
        "is_on": is_on,
        "time": time,
        "weekdays": weekdays,
        "takes_reminders": takes_reminders,
        "next_at": next_moment(at, time, weekdays, calendar_for(calendar_overrides())),
    }
    DigestPlan.objects.update_or_create(person_id=by.actor_id, kind=builder.kind, defaults=columns)


def choose_group(kind: str, group: str, *, by: Viewer) -> None:
    """Which group is told the numbers of the viewer's own digest, "" for none. Raises Forbidden, or Refused for one without a robot."""
    builder = own(kind, by)
    if group:
        may_choose_groups(by)
        if group not in settings.ROBOTS:
            raise Refused("没有这个群的机器人，请管理员检查 TRACKER_ROBOTS。")
    DigestPlan.objects.filter(person_id=by.actor_id, kind=builder.kind).update(group=group)


@transaction.atomic
def send_now(kind: str, *, to: Person, by: Viewer, at: dt.datetime) -> bool:
    """立即发一份 to the viewer themselves: True where it was sent, False where there was nothing to tell or one was sent within this minute."""
    builder = own(kind, by)
    minute = at.astimezone(SHANGHAI)
    return made(to, builder, period=f"{minute:%Y%m%d-%H%M}", clock=clock_at(at)) is True


def own(kind: str, by: Viewer) -> Builder:
    """The builder of a digest the viewer's posts give them; raises Forbidden else."""
    builder = DIGESTS.get(kind)
    if builder is None or builder.role not in by.roles:
        raise Forbidden("您的岗位没有这种摘要。")
    return builder


def unsubscribed(token: str) -> tuple[int, str] | None:
    """(person, kind) of a link out of a digest; None for one that is not ours."""
    try:
        person, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return person, kind


def switch_off(person: int, kind: str) -> None:
    """Ends a digest at its reader's wish; official notices still come."""
    DigestPlan.objects.filter(person=person, kind=kind).update(is_on=False)


def told_in_digests(people: Iterable[int], at: dt.datetime) -> set[int]:
    """Those of the people whose digest of this morning is still to come and tells the reminders of single tasks; one query.

    Whose digest comes later in the day, or has been sent, is written to at once.
    """
    midnight = dt.datetime.combine(at.astimezone(SHANGHAI).date() + DAY, dt.time(), SHANGHAI)
    plans = DigestPlan.objects.filter(
        person__in=list(people), kind=LIAISON.kind, is_on=True, takes_reminders=True
    )
    return set(plans.filter(time__lte=MORNING, next_at__lt=midnight).values_list("person", flat=True))
