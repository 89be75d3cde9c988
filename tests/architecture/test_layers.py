"""The layers, a second time beside import-linter: by reading every import, and by running the engine where Django is not."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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


def modules(folder: str) -> list[Path]:
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[str]:
    """Absolute names of everything a module imports, wherever in the module the import stands."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*base, *([node.module] if node.module else [])])


def layer(name: str) -> int:
    parts = name.split(".")
    return LAYERS.index(parts[1]) if len(parts) > 1 and parts[1] in LAYERS else len(LAYERS)


@pytest.mark.parametrize("path", modules("speeches"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_engine_imports_neither_django_nor_tracker(path: Path) -> None:
    assert [name for name in imports(path) if name.split(".")[0] in ("django", "tracker")] == []


@pytest.mark.parametrize("path", modules("tracker"), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_only_left(path: Path) -> None:
    own = layer(".".join(path.relative_to(ROOT).with_suffix("").parts))
    tracker = [name for name in imports(path) if name.startswith("tracker.") and name.split(".")[1] in LAYERS]
    assert [name for name in tracker if layer(name) > own] == []
    beside = ("portal", "console", "api")
    if path.relative_to(ROOT).parts[1] in beside:
        others = tuple(f"tracker.{name}" for name in beside if name != path.relative_to(ROOT).parts[1])
        assert [name for name in tracker if name.startswith(others)] == []


@pytest.mark.parametrize("path", modules("tracker"), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_doors_know_the_engine(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if name not in DOORS and not name.startswith(COMMANDS):
        assert [found for found in imports(path) if found.split(".")[0] == "speeches"] == []


@pytest.mark.parametrize("path", modules("tracker"), ids=lambda path: str(path.relative_to(ROOT)))
def test_rows_are_asked_for_only_in_their_own_app(path: Path) -> None:
    """`Model.objects` of another app bypasses its queries; inside the app, and in its own migrations, it is the tool."""
    own = path.relative_to(ROOT).parts[1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    origin = {
        alias.asname or alias.name: node.module.split(".")[1]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").startswith("tracker.")
        for alias in node.names
        if node.module and len(node.module.split(".")) > 1
    }
    foreign = [
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name)
        if origin.get(node.value.id, own) != own
    ]
    allowed = ALLOWED_FOREIGN_ROWS.get(str(path.relative_to(ROOT)), set())
    assert set(foreign) <= allowed


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
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("now", "today", "utcnow")
            ):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []
