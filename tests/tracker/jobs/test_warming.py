"""A web process has loaded what the first person would wait for; a management command loads none of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# In a process of its own: what a process has loaded before cannot be asked of this one.
SERVER = """
import cProfile, datetime as dt, json, pstats, threading
import tracker.wsgi
from django.template import engines
from django.urls import get_resolver
from tracker.meetings import bridge
for thread in threading.enumerate():
    if thread.name == "warm-up":
        thread.join(60)
def calls(text):
    counting = cProfile.Profile()
    counting.runcall(
        bridge.parse, text, on=dt.date(2026, 3, 2), known=bridge.registry([], []), days={}, seasons={}
    )
    return pstats.Stats(counting).total_calls
words = "市住建局要于4月底前完成3个小区改造，县审计局配合。各镇要立即开展检查，每月报送一次。"
loader = engines["django"].engine.template_loaders[0]
print(json.dumps({
    "first": calls(words), "second": calls(words.replace("市", "县")),
    "pages": "console/speech.html" in str(list(loader.get_template_cache)),
    "views": "_populated" in vars(get_resolver()) and get_resolver()._populated or "url_patterns" in vars(get_resolver()),
}))
"""
COMMAND = """
import sys, threading
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check"])
print("rjieba.rjieba" in sys.modules, [one.name for one in threading.enumerate() if one.name == "warm-up"])
"""


def run(script: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "TRACKER_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tracker.settings"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    return json.loads(run(SERVER, tmp_path_factory.mktemp("server")))


def test_a_server_has_loaded_the_engine_before_the_first_split(server):
    # Cold, the first reading costs four hundred times as much as the second.
    assert server["first"] < 2 * server["second"]


def test_a_server_has_loaded_its_pages_before_the_first_request(server):
    assert server["pages"]
    assert server["views"]


def test_a_management_command_loads_neither(tmp_path):
    assert run(COMMAND, tmp_path) == "False []"
