"""How a process notices that the one that started it is gone. Knows nothing else; imports nothing of the project."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable

WATCH_SECONDS = 0.3


def watch_parent(on_orphaned: Callable[[], object]) -> None:
    """Calls `on_orphaned` from a thread once this process's parent is gone.

    Asks the kernel for the parent's number: a pipe would be kept open by brothers and sisters that inherited it.
    """
    parent = multiprocessing.parent_process()
    expected = parent.pid if parent is not None else os.getppid()

    def watch() -> None:
        while os.getppid() == expected:
            time.sleep(WATCH_SECONDS)
        on_orphaned()

    threading.Thread(target=watch, name="watch-parent", daemon=True).start()


def stop_when_orphaned() -> None:
    """Sends this process SIGTERM once its parent is gone, so that it stops in order."""
    watch_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))
