"""The drafts of escalation ladders that wait for a signature, for the digests of those who decide."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.items.clock import Clock
from tracker.regimes.escalation.queries import lines_of, waiting

from .base import Line


def to_sign(viewer: Viewer, clock: Clock, *, own: bool) -> Iterator[Line]:
    """What waits, longest first; with `own` only what the reader can sign."""
    for one in lines_of(waiting(viewer, clock.today), viewer, clock.today):
        if one.is_mine or not own:
            note = f"{one.unit} {one.name}，{one.cause}，由{one.approver}批准"
            yield Line(f"{one.item_no} {one.task}", note, reverse("console:escalation", args=[one.pk]))
