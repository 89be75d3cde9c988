"""Mail through Django's configured backend: text and HTML, a Message-ID that stays the same when a message is repeated.

Only a digest, which its reader may end, has a List-Unsubscribe header (RFC 2369, one click by RFC 8058): on an official notice a
link that does not end it would be a lie.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.validators import validate_email

from tracker.notices.oneclick import signed
from tracker.org.models import Person

from .base import Channel, Outgoing, Receipt, Refused, Trouble
from .letter import Letter, envelope

ACCEPTED, TAKEN_OVER, GO_AHEAD, GOODBYE = 250, (250, 251), 354, 421


class Mail(Channel):
    """电子邮件: one connection for a batch. One that has died between two mails is replaced without costing the next its attempt."""

    kind = "mail"
    label = "电子邮件"
    takes_html = True
    takes_links = True

    def __init__(self) -> None:
        self._connection: Any = None
        # The mail that was written ahead, by its Message-ID.
        self._sealed: dict[str, Sealed] = {}

    @staticmethod
    def address_of(person: Person) -> str:
        """The person's address, "" where it is missing or not an address: a mail that cannot arrive is not worth a row."""
        address = person.email.strip()
        try:
            validate_email(address)
        except ValidationError:
            return ""
        return address

    def send(self, message: Outgoing) -> Receipt:
        """Hands the mail to the server. A 5xx for the address or the content is Refused, everything else is Trouble."""
        return self.send_beside(message, nothing, None)

    def send_beside(
        self, message: Outgoing, meanwhile: Callable[[], None], following: Outgoing | None
    ) -> Receipt:
        """As send(); does what is to be done while the server reads the cover, and writes the next mail while it reads the text."""
        try:
            taken = self._handed_over(message, meanwhile, following)
        except (ValueError, smtplib.SMTPNotSupportedError) as error:
            # A broken header or address (BadHeaderError and UnicodeError are ValueErrors), or an address in Chinese
            # characters that this server cannot carry.
            raise Refused(f"邮件无法投递：{error}") from error
        except smtplib.SMTPException as error:
            if is_gone(error) or not cleared(self._connection):
                self.close()
            raise judged(error) from error
        except OSError as error:
            self.close()
            raise Trouble(f"邮件服务器中断：{error}") from error
        except Trouble:
            raise
        except Exception:
            # What was to be done meanwhile failed: an answer of the server may be left unread.
            self._hang_up()
            raise
        if not taken:
            raise Refused("没有可用的收件地址")
        return Receipt("已交邮件服务器")

    def _handed_over(
        self, message: Outgoing, meanwhile: Callable[[], None], following: Outgoing | None
    ) -> bool:
        """Gives the mail to the backend; to an SMTP server cover first, so that a dead connection is met before any text has left."""
        mine = self._sealed.pop(message.message_id, None) or sealed(message)
        connection, is_kept = self._opened()
        if not isinstance(connection, SmtpBackend):
            meanwhile()
            return bool(connection.send_messages([mine.letter]))
        try:
            cover(connection.connection, mine, meanwhile)
        except (smtplib.SMTPException, OSError) as error:
            if not (is_kept and is_gone(error)):
                raise
            self.close()
            connection, _ = self._opened()
            cover(connection.connection, mine, meanwhile)
        connection.connection.send(mine.text)
        self._make_ready(following)
        code, said = connection.connection.getreply()
        if code != ACCEPTED:
            raise smtplib.SMTPDataError(code, said)
        return True

    def _make_ready(self, following: Outgoing | None) -> None:
        """Writes the mail that comes next, if it can be written; one that cannot says why when its turn comes."""
        if following is not None:
            with suppress(Exception):
                self._sealed = {following.message_id: sealed(following)}

    def _hang_up(self) -> None:
        """Ends the connection without a word."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.connection is not None:
            connection.connection.close()

    def _opened(self) -> tuple[Any, bool]:
        """The batch's connection, and whether it was open already. A server that lets nobody in fails for every message alike."""
        if self._connection is not None:
            return self._connection, True
        connection = mail.get_connection()
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:
            raise Trouble(f"邮件服务器无法连接：{error}", channel_down=True) from error
        self._connection = connection
        return connection, False

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.close()
        except (OSError, smtplib.SMTPException):
            # The server went first; there is nothing left to give back.
            return


@dataclass(frozen=True, slots=True)
class Sealed:
    """A mail ready to go: from whom and to whom as the cover says, and its text as it goes over the wire, `size` bytes before quoting."""

    letter: Letter
    sender: str
    address: str
    text: bytes
    size: int


def sealed(message: Outgoing) -> Sealed:
    """The mail written out; raises ValueError where it cannot be, Trouble for a sender that cannot be read."""
    letter = compose(message)
    sender = sender_of(letter)
    text = letter.message().as_bytes(linesep="\r\n")
    # A line that begins with a full stop would end the text (RFC 5321, 4.5.2).
    quoted = text.replace(b"\r\n.", b"\r\n..") + b".\r\n"
    return Sealed(letter, sender, envelope(letter.to[0]), quoted, len(text))


def nothing() -> None:
    """What there is to do meanwhile for a mail sent alone."""


def cover(smtp: Any, mail: Sealed, meanwhile: Callable[[], None]) -> None:
    """The mail's cover: from whom, to whom, and may the text come. The server has no word of it yet; raises what smtplib's sendmail raises."""
    smtp.ehlo_or_helo_if_needed()
    # Not smtp.mail, rcpt and data, which take the addresses apart once more and wait idly.
    size_of = f" size={mail.size}" if smtp.does_esmtp and smtp.has_extn("size") else ""
    smtp.putcmd(f"MAIL FROM:<{mail.sender}>{size_of}")
    meanwhile()
    code, said = smtp.getreply()
    if code != ACCEPTED:
        raise smtplib.SMTPSenderRefused(code, said, mail.sender)
    code, said = smtp.docmd(f"RCPT TO:<{mail.address}>")
    if code not in TAKEN_OVER:
        raise smtplib.SMTPRecipientsRefused({mail.address: (code, said)})
    code, said = smtp.docmd("DATA")
    if code != GO_AHEAD:
        raise smtplib.SMTPDataError(code, said)


def is_gone(error: Exception) -> bool:
    """Has the server hung up, or is it about to (421)? Any other refusal is an answer, and the connection lives."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return GOODBYE in [code for code, _ in error.recipients.values()]
    return not isinstance(error, smtplib.SMTPResponseException) or error.smtp_code == GOODBYE


def cleared(connection: Any) -> bool:
    """Makes a connection whose letter was refused ready for the next one; False where that fails."""
    smtp = connection.connection if isinstance(connection, SmtpBackend) else None
    if smtp is None:
        return False
    try:
        return bool(smtp.rset()[0] == ACCEPTED)
    except (smtplib.SMTPException, OSError):
        return False


def sender_of(letter: Letter) -> str:
    """The bare address of the sender. One that cannot be read is the office's configuration: no message may be given up for it."""
    try:
        return envelope(letter.from_email)
    except ValueError as error:
        raise Trouble(f"发件人地址无法使用，请检查 TRACKER_MAIL_FROM：{error}", channel_down=True) from error


def judged(error: smtplib.SMTPException) -> Refused | Trouble:
    """Whose fault a refusal is: 5xx for the recipient or the content is the message's own and permanent.

    A refused sender is the office's configuration: every message would meet it, so none may be given up for it.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
        worst = max((code for code, _ in answers), default=450)
        said = "; ".join(text_of(answer) for _, answer in answers)
        return Refused(f"{worst} {said}") if worst >= 500 else Trouble(f"{worst} {said}")
    if isinstance(error, smtplib.SMTPSenderRefused):
        said = f"{error.smtp_code} {text_of(error.smtp_error)}"
        return Trouble(f"邮件服务器不接受本系统的发件人：{said}", channel_down=True)
    if isinstance(error, smtplib.SMTPDataError):
        said = f"{error.smtp_code} {text_of(error.smtp_error)}"
        return Refused(said) if error.smtp_code >= 500 else Trouble(said)
    # A server that hangs up in the middle may do so because of this one message: the next one is tried.
    return Trouble(f"邮件服务器中断：{error}")


def text_of(answer: bytes | str) -> str:
    """A server's answer as text, whatever its encoding."""
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def compose(message: Outgoing) -> Letter:
    """The mail: text first, HTML beside it; threaded per subject matter by a reference that all its mails share."""
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if message.thread:
        headers["References"] = headers["In-Reply-To"] = message.thread
    if message.unsubscribe:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter = Letter(
        subject=message.subject, body=signed(message.body_text), to=[message.address], headers=headers
    )
    if message.body_html:
        letter.attach_alternative(signed(message.body_html), "text/html")
    return letter
