"""The clock of bench/chaos.py, which runs faster than life, and the tick on it: what the clusters are given to do.

The clock is a file beside the data, (real, virtual, speed): waiting times of minutes pass in seconds, and only the edge where
background work reads the time is another one.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from pathlib import Path

# An honest step of the mail talk may take so long on the virtual clock (settings.EMAIL_TIMEOUT).
STEP_SECONDS = 30


def face() -> Path:
    return Path(os.environ["TRACKER_DATA_DIR"]) / "chaos-clock.json"


def set_clock(virtual: dt.datetime, speed: float) -> None:
    """From now on it is `virtual`, and `speed` seconds pass in one."""
    new = face().with_suffix(".new")
    new.write_text(json.dumps([time.time(), virtual.timestamp(), speed]), encoding="utf-8")
    new.replace(face())


def read_clock() -> tuple[dt.datetime, float]:
    """(the virtual moment, the speed)."""
    real, virtual, speed = json.loads(face().read_text(encoding="utf-8"))
    return dt.datetime.fromtimestamp(virtual + (time.time() - real) * speed, dt.UTC), speed


def tick() -> dict[str, int]:
    """The minute tick at the virtual moment; a door for django-q2 like tracker.jobs.tasks.tick."""
    from django.conf import settings

    from tracker.jobs.tick import tick as run

    at, speed = read_clock()
    settings.EMAIL_TIMEOUT = max(1.0, STEP_SECONDS / speed)
    return run(at)
