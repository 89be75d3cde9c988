"""Feedback sheets: what goes out, what comes back however it was mangled, and what is entered of it, once."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tracker.common.errors import Forbidden, Refused
from tracker.common.sheets import BadSheet
from tracker.items import operations as acts
from tracker.items.clock import clock_at
from tracker.items.feedback.columns import (
    AMOUNT,
    CLOSE,
    CODE,
    CONTENT,
    PERCENT,
    PROBLEMS,
    TITLES,
    code_of,
)
from tracker.items.feedback.differences import Difference, differences
from tracker.items.feedback.operations import discard, enter, receive
from tracker.items.feedback.sheet import archive, workbook
from tracker.items.history import broken_links
from tracker.items.models import Event, ProgressReport, ReturnedSheet, TakenRow, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.states import State

LATER = NOW + dt.timedelta(hours=3)
HEAD_ROW = 3


@pytest.fixture
def tasks(world: World) -> list[UnitAssignment]:
    """Three of 财政局's tasks: one signed, one waiting to be signed, one counted in households."""
    made = [
        an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW, slip_no="督〔2026〕1-1-1"),
        an_assignment(world, state=State.ISSUED, issued_at=NOW, slip_no="督〔2026〕1-2-1"),
        an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW, slip_no="督〔2026〕1-3-1"),
    ]
    made[2].item.target = "4785户"
    made[2].item.save(update_fields=["target"])
    return made


def exported(world: World, who: str = "officer") -> bytes:
    return workbook(world.viewer(who), None, clock_at(NOW))


def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook after somebody worked on it."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def answer(data: bytes, *answers: dict[str, Any]) -> bytes:
    """The sheet with these answers in its rows, from the first task on."""

    def fill(book) -> None:
        for row, given in enumerate(answers, start=HEAD_ROW + 1):
            for title, value in given.items():
                book.active.cell(row, TITLES.index(title) + 1).value = value

    return edited(data, fill)


def returned(world: World, data: bytes, who: str = "officer") -> ReturnedSheet:
    return receive(data, name="财政局.xlsx", by=world.viewer(who), at=LATER)


def compared(world: World, sheet: ReturnedSheet, who: str = "officer") -> dict[int, Difference]:
    return {one.read.number: one for one in differences(world.viewer(who), sheet)}


def entered(world: World, sheet: ReturnedSheet, *rows: int, who: str = "officer", all_or_none: bool = False):
    found = compared(world, sheet, who)
    chosen = {row: found[row].revision for row in rows or found}
    return enter(sheet, chosen, all_or_none=all_or_none, by=world.viewer(who), at=LATER)


def test_what_is_fixed_is_locked_and_what_is_asked_is_open_and_checked(world, tasks):
    sheet = load_workbook(io.BytesIO(exported(world))).active
    assert [cell.value for cell in sheet[HEAD_ROW]] == list(TITLES)
    row = {title: sheet.cell(HEAD_ROW + 1, place) for place, title in enumerate(TITLES, start=1)}
    assert sheet.protection.sheet
    assert {title for title, cell in row.items() if not cell.protection.locked} == {
        CONTENT, PROBLEMS, "下步措施", PERCENT, CLOSE,
    }  # fmt: skip
    counted = {title: sheet.cell(HEAD_ROW + 3, place) for place, title in enumerate(TITLES, start=1)}
    assert not counted[AMOUNT].protection.locked and counted[PERCENT].protection.locked
    assert sheet.column_dimensions[row[CODE].column_letter].hidden
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert kinds == {"textLength", "whole", "decimal", "list"}


def test_a_filled_sheet_is_entered_by_the_same_acts_as_on_the_pages(world, tasks):
    data = answer(
        exported(world),
        {CONTENT: "完成初稿", PROBLEMS: "人手不足", PERCENT: 45},
        {CONTENT: "已完成", PERCENT: 100, CLOSE: "是"},
        {CONTENT: "完成一批", AMOUNT: 2000},
    )
    outcome = entered(world, returned(world, data))
    assert (outcome.entered, outcome.refused) == (3, {})
    states = [UnitAssignment.objects.get(pk=task.pk).state for task in tasks]
    assert states == [State.IN_PROGRESS, State.CLOSE_REQUESTED, State.IN_PROGRESS]
    first, second, third = (ProgressReport.objects.get(assignment=task) for task in tasks)
    assert (first.content, first.problems, first.percent) == ("完成初稿", "人手不足", 45)
    assert (third.amount, third.percent) == (2000, 41)
    # The history names who entered it, for whom, and out of which row; the chain holds.
    told = (
        Event.objects.filter(assignment=tasks[1])
        .order_by("number")
        .values_list("act", "by", "data__sheet__row")
    )
    assert list(told) == [(act, world.officer.pk, 5) for act in ("acknowledge", "report", "request_close")]
    assert list(broken_links()) == []


def test_the_same_file_twice_changes_nothing(world, tasks):
    data = answer(exported(world), {CONTENT: "完成初稿", PERCENT: 45})
    sheet = returned(world, data)
    entered(world, sheet)
    again = returned(world, data)
    assert again == sheet and ReturnedSheet.objects.count() == 1
    assert compared(world, again)[4].kind == "taken"
    # Handed in by the unit as well, it is another sheet with the same rows.
    own = returned(world, data, "lead_clerk")
    assert own != sheet and compared(world, own, "lead_clerk")[4].kind == "taken"
    assert entered(world, own, who="lead_clerk").entered == 0
    assert (ProgressReport.objects.count(), TakenRow.objects.count()) == (1, 1)


def test_saved_once_more_it_says_the_same_and_is_not_entered_again(world, tasks):
    data = answer(exported(world), {CONTENT: "完成初稿", PERCENT: 45})
    entered(world, returned(world, data))
    saved = edited(data, lambda book: book.create_sheet("备忘"))
    assert saved != data
    assert compared(world, returned(world, saved))[4].kind == "same"


def test_sorted_with_columns_moved_rows_deleted_and_sheets_added_it_is_read_all_the_same(world, tasks):
    def mangle(book) -> None:
        rows = list(book.active.iter_rows(min_row=HEAD_ROW, values_only=True))
        head, body = rows[0], rows[1:]
        order = sorted(range(len(head)), key=lambda place: head[place])
        book.create_sheet("我的草稿").append(["工作任务", "随手记"])
        other = book.create_sheet("新表", 0)
        other.append(["财政局填报"])
        other.append([])
        other.append([head[place] for place in order])
        for row in [body[2], body[0]]:
            other.append([row[place] for place in order])
        book.remove(book["进展反馈表"])

    data = edited(answer(exported(world), {CONTENT: "甲"}, {CONTENT: "乙"}, {CONTENT: "丙"}), mangle)
    sheet = returned(world, data)
    found = compared(world, sheet)
    assert [(row, one.task.pk, one.read.content, one.kind) for row, one in found.items()] == [
        (4, tasks[2].pk, "丙", "new"),
        (5, tasks[0].pk, "甲", "new"),
    ]
    assert sheet.notes == ["没有读取其他工作表：我的草稿。"]


def test_rows_and_codes_that_were_shifted_against_each_other_are_told(world, tasks):
    def shift(book) -> None:
        code = TITLES.index(CODE) + 1
        book.active.cell(4, code).value, book.active.cell(5, code).value = (
            book.active.cell(5, code).value,
            book.active.cell(4, code).value,
        )

    found = compared(world, returned(world, edited(answer(exported(world), {CONTENT: "甲"}), shift)))
    assert found[4].kind == "bad" and "错行" in found[4].read.wrong[0]["text"]


def test_a_task_that_moved_since_is_a_conflict_until_the_officer_takes_it(world, tasks):
    data = answer(exported(world), {CONTENT: "完成初稿", PERCENT: 45})
    clerk = world.viewer("lead_clerk")
    report_progress(tasks[0].pk, Told("网页上的进展", percent=60), by=clerk, at=NOW + dt.timedelta(hours=1))
    sheet = returned(world, data)
    row = compared(world, sheet)[4]
    assert (row.kind, row.last.content) == ("conflict", "网页上的进展")
    assert [event.label for event in row.since] == ["反馈进展"]
    assert enter(sheet, {}, all_or_none=False, by=world.viewer("officer"), at=LATER).entered == 0
    assert entered(world, sheet, 4).entered == 1
    assert list(ProgressReport.objects.order_by("pk").values_list("content", flat=True)) == [
        "网页上的进展",
        "完成初稿",
    ]


def test_a_change_between_looking_and_entering_is_never_overwritten(world, tasks):
    sheet = returned(world, answer(exported(world), {CONTENT: "完成初稿"}, {CONTENT: "乙"}))
    seen = compared(world, sheet)
    report_progress(tasks[0].pk, Told("刚刚的进展"), by=world.viewer("lead_clerk"), at=LATER)
    chosen = {row: seen[row].revision for row in (4, 5)}
    with pytest.raises(Refused, match="第4行：.*刚被他人改动.*整表没有写入"):
        enter(sheet, chosen, all_or_none=True, by=world.viewer("officer"), at=LATER)
    assert ProgressReport.objects.count() == 1 and not TakenRow.objects.exists()
    outcome = enter(sheet, chosen, all_or_none=False, by=world.viewer("officer"), at=LATER)
    assert outcome.entered == 1 and "刚被他人改动" in outcome.refused[4]
    # Nothing is left of the row that failed: it can be chosen again.
    assert compared(world, sheet)[4].kind == "conflict"


@pytest.mark.parametrize(
    ("given", "column", "says"),
    [
        ({CONTENT: "甲", PERCENT: "八成"}, PERCENT, "不是数字"),
        ({CONTENT: "甲", PERCENT: 0.8}, PERCENT, "看不出"),
        ({CONTENT: "甲", PERCENT: 120}, PERCENT, "0到100"),
        ({CONTENT: "甲", PERCENT: dt.datetime(1900, 3, 20)}, PERCENT, "成了日期"),
        ({CONTENT: "甲", PERCENT: "=40+5"}, PERCENT, "没有算出结果"),
        ({CONTENT: "甲", PERCENT: "#REF!"}, PERCENT, "公式出错"),
        ({CONTENT: "长" * 4001}, CONTENT, "最多4000字"),
        ({PERCENT: 50}, CONTENT, "没有填进展情况"),
        ({CONTENT: "甲", CLOSE: "也许"}, CLOSE, "应填"),
        ({CONTENT: "甲", AMOUNT: 5}, AMOUNT, "不是一个数量"),
        ({CONTENT: "无变化"}, CONTENT, "还没有反馈过"),
        ({CONTENT: "甲", CODE: "1:1:abc:def"}, CODE, "被改动过"),
        ({CONTENT: "甲", CODE: None}, CODE, "没有校验码"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_told_by_row_and_column(world, tasks, given, column, says):
    row = compared(world, returned(world, answer(exported(world), given)))[4]
    assert row.kind == "bad"
    assert [(one.row, one.column) for one in row.read.problems_found] == [(4, column)]
    assert says in row.read.wrong[0]["text"]


@pytest.mark.parametrize("value", [45, 45.0, "45", "45%", "４５％", " 45 "])
def test_a_percentage_is_read_however_it_is_written(world, tasks, value):
    sheet = returned(world, answer(exported(world), {CONTENT: "甲", PERCENT: value}))
    assert compared(world, sheet)[4].read.percent == 45


def test_a_percent_format_counts_as_it_is_shown(world, tasks):
    def as_percent(book) -> None:
        cell = book.active.cell(4, TITLES.index(PERCENT) + 1)
        cell.value, cell.number_format = 0.45, "0%"

    data = edited(answer(exported(world), {CONTENT: "甲"}), as_percent)
    assert compared(world, returned(world, data))[4].read.percent == 45


def test_merged_answers_and_a_task_that_stands_twice_are_told(world, tasks):
    def merge(book) -> None:
        book.active.merge_cells("J4:J5")
        last = [cell.value for cell in book.active[6]]
        book.active.append(last)
        book.active.cell(7, TITLES.index(CONTENT) + 1).value = "又一行"

    found = compared(world, returned(world, edited(answer(exported(world), {CONTENT: "甲"}), merge)))
    assert [found[row].read.wrong[0]["text"][:8] for row in (4, 5)] == ["单元格是合并的，"] * 2
    assert "第7行是同一项任务" in found[6].read.wrong[0]["text"]


def test_nothing_changed_repeats_the_last_figures(world, tasks):
    report_progress(tasks[0].pk, Told("完成初稿", percent=45), by=world.viewer("lead_clerk"), at=NOW)
    entered(world, returned(world, answer(exported(world), {CONTENT: "无变化。"})))
    last = ProgressReport.objects.filter(assignment=tasks[0]).first()
    assert (last.is_unchanged, last.percent) == (True, 45)


def test_a_unit_enters_its_own_rows_and_learns_nothing_of_others(world, tasks):
    foreign = an_assignment(
        world, unit="林业局", state=State.ACKNOWLEDGED, issued_at=NOW, slip_no="督〔2026〕1-4-1"
    )
    data = answer(exported(world), {CONTENT: "甲"}, {}, {}, {CONTENT: "别家的"})
    sheet = returned(world, data, "lead_clerk")
    row = compared(world, sheet, "lead_clerk")[7]
    assert (row.kind, row.task, row.last) == ("bad", None, None)
    entered(world, sheet, who="lead_clerk")
    assert list(ProgressReport.objects.values_list("assignment", flat=True)) == [tasks[0].pk]
    assert foreign.pk not in {
        one.task.pk for one in compared(world, sheet, "lead_clerk").values() if one.task
    }
    with pytest.raises(Refused, match="没有要反馈"):
        workbook(world.viewer("stranger"), [world.units["财政局"].pk], clock_at(NOW))


@pytest.mark.parametrize("who", ["leader", "former", "admin"])
def test_nobody_else_hands_sheets_in(world, tasks, who):
    with pytest.raises(Forbidden):
        receive(exported(world), name="表.xlsx", by=world.viewer(who), at=LATER)


def test_each_unit_gets_a_file_of_its_own(world, tasks):
    an_assignment(world, unit="林业局", state=State.ACKNOWLEDGED, issued_at=NOW)
    files = zipfile.ZipFile(io.BytesIO(archive(world.viewer("officer"), None, clock_at(NOW))))
    assert files.namelist() == ["进展反馈表-财政局-20260302.xlsx", "进展反馈表-林业局-20260302.xlsx"]
    assert load_workbook(io.BytesIO(files.read(files.namelist()[0]))).active["A1"].value == "财政局进展反馈表"


def test_a_duty_that_has_ended_since_takes_no_answer(world, tasks):
    data = answer(exported(world), {CONTENT: "甲"})
    acts.cancel(tasks[0].pk, reason="重复", by=world.viewer("officer"), at=NOW)
    row = compared(world, returned(world, data))[4]
    assert row.kind == "bad" and "已撤销" in row.read.wrong[0]["text"]


def test_a_sheet_is_thrown_away_with_its_file_until_something_was_entered(world, tasks):
    officer = world.viewer("officer")
    sheet = returned(world, answer(exported(world), {CONTENT: "甲"}))
    entered(world, sheet)
    assert not discard(sheet.pk, by=officer)
    other = returned(world, answer(exported(world), {CONTENT: "乙"}))
    assert discard(other.pk, by=officer) and discard(other.pk, by=officer)
    assert list(ReturnedSheet.objects.all()) == [sheet]


def with_part(data: bytes, name: str, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        new.writestr(name, content)
    return buffer.getvalue()


def other_table(world: World) -> bytes:
    book = Workbook()
    book.active.append(["姓名", "电话"])
    book.active.append(["张三", "1"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda world: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版"),
        (lambda world: with_part(exported(world), "xl/vbaProject.bin"), "宏"),
        (lambda world: with_part(exported(world), "xl/externalLinks/externalLink1.xml"), "外部链接"),
        (lambda world: with_part(exported(world), "xl/embeddings/a.docx"), "嵌有"),
        (lambda world: with_part(exported(world), "xl/media/a.png", b"\0" * 120_000_000), "过大"),
        (lambda world: exported(world)[:3000], "不是 Excel"),
        (other_table, "没有找到反馈表"),
        (
            lambda world: edited(exported(world), lambda book: book.copy_worksheet(book.active)),
            "都是反馈表",
        ),
        (
            lambda world: edited(
                exported(world), lambda book: [book.active.append([code_of(1, 1)]) for _ in range(1200)]
            ),
            "超过1100行",
        ),
    ],
    ids=["xls", "macros", "links", "embedded", "bomb", "cut off", "other table", "two", "huge"],
)
def test_a_file_that_may_not_come_is_refused_in_one_sentence(world, tasks, make, says):
    with pytest.raises(BadSheet, match=says):
        returned(world, make(world))
    assert not ReturnedSheet.objects.exists()
