"""Portal and workers under one parent, for one machine: starts both, starts a broken cluster anew, stops both, leaves nobody.

Knows processes only: no Django models, no requests.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.3
STOP_SECONDS = 20.0
# Waiting time before a cluster is started again: doubled each time, forgotten after it has lived for a while.
FIRST_PAUSE, LONGEST_PAUSE, HEALTHY_SECONDS = 1.0, 60.0, 120.0
EXIT_BROKEN = 70
# Anything but 70 so soon after the start is a mistake in the installation, which no restart mends.
HOPELESS_STARTS = 3


def port_is_free(host: str, port: int) -> bool:
    """Could a server listen there now? A port that is only closing down counts as free, as gunicorn sees it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Child:
    """One supervised process in a session of its own, so that Ctrl-C reaches only the parent and a kill reaches all of it."""

    def __init__(self, name: str, command: Sequence[str], env: dict[str, str]) -> None:
        self.name, self.command, self.env = name, command, env
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, env=self.env, start_new_session=True)
        self.started = time.monotonic()

    def ended(self) -> int | None:
        """Its exit code, None while it runs or before it was started."""
        return self.process.poll() if self.process is not None else None

    @property
    def lived(self) -> float:
        return time.monotonic() - self.started

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def sweep(self, until: float) -> None:
        """Waits for it until the monotonic moment `until`, then kills whatever is left of its session."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop in time and is killed", self.name)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


class Parent:
    """Runs the web server and the cluster until it is told to stop or the web server ends."""

    def __init__(self, web: Child, workers: Child) -> None:
        self.web, self.workers = web, workers
        self.stop_requested = False
        self.pause, self.hopeless = FIRST_PAUSE, 0
        self.restart_at: float | None = None

    def run(self) -> int:
        """0 after a requested stop, else the exit code of what ended."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.request_stop)
        try:
            self.web.start()
            self.workers.start()
            return self.watch()
        finally:
            self.stop()

    def request_stop(self, signum: int, frame: object) -> None:
        self.stop_requested = True

    def watch(self) -> int:
        while not self.stop_requested:
            code = self.web.ended()
            if code is not None:
                log.error("the web server ended with %s", code)
                return code or 1
            code = self.look_after_workers()
            if code is not None:
                return code
            time.sleep(LOOK_SECONDS)
        return 0

    def look_after_workers(self) -> int | None:
        """Starts an ended cluster again after a pause; the exit code once there is no hope of that."""
        if self.restart_at is not None:
            if time.monotonic() >= self.restart_at:
                self.restart_at = None
                self.workers.start()
            return None
        code = self.workers.ended()
        if code is None:
            return None
        self.workers.sweep(time.monotonic())
        if self.workers.lived > HEALTHY_SECONDS:
            self.pause, self.hopeless = FIRST_PAUSE, 0
        self.hopeless = self.hopeless + 1 if code not in (0, EXIT_BROKEN) else 0
        if self.hopeless >= HOPELESS_STARTS:
            log.error("the workers cannot be started (exit code %s)", code)
            return code
        log.warning("the workers ended with %s; they are started again in %.0f s", code, self.pause)
        self.restart_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return None

    def stop(self) -> None:
        """Stops both in order, at most STOP_SECONDS; what is still there then is killed."""
        for child in (self.web, self.workers):
            child.ask_to_stop()
        until = time.monotonic() + STOP_SECONDS
        for child in (self.web, self.workers):
            child.sweep(until)


def web_command(host: str, port: int, workers: int) -> list[str]:
    """gunicorn with threads: pages are short, uploads may be slow. Its settings file makes it stop when orphaned."""
    return [
        sys.executable, "-m", "gunicorn", "tracker.wsgi:application",
        "--config", "python:tracker.jobs.gunicorn", "--bind", f"{host}:{port}",
        "--workers", str(workers),
    ]  # fmt: skip


def workers_command(manage: str) -> list[str]:
    """The fail-fast cluster, which stops when this parent is gone and does not wait long for tasks on a stop."""
    return [sys.executable, manage, "runcluster", "--with-parent", "--grace", str(STOP_SECONDS - 5)]
