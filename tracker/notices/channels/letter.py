"""A mail as the bytes that go over the wire. Text and HTML in base64, headers by RFC 2047; must not read settings or rows.

Django's own writer is right and takes longer than the server's whole answer, so mails are written here; a test holds that both
writers' mails read alike.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from email.utils import formatdate, parseaddr
from functools import lru_cache

from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives

# Bytes in one encoded word: with "Subject: " and its own marks the line stays within 76 characters. A Chinese letter has three.
WORD_BYTES = 39
# Characters in a line of base64 (RFC 2045).
LINE = 76
# What needs neither quoting nor encoding: nearly every address there is.
PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


class Letter(EmailMultiAlternatives):
    """A mail to one person for any of Django's mail backends, as `Wire` writes it."""

    def message(self) -> Wire:  # type: ignore[override]
        return Wire(self)


class Wire:
    """What backends ask of a message: its bytes. Raises BadHeaderError or ValueError for a header that cannot stand."""

    def __init__(self, letter: Letter) -> None:
        self._text = "\n".join(written(letter))

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        return self._text.replace("\n", linesep).encode("ascii")

    def get_charset(self) -> None:
        """The console's backend asks; None means UTF-8."""


def written(letter: Letter) -> Iterator[str]:
    """The mail's lines, some with others folded in."""
    known = letter.extra_headers.get("Message-ID", "") or letter.subject
    # No line of base64 holds "_", so a boundary with one stands in no body.
    boundary = f"_luoshi_{hashlib.sha256(str(known).encode()).hexdigest()[:32]}"
    for name, value in headers(letter):
        yield f"{name}: {value}"
    yield f'Content-Type: multipart/alternative; boundary="{boundary}"'
    yield ""
    bodies = [("plain", str(letter.body)), *(("html", str(text)) for text, _ in letter.alternatives)]
    for subtype, text in bodies:
        yield f"--{boundary}"
        yield f'Content-Type: text/{subtype}; charset="utf-8"'
        yield "Content-Transfer-Encoding: base64"
        yield ""
        yield in_lines(text)
    yield f"--{boundary}--"
    yield ""


def headers(letter: Letter) -> list[tuple[str, str]]:
    """The mail's own headers, each fit to stand on its line."""
    return [
        ("MIME-Version", "1.0"),
        ("Subject", folded(str(letter.subject))),
        ("From", address_header(letter.from_email)),
        ("To", ", ".join(address_header(one) for one in letter.to)),
        ("Date", formatdate()),
        *((name, one_line(value)) for name, value in letter.extra_headers.items()),
    ]


def folded(text: str) -> str:
    """A subject, encoded where it is not ASCII: "【交办】…" → "=?utf-8?b?…?=", as many words on as many lines as it needs.

    Not email.header.Header, which takes ten times as long for the same words.
    """
    one_line(text)
    if text.isascii() and "=?" not in text and len(text) <= WORD_BYTES:
        return text
    step = WORD_BYTES // len(max(text).encode("utf-8", "replace"))
    words = (text[start : start + step] for start in range(0, len(text), step))
    return "\n ".join(f"=?utf-8?b?{in_base64(word)}?=" for word in words)


def in_base64(text: str) -> str:
    """The text's bytes; half a character, which no mail can carry, as a question mark."""
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def in_lines(text: str) -> str:
    """The text's bytes in lines of base64. Not base64.encodebytes, which takes them line by line."""
    whole = in_base64(text)
    return "\n".join(whole[start : start + LINE] for start in range(0, len(whole), LINE))


def one_line(text: str) -> str:
    """The text itself; raises BadHeaderError for one that would begin a header of its own."""
    if "\n" in text or "\r" in text:
        raise BadHeaderError(f"a header cannot hold a line break: {text!r}")
    return text


@lru_cache(maxsize=256)
def address_header(text: str) -> str:
    """An address as its header has it: "督查系统 <a@b.example>" → "=?utf-8?b?…?= <a@b.example>"; raises ValueError for none."""
    if PLAIN.fullmatch(text):
        return text
    found: str = EmailMessage(to=[one_line(text)]).message()["To"]
    return found


@lru_cache(maxsize=256)
def envelope(text: str) -> str:
    """The bare address that stands on a letter's cover: "督查系统 <a@b.example>" → "a@b.example"."""
    return parseaddr(address_header(text))[1]
