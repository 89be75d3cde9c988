"""What a speech says of itself before it is read: title, speaker, occasion, day. For a form that a person then checks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .document import Document


@dataclass(frozen=True, slots=True)
class Proposal:
    """Proposed details; empty or None where the text says nothing. `held_on_reason` quotes the words of the date."""

    title: str
    speaker: str
    occasion: str
    held_on: dt.date | None
    held_on_reason: str


def propose(document: Document) -> Proposal:
    """The details of the first speech of the document: 在…会议上的讲话(2026年3月2日) gives title and day. Milliseconds, no dictionary."""
    from .text.collection import split
    from .text.normal import fold
    from .when import held_on

    parts = split(document, fold(document.text))
    first = parts[0] if parts else None
    day, reason = held_on(document.text, document.properties)
    return Proposal(
        title=first.title if first else "",
        speaker=(first.speaker if first else "") or "",
        occasion=(first.occasion if first else "") or "",
        held_on=day,
        held_on_reason=reason,
    )
