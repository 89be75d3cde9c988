"""django-q2's cluster, made to fail fast: when a part of it dies, all of it dies, and whoever started it starts a new one.

The stock cluster replaces a killed worker or monitor by a new one that waits for ever on a lock the dead one held: it looks
alive, runs nothing, and cannot be stopped (django-q2 #23; docs/decisions/0006-queue.md). A killed parent leaves its children
working without a guard. Here every process watches its parent, and the sentinel watches its children. Redelivery by the
queue's database makes the death harmless.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn

from django_q import cluster as stock

from .orphans import WATCH_SECONDS, watch_parent

log = logging.getLogger("django-q")

EXIT_BROKEN = 70
# The two ends of a worker that the stock sentinel handles well: 0 is a task over its time limit, -2 a recycled worker.
TIMED_OUT, RECYCLED = 0, -2


def leave() -> NoReturn:
    """Ends this process at once, without the interpreter's good-byes, which could wait for a lock of the dead."""
    os._exit(EXIT_BROKEN)


def guarded(target: Callable[..., None]) -> Callable[..., None]:
    """The stock process function, which then does not outlive its sentinel."""

    def run(*args: Any, **kwargs: Any) -> None:
        watch_parent(leave)
        target(*args, **kwargs)

    return run


class FailFastSentinel(stock.Sentinel):
    """The sentinel that gives up the whole cluster instead of a part of it."""

    def start(self) -> None:
        watch_parent(lambda: self.give_up("the main process is gone"))
        threading.Thread(target=self.watch_children, name="watch-children", daemon=True).start()
        super().start()

    def watch_children(self) -> None:
        """Sees a killed child without taking its locks: a worker killed while it held its timer's lock would stop guard()."""
        while True:
            for process in self.children():
                if process.exitcode is not None and process.exitcode < 0:
                    self.give_up(f"{process.name} was killed by signal {-process.exitcode}")
            time.sleep(WATCH_SECONDS)

    def children(self) -> list[Any]:
        """The processes that are part of the cluster now. A worker that ran over its time limit is no longer one of them."""
        return [process for process in (*self.pool, self.monitor, self.pusher) if process is not None]

    def reincarnate(self, process: Any) -> None:
        """Replaces a worker that timed out or has done its share; anything else means that the cluster is broken."""
        timer = getattr(process, "timer", None)
        if timer is not None and int(timer.value) in (TIMED_OUT, RECYCLED):
            super().reincarnate(process)
        else:
            self.give_up(f"{process.name} died")

    def give_up(self, reason: str) -> NoReturn:
        """Kills every child and leaves. SIGKILL, because the others may wait for a lock that will never be free."""
        log.critical("cluster gives up: %s", reason)
        for process in multiprocessing.active_children():
            process.kill()
        leave()


class FailFastCluster(stock.Cluster):
    """The main process: starts the sentinel, passes on a request to stop, and ends with the sentinel's exit code.

    The stock one stops the sentinel inside the signal handler, which can wait for a lock that the interrupted code holds
    (django-q2 #346); this one only notes the request there.
    """

    def __init__(self) -> None:
        self.stop_requested = False
        super().__init__()

    def sig_handler(self, signum: int, frame: object) -> None:
        self.stop_requested = True

    def serve(self, grace: float) -> int:
        """Runs until stopped or broken; 0 after an orderly stop. A stop that takes longer than `grace` seconds is broken off."""
        self.start()
        while self.sentinel.is_alive() and not self.stop_requested:
            self.sentinel.join(timeout=WATCH_SECONDS)
        if self.sentinel.is_alive():
            self.stop_event.set()
            self.sentinel.join(timeout=grace)
        if self.sentinel.is_alive():
            # Its children see that it is gone. What they worked on is delivered again after `retry`.
            self.sentinel.kill()
            self.sentinel.join()
        return 0 if self.sentinel.exitcode == 0 else EXIT_BROKEN


def build() -> FailFastCluster:
    """A cluster whose parts are the guarded ones.

    The stock classes look their parts up by module name, so those names are what is exchanged. spawn_process() compares its
    target with the name `worker`, so it must be the same function both times: set once per process.
    """
    if stock.Sentinel is not FailFastSentinel:
        stock.Sentinel = FailFastSentinel
        stock.worker = guarded(stock.worker)
        stock.monitor = guarded(stock.monitor)
        stock.pusher = guarded(stock.pusher)
    return FailFastCluster()
