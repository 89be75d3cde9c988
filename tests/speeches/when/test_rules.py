"""Every rule's own examples, run through the whole engine: a rule that steals another's words fails here at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from speeches.when import rule_listing, times
from speeches.when.rule import Rule, Yes
from speeches.when.rules import FAMILIES, RULES
from speeches.when.value import TimeValue

REFERENCE = dt.date(2026, 3, 2)
# The eves of holidays, of the year, of the month, a leap day, and the days after them.
EDGES = [
    dt.date(2026, 1, 31),
    dt.date(2028, 2, 29),
    dt.date(2026, 12, 31),
    dt.date(2026, 12, 28),
    dt.date(2027, 1, 3),
    dt.date(2027, 2, 27),
    dt.date(2026, 9, 30),
    dt.date(2026, 4, 30),
    dt.date(2026, 2, 14),
]
SENTENCES = sorted({y.sentence for r in RULES for y in r.yes} | {n for r in RULES for n in r.no})
# Words that name a day before the speech by themselves; without one of them nothing may lie in the past.
PAST_WORDS = (
    "去年",
    "前年",
    "昨",
    "上",
    "以来",
    "年来",
    "过去",
    "近",
    "前",
    "1-8月",
    "本月",
    "今年",
    "当月",
    "周",
    "十四五",
    "天前",
)


def shown(value: object) -> object:
    """A field as the examples write it."""
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return tuple(shown(v) for v in value)
    return value


def fields(value: TimeValue, names: dict[str, object]) -> dict[str, object]:
    return {name: shown(getattr(value, name)) for name in names}


@pytest.mark.parametrize(
    ("rule", "yes"), [pytest.param(r, y, id=f"{r.name}:{y.sentence}") for r in RULES for y in r.yes]
)
def test_it_reads_what_the_rule_says(rule: Rule, yes: Yes) -> None:
    found = {v.text: v for v in times(yes.sentence, REFERENCE)}
    assert yes.words in found, sorted(found)
    assert fields(found[yes.words], yes.means) == yes.means
    assert rule.name in found[yes.words].rules


@pytest.mark.parametrize(
    ("rule", "no"), [pytest.param(r, n, id=f"{r.name}:{n}") for r in RULES for n in r.no]
)
def test_it_leaves_alone_what_the_rule_must_not_read(rule: Rule, no: str) -> None:
    assert [v.text for v in times(no, REFERENCE) if rule.name in v.rules] == []


@pytest.mark.parametrize(
    "no",
    [n for family in FAMILIES if family.__name__.endswith("strangers") for r in family.RULES for n in r.no],
)
def test_it_finds_no_limit_in_what_only_looks_like_a_time(no: str) -> None:
    assert [v.text for v in times(no, REFERENCE)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_every_rule_brings_enough_examples(rule: Rule) -> None:
    refuses = not rule.yes
    assert len(rule.yes) >= 3 or refuses
    assert len(rule.no) >= (3 if refuses else 2)
    assert all(set(yes.means) and yes.words in yes.sentence for yes in rule.yes)


def test_every_rule_has_a_name_of_its_own_and_every_family_is_registered() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    folder = Path(FAMILIES[0].__file__ or "").parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "shared"}
    assert files == {family.__name__.rsplit(".", 1)[-1] for family in FAMILIES}
    assert [name for _, name, _, _ in rule_listing()] == names


@pytest.mark.parametrize("on", EDGES, ids=str)
def test_no_value_is_impossible_or_quietly_past_on_edge_days(on: dt.date) -> None:
    for sentence in SENTENCES:
        for value in times(sentence, on):
            assert sentence[value.start : value.end] == value.text
            assert value.to is None or value.from_ is None or value.from_ <= value.to, (sentence, value)
            if value.to and value.to < on:
                assert value.past and not value.limit, (sentence, value)
                told = "year" in value.said or "已" in sentence or "了" in sentence
                assert told or any(word in value.text for word in PAST_WORDS), (sentence, value)
