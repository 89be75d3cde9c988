"""督查通报 from live data: the figures, whose figures they are, and the words around them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.items.models import ProgressReport, UnitAssignment
from tracker.reports.document import Paper, Piece, from_json, to_json
from tracker.reports.figures import Standing
from tracker.reports.kinds.bulletin import build, mark_of, number_words
from tracker.reports.period import week_of

WEEK = week_of(TODAY)
AN_HOUR_AGO = NOW - dt.timedelta(hours=1)


def a_task(world: World, unit: str = "财政局", **columns: object) -> UnitAssignment:
    """An issued task, signed for, due on Friday of next week."""
    plain = {
        "state": "acknowledged",
        "issued_at": AN_HOUR_AGO,
        "acknowledged_at": NOW,
        "due_on": dt.date(2026, 3, 13),
    }
    return an_assignment(world, unit, **(plain | columns))


def words_of(paper: Paper) -> str:
    """Everything the paper says."""
    said = [paper.mark, paper.doc_no, paper.title, paper.addressee, paper.closing, *paper.notes]
    for section in paper.sections:
        said.append(section.heading)
        said += ["".join(piece.text for piece in words) for words in section.paragraphs]
        if section.table:
            said += ["|".join(piece.text for piece in row) for row in section.table.rows]
    return "\n".join(said)


def test_it_counts_what_the_data_says(world: World) -> None:
    a_task(world, state="closed", closed_at=NOW, finished_at=AN_HOUR_AGO)
    a_task(world, "审计局", due_on=dt.date(2026, 2, 27))
    a_task(world, "柳河镇", due_on=dt.date(2026, 3, 3), acknowledged_at=None, state="issued")
    a_task(world, "柳河镇", due_on=None)
    # Not issued yet and cancelled: neither counts.
    a_task(world, "林业局", state="registered", issued_at=None)
    a_task(world, "林业局", state="cancelled")
    found = build(world.viewer("officer"), WEEK, NOW)
    assert (found.totals.tasks, found.totals.units, found.totals.unsigned) == (4, 3, 1)
    assert {s: n for s, n in found.totals.by_standing.items() if n} == {
        Standing.DONE: 1,
        Standing.LATE: 1,
        Standing.NEAR: 1,
        Standing.RUNNING: 1,
    }
    assert (found.movement.issued, found.movement.closed) == (4, 1)
    assert [line.unit for line in found.units] == ["财政局", "审计局", "柳河镇"]
    assert [row.unit for row in found.late] == ["审计局"]
    text = words_of(found.paper)
    assert "已销号1件，占25.0%" in text and "逾期未办结1件，占25.0%" in text
    assert "尚有1件任务未签收" in text


def test_it_takes_reports_of_the_period_and_the_latest_percentage(world: World) -> None:
    task = a_task(world)
    for days, percent in ((9, 80), (0, 30)):
        ProgressReport.objects.create(
            assignment=task,
            content="推进",
            percent=percent,
            reported_by=world.lead_clerk,
            reported_at=NOW - dt.timedelta(days=days),
        )
    found = build(world.viewer("officer"), WEEK, NOW)
    assert (found.movement.reports, found.units[0].reports) == (1, 1)


def test_it_leaves_out_what_was_issued_after_the_period(world: World) -> None:
    a_task(world, issued_at=dt.datetime.combine(WEEK.end, dt.time(), NOW.tzinfo))
    a_task(world, "审计局")
    assert build(world.viewer("officer"), WEEK, NOW).totals.tasks == 1


def test_it_tells_a_leader_only_of_the_units_in_charge(world: World) -> None:
    a_task(world)
    a_task(world, "审计局", due_on=dt.date(2026, 2, 27))
    found = build(world.viewer("leader"), WEEK, NOW)
    assert [line.unit for line in found.units] == ["财政局"]
    assert "审计局" not in words_of(found.paper)


def test_it_says_so_when_there_is_nothing(world: World) -> None:
    found = build(world.viewer("officer"), WEEK, NOW)
    text = words_of(found.paper)
    assert "没有已交办的单位任务" in text and "没有逾期未办结的任务" in text
    assert not any(section.table for section in found.paper.sections)


def test_it_demands_only_what_the_officer_wrote(world: World) -> None:
    a_task(world, due_on=dt.date(2026, 2, 27))
    viewer = world.viewer("officer")
    assert "工作要求" not in words_of(build(viewer, WEEK, NOW, demands=" \n ").paper)
    text = words_of(build(viewer, WEEK, NOW, demands="请逐项说明原因。\n\n请倒排工期。").paper)
    assert "工作要求\n请逐项说明原因。\n请倒排工期。" in text


def linked_figures(paper: Paper) -> list[Piece]:
    """The counts of the paper that lead to a list."""
    pieces = [piece for section in paper.sections for words in section.paragraphs for piece in words]
    pieces += [p for section in paper.sections if section.table for row in section.table.rows for p in row]
    return [piece for piece in pieces if piece.link and piece.text.isdecimal()]


def test_every_linked_figure_opens_a_list_with_as_many_tasks(world: World, signed_in) -> None:
    a_task(world, state="closed", closed_at=NOW, finished_at=AN_HOUR_AGO)
    a_task(world, "审计局", due_on=dt.date(2026, 2, 27))
    a_task(world, "柳河镇", due_on=dt.date(2026, 3, 3), acknowledged_at=None, state="issued")
    a_task(world, "柳河镇", state="close_requested", finished_at=NOW)
    # Without a date, in every state: only the one that is being done is 按期办理中.
    for unit in ("财政局", "柳河镇"):
        a_task(world, unit, due_on=None)
        a_task(world, unit, due_on=None, state="close_requested", finished_at=NOW)
        a_task(world, unit, due_on=None, state="registered", issued_at=None)
        a_task(world, unit, due_on=None, state="cancelled")
    # Not issued or cancelled with a date of this week.
    a_task(world, "柳河镇", due_on=dt.date(2026, 3, 3), state="registered", issued_at=None)
    a_task(world, "柳河镇", due_on=dt.date(2026, 3, 3), state="cancelled")
    linked = linked_figures(build(world.viewer("officer"), WEEK, NOW).paper)
    client = signed_in(world.officer)
    assert len(linked) > 10
    for piece in linked:
        page = client.get(f"/items/?{piece.link}")
        assert page.context["form"].errors == {}
        # Each item here has one unit, so items and tasks are as many.
        assert page.context["count"] == int(piece.text), piece


def test_a_period_that_is_over_leads_to_no_list(world: World, signed_in) -> None:
    a_task(world, issued_at=NOW - dt.timedelta(days=10))
    a_task(world)
    client = signed_in(world.officer)
    # Last week knows one task, and the list of today would show two.
    past = client.get(reverse("console:bulletin") + "?from=2026-02-23&to=2026-03-01").content.decode()
    assert "/items/?" not in past and "点击数字" not in past
    this = client.get(reverse("console:bulletin")).content.decode()
    assert "/items/?" in this and "点击数字" in this


def test_it_asks_the_database_five_times_however_many_tasks(world: World, django_assert_num_queries) -> None:
    viewer = world.viewer("officer")
    for unit in ("财政局", "审计局", "柳河镇", "石桥镇"):
        a_task(world, unit)
    with django_assert_num_queries(5):
        build(viewer, WEEK, NOW)


def test_it_survives_a_round_trip_through_json(world: World) -> None:
    a_task(world, due_on=dt.date(2026, 2, 27))
    paper = build(world.viewer("officer"), WEEK, NOW, demands="请抓紧。").paper
    assert from_json(json.loads(json.dumps(to_json(paper)))) == paper


@pytest.mark.parametrize(
    ("office", "mark"),
    [
        ("青禾县人民政府督查室", "青禾县人民政府督查通报"),
        ("青禾县督查局", "青禾县督查通报"),
        ("青禾县人民政府", "青禾县人民政府督查通报"),
    ],
)
def test_it_heads_the_paper_with_the_office(office: str, mark: str) -> None:
    assert mark_of(office) == mark


def test_it_leaves_the_number_open_until_there_is_one() -> None:
    assert number_words("督", 2026, 3) == "督通〔2026〕3号"
    assert number_words("督", 2026, None) == "督通〔2026〕　号"
