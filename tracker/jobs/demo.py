"""The demo office: invented units and people from org/demo/office.json, and one speech taken through the first steps.

Loading twice changes nothing. It must never run where real people work: production mode refuses it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tracker.access.viewers import viewer_of
from tracker.common.errors import Refused
from tracker.items import operations as items
from tracker.items.progress import Told, report_progress
from tracker.items.queries import visible_assignments
from tracker.items.registration import register_speech
from tracker.items.states import State
from tracker.meetings import decisions, intake
from tracker.meetings import operations as meetings
from tracker.meetings.bridge import sample_speech
from tracker.org.loading import load_office, people_of, set_password
from tracker.org.models import Person
from tracker.secret import private_value

OFFICE = Path(__file__).resolve().parent.parent / "org" / "demo" / "office.json"
SAMPLE = "county"


@dataclass(frozen=True, slots=True)
class Login:
    """One demo account to print: who it is, and the name to sign in with."""

    username: str
    what: str


def load(*, at: dt.datetime) -> None:
    """Loads the office, its people with the demo password, and the sample speech; raises Refused in production mode."""
    if settings.PRODUCTION:
        raise Refused("正式环境不能载入演示数据。")
    data = json.loads(OFFICE.read_text(encoding="utf-8"))
    with transaction.atomic():
        load_office(data)
        set_password([person["username"] for person in data["people"]], demo_password())
        load_speech(at=at)


def demo_password() -> str:
    """The password of all demo accounts: made on the first run, kept in a private file of the data folder."""
    return private_value(settings.DATA_DIR / "demo_password", bytes_of_chance=9)


def logins() -> list[Login]:
    """The accounts worth trying: one per role, and as liaison one whose unit has something to answer."""
    found = [Login(person.username, what) for what, person in people_of(("officer", "leader", "admin"))]
    officer = next(person for _, person in people_of(("officer",)))
    owed = visible_assignments(viewer_of(officer, on=timezone.localdate())).filter(state=State.ISSUED).first()
    liaison = liaison_of(owed.unit_id) if owed else None
    if owed and liaison:
        found.insert(1, Login(liaison.username, f"{owed.unit} 联络员 {liaison}"))
    return found


def liaison_of(unit_id: int) -> Person | None:
    """The first liaison of a unit."""
    return Person.objects.filter(posts__unit=unit_id, posts__role="liaison").first()


def load_speech(*, at: dt.datetime) -> None:
    """Takes the sample speech from hand-in to issued slips, and lets some units answer. Done once: a repeat is recognised."""
    officer = next(person for what, person in people_of(("officer",)))
    by = viewer_of(officer, on=timezone.localdate(at))
    text, held_on = sample_speech(SAMPLE)
    try:
        source = intake.receive(text, name="", max_bytes=10**7, by=by, at=at)
    except intake.Duplicate:
        return
    speech = source.speeches.get()
    meetings.submit(
        speech.pk, title=speech.title, speaker=speech.speaker or "县长", occasion=speech.occasion or "全县重点工作推进会",
        held_on=held_on, level=speech.level, by=by,
    )  # fmt: skip
    meetings.parse(speech.pk, at=at)
    decisions.accept_all(speech.pk, above=0.8, by=by, at=at)
    registered = register_speech(speech.pk, basis=f"{speech.title}({held_on})", approver="县长", by=by, at=at)
    items.issue_all([item.pk for item in registered], by=by, at=at)
    answer(by, at=at)


def answer(officer: Any, *, at: dt.datetime) -> None:
    """Some liaisons sign for their tasks, some report, one asks to close: a page without any life teaches nothing."""
    for n, assignment in enumerate(visible_assignments(officer).order_by("pk")):
        person = liaison_of(assignment.unit_id)
        if person is None or n % 4 == 3:
            continue
        by = viewer_of(person, on=timezone.localdate(at))
        items.acknowledge(assignment.pk, by=by, at=at)
        if n % 4 == 1:
            told = Told(
                "已召开班子会议研究，明确了责任人和完成步骤。",
                next_steps="按计划推进。",
                percent=30 + n % 5 * 10,
            )
            report_progress(assignment.pk, told, by=by, at=at)
        if n % 8 == 2:
            items.request_close(assignment.pk, by=by, at=at)
