"""Loads an office with units, groups and people from a plain structure (org/demo/office.json shows it). Repeatable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.hashers import make_password

from .models import Alias, Office, Person, Post, Unit, UnitGroup


def load_office(data: dict[str, Any]) -> None:
    """Creates or updates the office, its units, groups, aliases, people and posts. To be called inside a transaction."""
    office = data["office"]
    Office.objects.update_or_create(
        singleton=True,
        defaults={
            "name": office["name"],
            "level": office["level"],
            "region": office["region"],
            "closing_time": dt.time.fromisoformat(office["closing_time"]),
        },
    )
    units = load_units(data["units"])
    load_groups(data["groups"], units)
    for person in data["people"]:
        load_person(person, units)


def load_units(rows: list[dict[str, Any]]) -> dict[str, Unit]:
    """Units by name; parents are set once all exist."""
    units = {}
    for row in rows:
        columns = {"short_name": row["short_name"], "kind": row["kind"], "order": row["order"]}
        units[row["name"]], _ = Unit.objects.update_or_create(name=row["name"], defaults=columns)
        for text in row["aliases"]:
            Alias.objects.update_or_create(text=text, defaults={"unit": units[row["name"]], "group": None})
    for row in rows:
        if row["parent"]:
            Unit.objects.filter(pk=units[row["name"]].pk).update(parent=units[row["parent"]])
    return units


def load_groups(rows: list[dict[str, Any]], units: dict[str, Unit]) -> None:
    """Groups with members and aliases."""
    for order, row in enumerate(rows):
        group, _ = UnitGroup.objects.update_or_create(name=row["name"], defaults={"order": order})
        group.members.set([units[name] for name in row["members"]])
        for text in row["aliases"]:
            Alias.objects.update_or_create(text=text, defaults={"unit": None, "group": group})


def load_person(row: dict[str, Any], units: dict[str, Unit]) -> None:
    """A person with their posts; an administrator may open the admin site."""
    admin = any(post["role"] == Post.Role.ADMINISTRATOR for post in row["posts"])
    columns = {
        "full_name": row["full_name"],
        "phone": row["phone"],
        "email": row["email"],
        "is_staff": admin,
        "is_superuser": admin,
    }
    person, _ = Person.objects.update_or_create(username=row["username"], defaults=columns)
    for post in row["posts"]:
        made, _ = Post.objects.update_or_create(
            person=person,
            unit=units[post["unit"]] if post["unit"] else None,
            role=post["role"],
            valid_from=dt.date.fromisoformat(post["from"]),
            defaults={
                "title": post["title"],
                "valid_until": dt.date.fromisoformat(post["until"]) if post["until"] else None,
            },
        )
        made.in_charge.set([units[name] for name in post["in_charge"]])


def set_password(usernames: Iterable[str], password: str) -> None:
    """Gives the accounts without a password this one; one hash serves all, for hashing each takes seconds."""
    Person.objects.filter(username__in=usernames, password="").update(password=make_password(password))


def people_of(roles: Iterable[str]) -> Iterator[tuple[str, Person]]:
    """For each role, its Chinese name with unit and title, and the first person who holds it."""
    for role in roles:
        post = Post.objects.filter(role=role).select_related("person", "unit").order_by("pk").first()
        if post is not None:
            where = f"{post.unit} " if post.unit else ""
            yield f"{where}{post.get_role_display()} {post.person}", post.person
