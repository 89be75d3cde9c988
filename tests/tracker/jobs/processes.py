"""Real processes for tests: started on a data folder of their own, found by what they are, never left behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
from django.conf import settings

MANAGE = str(settings.BASE_DIR / "manage.py")


class Installation:
    """An installation in a folder, with a database and the tick's row in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")}
        self.env = {**kept, "TRACKER_DATA_DIR": str(folder)}
        self.started: list[subprocess.Popen[bytes]] = []
        self.manage("migrate", "-v0")
        self.manage("sync_schedules")

    def manage(self, *arguments: str) -> str:
        """Runs a command to its end and returns what it printed, both streams; raises for a failure."""
        done = subprocess.run(
            [sys.executable, MANAGE, *arguments], env=self.env, capture_output=True, text=True, timeout=120
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout + done.stderr

    def start(self, *arguments: str) -> psutil.Process:
        """Starts a command that goes on running."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, MANAGE, *arguments], env=self.env, stdout=log, stderr=log
            )
        self.started.append(process)
        return psutil.Process(process.pid)

    def exit_code(self, process: psutil.Process, seconds: float = 30) -> int:
        """Waits for a started command to end; negative for a signal."""
        popen = next(p for p in self.started if p.pid == process.pid)
        return popen.wait(seconds)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of the installation's database, from outside."""
        with sqlite3.connect(self.folder / "luoshi.sqlite3", timeout=20) as database:
            return database.execute(sql).fetchall()

    def clean_up(self) -> None:
        """Kills whatever of it is still there."""
        for popen in self.started:
            try:
                family = [psutil.Process(popen.pid), *psutil.Process(popen.pid).children(recursive=True)]
            except psutil.NoSuchProcess:
                continue
            for process in family:
                if is_there(process):
                    process.send_signal(signal.SIGKILL)
            popen.wait(10)


def until(true: Callable[[], object], seconds: float = 30) -> None:
    """Waits for something in another process; AssertionError when it has not come true in time."""
    pause = threading.Event()
    for _ in range(int(seconds * 10)):
        if true():
            return
        pause.wait(0.1)
    raise AssertionError(f"not within {seconds} s")


def is_there(process: psutil.Process) -> bool:
    """Is it still running? One that has ended and waits for its parent to notice is not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def cluster_parts(main: psutil.Process) -> dict[str, list[psutil.Process]]:
    """The processes of a running cluster by what they are: sentinel, idle (workers), monitor, pusher."""
    parts: dict[str, list[psutil.Process]] = {
        "sentinel": main.children(),
        "idle": [],
        "monitor": [],
        "pusher": [],
    }
    for sentinel in parts["sentinel"]:
        for child in sentinel.children():
            title = " ".join(child.cmdline()).split()
            if title and title[-1] in parts:
                parts[title[-1]].append(child)
    return parts


def is_complete(main: psutil.Process) -> bool:
    """Has the cluster all its parts (two workers)?"""
    try:
        return [len(part) for part in cluster_parts(main).values()] == [1, 2, 1, 1]
    except psutil.NoSuchProcess:
        return False
