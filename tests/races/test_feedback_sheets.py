"""Returned sheets that meet: one file entered by two at once, and two files over the same duties."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once
from tests.support.build import an_assignment
from tests.support.world import NOW, make_world
from tests.tracker.items.test_feedback_sheets import answer, compared, edited, exported, returned
from tracker.common.errors import Refused
from tracker.items.feedback.columns import CONTENT
from tracker.items.feedback.operations import enter
from tracker.items.history import broken_links
from tracker.items.models import ProgressReport, TakenRow
from tracker.items.states import State

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("all_or_none", [True, False])
def test_one_file_entered_twice_at_once_is_entered_once(all_or_none: bool) -> None:
    world = make_world()
    for _ in range(3):
        an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    sheet = returned(world, answer(exported(world), *[{CONTENT: "甲"}] * 3))
    chosen = {row: one.revision for row, one in compared(world, sheet).items()}

    def job(who: str):
        try:
            return enter(sheet, chosen, all_or_none=all_or_none, by=world.viewer(who), at=NOW).entered
        except Refused:
            return 0

    answers = at_once(lambda: job("officer"), lambda: job("officer2"), lambda: job("officer"))
    assert sum(answers) == 3
    assert (ProgressReport.objects.count(), TakenRow.objects.count()) == (3, 3)
    assert list(broken_links()) == []


def test_two_files_over_the_same_duties_leave_one_answer_each() -> None:
    world = make_world()
    for _ in range(4):
        an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    first = answer(exported(world), *[{CONTENT: "甲"}] * 4)
    second = edited(answer(exported(world), *[{CONTENT: "乙"}] * 4), lambda book: book.create_sheet("另一份"))
    sheets = [returned(world, data) for data in (first, second)]
    chosen = [{row: one.revision for row, one in compared(world, sheet).items()} for sheet in sheets]

    def job(number: int):
        try:
            officer = world.viewer("officer")
            return enter(sheets[number], chosen[number], all_or_none=True, by=officer, at=NOW).entered
        except Refused:
            return 0

    # The later one finds every duty changed since it was compared, and enters nothing.
    assert sorted(at_once(lambda: job(0), lambda: job(1))) == [0, 4]
    assert len(set(ProgressReport.objects.values_list("content", flat=True))) == 1
