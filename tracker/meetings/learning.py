"""What the officers' decisions teach: weights for the office's own speeches, and aliases. Nothing leaves the machine.

New weights are put in use only where they read speeches that they never saw better than the ones in use; else these stay.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction

from tracker.common.dates import day_at
from tracker.common.errors import Refused
from tracker.org.operations import forget_name, remember_name
from tracker.org.queries import (
    active_units,
    alias_targets,
    calendar_overrides,
    groups_with_members,
    local_seasons,
)

from . import bridge, weights
from .models import DeskAct, Draft, DraftChange, Speech

# Fewer speeches leave none to judge by.
FEWEST = 2
# A name settled in so many speeches, and always alike, is an alias.
SETTLED = 2
# Reasons for leaving an order out that do not say that it is none.
STILL_ORDERS = ("重复", "范围", "已办", "已完成", "已交办")


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it: the lesson (None: too few speeches), the aliases found, and the version put in use, if any."""

    speeches: int
    lesson: bridge.Lesson | None
    aliases: list[dict[str, Any]]
    version: weights.Version | None


def learn(at: dt.datetime, *, is_trial: bool = False) -> Learned:
    """Learns from every decided speech; a trial changes nothing. The same decisions give the same weights."""
    taught = teachings()
    aliases = habitual_names(day_at(at))
    if len(taught) < FEWEST:
        return Learned(len(taught), None, aliases, None)
    current = weights.in_use()
    lesson = bridge.learn(
        taught,
        known_before=current.names if current and current.holds else [],
        known=bridge.registry(list(active_units(day_at(at))), groups_with_members(day_at(at))),
        days=calendar_overrides(),
    )
    if is_trial or not (lesson.is_better or aliases):
        return Learned(len(taught), lesson, aliases, None)
    version = weights.Version(
        number=weights.next_number(),
        made_at=at,
        before=current.number if current else 0,
        names=[one.name for one in taught],
        figures={"before": asdict(lesson.before), "after": asdict(lesson.after)},
        weights=bridge.weights_of(lesson),
        engine=bridge.engine_mark(),
        aliases=aliases,
    )
    if not lesson.is_better:
        # The names alone are new: a version all the same, so that they can be taken back.
        kept = current if current and current.holds else None
        names, old = (kept.names, kept.weights) if kept else ([], None)
        version = replace(version, names=names, weights=old)
    take_names(aliases)
    weights.put_in_use(version)
    return Learned(len(taught), lesson, aliases, version)


def revert() -> tuple[weights.Version, weights.Version | None]:
    """Goes back to what was in use before the present version, its aliases with it; (what was left, what is in use now).

    Raises Refused where the engine's own weights are in use.
    """
    current = weights.in_use()
    if current is None:
        raise Refused("正在使用随软件自带的权重，没有可以退回的版本。")
    with transaction.atomic():
        for one in current.aliases:
            forget_name(one["text"], unit_id=one.get("unit_id"), group_id=one.get("group_id"))
    weights.name_in_use(current.before)
    return current, weights.in_use()


def teachings() -> list[bridge.Taught]:
    """What each speech with decisions teaches, in order of day and text, so that the result does not depend on the database."""
    states = (Speech.State.PARSED, Speech.State.APPROVED)
    found = Speech.objects.filter(state__in=states).order_by("held_on", "sha256")
    made = (taught_by(speech) for speech in found.prefetch_related("drafts"))
    return [one for one in made if any(listed is not None for _, _, listed in one.decided)]


def taught_by(speech: Speech) -> bridge.Taught:
    """The decisions of one speech as stretches of its text."""
    standing = [one for one in speech.drafts.all() if one.decision != Draft.Decision.REPLACED]
    decided = [(one.start, one.end, listed(one)) for one in standing if has_been_seen(one)]
    waiting = any(one.decision == Draft.Decision.PROPOSED and one.is_proposed for one in standing)
    return bridge.Taught(
        name=speech.sha256,
        text=speech.text,
        on=speech.held_on,
        decided=tuple(sorted(decided, key=str)),
        is_finished=not waiting,
        seasons=local_seasons(speech.held_on.year),
    )


def has_been_seen(draft: Draft) -> bool:
    """A sentence the engine took for no order, and nobody touched, is no decision by itself."""
    return draft.is_proposed or draft.decision != Draft.Decision.PROPOSED


def listed(draft: Draft) -> bool | None:
    """Did the officer take it for an order? None where nobody has said, or where it was left out for another reason."""
    if draft.decision in (Draft.Decision.ACCEPTED, Draft.Decision.RESTATED):
        return True
    if draft.decision == Draft.Decision.REJECTED:
        return None if any(words in draft.reject_reason for words in STILL_ORDERS) else False
    return None


def habitual_names(on: dt.date) -> list[dict[str, Any]]:
    """Names that officers settled by hand in several speeches, always alike, and that no alias knows yet, in order of name."""
    meant: dict[str, set[tuple[int | None, int | None]]] = defaultdict(set)
    where: dict[str, set[int]] = defaultdict(set)
    acts = DraftChange.objects.filter(
        act__undone_at__isnull=True, act__kind__in=(DeskAct.Kind.NAME, DeskAct.Kind.EDIT)
    )
    for change in acts.select_related("act").order_by("pk"):
        for name in newly_settled(change):
            meant[name["text"]].add((name.get("unit"), name.get("group")))
            where[name["text"]].add(change.act.speech_id)
    known = alias_targets(list(active_units(on)), groups_with_members(on))
    return [
        dict(zip(("text", "unit_id", "group_id"), (text, *next(iter(targets))), strict=True))
        for text, targets in sorted(meant.items())
        if len(targets) == 1 and len(where[text]) >= SETTLED and text not in known
    ]


def newly_settled(change: DraftChange) -> list[dict[str, Any]]:
    """The names that an act gave their unit, in the speaker's own words."""
    found = []
    for field_name in ("lead", "support"):
        open_before = {
            name["text"]
            for name in change.before.get(field_name, [])
            if not (name.get("unit") or name.get("group"))
        }
        found += [
            name
            for name in change.after.get(field_name, [])
            if name["text"] in open_before and (name.get("unit") or name.get("group"))
        ]
    return found


@transaction.atomic
def take_names(aliases: list[dict[str, Any]]) -> None:
    """Makes aliases of the names found."""
    for one in aliases:
        remember_name(one["text"], unit_id=one["unit_id"], group_id=one["group_id"])
