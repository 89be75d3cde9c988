"""The commands the README promises: they exist, the scripts behind them do what it says, and stopping leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_make_command_in_a_readme_exists(name):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"\bmake ([a-z]+)", (ROOT / name).read_text(encoding="utf-8")))
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "README.zh-CN.md",
        "CONTRIBUTING.md",
        *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
    ],
)
def test_every_link_of_a_document_leads_somewhere(name):
    path = ROOT / name
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_every_management_command_in_a_readme_exists():
    from django.core.management import get_commands

    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "README.zh-CN.md").read_text(
        encoding="utf-8"
    )
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())


def test_a_second_setup_changes_nothing(tmp_path):
    """The stamps: with nothing new, the set-up ends without installing anything."""
    if sys.prefix != str(ROOT / ".venv"):
        pytest.skip("runs only inside the project's own .venv, which `make test` makes")
    python = sys.base_prefix + "/bin/python3.11"
    done = subprocess.run(
        [python, "deploy/setup.py", "--dev"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    again = subprocess.run(
        [python, "deploy/setup.py", "--dev"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert "installing" not in again.stdout and again.returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def health(port: int) -> dict:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return {}


def descendants(pid: int) -> set[int]:
    import psutil

    return {child.pid for child in psutil.Process(pid).children(recursive=True)}


def alive(pids: set[int]) -> set[int]:
    import psutil

    return {
        pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    }


def until(condition, seconds: float) -> bool:
    """Asks again until it holds or the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.5)
    return False


@pytest.mark.slow
def test_the_main_job_prints_the_table_serves_both_and_stops_whole(tmp_path):
    """`make run` behind its set-up: an empty data folder, the embedded database, a free port."""
    if not (ROOT / "static" / "vendor").is_dir():
        pytest.skip("the front-end files have not been built; `make setup` builds them")
    port = free_port()
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"TRACKER_DATA_DIR": str(tmp_path / "data")}
    collected = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], cwd=ROOT, env=env, timeout=120
    )
    assert collected.returncode == 0
    log = tmp_path / "log"
    with log.open("wb") as stream:
        job = subprocess.Popen(
            ["bash", "deploy/run.sh", "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        assert until(lambda: health(port).get("database"), 300), log.read_text()
        assert until(lambda: health(port).get("heartbeat_age") is not None, 100), log.read_text()
        family = descendants(job.pid) | {job.pid}
        printed = log.read_text(encoding="utf-8")
        # The table of the sample speech, the address and the log-ins are there.
        assert "县自然资源局" in printed and f"127.0.0.1:{port}" in printed and "演示账户" in printed
    finally:
        job.send_signal(signal.SIGTERM)
        try:
            job.wait(60)
        finally:
            job.kill()
    assert until(lambda: not alive(family), 30), alive(family)
