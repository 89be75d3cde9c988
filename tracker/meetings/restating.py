"""Links a draft to the one it states again. The link is a decision like any other: undone, reverted, registered with its speech."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Refused

from .decisions import MAY_NOT, as_seen, change, signed
from .doubts import GONE
from .models import DeskAct, Draft, Speech
from .operations import require
from .wording import grams, likeness

# How many drafts are offered by digit; how far in the text counts as near, in characters.
MOST, NEAR = 6, 2000


@dataclass(frozen=True, slots=True)
class First:
    """A draft that another may restate: what it is called on the desk, and how alike the two are in percent."""

    pk: int
    ordinal: int
    action: str
    percent: int


def firsts(draft: Draft) -> list[First]:
    """The drafts that this one may restate, likeliest first, then nearest; one query."""
    mine = grams(f"{draft.action}{draft.target}")
    others = standing(draft).only("ordinal", "action", "target", "start")
    weighed = [
        (likeness(mine, grams(f"{other.action}{other.target}")), -abs(other.start - draft.start), other)
        for other in others
    ]
    weighed.sort(key=lambda one: (one[2].pk == draft.same_as_id, round(one[0], 1), one[1]), reverse=True)
    return [First(other.pk, other.ordinal, other.action, round(alike * 100)) for alike, _, other in weighed]


def standing(draft: Draft) -> Any:
    """The drafts of the speech that make or may make an item, but for this one."""
    listed = Draft.objects.filter(speech=draft.speech_id).exclude(pk=draft.pk)
    return listed.exclude(decision__in=(*GONE, Draft.Decision.RESTATED))


@transaction.atomic
def link(draft_id: int, *, to: int, revision: int, by: Viewer, at: dt.datetime) -> Draft:
    """Makes a draft a restatement of the draft `to` of the same speech; what restated it follows.

    Raises Refused where `to` cannot be restated, Stale, Forbidden.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    draft = as_seen(draft_id, revision)
    first = standing(draft).filter(pk=to).first()
    if first is None:
        raise Refused("请选择本篇讲话中一条未舍弃、未并入的事项。")
    columns = {"decision": Draft.Decision.RESTATED, "same_as_id": to, "joins": {}, "reject_reason": ""}
    following = Draft.objects.filter(same_as=draft_id, decision=Draft.Decision.RESTATED)
    moves = [(draft, {**columns, **signed(by, at)})]
    moves += [(one, {"same_as_id": to}) for one in following]
    change(DeskAct.Kind.RESTATE, moves, by=by, at=at)
    return draft


def waiting(speech: Speech) -> list[Draft]:
    """The restatements of a speech that are no source of an item yet, their speech loaded."""
    linked = Draft.objects.filter(speech=speech, decision=Draft.Decision.RESTATED, item_source__isnull=True)
    return list(linked.select_related("speech"))


def taken(draft: Draft) -> bool:
    """Takes a restatement in the words that were read, as registration does; False where it has changed since."""
    as_read = Draft.objects.filter(pk=draft.pk, decision=draft.decision, revision=draft.revision)
    return as_read.update(revision=draft.revision + 1) == 1


def roots(drafts: Iterable[Draft]) -> dict[int, int]:
    """Id of each restatement → id of the draft that is no restatement itself; a circle ends where it began."""
    points = {draft.pk: draft.same_as_id for draft in drafts if draft.same_as_id}
    found = {}
    for start in points:
        seen, here = {start}, points[start]
        while here in points and points[here] not in seen:
            seen.add(here)
            here = points[here]
        found[start] = here
    return found
