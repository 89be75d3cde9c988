"""立项: from confirmed drafts to numbered items, one assignment per unit; collectives are expanded to their members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI, day_at
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.meetings.models import Draft, Speech
from tracker.meetings.restating import waiting
from tracker.org.numbering import locked_office
from tracker.org.queries import active_units, alias_targets, groups_with_members

from .charge import charge_of, leaders_on
from .history import record
from .models import ResponsibilityItem, UnitAssignment
from .numbering import next_batch
from .sketches import sketch
from .sources import add_sources
from .states import State

NOTHING = "没有已采纳而未立项的事项。"


@dataclass(slots=True)
class Parts:
    """The units of one item: unit id → (role, the name as written); the names no unit answers to; members taken out."""

    units: dict[int, tuple[str, str]] = field(default_factory=dict)
    unresolved: list[dict[str, str]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)

    @property
    def leading(self) -> list[int]:
        """The ids of the lead units."""
        return [unit_id for unit_id, (role, _) in self.units.items() if role == "lead"]


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean in this office: `targets` as alias_targets() gives them, `members` of each group by id.

    `active` are the units in use, each with the last day it is meant to exist (None for all but temporary bodies);
    `short` their short names by id.
    """

    targets: dict[str, tuple[str, int]]
    members: dict[int, tuple[int, ...]]
    active: Mapping[int, dt.date | None]
    short: dict[int, str] = field(default_factory=dict)

    def units(self, name: dict[str, Any]) -> tuple[int, ...]:
        """The unit ids behind one name of a draft; a matched unit or group first, else the words themselves; () if unknown.

        A draft keeps ids without a key: a unit that has gone, or is out of use since, is no answer. Members of a
        collective that were taken out of this name are left out.
        """
        group = self.group(name)
        if group:
            out = {one["unit"] for one in name.get("without", ())}
            return tuple(unit_id for unit_id in self.members[group] if unit_id not in out)
        if name.get("unit") in self.active:
            return (name["unit"],)
        kind, pk = self.targets.get(name["text"], ("", 0))
        return (pk,) if kind == "unit" and pk in self.active else ()

    def group(self, name: dict[str, Any]) -> int:
        """The id of the group that one name of a draft means, 0 where it means none."""
        if name.get("unit") in self.active:
            return 0
        if name.get("group") in self.members:
            return int(name["group"])
        kind, pk = self.targets.get(name["text"], ("", 0))
        return pk if kind == "group" and pk in self.members else 0


def names_on(on: dt.date) -> Names:
    """The names as they stand on the day; four queries."""
    units = list(active_units(on).prefetch_related(None))
    groups = groups_with_members(on, units, aliases=False)
    members = {group.pk: tuple(unit.pk for unit in group.expanded) for group in groups}  # type: ignore[attr-defined]
    short = {unit.pk: unit.short_name for unit in units}
    return Names(alias_targets(units, groups), members, {unit.pk: unit.ends_on for unit in units}, short)


def parts_of(draft: Draft, names: Names) -> Parts:
    """Who answers for a draft. A unit named twice leads rather than supports; an unknown name stays visible as such."""
    parts = Parts()
    for role, written in (("lead", draft.lead), ("support", draft.support)):
        for name in written:
            found = names.units(name)
            if not found:
                parts.unresolved.append({"text": name["text"], "role": role})
            for unit_id in found:
                parts.units.setdefault(unit_id, (role, name["text"]))
            if names.group(name):
                parts.left_out += [{**one, "text": name["text"]} for one in name.get("without", ())]
    # Taken out of 各乡镇 but named beside it, a unit takes part after all.
    parts.left_out = [one for one in parts.left_out if one["unit"] not in parts.units]
    return parts


@transaction.atomic
def register_speech(
    speech_id: int, *, basis: str, approver: str, by: Viewer, at: dt.datetime
) -> list[ResponsibilityItem]:
    """Registers every accepted draft of a speech that is no item yet, with its basis and approver (DOMAIN c1 art. 11).

    Numbers run 督〔year〕batch-n; a later call goes on in the same batch. Raises Refused when there is nothing to
    register or basis or approver is missing, Stale for a draft changed meanwhile, Forbidden. A second click at once
    finds nothing left to register. Restatements become further sources of their items: [] where there was nothing else.
    """
    if not by.may(Act.REGISTER):
        raise Forbidden("只有督查专员可以立项。")
    if not basis.strip() or not approver.strip():
        raise Refused("立项需要写明立项依据和批准人。")
    # Without the key: a decision on a draft refers to its speech, and each would wait for the other for ever.
    speech = Speech.objects.select_for_update(no_key=True).get(pk=speech_id)
    restated = waiting(speech)
    drafts = taken_drafts(speech, is_enough=bool(restated))
    # The office's row is locked before batch and numbers are read.
    prefix = locked_office().number_prefix
    year, batch = batch_of(speech, at)
    last = ResponsibilityItem.objects.filter(speech=speech).aggregate(last=Max("number"))["last"] or 0
    names = names_on(day_at(at))
    leaders = leaders_on(day_at(at))
    shared = {"basis": basis.strip(), "approver": approver.strip(), "registered_at": at}
    items = []
    for number, draft in enumerate(drafts, start=last + 1):
        parts = parts_of(draft, names)
        charge = charge_of(draft, parts.leading, leaders)
        columns = {
            "item_no": f"{prefix}〔{year}〕{batch}-{number}",
            "number": number,
            "leader_in_charge": charge.person,
            "leader_text": "" if charge.person else charge.text,
            **shared,
        }
        items.append(item_of(draft, parts, columns, by=by))
    sketch(items)
    if not add_sources(restated, by=by, at=at) and not items:
        raise Refused(NOTHING)
    return items


def item_of(draft: Draft, parts: Parts, columns: dict[str, Any], *, by: Viewer) -> ResponsibilityItem:
    """Writes one draft as an item with its assignments and the first line of its history."""
    item = ResponsibilityItem.objects.create(
        unresolved=parts.unresolved,
        left_out=parts.left_out,
        registered_by_id=by.actor_id,
        **source_columns(draft),
        **columns,
    )
    UnitAssignment.objects.bulk_create(assignment_rows(item, draft, parts))
    words: dict[str, Any] = {"basis": item.basis, "approver": item.approver}
    if item.left_out:
        words["left_out"] = item.left_out
    record(item.pk, "register", by=by, at=item.registered_at, data=words)
    return item


def taken_drafts(speech: Speech, *, is_enough: bool) -> list[Draft]:
    """The accepted drafts of a speech that are no item yet, each taken in the words that were read.

    Another officer may edit or reject one between the read and the registration: every draft's revision is moved on
    only while it stands as read, so one of the two is told. Raises Refused where there is none (unless that `is_enough`,
    for restatements alone are registered too), Stale for one that changed.
    """
    drafts = list(Draft.objects.filter(speech=speech, decision=Draft.Decision.ACCEPTED, item__isnull=True))
    if not drafts and not is_enough:
        raise Refused(NOTHING)
    for draft in drafts:
        as_read = Draft.objects.filter(pk=draft.pk, decision=Draft.Decision.ACCEPTED, revision=draft.revision)
        if as_read.update(revision=draft.revision + 1) != 1:
            raise Stale("有事项刚刚被其他人修改，尚未立项，请核对后再立项。")
    return drafts


def batch_of(speech: Speech, at: dt.datetime) -> tuple[int, int]:
    """The speech's batch (year, number), taken now if it has none. The office's row is locked by the caller."""
    if speech.batch_no is None:
        year = at.astimezone(SHANGHAI).year
        speech.batch_year, speech.batch_no, speech.state = year, next_batch(year), Speech.State.APPROVED
        speech.save(update_fields=["batch_year", "batch_no", "state"])
    assert speech.batch_year is not None and speech.batch_no is not None
    return speech.batch_year, speech.batch_no


def source_columns(draft: Draft) -> dict[str, Any]:
    """What an item takes over from its draft."""
    return {
        "draft": draft,
        "speech": draft.speech,
        "task": draft.action,
        "target": draft.target,
        "section": " › ".join(draft.section)[:300],
        "quote": draft.quote,
        "source_start": draft.start,
        "source_end": draft.end,
        "report_to": "、".join(name["text"] for name in draft.report_to)[:200],
        "rrule": draft.rrule,
        "recurrence_text": draft.recurrence_text,
    }


def assignment_rows(item: ResponsibilityItem, draft: Draft, parts: Parts) -> list[UnitAssignment]:
    """One assignment per unit, each with the draft's deadline."""
    return [
        UnitAssignment(
            item=item,
            unit_id=unit_id,
            role=role,
            named_as=written[:80],
            due_text=draft.due_text,
            due_on=draft.due_on,
            due_time=draft.due_time if draft.due_on else None,
            is_approximate=draft.due_kind == "around",
        )
        for unit_id, (role, written) in parts.units.items()
    ]


@transaction.atomic
def settle_name(item_id: int, *, written: str, unit_id: int, by: Viewer, at: dt.datetime) -> UnitAssignment:
    """Gives an unresolved name of an item its unit: the name leaves the list and an assignment appears.

    Raises Refused when the name is no longer open or the unit already answers for the item, Forbidden.
    """
    if not by.may(Act.REGISTER):
        raise Forbidden("只有督查专员可以确定责任单位。")
    item = ResponsibilityItem.objects.select_for_update(of=("self",)).select_related("draft").get(pk=item_id)
    open_name = next((name for name in item.unresolved if name["text"] == written), None)
    if open_name is None:
        raise Refused(f"“{written}”已经确定了单位。")
    parts_there = UnitAssignment.objects.filter(item=item, unit=unit_id).exclude(state=State.CANCELLED)
    if parts_there.exists():
        raise Refused("这个单位已经是该事项的责任单位。")
    parts = Parts({unit_id: (open_name["role"], written)})
    row = assignment_rows(item, item.draft, parts)[0] if item.draft else UnitAssignment(
        item=item, unit_id=unit_id, role=open_name["role"], named_as=written[:80]
    )  # fmt: skip
    row.save(force_insert=True)
    item.unresolved = [name for name in item.unresolved if name is not open_name]
    item.save(update_fields=["unresolved"])
    record(
        item.pk,
        "settle_name",
        by=by,
        at=at,
        assignment_id=row.pk,
        data={"written": written, "unit": unit_id},
    )
    return row
