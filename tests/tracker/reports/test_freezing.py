"""定稿: one number a year each, one paper per click, and nothing changes afterwards."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused
from tracker.items.models import UnitAssignment
from tracker.reports.models import Paper
from tracker.reports.operations import freeze_bulletin, with_file
from tracker.reports.period import between, week_of
from tracker.reports.queries import words_of

WEEK = week_of(TODAY)


def freeze(
    world: World, token: str = "token-one", *, by: str = "officer", at: dt.datetime = NOW, **more: str
) -> Paper:
    return freeze_bulletin(WEEK, demands=more.get("demands", ""), token=token, by=world.viewer(by), at=at)


def test_it_numbers_papers_from_one_each_year(world: World) -> None:
    found = [
        freeze(world, "token-one"),
        freeze(world, "token-two"),
        freeze(world, "token-next", at=NOW.replace(year=2027)),
    ]
    assert [(paper.year, paper.number) for paper in found] == [(2026, 1), (2026, 2), (2027, 1)]
    assert [words_of(paper).doc_no for paper in found] == [
        "督通〔2026〕1号",
        "督通〔2026〕2号",
        "督通〔2027〕1号",
    ]


def test_it_makes_one_paper_of_a_form_sent_twice(world: World) -> None:
    assert freeze(world).pk == freeze(world).pk
    assert Paper.objects.count() == 1


def test_it_keeps_words_and_file_when_the_data_changes(world: World) -> None:
    task = an_assignment(world, state="acknowledged", issued_at=NOW, due_on=dt.date(2026, 2, 27))
    paper = freeze(world, demands="请抓紧。")
    before, file = words_of(paper), paper.file.read()
    UnitAssignment.objects.filter(pk=task.pk).update(state="closed", closed_at=NOW, finished_at=NOW)
    again = with_file(Paper.objects.get(pk=paper.pk))
    assert words_of(again) == before
    assert again.file.read() == file
    # The same form again gives back the frozen paper, not a new reading.
    assert words_of(freeze(world)) == before


def test_it_writes_the_file_later_when_the_process_died_before(world: World) -> None:
    paper = freeze(world, demands="请抓紧办理。")
    Paper.objects.filter(pk=paper.pk).update(file="")
    found = with_file(Paper.objects.get(pk=paper.pk))
    text = "\n".join(p.text for p in Document(io.BytesIO(found.file.read())).paragraphs)
    assert "督通〔2026〕1号" in text and "请抓紧办理。" in text


@pytest.mark.parametrize("persona", ["leader", "lead_clerk", "stranger", "admin"])
def test_it_refuses_everybody_but_officers(world: World, persona: str) -> None:
    with pytest.raises(Forbidden):
        freeze(world, by=persona)
    assert not Paper.objects.exists()


def test_it_refuses_a_form_without_its_token_and_endless_demands(world: World) -> None:
    with pytest.raises(Refused):
        freeze(world, token="")
    with pytest.raises(Refused):
        freeze(world, demands="长" * 2001)
    assert not Paper.objects.exists()


@pytest.mark.parametrize("at", [NOW, NOW.replace(month=1, day=31)])
def test_it_gives_no_number_to_a_period_that_has_not_begun(world: World, at: dt.datetime) -> None:
    tomorrow = between(at.date() + dt.timedelta(1), at.date() + dt.timedelta(40))
    with pytest.raises(Refused, match="还没有开始"):
        freeze_bulletin(tomorrow, demands="", token="token-one", by=world.viewer("officer"), at=at)
    assert not Paper.objects.exists()
    # One that has begun today can be frozen.
    today = between(at.date(), at.date() + dt.timedelta(40))
    freeze_bulletin(today, demands="", token="token-one", by=world.viewer("officer"), at=at)
    assert Paper.objects.get().number == 1
