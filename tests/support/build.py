"""Small builders: a_speech(), a_draft(), an_item(). Every one takes what the test is about and supposes the rest."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from openpyxl import Workbook

from tests.support.world import NOW, TODAY, World
from tracker.items.models import ResponsibilityItem, UnitAssignment
from tracker.items.registration import register_speech
from tracker.meetings import intake
from tracker.meetings.models import Draft, Source, Speech

BODY = "县{0}局要在3月20日前完成{0}工作方案，报县政府督查室备案。各乡镇要对照{0}任务清单逐项落实，每周一报送进展情况。"
COLLECTION = "".join(
    f"篇{n}：在全县{topic}工作会议上的讲话\n（2026年2月{n + 10}日）\n同志们：\n"
    + "".join(f"第{k}，关于{topic}的第{k}项。" + BODY.format(topic + str(k)) + "\n" for k in range(1, 7))
    for n, topic in ((1, "森林防火"), (2, "饮水安全"))
)
TEXT = "各位同志,县财政局要在3月20日前完成预算审计,审计部门配合。各乡镇每周一报送进展情况。"


def a_speech(world: World, text: str = TEXT, **columns: Any) -> Speech:
    """A parsed speech held today."""
    return Speech.objects.create(
        **{
            "title": "在全县重点工作推进会上的讲话",
            "held_on": TODAY,
            "text": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "state": Speech.State.PARSED,
            "uploaded_by": world.officer,
            "uploaded_at": NOW,
            **columns,
        }
    )


def a_source(world: World, text: str = COLLECTION, name: str = "汇编.txt") -> Source:
    """A file of two speeches that waits for a choice."""
    return intake.receive(text.encode(), name=name, max_bytes=10**7, by=world.viewer("officer"), at=NOW)


def a_name(text: str, speech: Speech | None = None, **ids: Any) -> dict[str, Any]:
    """A name as drafts keep it."""
    start = speech.text.find(text) if speech else 0
    return {
        "text": text,
        "start": max(start, 0),
        "end": max(start, 0) + len(text),
        "unit": None,
        "group": None,
        **ids,
    }


def a_draft(speech: Speech, **columns: Any) -> Draft:
    """An accepted draft: 财政局 leads, due on 2026-03-20."""
    ordinal = Draft.objects.filter(speech=speech).count() + 1
    quote = "县财政局要在3月20日前完成预算审计"
    start = max(speech.text.find(quote), 0)
    return Draft.objects.create(
        **{
            "speech": speech,
            "ordinal": ordinal,
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "action": "完成预算审计",
            "lead": [a_name("县财政局", speech)],
            "due_text": "3月20日前",
            "due_on": TODAY.replace(day=20),
            "due_kind": "by",
            "confidence": 0.95,
            "decision": Draft.Decision.ACCEPTED,
            **columns,
        }
    )


def an_item(world: World, *, speech: Speech | None = None, **columns: Any) -> ResponsibilityItem:
    """A registered item of one draft; `columns` go to the draft."""
    speech = speech or a_speech(world)
    a_draft(speech, **columns)
    return register_speech(
        speech.pk, basis="县长办公会议", approver="王副县长", by=world.viewer("officer"), at=NOW
    )[-1]


def an_assignment(world: World, unit: str = "财政局", **columns: Any) -> UnitAssignment:
    """The registered assignment of `unit` in a new item; `columns` change the assignment itself."""
    speech = Speech.objects.first() or a_speech(world)
    item = an_item(world, speech=speech, lead=[a_name(world.units[unit].name)])
    assignment = UnitAssignment.objects.get(item=item, unit=world.units[unit])
    if columns:
        UnitAssignment.objects.filter(pk=assignment.pk).update(**columns)
        assignment.refresh_from_db()
    return assignment


LEDGER_HEAD = (
    "编号",
    "重点任务",
    "责任单位",
    "协办单位",
    "办结时限",
    "完成情况",
    "办结日期",
    "任务来源",
    "批示领导",
    "工作进展",
)
LEDGER_ROW = (
    "台-1",
    "修订防汛预案",
    "财政局",
    "县审计局",
    "2026-06-30",
    "办理中",
    "",
    "县长办公会",
    "王副县长",
    "已完成初稿",
)


def a_ledger(*rows: tuple[Any, ...], head: tuple[str, ...] = LEDGER_HEAD) -> bytes:
    """An old ledger as .xlsx, with a heading above its head; one good row where none is given."""
    book = Workbook()
    for row in (("青禾县2026年重点任务台账",), head, *(rows or (LEDGER_ROW,))):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
