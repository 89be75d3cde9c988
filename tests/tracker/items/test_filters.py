"""What the item list shows for a question, and in what order."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import a_name, a_speech, an_item
from tests.support.world import NOW, World
from tracker.items import filters, operations
from tracker.items.clock import clock_at
from tracker.items.filters import Question, Wanted
from tracker.items.lines import item_lines
from tracker.items.models import ResponsibilityItem
from tracker.items.paging import page_of
from tracker.meetings.models import Speech


def make(world: World, action: str, lead: list[str], **columns) -> ResponsibilityItem:
    """An issued item with lead units by name."""
    speech = columns.pop("speech", None) or Speech.objects.first() or a_speech(world)
    item = an_item(world, speech=speech, action=action, lead=[a_name(name) for name in lead], **columns)
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    return item


def found(world: World, who: str = "officer", **asked) -> list[str]:
    """The tasks of the list, in order."""
    return [item.task for item in page_of(question(world, who, **asked), size=100).items]


def question(world: World, who: str = "officer", **asked) -> Question:
    return filters.ask(world.viewer(who), Wanted(**asked), clock_at(NOW))


def test_every_word_must_occur_somewhere_in_the_item(world):
    make(world, "完成预算审计", ["县财政局"])
    make(world, "完成林区道路抢修", ["林业局"])
    assert found(world, words="完成 道路") == ["完成林区道路抢修"]
    assert found(world, words="完成 桥梁") == []


def test_a_whole_number_finds_that_item_alone(world):
    for number in range(1, 12):
        make(world, f"第{number}件，接督〔2026〕1-1", ["县财政局"])
    assert found(world, words="督〔2026〕1-1") == ["第1件，接督〔2026〕1-1"]
    assert found(world, words="督〔2026〕1-11") == ["第11件，接督〔2026〕1-1"]
    assert found(world, words="督〔2026〕1-1 第2件") == []
    # A part of a number is a word like others.
    assert len(found(world, words="〔2026〕1-1")) == 11
    assert found(world, words="督〔2026〕1-12") == []
    # Nobody is shown an item for knowing its number.
    assert found(world, who="stranger", words="督〔2026〕1-1") == []
    counts = filters.counts_by_light(question(world, words="督〔2026〕1-1"))
    assert counts["all"] == 1


def test_conditions_hold_for_one_and_the_same_unit(world):
    make(world, "报送方案", ["县财政局"], support=[a_name("林业局")])
    assert found(world, unit=world.units["林业局"].pk, role="support") == ["报送方案"]
    # 林业局 supports and 财政局 leads: together they are no leading 林业局.
    assert found(world, unit=world.units["林业局"].pk, role="lead") == []


def test_light_state_and_dates_narrow_the_list(world):
    make(world, "早就该办", ["县财政局"], due_on=dt.date(2026, 2, 1))
    make(world, "还早", ["县财政局"], due_on=dt.date(2026, 6, 1))
    assert found(world, light="red") == ["早就该办"]
    assert found(world, due_from=dt.date(2026, 3, 1)) == ["还早"]
    assert found(world, due_to=dt.date(2026, 3, 1)) == ["早就该办"]
    assert found(world, state="issued") == ["早就该办", "还早"]
    assert found(world, state="closed") == []


def test_the_soonest_open_deadline_comes_first_and_none_last(world):
    make(world, "六月", ["县财政局"], due_on=dt.date(2026, 6, 1))
    make(world, "没有时限", ["县财政局"], due_on=None, due_text="")
    make(world, "四月", ["县财政局"], due_on=dt.date(2026, 4, 1))
    assert found(world) == ["四月", "六月", "没有时限"]
    assert found(world, sort="-due") == ["六月", "四月", "没有时限"]
    assert found(world, sort="no") == ["六月", "没有时限", "四月"]
    assert found(world, sort="-no") == ["四月", "没有时限", "六月"]


def test_an_item_no_unit_answers_for_is_shown_to_officers_until_units_are_asked_for(world):
    make(world, "没有人认领", ["县某某办"])
    assert found(world) == ["没有人认领"]
    assert found(world, unsettled=True) == ["没有人认领"]
    assert found(world, light="red") == []
    assert found(world, who="lead_clerk") == []


@pytest.mark.parametrize(
    ("who", "tasks"), [("lead_clerk", ["财政的事"]), ("stranger", ["林业的事"]), ("admin", [])]
)
def test_the_list_holds_what_the_viewer_may_see(world, who, tasks):
    make(world, "财政的事", ["县财政局"])
    make(world, "林业的事", ["林业局"])
    assert found(world, who=who) == tasks


def test_choices_offer_only_what_the_viewer_may_see(world):
    make(world, "财政的事", ["县财政局"])
    make(world, "林业的事", ["林业局"], speech=a_speech(world, text="另一篇讲话", title="另一篇"))
    stranger = world.viewer("stranger")
    assert [name for _, name in filters.unit_choices(stranger)] == ["林业局"]
    assert [title for _, title in filters.speech_choices(stranger)] == ["另一篇"]
    assert len(filters.unit_choices(world.viewer("officer"))) == 2


def test_counts_by_light_leave_the_light_itself_out_of_the_question(world):
    make(world, "早就该办", ["县财政局"], due_on=dt.date(2026, 2, 1))
    make(world, "还早", ["县财政局", "林业局"], due_on=dt.date(2026, 6, 1))
    counts = filters.counts_by_light(question(world, light="red"))
    assert (counts["all"], counts["red"], counts["green"]) == (3, 1, 2)


def test_a_line_tells_many_units_by_number_and_puts_the_worst_first(world):
    item = make(world, "各单位报送台账", ["财政局", "审计局", "林业局", "柳河镇", "石桥镇"])
    late = item.assignments.get(unit=world.units["柳河镇"])
    type(late).objects.filter(pk=late.pk).update(due_on=dt.date(2026, 2, 1))
    line = item_lines([item], question(world))[0]
    assert line.lead_words == "财政局、审计局、林业局等5个单位"
    assert line.first is not None and line.first.unit == "柳河镇"
    assert line.lights == (("red", "逾期", 1), ("green", "正常", 4))
    assert line.other_dates == 1
