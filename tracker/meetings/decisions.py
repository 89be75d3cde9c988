"""Writes on drafts: decide, edit, accept in bulk, undo, revert. Every act is a row with what it changed, in the same transaction.

A draft is changed by a conditional update on its revision and in no other way; what became an item is closed to change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Refused, Stale
from tracker.org.founding import drop_unit, hold_unit
from tracker.org.operations import forget_name

from .models import DeskAct, Draft, DraftChange, RegimeChange, RegimeDraft
from .operations import require

MAY_NOT = "只有督查专员可以确认事项。"
ONE_CHANGED = "其中有事项刚被他人改动，请核对后再操作。"
REGISTERED = "这一条已经立项，请在责任事项中办理。"
# Acts that make and replace rows: half of one undone would leave an order twice, or not at all.
WHOLE = (DeskAct.Kind.SPLIT, DeskAct.Kind.MERGE, DeskAct.Kind.ADD)
KINDS = {
    Draft.Decision.ACCEPTED: DeskAct.Kind.ACCEPT,
    Draft.Decision.REJECTED: DeskAct.Kind.REJECT,
    Draft.Decision.PROPOSED: DeskAct.Kind.RESTORE,
}
# Answers that say which other order a draft belongs to: whoever restores it is asked anew.
LINKS = ("orphan", "restatement", "earlier")


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it: a moment in UTC, so that the same one always looks the same."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def columns_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Columns from their JSON values: {"due_on": "2026-03-20"} → {"due_on": date(2026, 3, 20)}."""
    fields: dict[str, Any] = {name: Draft._meta.get_field(name) for name in kept}
    return {name: fields[name].to_python(value) for name, value in kept.items()}


def change(
    kind: str,
    moves: Iterable[tuple[Draft, dict[str, Any]]],
    *,
    by: Viewer,
    at: dt.datetime,
    regimes: Iterable[tuple[RegimeDraft, dict[str, Any]]] = (),
) -> DeskAct:
    """Gives drafts, and announced regimes, of one speech new columns as one act; call it in a transaction.

    Each must still be as it was loaded. Raises Stale where somebody was first, Refused for a registered draft.
    """
    moves, regimes = list(moves), list(regimes)
    drafts = Draft.objects.filter(pk__in=[draft.pk for draft, _ in moves])
    if drafts.filter(Q(item__isnull=False) | Q(item_source__isnull=False)).exists():
        raise Refused(REGISTERED)
    for columns, alike in in_step(moves):
        unchanged = Draft.objects.filter(pk__in=[draft.pk for draft in alike], revision=alike[0].revision)
        if unchanged.update(revision=alike[0].revision + 1, **columns) < len(alike):
            raise Stale(became(alike[0].pk) if len(alike) == 1 else ONE_CHANGED)
    for regime, columns in regimes:
        if not RegimeDraft.objects.filter(pk=regime.pk, revision=regime.revision).update(
            revision=regime.revision + 1, **columns
        ):
            raise Stale("这项制度刚被他人改动，请核对后再操作。")
    return record(kind, moves, by=by, at=at, regimes=regimes)


def in_step(moves: Iterable[tuple[Draft, dict[str, Any]]]) -> list[tuple[dict[str, Any], list[Draft]]]:
    """The moves that one update can make: the same columns for drafts of one revision."""
    groups: dict[str, tuple[dict[str, Any], list[Draft]]] = {}
    for draft, columns in moves:
        groups.setdefault(f"{draft.revision} {columns!r}", (columns, []))[1].append(draft)
    return list(groups.values())


def became(draft_id: int) -> str:
    """What a draft has become, for whoever came second."""
    now = Draft.objects.select_related("decided_by").get(pk=draft_id)
    return f"这一条刚被{now.decided_by or '他人'}改为“{now.get_decision_display()}”，请核对后再操作。"


def record(
    kind: str,
    moves: Iterable[tuple[Draft, dict[str, Any]]],
    *,
    by: Viewer,
    at: dt.datetime,
    regimes: Iterable[tuple[RegimeDraft, dict[str, Any]]] = (),
) -> DeskAct:
    """The act's row and one change for each draft and regime, with only the columns that differ."""
    moves, regimes = list(moves), list(regimes)
    speech_id = moves[0][0].speech_id if moves else regimes[0][0].speech_id
    act = DeskAct.objects.create(
        speech_id=speech_id, kind=kind, by_id=by.actor_id, done_as=by.signature(Act.DECIDE_DRAFT), at=at
    )
    DraftChange.objects.bulk_create(
        DraftChange(act=act, draft=draft, **difference(draft, columns)) for draft, columns in moves
    )
    RegimeChange.objects.bulk_create(
        RegimeChange(act=act, regime_draft=regime, **difference(regime, columns))
        for regime, columns in regimes
    )
    return act


def difference(row: Draft | RegimeDraft, columns: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What the columns change of a row: {"before": …, "after": …}, as JSON keeps it."""
    before = {name: plain(getattr(row, name)) for name in columns}
    after = {name: plain(value) for name, value in columns.items()}
    different = [name for name in columns if before[name] != after[name]]
    return {
        "before": {name: before[name] for name in different},
        "after": {name: after[name] for name in different},
    }


def as_seen(draft_id: int, revision: int) -> Draft:
    """The draft as the officer saw it. Raises Stale when it has changed since, Refused when it was split or merged."""
    draft = Draft.objects.get(pk=draft_id)
    if draft.decision == Draft.Decision.REPLACED:
        raise Refused("这一条已经拆分或合并，请看新的各条。")
    if draft.revision != revision:
        raise Refused(REGISTERED) if is_registered(draft) else Stale(became(draft_id))
    return draft


def is_registered(draft: Draft) -> bool:
    """Has it become an item, or a source of one? Either closes it to change."""
    return hasattr(draft, "item") or hasattr(draft, "item_source")


@transaction.atomic
def decide(
    draft_id: int, decision: str, *, revision: int, by: Viewer, at: dt.datetime, reason: str = ""
) -> Draft:
    """Accepts, rejects or restores (decision "proposed") one draft as it stood at `revision`.

    Raises Stale when somebody changed it since, Refused for a rejection without a reason or a registered draft, Forbidden.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    if decision not in KINDS:
        raise Refused("没有这种决定。")
    is_rejected = decision == Draft.Decision.REJECTED
    if is_rejected and not reason.strip():
        raise Refused("请填写舍弃的原因。")
    columns = {
        "decision": decision,
        "reject_reason": reason.strip()[:200] if is_rejected else "",
        **signed(by, at),
    }
    draft = as_seen(draft_id, revision)
    if draft.decision == Draft.Decision.RESTATED:
        columns["joins"] = {}
        columns["settled"] = {kind: said for kind, said in draft.settled.items() if kind not in LINKS}
    change(KINDS[Draft.Decision(decision)], [(draft, columns)], by=by, at=at)
    return Draft.objects.get(pk=draft_id)


def signed(by: Viewer, at: dt.datetime) -> dict[str, Any]:
    """Who decided, and when."""
    return {"decided_by_id": by.actor_id, "decided_at": at}


@transaction.atomic
def edit(draft_id: int, *, revision: int, by: Viewer, at: dt.datetime, fields: dict[str, Any]) -> Draft:
    """Changes fields of a draft (action, target, lead, support, due_on, due_time …) and accepts it. Raises as `decide`."""
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    if not fields.get("action", "").strip():
        raise Refused("请填写工作任务。")
    draft = as_seen(draft_id, revision)
    is_other = any(plain(getattr(draft, name)) != plain(value) for name, value in fields.items())
    if "due_on" in fields and fields["due_on"] != draft.due_on:
        fields = {**fields, "due_alternatives": []}
    columns = {
        **fields,
        "is_edited": draft.is_edited or is_other,
        "decision": Draft.Decision.ACCEPTED,
        "reject_reason": "",
        **signed(by, at),
    }
    change(DeskAct.Kind.EDIT, [(draft, columns)], by=by, at=at)
    return Draft.objects.get(pk=draft_id)


@transaction.atomic
def accept_all(speech_id: int, *, above: float, by: Viewer, at: dt.datetime) -> list[int]:
    """Accepts every proposed draft whose confidence is at least `above`, restatements left out; their ids. One act to undo."""
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    sure = Draft.objects.select_for_update(of=("self",)).filter(
        speech=speech_id,
        decision=Draft.Decision.PROPOSED,
        is_proposed=True,
        confidence__gte=above,
        same_as__isnull=True,
    )
    drafts = list(sure)
    if not drafts:
        return []
    columns = {"decision": Draft.Decision.ACCEPTED, **signed(by, at)}
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(revision=F("revision") + 1, **columns)
    record(DeskAct.Kind.ACCEPT_ALL, [(draft, columns) for draft in drafts], by=by, at=at)
    return [draft.pk for draft in drafts]


@transaction.atomic
def undo(speech_id: int, *, by: Viewer, at: dt.datetime) -> DeskAct:
    """Takes back the officer's own last act on this speech that still stands; returns that act.

    Drafts that somebody changed since, or that were registered, stay as they are. Raises Refused when there is nothing
    to take back, Stale when nothing of the act is left to take back, or not the whole of a split, merge or addition.
    A unit that the act had made goes too, unless it is in use already (then `unit` of the act stays); an alias likewise.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    last = last_standing(speech_id, by=by)
    if last is None:
        raise Refused("没有可以撤销的操作。")
    if not DeskAct.objects.filter(pk=last.pk, undone_at__isnull=True).update(undone_at=at):
        raise Stale("这一步刚刚已经撤销。")
    if last.unit_id is not None:
        hold_unit(last.unit_id)
    changes = list(last.changes.select_related("draft__item", "draft__item_source"))
    ready = [one for one in changes if is_as_left(one) and not is_registered(one.draft)]
    regimes = [one for one in last.regime_changes.select_related("regime_draft") if is_as_left(one)]
    if not (ready or regimes) or (last.kind in WHOLE and len(ready) < len(changes)):
        raise Stale(f"“{last.get_kind_display()}”之后，有关事项已立项或又有改动，不能撤销。")
    change(
        DeskAct.Kind.UNDO,
        [(one.draft, columns_of(one.before)) for one in ready],
        regimes=[(one.regime_draft, one.before) for one in regimes],
        by=by,
        at=at,
    )
    take_back_unit(last)
    take_back_alias(last, changes)
    return last


def take_back_unit(act: DeskAct) -> None:
    """The unit that an act had made goes with it, unless a draft still to be registered names it or anything else needs it."""
    if act.unit_id is None:
        return
    waiting = Draft.objects.filter(item__isnull=True).exclude(decision=Draft.Decision.REPLACED)
    rows = waiting.values_list("lead", "support").iterator()
    if not any(name.get("unit") == act.unit_id for names in rows for field in names for name in field):
        drop_unit(act.unit_id)
    act.refresh_from_db(fields=["unit"])


def take_back_alias(act: DeskAct, changes: Iterable[DraftChange]) -> None:
    """What the act had the office remember is forgotten, unless another act that stands says so too, or it was corrected since."""
    if not act.alias or remembered(act.alias):
        return
    after = (name for made in changes for names in made.after.values() for name in names)
    meant = {(name["unit"], name["group"]) for name in after if name["text"] == act.alias}
    for unit_id, group_id in meant:
        forget_name(act.alias, unit_id=unit_id, group_id=group_id)


def remembered(alias: str) -> bool:
    """Does an act that stands have the office remember it?"""
    return DeskAct.objects.filter(alias=alias, undone_at__isnull=True).exists()


def last_standing(speech_id: int, *, by: Viewer) -> DeskAct | None:
    """The officer's own last act on the speech that still stands."""
    own = DeskAct.objects.filter(speech=speech_id, by=by.actor_id, undone_at__isnull=True)
    return own.exclude(kind=DeskAct.Kind.UNDO).order_by("-pk").first()


def is_as_left(made: DraftChange | RegimeChange) -> bool:
    """Does the draft or regime still stand as this change left it?"""
    row = made.draft if isinstance(made, DraftChange) else made.regime_draft
    return all(plain(getattr(row, name)) == value for name, value in made.after.items())


@transaction.atomic
def revert(draft_id: int, *, to: int, revision: int, by: Viewer, at: dt.datetime) -> Draft:
    """Brings a draft back to how it stood after its change `to` (0: as it was first read). Raises as `decide`."""
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    draft = as_seen(draft_id, revision)
    later = DraftChange.objects.filter(draft=draft, pk__gt=to).order_by("-pk")
    kept: dict[str, Any] = {}
    for one in later:
        kept |= one.before
    if not kept:
        raise Refused("这一条现在就是那时的样子。")
    if kept.get("decision") == Draft.Decision.REPLACED:
        raise Refused("这一条那时还不存在。")
    change(DeskAct.Kind.REVERT, [(draft, columns_of(kept))], by=by, at=at)
    return Draft.objects.get(pk=draft_id)


def next_ordinal(speech_id: int) -> int:
    """The number of a further draft of this speech."""
    return (Draft.objects.filter(speech=speech_id).aggregate(last=Max("ordinal"))["last"] or 0) + 1
