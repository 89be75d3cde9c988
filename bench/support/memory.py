"""The most memory that this process has held. Not getrusage: its figure begins with that of the process that started it."""

from __future__ import annotations

from pathlib import Path


def most_mb() -> int:
    """The high-water mark in megabytes, from /proc (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / 1024)
    raise OSError("/proc/self/status names no VmHWM")
