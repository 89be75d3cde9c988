"""Builders for outbox tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.support.world import NOW
from tracker.notices.models import Message
from tracker.org.models import Person

MINUTE = dt.timedelta(minutes=1)


def a_message(recipient: Person, key: str = "test:1", **columns: Any) -> Message:
    """A queued message for the probe channel, due now."""
    return Message.objects.create(
        **{
            "key": key,
            "kind": "test",
            "channel": "probe",
            "recipient": recipient,
            "address": f"{recipient.username}@probe",
            "subject": "请报送进展",
            "body_text": "请于本周五前报送。",
            "message_id": f"<{key}@test>",
            "created_at": NOW,
            "next_attempt_at": NOW,
            **columns,
        }
    )
