"""Our own modules as the architecture tests read them: each file once, each rule over all of them with every offender named."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def name_of(path: Path) -> str:
    """The path from the project's top: "tracker/items/states.py"."""
    return str(path.relative_to(ROOT))


@cache
def modules(folder: str) -> tuple[Path, ...]:
    """The modules below a folder of the project, migrations left out."""
    found = tuple(path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)
    assert found, folder
    return found


@cache
def source_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(source_of(path))


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """Absolute names of everything a module imports, wherever in the module the import stands."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*base, *([node.module] if node.module else [])])
