"""Bringing an old ledger in: columns guessed and remembered, rows checked, written whole, taken back whole."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import Workbook

from tests.support.build import LEDGER_HEAD, LEDGER_ROW, a_ledger, an_item
from tests.support.world import NOW, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.sheets import BadSheet
from tracker.items import operations as acts
from tracker.items.history import broken_links
from tracker.items.ledger_import import operations, undoing, working, writing
from tracker.items.ledger_import.fields import guessed
from tracker.items.ledger_import.reading import read_ledger
from tracker.items.models import (
    Event,
    ImportRow,
    LedgerImport,
    ProgressReport,
    ResponsibilityItem,
    UnitAssignment,
)
from tracker.items.queries import visible_assignments, visible_items
from tracker.items.states import State
from tracker.notices.models import Message
from tracker.org.models import Alias

LATER = NOW + dt.timedelta(hours=1)


def received(world: World, data: bytes, name: str = "台账.xlsx") -> LedgerImport:
    return operations.receive(data, name=name, by=world.viewer("officer"), at=NOW)


def checked(world: World, *rows: tuple, head: tuple[str, ...] = LEDGER_HEAD, **options: str) -> LedgerImport:
    """A ledger that was handed in, its columns taken as guessed, and checked."""
    row = received(world, a_ledger(*rows, head=head))
    given = {**row.options, "basis": "县长办公会", "approver": "县长", **options}
    operations.set_columns(row.pk, mapping=row.mapping, options=given, by=world.viewer("officer"), at=NOW)
    assert working.work(row.pk, at=NOW)
    row.refresh_from_db()
    return row


def applied(world: World, *rows: tuple, **options: str) -> LedgerImport:
    row = checked(world, *rows, **options)
    operations.confirm(row.pk, by=world.viewer("officer"), at=NOW)
    assert working.work(row.pk, at=LATER)
    row.refresh_from_db()
    return row


def variant(**changes: object) -> tuple:
    """The good row with some cells changed, by title."""
    cells = dict(zip(LEDGER_HEAD, LEDGER_ROW, strict=True))
    return tuple({**cells, **changes}[title] for title in LEDGER_HEAD)


def problems(row: LedgerImport) -> list[tuple[int, str, str]]:
    return [tuple(one) for made in ImportRow.objects.filter(ledger=row) for one in made.problems]


def test_columns_are_guessed_by_the_names_offices_use(world):
    row = received(world, a_ledger())
    assert row.mapping == {
        "source_no": 0, "task": 1, "lead": 2, "support": 3, "due": 4, "state": 5, "closed_on": 6,
        "basis": 7, "approver": 8, "content": 9,
    }  # fmt: skip
    assert row.examples[0][:3] == ["台-1", "修订防汛预案", "财政局"]


def test_columns_without_a_known_name_are_guessed_by_what_stands_in_them():
    rows = [["甲事", "财政局", "2026年6月"], ["乙事", "审计局", "年底前"]]
    found = guessed(["事项", "谁办", "哪天"], rows, lambda text: text.endswith("局"))
    assert found == {"task": 0, "lead": 1, "due": 2}


def test_what_was_said_of_the_columns_holds_for_the_next_ledger_with_the_same_head(world):
    head = ("甲", "乙", "丙")
    row = received(world, a_ledger(("一件事", "财政局", "2026-06-30"), head=head))
    mapping = {"task": 0, "lead": 1, "due": 2}
    options = {**row.options, "basis": "会议纪要", "approver": "县长"}
    operations.set_columns(row.pk, mapping=mapping, options=options, by=world.viewer("officer"), at=NOW)
    # The columns may stand in another order.
    again = received(world, a_ledger(("2026-07-30", "另一件事", "财政局"), head=("丙", "甲", "乙")))
    assert again.mapping == {"task": 1, "lead": 2, "due": 0}
    assert again.options["basis"] == "会议纪要"


def test_a_check_writes_nothing_and_a_confirmed_one_makes_numbered_items(world):
    row = checked(world)
    assert (row.state, row.counts["good"]) == ("checked", 1)
    assert not ResponsibilityItem.objects.exists()
    operations.confirm(row.pk, by=world.viewer("officer"), at=NOW)
    working.work(row.pk, at=LATER)
    item = ResponsibilityItem.objects.get()
    assert (item.item_no, item.source_no, item.basis, item.approver) == (
        "督〔2026〕1-1", "台-1", "县长办公会", "王副县长",
    )  # fmt: skip
    parts = {str(part.unit): part for part in item.assignments.all()}
    assert {name: part.role for name, part in parts.items()} == {"财政局": "lead", "审计局": "support"}
    assert (parts["财政局"].state, parts["财政局"].due_on) == (State.IN_PROGRESS, dt.date(2026, 6, 30))
    assert ProgressReport.objects.get().content == "已完成初稿"
    event = Event.objects.get()
    assert (event.act, event.by, event.data["ledger"]["row"]) == ("import", world.officer, 3)
    assert list(broken_links()) == [] and not Message.objects.exists()
    # The batch is counted with those of speeches.
    assert an_item(world).item_no == "督〔2026〕2-1"


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"重点任务": ""}, "重点任务", "没有工作任务"),
        ({"责任单位": ""}, "责任单位", "没有责任单位"),
        ({"责任单位": "财征局"}, "责任单位", "没有“财征局”这个单位，是不是：财政局"),
        ({"办结时限": "等通知"}, "办结时限", "读不出“等通知”"),
        ({"办结时限": dt.datetime(1900, 1, 5)}, "办结时限", "1900年"),
        ({"完成情况": "看情况"}, "完成情况", "不知道算什么状态"),
        ({"完成情况": "已办结"}, "办结日期", "没有销号日期"),
        ({"完成情况": "已办结", "办结日期": "2026-12-01"}, "办结日期", "还没有到"),
        ({"办结日期": "2026-02-01"}, "办结日期", "状态是“办理中”"),
        ({"协办单位": "=A1"}, "协办单位", "没有算出结果"),
    ],
)
def test_a_row_that_cannot_be_taken_says_row_column_and_why(world, changes, column, says):
    row = checked(world, variant(**changes))
    found = problems(row)
    assert [(number, where) for number, where, _ in found] == [(3, column)]
    assert says in found[0][2]
    with pytest.raises(Refused, match="没有可以导入的行"):
        operations.confirm(row.pk, by=world.viewer("officer"), at=NOW)


@pytest.mark.parametrize(
    ("written", "due"),
    [
        (dt.datetime(2026, 6, 30), dt.date(2026, 6, 30)),
        (46203, dt.date(2026, 6, 30)),
        ("46203", dt.date(2026, 6, 30)),
        ("2026.6.30", dt.date(2026, 6, 30)),
        ("2026年6月30日", dt.date(2026, 6, 30)),
        ("６月底前", dt.date(2026, 6, 30)),
        ("6月底前", dt.date(2026, 6, 30)),
        ("年底前", dt.date(2026, 12, 31)),
        ("长期坚持", None),
        ("尽快", None),
        ("", None),
    ],
)
def test_a_deadline_is_read_however_it_is_written(world, written, due):
    row = checked(world, variant(办结时限=written))
    assert problems(row) == []
    part = ImportRow.objects.get().plan["parts"][0]
    assert part["due_on"] == (due.isoformat() if due else None)


def test_a_limit_without_a_day_keeps_its_words_and_says_so(world):
    checked(world, variant(办结时限="尽快"))
    made = ImportRow.objects.get()
    assert made.plan["parts"][0]["due_text"] == "尽快" and "按未定时限导入" in made.notes[0]


def test_states_are_mapped_and_closed_ones_keep_their_day(world):
    applied(
        world,
        variant(完成情况="已办结", 办结日期="2026-02-20", 办结时限="2026-02-28"),
        variant(编号="台-2", 完成情况="未启动"),
        variant(编号="台-3", 完成情况="挂账"),
    )
    closed, told, resting = UnitAssignment.objects.filter(role="lead").order_by("item__number")
    assert (closed.state, closed.closed_at.astimezone(NOW.tzinfo).date()) == (
        State.CLOSED,
        dt.date(2026, 2, 20),
    )
    assert (told.state, resting.state) == (State.ISSUED, State.SUSPENDED)


def test_a_default_day_closes_what_has_none(world):
    row = checked(world, variant(完成情况="已办结"), closed_on="2026-01-31")
    assert problems(row) == []
    assert ImportRow.objects.get().plan["parts"][0]["closed_on"] == "2026-01-31"


def test_groups_stand_for_their_members_and_rows_of_one_number_are_one_item(world):
    row = applied(world, variant(责任单位="各乡镇", 协办单位=""), variant(责任单位="林业局", 协办单位=""))
    assert row.counts["items"] == 1
    names = {str(part.unit) for part in ResponsibilityItem.objects.get().assignments.all()}
    assert names == {"柳河镇", "石桥镇", "林业局"}


def test_one_number_for_two_tasks_and_a_number_that_is_in_already_are_told(world):
    applied(world)
    row = checked(world, variant(), variant(编号="乙"), variant(编号="乙", 重点任务="另一件事"))
    assert [(number, text[:8]) for number, _, text in problems(row)] == [
        (3, "“台-1”已经在"), (5, "“乙”与第4行重"),
    ]  # fmt: skip
    assert row.counts["good"] == 1


def test_merged_cells_two_heads_sections_and_totals_are_read_as_people_read_them(world):
    book = Workbook()
    sheet = book.active
    for line in (
        ("青禾县重点任务台账",),
        ("编号", "重点任务", "责任单位", None, "办结时限"),
        (None, None, "牵头单位", "配合单位", None),
        ("一、农业农村",),
        ("台-1", "修预案", "财政局", "审计局", "2026-06-30"),
        (None, None, "林业局", None, "2026-07-31"),
        ("合计", 2, None, None, None),
    ):
        sheet.append(line)
    for where in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "A4:E4", "A5:A6", "B5:B6"):
        sheet.merge_cells(where)
    buffer = io.BytesIO()
    book.save(buffer)
    table = read_ledger(buffer.getvalue())
    assert table.titles == ("编号", "重点任务", "责任单位/牵头单位", "责任单位/配合单位", "办结时限")
    assert [(row.number, section, row.at(1).text) for row, section in table.rows] == [
        (5, "一、农业农村", "修预案"), (6, "一、农业农村", "修预案"),
    ]  # fmt: skip
    assert received(world, buffer.getvalue()).mapping == {
        "source_no": 0,
        "task": 1,
        "lead": 2,
        "support": 3,
        "due": 4,
    }


def test_unknown_names_and_words_are_settled_once_for_all(world):
    row = checked(world, variant(责任单位="财征局", 完成情况="达序时"))
    assert (row.counts["unknown"], row.counts["strange"]) == (["财征局"], ["达序时"])
    operations.settle_words(
        row.pk,
        units={"财征局": ("unit", world.units["财政局"].pk)},
        states={"达序时": "in_progress"},
        by=world.viewer("officer"),
    )
    working.work(row.pk, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.counts["good"]) == ("checked", 1)
    assert Alias.objects.get(text="财征局").unit == world.units["财政局"]


def test_a_second_confirmation_and_the_same_file_again_bring_nothing_twice(world):
    row = applied(world)
    with pytest.raises(Stale, match="已导入"):
        operations.confirm(row.pk, by=world.viewer("officer"), at=LATER)
    assert not working.work(row.pk, at=LATER)
    again = row.file.open("rb").read()
    with pytest.raises(Refused, match="已于2026年3月2日导入"):
        operations.receive(again, name="改名.xlsx", by=world.viewer("officer"), at=LATER)
    assert ResponsibilityItem.objects.count() == 1


def test_units_that_went_out_of_use_since_the_check_stop_the_whole(world):
    row = checked(world, variant(), variant(编号="台-2", 责任单位="林业局"))
    operations.confirm(row.pk, by=world.viewer("officer"), at=NOW)
    world.units["林业局"].is_active = False
    world.units["林业局"].save(update_fields=["is_active"])
    working.work(row.pk, at=LATER)
    row.refresh_from_db()
    assert row.state == "checked" and "重新检查" in row.error
    assert not ResponsibilityItem.objects.exists()


def test_an_import_is_taken_back_whole_and_its_history_stays(world):
    row = applied(world, variant(), variant(编号="台-2"))
    officer = world.viewer("officer")
    operations.take_back(row.pk, by=officer, at=LATER)
    working.work(row.pk, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.undone_by) == ("undone", world.officer)
    assert not visible_items(officer).exists() and not visible_assignments(officer).exists()
    # Nothing is forgotten: two lines in every history, and the chain holds.
    assert (
        list(Event.objects.order_by("item", "number").values_list("act", flat=True))
        == ["import", "undo_import"] * 2
    )
    assert list(broken_links()) == []
    # The corrected file comes in again, under a number of its own.
    again = applied(world, variant())
    assert visible_items(officer).get().item_no == f"督〔2026〕{again.batch_no}-1" == "督〔2026〕2-1"


def test_an_item_that_has_moved_blocks_the_whole_and_is_named(world):
    row = applied(world, variant(), variant(编号="台-2"))
    part = UnitAssignment.objects.filter(role="lead").order_by("pk").last()
    acts.suspend(part.pk, reason="等资金", by=world.viewer("officer2"), at=LATER)
    operations.take_back(row.pk, by=world.viewer("officer"), at=LATER)
    working.work(row.pk, at=LATER)
    row.refresh_from_db()
    assert row.state == "applied"
    assert row.error == f"不能撤回：{part.item.item_no}已由郑督查中止。"
    assert visible_items(world.viewer("officer")).count() == 2


def test_a_worker_that_died_loses_nothing(world):
    row = checked(world)
    operations.confirm(row.pk, by=world.viewer("officer"), at=NOW)
    assert working.claimed(row.pk, NOW) is not None
    assert working.claimed(row.pk, NOW) is None
    after = NOW + working.LEASE + dt.timedelta(minutes=1)
    assert working.reap(after) == 1
    assert working.work(row.pk, at=after)
    assert ResponsibilityItem.objects.count() == 1


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger", "former", "admin"])
def test_only_officers_bring_ledgers_in(world, who):
    with pytest.raises(Forbidden):
        operations.receive(a_ledger(), name="台账.xlsx", by=world.viewer(who), at=NOW)
    row = received(world, a_ledger())
    for act in (operations.confirm, operations.take_back):
        with pytest.raises(Forbidden):
            act(row.pk, by=world.viewer(who), at=NOW)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04", "不是 Excel"),
        (a_ledger(("一行",), head=("只有一列",)), "没有找到表头"),
        (a_ledger((None,)), "下面没有数据"),
        (a_ledger(*[LEDGER_ROW] * 10_025), "超过10020行"),
    ],
    ids=["cut off", "no head", "no rows", "too many"],
)
def test_a_file_that_is_no_ledger_is_refused_in_one_sentence(world, data, says):
    with pytest.raises(BadSheet, match=says):
        received(world, data)
    assert not LedgerImport.objects.exists()


def test_a_long_ledger_comes_in_and_goes_again_in_several_runs(world, monkeypatch):
    # How long ten thousand rows take: bench/imports.py.
    for module in (writing, undoing):
        monkeypatch.setattr(module, "RUN", 400)
    rows = [variant(编号=f"台-{n}", 重点任务=f"第{n}项重点任务要抓紧推进到位") for n in range(900)]
    row = checked(world, *rows)
    operations.confirm(row.pk, by=world.viewer("officer"), at=NOW)
    assert runs(row) == 3
    row.refresh_from_db()
    assert (row.state, UnitAssignment.objects.count()) == ("applied", 1800)
    operations.take_back(row.pk, by=world.viewer("officer"), at=LATER)
    assert runs(row) == 3
    row.refresh_from_db()
    assert row.state == "undone" and not visible_items(world.viewer("officer")).exists()


def runs(row: LedgerImport) -> int:
    """How often a worker takes the ledger up until nothing is left to do."""
    count = 0
    while working.work(row.pk, at=LATER):
        count += 1
    return count
