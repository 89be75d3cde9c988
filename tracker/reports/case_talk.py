"""What was said about an item, for its case file: leaders' instructions with their answers, requests for review with their decisions, comments.

Each a table of its own, as far as the viewer may see it; the history keeps no more than the beginning or the hash of such words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tracker.access.policy import Viewer
from tracker.common.sheets import Column
from tracker.items.boards import doer_words, doers_of
from tracker.items.comments import comments_of
from tracker.items.instructions import instructions_of
from tracker.items.models import Comment, LeaderInstruction, ResponsibilityItem
from tracker.items.queries import events_of
from tracker.items.reviewing import label_of, visible_reviews

from .ledger import moment_of

Rows = Iterator[tuple[object, ...]]
ONLY_ITEM = "整个事项"

INSTRUCTIONS = (
    Column("批示日期", 12), Column("批示领导", 12), Column("文号", 18, wrap=True), Column("批示内容", 44, wrap=True), Column("录入", 16, wrap=True),
    Column("状态", 20, wrap=True), Column("送达单位", 14), Column("要求反馈", 12), Column("反馈", 44, wrap=True), Column("反馈人", 14), Column("反馈时间", 16),
)  # fmt: skip


def instruction_rows(viewer: Viewer, item: ResponsibilityItem) -> Rows:
    """A row for each unit that an instruction went to, oldest instruction first."""
    for one in reversed(instructions_of(viewer, item)):
        for target in one.shown:  # type: ignore[attr-defined]
            yield (
                one.given_on, one.leader_name, one.paper_no, one.text, f"{one.entered_as} {moment_of(one.entered_at)}",
                standing(one), str(target.assignment.unit), one.answer_by, target.answer, target.answered_as, moment_of(target.answered_at),
            )  # fmt: skip


def standing(one: LeaderInstruction) -> str:
    """Whether it holds: "", or by whom, when and why it was withdrawn."""
    if one.withdrawn_at is None:
        return ""
    return f"{one.withdrawn_as} {moment_of(one.withdrawn_at)}撤回：{one.withdrawn_why}"


COMMENTS = (
    Column("时间", 16), Column("留言人", 14), Column("关于", 14), Column("内容", 60, wrap=True),
    Column("修改或撤回", 20, wrap=True), Column("此前的内容", 44, wrap=True),
)  # fmt: skip


def comment_rows(viewer: Viewer, item: ResponsibilityItem) -> Rows:
    """The comments, oldest first, with what they said before."""
    for one in comments_of(viewer, item).prefetch_related("versions").order_by("written_at", "pk"):
        about = str(one.assignment.unit) if one.assignment else ONLY_ITEM
        earlier = "\n".join(f"{moment_of(old.until)}前：{old.text}" for old in one.versions.all())
        yield moment_of(one.written_at), one.written_as, about, one.text, fate(one), earlier


def fate(one: Comment) -> str:
    """What became of a comment: "", 修改 or 撤回 with the moment."""
    if one.withdrawn_at:
        return f"{moment_of(one.withdrawn_at)}撤回"
    return f"{moment_of(one.edited_at)}修改" if one.edited_at else ""


REVIEWS = (
    Column("单位", 14), Column("申请时间", 16), Column("申请人", 16), Column("对哪项决定", 12), Column("决定时间", 16), Column("决定人", 16),
    Column("理由", 44, wrap=True), Column("结果", 10), Column("复核人", 16), Column("复核时间", 16), Column("复核意见", 44, wrap=True),
)  # fmt: skip


def review_rows(viewer: Viewer, item: ResponsibilityItem) -> Rows:
    """The requests for review, oldest first."""
    who = doers_of(events_of(viewer, item))
    for one in visible_reviews(viewer).filter(assignment__item=item).order_by("asked_at", "pk"):
        yield (
            str(one.assignment.unit), moment_of(one.asked_at), who(one.assignment_id, one.asked_by, one.asked_at),
            label_of(one.event.act), moment_of(one.event.at), doer_words(one.event), one.reason, one.get_state_display(),
            who(one.assignment_id, one.decided_by, one.decided_at), moment_of(one.decided_at), one.answer,
        )  # fmt: skip


# Name in the archive, its columns, its rows.
TALK: tuple[tuple[str, Sequence[Column], Callable[[Viewer, ResponsibilityItem], Rows]], ...] = (
    ("领导批示", INSTRUCTIONS, instruction_rows),
    ("复核", REVIEWS, review_rows),
    ("留言", COMMENTS, comment_rows),
)
