"""The doubts of a draft as questions with numbered answers, and the act of answering one.

A kind of doubt is one function that asks, and one line of KINDS: what it is called, which of the engine's sentences it stands
for, the function. A question follows from the draft's columns, so one that an edit has settled is not asked any more.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import sensible
from tracker.common.errors import Refused
from tracker.common.workdays import calendar_for
from tracker.org.queries import calendar_overrides, the_office

from .decisions import MAY_NOT, as_seen, change, signed
from .models import DeskAct, Draft, Speech
from .operations import require

WEEKDAYS = "一二三四五六日"
RHYTHMS = (
    ("FREQ=WEEKLY", "每周"),
    ("FREQ=MONTHLY;BYMONTHDAY=15,-1", "每半月"),
    ("FREQ=MONTHLY", "每月"),
    ("FREQ=MONTHLY;INTERVAL=3", "每季度"),
)
OPEN = (Draft.Decision.PROPOSED, Draft.Decision.ACCEPTED)
GONE = (Draft.Decision.REJECTED, Draft.Decision.REPLACED)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its label, and the columns it gives the draft. `needs`: "day" (a date comes with it), "unit" (the unit question answers)."""

    key: str
    label: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt put to the officer: what is open, and the answers in the order of their digits. `item`: one to look at first."""

    kind: str
    words: str
    answers: tuple[Answer, ...]
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What questions are asked with: the office's default limit, and who leads where in the text."""

    workdays: int
    default_on: dt.date
    leads: tuple[Led, ...] = ()

    def near(self, draft: Draft) -> list[tuple[str, str, list[dict[str, Any]]]]:
        """Who may be meant where nobody is named: (key, label, lead) of the drafts before and after under the same heading.

        Under a heading where nobody is named, the one before it.
        """
        place = bisect_left(self.leads, draft.start, key=lambda led: led.start)
        before, after = self.leads[place - 1 : place] if place else (), self.leads[place : place + 1]
        found = [("before", f"承前{names(led.lead)}", led.lead) for led in before]
        beside = [
            ("after", f"同下条{names(led.lead)}", led.lead) for led in after if led.section == draft.section
        ]
        if beside and before and before[0].section != draft.section:
            return beside
        known = {words_of(lead) for _, _, lead in found}
        return found + [one for one in beside if words_of(one[2]) not in known]


@dataclass(frozen=True, slots=True)
class Led:
    """A draft that names its lead: where it begins, its headings, the lead."""

    start: int
    section: list[str]
    lead: list[dict[str, Any]]


def words_of(lead: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The names of a lead as written."""
    return tuple(name["text"] for name in lead)


Ask = Callable[[Draft, Around], Question | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of doubt. `covers`: a pattern of the engine's sentences that its question stands for."""

    name: str
    covers: str
    ask: Ask


def around(speech: Speech, drafts: Iterable[Draft] | None = None) -> Around:
    """What surrounds the drafts of a speech; two queries, and one more unless its `drafts` are given.

    A candidate of low confidence that nobody accepted leads nowhere, whether the desk shows it or not: what an answer names must not
    depend on a switch.
    """
    office = the_office()
    if drafts is None:
        standing = Draft.objects.filter(speech=speech.pk).exclude(decision__in=GONE).exclude(lead=[])
        drafts = standing.only("start", "lead", "section", "decision", "is_proposed")
    calendar = calendar_for(calendar_overrides())
    led = sorted(
        (Led(one.start, one.section, one.lead) for one in drafts if one.lead and leads(one)),
        key=lambda one: one.start,
    )
    default_on = calendar.add_workdays(speech.held_on, office.default_workdays)
    return Around(office.default_workdays, default_on, tuple(led))


def leads(draft: Draft) -> bool:
    """May the lead of this draft be meant by another one that names none?"""
    return draft.decision not in GONE and (draft.is_proposed or draft.decision != Draft.Decision.PROPOSED)


def day_words(day: dt.date, year: int | None = None) -> str:
    """A date for people, the year only where it is another: "6月24日（周三）", "2027年1月1日（周五）"."""
    head = f"{day.year}年" if year is not None and day.year != year else ""
    return f"{head}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def said(draft: Draft) -> str:
    """The words of the time limit in quotation marks."""
    return f"“{draft.due_text}”"


def names(lead: Sequence[Mapping[str, Any]]) -> str:
    """The names of a lead in quotation marks, the first three: “县财政局、县审计局”."""
    more = f"等{len(lead)}个单位" if len(lead) > 3 else ""
    return "“" + "、".join(name["text"] for name in lead[:3]) + f"”{more}"


def on_day(day: dt.date, why: str) -> dict[str, Any]:
    """The columns of a time limit that an officer has settled."""
    return {
        "due_on": day,
        "due_kind": "by",
        "due_trace": f"督查专员确定：{why}"[:300],
        "due_provisional": False,
        "due_alternatives": [],
    }


OWN_DAY = Answer("day", "自定日期", needs="day")
NO_LIMIT = Answer("none", "不定时限")


def default_limit(around: Around) -> Answer:
    """The office's default, taken only when chosen."""
    label = f"办公室默认期限（{around.workdays}个工作日，{day_words(around.default_on)}）"
    return Answer("default", label, on_day(around.default_on, f"办公室默认期限{around.workdays}个工作日"))


def ask_orphan(draft: Draft, around: Around) -> Question | None:
    """A restatement whose first statement is gone: its words must not vanish with it."""
    first = draft.same_as
    if (
        draft.decision != Draft.Decision.RESTATED
        or draft.joins
        or first is None
        or first.decision not in GONE
    ):
        return None
    back = {"decision": Draft.Decision.PROPOSED, "same_as_id": None}
    away = {"decision": Draft.Decision.REJECTED, "reject_reason": f"与已舍弃的第{first.ordinal}条重复"}
    return Question(
        "orphan",
        f"所并入的第{first.ordinal}条{first.get_decision_display()}",
        (Answer("back", "恢复为单独事项", back), Answer("away", "一并舍弃", away)),
    )


def ask_restatement(draft: Draft, around: Around) -> Question | None:
    """An order that an earlier one states already."""
    first = draft.same_as
    if first is None or first.decision in GONE:
        return None
    return Question(
        "restatement",
        f"与第{first.ordinal}条重复",
        (
            Answer("join", "作为重申并入", {"decision": Draft.Decision.RESTATED}),
            Answer("apart", "保留为单独事项", {"same_as_id": None}),
        ),
    )


def ask_unit_missing(draft: Draft, around: Around) -> Question | None:
    """Nobody is named."""
    if draft.lead:
        return None
    near = [
        Answer(key, label, {"lead": lead, "lead_inherited": True}) for key, label, lead in around.near(draft)
    ]
    return Question(
        "unit_missing",
        "没有点明谁来办",
        (*near, Answer("unit", "选择单位", needs="unit"), Answer("none", "暂不确定")),
    )


def ask_unit_inherited(draft: Draft, around: Around) -> Question | None:
    """The unit was named before, not here."""
    if not (draft.lead and draft.lead_inherited) or "unit_missing" in draft.settled:
        return None
    return Question(
        "unit_inherited",
        f"责任单位{names(draft.lead)}取自上文",
        (
            Answer("yes", "就是它" if len(draft.lead) == 1 else "就是它们"),
            Answer("no", "不是，另定", {"lead": [], "lead_inherited": False}),
        ),
    )


def ask_time_ambiguous(draft: Draft, around: Around) -> Question | None:
    """The words of the limit can mean several days."""
    others = [dt.date.fromisoformat(day) for day in draft.due_alternatives]
    if draft.due_on is None or not others:
        return None
    days = sorted({draft.due_on, *others})[:6]
    chosen = (
        Answer(day.isoformat(), day_words(day, around.default_on.year), on_day(day, f"{said(draft)}为{day}"))
        for day in days
    )
    return Question("time_ambiguous", f"{said(draft)}是哪一天", (*chosen, OWN_DAY, unlimited(draft)))


def unlimited(draft: Draft) -> Answer:
    """The answer that takes a read date away."""
    gone: dict[str, Any] = {
        "due_on": None,
        "due_time": None,
        "due_alternatives": [],
        "due_provisional": False,
    }
    return Answer("none", "不定时限", gone | {"due_trace": "督查专员确定：不定时限"})


def ask_time_around(draft: Draft, around: Around) -> Question | None:
    """About a day."""
    if draft.due_kind != "around" or draft.due_on is None:
        return None
    day = day_words(draft.due_on, around.default_on.year)
    return Question(
        "time_around",
        f"{said(draft)}是大约日期",
        (
            Answer("about", f"按{day}办，仍标约数"),
            Answer("day_itself", f"以{day}为准", on_day(draft.due_on, f"{said(draft)}以当日为准")),
            OWN_DAY,
        ),
    )


def ask_time_provisional(draft: Draft, around: Around) -> Question | None:
    """Counted over workdays that are not published yet."""
    if not draft.due_provisional or draft.due_on is None:
        return None
    day = day_words(draft.due_on, around.default_on.year)
    return Question(
        "time_provisional", "节假日安排尚未公布，日期为暂定", (Answer("keep", f"暂按{day}"), OWN_DAY)
    )


def ask_time_carried(draft: Draft, around: Around) -> Question | None:
    """The limit stands before these words: half of a split draft has it from the whole."""
    where = draft.spans.get("deadline")
    if not (where and where[1] <= draft.start and draft.due_text and CARRIED.search("\n".join(draft.doubts))):
        return None
    return Question(
        "time_carried", f"时限{said(draft)}取自上文", (Answer("keep", "沿用"), OWN_DAY, unlimited(draft))
    )


def ask_time_vague(draft: Draft, around: Around) -> Question | None:
    """尽快, 会后, 第一时间: no date (DESIGN 4: the office's default only when the officer confirms)."""
    if draft.due_kind != "asap" or draft.due_on or draft.rrule:
        return None
    return Question("time_vague", f"{said(draft)}没有日期", (default_limit(around), OWN_DAY, NO_LIMIT))


def ask_time_event(draft: Draft, around: Around) -> Question | None:
    """The limit hangs on something else: 收到花名册后5个工作日内."""
    if draft.due_kind != "event" or draft.due_on:
        return None
    follow = Answer("none", "随该事项，不定日期")
    return Question("time_event", f"{said(draft)}取决于其他事项", (OWN_DAY, follow))


def ask_time_masked(draft: Draft, around: Around) -> Question | None:
    """x月x日."""
    if draft.due_kind != "masked" or draft.due_on:
        return None
    return Question("time_masked", f"{said(draft)}中的日期被隐去", (OWN_DAY, NO_LIMIT))


def ask_time_missing(draft: Draft, around: Around) -> Question | None:
    """No word about when."""
    if draft.due_text or draft.due_on or draft.rrule:
        return None
    return Question("time_missing", "没有写明时限", (default_limit(around), OWN_DAY, NO_LIMIT))


def ask_rhythm_vague(draft: Draft, around: Around) -> Question | None:
    """定期: how often?"""
    if draft.rrule != "IRREGULAR":
        return None
    rhythms = (Answer(rule, label, {"rrule": rule, "recurrence_text": label}) for rule, label in RHYTHMS)
    words = f"“{draft.recurrence_text or '定期'}”没有写明间隔"
    return Question("rhythm_vague", words, (*rhythms, Answer("none", "不定期")))


CARRIED = re.compile(r"^时限“.*”取自上文", re.M)

# In the order in which they are asked of one draft.
KINDS: tuple[Kind, ...] = (
    Kind("orphan", r"(?!)", ask_orphan),
    Kind("restatement", r"^与第\d+项内容相同", ask_restatement),
    Kind("unit_missing", r"^没有写明责任单位", ask_unit_missing),
    Kind("unit_inherited", r"^责任单位“.*”取自(?:前文|上下文)", ask_unit_inherited),
    Kind("time_ambiguous", r"^时限“.*”也可理解为|^两条的时限不同", ask_time_ambiguous),
    Kind("time_around", r"^时限“.*”是大约日期", ask_time_around),
    Kind("time_provisional", r"^节假日安排尚未公布", ask_time_provisional),
    Kind("time_carried", CARRIED.pattern, ask_time_carried),
    Kind("time_vague", r"^时限“.*”没有确定日期", ask_time_vague),
    Kind("time_event", r"^时限“.*”取决于其他事项", ask_time_event),
    Kind("time_masked", r"^时限“.*”中的日期被隐去", ask_time_masked),
    Kind("time_missing", r"^没有写明时限", ask_time_missing),
    Kind("rhythm_vague", r"^频次没有写明", ask_rhythm_vague),
)
COVERED = re.compile("|".join(f"(?:{kind.covers})" for kind in KINDS), re.DOTALL)


def is_asked(draft: Draft) -> bool:
    """Does the desk still ask about it? Not what is rejected, replaced or registered; `draft.item` must be loaded."""
    if getattr(draft, "item", None) or getattr(draft, "item_source", None):
        return False
    return draft.decision in (*OPEN, Draft.Decision.RESTATED)


def questions(draft: Draft, around: Around) -> tuple[Question, ...]:
    """The open questions about a draft, in the order they are asked; `draft.item` and `draft.same_as` must be loaded."""
    if not is_asked(draft):
        return ()
    if draft.decision == Draft.Decision.RESTATED:
        asked = [ask_orphan(draft, around)]
    else:
        asked = [kind.ask(draft, around) for kind in KINDS if kind.name not in draft.settled]
    return tuple(one for one in asked if one is not None)


def remarks(draft: Draft) -> tuple[str, ...]:
    """The doubts that no question stands for: they are shown as they are."""
    return tuple(doubt for doubt in draft.doubts if not COVERED.search(doubt))


def chosen(asked: Iterable[Question], kind: str, key: str) -> Answer:
    """The answer that was chosen. Raises Refused where the question is not open any more or has no such answer."""
    question = next((one for one in asked if one.kind == kind), None)
    if question is None:
        raise Refused("这个疑点已经处理过了。")
    answer = next((one for one in question.answers if one.key == key), None)
    if answer is None or answer.needs == "unit":
        raise Refused("请选择一个答案。")
    return answer


@transaction.atomic
def answer(
    draft_id: int, *, kind: str, key: str, day: dt.date | None, revision: int, by: Viewer, at: dt.datetime
) -> Draft:
    """Settles one doubt of a draft by an answer of its question; `day` comes with an answer that needs one.

    Raises Refused where the doubt is settled already, the answer is none or its day is missing or absurd, Stale, Forbidden.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    draft = as_seen(draft_id, revision)
    speech = Speech.objects.defer("text").get(pk=draft.speech_id)
    answer = chosen(questions(draft, around(speech)), kind, key)
    columns, label = dict(answer.columns), answer.label
    if answer.needs == "day":
        if day is None:
            raise Refused("请填写日期。")
        if not sensible(day, speech.held_on):
            raise Refused("完成时限应在讲话之前1年至之后20年之内，请核对年份。")
        columns, label = on_day(day, "自定日期"), day_words(day, speech.held_on.year)
    if "decision" in columns:
        columns |= signed(by, at)
    columns["settled"] = {**draft.settled, kind: label}
    change(DeskAct.Kind.ANSWER, [(draft, columns)], by=by, at=at)
    return draft
