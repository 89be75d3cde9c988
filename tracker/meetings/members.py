"""Whom a collective stands for on one draft: members taken out with a reason, and who has come or gone since it was read.

Kept with the name itself: "seen" are the members it had when somebody last looked, "without" those taken out. Other drafts that
name the same collective are not touched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import day_at
from tracker.common.errors import Refused
from tracker.org.queries import groups_with_members

from .collectives import FIELDS, group_of
from .decisions import MAY_NOT, as_seen, change
from .models import DeskAct, Draft
from .operations import require

LONGEST_REASON = 100


@transaction.atomic
def adjust(
    draft_id: int,
    *,
    name: tuple[str, str],
    stay: Collection[int],
    reason: str,
    revision: int,
    by: Viewer,
    at: dt.datetime,
) -> Draft:
    """Takes members out of a collective, or back in: of the name (field, words) only the units in `stay` remain.

    Who was out already keeps the reason of then. Raises Refused where the name means no collective, nobody would remain, the
    reason is missing or nothing changes; Stale, Forbidden.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    field, written = name
    draft = as_seen(draft_id, revision)
    names = getattr(draft, field) if field in FIELDS else []
    one = next((one for one in names if one["text"] == written), None)
    group = group_of(one, groups_with_members(day_at(at))) if one else None
    if one is None or group is None:
        raise Refused(f"“{written}”不是单位分组，没有成员可以调整。")
    members = {unit.pk: str(unit) for unit in group.expanded}  # type: ignore[attr-defined]
    left = without(one, members, stay, reason.strip()[:LONGEST_REASON])
    if left == list(one.get("without", ())):
        raise Refused("成员没有变化。")
    after = {**one, "without": left, "seen": list(members)}
    columns = {field: [after if other is one else other for other in names]}
    change(DeskAct.Kind.MEMBERS, [(draft, columns)], by=by, at=at)
    return Draft.objects.get(pk=draft_id)


def without(
    name: Mapping[str, Any], members: Mapping[int, str], stay: Collection[int], reason: str
) -> list[dict[str, Any]]:
    """Who is taken out when only `stay` remain of `members`; one who has left the group meanwhile stays noted. Raises Refused."""
    before = {one["unit"]: one for one in name.get("without", ())}
    out = [unit_id for unit_id in members if unit_id not in stay]
    if len(out) == len(members):
        raise Refused("至少要留一个成员；都不承担的，请改责任单位或舍弃这一条。")
    if not reason and any(unit_id not in before for unit_id in out):
        raise Refused("请写明除外的原因。")
    gone = [one for unit_id, one in before.items() if unit_id not in members]
    fresh = [
        before.get(unit_id, {"unit": unit_id, "name": members[unit_id], "reason": reason}) for unit_id in out
    ]
    return fresh + gone
