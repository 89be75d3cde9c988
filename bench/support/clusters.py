"""Clusters as real processes, kept alive as systemd would, with a killer among them."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import psutil

PARTS = ("busy", "idle", "monitor", "pusher", "sentinel", "main")


class Cluster:
    """One `manage.py runcluster`, started again whenever it ends."""

    def __init__(self, manage: Path, log: Path) -> None:
        self.command, self.log = [sys.executable, str(manage), "runcluster", "--grace", "30"], log
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def keep_alive(self) -> None:
        """Starts it where it is not running."""
        if self.process is None or self.process.poll() is not None:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(self.command, stdout=log, stderr=log, start_new_session=True)
            self.starts += 1

    def parts(self) -> dict[str, list[psutil.Process]]:
        """Its processes by what they are, only those that run now; {} while it is not complete."""
        found: dict[str, list[psutil.Process]] = {part: [] for part in PARTS}
        try:
            main = psutil.Process(self.process.pid) if self.process else None
            if main is None:
                return {}
            found["main"].append(main)
            for sentinel in main.children():
                found["sentinel"].append(sentinel)
                for child in sentinel.children():
                    title = " ".join(child.cmdline()).split()
                    if title and title[-1] in found:
                        found[title[-1]].append(child)
        except psutil.NoSuchProcess:
            return {}
        is_complete = found["monitor"] and found["pusher"] and (found["idle"] or found["busy"])
        return found if is_complete else {}

    def stop(self) -> None:
        """Asks it to stop, then kills what is left of its session."""
        if self.process is None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(40)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


class Killer:
    """Kills one process after another with SIGKILL, a part of another kind each time, the cluster drawn at random."""

    def __init__(self, clusters: list[Cluster], kills: int, dice: random.Random) -> None:
        self.clusters, self.left, self.dice = clusters, kills, dice
        self.killed: list[str] = []

    def strike(self) -> bool:
        """Kills one process of a complete cluster; False where none is complete. No worker busy at the moment: an idle one."""
        wanted = PARTS[len(self.killed) % len(PARTS)]
        for cluster in self.dice.sample(self.clusters, len(self.clusters)):
            parts = cluster.parts()
            victims = parts.get(wanted) or (parts.get("idle") if wanted == "busy" else parts.get("busy"))
            if victims:
                self.dice.choice(victims).send_signal(signal.SIGKILL)
                self.killed.append(wanted)
                self.left -= 1
                return True
        return False
