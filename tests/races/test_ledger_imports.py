"""Ledgers that meet: two workers on one, two copies of one file, an undo against an act on one of its items."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once
from tests.support.build import a_ledger
from tests.support.world import NOW, make_world
from tests.tracker.items.test_ledger_import import applied, checked, variant
from tracker.common.errors import Refused, Stale
from tracker.items import operations as acts
from tracker.items.history import broken_links
from tracker.items.ledger_import import operations, working
from tracker.items.models import Event, LedgerImport, ResponsibilityItem, UnitAssignment
from tracker.items.queries import visible_items

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_two_workers_write_one_ledger_once() -> None:
    world = make_world()
    row = checked(world, variant(), variant(编号="台-2"))
    operations.confirm(row.pk, by=world.viewer("officer"), at=NOW)
    answers = at_once(*[lambda: working.work(row.pk, at=NOW)] * 3)
    assert sorted(answers) == [False, False, True]
    assert ResponsibilityItem.objects.count() == 2


def test_an_undo_against_an_act_leaves_one_of_them() -> None:
    world = make_world()
    row = applied(world, variant(), variant(编号="台-2"))
    operations.take_back(row.pk, by=world.viewer("officer"), at=NOW)
    part = UnitAssignment.objects.filter(role="lead").order_by("pk").last()
    assert part is not None

    def suspend() -> bool:
        try:
            acts.suspend(part.pk, reason="等", by=world.viewer("officer2"), at=NOW)
        except (Stale, Refused):
            return False
        return True

    _, moved = at_once(lambda: working.work(row.pk, at=NOW), suspend)
    row.refresh_from_db()
    assert (row.state == "undone") != moved
    assert visible_items(world.viewer("officer")).count() == (2 if moved else 0)
    assert Event.objects.filter(act="undo_import").count() == (0 if moved else 2)
    assert list(broken_links()) == []


def test_one_file_handed_in_twice_at_once_is_one_ledger() -> None:
    world = make_world()
    officer, data = world.viewer("officer"), a_ledger()
    made = at_once(*[lambda: operations.receive(data, name="台账.xlsx", by=officer, at=NOW)] * 3)
    assert {one.pk for one in made} == {LedgerImport.objects.get().pk}
    assert LedgerImport.objects.get().file.storage.exists(LedgerImport.objects.get().file.name)
