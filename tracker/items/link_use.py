"""免登录办理, the receiving side: what a link in a mail would do, why it is dead, and using it exactly once.

A link gives no session and no more than its one act, which is done with the rights its person has at that moment: the
operation and the policy are the pages' own. Looking at it changes nothing, since mail scanners look at every link.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from tracker.access.policy import Act, Viewer
from tracker.access.viewers import viewer_of
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Refused, Stale
from tracker.notices.oneclick import secret_of

from .clock import clock_at
from .extensions import ask_extension
from .links import digest_of, possible_acts
from .models import ActLink, UnitAssignment
from .operations import acknowledge
from .progress import Told, report_progress, report_unchanged
from .queries import relations, visible_assignments

NEEDED = {
    "acknowledge": Act.ACKNOWLEDGE,
    "report": Act.REPORT,
    "unchanged": Act.REPORT,
    "ask_extension": Act.ASK_EXTENSION,
}
GONE = "这个链接已失效：对应的岗位已经变动，或这项任务已不归您办理。"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was filled in on the link's page; which fields count depends on the act."""

    content: str = ""
    percent: int | None = None
    amount: Decimal | None = None
    new_due_on: dt.date | None = None
    reason: str = ""


def find(token: str) -> ActLink | None:
    """The link of a token, with its assignment, item and unit; None for a token that was never sent. One query at most."""
    secret = secret_of(token)
    if not secret:
        return None
    links = ActLink.objects.select_related("assignment__item", "assignment__unit", "person")
    return links.filter(digest=digest_of(secret)).first()


def why_dead(link: ActLink, at: dt.datetime) -> str:
    """Why the link does nothing any more, as a sentence; "" while it can be used. A few queries."""
    if link.used_at is not None:
        when = link.used_at.astimezone(SHANGHAI)
        return f"这个链接已在{when:%-m月%-d日%H:%M}用过，一个链接只能用一次。"
    if link.withdrawn_at is not None:
        return "这个链接已由较新邮件里的链接代替，请打开最新的一封邮件。"
    if at >= link.expires_at:
        when = link.expires_at.astimezone(SHANGHAI)
        return f"这个链接已在{when:%-m月%-d日%H:%M}过期，请登录办理。"
    if link.address != link.person.email:
        return "这个链接寄往的邮箱已不是您登记的邮箱，请登录办理。"
    viewer = viewer_by(link, at)
    seen = visible_assignments(viewer).filter(pk=link.assignment_id).first()
    if seen is None or not viewer.may(NEEDED[link.act], relations(viewer, seen)):
        return GONE
    if link.act not in possible_acts(viewer, seen, clock_at(at)):
        return f"这项任务现在是“{seen.get_state_display()}”，不需要或不能再{link.get_act_display()}。"
    return ""


def viewer_by(link: ActLink, at: dt.datetime) -> Viewer:
    """The rights of the link's person as of now; nobody's where the account was closed."""
    return viewer_of(link.person, on=at.astimezone(SHANGHAI).date(), via="link")


@transaction.atomic
def use(token: str, answer: Answer, *, at: dt.datetime) -> ActLink:
    """Does the link's act, once: using it up and the act commit together, and an act that is refused leaves it unused.

    Raises Refused for a link that is dead or an answer that cannot be, Stale where somebody was faster with it, Forbidden.
    """
    link = find(token)
    if link is None:
        raise Refused("没有这个链接，请核对地址是否完整。")
    # The assignment first, as in every act on it; a second click waits here and then finds the link used.
    UnitAssignment.objects.select_for_update().only("pk").get(pk=link.assignment_id)
    fresh = find(token)
    assert fresh is not None
    why = why_dead(fresh, at)
    if why:
        raise Refused(why)
    live = ActLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None, expires_at__gt=at)
    if live.update(used_at=at) != 1:
        raise Stale("这个链接刚刚已被使用。")
    perform(fresh, answer, viewer_by(fresh, at), at)
    return fresh


def perform(link: ActLink, answer: Answer, by: Viewer, at: dt.datetime) -> None:
    """The act itself, by the operation that the pages call."""
    pk = link.assignment_id
    if link.act == ActLink.Act.ACKNOWLEDGE:
        acknowledge(pk, by=by, at=at)
    elif link.act == ActLink.Act.UNCHANGED:
        report_unchanged(pk, by=by, at=at)
    elif link.act == ActLink.Act.REPORT:
        report_progress(pk, Told(answer.content, percent=answer.percent, amount=answer.amount), by=by, at=at)
    elif answer.new_due_on is None:
        raise Refused("请填写申请延至的日期。")
    else:
        ask_extension(pk, new_due_on=answer.new_due_on, reason=answer.reason, by=by, at=at)
