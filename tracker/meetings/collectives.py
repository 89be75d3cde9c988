"""Collectives in drafts: the group a name means, and the members it had when the name was read. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.org.models import UnitGroup
from tracker.org.queries import groups_with_members

# The fields of a draft whose collectives are expanded to their members.
FIELDS = ("lead", "support")


def group_of(name: Mapping[str, Any], groups: Iterable[UnitGroup]) -> UnitGroup | None:
    """The group that a name of a draft means: the one it was matched to, else the one that goes by these words."""
    if name.get("unit"):
        return None
    groups = list(groups)
    matched = next((one for one in groups if one.pk == name.get("group")), None)
    return matched or next((one for one in groups if name["text"] in words_of(one)), None)


def words_of(group: UnitGroup) -> set[str]:
    return {group.name, *(alias.text for alias in group.aliases.all())}


def with_members(columns: dict[str, Any], members: Mapping[int, list[int]]) -> dict[str, Any]:
    """The columns of a draft with each collective's members as they are today, so that later changes can be told."""
    made = dict(columns)
    for field in FIELDS:
        made[field] = [
            {**name, "seen": members[name["group"]]} if name["group"] in members else name
            for name in columns[field]
        ]
    return made


def members_by_group(on: dt.date) -> dict[int, list[int]]:
    """Group id → the ids of its members on the day; four queries."""
    return {group.pk: [unit.pk for unit in group.expanded] for group in groups_with_members(on)}  # type: ignore[attr-defined]
