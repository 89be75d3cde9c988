"""Acts on a regime that a speech announces: which rhythm holds where slogan and detail disagree, and that it is not adopted.

Adopting it is an act of the regimes (regimes.operations); all of them are desk acts and can be undone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Refused, Stale

from . import bridge
from .decisions import change
from .doubts import Answer, Question
from .models import DeskAct, Draft, RegimeDraft
from .operations import require

MAY_NOT = "只有督查专员可以确认工作制度。"
DECIDED = "这项制度已经处理过，请在“工作制度”中查看。"


def questions(draft: RegimeDraft) -> tuple[Question, ...]:
    """One question for each step whose slogan and detail name different rhythms, until it is answered."""
    if draft.decision != RegimeDraft.Decision.PROPOSED:
        return ()
    open_steps = dict.fromkeys(one["step"] for one in draft.readings if str(one["step"]) not in draft.settled)
    return tuple(question(draft, step) for step in open_steps)


def question(draft: RegimeDraft, number: int) -> Question:
    """What the slogan and the details say of one step: 口号说“旬督查”…，细则说“每半个月…”…"""
    step = draft.steps[number]
    # The slogan's own rhythm, whatever was chosen and undone since, stands in the step until it is settled.
    details = [one for one in draft.readings if one["step"] == number]
    rhythms = {step["rrule"]: "按口号"} | {one["rrule"]: "按细则" for one in details}
    answers = tuple(Answer(rule, f"{whose}：{bridge.told(rule)}") for rule, whose in rhythms.items())
    said = "、".join(f"“{one['text']}”" for one in details)
    return Question(str(number), f"口号说“{step['text']}”，细则说{said}", answers)


def spoken(rule: str) -> str:
    """How often a step falls, in words; "" where the speech does not say."""
    return bridge.told(rule) if rule else ""


def as_seen(draft_id: int, revision: int) -> RegimeDraft:
    """The announced regime as the officer saw it, still to decide. Raises Stale, Refused."""
    draft = RegimeDraft.objects.select_related("speech").get(pk=draft_id)
    if draft.revision != revision:
        raise Stale("这项制度刚被他人改动，请核对后再操作。")
    if draft.decision != RegimeDraft.Decision.PROPOSED:
        raise Refused(DECIDED)
    return draft


@transaction.atomic
def settle(draft_id: int, *, step: str, rule: str, revision: int, by: Viewer, at: dt.datetime) -> list[int]:
    """Chooses the rhythm of a step; drafts read from the words of that step get it too. Their ids. Raises Refused, Stale, Forbidden."""
    require(by, Act.ADOPT_REGIME, MAY_NOT)
    draft = as_seen(draft_id, revision)
    asked = next((one for one in questions(draft) if one.kind == step), None)
    chosen = next((one for one in asked.answers if one.key == rule), None) if asked else None
    if chosen is None:
        raise Refused("这个环节的频次已经定过了。")
    number = int(step)
    steps = [{**one, "rrule": rule} if place == number else one for place, one in enumerate(draft.steps)]
    columns: dict[str, Any] = {"steps": steps, "settled": {**draft.settled, step: chosen.label}}
    where = draft.steps[number]
    said = Draft.objects.filter(speech=draft.speech_id, start__gte=where["start"], end__lte=where["end"])
    drafts = list(said.exclude(rrule=rule).filter(item__isnull=True, item_source__isnull=True))
    moves = [(one, {"rrule": rule}) for one in drafts]
    change(DeskAct.Kind.ANSWER, moves, regimes=[(draft, columns)], by=by, at=at)
    return [one.pk for one in drafts]


@transaction.atomic
def decline(draft_id: int, *, revision: int, by: Viewer, at: dt.datetime) -> None:
    """不执行: the announced regime is not adopted; it is asked about no more. Raises Refused, Stale, Forbidden."""
    require(by, Act.ADOPT_REGIME, MAY_NOT)
    draft = as_seen(draft_id, revision)
    columns = {"decision": RegimeDraft.Decision.DECLINED}
    change(DeskAct.Kind.DECLINE, [], regimes=[(draft, columns)], by=by, at=at)


def adopted(draft: RegimeDraft, *, by: Viewer, at: dt.datetime) -> None:
    """Marks the announced regime as adopted; call it in the transaction that adopts it. Raises Stale."""
    columns = {"decision": RegimeDraft.Decision.ADOPTED}
    change(DeskAct.Kind.ADOPT, [], regimes=[(draft, columns)], by=by, at=at)
