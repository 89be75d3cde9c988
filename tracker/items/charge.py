"""分管领导: who is in charge of an item. Proposed from the office's own posts, else from the words; what an officer wrote goes before both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.meetings.bridge import leader_words
from tracker.meetings.models import Draft
from tracker.org.models import Person, Post
from tracker.org.queries import leader_posts, leaders_by_unit

# What an officer writes (or the form, for a field that was emptied) where nobody is meant to be in charge.
NOBODY = "无"


@dataclass(frozen=True, slots=True)
class Leaders:
    """The leaders of a day: by unit in their charge, and by every name that means one of them alone."""

    by_unit: dict[int, Person]
    by_name: dict[str, Person]

    @property
    def names(self) -> list[str]:
        """Their full names, for suggestions."""
        people = {person.pk: str(person) for person in self.by_name.values()}
        return list(people.values())


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is in charge: the words, the person they mean here, and where it comes from: office, words, officer or ""."""

    text: str
    person: Person | None
    source: str


def leaders_on(on: dt.date) -> Leaders:
    """The leaders of the day `on`; two queries."""
    posts = leader_posts(on)
    return Leaders(leaders_by_unit(posts), by_name(posts))


def by_name(posts: Iterable[Post]) -> dict[str, Person]:
    """What leaders are called → who: 王建国, 王副县长, 副县长王建国, 王建国同志; a name that two answer to means neither."""
    found: dict[str, Person | None] = {}
    for post in posts:
        name, title = str(post.person), post.title
        called = {name, f"{name}同志"}
        if title:
            called |= {f"{name}{title}", f"{title}{name}", f"{name[:1]}{title}", f"分管{title}{name}"}
        for one in called:
            found[one] = post.person if found.get(one, post.person) == post.person else None
    return {one: person for one, person in found.items() if person}


def charge_of(draft: Draft, lead_units: Iterable[int], leaders: Leaders) -> Charge:
    """Who is in charge of a draft whose lead units are these.

    What the officer wrote, else the one leader whom the office names for all of them, else the words of the order.
    """
    if draft.leader_text:
        if draft.leader_text == NOBODY:
            return Charge("", None, "officer")
        return Charge(draft.leader_text, leaders.by_name.get(draft.leader_text), "officer")
    return proposal(draft, lead_units, leaders)


def proposal(draft: Draft, lead_units: Iterable[int], leaders: Leaders) -> Charge:
    """Who would be in charge if the officer wrote nothing."""
    named = {leaders.by_unit[unit_id] for unit_id in lead_units if unit_id in leaders.by_unit}
    if len(named) == 1:
        person = named.pop()
        return Charge(str(person), person, "office")
    words = leader_words(draft.quote)
    return Charge(words, leaders.by_name.get(words), "words") if words else Charge("", None, "")
