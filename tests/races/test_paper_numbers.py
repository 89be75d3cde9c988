"""Two officers who press 定稿 at the same moment, and one whose form arrives twice, on two real connections."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once
from tests.support.world import NOW, TODAY, make_world
from tracker.reports.models import Paper
from tracker.reports.operations import freeze_bulletin
from tracker.reports.period import week_of

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_two_clicks_at_once_get_a_number_each() -> None:
    viewer = make_world().viewer("officer")

    def click(token: str):
        return lambda: freeze_bulletin(week_of(TODAY), demands="", token=token, by=viewer, at=NOW).number

    assert sorted(at_once(*(click(f"the-token-{n}") for n in range(6)))) == [1, 2, 3, 4, 5, 6]


def test_one_form_that_arrives_twice_at_once_is_one_paper_with_one_file(tmp_path) -> None:
    viewer = make_world().viewer("officer")

    def click():
        return freeze_bulletin(week_of(TODAY), demands="", token="the-same-form", by=viewer, at=NOW).pk

    assert len(set(at_once(*[click] * 4))) == 1
    assert Paper.objects.count() == 1
    assert len(list((tmp_path / "files").rglob("*.docx"))) == 1
