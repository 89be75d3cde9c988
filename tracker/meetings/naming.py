"""Says which unit a name of a speech means: suggestions, and the choice, for every draft of the speech that has the name.

"Always mean this" also writes an alias, which holds for the whole office and is therefore an act of managing units.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import day_at
from tracker.common.errors import Refused
from tracker.org.founding import NewUnit, create_unit, hold_unit
from tracker.org.likeness import Known, likely
from tracker.org.models import Unit
from tracker.org.operations import remember_name
from tracker.org.queries import known_names

from .collectives import members_by_group
from .decisions import MAY_NOT, as_seen, change, remembered
from .models import DeskAct, Draft
from .operations import require

FIELDS = ("lead", "support")
MOST = 5


def suggestions(draft: Draft, written: str, *, on: dt.date) -> list[Known]:
    """What a name may mean, likeliest first; for a draft without a lead (""), the leads of the drafts nearest to it."""
    known = known_names(on)
    if written:
        return likely(written, known, most=MOST)
    by_name = {name: one for one in reversed(known) for name in one.names}
    by_key = {one.key: one for one in known}
    others = Draft.objects.filter(speech=draft.speech_id).exclude(pk=draft.pk).exclude(lead=[])
    near = sorted(others.only("start", "lead"), key=lambda other: abs(other.start - draft.start))
    found = (by_key.get(key_of(name)) or by_name.get(name["text"]) for other in near for name in other.lead)
    return list(dict.fromkeys(one for one in found if one))[:MOST]


def key_of(name: dict[str, Any]) -> str:
    """What a name of a draft was matched to: "unit:3", "group:1" or ""."""
    if name.get("unit"):
        return f"unit:{name['unit']}"
    return f"group:{name['group']}" if name.get("group") else ""


@transaction.atomic
def settle(
    draft_id: int, *, written: str, key: str, always: bool, revision: int, by: Viewer, at: dt.datetime
) -> int:
    """Gives a name its unit or group ("unit:3", "group:1") in all drafts of the speech that leave it open; how many.

    With written "" the unit becomes the lead of this draft alone. The quote and the name's words stay as they were said.
    Raises Refused for a key that does not exist or a name that is not open, Stale, Forbidden.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    chosen = next((one for one in known_names(day_at(at)) if one.key == key), None)
    if chosen is None:
        raise Refused("请选择一个单位或分组。")
    kind, _, pk = key.partition(":")
    if kind == "unit" and not hold_unit(int(pk)):
        raise Refused("这个单位刚刚撤回了，请另选。")
    draft = as_seen(draft_id, revision)
    ids: dict[str, Any] = {"unit": None, "group": None, kind: int(pk)}
    alias = ""
    if always and written:
        require(by, Act.MANAGE_UNITS, "只有督查专员和系统管理员可以登记别名。")
        is_new = remember_name(written, unit_id=ids["unit"], group_id=ids["group"])
        # One that the office had before stays when the act is taken back.
        alias = written.strip() if is_new or remembered(written.strip()) else ""
    if kind == "group":
        ids["seen"] = members_by_group(day_at(at)).get(int(pk), [])
    moves = moves_of(draft, written, chosen.label, ids)
    act = change(DeskAct.Kind.NAME, moves, by=by, at=at)
    DeskAct.objects.filter(pk=act.pk).update(alias=alias)
    return len(moves)


def moves_of(
    draft: Draft, written: str, label: str, ids: dict[str, Any]
) -> list[tuple[Draft, dict[str, Any]]]:
    """What changes where when a name gets its unit. Raises Refused where no draft leaves the name open."""
    if not written:
        lead = [*draft.lead, {"text": label, "start": 0, "end": 0, **ids}]
        return [(draft, {"lead": lead, "lead_inherited": False})]
    found = ((one, named(one, written, ids)) for one in open_drafts(draft.speech_id))
    moves = [(one, columns) for one, columns in found if columns]
    if not moves:
        raise Refused(f"“{written}”已经认定。")
    return moves


@transaction.atomic
def settle_new(
    draft_id: int, *, written: str, new: NewUnit, always: bool, revision: int, by: Viewer, at: dt.datetime
) -> tuple[Unit, int]:
    """Makes a unit and lets a name mean it, as `settle`; the unit and how many drafts. One act: undone, both are gone.

    Raises Refused where the unit cannot be made (its name is taken …), Stale, Forbidden; then nothing was made.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    draft = as_seen(draft_id, revision)
    unit = create_unit(new, by=by, on=day_at(at))
    ids = {"unit": unit.pk, "group": None}
    if always and written and written not in (unit.name, unit.short_name):
        remember_name(written, unit_id=unit.pk)
    moves = moves_of(draft, written, unit.short_name, ids)
    act = change(DeskAct.Kind.NEW_UNIT, moves, by=by, at=at)
    DeskAct.objects.filter(pk=act.pk).update(unit=unit)
    return unit, len(moves)


def open_drafts(speech_id: int) -> list[Draft]:
    """The drafts of a speech that can still be changed."""
    standing = Draft.objects.filter(speech=speech_id, item__isnull=True)
    return list(standing.exclude(decision=Draft.Decision.REPLACED))


def named(draft: Draft, written: str, ids: dict[str, Any]) -> dict[str, Any]:
    """The columns of a draft in which an open name gets its unit; {} where it has no such name."""
    columns = {}
    for field in FIELDS:
        before = getattr(draft, field)
        after = [{**name, **ids} if name["text"] == written and not key_of(name) else name for name in before]
        if after != before:
            columns[field] = after
    return columns
