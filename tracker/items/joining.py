"""Lets a draft join an item that is there: asked on the desk, chosen as an act that can be undone.

sources.py carries it out when the speech is registered. A new date is taken over only where the officer chose so.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Refused
from tracker.meetings.decisions import MAY_NOT, as_seen, change, signed
from tracker.meetings.doubts import OPEN, Answer, Question, day_words
from tracker.meetings.models import DeskAct, Draft
from tracker.meetings.operations import require

from .earlier import Earlier, earlier_orders
from .registration import Names

KIND = "earlier"


def is_open(draft: Draft) -> bool:
    """May the draft still be asked whether it joins an item? A link to another draft comes first; `draft.item` must be loaded."""
    return draft.decision in OPEN and KIND not in draft.settled and not draft.same_as_id


def question(draft: Draft, earlier: Earlier) -> Question:
    """The question whether a draft states an earlier order again."""
    day = f"{earlier.said_on.month}月{earlier.said_on.day}日"
    words = f"{day}已部署，尚未办结：{earlier.item_no}“{earlier.task[:60]}”"
    return Question(KIND, words, (*joins(draft, earlier), Answer("apart", "另立新事项")), earlier.item_id)


def joins(draft: Draft, earlier: Earlier) -> tuple[Answer, ...]:
    """The ways to join: with the new date where the words name another one, and with the old."""
    link = {"item": earlier.item_id, "item_no": earlier.item_no}
    as_it_is = {"decision": Draft.Decision.RESTATED, "joins": {**link, "due": False}}
    if draft.due_on is None or draft.due_on == earlier.due_on:
        return (Answer("join", "把本次讲话作为新的依据并入", as_it_is),)
    before = f"（原{day_words(earlier.due_on)}）" if earlier.due_on else ""
    stays = Answer("join", "并入，时限不变", as_it_is)
    if not earlier.extension_allowed and earlier.due_on and draft.due_on > earlier.due_on:
        return (Answer("join", "并入，时限不变（该事项不得延期）", as_it_is),)
    with_day = {**as_it_is, "joins": {**link, "due": True}}
    return (Answer("join_day", f"并入，时限改为{day_words(draft.due_on)}{before}", with_day), stays)


@transaction.atomic
def answer(draft_id: int, *, key: str, revision: int, names: Names, by: Viewer, at: dt.datetime) -> Draft:
    """Settles whether a draft joins the earlier item it was offered. Raises Refused where that is no longer open, Stale, Forbidden."""
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    draft = as_seen(draft_id, revision)
    earlier = earlier_orders(by, [draft], names).get(draft_id) if is_open(draft) else None
    answers = question(draft, earlier).answers if earlier else ()
    chosen = next((one for one in answers if one.key == key), None)
    if chosen is None:
        raise Refused("这一条没有可以并入的已有事项，或已经处理过了。")
    columns = {**chosen.columns, "settled": {**draft.settled, KIND: chosen.label}}
    if "decision" in columns:
        columns |= signed(by, at)
    kind = DeskAct.Kind.JOIN if "decision" in columns else DeskAct.Kind.ANSWER
    change(kind, [(draft, columns)], by=by, at=at)
    return draft
