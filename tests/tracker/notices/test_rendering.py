"""The words of every message: complete, the same in text and HTML, and harmless whatever a speech contains."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.items.announcements import AUDIENCE
from tracker.items.models import ResponsibilityItem, UnitAssignment
from tracker.notices.rendering import render
from tracker.org.models import Deputy, Person
from tracker.reminders.digests.base import Digest, Line, Section

FOLDER = settings.BASE_DIR / "templates" / "notices"
KINDS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
# The others are about a person's post, or a comment: they name no unit's part.
OF_PARTS = [kind for kind in KINDS if "_item.txt" in (FOLDER / kind / "body.txt").read_text("utf-8")]
# A person's post, a unit's points, a spreadsheet, a group's robot: no item has a number to be named there.
WITHOUT_ITEM = ("deputy_", "score_frozen", "score_talk", "upload_", "group")
HOSTILE = "审\nBcc: x@y <script>1</script>&amp;"


@pytest.fixture
def context(world: World) -> dict[str, object]:
    assignment = an_assignment(world)
    ResponsibilityItem.objects.filter(pk=assignment.item_id).update(task=HOSTILE)
    assignment = UnitAssignment.objects.select_related("item", "unit").get(pk=assignment.pk)
    line = Line(f"{assignment.item.item_no} {HOSTILE}", f"{assignment.unit.name} 2026年3月20日", "/items/1/")
    deputy = Deputy(
        post=world.lead_clerk.posts.select_related("unit", "person").get(),
        person=Person(full_name=HOSTILE),
        valid_from=TODAY,
        valid_until=TODAY,
    )
    return {
        "post": deputy.post,
        "deputy": deputy,
        "instruction": {"leader_name": HOSTILE, "given_on": TODAY, "text": HOSTILE},
        "assignment": assignment,
        "item": assignment.item,
        "person": world.lead_clerk,
        "by": "周督查",
        "url": "/items/1/",
        "label": HOSTILE,
        "words": HOSTILE,
        "last": TODAY,
        "day": TODAY,
        "settings_url": "/digests/",
        "digest": Digest(HOSTILE, (Section("overdue", "已逾期", (line,)),)),
        "late": True,
        "phrase": "已逾期2天",
        "unacknowledged": True,
        "lines": [several_in_one(line, assignment)],
        "number": 1,
        "missed": 1,
        **of_scores(assignment),
    }


def of_scores(assignment: UnitAssignment) -> dict[str, object]:
    """What the messages about points, cards and spreadsheets are given."""
    line = SimpleNamespace(on=TODAY, words=HOSTILE, item_no=assignment.item.item_no, more="")
    return {
        "days": 5,
        "entry": SimpleNamespace(unit=HOSTILE, points=-1, assignment=assignment),
        "appeal": SimpleNamespace(reason=HOSTILE, answer=HOSTILE, get_state_display="成立"),
        "result": SimpleNamespace(total=90, rank=1, among=9),
        "talk": SimpleNamespace(unit=HOSTILE, total=60, rank=9, reason=HOSTILE, proposed_by="周督查"),
        "card": SimpleNamespace(unit=HOSTILE, month=TODAY, groups=[("本月要报", [line])]),
        "upload": SimpleNamespace(name=HOSTILE, uploaded_at=NOW, row_count=3),
        "kind": SimpleNamespace(noun="反馈表", undone="写入"),
    }


def several_in_one(line: Line, assignment: UnitAssignment) -> SimpleNamespace:
    """What the messages about several duties show of one."""
    return SimpleNamespace(
        text=line.text, note=line.note, url=line.url, is_missed=True,
        assignment=assignment, words=HOSTILE, was=TODAY, now=TODAY,
    )  # fmt: skip


def test_every_act_that_is_announced_has_its_words() -> None:
    assert {f"item_{act}" for act in AUDIENCE} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_renders_without_a_query_and_harmless(kind, context, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        words = render(kind, context)

    # A header is one line; text is text, so nothing in it is turned into entities.
    assert "\n" not in words.subject and "Bcc: x@y" in words.subject
    assert kind.startswith(WITHOUT_ITEM) or "督〔2026〕" in words.text
    assert "<script>1</script>&amp;" in words.text
    # In HTML the same words are escaped, and nothing is fetched or run.
    assert "<script" not in words.html and "&lt;script&gt;" in words.html
    assert "<style" not in words.html and 'style="' in words.html and "src=" not in words.html


@pytest.mark.parametrize("kind", [*OF_PARTS, "digest"])
def test_text_and_html_name_the_same_things(kind, context) -> None:
    words = render(kind, context)

    for fact in (context["item"].item_no, "青禾县财政局", "2026年3月20日", "http://127.0.0.1:8000/items/1/"):
        assert fact in words.text and fact in words.html


def test_a_limit_without_a_date_shows_the_words_of_the_speech(world: World, context) -> None:
    context["assignment"].due_on, context["assignment"].due_text = None, "尽快"

    assert "完成时限：尽快" in render("item_issue", context).text
