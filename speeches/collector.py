"""Keeps Python's collector of reference cycles away while a speech is read.

What the stages make holds no cycles, so the collector finds nothing to free and only looks at every part of the speech again
and again: a tenth of the time. What is no longer needed goes by its reference count as always.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No cycles are looked for within the block; afterwards as before. In threads at once the last to have found it on turns it on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
