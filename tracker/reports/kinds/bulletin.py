"""督查通报: how all issued tasks stand, per unit, with the late and the near ones, for a period. From live data only.

Every figure carries the filter of the item list that shows what it counts, as long as the period is not over: the list
knows no earlier days. Nothing is demanded here that an officer has
not written: the section 工作要求 exists only with their words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.items.clock import clock_at
from tracker.items.pace import PACE_TOLERANCE, PACE_WORDS
from tracker.org.models import Office
from tracker.org.queries import the_office
from tracker.reports.document import Paper, Paragraph, Piece, Section, Table, plain
from tracker.reports.figures import (
    Movement,
    Row,
    Standing,
    Totals,
    UnitLine,
    by_unit,
    late,
    movement,
    near,
    share,
    shares,
    totals,
)
from tracker.reports.period import Period, written
from tracker.reports.rows import rows_for

name = "bulletin"
title = "督查通报"

STANDING_WORDS = {
    Standing.DONE: "已销号",
    Standing.HANDED_IN: "已申请销号",
    Standing.VERIFYING: "核查中",
    Standing.RUNNING: "按期办理中",
    Standing.NEAR: "临近时限",
    Standing.LATE: "逾期未办结",
    Standing.SUSPENDED: "中止",
}
# The filters of the item list behind each standing.
STANDING_FILTERS = {
    Standing.DONE: {"state": "closed"},
    Standing.HANDED_IN: {"state": "close_requested"},
    Standing.VERIFYING: {"state": "verifying"},
    Standing.RUNNING: {"state": "open", "light": "green"},
    Standing.NEAR: {"light": "yellow"},
    Standing.LATE: {"light": "red"},
    Standing.SUSPENDED: {"state": "suspended"},
}
# What a bulletin counts at all: issued, whatever became of it since, but not cancelled.
COUNTED = {"state": "told"}


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The bulletin as data: the figures, and the paper written from them."""

    period: Period
    at: dt.datetime
    totals: Totals
    movement: Movement
    units: tuple[UnitLine, ...]
    late: tuple[Row, ...]
    near: tuple[Row, ...]
    paper: Paper


def build(viewer: Viewer, period: Period, at: dt.datetime, *, demands: str = "") -> Bulletin:
    """The bulletin of `period` as `viewer` may see it at the moment `at`; `demands` are the officer's own words (工作要求).

    Five queries, whatever the number of tasks; rendering the result needs none.
    """
    office = the_office()
    rows = rows_for(viewer, period, clock_at(at))
    figures = totals(rows, at=at)
    moved = movement(rows, period)
    units = by_unit(rows)
    paper = Paper(
        mark=mark_of(office.name),
        doc_no=number_words(office.number_prefix, at.astimezone(SHANGHAI).year, None),
        title_lines=(f"关于{period.words}", "责任事项办理情况的通报"),
        addressee="各有关单位",
        opening=(plain(f"现将{period.words}责任事项办理情况通报如下。"),),
        sections=(
            Section("总体情况", summary(figures, moved, period, at)),
            Section("各单位办理情况", unit_words(units), unit_table(units) if units else None),
            listed("逾期未办结的任务", "没有逾期未办结的任务。", late(rows), "逾期情况"),
            listed("临近时限的任务", "没有临近时限的任务。", near(rows), "剩余时间"),
            *demanded(demands),
        ),
        closing="特此通报。",
        issuer=office.name,
        date=written(at.astimezone(SHANGHAI).date()),
        notes=notes(office, figures),
    )
    return Bulletin(period, at, figures, moved, units, late(rows), near(rows), paper)


def mark_of(office: str) -> str:
    """The red mark: 青禾县人民政府督查室 → 青禾县人民政府督查通报."""
    return re.sub(r"督查(室|局|办公室|办)$", "", office) + title


def number_words(prefix: str, year: int, number: int | None) -> str:
    """The document number: 督通〔2026〕3号; without a number the place for it stays open."""
    return f"{prefix}通〔{year}〕{number if number is not None else '　'}号"


def link(**filters: object) -> str:
    """The query string of the item list for these filters."""
    return urlencode(filters)


def summary(figures: Totals, moved: Movement, period: Period, at: dt.datetime) -> tuple[Paragraph, ...]:
    """The paragraphs of 总体情况."""
    moment = f"{at.astimezone(SHANGHAI):%H:%M}"
    until = f"截至{written(at.astimezone(SHANGHAI).date())}{moment}，"
    if figures.tasks == 0:
        return (plain(until + "没有已交办的单位任务。"),)
    stock = (
        Piece(until + "已交办责任事项"),
        Piece(str(figures.items)),
        Piece("项，涉及"),
        Piece(str(figures.units)),
        Piece("个单位、"),
        Piece(str(figures.tasks)),
        Piece("件单位任务。其中："),
        *partition(figures.by_standing, STANDING_WORDS, STANDING_FILTERS),
    )
    paced = (
        Piece("按办理进度划分："),
        *partition(figures.by_pace, PACE_WORDS, {}),
    )
    return (stock, paced, moved_words(moved, period), *unsigned_words(figures.unsigned))


def partition(counts: dict, words: dict, filters: dict) -> tuple[Piece, ...]:
    """ "已销号3件，占30.0%；…。" for every non-empty part; the shares of all parts sum to 100."""
    pieces: list[Piece] = []
    percentages = dict(zip(counts, shares(tuple(counts.values())), strict=True))
    for key, word in words.items():
        if counts[key]:
            pieces += [
                Piece(("；" if pieces else "") + word),
                Piece(str(counts[key]), link(**filters[key]) if key in filters else ""),
                Piece(f"件，占{percentages[key]}%"),
            ]
    return (*pieces, Piece("。"))


def moved_words(moved: Movement, period: Period) -> Paragraph:
    """What happened in the period, in one paragraph."""
    words = [Piece(f"本期新交办{moved.issued}件，销号{moved.closed}件；")]
    if moved.reports:
        words.append(Piece(f"{moved.reporting_units}个单位反馈进展{moved.reports}次；"))
    else:
        words.append(Piece("没有收到进展反馈；"))
    if moved.due:
        words += [
            Piece("时限在本期内的"),
            Piece(str(moved.due), link(due_from=period.start, due_to=period.last, **COUNTED)),
            Piece(f"件，其中按时办结或按时申请销号{moved.due_done}件。"),
        ]
    else:
        words.append(Piece("没有时限在本期内的任务。"))
    return tuple(words)


def unsigned_words(unsigned: int) -> Iterable[Paragraph]:
    """A paragraph on tasks nobody has signed for, if there are any."""
    if unsigned:
        yield (
            Piece("尚有"),
            Piece(str(unsigned), link(state="issued")),
            Piece("件任务未签收，请有关单位及时签收。"),
        )


def unit_words(units: Sequence[UnitLine]) -> tuple[Paragraph, ...]:
    """The sentence before the table."""
    if not units:
        return (plain("没有承担任务的单位。"),)
    return (plain("各单位承担任务和办理情况见下表（单位：件）。"),)


def unit_table(units: Sequence[UnitLine]) -> Table:
    """One line per unit and a total; every count leads to the unit's tasks of that kind."""
    head = (
        "单位",
        "任务",
        "牵头",
        "已销号",
        "待核查",
        "办理中",
        "临期",
        "逾期",
        "未签收",
        "反馈",
        "销号率",
    )
    lines = tuple(unit_row(unit) for unit in units)
    return Table(
        head, (*lines, total_row(units)), (24, 9, 9, 9, 9, 9, 9, 9, 9, 9, 11), left=(0,), has_total=True
    )


def unit_row(unit: UnitLine) -> tuple[Piece, ...]:
    """The table row of one unit."""
    mine = {"unit": unit.unit_id}

    def counted(count: int, **filters: str) -> Piece:
        return Piece(str(count), link(**mine, **filters) if count else "")

    return (
        Piece(unit.unit, link(**mine)),
        counted(unit.tasks, **COUNTED),
        counted(unit.led, role="lead", **COUNTED),
        counted(unit.done, **STANDING_FILTERS[Standing.DONE]),
        Piece(str(unit.handed_in)),
        counted(unit.running, **STANDING_FILTERS[Standing.RUNNING]),
        counted(unit.near, **STANDING_FILTERS[Standing.NEAR]),
        counted(unit.late, **STANDING_FILTERS[Standing.LATE]),
        counted(unit.unsigned, state="issued"),
        Piece(str(unit.reports)),
        Piece(f"{unit.done_share}%"),
    )


def total_row(units: Sequence[UnitLine]) -> tuple[Piece, ...]:
    """The line 合计."""
    names = ("tasks", "led", "done", "handed_in", "running", "near", "late", "unsigned", "reports")
    sums = [sum(getattr(unit, name) for unit in units) for name in names]
    return (
        Piece("合计"),
        *(Piece(str(value)) for value in sums),
        Piece(f"{share(sums[2], sums[0])}%"),
    )


def listed(heading: str, nothing: str, rows: Sequence[Row], last: str) -> Section:
    """A section with a table of tasks, or one sentence when there are none."""
    if not rows:
        return Section(heading, (plain(nothing),))
    table = Table(
        head=("序号", "责任单位", "编号", "工作任务", "完成时限", last),
        rows=tuple(
            (
                Piece(str(number)),
                Piece(row.unit, link(unit=row.unit_id)),
                Piece(row.item_no, link(q=row.item_no)),
                Piece(one_line(row.task)),
                Piece(f"{row.due_on:%Y-%m-%d}" if row.due_on else ""),
                Piece(row.phrase),
            )
            for number, row in enumerate(rows, start=1)
        ),
        widths=(7, 18, 19, 32, 14, 14),
        left=(1, 3),
    )
    return Section(heading, (plain(f"共{len(rows)}件，按时限先后排列。"),), table)


def one_line(text: str) -> str:
    """The text without line breaks, for a table cell."""
    return " ".join(text.split())


def demanded(demands: str) -> Iterable[Section]:
    """工作要求 in the officer's words, one paragraph per line; nothing where they wrote nothing."""
    lines = [line.strip() for line in demands.splitlines() if line.strip()]
    if lines:
        yield Section("工作要求", tuple(plain(line) for line in lines))


def notes(office: Office, figures: Totals) -> tuple[str, ...]:
    """How the figures were counted, in small print under the paper."""
    if figures.tasks == 0:
        return ()
    return (
        "任务按承担单位计件，同一责任事项由几个单位承担的，各计一件；已撤销的不计。",
        f"临期指{office.near_due_workdays}个工作日内到期；各项占比用最大余额法取到0.1%，合计为100%。",
        f"按时间推算的进度为序时进度，所报完成比例与其相差{PACE_TOLERANCE}个百分点以内为达进度；未报完成比例或未定时限的计入其他，逾期的计入欠进度。",
    )
