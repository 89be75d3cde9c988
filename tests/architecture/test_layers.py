"""The layers, a second time beside import-linter: by reading every import, and by running the engine where Django is not."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from .sources import ROOT, imports_of, modules, name_of, tree_of

LAYERS = [
    "common",
    "org",
    "access",
    "notices",
    "meetings",
    "items",
    "regimes",
    "reminders",
    "reports",
    "portal",
    "console",
    "api",
    "jobs",
]
DOORS = {"tracker/meetings/bridge.py", "tracker/common/workdays.py"}
COMMANDS = "tracker/meetings/management/commands/"


def layer(name: str) -> int:
    parts = name.split(".")
    return LAYERS.index(parts[1]) if len(parts) > 1 and parts[1] in LAYERS else len(LAYERS)


def test_the_engine_imports_neither_django_nor_tracker() -> None:
    outside = {
        name_of(path): name
        for path in modules("speeches")
        for name in imports_of(path)
        if name.split(".")[0] in ("django", "tracker")
    }
    assert outside == {}


def test_imports_go_only_left() -> None:
    to_the_right = {
        name_of(path): name
        for path in modules("tracker")
        for name in imports_of(path)
        if name.startswith("tracker.") and name.split(".")[1] in LAYERS
        if layer(name) > layer(".".join(path.relative_to(ROOT).with_suffix("").parts))
    }
    assert to_the_right == {}


def test_the_faces_do_not_know_each_other() -> None:
    beside = {"portal", "console", "api"}
    known = {
        name_of(path): name
        for own in beside
        for path in modules(f"tracker/{own}")
        for name in imports_of(path)
        if name.startswith("tracker.") and name.split(".")[1] in beside - {own}
    }
    assert known == {}


def test_only_the_doors_know_the_engine() -> None:
    known = {
        name_of(path): name
        for path in modules("tracker")
        if name_of(path) not in DOORS and not name_of(path).startswith(COMMANDS)
        for name in imports_of(path)
        if name.split(".")[0] == "speeches"
    }
    assert known == {}


def test_rows_are_asked_for_only_in_their_own_app() -> None:
    """`Model.objects` of another app bypasses its queries; inside the app, and in its own migrations, it is the tool."""
    asked = {name_of(path): foreign_rows(path) for path in modules("tracker")}
    assert {
        name: found for name, found in asked.items() if found - ALLOWED_FOREIGN_ROWS.get(name, set())
    } == {}


def foreign_rows(path: Path) -> set[str]:
    """The models of other apps whose rows a module asks for."""
    own = path.relative_to(ROOT).parts[1]
    origin = {
        alias.asname or alias.name: node.module.split(".")[1]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").startswith("tracker.")
        for alias in node.names
        if node.module and len(node.module.split(".")) > 1
    }
    return {
        node.value.id
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name)
        if origin.get(node.value.id, own) != own
    }


# module → models of other apps it may ask, each with its reason.
ALLOWED_FOREIGN_ROWS = {
    # Registration turns drafts into items under one lock: the speech row and its drafts are part of the same act.
    "tracker/items/registration.py": {"Speech", "Draft"},
    # The demo walks through what people would do; it is not part of the running product.
    "tracker/jobs/demo.py": {"Person"},
}


def test_the_engine_runs_where_django_cannot_be_imported() -> None:
    code = (
        "import sys, datetime\n"
        "class Wall:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('django', 'tracker'):\n"
        "            raise ImportError('not here: ' + name)\n"
        "sys.meta_path.insert(0, Wall())\n"
        "import speeches\n"
        "found = speeches.extract('县水利局要在10月20日前修好漏水塘坝。', on=datetime.date(2026, 9, 1))\n"
        "assert found.items, 'nothing extracted'\n"
        "assert 'django' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


PURE = [
    "speeches",
    "tracker/access/policy.py",
    "tracker/items/states.py",
    "tracker/items/lights.py",
    "tracker/reminders/plan.py",
    "tracker/reports/period.py",
]


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_read_no_clock(name: str) -> None:
    target = ROOT / name
    found = []
    for path in [target] if target.is_file() else modules(name):
        for node in ast.walk(tree_of(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("now", "today", "utcnow")
            ):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []
