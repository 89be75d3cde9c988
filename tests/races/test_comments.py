"""One form of a comment that arrives several times at once, and two changes of one comment."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once, outcome
from tests.support.build import an_assignment
from tests.support.world import NOW, make_world
from tracker.items.comments import edit_comment, withdraw_comment, write_comment
from tracker.items.history import broken_links
from tracker.items.mentions import Subject
from tracker.items.models import Comment, CommentVersion
from tracker.items.states import State
from tracker.notices.models import Message

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_a_form_sent_twice_at_once_is_one_comment() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    officer, subject = world.viewer("officer"), Subject(assignment.item, assignment)

    def send() -> int:
        return write_comment(subject, "请看 @钱小明", token="a" * 32, by=officer, at=NOW).comment.pk

    assert len(set(at_once(*[send] * 4))) == 1
    assert Comment.objects.count() == 1
    assert Message.objects.filter(kind="item_mention", channel="inapp").count() == 1
    assert list(broken_links()) == []


def test_a_change_and_a_withdrawal_at_once() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    officer = world.viewer("officer")
    pk = write_comment(Subject(assignment.item), "一", token="a" * 32, by=officer, at=NOW).comment.pk
    answers = at_once(
        lambda: outcome(lambda: edit_comment(pk, "二", seen_revision=1, by=officer, at=NOW)),
        lambda: outcome(lambda: edit_comment(pk, "三", seen_revision=1, by=officer, at=NOW)),
        lambda: outcome(lambda: withdraw_comment(pk, by=officer, at=NOW)),
    )
    # A withdrawal may come after a change; two changes of the same words never both count.
    assert answers[:2].count("done") <= 1 and "done" in answers
    assert CommentVersion.objects.count() == answers.count("done")
    assert list(broken_links()) == []
