"""The form of a draft: words are read, what cannot be read is told at its field, and nothing that was not sent is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.meetings import decisions
from tracker.meetings.models import Draft, DraftChange
from tracker.org.models import Unit

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.officer)


@pytest.fixture
def draft(world) -> Draft:
    return a_draft(a_speech(world), decision=Draft.Decision.PROPOSED)


def save(client, draft: Draft, **fields: str):
    form = {"revision": draft.revision, "action": draft.action, **fields}
    return client.post(reverse("console:draft_edit", args=[draft.pk]), form, **HTMX)


def test_a_deadline_in_words_is_resolved_and_its_trace_kept(officer, draft):
    assert save(officer, draft, due_text="六月底前").status_code == 200
    draft.refresh_from_db()
    assert (draft.due_text, draft.due_on, draft.due_kind) == ("六月底前", dt.date(2026, 6, 30), "by")
    assert draft.due_trace.startswith("督查专员填写：六月底前 → ") and "2026-06-30" in draft.due_trace


@pytest.mark.parametrize(
    ("fields", "on", "time", "kind"),
    [
        # The day from the calendar goes before the words beside it.
        ({"due_text": "六月底前", "due_on": "2026-06-20"}, "2026-06-20", None, "by"),
        # What the page filled in from the words is the words' own.
        ({"due_text": "六月底前", "due_on": "2026-06-30", "due_kind": "by"}, "2026-06-30", None, "by"),
        ({"due_on": "2026-06-20", "due_kind": "around"}, "2026-06-20", None, "around"),
        ({"due_time": "17:30"}, "2026-03-20", dt.time(17, 30), "by"),
        ({"due_text": "6月15日左右"}, "2026-06-15", None, "around"),
        ({"due_text": "尽快"}, None, None, "asap"),
        ({"due_text": "待上级批复后", "due_kind": "event"}, None, None, "event"),
        ({"due_kind": "event"}, None, None, "event"),
        ({"due_on": ""}, None, None, "by"),
        ({"due_on": "2026-06-20", "due_kind": "asap"}, "2026-06-20", None, "by"),
    ],
)
def test_words_day_hour_and_kind_go_together(officer, draft, fields, on, time, kind):
    assert save(officer, draft, **fields).status_code == 200
    draft.refresh_from_db()
    assert (draft.due_on and draft.due_on.isoformat(), draft.due_time, draft.due_kind) == (on, time, kind)


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"due_text": "等通知"}, "读不出“等通知”是什么时候"), ({"rhythm": "抓紧报"}, "读不出“抓紧报”多久一次")],
)
def test_words_that_cannot_be_read_are_told_and_kept(officer, draft, fields, told):
    answer = save(officer, draft, **fields)
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page and next(iter(fields.values())) in page
    draft.refresh_from_db()
    assert draft.due_text == "3月20日前" and draft.rrule == ""


def test_a_frequency_in_words_becomes_a_rule_and_its_hour(officer, draft):
    assert save(officer, draft, rhythm="每周五17时前", due_on="", due_text="", due_kind="").status_code == 200
    draft.refresh_from_db()
    assert (draft.rrule, draft.recurrence_text) == ("FREQ=WEEKLY;BYDAY=FR", "每周五17时前")
    assert (draft.due_on, draft.due_time) == (None, dt.time(17))
    assert save(officer, draft, rhythm="").status_code == 200
    draft.refresh_from_db()
    assert (draft.rrule, draft.recurrence_text) == ("", "")


def test_the_order_of_the_names_is_kept(officer, draft):
    save(officer, draft, lead="审计局、县财政局,林业局", support="石桥镇；柳河镇")
    draft.refresh_from_db()
    assert [name["text"] for name in draft.lead] == ["审计局", "县财政局", "林业局"]
    assert [name["text"] for name in draft.support] == ["石桥镇", "柳河镇"]


def test_the_proposed_leader_is_shown_and_not_taken_over(officer, draft):
    page = officer.get(reverse("console:draft_edit", args=[draft.pk]), **HTMX).content.decode()
    assert 'value="王副县长"' in page
    save(officer, draft, leader="王副县长")
    assert Draft.objects.get(pk=draft.pk).leader_text == ""
    for typed, kept in (("李书记", "李书记"), ("", "无"), ("王副县长", "")):
        save(officer, Draft.objects.get(pk=draft.pk), leader=typed)
        assert Draft.objects.get(pk=draft.pk).leader_text == kept


def test_what_was_not_sent_stays_as_it_was(officer, draft):
    Draft.objects.filter(pk=draft.pk).update(
        leader_text="李书记", rrule="FREQ=WEEKLY", recurrence_text="每周", due_time=dt.time(17), target="≥50%"
    )
    assert save(officer, draft).status_code == 200
    draft.refresh_from_db()
    assert (draft.leader_text, draft.recurrence_text, draft.due_time) == ("李书记", "每周", dt.time(17))
    assert (draft.target, draft.lead[0]["text"], draft.due_text) == ("≥50%", "县财政局", "3月20日前")
    assert not draft.is_edited


def test_every_field_can_be_taken_back_and_says_who_and_when(world, officer, draft):
    before = Draft.objects.get(pk=draft.pk)
    save(
        officer, draft, action="审计到位", lead="林业局", support="审计局", due_text="六月底前", due_time="09:30",
        due_kind="around", rhythm="每周一", leader="李书记", report_to="县政府", target="100%",
    )  # fmt: skip
    change = DraftChange.objects.get(draft=draft)
    assert (change.act.by, change.act.at) == (world.officer, NOW)
    fields = {
        "action",
        "lead",
        "support",
        "due_text",
        "due_on",
        "due_time",
        "due_kind",
        "rrule",
        "leader_text",
    }
    assert fields | {"recurrence_text", "report_to", "target"} <= set(change.after)
    decisions.undo(draft.speech_id, by=world.viewer("officer"), at=NOW)
    after = Draft.objects.get(pk=draft.pk)
    assert all(getattr(after, name) == getattr(before, name) for name in fields)


def test_a_lost_race_shows_both_versions_of_every_field(world, officer, draft):
    fields = {
        "action": "别人改的",
        "leader_text": "李书记",
        "due_on": dt.date(2026, 5, 1),
        "recurrence_text": "每旬",
    }
    decisions.edit(draft.pk, revision=0, by=world.viewer("officer2"), at=NOW, fields=fields)
    answer = save(officer, draft, action="我改的", rhythm="每周一", due_text="六月底前", leader="张书记")
    page = answer.content.decode()
    assert answer.status_code == 409
    for there, typed in (
        ("别人改的", "我改的"),
        ("每旬", "每周一"),
        ("李书记", "张书记"),
        ("2026-05-01", "六月底前"),
    ):
        assert there in page and typed in page


def test_opening_the_form_costs_the_same_however_much_there_is(
    world, officer, draft, django_assert_max_num_queries
):
    def open_form() -> None:
        officer.get(reverse("console:draft_edit", args=[draft.pk]), **HTMX)

    with django_assert_max_num_queries(16) as few:
        open_form()
    for number in range(40):
        Unit.objects.create(name=f"青禾县第{number}中心", short_name=f"第{number}中心")
        a_draft(draft.speech, lead=[a_name(f"单位{number}"), a_name("各乡镇")])
    with django_assert_max_num_queries(len(few.captured_queries)):
        open_form()


class TestAsking:
    """What the fields ask while somebody types."""

    def read(self, client, draft: Draft, **asked: str) -> str:
        return client.get(reverse("console:reads", args=[draft.speech_id]), asked).content.decode()

    def test_a_limit_is_shown_resolved_with_its_trace(self, officer, draft):
        page = self.read(officer, draft, due_text="六月底前")
        assert 'data-on="2026-06-30"' in page and "2026年6月30日" in page and "→" in page

    def test_a_frequency_is_told_in_words_with_the_next_three_days(self, officer, draft):
        page = self.read(officer, draft, rhythm="每月5日前")
        assert "每月的5日" in page
        assert all(day in page for day in ("3月5日（周四）", "4月5日（周日）", "5月5日（周二）"))
        assert "之前最后一个工作日是4月3日" in page

    def test_what_cannot_be_read_is_told(self, officer, draft):
        assert "读不出“等通知”" in self.read(officer, draft, due_text="等通知")
        assert "读不出" in self.read(officer, draft, rhythm="<script>")
        assert "<script>" not in self.read(officer, draft, rhythm="<script>")

    def test_a_month_shows_every_day_by_its_name(self, officer, draft):
        page = officer.get(
            reverse("console:month"), {"month": "2026-10", "day": "2026-10-10"}
        ).content.decode()
        assert 'aria-label="10月1日 周四 国庆 国庆假期"' in page and "2026年10月" in page
        assert page.count("data-day=") == 31 and page.count('aria-selected="true"') == 1
        page = officer.get(reverse("console:month"), {"month": "2027-02"}).content.decode()
        assert "尚未公布" in page and "暂定" in page

    @pytest.mark.parametrize("asked", ["", "x", "2026-13", "9999-12", "0001-01", "2026-02-30", "<b>"])
    def test_a_month_nobody_means_is_answered_with_one(self, officer, asked):
        answer = officer.get(reverse("console:month"), {"month": asked, "day": asked})
        assert answer.status_code == 200 and "data-day=" in answer.content.decode()

    def test_units_are_offered_by_pinyin_and_unknown_names_marked(self, world, officer):
        asked = {"q": "县财政局、sjj", "line": "县财政局、sjj"}
        page = officer.get(reverse("console:names"), asked).content.decode()
        assert 'data-word="审计局"' in page
        assert page.count("未对应单位") == 1 and page.index("县财政局") < page.index("sjj")

    def test_an_offer_always_means_the_unit_it_shows(self, world, officer):
        """Two units of one short name: the second is offered by the name that is its alone."""
        Unit.objects.create(name="青禾县林场财政局", short_name="财政局", order=99)
        page = officer.get(reverse("console:names"), {"q": "财政局"}).content.decode()
        assert 'data-word="财政局"' in page and 'data-word="青禾县林场财政局"' in page
