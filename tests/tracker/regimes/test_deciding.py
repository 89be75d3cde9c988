"""Drafts of ladders in people's hands: who may sign, once; the unit's explanation; what everybody then reads."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.ladders import a_duty, a_ladder, moment, pass_time
from tests.support.scoring import a_scheme
from tests.support.world import NOW, World, person, stand_in
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations as items
from tracker.items.history import broken_links
from tracker.items.models import Event
from tracker.items.queries import events_of
from tracker.notices.models import Message
from tracker.org.models import Post
from tracker.regimes.escalation import deciding, explaining, queries
from tracker.regimes.escalation.ladders import LevelText
from tracker.regimes.models import Escalation, ScoreEntry
from tracker.regimes.scoring import citing, posting

LETTER = LevelText("提醒函", "yellow", overdue_days=1, is_workdays=True)
DAY = moment(3, 23)
NEXT = moment(3, 24)


def a_draft(world: World, level: LevelText = LETTER, **columns) -> Escalation:
    """The first level of a ladder of this one, on 财政局's duty, drafted on Monday 23 March."""
    a_ladder(world, "default", level, LevelText("问责建议", "red", overdue_days=90), **columns)
    part = a_duty(world)
    items.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=NOW)
    (made,) = pass_time(DAY)
    return made


def of(step: Escalation) -> dict[str, int]:
    return {"pk": step.pk, "seen": Escalation.objects.get(pk=step.pk).revision}


def test_signing_gives_number_message_and_history_together(world: World):
    step = a_draft(world)
    made = deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT)
    assert (made.state, made.doc_no, made.decided_by) == ("issued", "督提〔2026〕1号", world.officer)
    told = Message.objects.filter(kind="escalation", channel="inapp")
    assert [message.recipient for message in told] == [world.lead_clerk]
    assert "督提〔2026〕1号" in told[0].body_text and "完成预算审计" in told[0].body_text
    event = Event.objects.get(act="escalate")
    assert event.data == {
        "name": "提醒函",
        "doc_no": "督提〔2026〕1号",
        "reason": "逾期4天（时限3月20日）",
        "explanation": "",
    }
    assert made.letter["date"] == "2026年3月24日" and made.letter["addressee"] == "青禾县财政局"
    assert list(broken_links()) == []


@pytest.mark.parametrize("is_on", [True, False])
def test_a_signed_bulletin_is_a_citation_where_an_office_scores(world: World, is_on: bool):
    a_scheme(world, is_on=is_on)
    step = a_draft(world, LevelText("通报", "orange", overdue_days=1, is_workdays=True))
    made = deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT)
    cited = Event.objects.filter(act="criticise")
    assert [(one.data["paper"], one.data["approver"], one.data["reason"]) for one in cited] == (
        [(made.doc_no, "周督查", made.cause)] if is_on else []
    )
    posting.post(NEXT + dt.timedelta(minutes=1))
    assert ScoreEntry.objects.filter(kind="criticised", event__in=cited).count() == is_on
    assert list(broken_links()) == []


def test_a_paper_for_the_office_above_is_put_into_the_officers_hands(world: World):
    step = a_draft(world, LevelText("问责建议", "red", overdue_days=1, is_workdays=True, addressee="upper"))
    made = deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT)
    told = Message.objects.filter(kind="escalation", channel="inapp")
    assert {one.recipient for one in told} == {world.officer, world.people["officer2"]}
    assert all(
        "按公文程序报送" in one.body_text and one.url == f"/console/escalations/{made.pk}/" for one in told
    )


def test_a_second_click_signs_nothing_again(world: World):
    step = a_draft(world)
    seen = of(step)
    deciding.approve(**seen, by=world.viewer("officer"), at=NEXT)
    with pytest.raises(Stale, match="已发出"):
        deciding.approve(**seen, by=world.viewer("officer"), at=NEXT)
    assert Message.objects.filter(kind="escalation", channel="inapp").count() == 1


def test_numbers_run_for_each_kind_and_year(world: World):
    first = a_draft(world)
    second = a_duty(world, "林业局")
    items.acknowledge(second.pk, by=world.viewer("stranger"), at=NOW)
    steps = pass_time(DAY)
    numbers = [deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT).doc_no for step in steps]
    assert numbers == ["督提〔2026〕1号", "督提〔2026〕2号"] and steps[0].pk == first.pk


def test_who_wrote_in_it_stands_aside_where_the_ladder_says_so(world: World):
    step = a_draft(world)
    deciding.edit(
        **of(step),
        title="关于预算审计的提醒函",
        body="请抓紧。\n{单位说明}",
        by=world.viewer("officer"),
        at=DAY,
    )
    with pytest.raises(Forbidden, match="由您改过"):
        deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT)
    made = deciding.approve(**of(step), by=world.viewer("officer2"), at=NEXT)
    assert made.letter["title"] == "关于预算审计的提醒函" and made.letter["paragraphs"] == ["请抓紧。"]


def test_the_author_may_sign_where_the_ladder_allows_it(world: World):
    step = a_draft(world, needs_other=False)
    deciding.edit(**of(step), title="提醒函", body="请抓紧。", by=world.viewer("officer"), at=DAY)
    assert deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT).state == "issued"


@pytest.mark.parametrize(
    ("approver", "who", "others"),
    [
        ({"approver": "officer"}, "officer2", ("leader", "other_leader", "lead_clerk")),
        ({"approver": "leader"}, "leader", ("officer", "other_leader", "lead_clerk")),
        ({"approver": "person"}, "officer2", ("officer", "leader", "other_leader", "lead_clerk")),
    ],
)
def test_only_the_named_approver_signs(world: World, approver, who, others):
    other = person(world, "other_leader", "马副县长", Post.Role.LEADER, None)
    other.posts.get().in_charge.add(world.units["林业局"])
    if approver["approver"] == "person":
        approver["approver_person_id"] = world.officer2.pk
    step = a_draft(world, LevelText("提醒函", "red", overdue_days=1, is_workdays=True, **approver))
    for name in others:
        with pytest.raises(Forbidden):
            deciding.approve(**of(step), by=world.viewer(name), at=NEXT)
        with pytest.raises(Forbidden):
            deciding.reject(**of(step), reason="不必", by=world.viewer(name), at=NEXT)
    assert deciding.approve(**of(step), by=world.viewer(who), at=NEXT).state == "issued"


def test_nobody_decides_on_a_letter_to_a_unit_they_answer_for(world: World):
    step = a_draft(world)
    stand_in(world, who="lead_clerk", holder="officer", first=NEXT.date(), last=NEXT.date())
    by = {"by": world.viewer("lead_clerk", on=NEXT.date()), "at": NEXT}
    with pytest.raises(Forbidden, match="应当回避"):
        deciding.approve(**of(step), **by)
    with pytest.raises(Forbidden, match="应当回避"):
        deciding.reject(**of(step), reason="情况特殊", **by)
    for act in (
        lambda: deciding.hold(**of(step), until=moment(4, 1).date(), reason="再等等", **by),
        lambda: deciding.edit(**of(step), title="函", body="不急", **by),
        lambda: explaining.ask(**of(step), until=moment(4, 1).date(), **by),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Forbidden, match="应当回避"):
        citing.cite(step.assignment_id, tone="commend", words="好", paper="第1期", approver="县长", **by)
    assert deciding.approve(**of(step), by=world.viewer("officer2"), at=NEXT).state == "issued"


def test_refusing_needs_a_reason_and_tells_nobody(world: World):
    step = a_draft(world)
    before = Message.objects.count(), Event.objects.count()
    with pytest.raises(Refused):
        deciding.reject(**of(step), reason=" ", by=world.viewer("officer"), at=NEXT)
    made = deciding.reject(**of(step), reason="单位已在收尾", by=world.viewer("officer"), at=NEXT)
    assert (made.state, made.reason) == ("rejected", "单位已在收尾")
    assert (Message.objects.count(), Event.objects.count()) == before
    assert len(pass_time(moment(4, 1))) == 1


def test_what_is_held_waits_again_from_its_day_on(world: World):
    step = a_draft(world)
    officer = world.viewer("officer")
    for day in (dt.date(2026, 3, 24), dt.date(2026, 9, 1)):
        with pytest.raises(Refused):
            deciding.hold(**of(step), until=day, reason="等审计", by=officer, at=NEXT)
    deciding.hold(**of(step), until=dt.date(2026, 3, 30), reason="等审计", by=officer, at=NEXT)
    assert not queries.waiting(officer, dt.date(2026, 3, 29)).exists()
    assert queries.waiting(officer, dt.date(2026, 3, 30)).get() == step
    assert deciding.approve(**of(step), by=officer, at=NEXT).state == "issued"


def test_nothing_is_signed_about_what_is_over(world: World):
    step = a_draft(world)
    items.request_close(step.assignment_id, by=world.viewer("lead_clerk"), at=NEXT)
    with pytest.raises(Refused, match="单位已申请销号，不需要再发文"):
        deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT)
    assert not Message.objects.filter(kind="escalation").exists()


def test_the_explanation_travels_into_paper_and_history(world: World):
    step = a_draft(world)
    officer, clerk = world.viewer("officer"), world.viewer("lead_clerk")
    with pytest.raises(Refused, match="没有要求说明"):
        explaining.explain(step.pk, text="资料未齐", by=clerk, at=NEXT)
    explaining.ask(**of(step), until=dt.date(2026, 3, 26), by=officer, at=DAY)
    asked = Message.objects.get(kind="escalation_ask", channel="inapp")
    assert asked.recipient == world.lead_clerk and "2026年3月26日前" in asked.body_text
    with pytest.raises(Refused, match="还没有到期"):
        deciding.approve(**of(step), by=officer, at=NEXT)
    for who in ("support_clerk", "stranger", "officer", "leader"):
        with pytest.raises(Forbidden):
            explaining.explain(step.pk, text="x", by=world.viewer(who), at=NEXT)
    explaining.explain(step.pk, text="审计资料未齐，\n4月10日前完成。", by=clerk, at=NEXT)
    with pytest.raises(Stale):
        explaining.explain(step.pk, text="再说一次", by=clerk, at=NEXT)
    assert {m.recipient for m in Message.objects.filter(kind="escalation_answer", channel="inapp")} == {
        world.officer,
        world.officer2,
    }
    made = deciding.approve(**of(step), by=officer, at=NEXT)
    assert "单位于3月24日说明：审计资料未齐， 4月10日前完成。" in made.letter["paragraphs"]
    assert Event.objects.get(act="escalate").data["explanation"].startswith("审计资料未齐")
    assert [event.act for event in events_of(clerk, step.assignment.item)][-3:] == [
        "ask_explanation",
        "explain",
        "escalate",
    ]


def test_without_an_answer_by_the_day_the_paper_says_so(world: World):
    step = a_draft(world)
    explaining.ask(**of(step), until=dt.date(2026, 3, 24), by=world.viewer("officer"), at=DAY)
    made = deciding.approve(**of(step), by=world.viewer("officer"), at=moment(3, 25))
    assert "已要求单位于3月24日前作出说明，未收到。" in made.letter["paragraphs"]


def test_a_proposal_to_those_who_decide_is_not_told_to_the_unit(world: World):
    level = LevelText("约谈建议", "red", overdue_days=1, is_workdays=True, addressee="leader")
    step = a_draft(world, level)
    made = deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT)
    assert made.letter["addressee"] == "王副县长同志"
    assert {m.recipient for m in Message.objects.filter(kind="escalation")} == {world.leader}
    item = step.assignment.item
    assert "advise" not in {event.act for event in events_of(world.viewer("lead_clerk"), item)}
    assert "advise" in {event.act for event in events_of(world.viewer("leader"), item)}
    assert queries.steps_of_item(world.viewer("lead_clerk"), item, NEXT.date()) == []


@pytest.mark.parametrize(
    ("who", "waiting", "issued"),
    [
        ("officer", 1, 1),
        ("leader", 1, 1),
        ("lead_clerk", 0, 1),
        ("support_clerk", 0, 0),
        ("stranger", 0, 0),
        ("former", 0, 0),
        ("admin", 0, 0),
    ],
)
def test_who_reads_of_a_step_before_and_after_it_is_sent(world: World, who, waiting, issued):
    step = a_draft(world)
    viewer, item = world.viewer(who), step.assignment.item
    assert len(queries.steps_of_item(viewer, item, DAY.date())) == waiting
    assert queries.desk(viewer).count() == waiting
    deciding.approve(**of(step), by=world.viewer("officer"), at=NEXT)
    assert len(queries.steps_of_item(viewer, item, DAY.date())) == issued
    assert len(queries.steps_of_unit(viewer, step.assignment.unit_id, DAY.date())) == issued


def test_hostile_words_stay_words(world: World):
    from tracker.regimes.escalation.drafting import checked, completed, filled

    assert (
        filled("请{单位}办理{任务}", {"单位": "{任务}", "任务": "{单位.__class__}"})
        == "请｛任务｝办理｛单位.__class__｝"
    )
    assert filled("甲\n此前：{此前督促}\n乙", {"此前督促": ""}) == "甲\n乙"
    assert completed("甲{事由}\n{单位说明}\n乙", cause="逾期", explanation="") == "甲逾期\n乙"
    assert completed("甲", cause="", explanation="{任务}") == "甲\n｛任务｝"
    with pytest.raises(Refused, match="不是可用的填充项"):
        checked("请{单位名}办理")
