"""The sample speeches, the annotations beside them and the demo office agree with each other and with the calendar."""

from __future__ import annotations

import datetime
import json
import pathlib
import re
import unicodedata
from itertools import pairwise
from typing import Any

import chinese_calendar
import pytest
from dateutil.rrule import rrulestr

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "speeches" / "samples"
OFFICE = ROOT / "tracker" / "org" / "demo" / "office.json"
DATES: dict[str, str] = json.loads((SAMPLES / "dates.json").read_text(encoding="utf-8"))
NAMES = sorted(DATES)
SHOWN_FIRST = ("county", "university", "firm")
REQUIRED = {
    "anchor",
    "tier",
    "lead",
    "lead_inherited",
    "support",
    "report_to",
    "deadline",
    "deadline_kind",
    "deadline_alt",
    "time_text",
    "rrule",
    "action",
    "target",
    "note",
}
OPTIONAL = {"lead_alt", "rrule_alt"}
KINDS = {None, "by", "at", "around", "during", "asap", "event", "masked"}
WEEKDAYS = "一二三四五六日"


def text_of(name: str) -> str:
    return (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")


def items_of(name: str) -> list[dict[str, Any]]:
    lines = (SAMPLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def flat(text: str) -> str:
    """The text without the line breaks that a bad conversion put inside sentences."""
    return text.replace("\n", "")


def folded(text: str) -> str:
    """Full-width digits and punctuation as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def dated_items() -> list[Any]:
    return [
        pytest.param(name, item, id=f"{name}-{index}")
        for name in NAMES
        for index, item in enumerate(items_of(name))
        if item["deadline"] and not item["rrule"]
    ]


def test_it_lists_every_speech_and_every_annotation_file():
    assert {p.stem for p in SAMPLES.glob("*.txt")} == set(NAMES)
    assert {p.stem for p in SAMPLES.glob("*.jsonl")} == set(NAMES)
    assert set(SHOWN_FIRST) <= set(NAMES)
    for day in DATES.values():
        datetime.date.fromisoformat(day)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_long_enough_to_look_like_a_speech(name):
    """Minutes, reports and talk of a few minutes are shorter than a speech read from a manuscript."""
    least = 1500 if name in SHOWN_FIRST else 600
    assert least <= len(text_of(name)) <= 4600


@pytest.mark.parametrize("name", NAMES)
def test_it_anchors_each_item_once_in_order_within_one_sentence(name):
    text = text_of(name)
    spans = []
    for item in items_of(name):
        anchor = item["anchor"]
        assert text.count(anchor) == 1, anchor
        assert not re.search(r"[。;；!！?？]", anchor), anchor
        assert anchor == anchor.strip(" \n,，、"), anchor
        start = text.index(anchor)
        spans.append((start, start + len(anchor)))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_every_field_a_legal_value(name):
    for item in items_of(name):
        assert set(item) >= REQUIRED, item["anchor"]
        assert set(item) <= REQUIRED | OPTIONAL, item["anchor"]
        assert item["tier"] in ("A", "B", "C")
        assert item["deadline_kind"] in KINDS, item["anchor"]
        assert item["action"], item["anchor"]
        assert isinstance(item["lead_inherited"], bool)
        for names in (item["lead"], item["support"], *item.get("lead_alt", [])):
            assert all(isinstance(n, str) and n for n in names), item["anchor"]
        for rule in (item["rrule"], *item.get("rrule_alt", [])):
            if rule and rule != "IRREGULAR":
                rrulestr(rule, dtstart=datetime.datetime(2026, 1, 1))


@pytest.mark.parametrize("name", NAMES)
def test_it_ranks_items_as_the_tiers_are_defined(name):
    for item in items_of(name):
        timed = item["deadline"] or item["deadline_alt"] or (item["rrule"] or "IRREGULAR") != "IRREGULAR"
        if item["tier"] == "A":
            assert timed or item["deadline_kind"] in ("event", "masked", "during"), item["anchor"]
        if item["tier"] == "B":
            assert not timed, item["anchor"]
            assert item["lead"] or item["target"], item["anchor"]


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_names_and_times_from_the_words_of_the_speech(name):
    text = flat(text_of(name))
    for item in items_of(name):
        anchor = flat(item["anchor"])
        for unit in item["lead"]:
            assert unit in (text if item["lead_inherited"] else anchor), (unit, anchor)
        for unit in item["support"]:
            assert unit in text, (unit, anchor)
        if item["report_to"]:
            assert item["report_to"] in text, anchor
        if item["deadline"] or item["rrule"] or item["deadline_kind"]:
            assert item["time_text"], anchor
        if item["time_text"]:
            assert item["time_text"] in text, anchor


@pytest.mark.parametrize(("name", "item"), dated_items())
def test_it_sets_no_deadline_before_the_speech_or_years_away(name, item):
    spoken = datetime.date.fromisoformat(DATES[name])
    for value in (item["deadline"], *item["deadline_alt"]):
        day = datetime.datetime.fromisoformat(value).date()
        assert spoken <= day <= spoken + datetime.timedelta(days=1100), (item["anchor"], value)


@pytest.mark.parametrize(("name", "item"), dated_items())
def test_it_counts_dates_as_the_calendar_does(name, item):
    """Checks each wording whose value follows from the calendar alone: 6月20日, 11月底, 下周五, 5个工作日内, N天内."""
    spoken = datetime.date.fromisoformat(DATES[name])
    words = folded(item["time_text"])
    day = datetime.datetime.fromisoformat(item["deadline"]).date()
    named = re.findall(r"(\d+)月(\d+)[日号]", words)
    if named:
        assert (day.month, day.day) == tuple(map(int, named[-1])), words
    month_end = re.fullmatch(r"\D*?(\d+)月(?:底|份)?前?", words)
    if month_end:
        assert day.month == int(month_end[1]), words
        assert (day + datetime.timedelta(days=1)).day == 1, words
    weekday = re.search(r"(下?)周([一二三四五六日])", words)
    if weekday:
        assert day.weekday() == WEEKDAYS.index(weekday[2]), words
        monday = spoken - datetime.timedelta(days=spoken.weekday())
        assert (day - monday).days // 7 == len(weekday[1]), words
    working = re.fullmatch(r"([三\d]+)个工作日内", words)
    if working:
        days = (spoken + datetime.timedelta(days=n) for n in range(1, (day - spoken).days + 1))
        count = sum(chinese_calendar.is_workday(d) for d in days)
        assert count == int(working[1].replace("三", "3")), words
        assert chinese_calendar.is_workday(day)
    term = re.fullmatch(r"([三十\d]+)[天日]之?内", words)
    if term:
        assert (day - spoken).days == {"三": 3, "十": 10}.get(term[1]) or int(term[1]), words


def test_it_offers_many_vague_duties_beside_the_hard_ones():
    tiers = [item["tier"] for name in NAMES for item in items_of(name)]
    assert tiers.count("A") > 150
    assert tiers.count("B") > 60
    assert tiers.count("C") > 150


# The demo office -----------------------------------------------------------------------------------------------

DEMO: dict[str, Any] = json.loads(OFFICE.read_text(encoding="utf-8"))
UNITS: dict[str, dict[str, Any]] = {unit["name"]: unit for unit in DEMO["units"]}
UNIT_KINDS = {"department", "party", "township", "street", "public_institution", "company", "temporary"}


def names_in_use() -> list[str]:
    """Every full name, short name and alias of the units and groups, once for each unit or group that bears it."""
    names: list[str] = []
    for unit in DEMO["units"]:
        names += {unit["name"], unit["short_name"], *unit["aliases"]}
    for group in DEMO["groups"]:
        names += {group["name"], *group["aliases"]}
    return names


def test_it_gives_each_name_and_alias_to_one_unit_or_group():
    names = names_in_use()
    assert sorted(names) == sorted(set(names))


def test_it_hangs_every_unit_under_a_root_of_the_same_office():
    assert len(UNITS) == len(DEMO["units"]) >= 60
    assert sorted(u["order"] for u in DEMO["units"]) == list(range(1, len(UNITS) + 1))
    for unit in DEMO["units"]:
        assert unit["kind"] in UNIT_KINDS
        seen = set()
        while unit["parent"] is not None:
            assert unit["name"] not in seen, "a circle of parents"
            seen.add(unit["name"])
            unit = UNITS[unit["parent"]]
    assert sum(u["kind"] in ("township", "street") for u in DEMO["units"]) == 12


def test_it_fills_groups_with_known_units():
    for group in DEMO["groups"]:
        members = group["members"]
        assert members
        assert len(members) == len(set(members)), group["name"]
        assert set(members) <= set(UNITS), group["name"]
    towns = {u["name"] for u in DEMO["units"] if u["kind"] in ("township", "street")}
    every = next(g for g in DEMO["groups"] if "各乡镇" in g["aliases"])
    assert set(every["members"]) == towns


def test_it_staffs_every_unit_and_the_supervision_office():
    people = DEMO["people"]
    posts = [(person["username"], post) for person in people for post in person["posts"]]
    assert all(post["unit"] in UNITS for _, post in posts)
    assert {post["role"] for _, post in posts} == {"liaison", "head", "leader", "officer", "admin"}
    assert {post["unit"] for _, post in posts if post["role"] == "liaison"} == set(UNITS)
    roots = {u["name"] for u in DEMO["units"] if u["parent"] is None}
    assert {post["unit"] for _, post in posts if post["role"] == "head"} == set(UNITS) - roots
    officers = [post["unit"] for _, post in posts if post["role"] == "officer"]
    assert len(officers) == 2
    assert {UNITS[name]["short_name"] for name in officers} == {"县政府督查室"}
    for _, post in posts:
        assert post["from"] < (post["until"] or "9999-12-31")


def test_it_puts_each_unit_in_the_charge_of_one_leader_at_most():
    charged = [name for person in DEMO["people"] for post in person["posts"] for name in post["in_charge"]]
    assert set(charged) <= set(UNITS)
    assert len(charged) == len(set(charged))


def test_it_keeps_log_in_names_unique_and_no_passwords():
    usernames = [person["username"] for person in DEMO["people"]]
    assert len(usernames) == len(set(usernames))
    assert all(re.fullmatch(r"[a-z][a-z0-9]{3,}", username) for username in usernames)
    assert all(person["full_name"] and person["email"].endswith(".example") for person in DEMO["people"])
    assert all(set(p) == {"username", "full_name", "phone", "email", "posts"} for p in DEMO["people"])


def test_it_knows_every_unit_that_the_county_speech_charges():
    known = set(names_in_use())
    charged = {
        name
        for item in items_of("county")
        for name in (*item["lead"], *item["support"])
        if name.startswith(("县", "各乡镇", "沿江"))
    }
    posts = {"各乡镇党委书记"}
    assert len(charged) > 20
    assert charged - known == posts
