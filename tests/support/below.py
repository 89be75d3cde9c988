"""Units below 柳河镇 and what it has been given: the ground that tests of 分解 stand on."""

from __future__ import annotations

import datetime as dt

from tests.support.build import an_assignment
from tests.support.world import NOW, World, person
from tracker.items import operations
from tracker.items.models import UnitAssignment
from tracker.org.models import Post, Unit

BEFORE = NOW - dt.timedelta(days=3)


def villages(world: World) -> None:
    """东村 and 西村 below 柳河镇, 一组 below 东村, 南村 below 石桥镇; liaisons east, west, group."""
    for short, upper in (("东村", "柳河镇"), ("西村", "柳河镇"), ("一组", "东村"), ("南村", "石桥镇")):
        world.units[short] = Unit.objects.create(
            name=f"青禾县{short}", short_name=short, kind=Unit.Kind.OTHER, parent=world.units[upper], order=9
        )
    for username, name, unit in (
        ("east", "东小村", "东村"),
        ("west", "西小村", "西村"),
        ("group", "组小长", "一组"),
    ):
        person(world, username, name, Post.Role.LIAISON, unit)


def a_township_part(world: World) -> UnitAssignment:
    """柳河镇's own part, due on 2026-03-20, issued last Friday and signed for."""
    part = an_assignment(world, "柳河镇")
    operations.issue(part.pk, by=world.viewer("officer"), at=BEFORE)
    return operations.acknowledge(part.pk, by=world.viewer("town_clerk"), at=BEFORE)
