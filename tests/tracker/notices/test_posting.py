"""Posting a message once, reading it, and trying a failed one again."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.support.world import NOW, World
from tests.tracker.notices.rows import MINUTE, a_message
from tracker.common.errors import Forbidden, Refused
from tracker.notices import dead_letters, operations, queries
from tracker.notices.models import Message
from tracker.notices.rendering import Rendered
from tracker.org.models import Alias, Person

WORDS = Rendered("【提醒】请报送进展", "请于本周五前报送。\n", "<p>请于本周五前报送。</p>")


def posted(
    recipient: Person, key: str = "remind:a1:p1:due-3d:2026-03-20", words: Rendered = WORDS
) -> Message | None:
    return operations.post(
        key=key,
        kind="reminder",
        recipient=recipient,
        rendered=words,
        at=NOW,
        url="/items/1/",
        thread="item-1",
    )


def test_it_reaches_a_person_inside_and_by_mail(world: World) -> None:
    returned = posted(world.lead_clerk)

    inside, mail = Message.objects.get(channel="inapp"), Message.objects.get(channel="mail")
    assert returned == inside
    # The inbox needs no sending; the mail waits for it, with its HTML.
    assert (inside.state, inside.sent_at, inside.body_html) == (Message.State.SENT, NOW, "")
    assert (mail.state, mail.address, mail.body_html) == (
        Message.State.QUEUED,
        "lead_clerk@qinghe.example",
        WORDS.html,
    )


@pytest.mark.parametrize("address", ["", " ", "电话联系", "clerk@", "a@b.cn\nBcc: c@d.cn"])
def test_it_sends_no_mail_to_who_has_no_address(world: World, address: str) -> None:
    Person.objects.filter(pk=world.lead_clerk.pk).update(email=address)
    world.lead_clerk.refresh_from_db()

    posted(world.lead_clerk)

    assert [m.channel for m in Message.objects.all()] == ["inapp"]


def test_the_same_key_is_posted_once_and_says_so(world: World) -> None:
    assert posted(world.lead_clerk) is not None
    assert posted(world.lead_clerk) is None

    assert Message.objects.count() == 2


def test_a_repeated_key_leaves_the_caller_s_transaction_whole(world: World) -> None:
    posted(world.lead_clerk)

    with transaction.atomic():
        before = Alias.objects.create(text="财政部门", unit=world.units["财政局"])
        assert posted(world.lead_clerk) is None
        Alias.objects.filter(pk=before.pk).update(text="县财政部门")

    assert Alias.objects.filter(text="县财政部门").exists()


def test_it_goes_with_the_caller_s_transaction(world: World) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        posted(world.lead_clerk)
        raise RuntimeError("the act failed")

    assert not Message.objects.exists()


def test_the_message_id_depends_on_the_key_alone(world: World) -> None:
    posted(world.lead_clerk)
    first = Message.objects.get(channel="mail").message_id
    Message.objects.all().delete()

    posted(world.lead_clerk)
    posted(world.support_clerk, "remind:a1:p2:due-3d:2026-03-20")

    ids = set(Message.objects.filter(channel="mail").values_list("message_id", flat=True))
    assert first in ids and len(ids) == 2
    assert first.startswith("<") and first.endswith("@127.0.0.1>") and first.isascii()


def test_messages_about_one_item_share_a_thread(world: World) -> None:
    posted(world.lead_clerk)
    posted(world.lead_clerk, "remind:a1:p1:due-1d:2026-03-20")

    assert Message.objects.values("thread").distinct().count() == 1


def test_a_subject_stays_one_line_and_fits_its_column(world: World) -> None:
    posted(world.lead_clerk, words=Rendered("催办\r\nBcc: x@y\n" + "长" * 400, "正文"))

    subject = Message.objects.get(channel="mail").subject
    assert "\n" not in subject and "\r" not in subject and len(subject) == 200


def test_a_key_too_long_for_its_column_is_a_mistake_of_the_caller(world: World) -> None:
    with pytest.raises(ValueError, match="key longer than"):
        posted(world.lead_clerk, "k" * 200)


def test_a_person_reads_only_their_own_messages(world: World) -> None:
    posted(world.lead_clerk)
    message = Message.objects.get(channel="inapp")
    own, other = world.viewer("lead_clerk"), world.viewer("stranger")

    assert queries.unread_count(own) == 1
    assert [row.subject for row in queries.inbox_rows(own)] == [WORDS.subject]
    assert not queries.inbox_rows(other) and queries.unread_count(other) == 0
    # Somebody else's attempt changes nothing; the second reading neither.
    assert not operations.mark_read(message.pk, by=other, at=NOW)
    assert operations.mark_read(message.pk, by=own, at=NOW)
    assert not operations.mark_read(message.pk, by=own, at=NOW + MINUTE)
    message.refresh_from_db()
    assert message.read_at == NOW and queries.unread_count(own) == 0


def test_a_failed_message_is_tried_again_by_who_looks_after_the_system(world: World) -> None:
    message = a_message(
        world.lead_clerk,
        channel="mail",
        address="old@qinghe.example",
        state=Message.State.FAILED,
        error="550",
    )

    with pytest.raises(Forbidden):
        dead_letters.retry(message.pk, by=world.viewer("stranger"), at=NOW)
    dead_letters.retry(message.pk, by=world.viewer("admin"), at=NOW + MINUTE)
    with pytest.raises(Refused):
        dead_letters.retry(message.pk, by=world.viewer("officer"), at=NOW)

    message.refresh_from_db()
    assert (message.state, message.next_attempt_at, message.error) == (
        Message.State.QUEUED,
        NOW + MINUTE,
        "",
    )
    # It goes to the address the person has now, which may be the reason why somebody tries again.
    assert message.address == "lead_clerk@qinghe.example"


def test_a_message_nobody_can_receive_is_not_tried_again(world: World) -> None:
    Person.objects.filter(pk=world.lead_clerk.pk).update(email="")
    message = a_message(world.lead_clerk, channel="mail", state=Message.State.FAILED)
    lost = a_message(world.lead_clerk, "test:2", channel="carrier-pigeon", state=Message.State.FAILED)

    for row, why in ((message, "收件地址"), (lost, "没有“carrier-pigeon”这种渠道")):
        with pytest.raises(Refused, match=why):
            dead_letters.retry(row.pk, by=world.viewer("officer"), at=NOW)

    # A channel that was taken out of the registry does not break the page either.
    assert {failed.channel for failed in dead_letters.letters(dead_letters.matching())} == {
        "电子邮件",
        "carrier-pigeon",
    }


def test_the_backlog_tells_what_waits_from_what_failed(world: World) -> None:
    a_message(world.lead_clerk, "k1", next_attempt_at=NOW - MINUTE)
    a_message(world.lead_clerk, "k2")
    a_message(world.lead_clerk, "k3", next_attempt_at=NOW + MINUTE)
    a_message(world.lead_clerk, "k4", state=Message.State.SENDING, lease_until=NOW)
    a_message(world.lead_clerk, "k5", state=Message.State.FAILED, channel="mail", error="550 没有这个信箱")

    found = queries.backlog(NOW)

    assert (found.due, found.later, found.sending, found.failed) == (2, 1, 1, 1)
    assert found.oldest == NOW - MINUTE
    assert [(f.recipient, f.channel, f.error) for f in dead_letters.letters(dead_letters.matching())] == [
        ("钱小明", "电子邮件", "550 没有这个信箱")
    ]
