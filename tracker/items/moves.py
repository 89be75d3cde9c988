"""The acts that move a part from state to state, by their names in the table: for whoever offers them all, as pages and interfaces do."""

from __future__ import annotations

from collections.abc import Callable

from . import operations
from .models import UnitAssignment

Move = Callable[..., UnitAssignment]

# Called with (assignment_id, by=, at=), and seen_revision= where the caller says what was seen.
PLAIN: dict[str, Move] = {
    "issue": operations.issue,
    "acknowledge": operations.acknowledge,
    "request_close": operations.request_close,
    "verify": operations.verify,
    "close": operations.close,
}
# These take something back: reason= as well.
REASONED: dict[str, Move] = {
    "return": operations.return_for_rework,
    "suspend": operations.suspend,
    "resume": operations.resume,
    "cancel": operations.cancel,
    "reopen": operations.reopen,
}
