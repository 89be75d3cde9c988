"""`manage.py serve`: portal and workers under one parent, restarted when broken, stopped together, none left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.management import CommandError, call_command

from tests.tracker.jobs.processes import Installation, cluster_parts, is_complete, is_there, until
from tracker.jobs import serving
from tracker.jobs.management.commands.serve import origin_for


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_it_knows_a_taken_port(taken: int) -> None:
    assert not serving.port_is_free("127.0.0.1", taken)
    assert serving.port_is_free("127.0.0.1", free_port())


def test_a_taken_port_is_told_in_one_sentence_with_the_way_out(taken: int) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("serve", port=taken)

    assert f"端口 {taken} 已被占用" in str(refusal.value) and f"--port {taken + 1}" in str(refusal.value)


def test_pages_without_their_files_are_refused_before_the_start(settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path

    with pytest.raises(CommandError, match="collectstatic"):
        call_command("serve", port=free_port())


def test_the_portal_s_address_follows_the_port_unless_the_office_set_one(settings) -> None:
    settings.ORIGIN = "http://127.0.0.1:8000"
    assert origin_for("0.0.0.0", 8001) == {"TRACKER_ORIGIN": "http://127.0.0.1:8001"}

    settings.ORIGIN = "https://duban.qinghe.example"
    assert origin_for("127.0.0.1", 8001) == {}


def child(code: str) -> serving.Child:
    return serving.Child("workers", [sys.executable, "-c", code], dict(os.environ))


def parent_of(workers: serving.Child) -> serving.Parent:
    return serving.Parent(child("input()"), workers)


def ending(parent: serving.Parent, seconds: float) -> int | None:
    """Looks after the workers for some time; the exit code once there is no hope."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        code = parent.look_after_workers()
        if code is not None:
            return code
    return None


def test_workers_that_can_never_start_end_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "FIRST_PAUSE", 0.05)
    parent = parent_of(child("raise SystemExit(3)"))
    parent.workers.start()

    assert ending(parent, 20) == 3
    assert parent.hopeless == serving.HOPELESS_STARTS


def test_broken_workers_are_started_again_after_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(serving, "LONGEST_PAUSE", 0.2)
    parent = parent_of(child(f"raise SystemExit({serving.EXIT_BROKEN})"))
    parent.workers.start()

    # However often: a broken cluster is no reason to give up, and the pause stays bounded.
    assert ending(parent, 3) is None
    assert parent.pause == 0.2


@pytest.mark.slow
def test_it_serves_restarts_and_leaves_nobody(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    (tmp_path / "static").mkdir(exist_ok=True)
    (tmp_path / "static" / "staticfiles.json").write_text(
        json.dumps({"version": "1.1", "paths": {}, "hash": ""})
    )
    port = free_port()
    try:
        parent = installation.start("serve", "--port", str(port))
        until(lambda: cluster_of(parent))
        until(lambda: health(port) is not None)
        # It answers; no tick has come yet.
        assert health(port) == "stale"

        broken = cluster_of(parent)
        assert broken is not None
        for worker in cluster_parts(broken)["idle"]:
            worker.send_signal(signal.SIGKILL)
        until(lambda: (now := cluster_of(parent)) is not None and now.pid != broken.pid)

        everybody = parent.children(recursive=True)
        parent.send_signal(signal.SIGKILL)
        # Killed without a chance to tidy up, and still nobody stays behind.
        until(lambda: not any(is_there(process) for process in everybody), 20)

        second = installation.start("serve", "--port", str(port))
        until(lambda: cluster_of(second) and health(port))
        everybody = second.children(recursive=True)
        second.send_signal(signal.SIGTERM)
        assert installation.exit_code(second, 30) == 0
        assert not any(is_there(process) for process in everybody)
    finally:
        installation.clean_up()


def cluster_of(parent: psutil.Process) -> psutil.Process | None:
    """The main process of the complete cluster under `parent`."""
    try:
        return next((process for process in parent.children() if is_complete(process)), None)
    except psutil.NoSuchProcess:
        return None


def health(port: int) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            return json.load(answer)["status"]
    except urllib.error.HTTPError as refusal:
        return json.load(refusal)["status"]
    except OSError:
        return None
