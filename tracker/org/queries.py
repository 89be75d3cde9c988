"""Reads about units, names, posts and the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.http import Http404

from .likeness import Known
from .models import Alias, CalendarDay, Deputy, Office, Person, Post, Season, Unit, UnitGroup


def the_office() -> Office:
    """The office's settings; one query. An installation without the row yet gets an unsaved one with the defaults."""
    return Office.objects.first() or Office(name="督查室")


def held_on(on: dt.date) -> Q:
    """The posts held on the day `on`, first and last day included: the one rule that visibility and recipients hang on."""
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))


def posts_on(person: Person, on: dt.date) -> list[Post]:
    """The posts `person` holds on the day `on` (first and last day included), units in charge prefetched; two queries."""
    held = Post.objects.filter(held_on(on), person=person)
    return list(held.select_related("unit").prefetch_related("in_charge"))


def standing_on(on: dt.date) -> Q:
    """The deputies who stand in on the day `on`, first and last day included; one that was ended gives nothing from then on."""
    return Q(valid_from__lte=on, valid_until__gte=on, ended_at__isnull=True, person__is_active=True)


def posts_exercised(person: Person, on: dt.date) -> list[Post]:
    """The posts whose rights `person` has on the day `on`: their own, and those of others for whom they stand in; two queries.

    `post.person` is whose post it is. Somebody else's counts only while that person holds it and may sign in. A post of
    an administrator is never stood in for, whatever the rows say.
    """
    given = Deputy.objects.filter(standing_on(on), person=person).exclude(post__role=Post.Role.ADMINISTRATOR)
    held = Post.objects.filter(held_on(on), person__is_active=True)
    mine = held.filter(Q(person=person) | Q(pk__in=given.values("post")))
    return list(mine.select_related("unit", "person").prefetch_related("in_charge"))


def holders(posts: Iterable[Post], on: dt.date) -> dict[int, list[Person]]:
    """Post id → who is told what concerns the post on the day `on`: its holder, and who stands in for them; one query."""
    found = {post.pk: [post.person] for post in posts}
    deputies = Deputy.objects.filter(standing_on(on), post__in=list(found)).select_related("person")
    for deputy in deputies.order_by("pk"):
        found[deputy.post_id].append(deputy.person)
    return found


def liaisons_of(unit_ids: set[int], on: dt.date) -> dict[int, list[Person]]:
    """Unit id → the people who are its liaisons on the day `on`, or stand in for one, each once; two queries."""
    return people_in(unit_ids, (Post.Role.LIAISON,), on)


def people_in(unit_ids: set[int], roles: Collection[str], on: dt.date) -> dict[int, list[Person]]:
    """Unit id → the people who hold one of these posts in it on the day `on`, or stand in for one, each once; two queries."""
    found: dict[int, dict[int, Person]] = {unit_id: {} for unit_id in unit_ids}
    posts = Post.objects.filter(held_on(on), unit_id__in=unit_ids, role__in=roles, person__is_active=True)
    listed = list(posts.select_related("person"))
    people = holders(listed, on)
    for post in listed:
        if post.unit_id is not None:
            found[post.unit_id].update({person.pk: person for person in people[post.pk]})
    return {unit_id: list(named.values()) for unit_id, named in found.items()}


def in_use(on: dt.date, unit: str = "") -> Q:
    """The units that can be named on the day `on`: a temporary body (专班, 指挥部) until its last day, that day included.

    `unit` is the path to the unit from the rows asked: in_use(on, "unit__").
    """
    lasts = Q(**{f"{unit}ends_on__isnull": True}) | Q(**{f"{unit}ends_on__gte": on})
    return Q(**{f"{unit}is_active": True}) & lasts


def active_units(on: dt.date) -> QuerySet[Unit]:
    """Units in use on the day, in the office's order, with their aliases."""
    return Unit.objects.filter(in_use(on)).prefetch_related("aliases")


def every_unit() -> QuerySet[Unit]:
    """All units, those out of use too, in the office's order; for other apps to narrow."""
    return Unit.objects.order_by("order", "pk")


def groups_with_members(
    on: dt.date, units: list[Unit] | None = None, *, aliases: bool = True
) -> list[UnitGroup]:
    """All groups with the members in use on the day and aliases prefetched; a group by kind lists the units of that kind.

    Three queries (two without `aliases`), and one more unless the `units` in use are given.
    """
    active = Unit.objects.filter(in_use(on))
    found = UnitGroup.objects.prefetch_related(Prefetch("members", active))
    groups = list(found.prefetch_related("aliases") if aliases else found)
    by_kind: dict[str, list[Unit]] = {}
    for unit in active if units is None else units:
        by_kind.setdefault(unit.kind, []).append(unit)
    for group in groups:
        named = list(group.members.all())
        extra = [unit for unit in by_kind.get(group.kind, []) if unit not in named] if group.kind else []
        group.expanded = named + extra  # type: ignore[attr-defined]
    return groups


def calendar_overrides() -> dict[dt.date, tuple[bool, str]]:
    """The office's own calendar days: day → (is a workday, why)."""
    return {row.day: (row.is_workday, row.name) for row in CalendarDay.objects.all()}


def local_seasons(year: int) -> dict[str, tuple[dt.date, dt.date]]:
    """The office's seasons that begin in `year`: name → (first day, last day); one query."""
    return {season.name: season.days_in(year) for season in Season.objects.all()}


def alias_targets(units: list[Unit], groups: list[UnitGroup]) -> dict[str, tuple[str, int]]:
    """Every name that means something: name, short name or alias → ("unit" | "group", id); one query."""
    targets: dict[str, tuple[str, int]] = {}
    for unit in units:
        targets.setdefault(unit.name, ("unit", unit.pk))
        targets.setdefault(unit.short_name, ("unit", unit.pk))
    for group in groups:
        targets.setdefault(group.name, ("group", group.pk))
    for alias in Alias.objects.all():
        if alias.unit_id is not None:
            targets.setdefault(alias.text, ("unit", alias.unit_id))
        elif alias.group_id is not None:
            targets.setdefault(alias.text, ("group", alias.group_id))
    return targets


def known_names(on: dt.date) -> list[Known]:
    """Everything a name may mean on the day: the units in use, then the groups, each with all its names; four queries."""
    units = [
        Known(
            f"unit:{unit.pk}",
            unit.short_name or unit.name,
            (unit.name, unit.short_name, *(alias.text for alias in unit.aliases.all())),
        )
        for unit in active_units(on)
    ]
    groups = UnitGroup.objects.prefetch_related("aliases")
    return units + [
        Known(f"group:{group.pk}", group.name, (group.name, *(alias.text for alias in group.aliases.all())))
        for group in groups
    ]


def officers_on(on: dt.date) -> list[Person]:
    """The supervision officers of the day and who stands in for one, each once; two queries."""
    posts = Post.objects.filter(held_on(on), role=Post.Role.OFFICER, person__is_active=True)
    people = holders(posts.select_related("person"), on)
    return list({person.pk: person for named in people.values() for person in named}.values())


def holders_of(roles: Iterable[str], on: dt.date) -> list[tuple[int, str]]:
    """(person, role) of everybody in use who holds one of these posts on the day `on`; one query."""
    posts = Post.objects.filter(held_on(on), role__in=list(roles), person__is_active=True)
    return list(posts.order_by("person", "role").values_list("person", "role").distinct())


def leader_posts(on: dt.date) -> list[Post]:
    """The leaders' posts of the day, with person and units in charge; two queries."""
    posts = Post.objects.filter(held_on(on), role=Post.Role.LEADER, person__is_active=True)
    return list(posts.select_related("person").prefetch_related("in_charge"))


def leaders_by_unit(posts: list[Post]) -> dict[int, Person]:
    """Unit id → the leader in charge of it, from leader_posts(); a unit in the charge of several is left out."""
    found: dict[int, Person] = {}
    disputed: set[int] = set()
    for post in posts:
        for unit in post.in_charge.all():
            if found.setdefault(unit.pk, post.person) != post.person:
                disputed.add(unit.pk)
    return {unit_id: person for unit_id, person in found.items() if unit_id not in disputed}


def unit_names(on: dt.date) -> dict[int, str]:
    """Unit id → short name, of units in use on the day; one query."""
    return dict(Unit.objects.filter(in_use(on)).values_list("pk", "short_name"))


def all_unit_names() -> dict[int, str]:
    """Unit id → short name, units out of use included; one query."""
    return dict(Unit.objects.values_list("pk", "short_name"))


def people_called(names: Collection[str]) -> dict[str, list[Person]]:
    """The people who can sign in, by their names, of those asked; one query."""
    found: dict[str, list[Person]] = {}
    for person in Person.objects.filter(full_name__in=names, is_active=True):
        found.setdefault(person.full_name, []).append(person)
    return found


def people_with_posts(
    words: str, *, near: Collection[int], on: dt.date, most: int
) -> list[tuple[Person, str]]:
    """(person, their post in words) of who holds a post on the day and has `words` in the name; one query.

    Who holds it in one of the units `near` comes first, then those without a unit (leaders), then the others.
    """
    held = Post.objects.filter(held_on(on), person__is_active=True, person__full_name__icontains=words)
    rank = Case(When(unit__in=near, then=0), When(unit=None, then=1), default=2)
    # A person may hold several posts: room for them, then each once.
    rows = held.annotate(rank=rank).select_related("person", "unit").order_by("rank", "pk")[: most * 2]
    found: dict[int, tuple[Person, str]] = {}
    for post in rows:
        words_of_post = f"{post.unit or ''} {post.title or post.get_role_display()}".strip()
        found.setdefault(post.person_id, (post.person, words_of_post))
    return list(found.values())[:most]


def people_by_id(ids: Collection[int]) -> dict[int, str]:
    """Person → full name; one query."""
    return {person.pk: str(person) for person in Person.objects.filter(pk__in=ids)}


def people_names(most: int = 300) -> list[str]:
    """The names of the people who can sign in, for suggestions; one query."""
    return list(Person.objects.filter(is_active=True).values_list("full_name", flat=True)[:most])


def get_unit(pk: int) -> Unit:
    """The unit with its parent and aliases, or Http404; two queries."""
    unit = Unit.objects.select_related("parent").prefetch_related("aliases").filter(pk=pk).first()
    if unit is None:
        raise Http404("没有这个单位。")
    return unit


def unit_in_use(pk: int, on: dt.date) -> Unit | None:
    """The unit, None where there is none or it is out of use on the day; one query."""
    return Unit.objects.filter(in_use(on), pk=pk).first()


def units_below(pk: int) -> list[Unit]:
    """The units in use directly below a unit, in the office's order; one query."""
    return list(Unit.objects.filter(parent=pk, is_active=True))
