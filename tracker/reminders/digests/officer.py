"""督查专员: new answers, what waits for verification or an answer, slots that were missed, what the office itself owes."""

from __future__ import annotations

from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.items import boards
from tracker.items.clock import Clock
from tracker.items.lights import SHANGHAI
from tracker.items.queries import reports_since, waiting_extensions
from tracker.regimes.owed import office_duties, slots_missed

from .base import Builder, Digest, Line, Past, filled, item_url, row_line, section


def build(viewer: Viewer, clock: Clock, past: Past) -> Digest:
    """What has come in since the last digest, and what waits for the office."""
    reports = [
        Line(
            f"{one.assignment.item.item_no} {one.assignment.item.task}",
            f"{one.assignment.unit}：{one.content[:60]}",
            item_url(one.assignment.item_id),
        )
        for one in reports_since(viewer, past.at, until=clock.at)
    ]
    asked = [
        Line(
            f"{one.assignment.item.item_no} {one.assignment.item.task}",
            f"{one.assignment.unit} 申请延期至{one.new_due_on.month}月{one.new_due_on.day}日",
            item_url(one.assignment.item_id),
        )
        for one in waiting_extensions(viewer)
    ]
    missed = [
        Line(
            f"{one.item_no} {one.task}",
            f"{one.unit} {one.due_at.astimezone(SHANGHAI):%-m月%-d日}漏报",
            item_url(one.item),
        )
        for one in slots_missed(viewer, past.at, until=clock.at)
    ]
    duties = [
        Line(
            one.words,
            f"{one.what}，{one.due_on.month}月{one.due_on.day}日{'，已过' if one.is_late else ''}",
            reverse("console:duties"),
        )
        for one in office_duties(viewer, at=clock.at)
        if one.due_on <= clock.today
    ]
    sections = filled(
        section("checking", "待核查", map(row_line, boards.checking_rows(viewer, clock))),
        section("extensions", "待答复的延期申请", asked),
        section("duties", "本室应办", duties),
        section("missed", "新增漏报", missed),
        section("reports", "新反馈", reports),
    )
    numbers = "，".join(f"{one.label}{one.count}项" for one in sections)
    return Digest(f"{numbers}。" if sections else "没有新的反馈，也没有等待办理的事项。", sections)


OFFICER = Builder("officer", "督查专员每日摘要", "officer", "console:dashboard", build)
