"""Writes that make drafts: split one, merge two, add one from selected words. Quotes are always the speaker's own words.

What goes (the whole of a split draft, the halves of a merger) stays as a row marked REPLACED, so that `decisions.undo` brings it back.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from tracker.access.policy import Act, Viewer
from tracker.common.dates import day_at
from tracker.common.errors import Refused
from tracker.org.queries import active_units, calendar_overrides, groups_with_members, local_seasons

from . import bridge
from .decisions import MAY_NOT, REGISTERED, as_seen, change, next_ordinal, signed
from .models import DeskAct, Draft, Speech
from .operations import require

PAUSE = "，,；;。！!？?、：: \t\r\n\u3000"
CLAUSE_END = re.compile(r"[，,；;。！!？?、：:]+")
# A selection longer than this is no single order; a gap wider than this lies between two that are no neighbours.
LONGEST, WIDEST_GAP = 1000, 600
NO_PLACE = "请在文字中间选一处断开。"
DUE = ("due_text", "due_on", "due_time", "due_kind", "due_trace", "due_provisional", "due_alternatives")
NO_TIME, NO_UNIT = "没有写明时限", "没有写明责任单位"


# The columns of words in which the engine reads nothing.
UNREAD: dict[str, Any] = {
    **dict.fromkeys(("target", "due_text", "due_kind", "due_trace", "rrule", "recurrence_text"), ""),
    **dict.fromkeys(("lead", "support", "report_to", "reasons", "doubts", "due_alternatives"), ()),
    "lead_inherited": False,
    "spans": {},
    "is_proposed": True,
    "confidence": 1.0,
}


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without pauses at either end; start == end when nothing else is in it."""
    while start < end and text[start] in PAUSE:
        start += 1
    while start < end and text[end - 1] in PAUSE:
        end -= 1
    return start, end


def places_to_cut(draft: Draft) -> list[int]:
    """Where a draft can be cut between clauses, as offsets into the speech: "要甲，要乙" → after the comma."""
    inside = (draft.start + pause.end() for pause in CLAUSE_END.finditer(draft.quote))
    return [place for place in inside if place < draft.end]


def fields_of(
    speech: Speech, start: int, end: int, context: dict[str, Any] | None, *, on: dt.date
) -> dict[str, Any]:
    """The columns of a draft whose quote is exactly text[start:end]: read from these words, else carried from `context`.

    Without a context, what the paragraph around says is one. Units are those in use on the day `on`.
    """
    units = bridge.registry(list(active_units(on)), groups_with_members(on))
    read = partial(
        bridge.read_words,
        speech.text,
        on=speech.held_on,
        known=units,
        days=calendar_overrides(),
        seasons=local_seasons(speech.held_on.year),
    )
    own = read(start, end) or {}
    if context is None:
        context = read(*paragraph_around(speech.text, start, end)) or {}
    words = speech.text[start:end]
    made = {
        **UNREAD,
        **own,
        "start": start,
        "end": end,
        "quote": words,
        "section": headings_at(speech.outline, start),
    }
    # Where several orders are in the words, the likeliest one's task would hide the others'.
    if own.get("end", 0) - own.get("start", 0) < 0.7 * len(words):
        made["action"] = words
    made.pop("ordinal", None)
    return carried(made, context)


def carried(made: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    """`made` with the units and, from words before it, the time limit of what stands around it; a doubt tells of each."""
    doubts = list(made["doubts"])
    made |= {
        name: list(made[name]) for name in ("lead", "support", "report_to", "reasons", "due_alternatives")
    }
    if not made["lead"] and context.get("lead"):
        made |= {
            "lead": context["lead"],
            "lead_inherited": True,
            "support": made["support"] or context["support"],
        }
        doubts = [doubt for doubt in doubts if doubt != NO_UNIT]
        doubts.append(f"责任单位“{context['lead'][0]['text']}”取自上下文，请核对")
    where = context.get("spans", {}).get("deadline")
    if where and where[1] <= made["start"] and not made["due_text"] and not made["rrule"]:
        made |= {name: context[name] for name in DUE}
        made["spans"] = {**made["spans"], "deadline": where}
        doubts = [doubt for doubt in doubts if doubt != NO_TIME]
        doubts.append(f"时限“{context['due_text']}”取自上文，请核对")
    made["doubts"] = doubts
    return made


def paragraph_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines that the stretch touches, from the first one's begin to the last one's end."""
    last = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, last if last >= 0 else len(text)


def headings_at(outline: list[dict[str, Any]], place: int) -> list[str]:
    """The headings above a place, outermost first."""
    above: list[dict[str, Any]] = []
    for heading in outline:
        if heading["start"] > place:
            break
        above = [*(one for one in above if one["level"] < heading["level"]), heading]
    return [heading["text"] for heading in above]


def as_columns(draft: Draft) -> dict[str, Any]:
    """What the halves of a draft may carry over from it."""
    return {name: getattr(draft, name) for name in ("lead", "support", "spans", *DUE)}


def hidden_row(speech: Speech, ordinal: int, origin: str, columns: dict[str, Any]) -> Draft:
    """A new row that no page shows yet: the act that makes it stand is a change like any other, and can be undone like any."""
    return Draft.objects.create(
        speech=speech, ordinal=ordinal, origin=origin, decision=Draft.Decision.REPLACED, **columns
    )


@transaction.atomic
def split(draft_id: int, *, place: int, revision: int, by: Viewer, at: dt.datetime) -> tuple[Draft, Draft]:
    """Cuts a draft in two at an offset of the speech; both halves wait for a decision, with the fields their own words give.

    Raises Refused where one half would have no words, Stale, Forbidden.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    draft = as_seen(draft_id, revision)
    speech = Speech.objects.get(pk=draft.speech_id)
    if not draft.start < place < draft.end:
        raise Refused(NO_PLACE)
    halves = [trimmed(speech.text, *half) for half in ((draft.start, place), (place, draft.end))]
    if any(start >= end for start, end in halves):
        raise Refused(NO_PLACE)
    ordinal = next_ordinal(speech.pk)
    made = []
    for number, (start, end) in enumerate(halves):
        columns = fields_of(speech, start, end, as_columns(draft), on=day_at(at))
        columns |= {"section": draft.section, "leader_text": draft.leader_text}
        made.append(hidden_row(speech, ordinal + number, Draft.Origin.SPLIT, columns))
    shown = {"decision": Draft.Decision.PROPOSED}
    moves = [(draft, {"decision": Draft.Decision.REPLACED}), *((half, shown) for half in made)]
    change(DeskAct.Kind.SPLIT, moves, by=by, at=at)
    return made[0], made[1]


@transaction.atomic
def merge(draft_id: int, *, revision: int, by: Viewer, at: dt.datetime) -> Draft:
    """Makes one draft of this one and the next in the text; it waits for a decision. Its quote reaches from the first's words to the last's.

    Raises Refused where there is no next one near, Stale, Forbidden.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    first = as_seen(draft_id, revision)
    if hasattr(first, "item"):
        raise Refused(REGISTERED)
    second = neighbour(first)
    if second is None or second.start - first.end > WIDEST_GAP:
        raise Refused("后面没有相邻的事项可以合并。")
    speech = Speech.objects.get(pk=first.speech_id)
    row = hidden_row(speech, next_ordinal(speech.pk), Draft.Origin.MERGED, merged(speech.text, first, second))
    gone = {"decision": Draft.Decision.REPLACED}
    moves = [(first, gone), (second, gone), (row, {"decision": Draft.Decision.PROPOSED})]
    change(DeskAct.Kind.MERGE, moves, by=by, at=at)
    return row


def neighbour(draft: Draft) -> Draft | None:
    """The next draft in the text that is neither rejected nor registered, as the desk lists it."""
    listed = Draft.objects.filter(speech=draft.speech_id, item__isnull=True).filter(
        Q(decision=Draft.Decision.ACCEPTED) | Q(decision=Draft.Decision.PROPOSED, is_proposed=True)
    )
    after = Q(start__gt=draft.start) | Q(start=draft.start, ordinal__gt=draft.ordinal)
    return listed.filter(after).order_by("start", "ordinal").first()


def merged(text: str, first: Draft, second: Draft) -> dict[str, Any]:
    """The columns of two drafts taken together; where they differ in time, the first's stays and a doubt says so."""
    start, end = first.start, max(first.end, second.end)
    keeps = first if first.due_text or first.due_on or not (second.due_text or second.due_on) else second
    lead = unique([*first.lead, *second.lead])
    leading = {name["text"] for name in lead}
    doubts = list(dict.fromkeys([*first.doubts, *second.doubts]))
    if keeps.due_text:
        doubts = [doubt for doubt in doubts if doubt != NO_TIME]
    if first.due_text and second.due_text and first.due_text != second.due_text:
        doubts.append(f"两条的时限不同（“{first.due_text}”“{second.due_text}”），请核对")
    other = second if keeps is first else first
    days = [*keeps.due_alternatives, *other.due_alternatives]
    if keeps.due_on and other.due_on and other.due_on != keeps.due_on:
        days.append(other.due_on.isoformat())
    rhythm = first if first.recurrence_text or not second.recurrence_text else second
    return {
        "start": start,
        "end": end,
        "quote": text[start:end],
        "section": first.section,
        "action": f"{first.action}；{second.action}",
        "target": "；".join(dict.fromkeys(one.target for one in (first, second) if one.target))[:200],
        "lead": lead,
        "support": [
            name for name in unique([*first.support, *second.support]) if name["text"] not in leading
        ],
        "report_to": unique([*first.report_to, *second.report_to]),
        "leader_text": first.leader_text or second.leader_text,
        "lead_inherited": first.lead_inherited,
        **{name: getattr(keeps, name) for name in DUE},
        "due_alternatives": list(dict.fromkeys(days)),
        "rrule": rhythm.rrule,
        "recurrence_text": rhythm.recurrence_text,
        "spans": {**second.spans, **first.spans, **deadline_of(keeps)},
        "confidence": min(first.confidence, second.confidence),
        "is_proposed": True,
        "reasons": list(dict.fromkeys([*first.reasons, *second.reasons])),
        "doubts": doubts,
    }


def deadline_of(draft: Draft) -> dict[str, list[int]]:
    """Where the words of its time limit stand, if they stand anywhere."""
    return {"deadline": draft.spans["deadline"]} if "deadline" in draft.spans else {}


def unique(names: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The names without repetitions, the first of each kept."""
    return list({name["text"]: name for name in reversed(names)}.values())[::-1]


def proposed_from(speech: Speech, start: int, end: int, *, on: dt.date) -> Draft:
    """An unsaved draft of selected words, its fields read by the engine from them and the paragraph around.

    Raises Refused for a selection without words, too long, or outside the text.
    """
    if not 0 <= start < end <= len(speech.text):
        raise Refused("请先在原文中选中一段文字。")
    start, end = trimmed(speech.text, start, end)
    if start >= end:
        raise Refused("所选的文字里没有内容。")
    if end - start > LONGEST:
        raise Refused(f"所选文字超过{LONGEST}字，请只选一项任务的原话。")
    return Draft(
        speech=speech,
        origin=Draft.Origin.MANUAL,
        **fields_of(speech, start, end, None, on=on) | {"confidence": 1.0},
    )


@transaction.atomic
def add(
    speech_id: int, *, start: int, end: int, fields: dict[str, Any], by: Viewer, at: dt.datetime
) -> Draft:
    """Adds an accepted draft whose quote is text[start:end], with the fields the officer confirmed. Raises Refused, Forbidden."""
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    if not fields.get("action", "").strip():
        raise Refused("请填写工作任务。")
    speech = Speech.objects.get(pk=speech_id)
    draft = proposed_from(speech, start, end, on=day_at(at))
    draft.ordinal, draft.decision = next_ordinal(speech_id), Draft.Decision.REPLACED
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(force_insert=True)
    change(DeskAct.Kind.ADD, [(draft, {"decision": Draft.Decision.ACCEPTED, **signed(by, at)})], by=by, at=at)
    return Draft.objects.get(pk=draft.pk)
