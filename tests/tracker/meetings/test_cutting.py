"""Drafts split, merged and added: the quote is always the speaker's words, and each act can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.registration import register_speech
from tracker.meetings import bridge, cutting, decisions, queries
from tracker.meetings.models import DeskAct, Draft

TEXT = (
    "各位同志：\n一、抓好财源建设\n县财政局要在3月20日前完成预算审计，同时每周向县政府督查室报告进展。"
    "各乡镇要在4月底前清理闲置资产。\n二、抓好绿化\n大家要有紧迫感。县林业局要补植两千亩。\n谢谢大家。"
)


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def speech(world):
    return a_speech(world, text=TEXT, outline=bridge.outline(TEXT))


def drafted(speech, words: str, **columns) -> Draft:
    """A proposed draft of these words of the speech."""
    start = TEXT.index(words)
    return a_draft(
        speech, start=start, end=start + len(words), quote=words, action=words,
        decision=Draft.Decision.PROPOSED, **columns,
    )  # fmt: skip


@pytest.fixture
def audit(speech) -> Draft:
    words = "县财政局要在3月20日前完成预算审计，同时每周向县政府督查室报告进展"
    place = TEXT.index("3月20日前")
    return drafted(
        speech, words, lead=[a_name("县财政局", speech)], spans={"deadline": [place, place + 6]}
    )  # fmt: skip


def standing(speech) -> list[str]:
    return [draft.quote for draft in queries.drafts_of(speech)]


class TestSplitting:
    def test_each_half_keeps_its_words_and_gets_its_own_fields(self, speech, audit, by):
        place = cutting.places_to_cut(audit)[0]
        first, second = cutting.split(audit.pk, place=place, revision=0, by=by, at=NOW)
        for half in (first, second):
            assert TEXT[half.start : half.end] == half.quote
        assert standing(speech) == ["县财政局要在3月20日前完成预算审计", "同时每周向县政府督查室报告进展"]
        assert first.due_on == dt.date(2026, 3, 20) and first.lead[0]["text"] == "县财政局"
        # The rhythm is the second half's; its unit is carried over and told as such; the date is not.
        assert second.rrule.startswith("FREQ=WEEKLY") and second.due_on is None
        assert second.lead == audit.lead and second.lead_inherited
        assert any("县财政局" in doubt and "核对" in doubt for doubt in second.doubts)

    def test_a_limit_before_the_cut_holds_for_what_follows_and_says_so(self, speech, by):
        words = "各乡镇要在4月底前清理闲置资产"
        place = TEXT.index("4月底前")
        whole = drafted(
            speech, words, lead=[a_name("各乡镇", speech)], due_text="4月底前", due_on=dt.date(2026, 4, 30),
            spans={"deadline": [place, place + 4]},
        )  # fmt: skip
        _, second = cutting.split(whole.pk, place=TEXT.index("清理闲置") + 2, revision=0, by=by, at=NOW)
        assert (second.quote, second.due_on) == ("闲置资产", dt.date(2026, 4, 30))
        assert second.spans["deadline"] == [place, place + 4]
        assert "时限“4月底前”取自上文，请核对" in second.doubts

    def test_it_can_be_taken_back(self, speech, audit, by):
        cutting.split(audit.pk, place=audit.start + 17, revision=0, by=by, at=NOW)
        decisions.undo(speech.pk, by=by, at=NOW)
        assert [draft.pk for draft in queries.drafts_of(speech)] == [audit.pk]

    def test_it_is_not_taken_back_once_another_decided_a_half(self, world, speech, audit, by):
        first, _ = cutting.split(audit.pk, place=audit.start + 17, revision=0, by=by, at=NOW)
        decisions.decide(first.pk, "accepted", revision=1, by=world.viewer("officer2"), at=NOW)
        with pytest.raises(Stale):
            decisions.undo(speech.pk, by=by, at=NOW)
        assert len(standing(speech)) == 2

    @pytest.mark.parametrize("offset", [-5, 0, 10_000])
    def test_a_half_without_words_is_refused(self, speech, audit, by, offset):
        with pytest.raises(Refused):
            cutting.split(audit.pk, place=audit.start + offset, revision=0, by=by, at=NOW)
        with pytest.raises(Refused):
            cutting.split(audit.pk, place=audit.end, revision=0, by=by, at=NOW)
        assert Draft.objects.count() == 1

    def test_a_second_click_finds_it_split(self, audit, by):
        cutting.split(audit.pk, place=audit.start + 17, revision=0, by=by, at=NOW)
        with pytest.raises(Refused, match="已经拆分"):
            cutting.split(audit.pk, place=audit.start + 17, revision=0, by=by, at=NOW)
        assert Draft.objects.count() == 3


class TestMerging:
    @pytest.fixture
    def halves(self, speech) -> tuple[Draft, Draft]:
        first = drafted(speech, "县财政局要在3月20日前完成预算审计", lead=[a_name("县财政局", speech)])
        second = drafted(
            speech, "各乡镇要在4月底前清理闲置资产", lead=[a_name("各乡镇", speech)],
            support=[a_name("县财政局", speech)], due_text="4月底前", due_on=dt.date(2026, 4, 30),
        )  # fmt: skip
        return first, second

    def test_the_quote_reaches_over_both_and_the_units_are_joined(self, speech, halves, by):
        made = cutting.merge(halves[0].pk, revision=0, by=by, at=NOW)
        assert standing(speech) == [TEXT[halves[0].start : halves[1].end]]
        assert [name["text"] for name in made.lead] == ["县财政局", "各乡镇"] and made.support == []

    def test_two_different_limits_become_a_doubt(self, halves, by):
        made = cutting.merge(halves[0].pk, revision=0, by=by, at=NOW)
        assert made.due_text == "3月20日前"
        assert any("3月20日前" in doubt and "4月底前" in doubt for doubt in made.doubts)

    def test_it_can_be_taken_back(self, speech, halves, by):
        cutting.merge(halves[0].pk, revision=0, by=by, at=NOW)
        decisions.undo(speech.pk, by=by, at=NOW)
        assert [draft.pk for draft in queries.drafts_of(speech)] == [half.pk for half in halves]

    def test_the_last_one_has_no_neighbour(self, halves, by):
        with pytest.raises(Refused, match="没有相邻"):
            cutting.merge(halves[1].pk, revision=0, by=by, at=NOW)

    def test_a_rejected_or_registered_one_is_no_neighbour(self, speech, halves, by):
        decisions.decide(halves[1].pk, "accepted", revision=0, by=by, at=NOW)
        register_speech(speech.pk, basis="会议", approver="县长", by=by, at=NOW)
        with pytest.raises(Refused, match="没有相邻"):
            cutting.merge(halves[0].pk, revision=0, by=by, at=NOW)
        with pytest.raises(Refused, match="已经立项"):
            cutting.merge(halves[1].pk, revision=1, by=by, at=NOW)


class TestAdding:
    def test_the_selection_is_read_and_its_quote_is_verbatim(self, speech):
        start = TEXT.index("县林业局")
        proposed = cutting.proposed_from(speech, start, start + len("县林业局要补植两千亩。"), on=TODAY)
        assert proposed.quote == "县林业局要补植两千亩"
        assert "林业局" in proposed.lead[0]["text"] and not proposed.lead_inherited
        assert proposed.section == ["二、抓好绿化"]

    def test_part_of_a_sentence_takes_the_unit_of_its_paragraph(self, speech):
        start = TEXT.index("清理闲置资产")
        proposed = cutting.proposed_from(speech, start, start + 6, on=TODAY)
        assert proposed.quote == "清理闲置资产" and proposed.lead_inherited
        assert any("取自上下文" in doubt for doubt in proposed.doubts)

    def test_it_is_saved_as_accepted_and_manual_and_can_be_taken_back(self, speech, by, world):
        start = TEXT.index("大家要有紧迫感")
        made = cutting.add(
            speech.pk, start=start, end=start + 7, fields={"action": "开展作风教育"}, by=by, at=NOW
        )
        assert (made.origin, made.decision, made.action) == ("manual", "accepted", "开展作风教育")
        assert (made.decided_by, TEXT[made.start : made.end]) == (world.officer, made.quote)
        assert DeskAct.objects.get().kind == "add"
        decisions.undo(speech.pk, by=by, at=NOW)
        assert standing(speech) == []

    @pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (-1, 4), (0, 10_000), (5, 6)])
    def test_a_selection_without_words_is_refused(self, speech, start, end):
        with pytest.raises(Refused):
            cutting.proposed_from(speech, start, end, on=TODAY)

    def test_a_whole_chapter_is_no_order(self, world):
        long = a_speech(world, text="要抓好落实。" * 400)
        with pytest.raises(Refused, match="1000字"):
            cutting.proposed_from(long, 0, 2000, on=TODAY)


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger", "admin"])
def test_only_officers_cut(world, speech, audit, who):
    viewer = world.viewer(who)
    for act in (
        lambda: cutting.split(audit.pk, place=audit.start + 17, revision=0, by=viewer, at=NOW),
        lambda: cutting.merge(audit.pk, revision=0, by=viewer, at=NOW),
        lambda: cutting.add(speech.pk, start=0, end=4, fields={"action": "x"}, by=viewer, at=NOW),
    ):
        with pytest.raises(Forbidden):
            act()
