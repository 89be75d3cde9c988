"""The mail channel against a real SMTP server on this machine: what it sends, and how it reads refusals and accidents."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMultiAlternatives

from tracker.notices.channels.base import Outgoing, Refused, Trouble
from tracker.notices.channels.mail import Mail, compose


class Office:
    """A mail server that knows some people, is busy for others, and hangs up on one."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.partition("@")[0]
        if name == "gone":
            return "550 no such mailbox"
        if name == "busy":
            return "450 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("spam"):
            return "554 rejected as spam"
        if envelope.rcpt_tos[0].startswith("drop"):
            server.transport.abort()
            return "421 gone"
        policy = email.policy.default
        self.letters.append(email.message_from_bytes(envelope.content, policy=policy))  # type: ignore[arg-type]
        return "250 accepted"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def office(settings) -> Iterator[Office]:
    handler = Office()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "督查系统 <luoshi@qinghe.example>"
    yield handler
    controller.stop()


def letter(address: str = "clerk@qinghe.example", **parts: str) -> Outgoing:
    return Outgoing(
        **{
            "message_id": "<abc@qinghe.example>",
            "address": address,
            "subject": "【到期提醒】督〔2026〕1-1 请按时完成",
            "body_text": "钱小明，您好：\n请按时完成。\n",
            "body_html": "<p>请按时完成。</p>",
            "url": "/items/1/",
            "thread": "<thread@qinghe.example>",
            **parts,
        }
    )


def test_a_mail_has_text_html_and_the_headers_that_keep_it_recognisable(office: Office) -> None:
    channel = Mail()

    channel.send(letter())
    channel.close()

    (mail,) = office.letters
    assert mail["Subject"].strip() == "【到期提醒】督〔2026〕1-1 请按时完成"
    assert mail["Message-ID"] == "<abc@qinghe.example>"
    assert mail["References"] == mail["In-Reply-To"] == "<thread@qinghe.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    # No promise that nobody keeps.
    assert mail["List-Unsubscribe"] is None
    assert mail.get_body(("plain",)).get_content().startswith("钱小明，您好")
    assert mail.get_body(("html",)).get_content().strip() == "<p>请按时完成。</p>"


def test_a_batch_uses_one_connection(office: Office) -> None:
    channel = Mail()

    for n in range(3):
        channel.send(letter(message_id=f"<{n}@qinghe.example>"))
    channel.close()

    assert len(office.letters) == 3 and office.connections == 1


@pytest.mark.parametrize("name", ["gone", "spam"])
def test_a_mailbox_or_a_content_that_is_refused_is_refused_for_good(office: Office, name: str) -> None:
    with pytest.raises(Refused, match="55"):
        Mail().send(letter(f"{name}@qinghe.example"))


def test_a_busy_mailbox_is_a_passing_trouble_of_this_message(office: Office) -> None:
    channel = Mail()

    with pytest.raises(Trouble) as trouble:
        channel.send(letter("busy@qinghe.example"))

    assert not trouble.value.channel_down
    # The next one of the batch goes out.
    channel.send(letter())
    assert len(office.letters) == 1


def test_a_server_that_hangs_up_after_the_text_is_a_passing_trouble(office: Office) -> None:
    channel = Mail()

    with pytest.raises(Trouble) as trouble:
        channel.send(letter("drop@qinghe.example"))

    assert not trouble.value.channel_down
    channel.send(letter())
    channel.close()
    assert len(office.letters) == 1


class Tired:
    """A server that says good-bye after one letter on each connection, as some do after a hundred."""

    def __init__(self) -> None:
        self.letters, self.served = 0, set()

    async def handle_MAIL(self, server, session, envelope, address, options):
        if id(session) in self.served:
            return "421 enough for one connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters += 1
        self.served.add(id(session))
        return "250 accepted"


def test_a_connection_that_has_served_its_time_costs_no_letter_an_attempt(settings) -> None:
    handler = Tired()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    channel = Mail()

    for n in range(3):
        channel.send(letter(message_id=f"<{n}@qinghe.example>"))
    channel.close()
    controller.stop()

    assert handler.letters == 3


def test_a_refused_letter_leaves_the_connection_to_the_next(office: Office) -> None:
    channel = Mail()
    for name in ("gone", "spam", "busy"):
        with pytest.raises((Refused, Trouble)):
            channel.send(letter(f"{name}@qinghe.example"))

    channel.send(letter())
    channel.close()

    assert len(office.letters) == 1 and office.connections == 1


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"subject": "plain words", "body_text": "…\n.\nQUIT\n--_luoshi_\n"},
        {"subject": "长" * 200, "address": "a.b+c@清河.example", "body_html": "<p>" + "长行" * 3000 + "</p>"},
        {"subject": "=?utf-8?b?AAAA?= 𠮷", "body_html": "", "unsubscribe": "https://qinghe.example/x"},
        {"address": '"odd one"@qinghe.example'},
    ],
)
def test_a_mail_reads_as_django_s_own_would(parts: dict[str, str]) -> None:
    mine = compose(letter(**parts))
    theirs = EmailMultiAlternatives.message(mine)

    read = [
        email.message_from_bytes(one.as_bytes(linesep="\r\n"), policy=email.policy.default)
        for one in (mine.message(), theirs)
    ]

    wire = mine.message().as_bytes(linesep="\r\n")
    assert (
        max(map(len, wire.split(b"\r\n"))) <= 200
        and wire.isascii()
        and b"\n" not in wire.replace(b"\r\n", b"")
    )
    for name in ("Subject", "From", "To", "Message-ID", "References", "List-Unsubscribe", "Auto-Submitted"):
        # Django begins a long Subject with a blank.
        assert str(read[0][name]).strip() == str(read[1][name]).strip(), name
    for kind in ("plain", "html"):
        bodies = [one.get_body((kind,)) for one in read]
        words = [body.get_content().replace("\r\n", "\n").rstrip("\n") if body else None for body in bodies]
        assert words[0] == words[1]


def test_a_sender_that_cannot_be_read_costs_no_message_its_life(office: Office, settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "督查系统 没有地址"
    with pytest.raises(Trouble, match="TRACKER_MAIL_FROM") as trouble:
        Mail().send(letter())
    assert trouble.value.channel_down


def test_a_server_that_cannot_be_reached_is_down_for_all(office: Office, settings) -> None:
    settings.EMAIL_PORT = free_port()

    with pytest.raises(Trouble) as trouble:
        Mail().send(letter())

    assert trouble.value.channel_down


def test_a_server_that_lets_nobody_in_is_down_for_all(office: Office, settings) -> None:
    # This server offers no log-in at all.
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "luoshi", "wrong"

    with pytest.raises(Trouble) as trouble:
        Mail().send(letter())

    assert trouble.value.channel_down


@pytest.mark.parametrize(
    "broken",
    [
        {"address": "clerk@qinghe.example\nBcc: all@qinghe.example"},
        {"subject": "两行\n主题"},
    ],
)
def test_a_broken_header_is_refused_and_reaches_nobody(office: Office, broken: dict[str, str]) -> None:
    with pytest.raises(Refused):
        Mail().send(letter(**broken))

    assert office.letters == []


def test_an_installation_without_a_mail_server_writes_files(settings, tmp_path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    channel = Mail()
    channel.send(letter())
    channel.close()

    (written,) = (tmp_path / "mail").iterdir()
    assert b"Message-ID: <abc@qinghe.example>" in written.read_bytes()


def test_what_is_to_be_done_meanwhile_is_done_before_a_word_of_the_text_leaves(office: Office) -> None:
    channel, done = Mail(), []

    for n in range(3):
        # The server knows of the mails before this one, and has read no word of it.
        channel.send_beside(
            letter(message_id=f"<{n}@qinghe.example>"), lambda: done.append(len(office.letters)), None
        )
    channel.close()

    assert done == [0, 1, 2]


def test_where_it_fails_the_mail_stays_here_and_the_next_finds_a_connection(office: Office) -> None:
    def broken() -> None:
        raise LookupError("the database has gone")

    channel = Mail()
    with pytest.raises(LookupError):
        channel.send_beside(letter(), broken, None)
    assert office.letters == []

    channel.send(letter())
    channel.close()
    assert len(office.letters) == 1


def test_a_mail_written_ahead_is_the_one_that_leaves_in_its_turn(office: Office) -> None:
    channel, nothing = Mail(), lambda: None
    first, second, third = (letter(message_id=f"<{n}@q.example>", subject=f"第{n}件") for n in range(3))

    channel.send_beside(first, nothing, second)
    # Somebody has withdrawn the second meanwhile: what was written ahead goes to nobody.
    channel.send_beside(third, nothing, None)
    channel.close()

    assert [(mail["Message-ID"], mail["Subject"]) for mail in office.letters] == [
        ("<0@q.example>", "第0件"),
        ("<2@q.example>", "第2件"),
    ]


def test_one_that_cannot_be_written_ahead_says_why_in_its_own_turn(office: Office) -> None:
    channel, nothing = Mail(), lambda: None
    bad = letter(message_id="<bad@q.example>", subject="两行\n主题")

    channel.send_beside(letter(), nothing, bad)
    with pytest.raises(Refused):
        channel.send_beside(bad, nothing, None)
    channel.close()

    assert len(office.letters) == 1
