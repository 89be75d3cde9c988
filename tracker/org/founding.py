"""A unit made on the spot, while an officer settles who is meant: 指挥部, 专班 and the like, or a unit that nobody had entered yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError, Q

from tracker.common.dates import sensible
from tracker.common.errors import Forbidden, Refused

from .models import Alias, Person, Post, Unit, UnitGroup
from .operations import MANAGE_UNITS, Asked

# A temporary body is not set up for longer, in years.
LONGEST = 10


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What is asked for. `liaison` is a person's name or log-in name, "" where it is not known yet; `ends_on` only for temporary bodies."""

    name: str
    short_name: str
    kind: str
    parent_id: int | None = None
    ends_on: dt.date | None = None
    liaison: str = ""


def create_unit(new: NewUnit, *, by: Asked, on: dt.date) -> Unit:
    """Makes the unit, and its liaison's post from `on`; call it in a transaction.

    Of two at once one makes it, the other is refused: the name is unique. Raises Refused with a sentence where the name is
    taken or missing, a temporary body has no last day, the parent or the liaison is not there; Forbidden.
    """
    if not by.may(MANAGE_UNITS):
        raise Forbidden("只有督查专员和系统管理员可以新设单位。")
    name, short = new.name.strip(), new.short_name.strip() or new.name.strip()
    refuse_names(name, short)
    if new.kind not in Unit.Kind.values:
        raise Refused("请选择单位类别。")
    ends_on = last_day(new, on)
    if new.parent_id is not None and not Unit.objects.filter(pk=new.parent_id, is_active=True).exists():
        raise Refused("上级单位不存在，或已停用。")
    person = liaison_of(new.liaison.strip())
    order = (Unit.objects.aggregate(last=Max("order"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                name=name,
                short_name=short,
                kind=new.kind,
                parent_id=new.parent_id,
                ends_on=ends_on,
                order=order,
            )
    except IntegrityError:
        raise Refused(f"刚刚有人新设了“{name}”，请直接选它。") from None
    if person is not None:
        Post.objects.create(
            person=person, unit=unit, role=Post.Role.LIAISON, valid_from=on, valid_until=ends_on
        )
    return unit


def refuse_names(name: str, short: str) -> None:
    """Raises Refused for a name that is missing, too long, or means something already; out of use counts too."""
    if not name or len(name) > 80:
        raise Refused("单位名称应为1至80个字。")
    if len(short) > 40:
        raise Refused("名称超过40个字的，请另填不超过40个字的简称。")
    for text in dict.fromkeys((name, short)):
        unit = Unit.objects.filter(Q(name=text) | Q(short_name=text)).first()
        if unit is not None:
            raise Refused(
                f"已有“{unit.name}”"
                + ("，请直接选它。" if unit.is_active else "（已停用），请先在单位资料中恢复。")
            )
        if UnitGroup.objects.filter(name=text).exists() or Alias.objects.filter(text=text).exists():
            raise Refused(f"“{text}”已经是别的单位或分组的名称。")


def last_day(new: NewUnit, on: dt.date) -> dt.date | None:
    """The last day of a temporary body, None for all others. Raises Refused for a missing or impossible one."""
    if new.kind != Unit.Kind.TEMPORARY:
        return None
    if new.ends_on is None:
        raise Refused("临时机构请填写存续至哪一天。")
    if new.ends_on < on or not sensible(new.ends_on, on, ahead=LONGEST):
        raise Refused(f"临时机构的存续日期应在今天之后、{LONGEST}年之内。")
    return new.ends_on


def liaison_of(words: str) -> Person | None:
    """The person of that name or log-in name; None for nobody asked for. Raises Refused where nobody or several are called so."""
    if not words:
        return None
    people = list(Person.objects.filter(Q(full_name=words) | Q(username=words), is_active=True)[:2])
    if len(people) != 1:
        problem = (
            "有不止一人叫这个名字，请填写登录名" if people else "没有这个人员，可以先空着，以后在后台登记"
        )
        raise Refused(f"联络员“{words}”：{problem}。")
    return people[0]


def hold_unit(unit_id: int) -> bool:
    """Keeps a unit from being taken back until the transaction ends; False where it has gone already. Taken before any draft."""
    return Unit.objects.select_for_update().filter(pk=unit_id).first() is not None


def drop_unit(unit_id: int) -> bool:
    """Takes a unit back that was made a moment ago; False where somebody uses it already. Call it in a transaction.

    What was made with it (its liaison's post, the alias of the words it was made for) goes too.
    """
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        return True
    posts, aliases = Post.objects.filter(unit=unit), unit.aliases.all()
    if posts.count() > 1 or posts.exclude(role=Post.Role.LIAISON).exists() or aliases.count() > 1:
        return False
    if unit.groups.exists() or unit.leaders.exists():
        return False
    try:
        with transaction.atomic():
            posts.delete()
            unit.delete()
    except (ProtectedError, IntegrityError):
        return False
    return True
