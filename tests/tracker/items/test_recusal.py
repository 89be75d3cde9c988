"""Who stands aside: nobody judges the work of a unit they answer for, a decision of their own, or one of whom they stand in for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.build import a_draft, a_speech, an_assignment
from tests.support.world import NOW, TODAY, person, stand_in
from tracker.access.policy import RECUSED, Act, Relation
from tracker.common.errors import Forbidden
from tracker.items import operations
from tracker.items.act_names import LINE_ACT, NOTES, OTHER_ACTS
from tracker.items.clock import clock_at
from tracker.items.extensions import ask_extension, decide_extension, reschedule
from tracker.items.models import Event
from tracker.items.queries import acts_for
from tracker.items.reviewing import ask_review, decide_review, lines_of, visible_reviews
from tracker.items.states import State
from tracker.items.verification import plan_verification, record_finding
from tracker.meetings import decisions
from tracker.meetings.models import DeskAct, Draft
from tracker.org.models import Deputy


def handed_in(world, **columns):
    return an_assignment(world, state=State.CLOSE_REQUESTED, issued_at=NOW, due_on=TODAY, **columns)


def contested(world, by="officer"):
    """A returned part of 财政局 whose return is contested."""
    part = handed_in(world)
    operations.return_for_rework(part.pk, reason="材料不全", by=world.viewer(by), at=NOW)
    event = Event.objects.get(act="return")
    return part, ask_review(event.pk, reason="材料齐全", by=world.viewer("lead_clerk"), clock=clock_at(NOW))


def test_whoever_answers_for_the_unit_does_not_judge_it_though_they_stand_in_for_an_officer(world):
    stand_in(world, who="lead_clerk", holder="officer")
    part, other = handed_in(world), handed_in(world, unit="林业局")
    viewer = world.viewer("lead_clerk")
    # The whole list of judgements, not only the ones tried below.
    assert all(
        viewer.may(act) and not viewer.may(act, [Relation.OWN]) for act in RECUSED - {Act.SIGN_ESCALATION}
    )
    assert acts_for(viewer, part) == ("cancel",)
    assert set(acts_for(viewer, other)) == {"verify", "close", "return", "cancel"}
    for act in (operations.verify, operations.close):
        with pytest.raises(Forbidden, match="应当回避"):
            act(part.pk, by=viewer, at=NOW)
    with pytest.raises(Forbidden, match="应当回避"):
        operations.return_for_rework(part.pk, reason="试试", by=viewer, at=NOW)
    operations.close(other.pk, by=viewer, at=NOW)
    line = Event.objects.get(act="close")
    assert (line.data["deputy_for"], line.data["deputy_for_id"]) == ("周督查", world.officer.pk)


def test_a_look_may_be_planned_and_is_made_by_somebody_else(world):
    stand_in(world, who="lead_clerk", holder="officer")
    part = handed_in(world)
    plan = {"kind": "desk", "planned_on": TODAY, "at": NOW}
    look = plan_verification(part.pk, by=world.viewer("lead_clerk"), **plan)
    found = {"result": "true", "percent": 100, "finding": "属实", "at": NOW}
    with pytest.raises(Forbidden, match="应当回避"):
        record_finding(look.pk, by=world.viewer("lead_clerk"), **found)
    assert record_finding(look.pk, by=world.viewer("officer2"), **found).done_by == world.officer2


def test_more_time_is_not_given_to_oneself(world):
    stand_in(world, who="lead_clerk", holder="officer")
    part = an_assignment(world, state=State.IN_PROGRESS, issued_at=NOW, due_on=TODAY)
    later = TODAY.replace(month=4)
    viewer = world.viewer("lead_clerk")
    asked = ask_extension(part.pk, new_due_on=later, reason="雨季", by=viewer, at=NOW)
    with pytest.raises(Forbidden):
        decide_extension(asked.pk, granted=True, answer="", by=viewer, at=NOW)
    with pytest.raises(Forbidden):
        reschedule(part.pk, new_due_on=later, reason="雨季", by=viewer, at=NOW)
    decide_extension(asked.pk, granted=True, answer="", by=world.viewer("officer2"), at=NOW)


def test_whoever_asked_to_close_as_a_deputy_does_not_close_when_the_days_are_over(world):
    given = stand_in(world, who="officer", holder="lead_clerk")
    part = an_assignment(world, state=State.IN_PROGRESS, issued_at=NOW)
    operations.request_close(part.pk, by=world.viewer("officer"), at=NOW)
    Deputy.objects.filter(pk=given.pk).delete()
    with pytest.raises(Forbidden, match="您为承办单位申请销号"):
        operations.close(part.pk, by=world.viewer("officer"), at=NOW)
    operations.close(part.pk, by=world.viewer("officer2"), at=NOW)


@pytest.mark.parametrize(
    ("holder", "may"),
    [
        ("officer", False),  # who made the decision: the deputy may not do what the absent may not
        ("officer2", True),
        ("lead_clerk", False),  # who asked for the review
    ],
)
def test_a_deputy_decides_no_review_that_the_absent_may_not_decide(world, holder, may):
    part, review = contested(world)
    stand_in(world, holder=holder)
    viewer = world.viewer("deputy")
    (line,) = lines_of(list(visible_reviews(viewer)), viewer, clock_at(NOW))
    assert line.decides is may
    told = {"changed": False, "answer": "维持", "by": viewer, "at": NOW}
    if may:
        assert decide_review(review.pk, **told).decided_by == world.deputy
        assert Event.objects.get(act="uphold_review").data["deputy_for"] == "郑督查"
    else:
        with pytest.raises(Forbidden):
            decide_review(review.pk, **told)


def test_what_a_deputy_decided_its_holder_does_not_review_nor_another_deputy_of_them(world):
    stand_in(world, holder="officer")
    part = handed_in(world)
    operations.return_for_rework(part.pk, reason="材料不全", by=world.viewer("deputy"), at=NOW)
    event = Event.objects.get(act="return")
    review = ask_review(event.pk, reason="齐全", by=world.viewer("lead_clerk"), clock=clock_at(NOW))
    Deputy.objects.all().delete()
    stand_in(world, who="stranger", holder="officer")
    for who in ("deputy", "officer", "stranger"):
        with pytest.raises(Forbidden):
            decide_review(review.pk, changed=True, answer="改", by=world.viewer(who), at=NOW)
    decide_review(review.pk, changed=True, answer="改", by=world.viewer("officer2"), at=NOW)


def test_an_officer_in_their_own_right_decides_though_they_stand_in_for_the_author(world):
    _, review = contested(world)
    person(world, "officer3", "吴督查", "officer", "督查室")
    stand_in(world, who="officer3", holder="officer")
    decide_review(review.pk, changed=False, answer="维持", by=world.viewer("officer3"), at=NOW)
    assert "deputy_for" not in Event.objects.get(act="uphold_review").data


def test_the_page_shows_no_button_to_who_stands_aside_and_says_why(world, signed_in):
    given = stand_in(world, who="officer", holder="lead_clerk")
    part = an_assignment(world, state=State.IN_PROGRESS, issued_at=NOW)
    operations.request_close(part.pk, by=world.viewer("officer"), at=NOW)

    def shown(who: str) -> tuple[bool, bool]:
        page = signed_in(world.people[who]).get(reverse("portal:item", args=[part.item_id])).content.decode()
        cites = reverse("console:score_cite", args=[part.pk]) in page
        assert cites == (who == "officer2" or not Deputy.objects.exists())
        return reverse("portal:act", args=[part.pk, "close"]) in page, "应当回避" in page

    assert shown("officer") == (False, True)
    Deputy.objects.filter(pk=given.pk).delete()
    assert shown("officer") == (False, True)
    answer = signed_in(world.officer).get(reverse("portal:act", args=[part.pk, "return"]))
    assert answer.status_code == 403 and "您为承办单位申请销号" in answer.content.decode()
    assert shown("officer2") == (True, False)
    # What an officer entered from a unit's sheet the unit said.
    line = Event.objects.get(act="request_close")
    Event.objects.filter(pk=line.pk).update(data={**line.data, "sheet": {"name": "a.xlsx", "row": 3}})
    assert shown("officer") == (True, False)


def test_an_act_on_the_desk_is_signed_by_the_deputy_with_the_absent_and_shown_so(world, signed_in):
    stand_in(world, holder="officer")
    speech = a_speech(world)
    drafts = [a_draft(speech, decision=Draft.Decision.PROPOSED) for _ in range(2)]
    for draft, who in zip(drafts, ("deputy", "officer2"), strict=True):
        decisions.decide(draft.pk, "accepted", revision=0, by=world.viewer(who), at=NOW)
    signed = DeskAct.objects.order_by("pk").values_list("by", "done_as")
    assert list(signed) == [(world.deputy.pk, "冯小代（代周督查）"), (world.officer2.pk, "郑督查")]
    page = signed_in(world.officer2).get(reverse("console:draft_history", args=[drafts[0].pk]))
    assert "冯小代（代周督查）" in page.content.decode()


def test_every_line_of_the_history_knows_which_right_it_was_done_by():
    assert set(OTHER_ACTS) - NOTES <= set(LINE_ACT)


def test_the_judgements_are_the_ones_the_office_and_leaders_make():
    assert (
        Act.REPORT not in RECUSED and {Act.CLOSE, Act.CHECK, Act.DECIDE_REVIEW, Act.DECIDE_APPEAL} <= RECUSED
    )
