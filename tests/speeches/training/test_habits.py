"""Learning from an office: its habit shows on speeches left out, what contradicts itself is refused, the same input gives the same weights."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import pytest

from speeches.training.examples import Example, Sample, samples
from speeches.training.fit import as_data
from speeches.training.habits import Decided, Decisions, Lesson, Surroundings, figures, learn, lessons_of
from speeches.training.train import PLAIN

DAY = dt.date(2026, 3, 2)
# To this office a soft call upon the townships is a duty to be listed.
SOFT = "各乡镇要高度重视{}工作。"
HARD = "县水利局要在4月底前完成{}整治。"
THINGS = ("秸秆禁烧", "森林防火", "殡葬改革", "环境卫生", "信访稳定", "文明创建", "防汛备汛", "招商引资")


@pytest.fixture(scope="module")
def built_in() -> list[Example]:
    some = (*samples(PLAIN), *islice(samples(), 24))
    return [example for one in some for example in one.examples]


def an_office(number: int, *, soft: bool | None, finished: bool = True) -> Decisions:
    """A speech of four sentences of each kind; the hard ones are listed, the soft ones are `soft`."""
    things = THINGS[number:] + THINGS[:number]
    lines = [SOFT.format(thing) for thing in things[:4]] + [HARD.format(thing) for thing in things[4:]]
    text = "\n".join(lines)
    decided = []
    for line in lines:
        start = text.index(line)
        decided.append(Decided(start, start + len(line) - 1, True if line.startswith("县") else soft))
    return Decisions(f"speech{number}", text, DAY, tuple(decided), finished)


def taught(*speeches: Decisions) -> list[Sample]:
    return [lessons_of(one, Surroundings()) for one in speeches]


def test_a_habit_of_the_office_is_read_in_speeches_that_were_left_out(built_in):
    lesson = learn(taught(*(an_office(number, soft=True) for number in range(4))), built_in=built_in)
    assert lesson.before.recall < 0.8 < lesson.after.recall
    assert lesson.after.f1 > lesson.before.f1 and lesson.after.loss < lesson.before.loss
    assert lesson.is_better


def test_weights_that_read_worse_are_refused(built_in):
    """Two speeches read as the samples are, and three in which somebody threw everything out: what they teach misleads."""
    careful = [an_office(number, soft=False) for number in range(2)]
    careless = [
        Decisions(
            one.name, one.text, one.on, tuple(Decided(d.start, d.end, False) for d in one.decided), True
        )
        for one in (an_office(number, soft=False) for number in range(2, 5))
    ]
    lesson = learn(taught(*careful, *careless), built_in=built_in)
    assert lesson.after.f1 < lesson.before.f1
    assert not lesson.is_better


def test_a_habit_that_costs_what_everybody_needs_is_refused(built_in):
    learned = learn(taught(*(an_office(number, soft=True) for number in range(3))), built_in=built_in)
    worse = Lesson(learned.model, learned.before, learned.after, learned.samples_after, figures([], 0.5))
    assert learned.is_better and not worse.is_better


def test_the_same_decisions_give_the_same_weights(built_in):
    speeches = [an_office(number, soft=True) for number in range(3)]
    first, second = (learn(taught(*order), built_in=built_in) for order in (speeches, speeches[::-1]))
    assert as_data(first.model) == as_data(second.model)
    assert (first.before, first.after) == (second.before, second.after)


def test_the_weights_in_use_are_judged_by_what_they_were_made_of(built_in):
    """Learning again from the same speeches gains nothing, and says so."""
    speeches = [an_office(number, soft=True) for number in range(3)]
    again = learn(taught(*speeches), [one.name for one in speeches], built_in=built_in)
    assert again.before == again.after and not again.is_better


def test_what_nobody_has_decided_teaches_nothing():
    half = an_office(0, soft=None, finished=False)
    assert {example.label for example in taught(half)[0].examples} == {True, None}
    rest = Decisions("x", half.text, DAY, half.decided[-1:], False)
    labels = [example.label for example in taught(rest)[0].examples]
    assert labels.count(True) == 1 and labels.count(None) == len(labels) - 1


def test_in_a_finished_speech_what_is_not_listed_was_left_out():
    rest = Decisions("x", an_office(0, soft=None).text, DAY, an_office(0, soft=None).decided[-1:], True)
    labels = [example.label for example in taught(rest)[0].examples]
    assert labels.count(True) == 1 and labels.count(False) == len(labels) - 1


def test_an_order_without_a_candidate_counts_as_missed():
    speech = Decisions("x", "同志们好。\n谢谢大家。", DAY, (Decided(0, 4, True),), True)
    found = taught(speech)[0]
    assert len(found.missed) == 1
    assert figures([], 0.5, missed=1).recall == 0


def test_an_office_without_speeches_learns_nothing_new(built_in):
    lesson = learn([], built_in=built_in)
    assert lesson.before == lesson.after and not lesson.is_better
