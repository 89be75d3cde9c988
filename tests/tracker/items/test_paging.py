"""The item list page by page: every item once, forwards and backwards, in every order, however the parts of an item stand."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from tests.support.world import NOW, TODAY, World
from tracker.items import filters
from tracker.items.clock import COLOURS, clock_at, light_of
from tracker.items.filters import Question, Wanted
from tracker.items.models import ResponsibilityItem, UnitAssignment
from tracker.items.models.item import number_key
from tracker.items.paging import SORTS, page_of, read_cursor
from tracker.items.states import State

STATES = (
    State.IN_PROGRESS,
    State.CLOSE_REQUESTED,
    State.CLOSED,
    State.REGISTERED,
    State.SUSPENDED,
    State.ISSUED,
)
DAYS = (-3, 0, 1, 30, None)
UNITS = ("财政局", "审计局", "林业局")


@pytest.fixture
def ledger(world) -> World:
    """Items with none to three parts, in all kinds of states and dates; many share a date."""
    kinds = itertools.cycle(itertools.product(STATES, DAYS))
    for n in range(53):
        item = ResponsibilityItem.objects.create(
            item_no=f"督〔2026〕{n % 4 + 1}-{n}", task=f"第{n}件事", basis="会议", approver="县长",
            registered_by=world.officer, registered_at=NOW - dt.timedelta(hours=n // 5),
        )  # fmt: skip
        for place in range(n % 4):
            state, days = next(kinds)
            done = state in (State.CLOSE_REQUESTED, State.CLOSED)
            UnitAssignment.objects.create(
                item=item, unit=world.units[UNITS[place]], role="support" if place else "lead", state=state,
                due_on=None if days is None else TODAY + dt.timedelta(days), finished_at=NOW if done else None,
            )  # fmt: skip
    return world


def question(world: World, who: str = "officer", **asked) -> Question:
    return filters.ask(world.viewer(who), Wanted(**asked), clock_at(NOW))


def pages(asked: Question, size: int) -> list[list[int]]:
    """The ids of every page, by the links from one to the next."""
    found, after = [], ""
    while True:
        page = page_of(asked, after=after, size=size)
        found.append([item.pk for item in page.items])
        after = page.after
        if not after:
            return found


ORDERS = [mark + name for name in SORTS for mark in ("", "-")]


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize(
    ("who", "asked"),
    [("officer", {}), ("officer", {"state": "open"}), ("officer", {"words": "第1"}), ("officer", {"unit": 1}),
     ("officer", {"state": "closed"}), ("officer", {"light": "red"}), ("lead_clerk", {}), ("leader", {}), ("admin", {})],
)  # fmt: skip
def test_every_item_stands_on_exactly_one_page(ledger, sort, who, asked):
    if "unit" in asked:
        asked = {"unit": ledger.units["审计局"].pk}
    wanted = question(ledger, who, sort=sort, **asked)
    walked = list(itertools.chain.from_iterable(pages(wanted, 7)))
    assert sorted(walked) == sorted(wanted.items().values_list("pk", flat=True))
    assert walked == [item.pk for item in page_of(wanted, size=100).items]


@pytest.mark.parametrize("sort", ORDERS)
def test_the_way_back_shows_the_same_pages(ledger, sort):
    wanted = question(ledger, sort=sort)
    second = page_of(wanted, after=page_of(wanted, size=7).after, size=7)
    third = page_of(wanted, after=second.after, size=7)
    assert [item.pk for item in page_of(wanted, before=third.before, size=7).items] == [
        i.pk for i in second.items
    ]
    first = page_of(wanted, before=second.before, size=7)
    assert [item.pk for item in first.items] == [item.pk for item in page_of(wanted, size=7).items]
    assert first.before == ""


def worst(item: ResponsibilityItem) -> int:
    clock = clock_at(NOW)
    colours = [light_of(part, clock).colour for part in item.assignments.select_related("item")]
    return min((list(COLOURS).index(colour) for colour in colours), default=9)


def test_the_worst_light_comes_first_and_within_it_the_earliest_day(ledger):
    found = [worst(item) for item in page_of(question(ledger, sort="light"), size=100).items]
    assert found == sorted(found) and len(set(found)) == 6
    turned = [worst(item) for item in page_of(question(ledger, sort="-light"), size=100).items]
    assert turned == [*sorted((n for n in turned if n < 9), reverse=True), *[9] * turned.count(9)]


def test_numbers_sort_as_people_count(ledger):
    assert number_key("督〔2026〕12-3") == "督〔002026〕000012-000003"
    numbers = [item.item_no for item in page_of(question(ledger, sort="no"), size=100).items]
    assert numbers.index("督〔2026〕2-9") < numbers.index("督〔2026〕2-13") < numbers.index("督〔2026〕3-2")


@pytest.mark.parametrize("text", ["", "x", "1", "1.2", "..", "0.2026-13-01.4", "0.2026-03-01.x", "a.b.c"])
def test_nonsense_is_no_place_in_the_list(text):
    assert read_cursor(text) is None


@pytest.mark.parametrize("text", ["99999..1", "0..999999999999999999", "-1.2026-03-01.5", "0.0001-01-01.1"])
def test_a_place_that_is_not_there_breaks_nothing(ledger, text):
    page_of(question(ledger), after=text)
    page_of(question(ledger, sort="no"), before=text)


def test_an_item_that_moved_up_while_its_page_was_read_is_not_repeated_on_the_next(ledger):
    wanted = question(ledger)
    first = page_of(wanted, size=7)
    moved = first.items[-1]
    moved.assignments.update(due_on=TODAY - dt.timedelta(40))
    following = page_of(wanted, after=first.after, size=7)
    assert moved.pk not in [item.pk for item in following.items]
