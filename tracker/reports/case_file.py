"""卷宗: everything the office holds on one item, as far as the viewer may see it, in one zip that anybody can check.

Streamed: no file and no archive is held in memory whole. The same state gives the same bytes, so nothing tells the moment
of the export; the last line of the history says up to when it reaches.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.common.archives import Out, entry, safe_name, steady, unique
from tracker.common.errors import Forbidden
from tracker.common.sheets import Column, write
from tracker.items import boards
from tracker.items.flags import flags_of
from tracker.items.history import first_bad_of
from tracker.items.models import Event, Evidence, ProgressReport, ResponsibilityItem, UnitAssignment
from tracker.items.queries import (
    checks_of,
    events_of,
    extensions_of,
    relations,
    reports_of,
    visible_assignments,
)
from tracker.notices.queries import sent_about
from tracker.org.queries import the_office

from . import case_papers, official
from .case_talk import TALK, Rows
from .ledger import moment_of
from .queries import papers_naming, words_of

CHUNK = 2**16
MANIFEST = "校验清单（SHA-256）.txt"
EVIDENCE = "佐证材料"


@dataclass(frozen=True, slots=True)
class Case:
    """What the viewer may see of the item, read once."""

    item: ResponsibilityItem
    parts: tuple[UnitAssignment, ...]
    reports: tuple[ProgressReport, ...]
    events: tuple[Event, ...]
    marks: dict[int, tuple[str, ...]]
    sees_all: bool


def file_name(item: ResponsibilityItem) -> str:
    """What the archive is called: 督〔2026〕1-3卷宗.zip."""
    return safe_name(f"{item.item_no}卷宗.zip")


def may_take(viewer: Viewer, item: ResponsibilityItem) -> bool:
    """May the viewer take the case file of an item that they see? One query at most."""
    if viewer.may(Act.CASE_FILE):
        return True
    seen = visible_assignments(viewer).filter(item=item)
    return any(viewer.may(Act.CASE_FILE, relations(viewer, part)) for part in seen)


def stream(viewer: Viewer, item: ResponsibilityItem) -> Iterator[bytes]:
    """The bytes of the archive, piece by piece. Raises Forbidden at once, before the first piece."""
    if not may_take(viewer, item):
        raise Forbidden("您的岗位不能下载这个事项的卷宗。")
    return pieces(viewer, case_of(viewer, item))


def case_of(viewer: Viewer, item: ResponsibilityItem) -> Case:
    """Reads the case; five queries."""
    parts = tuple(visible_assignments(viewer).filter(item=item))
    reports, events = reports_of(viewer, item), events_of(viewer, item)
    marks: dict[int, tuple[str, ...]] = {}
    if viewer.may(Act.CHECK):
        again = {event.assignment_id for event in events if event.act == "reopen" and event.assignment_id}
        marks = flags_of(reports, again)
    return Case(item, parts, tuple(reports), tuple(events), marks, viewer.may(Act.CASE_FILE))


def pieces(viewer: Viewer, case: Case) -> Iterator[bytes]:
    """Writes member after member and hands over what has been written."""
    out, sums, taken = Out(), [], set()  # type: tuple[Out, list[str], set[str]]
    with zipfile.ZipFile(out, "w") as archive:  # type: ignore[call-overload]
        for path, contents in members(viewer, case):
            name = unique(path, taken)
            digest = hashlib.sha256()
            with archive.open(entry(name), "w") as member:
                for piece in contents():
                    digest.update(piece)
                    member.write(piece)
                    yield out.taken()
            sums.append(f"{digest.hexdigest()}  {name}")
        listed = "\n".join(sums) + "\n"
        archive.writestr(entry(MANIFEST), listed.encode())
    yield out.taken()


def members(viewer: Viewer, case: Case) -> Iterator[tuple[str, Callable[[], Iterable[bytes]]]]:
    """Path and contents of every file, in order; contents are made when they are written."""
    office = the_office().name
    yield "01-封面.docx", lambda: [steady(case_papers.cover(case.item, case.parts, office=office))]
    for part in case.parts:
        if part.slip_no:
            name = f"02-交办单/{safe_name(f'{part.slip_no} {part.unit}.docx')}"
            yield name, lambda part=part: [steady(case_papers.slip(part, office=office))]  # type: ignore[misc]
    for paper in papers_naming(viewer, {part.pk for part in case.parts}, since=case.item.registered_at):
        # Written again from its frozen words: what the archive holds does not hang on a file of the disk.
        name = f"02-督查通报/{safe_name(f'{paper.year}年第{paper.number}期 {paper.title}.docx')}"
        yield name, lambda paper=paper: [steady(official.docx(words_of(paper)))]  # type: ignore[misc]
    yield "03-进展反馈.xlsx", lambda: [table("进展反馈", REPORTS, report_rows(case))]
    yield from evidence(case)
    yield "05-延期申请.xlsx", lambda: [table("延期申请", EXTENSIONS, extension_rows(viewer, case))]
    yield "06-核查.xlsx", lambda: [table("核查", CHECKS, check_rows(viewer, case))]
    for name, columns, rows in TALK:
        yield f"06-{name}.xlsx", partial(said, name, columns, rows, viewer, case)
    yield "07-消息.xlsx", lambda: [table("消息", MESSAGES, message_rows(viewer, case))]
    yield "08-办理记录.xlsx", lambda: [table("办理记录", HISTORY, history_rows(case))]
    yield "08-办理记录.csv", lambda: [as_csv(HISTORY, history_rows(case))]
    yield "09-办理记录校验.txt", lambda: [chain_text(case).encode()]


def evidence(case: Case) -> Iterator[tuple[str, Callable[[], Iterable[bytes]]]]:
    """The files that came with reports, each in its unit's folder under its day and its own name."""
    for report in reversed(case.reports):
        unit, day = str(report.assignment.unit), moment_of(report.reported_at)[:10]
        for file in report.evidence.all():
            path = f"04-{EVIDENCE}/{safe_name(unit)}/{day} {safe_name(file.name)}"
            yield path, lambda file=file: chunks(file)  # type: ignore[misc]


def chunks(file: Evidence) -> Iterator[bytes]:
    """The bytes of a kept file; a sentence in their place where the file has gone."""
    try:
        opened = file.file.open("rb")
    except FileNotFoundError:
        yield "这份材料的文件已不在服务器上。".encode()
        return
    with opened:
        while piece := opened.read(CHUNK):
            yield piece


def said(
    name: str, columns: Sequence[Column], rows: Callable[..., Rows], viewer: Viewer, case: Case
) -> list[bytes]:
    """One table of what was said about the item."""
    return [table(name, columns, rows(viewer, case.item))]


def table(name: str, titles: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """A table whose bytes tell nothing of the moment."""
    return write(name, titles, rows, is_dated=False)


REPORTS = (
    Column("单位", 14), Column("填报时间", 16), Column("填报人", 10), Column("录入方式", 20, wrap=True),
    Column("进展情况", 44, wrap=True), Column("存在问题", 24, wrap=True), Column("下步措施", 24, wrap=True),
    Column("完成比例(%)", 8), Column("完成数量", 10), Column("佐证材料", 30, wrap=True), Column("提示", 20, wrap=True),
)  # fmt: skip


def report_rows(case: Case) -> Iterator[tuple[object, ...]]:
    """The reports, oldest first, with their marks where the viewer is shown them."""
    for report in reversed(case.reports):
        row = getattr(report, "sheet_row", None)
        yield (
            str(report.assignment.unit),
            moment_of(report.reported_at),
            str(report.reported_by),
            f"反馈表“{row.sheet.name}”第{row.number}行" if row else "页面",
            report.content,
            report.problems,
            report.next_steps,
            report.percent,
            f"{report.amount.normalize():f}" if report.amount is not None else "",
            "\n".join(f"{file.name}（{file.sha256[:12]}）" for file in report.evidence.all()),
            "；".join(case.marks.get(report.pk, ())),
        )


EXTENSIONS = (
    Column("单位", 14), Column("申请时间", 16), Column("申请人", 16), Column("原时限", 12), Column("申请延至", 12),
    Column("理由", 40, wrap=True), Column("结果", 10), Column("答复人", 16), Column("答复时间", 16), Column("答复意见", 30, wrap=True),
)  # fmt: skip


def extension_rows(viewer: Viewer, case: Case) -> Iterator[tuple[object, ...]]:
    """The requests for a later date, oldest first."""
    who = boards.doers_of(case.events)
    for one in reversed(extensions_of(viewer, case.item)):
        yield (
            str(one.assignment.unit), moment_of(one.asked_at), who(one.assignment_id, one.asked_by, one.asked_at),
            one.old_due_on, one.new_due_on, one.reason, one.get_state_display(),
            who(one.assignment_id, one.decided_by, one.decided_at), moment_of(one.decided_at), one.answer,
        )  # fmt: skip


CHECKS = (
    Column("单位", 14), Column("方式", 10), Column("计划日期", 12), Column("安排人", 16), Column("核查时间", 16),
    Column("核查人", 16), Column("结果", 10), Column("自报比例(%)", 10), Column("核实比例(%)", 10), Column("核查情况", 44, wrap=True),
)  # fmt: skip


def check_rows(viewer: Viewer, case: Case) -> Iterator[tuple[object, ...]]:
    """The looks at the work, oldest first."""
    who = boards.doers_of(case.events)
    for one in reversed(checks_of(viewer, case.item)):
        yield (
            str(one.assignment.unit), one.get_kind_display(), one.planned_on,
            who(one.assignment_id, one.planned_by, one.planned_at), moment_of(one.done_at),
            who(one.assignment_id, one.done_by, one.done_at), one.get_result_display() if one.result else "",
            one.reported_percent, one.percent, one.finding,
        )  # fmt: skip


MESSAGES = (
    Column("生成时间", 16), Column("收件人", 12), Column("渠道", 10), Column("主题", 40, wrap=True),
    Column("状态", 10), Column("发送时间", 16), Column("阅读时间", 16), Column("正文", 60, wrap=True),
)  # fmt: skip


def message_rows(viewer: Viewer, case: Case) -> Iterator[tuple[object, ...]]:
    """The messages on the item; to whoever does not see all, their own alone."""
    recipient = None if case.sees_all else viewer.actor_id
    for one in sent_about(reverse("portal:item", args=[case.item.pk]), recipient=recipient):
        yield (
            moment_of(one.created_at), one.recipient, one.channel, one.subject,
            one.state, moment_of(one.sent_at), moment_of(one.read_at), one.body,
        )  # fmt: skip


HISTORY = (
    Column("序号", 6), Column("时间", 16), Column("动作", 12), Column("单位", 14), Column("经办人", 12),
    Column("状态变化", 20, wrap=True), Column("说明", 60, wrap=True), Column("校验值", 30, wrap=True),
)  # fmt: skip


def history_rows(case: Case) -> Iterator[tuple[object, ...]]:
    """The history for people, oldest first, each line with its digest."""
    for event in case.events:
        line = boards.event_line(event)
        moment = f"{line.at:%Y-%m-%d %H:%M}"
        yield line.number, moment, line.label, line.unit, line.by, line.moved, line.note, event.digest


def as_csv(titles: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as CSV that Excel opens with its Chinese: a byte order mark, and nothing that could run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.title for column in titles])
    for row in rows:
        writer.writerow(harmless(value) for value in row)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def harmless(value: object) -> object:
    """Text as it is; what a spreadsheet would take for a formula gets an apostrophe: =1+1 → '=1+1."""
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def chain_text(case: Case) -> str:
    """The chained history line by line as it was hashed, and whether the whole chain holds."""
    bad = first_bad_of(case.item)
    length = case.item.history_length
    verdict = (
        f"全链校验通过：共{length}条，末条校验值 {case.item.history_digest}。"
        if not bad
        else f"全链校验不通过：第{bad}条办理记录被改动、删除或插入。"
    )
    lines = [f"{case.item.item_no} 办理记录校验", verdict]
    if len(case.events) < length:
        lines.append(f"以下是您可以查看的{len(case.events)}条。")
    lines.append("每条的校验值＝SHA-256（本条内容＋上一条的校验值）；可用 manage.py verify_history 复核。")
    for event in case.events:
        data = json.dumps(event.data, ensure_ascii=False, sort_keys=True)
        lines += [
            "",
            f"第{event.number}条 {event.at.isoformat()} {event.act} 经办人#{event.by_id or 0} 单位任务#{event.assignment_id or 0}",
            f"内容 {data}",
            f"校验值 {event.digest}",
        ]
    return "\n".join(lines) + "\n"
