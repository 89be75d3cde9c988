"""@mentions: who can be called into a conversation about a duty, and whom a text calls.

Only somebody who may see what is spoken of, and with whom the writer shares a sight of the item: the names suggested must not
tell a unit who else works on something. Asked of the policy's own row filter, person by person, so there is no second rule.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tracker.access.policy import Viewer
from tracker.access.viewers import viewer_of
from tracker.common.errors import Refused
from tracker.org.models import Person
from tracker.org.queries import people_called, people_with_posts

from .models import ResponsibilityItem, UnitAssignment
from .queries import visible_assignments, visible_items

MOST_SHOWN, MOST_ASKED, MOST_CALLED = 8, 24, 20
# "@钱小明", not the "@" of a mail address.
AT = re.compile(r"(?<![A-Za-z0-9._-])[@＠]([\w·]{1,20})")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is spoken of: the item as a whole, or one unit's part of it."""

    item: ResponsibilityItem
    assignment: UnitAssignment | None = None


def may_call(person: Person, subject: Subject, by: Viewer, on: dt.date) -> bool:
    """May the person see what is spoken of, and does the writer see something of the item that they see, too? Three queries."""
    viewer = viewer_of(person, on=on)
    shared = visible_assignments(viewer).filter(item=subject.item)
    if subject.assignment is not None:
        return shared.filter(pk=subject.assignment.pk).exists()
    if not visible_items(viewer).filter(pk=subject.item.pk).exists():
        return False
    return shared.filter(pk__in=visible_assignments(by).filter(item=subject.item).values("pk")).exists()


def suggestions(words: str, subject: Subject, *, by: Viewer, on: dt.date) -> list[tuple[str, str]]:
    """Up to eight (name, post) whose name has `words` in it; at most 24 people are looked at, whatever the office's size."""
    found: list[tuple[str, str]] = []
    units = visible_assignments(by).filter(item=subject.item).values_list("unit", flat=True)
    for person, post in people_with_posts(words.strip(), near=set(units), on=on, most=MOST_ASKED):
        if person.pk != by.person_id and may_call(person, subject, by, on):
            found.append((str(person), post))
        if len(found) == MOST_SHOWN:
            break
    return found


def called_in(text: str, subject: Subject, *, by: Viewer, on: dt.date) -> tuple[list[Person], list[str]]:
    """The people a text mentions, and the names after an @ that are nobody's.

    The longest name that fits counts: "@钱小明请看" is 钱小明. Of several people of one name those are meant who may be
    called. Raises Refused where somebody is named who may not, or more than twenty are.
    """
    people: dict[int, Person] = {}
    unknown: list[str] = []
    written = list(dict.fromkeys(AT.findall(text)))
    if len(written) > MOST_CALLED:
        raise Refused(f"一条留言最多提到{MOST_CALLED}个人。")
    known = people_called({run[:length] for run in written for length in range(1, len(run) + 1)})
    for run in written:
        name = next((run[:end] for end in range(len(run), 0, -1) if run[:end] in known), "")
        if not name:
            unknown.append(run[:4])
            continue
        allowed = [person for person in known[name] if may_call(person, subject, by, on)]
        if not allowed:
            raise Refused(f"不能@{name}：只能提到与您看得到同一项任务的人。")
        people.update({person.pk: person for person in allowed})
    people.pop(by.actor_id, None)
    return list(people.values()), unknown
