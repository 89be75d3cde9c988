"""Steps of ladders, points, kept views, calendars, sheets and ledgers: the same people, and no row they may not see, by whatever way.

Beside the address table, which asks what an address answers: here what is in the answer.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from tests.support.addresses import one_of_each
from tests.support.build import an_assignment
from tests.support.ladders import a_ladder, moment, pass_time
from tests.support.world import NOW, TODAY, World, person, stand_in
from tracker.access.policy import Viewer
from tracker.common.errors import Forbidden, Refused
from tracker.common.workdays import calendar_for
from tracker.items import expiring, operations
from tracker.items.calendar_feeds import new_feed
from tracker.items.clock import clock_at
from tracker.items.feedback.queries import visible_sheets
from tracker.items.feedback.sheet import workbook
from tracker.items.ledger_import.queries import visible_imports
from tracker.items.models import ResponsibilityItem
from tracker.items.reviewing import visible_reviews
from tracker.items.saved_views import Wish, save_view, views_for
from tracker.notices.models import Message
from tracker.org.models import Person
from tracker.regimes.escalation import deciding
from tracker.regimes.escalation import queries as steps
from tracker.regimes.escalation.ladders import LevelText
from tracker.regimes.models import ScorePeriod
from tracker.regimes.scoring import appeals
from tracker.regimes.scoring import queries as scores
from tracker.reports.calendar_file import calendar_file

OUTSIDERS = ("other_leader", "stranger", "former", "past_deputy", "upper", "admin")
PEOPLE = ("officer", "lead_clerk", "deputy", "support_clerk", "leader", *OUTSIDERS)


@pytest.fixture
def things(world: World, settings: Any) -> dict[str, Any]:
    """One of each, about a part of 财政局; a leader of another field and a deputy whose days are over."""
    settings.ORIGIN = "https://luoshi.example"
    made = one_of_each(world)
    other = person(world, "other_leader", "马副县长", "leader", None)
    other.posts.get().in_charge.add(world.units["林业局"])
    world.people["past_deputy"] = Person.objects.create(
        username="past_deputy", full_name="何小前", email="past@qinghe.example"
    )
    stand_in(world, who="past_deputy", first=TODAY - dt.timedelta(9), last=TODAY - dt.timedelta(1))
    for who, name, is_shared in (
        ("officer", "共用", True),
        ("officer", "自己的", False),
        ("lead_clerk", "联络员的", False),
    ):
        save_view("light=red", Wish(name, is_shared=is_shared), by=world.viewer(who), at=NOW)  # fmt: skip
    return made


def unit_scores(viewer: Viewer, world: World) -> Iterable[Any]:
    """The lines of 财政局 in the one period."""
    period = ScorePeriod.objects.get()
    return scores.entries(viewer, period, world.units["财政局"].pk, at=NOW, workdays=calendar_for())


def entries_of_calendar(viewer: Viewer, world: World) -> Iterable[Any]:
    return Calendar.from_ical(calendar_file(viewer, clock_at(NOW))).walk("VEVENT")


def parts_on_sheet(viewer: Viewer, world: World) -> Iterable[Any]:
    """The tasks of 财政局 on the feedback sheet that the viewer would get; [] for whoever gets none."""
    try:
        data = workbook(viewer, None, clock_at(NOW))
    except (Refused, Forbidden):
        return []
    return [
        row for row in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True) if "财政局" in row
    ]


# What is read → how, and who has a row of it.
READS: dict[str, tuple[Callable[[Viewer, World], Iterable[Any]], set[str]]] = {
    "the desk of steps": (lambda viewer, _: steps.desk(viewer), {"officer", "leader"}),
    "steps told to units": (
        lambda viewer, _: steps.steps_seen(viewer), {"officer", "leader", "lead_clerk", "deputy"},
    ),
    "what a unit is to explain": (lambda viewer, _: steps.asked_of(viewer), {"lead_clerk", "deputy"}),
    "points": (unit_scores, {"officer", "leader", "lead_clerk", "deputy"}),
    "appeals": (lambda viewer, _: scores.appeals(viewer), {"officer", "leader", "lead_clerk", "deputy"}),
    "reviews": (lambda viewer, _: visible_reviews(viewer), {"officer", "leader", "lead_clerk", "deputy"}),
    "kept views": (lambda viewer, _: views_for(viewer), {"officer", "lead_clerk"}),
    "calendar": (entries_of_calendar, {"officer", "leader", "lead_clerk", "deputy", "support_clerk"}),
    "a feedback sheet": (parts_on_sheet, {"officer", "lead_clerk", "deputy"}),
    "returned sheets": (lambda viewer, _: visible_sheets(viewer), {"officer"}),
    "ledgers": (lambda viewer, _: visible_imports(viewer), {"officer"}),
}  # fmt: skip


@pytest.mark.parametrize("what", READS)
def test_rows_are_for_who_may_see_them(world, things, what):
    read, sees = READS[what]
    assert {who for who in PEOPLE if list(read(world.viewer(who), world))} == sees


def test_a_supporting_units_calendar_has_its_own_part_alone(world, things):
    item = ResponsibilityItem.objects.get(pk=things["item"])
    own = item.assignments.get(unit=world.units["审计局"])
    names = {str(event["UID"]).partition("@")[0] for event in entries_of_calendar(world.viewer("support_clerk"), world)}  # fmt: skip
    assert names == {f"assignment-{own.pk}"} | {name for name in names if name.startswith("slot-")}
    assert f"assignment-{things['assignment']}" not in names


# Every list and every file of a list that somebody might come by.
LISTS = (
    "console:escalations", "console:escalations_export", "console:slots", "console:slots_export", "console:scores",
    "console:scores_export", "console:wall", "console:wall_export", "console:checks", "console:checks_export",
    "console:duties", "console:duties_export", "console:unissued", "console:unissued_export", "console:ledgers",
    "portal:owed", "portal:items", "portal:items_export", "portal:views", "portal:scores", "portal:score_appeals",
    "portal:reviews", "portal:reviews_export", "portal:feedback", "portal:feedback_export", "portal:burden",
    "portal:burden_export", "portal:prompt_card", "portal:inbox", "portal:inbox_export", "portal:bulks", "console:dashboard",
)  # fmt: skip


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_list_and_no_file_tells_an_outsider_of_it(world, signed_in, things, who):
    client = signed_in(world.people[who])
    number = ResponsibilityItem.objects.get(pk=things["item"]).item_no
    opened = 0
    for name in LISTS:
        answer = client.get(reverse(name))
        if answer.status_code == 200:
            opened += 1
            told = words_of(answer)
            assert number not in told and "完成预算审计" not in told, name
            assert "钱小明" not in told or name == "console:units", name
    # The one in charge of something, and the units of others, do open lists: theirs are empty of it.
    assert (opened > 5) == (who in ("other_leader", "stranger", "upper"))


def words_of(answer: Any) -> str:
    """What a page or a workbook says."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not data.startswith(b"PK"):
        return data.decode()
    book = load_workbook(io.BytesIO(data))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_the_same_lists_do_tell_the_officer(world, signed_in, things):
    """What the test before looks for is there to be found."""
    client = signed_in(world.officer)
    number = ResponsibilityItem.objects.get(pk=things["item"]).item_no
    told = {name for name in LISTS if number in words_of(client.get(reverse(name)))}
    assert {
        "console:escalations",
        "console:escalations_export",
        "console:slots_export",
        "portal:items_export",
    } <= told
    assert {"portal:reviews_export", "console:checks_export", "portal:score_appeals"} <= told


def follow(signed_in) -> set[str]:
    """Opens what every message leads to as the one it was sent to; the kinds of messages there were."""
    told = Message.objects.exclude(url="").select_related("recipient").filter(channel="inapp")
    for message in told:
        answer = signed_in(message.recipient).get(message.url)
        assert answer.status_code == 200, (message.kind, message.recipient, message.url)
    assert not {message.recipient.username for message in told} & set(OUTSIDERS)
    return {message.kind for message in told}


def test_every_message_leads_its_reader_to_a_page_they_may_open(world, signed_in, things):
    """Points contested and answered, an explanation asked for, uploads about to go: nobody is sent where a door is shut."""
    appeals.decide(things["appeal"], granted=True, answer="属实", by=world.viewer("officer"), at=NOW)
    expiring.expire(NOW + dt.timedelta(days=24))
    assert {"escalation_ask", "score_appealed", "score_answered", "upload_expiring"} <= follow(signed_in)


def test_a_letter_that_was_signed_leads_its_readers_there_too(world, signed_in):
    letter = LevelText("提醒函", "yellow", overdue_days=1, is_workdays=True)
    a_ladder(world, "default", letter, at=moment(1, 5), starts_on=dt.date(2026, 1, 5))
    part = an_assignment(world, due_on=dt.date(2026, 2, 6))
    operations.issue(part.pk, by=world.viewer("officer"), at=moment(1, 12))
    (step,) = pass_time(moment(2, 9))
    deciding.approve(step.pk, seen=step.revision, by=world.viewer("officer2"), at=NOW)
    assert "escalation" in follow(signed_in)


@pytest.mark.parametrize("who", [one for one in PEOPLE if one != "admin"])
def test_the_admin_has_no_page_of_them_for_anybody_else(world, signed_in, things, who):
    client = signed_in(world.people[who])
    new_feed(by=world.viewer("lead_clerk"), at=NOW)
    ours = [model._meta for model in admin.site._registry if model._meta.app_label in ("items", "regimes")]
    assert len(ours) > 30
    for meta in ours:
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        # To its log-in page, which refuses whoever is signed in without the right (tests/tracker/org/test_admin.py).
        assert client.get(address).status_code == 302, meta.model_name
