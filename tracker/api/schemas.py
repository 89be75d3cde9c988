"""What the interface takes and gives, field by field; the OpenAPI document is made from it. No rules: those are the operations'."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from tracker.items.clock import COLOURS
from tracker.items.filters import STATE_SETS
from tracker.items.paging import SORTS
from tracker.items.states import State
from tracker.meetings.models import Speech


def storable(text: str) -> str:
    """Text that every database takes. Raises ValueError for NUL and for halves of characters."""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("含有无法处理的字符，请删去后重试。")
    return text


Text = Annotated[str, AfterValidator(storable)]
Id = Annotated[int, Field(ge=1, le=2**53)]
MAX_PAGE = 100
ORDERS = tuple(mark + name for name in SORTS for mark in ("", "-"))


class Given(Schema):
    """A body: a name that is not known is an error, not a slip that goes unnoticed."""

    model_config = ConfigDict(extra="forbid")


class ActIn(Given):
    """An act without words. `revision`: the one you saw; where the task has moved since, the answer is 409."""

    revision: int | None = Field(None, ge=0, le=2**31 - 1, description="您看到的版本号；其后有变动则答 409")


class ReasonIn(ActIn):
    """An act that takes something back."""

    reason: Text = Field(max_length=500, description="理由，写入办理记录并告知单位")


class ReportIn(ActIn):
    """进展反馈."""

    content: Text = Field(max_length=4000, description="进展情况")
    problems: Text = Field("", max_length=2000, description="存在问题")
    next_steps: Text = Field("", max_length=2000, description="下步措施")
    percent: int | None = Field(None, ge=0, le=100, description="完成比例(%)")
    amount: Decimal | None = Field(
        None, ge=0, max_digits=14, decimal_places=4, description="完成数量；目标要求是一个数量时填它"
    )


class NewDateIn(Given):
    """Another deadline, asked for or set."""

    new_due_on: dt.date = Field(description="新的时限")
    reason: Text = Field(max_length=500, description="理由")


class AnswerIn(Given):
    """答复延期申请."""

    granted: bool = Field(description="是否同意")
    answer: Text = Field("", max_length=500, description="答复；不同意的须说明理由")


class ChaseIn(Given):
    """催办."""

    words: Text = Field("", max_length=200, description="附言")


class WhyIn(Given):
    """An act that needs a reason and no revision."""

    reason: Text = Field(max_length=500, description="理由")


class HandOverIn(Given):
    """改派."""

    unit_id: Id = Field(description="接办单位的编号，见 units")
    new_due_on: dt.date | None = Field(None, description="新的时限；不填则时限不变")
    reason: Text = Field(max_length=500, description="理由")


class HandDownIn(Given):
    """分解."""

    unit_ids: list[Id] = Field(min_length=1, max_length=MAX_PAGE, description="下级单位的编号")
    task: Text = Field(min_length=1, max_length=500, description="任务内容")
    due_on: dt.date | None = Field(None, description="时限；不填则与上级任务相同")


class CommentIn(Given):
    """留言."""

    text: Text = Field(min_length=1, max_length=2000, description="内容，可以 @ 人")
    assignment_id: Id | None = Field(None, description="只对一个单位的任务留言时填")


class KeepIn(Given):
    """Which speeches of what was handed in are wanted."""

    numbers: list[Annotated[int, Field(ge=0, le=9999)]] = Field(
        min_length=1, max_length=1000, description="要保留的各篇的序号，从 0 起，见 choices"
    )


class SpeechIn(Given):
    """A speech as text."""

    text: Text = Field(min_length=1, description="讲话全文")
    name: Text = Field("", max_length=200, description="名称，例如原文件名")


class ItemsAsked(Schema):
    """What is asked of the list of items; what is left out asks nothing."""

    q: Text = Field("", max_length=60, description="关键词")
    unit: Id | None = Field(None, description="责任单位的编号")
    role: Literal["", "lead", "support", "sub"] = Field("", description="分工")
    state: Literal[("", *STATE_SETS, *State.values)] = Field("", description="状态，或 told、open、checking")  # type: ignore[valid-type]
    light: Literal[("", *COLOURS)] = Field("", description="亮灯")  # type: ignore[valid-type]
    speech: Id | None = Field(None, description="来源讲话的编号")
    due_from: dt.date | None = Field(None, description="时限起")
    due_to: dt.date | None = Field(None, description="时限止")
    unsettled: bool = Field(False, description="只看单位未确定的")
    sort: Literal[ORDERS] = Field("due", description="排序；前加 - 为倒序")  # type: ignore[valid-type]
    after: Text = Field("", max_length=60, description="上一页给出的 next")
    limit: int = Field(25, ge=1, le=MAX_PAGE, description="每页条数")


class SpeechesAsked(Schema):
    """What is asked of the list of speeches."""

    q: Text = Field("", max_length=60, description="关键词")
    state: Literal[("", *Speech.State.values)] = Field("", description="状态")  # type: ignore[valid-type]
    after: Text = Field("", max_length=60, description="上一页给出的 next")
    limit: int = Field(25, ge=1, le=MAX_PAGE, description="每页条数")


class EventsAsked(Schema):
    """From which place of the stream on."""

    cursor: int = Field(0, ge=0, le=2**53, description="上次答复给出的 cursor；从头开始为 0")
    limit: int = Field(100, ge=1, le=500, description="至多几条")


class LightOut(Schema):
    colour: str
    word: str
    phrase: str


class AssignmentOut(Schema):
    """单位任务: one unit's part in an item. `acts`: what the client's person could do to it now."""

    id: int
    revision: int
    item_id: int
    item_no: str
    task: str
    target: str
    unit_id: int
    unit: str
    role: str
    role_label: str
    state: str
    state_label: str
    light: LightOut
    due_on: dt.date | None
    due_text: str
    due_words: str
    is_approximate: bool
    original_due_on: dt.date | None
    asked_due_on: dt.date | None
    last_percent: int | None
    last_report_on: dt.date | None
    upper_id: int | None
    acts: list[str]


class ItemOut(Schema):
    """责任事项, with the parts of units that the client's person may see."""

    id: int
    item_no: str
    task: str
    target: str
    section: str
    quote: str
    source: str
    held_on: dt.date | None
    basis: str
    approver: str
    leader: str
    is_listed: bool
    extension_allowed: bool
    recurrence: str
    registered_at: dt.datetime
    assignments: list[AssignmentOut]


class ItemsOut(Schema):
    items: list[ItemOut]
    next: str | None = Field(description="下一页的 after；没有下一页为 null")


class AssignmentsOut(Schema):
    assignments: list[AssignmentOut]
    next: str | None = Field(description="下一页的 after；没有下一页为 null")


class EvidenceOut(Schema):
    """佐证材料; the file itself is fetched by its number."""

    id: int
    name: str
    size: int = Field(description="字节数")
    sha256: str


class ReportOut(Schema):
    """进展反馈."""

    id: int
    assignment_id: int
    unit: str
    content: str
    problems: str
    next_steps: str
    percent: int | None
    amount: Decimal | None
    is_unchanged: bool
    reported_by: str
    reported_at: dt.datetime
    evidence: list[EvidenceOut]


class ReportsOut(Schema):
    reports: list[ReportOut]


class ReportedOut(Schema):
    report: ReportOut
    assignment: AssignmentOut


class EventOut(Schema):
    """One line of an item's history. `words`: as people read it on the item's page."""

    id: int
    item_id: int
    item_no: str
    number: int
    assignment_id: int | None
    unit: str
    act: str
    label: str
    by: str
    at: dt.datetime
    moved: str
    words: str
    data: dict[str, Any]


class EventsOut(Schema):
    events: list[EventOut]
    cursor: int = Field(description="下次从这里继续，不会漏也不会重")
    has_more: bool = Field(description="为 true 时可以马上再取")


class SpeechOut(Schema):
    """讲话, without its text."""

    id: int
    title: str
    speaker: str
    occasion: str
    level: str
    held_on: dt.date
    state: str
    state_label: str
    uploaded_at: dt.datetime


class SpeechesOut(Schema):
    speeches: list[SpeechOut]
    next: str | None = Field(description="下一页的 after；没有下一页为 null")


class SpeechTextOut(SpeechOut):
    text: str


class CommentOut(Schema):
    """留言."""

    id: int
    item_id: int
    assignment_id: int | None
    by: str
    text: str = Field(description="撤回后为空")
    written_at: dt.datetime
    edited_at: dt.datetime | None
    withdrawn_at: dt.datetime | None


class CommentsOut(Schema):
    comments: list[CommentOut]


class UnitOut(Schema):
    id: int
    name: str


class UnitsOut(Schema):
    units: list[UnitOut]


class ChoiceOut(Schema):
    """One speech of what was handed in, before it is kept or dropped."""

    number: int
    title: str
    speaker: str
    held_on: dt.date | None
    length: int = Field(description="字数")
    opening: str
    is_here: bool = Field(description="同一文字已经录入")
    twin: int | None = Field(description="与本文件中第几篇（从 0 起）相同")
    like_speech_id: int | None = Field(description="与已录入的这一篇几乎相同")
    percent: int | None = Field(description="与它相同的百分比")


class SourceOut(Schema):
    """来稿: what was handed in, and what became of it."""

    id: int
    name: str
    state: str
    parts: int
    choices: list[ChoiceOut] = Field(description="等待选择的各篇；无需选择时为空")
    speeches: list[SpeechOut]
    words: str = Field(description="下一步要做什么")


class Wrong(Schema):
    field: str
    message: str


class Problem(Schema):
    """Every answer that is no success (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str = Field(description="给人看的一句话")
    errors: list[Wrong] | None = None
    present: AssignmentOut | None = None
