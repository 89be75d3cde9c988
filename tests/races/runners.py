"""Several threads at once, each on a database connection of its own, started together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from tracker.common.errors import Refused, Stale


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Runs the jobs at the same time and returns their results in order; the first exception of any is raised."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, job) for job in jobs]]


def outcome(job: Callable[[], Any]) -> str:
    """What became of a job: "done", or the name of the error that told its loser ("Refused", "Stale")."""
    try:
        job()
    except (Refused, Stale) as error:
        return type(error).__name__
    return "done"
