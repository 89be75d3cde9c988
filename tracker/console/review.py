"""View data of the confirm page: drafts as cards, grouped by heading, with what each name means in this office."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tracker.items.charge import Charge, Leaders, charge_of
from tracker.items.models import ResponsibilityItem
from tracker.items.registration import Names
from tracker.meetings.doubts import Question, remarks
from tracker.meetings.models import Draft, Speech
from tracker.meetings.typed import rhythm_text

from .marking import Line, Mark, marked_lines

# How a draft stands, for highlights and cards: the page has a word and an icon for each, colour is never the only sign.
LEGEND = {
    "proposed": "待确认",
    "accepted": "已采纳",
    "edited": "改后采纳",
    "manual": "人工补录",
    "restated": "已并入",
    "rejected": "已舍弃",
    "registered": "已立项",
}
ICONS = {
    "proposed": "user-question",
    "accepted": "circle-check",
    "edited": "pencil",
    "manual": "plus",
    "restated": "link",
    "rejected": "circle-x",
    "registered": "clipboard-check",
}
# Every icon that a card may show: they stand in the page once.
CARD_ICONS = " ".join(
    dict.fromkeys([*ICONS.values(), "arrow-back-up", "scissors", "repeat", "x", "check", "alert-triangle"])
)
# What is counted at the head of the desk: an edited or added draft is an accepted one.
TALLY = {
    "proposed": "待确认",
    "accepted": "已采纳",
    "restated": "已并入",
    "rejected": "已舍弃",
    "registered": "已立项",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A name on a card: the words; whether anybody answers to it; what it means here where that says more (12个单位).

    A collective (`is_group`) opens into its members; `note` is what to mind: members that have left, a body that ends too early.
    """

    text: str
    is_known: bool
    means: str
    is_group: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One draft as the page shows it. `is_unknown`: no lead unit, or one nobody answers to; `units` are the lead's names.

    `question` is the one a digit answers, `waiting` the words of those after it; `joined` says where a restatement went.
    """

    draft: Draft
    state: str
    decision: str
    word: str
    icon: str
    lead: tuple[Chip, ...]
    support: tuple[Chip, ...]
    report_to: tuple[Chip, ...]
    leader: Charge
    rhythm: str
    percent: int
    reasons: tuple[str, ...]
    is_unknown: bool
    units: str
    item_id: int | None = None
    item_no: str = ""
    question: Question | None = None
    waiting: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    joined: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where a draft can be cut in two: its offset in the speech, and the words on either side."""

    place: int
    before: str
    after: str


# Why the engine takes a sentence for an order: its names of cues that are not Chinese words already.
REASONS = {
    "named unit": "点明了责任单位",
    "unit named before": "前文点明了责任单位",
    "deadline": "有完成时限",
    "date": "有日期",
    "approximate date": "有大致日期",
    "period": "有时间段",
    "frequency": "有频次",
    "vague frequency": "有不定的频次",
    "masked date": "日期被隐去",
    "tied to an event": "时限随其他事项",
    "at once": "要求立即",
    "ban": "禁止性要求",
    "responsibility": "明确了责任",
    "report": "要求报送",
    "product made": "要求形成成果",
    "meeting or review": "要求开会或调度",
    "inspection": "要求检查",
    "completion": "要求完成",
    "number to be reached": "有数量指标",
    "named product": "有具体成果",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The drafts under one heading: (id, card); a draft without a card keeps the one that the browser has."""

    heading: str
    cards: list[tuple[int, Card | None]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the speech: `line` is where its paragraph begins, `drafts` how many cards stand under it."""

    text: str
    level: int
    line: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an order is, on a map of the speech that is 1000 high."""

    draft: int
    state: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the confirm page shows of one speech."""

    lines: list[Line]
    groups: list[Group]
    counts: dict[str, int]
    headings: list[Heading]
    spots: list[Spot]


def desk(speech: Speech, drafts: list[Draft], cards: Mapping[int, Card]) -> Desk:
    """The page of a speech; `cards` are those to be drawn, by draft. No query is run here."""
    groups = [
        Group(heading, [(draft.pk, cards.get(draft.pk)) for draft in members])
        for heading, members in groupby(drafts, key=lambda draft: " › ".join(draft.section))
    ]
    stand = Counter(decision_of(draft) for draft in drafts)
    made = [mark for draft in drafts for mark in marks(draft)]
    lines = marked_lines(speech.text, made + heading_marks(speech.outline))
    return Desk(
        lines=lines,
        groups=groups,
        counts={decision: stand[decision] for decision in TALLY},
        headings=headings(speech.outline, lines, drafts),
        spots=[spot(draft, len(speech.text)) for draft in drafts],
    )


def heading_marks(outline: list[dict[str, Any]]) -> list[Mark]:
    """What to mark in the text as headings."""
    return [Mark(one["start"], one["end"], "heading", level=min(one["level"], 3)) for one in outline]


def headings(outline: list[dict[str, Any]], lines: list[Line], drafts: list[Draft]) -> list[Heading]:
    """The outline with the paragraph each heading opens and the number of drafts up to the next heading."""
    begins = [line.start for line in lines]
    starts = sorted(draft.start for draft in drafts)
    ends = [*(one["start"] for one in outline[1:]), float("inf")]
    return [
        Heading(
            text=one["text"],
            level=min(one["level"], 3),
            line=begins[max(bisect_right(begins, one["start"]) - 1, 0)] if begins else 0,
            drafts=bisect_left(starts, end) - bisect_left(starts, one["start"]),
        )
        for one, end in zip(outline, ends, strict=False)
    ]


def spot(draft: Draft, length: int) -> Spot:
    """A draft's place on the map; never so thin that it cannot be hit."""
    return Spot(
        draft=draft.pk,
        state=state_of(draft),
        y=draft.start * 1000 // max(length, 1),
        height=max(4, (draft.end - draft.start) * 1000 // max(length, 1)),
    )


def card(draft: Draft, names: Names, leaders: Leaders, asked: tuple[Question, ...] = ()) -> Card:
    """One draft's card; `draft.item`, `draft.same_as` and `draft.item_source` must be loaded."""
    item = item_of(draft)
    state, lead = state_of(draft), chips(draft.lead, draft.due_on, names)
    leading = (unit_id for name in draft.lead for unit_id in names.units(name))
    return Card(
        draft=draft,
        state=state,
        decision=decision_of(draft),
        word=LEGEND[state],
        icon=ICONS[state],
        lead=lead,
        support=chips(draft.support, draft.due_on, names),
        report_to=chips(draft.report_to, None, names),
        leader=charge_of(draft, leading, leaders),
        rhythm=rhythm_text(draft.recurrence_text, draft.rrule),
        percent=round(draft.confidence * 100),
        is_unknown=not lead or not all(chip.is_known for chip in lead),
        units="、".join(chip.text for chip in lead),
        reasons=tuple(REASONS.get(reason, reason) for reason in draft.reasons),
        item_id=item.pk if item else None,
        item_no=item.item_no if item else "",
        question=asked[0] if asked else None,
        waiting=tuple(one.words for one in asked[1:]),
        remarks=remarks(draft) if state in ("proposed", "accepted", "edited", "manual") else (),
        joined=joined(draft),
    )


def item_of(draft: Draft) -> ResponsibilityItem | None:
    """The item a draft has become, or become a source of."""
    source = getattr(draft, "item_source", None)
    return getattr(draft, "item", None) or (source.item if source else None)


def decision_of(draft: Draft) -> str:
    """What is decided about a draft, as a key of TALLY; `draft.item` must be loaded."""
    return "registered" if item_of(draft) else draft.decision


def joined(draft: Draft) -> str:
    """Where a restatement belongs, in words: "第3条", "督〔2026〕3-2，时限随本次讲话"; "" for what stands by itself."""
    if draft.decision != Draft.Decision.RESTATED:
        return ""
    if draft.joins:
        return draft.joins["item_no"] + ("，时限改为本次所说" if draft.joins.get("due") else "")
    return f"第{draft.same_as.ordinal}条" if draft.same_as else ""


def state_of(draft: Draft) -> str:
    """How a draft stands, as a key of LEGEND; `draft.item` must be loaded."""
    if item_of(draft):
        return "registered"
    if draft.decision != Draft.Decision.ACCEPTED:
        return draft.decision
    if draft.origin == Draft.Origin.MANUAL:
        return "manual"
    return "edited" if draft.is_edited else "accepted"


def cuts(draft: Draft, places: list[int]) -> list[Cut]:
    """The places as the two halves they would give."""
    return [
        Cut(place, draft.quote[: place - draft.start], draft.quote[place - draft.start :]) for place in places
    ]


def chips(written: list[dict[str, Any]], due_on: dt.date | None, names: Names) -> tuple[Chip, ...]:
    """The names of one field of a draft that is due on `due_on`."""
    made = []
    for name in written:
        ids = names.units(name)
        if names.group(name):
            made.append(
                Chip(name["text"], bool(ids), members_words(name, ids), True, gone_words(name, names))
            )
            continue
        means = names.short.get(ids[0], "") if ids else ""
        ends = names.active.get(ids[0]) if ids else None
        note = f"存续至{ends}，早于时限" if ends and due_on and ends < due_on else ""
        made.append(Chip(name["text"], bool(ids), means if means != name["text"] else "", note=note))
    return tuple(made)


def members_words(name: dict[str, Any], ids: tuple[int, ...]) -> str:
    """A collective in numbers: "12个单位", "10个单位，除外2个"."""
    out = len(name.get("without", ()))
    return f"{len(ids)}个单位" + (f"，除外{out}个" if out else "")


def gone_words(name: dict[str, Any], names: Names) -> str:
    """How many members have left the group since it was read: "1个成员已不在"."""
    gone = set(name.get("seen", ())) - set(names.members.get(names.group(name), ()))
    return f"{len(gone)}个成员已不在" if gone else ""


def marks(draft: Draft) -> list[Mark]:
    """What to mark in the text for one draft."""
    made = [Mark(draft.start, draft.end, "order", draft.pk, state_of(draft))]
    for field_name, kind in (("deadline", "time"), ("recurrence", "time"), ("target", "target")):
        if field_name in draft.spans:
            begin, end = draft.spans[field_name]
            made.append(Mark(begin, end, kind, draft.pk))
    made += [
        Mark(name["start"], name["end"], "unit", draft.pk)
        for name in [*draft.lead, *draft.support, *draft.report_to]
    ]
    return made
