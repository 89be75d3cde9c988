"""A ledger of any size for the benches: an invented city's units, speeches, items and their parts, written in bulk.

Only for an empty database or one that this module filled: rows are numbered on from what is there. Django must be set up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

UNITS, CHUNK, PARTS, ITEMS_A_SPEECH = 120, 2000, 3, 60
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIELDS = [
    "森林防火",
    "饮水安全",
    "河道治理",
    "老旧小区",
    "校园食品",
    "项目用地",
    "农村道路",
    "防汛备汛",
    "安全生产",
    "秸秆禁烧",
    "信访化解",
    "养老服务",
]
VERBS = [
    "排查整治",
    "建立台账",
    "完成验收",
    "印发方案",
    "开展演练",
    "落实经费",
    "督促整改",
    "报送总结",
    "组织培训",
    "公开公示",
]
PLACES = [
    "东关",
    "南岗",
    "西坪",
    "北塘",
    "青山",
    "柳河",
    "石桥",
    "白塔",
    "大营",
    "新集",
    "沙河",
    "官渡",
    "马场",
    "云台",
    "龙门",
    "双溪",
]
STATES = (
    [("closed", 60)]
    + [("in_progress", 18), ("acknowledged", 6), ("issued", 4), ("close_requested", 3)]
    + [("verifying", 1), ("returned", 1), ("suspended", 1), ("cancelled", 2), ("registered", 4)]
)


def fill(rows: int, at: dt.datetime) -> dict[str, Any]:
    """Brings the database to `rows` parts (UnitAssignment) and returns who looks: an officer, a liaison, a leader with a tenth of the units, the chief with all; a unit's id."""
    from tracker.items.models import UnitAssignment

    people = found_office(at)
    there = UnitAssignment.objects.count()
    if there < rows:
        add_parts(rows - there, people, at)
    return people


def found_office(at: dt.datetime) -> dict[str, Any]:
    """The office with its units and four people; made once."""
    from tracker.org.models import Office, Person, Post, Unit

    names = {role: f"bench_{role}" for role in ("officer", "liaison", "leader", "chief")}
    if not Office.objects.exists():
        Office.objects.create(name="云台市人民政府督查室", region="云台市")
        Unit.objects.bulk_create(
            Unit(
                name=f"云台市{PLACES[n % 16]}{n + 1}局", short_name=f"{PLACES[n % 16]}{n + 1}局", order=n,
                kind="township" if n % 5 == 4 else "department",
            )
            for n in range(UNITS)
        )  # fmt: skip
        units = list(Unit.objects.order_by("order"))
        long_ago = at.date() - dt.timedelta(days=2000)
        for role, username in names.items():
            person = Person.objects.create(username=username, full_name=f"测试{role}")
            leads = {"leader": units[: UNITS // 10], "chief": units}.get(role)
            unit = None if leads else units[0]
            post = Post.objects.create(
                person=person, unit=unit, role="leader" if leads else role, valid_from=long_ago
            )
            post.in_charge.set(leads or [])
    found = {role: Person.objects.get(username=username) for role, username in names.items()}
    return {**found, "unit": Unit.objects.order_by("order").first().pk}


def add_parts(rows: int, people: dict[str, Any], at: dt.datetime) -> None:
    """Adds that many parts with their items and speeches, a third of them with a progress report."""
    from tracker.items.models import ProgressReport, ResponsibilityItem, UnitAssignment
    from tracker.meetings.models import Speech
    from tracker.org.models import Unit

    dice = random.Random(rows)
    units = list(Unit.objects.order_by("order").values_list("pk", flat=True))
    first, number = ResponsibilityItem.objects.count(), -(-rows // PARTS)
    batches = Speech.objects.count()
    speeches = Speech.objects.bulk_create(
        speech_rows(batches, -(-number // ITEMS_A_SPEECH), people, at), batch_size=200
    )
    left = rows
    for start in range(0, number, CHUNK):
        wanted = range(start, min(start + CHUNK, number))
        items = ResponsibilityItem.objects.bulk_create(
            item_row(n, first + n, speeches[n // ITEMS_A_SPEECH], people, at) for n in wanted
        )
        parts = []
        for item in items:
            for place, unit in enumerate(dice.sample(units, min(PARTS, left))):
                parts.append(part_row(item, unit, place, dice, at))
                left -= 1
        parts = UnitAssignment.objects.bulk_create(parts, batch_size=CHUNK)
        ProgressReport.objects.bulk_create(
            ProgressReport(assignment=part, content=f"已{dice.choice(VERBS)}{part.pk % 40}处，正在继续推进。", percent=part.pk % 101,
                           reported_by=people["liaison"], reported_at=part.issued_at)
            for part in parts if part.issued_at and part.pk % 3 == 0
        )  # fmt: skip


def speech_rows(first: int, number: int, people: dict[str, Any], at: dt.datetime) -> Iterator[Any]:
    """Speeches of some 4 000 characters, a week apart, the newest last."""
    from tracker.meetings.models import Speech

    for n in range(first, first + number):
        field = FIELDS[n % len(FIELDS)]
        body = "".join(
            f"第{k}，{PLACES[(n + k) % 16]}片区要{VERBS[(n * 3 + k) % 10]}，把{FIELDS[(n + k) % 12]}摆在突出位置，"
            f"逐村逐户逐点{VERBS[k % 10]}，做到底数清、情况明、措施实，第{n}次会议已作部署。"
            for k in range(60)
        )
        text = f"同志们：今天的会议专题部署第{n}轮{field}工作。{body}"
        yield Speech(
            title=f"在第{n + 1}次全市{field}工作会议上的讲话",
            speaker="市长",
            held_on=at.date() - dt.timedelta(days=3 * (number + first - n)),
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            state=Speech.State.APPROVED,
            batch_year=2001 + n // 100,
            batch_no=n % 100 + 1,
            uploaded_by=people["officer"],
            uploaded_at=at,
        )


def item_row(n: int, serial: int, speech: Any, people: dict[str, Any], at: dt.datetime) -> Any:
    """One item of a speech; every word combination is common, the serial number makes each one findable."""
    from tracker.items.models import ResponsibilityItem

    place, field, verb = PLACES[serial % 16], FIELDS[serial % 12], VERBS[serial // 7 % 10]
    task = f"{place}片区第{serial}号{field}{verb}工作"
    return ResponsibilityItem(
        item_no=f"督〔{speech.batch_year}〕{speech.batch_no}-{n % ITEMS_A_SPEECH + 1}",
        speech=speech,
        number=n % ITEMS_A_SPEECH + 1,
        task=task,
        target=f"{serial % 500}处" if serial % 2 else "",
        quote=f"{place}片区要{verb}，对{field}隐患逐一登记，{serial % 12 + 1}月底前完成，明确专人负责，每周一报送进展情况。",
        basis="市政府常务会议",
        approver="市长",
        registered_by=people["officer"],
        registered_at=at - dt.timedelta(days=speech.pk % 1500, minutes=n % ITEMS_A_SPEECH),
    )


def part_row(item: Any, unit: int, place: int, dice: random.Random, at: dt.datetime) -> Any:
    """One unit's part, in a state drawn at random; three of a hundred open ones are late, a few have no date."""
    from tracker.items.models import UnitAssignment

    state = dice.choices([name for name, _ in STATES], [weight for _, weight in STATES])[0]
    done, told = state in ("closed", "close_requested", "verifying"), state != "registered"
    day = at.date() + dt.timedelta(days=dice.randint(-800, -1) if done else dice.randint(-8, 240))
    issued = at - dt.timedelta(days=dice.randint(30, 900))
    closing = dt.datetime.combine(day, dt.time(18), SHANGHAI)
    finished = closing + dt.timedelta(days=dice.choice((-5, -2, -1, -1, 3))) if done else None
    return UnitAssignment(
        item=item, unit_id=unit, role="support" if place else "lead", state=state,
        due_on=None if dice.random() < 0.05 else day, due_text=f"{day.month}月{day.day}日前",
        issued_at=issued if told else None, acknowledged_at=issued if told and state != "issued" else None,
        finished_at=finished, closed_at=finished if state == "closed" else None, planned_revision=1,
    )  # fmt: skip
