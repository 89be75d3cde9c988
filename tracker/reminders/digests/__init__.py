"""The registry of digests: one module and one line each. A digest is built for its reader's own eyes, as of one moment."""

from __future__ import annotations

from .base import Builder
from .leader import LEADER
from .liaison import LIAISON
from .officer import OFFICER

# kind → how it is made, in the order of the settings page.
DIGESTS: dict[str, Builder] = {builder.kind: builder for builder in (LIAISON, OFFICER, LEADER)}
