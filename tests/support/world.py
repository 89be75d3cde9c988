"""The people and units that tests stand on. All invented; posts began long before NOW."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from tracker.access.policy import Viewer
from tracker.access.viewers import viewer_of
from tracker.org.models import Alias, Deputy, Office, Person, Post, Unit, UnitGroup

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
LONG_AGO = dt.date(2020, 1, 1)


@dataclass
class World:
    """One office: `units` by short name, and the personas every view is tried with.

    officer: supervision officer. lead_clerk: liaison of 财政局. support_clerk: liaison of 审计局. leader: in charge of
    财政局. stranger: liaison of 林业局, which has nothing to do with the others' items. former: held 财政局's liaison
    post until last year. admin: system administrator (superuser). deputy: holds no post; stand_in() makes them stand in
    for lead_clerk. upper: answers for the upper office, made by upper_office().
    """

    office: Office
    units: dict[str, Unit]
    townships: UnitGroup
    people: dict[str, Person] = field(default_factory=dict)

    def viewer(self, name: str, on: dt.date = TODAY) -> Viewer:
        return viewer_of(self.people[name], on=on)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_world() -> World:
    """Builds the office in the database."""
    office = Office.objects.create(name="青禾县人民政府督查室", region="青禾县")
    units = {}
    for order, (short, name, kind) in enumerate(
        [
            ("财政局", "青禾县财政局", Unit.Kind.DEPARTMENT),
            ("审计局", "青禾县审计局", Unit.Kind.DEPARTMENT),
            ("林业局", "青禾县林业局", Unit.Kind.DEPARTMENT),
            ("柳河镇", "青禾县柳河镇人民政府", Unit.Kind.TOWNSHIP),
            ("石桥镇", "青禾县石桥镇人民政府", Unit.Kind.TOWNSHIP),
            ("督查室", "青禾县人民政府督查室", Unit.Kind.DEPARTMENT),
        ]
    ):
        units[short] = Unit.objects.create(name=name, short_name=short, kind=kind, order=order)
    for text, short in (
        ("县财政", "财政局"),
        ("县财政局", "财政局"),
        ("审计部门", "审计局"),
        ("县审计局", "审计局"),
    ):
        Alias.objects.create(text=text, unit=units[short])
    townships = UnitGroup.objects.create(name="各乡镇", kind=Unit.Kind.TOWNSHIP)
    world = World(office, units, townships)
    person(world, "officer", "周督查", Post.Role.OFFICER, "督查室")
    person(world, "officer2", "郑督查", Post.Role.OFFICER, "督查室")
    person(world, "lead_clerk", "钱小明", Post.Role.LIAISON, "财政局")
    person(world, "support_clerk", "孙小红", Post.Role.LIAISON, "审计局")
    person(world, "town_clerk", "赵小河", Post.Role.LIAISON, "柳河镇")
    person(world, "stranger", "李小林", Post.Role.LIAISON, "林业局")
    person(world, "former", "吴前任", Post.Role.LIAISON, "财政局", until=dt.date(2025, 12, 31))
    leader = person(world, "leader", "王副县长", Post.Role.LEADER, None)
    leader.posts.get().in_charge.add(units["财政局"])
    admin = person(world, "admin", "管理员", Post.Role.ADMINISTRATOR, None)
    Person.objects.filter(pk=admin.pk).update(is_staff=True, is_superuser=True)
    admin.refresh_from_db()
    world.people["deputy"] = Person.objects.create(
        username="deputy", full_name="冯小代", email="deputy@qinghe.example"
    )
    return world


def stand_in(
    world: World,
    who: str = "deputy",
    holder: str = "lead_clerk",
    first: dt.date = TODAY,
    last: dt.date = TODAY + dt.timedelta(days=6),
) -> Deputy:
    """`who` stands in for the only post of `holder`."""
    return Deputy.objects.create(
        post=world.people[holder].posts.get(),
        person=world.people[who],
        valid_from=first,
        valid_until=last,
        named_by=world.people[holder],
        named_at=NOW,
    )


def upper_office(world: World) -> Person:
    """The supervision office one level up: a unit above ours in the tree, with a head. It has no part in our items."""
    unit = Unit.objects.create(
        name="清河市人民政府督查室", short_name="市督查室", kind=Unit.Kind.OTHER, order=99
    )
    world.units["市督查室"] = unit
    Unit.objects.filter(short_name__in=["督查室", "财政局"]).update(parent=unit)
    return person(world, "upper", "陈上级", Post.Role.HEAD, "市督查室")


def person(
    world: World, username: str, full_name: str, role: str, unit: str | None, until: dt.date | None = None
) -> Person:
    """A person with one post."""
    made = Person.objects.create(username=username, full_name=full_name, email=f"{username}@qinghe.example")
    Post.objects.create(
        person=made,
        unit=world.units[unit] if unit else None,
        role=role,
        valid_from=LONG_AGO,
        valid_until=until,
    )
    world.people[username] = made
    return made
