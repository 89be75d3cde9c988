"""The set-up looks for the served folder where the settings will look for it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def setup(tmp_path, monkeypatch) -> ModuleType:
    """deploy/setup.py at work on a tree of its own, which has the list of settings and no .env yet."""
    spec = importlib.util.spec_from_file_location("setup_of_the_tree", ROOT / "deploy/setup.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "tracker").mkdir()
    for name in ("__init__.py", "env.py"):
        shutil.copyfile(ROOT / "tracker" / name, tmp_path / "tracker" / name)
    module.ROOT, module.PYTHON = tmp_path, Path(sys.executable)
    monkeypatch.delenv("TRACKER_DATA_DIR", raising=False)
    return module


def test_without_a_setting_it_is_in_var(setup):
    assert setup.served_folder() == setup.ROOT / "var" / "static"


def test_the_env_file_is_heard(setup):
    (setup.ROOT / ".env").write_text("TRACKER_DATA_DIR=/srv/elsewhere\n", encoding="utf-8")
    assert setup.served_folder() == Path("/srv/elsewhere/static")


def test_the_environment_goes_over_the_env_file(setup, monkeypatch):
    (setup.ROOT / ".env").write_text("TRACKER_DATA_DIR=/srv/elsewhere\n", encoding="utf-8")
    monkeypatch.setenv("TRACKER_DATA_DIR", "data")
    assert setup.served_folder() == setup.ROOT / "data" / "static"
