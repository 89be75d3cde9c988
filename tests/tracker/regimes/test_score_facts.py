"""What the history says that could give points, and what it gives: pure, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.support.world import SHANGHAI
from tracker.regimes.scoring.entries import Rule, given, spans_of, within
from tracker.regimes.scoring.facts import Due, Line, Part, Reading, facts_of, held_in, judged, undone
from tracker.regimes.scoring.kinds import KINDS
from tracker.regimes.scoring.periods import before, period_of, words_of

READING = Reading(dt.time(18, 0), early_days=5)
END = dt.datetime(2026, 4, 1, tzinfo=SHANGHAI)


def at(day: int, hour: int = 12, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def line(event: int, moment: dt.datetime, act: str, **data) -> Line:
    return Line(event, moment, act, data)


def moved(event: int, moment: dt.datetime, act: str, old: int, new: int) -> Line:
    return line(event, moment, act, old_due_on=f"2026-03-{old:02}", new_due_on=f"2026-03-{new:02}")


def a_part(*lines: Line, due: int | None = 20, role: str = "lead", **columns) -> Part:
    issued = line(1, at(2, 9), "issue", to="issued")
    day = dt.date(2026, 3, due) if due else None
    return Part(7, 3, 5, role, day, None, (issued, *lines), **columns)


def kinds(part: Part, until: dt.datetime = END) -> list[str]:
    return [fact.kind for fact in facts_of([part], READING, until=until)]


@pytest.mark.parametrize(
    ("day", "hour", "kind"),
    [(20, 18, "closed_in_time"), (20, 19, "closed_late"), (15, 9, "closed_early"), (16, 9, "closed_in_time")],
)
def test_closing_is_judged_by_when_the_work_was_handed_in(day, hour, kind):
    part = a_part(line(2, at(day, hour), "request_close"), line(3, at(30), "close"))
    (fact,) = facts_of([part], READING, until=END)
    assert (fact.kind, fact.event, fact.key) == (kind, 3, f"{kind}:e3")


def test_a_part_without_a_deadline_is_neither_in_time_nor_late():
    assert kinds(a_part(line(2, at(5), "request_close"), line(3, at(6), "close"), due=None)) == []


def test_what_was_returned_counts_from_when_it_was_handed_in_again():
    part = a_part(
        line(2, at(18), "request_close"), line(3, at(19), "return", reason="缺材料"),
        line(4, at(23), "request_close"), line(5, at(24), "close"),
    )  # fmt: skip
    assert kinds(part) == ["returned", "closed_late"]
    # A review undid the return: it was handed in on the 18th.
    assert kinds(replace(part, set_aside=frozenset({3}))) == ["closed_in_time"]


def test_closing_again_after_reopening_gives_nothing_more():
    part = a_part(
        line(2, at(10), "request_close"), line(3, at(11), "close"), line(4, at(20), "reopen"),
        line(5, at(21), "request_close"), line(6, at(22), "close"),
    )  # fmt: skip
    assert kinds(part) == ["closed_early", "reopened"]


def test_a_date_moved_after_it_had_passed_is_not_the_one_judged_by():
    late = moved(2, at(22), "reschedule", 20, 28)
    part = a_part(late, due=28)
    assert judged(part, at(25)) == dt.date(2026, 3, 20)
    assert kinds(part) == ["extended_late"]
    in_time = a_part(moved(2, at(18), "reschedule", 20, 28), due=28)
    assert judged(in_time, at(25)) == dt.date(2026, 3, 28)
    assert judged(in_time, at(17)) == dt.date(2026, 3, 20)
    assert kinds(in_time) == []


def test_an_extension_asked_for_in_time_and_granted_late_is_the_office_s_own_lateness():
    asked = line(2, at(19), "ask_extension", old_due_on="2026-03-20", new_due_on="2026-03-28")
    assert kinds(a_part(asked, moved(3, at(23), "grant_extension", 20, 28), due=28)) == []


def test_a_refusal_that_a_review_changed_moves_the_date():
    refused = moved(2, at(18), "refuse_extension", 20, 28)
    part = a_part(
        refused, line(3, at(26), "request_close"), line(4, at(27), "close"), due=28, set_aside=frozenset({2})
    )
    assert kinds(part) == ["closed_in_time"]


def test_a_finding_counts_unless_it_was_confirmed_or_set_aside():
    untrue = line(2, at(9), "check", result="unfounded", reason="现场没有开工")
    assert kinds(a_part(untrue)) == ["unfounded"]
    assert kinds(a_part(line(2, at(9), "check", result="confirmed"))) == []
    assert kinds(a_part(untrue, set_aside=frozenset({2}))) == []


DUE = Due(40, dt.date(2026, 3, 6), at(6, 18), at(2, 9), at(13, 18))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(6, 18), ["report_in_time"]),
        (at(5), ["report_early"]),
        (at(6, 19), ["report_late"]),
        (at(13, 18), ["report_late"]),
        (at(13, 19), []),
    ],
)
def test_a_due_report_is_in_time_early_or_late(moment, expected):
    part = a_part(line(2, moment, "report"), due=None, dues=(DUE,))
    assert kinds(part) == expected


def test_one_report_can_be_late_for_one_week_and_in_time_for_the_next():
    following = Due(41, dt.date(2026, 3, 13), at(13, 18), at(6, 18), at(20, 18))
    part = a_part(line(2, at(13, 17), "report"), due=None, dues=(DUE, following))
    assert [fact.key for fact in facts_of([part], READING, until=END)] == [
        "report_late:e2:s40",
        "report_in_time:e2:s41",
    ]


def test_a_report_is_missing_when_the_next_one_falls_due_and_not_before():
    part = a_part(due=None, dues=(DUE,))
    assert list(undone(part, READING, since=at(2), until=at(13, 17))) == []
    (missed,) = undone(part, READING, since=at(2), until=at(14))
    assert (missed.act, missed.data["slot"], missed.data["due_on"]) == ("note_missing", 40, "2026-03-06")
    noted = replace(part, lines=(*part.lines, replace(missed, event=9)))
    assert list(undone(noted, READING, since=at(2), until=at(20))) == []
    (fact,) = facts_of([noted], READING, until=END)
    # It happened when it became certain, not when somebody looked.
    assert (fact.key, fact.at) == ("report_missing:e9:s40", at(13, 18))


@pytest.mark.parametrize(
    "part",
    [
        a_part(due=None, dues=(replace(DUE, is_void=True),)),
        a_part(line(2, at(5), "excuse_slot", due_on="2026-03-06"), due=None, dues=(DUE,)),
        a_part(line(2, at(10), "report"), due=None, dues=(DUE,)),
    ],
)
def test_what_was_not_asked_excused_or_answered_late_is_not_missing(part):
    assert list(undone(part, READING, since=at(2), until=END)) == []


def test_an_excuse_given_later_takes_a_noted_absence_back():
    noted = line(9, at(14), "note_missing", slot=40, due_on="2026-03-06", at=at(13, 18).isoformat())
    pardon = line(10, at(16), "excuse_slot", due_on="2026-03-06")
    assert kinds(a_part(noted, due=None)) == ["report_missing"]
    assert kinds(a_part(noted, pardon, due=None)) == []


def test_a_deadline_that_passed_with_the_work_undone_is_overdue_once():
    part = a_part()
    (line_,) = undone(part, READING, since=at(2), until=at(21))
    assert (line_.act, line_.data["due_on"]) == ("note_overdue", "2026-03-20")
    assert list(undone(part, READING, since=at(2), until=at(20, 18))) == []
    # Scoring was turned on when the day had passed.
    assert list(undone(part, READING, since=at(21), until=END)) == []
    noted = replace(part, lines=(*part.lines, replace(line_, event=9)))
    assert list(undone(noted, READING, since=at(2), until=END)) == []
    assert kinds(noted) == ["overdue"]


def test_what_was_handed_in_or_rested_when_the_day_ended_is_not_overdue():
    handed_in = a_part(line(2, at(20, 17), "request_close", to="close_requested"))
    resting = a_part(line(2, at(10), "suspend", to="suspended"))
    assert list(undone(handed_in, READING, since=at(2), until=END)) == []
    assert list(undone(resting, READING, since=at(2), until=END)) == []
    # An hour late, and looked at only the next day: it was overdue all the same.
    late = a_part(line(2, at(20, 19), "request_close", to="close_requested"))
    assert len(list(undone(late, READING, since=at(2), until=END))) == 1


def test_an_overdue_that_a_review_made_timely_gives_nothing():
    noted = line(9, at(21), "note_overdue", due_on="2026-03-20", at=at(20, 18).isoformat())
    refused = moved(2, at(18), "refuse_extension", 20, 28)
    assert kinds(a_part(refused, noted)) == ["overdue"]
    assert kinds(a_part(refused, noted, due=28, set_aside=frozenset({2}))) == []


def test_the_role_is_the_one_held_when_it_happened():
    part = a_part(
        line(2, at(5), "return"), line(3, at(8), "change_role"), line(4, at(9), "return"), role="support"
    )
    assert [fact.role for fact in facts_of([part], READING, until=END)] == ["lead", "support"]


def test_the_same_history_read_later_gives_the_same_facts():
    part = a_part(line(2, at(18), "request_close"), line(3, at(19), "return"), line(4, at(25), "reopen"))
    whole = facts_of([part], READING, until=END)
    assert facts_of([part], READING, until=at(20)) == whole[:1]


def rule(lead: str, support: str = "0", cap: str | None = None) -> Rule:
    return Rule(Decimal(lead), Decimal(support), Decimal(cap) if cap else None)


def returned(*days: int, role: str = "lead") -> list:
    part = a_part(*(line(day, at(day), "return") for day in days), role=role)
    return facts_of([part], READING, until=END)


def test_a_cap_is_used_up_by_what_happened_first():
    points = given(returned(3, 5, 9), {"returned": rule("-0.7", cap="1.0")})
    assert [(str(one.points), one.is_capped) for one in points] == [
        ("-0.7", False),
        ("-0.3", True),
        ("0", True),
    ]


def test_what_an_appeal_struck_out_leaves_room_below_the_cap():
    points = given(returned(3, 5), {"returned": rule("-0.7", cap="1.0")}, waived={"returned:e3"})
    assert [str(one.points) for one in points] == ["-0.7"]


def test_the_supporting_unit_has_points_of_its_own_and_kinds_without_a_rule_give_none():
    assert [one.points for one in given(returned(3, role="support"), {"returned": rule("-1", "-0.5")})] == [
        Decimal("-0.5")
    ]
    assert given(returned(3), {"unfounded": rule("-1")}) == []


def test_nothing_counts_that_happened_while_scoring_was_off():
    spans = spans_of([(at(4), True), (at(6), False), (at(8), True)])
    assert [fact.event for fact in within(returned(3, 5, 7, 9), spans)] == [5, 9]
    # The moment it is turned off is outside, the moment it is turned on inside.
    assert within(returned(6), spans_of([(at(4), True), (at(6), False)])) == []
    assert len(within(returned(4), spans_of([(at(4), True)]))) == 1


def test_a_unit_s_parts_of_a_period_are_those_open_at_some_moment_of_it():
    first, end = at(10, 0), at(20, 0)
    opened = frozenset({"issued", "in_progress"})

    def part(*changes: tuple[int, str]) -> Part:
        lines = tuple(line(day, at(day), "x", to=to) for day, to in changes)
        return replace(a_part(), lines=lines)

    assert held_in([part((2, "issued"))], opened, first, end) == {5: 1}
    assert held_in([part((2, "issued"), (9, "closed"))], opened, first, end) == {}
    assert held_in([part((2, "issued"), (10, "closed"))], opened, first, end) == {5: 1}
    assert held_in([part((20, "issued"))], opened, first, end) == {}


def test_nothing_scores_log_ins_or_clicks():
    """The registry is the whole of what can give points; every kind reads acts of an item's history."""
    assert set(KINDS) == {
        "report_in_time", "report_early", "report_late", "report_missing", "closed_in_time", "closed_early",
        "closed_late", "overdue", "returned", "reopened", "extended_late", "unfounded", "criticised", "commended",
    }  # fmt: skip
    for kind in KINDS.values():
        said = f"{kind.key} {' '.join(kind.acts)} {kind.label}{kind.words}"
        for word in ("log", "click", "open", "view", "read", "acknowledge", "photo", "登录", "点击", "签到", "打卡", "在线", "照片", "阅读"):  # fmt: skip
            assert word not in said.replace("reopen", "")


def test_missing_weighs_five_late_ones_and_the_supporting_unit_half():
    late, missing = KINDS["report_late"], KINDS["report_missing"]
    assert missing.lead == 5 * late.lead == Decimal("-0.5")
    for kind in (late, missing, KINDS["unfounded"], KINDS["overdue"]):
        assert kind.support * 2 == kind.lead


def test_periods_follow_each_other_without_a_gap():
    for cadence, key in (("month", "2026-12"), ("quarter", "2026-Q4"), ("half", "2026-H2")):
        period = period_of(dt.date(2026, 12, 31), cadence)
        assert (period.key, period.last) == (key, dt.date(2026, 12, 31))
        following = period_of(dt.date(2027, 1, 1), cadence)
        assert following.first == period.last + dt.timedelta(1) and before(following, cadence) == period
    assert period_of(dt.date(2028, 2, 29), "month").last == dt.date(2028, 2, 29)
    assert [words_of(key) for key in ("2026-03", "2026-Q2", "2026-H1")] == [
        "2026年3月",
        "2026年第二季度",
        "2026年上半年",
    ]
