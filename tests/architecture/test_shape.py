"""Sizes and names: what cannot be read on one screen is cut; exceptions are listed here with their reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .sources import ROOT, modules, name_of, source_of, tree_of

SOURCES = (*modules("speeches"), *modules("tracker"))
FORBIDDEN = {"utils", "helpers", "managers", "signals", "misc"}
LONG_FUNCTIONS: dict[str, str] = {}
MANY_PARAMETERS: dict[str, str] = {
    "speeches/__init__.py:extract": "the public door: one optional parameter for each thing an office may have of its own",
}


def test_a_module_stays_under_500_lines() -> None:
    sizes = {name_of(path): len(source_of(path).splitlines()) for path in SOURCES}
    assert {name: size for name, size in sizes.items() if size > 500} == {}


def test_a_module_is_named_for_what_it_does() -> None:
    assert [name_of(path) for path in SOURCES if path.stem in FORBIDDEN] == []


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function with its place: ("tracker/items/states.py:legal", node)."""
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef):
                yield f"{name_of(path)}:{node.name}", node


def test_a_function_fits_a_screen() -> None:
    sizes = [(place, (node.end_lineno or 0) - node.lineno + 1) for place, node in functions()]
    assert [(place, size) for place, size in sizes if size > 40 and place not in LONG_FUNCTIONS] == []


def test_a_function_takes_at_most_seven_things() -> None:
    taken = [(place, parameters(node)) for place, node in functions()]
    assert [(place, count) for place, count in taken if count > 7 and place not in MANY_PARAMETERS] == []


def parameters(node: ast.FunctionDef) -> int:
    """How many a caller gives."""
    first = node.args.args[:1]
    is_method = bool(first) and first[0].arg in ("self", "cls")
    return len([*node.args.args, *node.args.kwonlyargs]) - is_method


def test_a_module_says_what_it_is_for() -> None:
    plain = ("__init__.py", "urls.py", "apps.py")
    silent = [
        name_of(path) for path in SOURCES if path.name not in plain and not ast.get_docstring(tree_of(path))
    ]
    assert silent == []


BLOCKED = (
    r"\sstyle\s*=",
    r"\son[a-z]+\s*=\s*[\"']",
    r"<script(?![^>]*\b(src|type=\"application/json\"))",
    r"https?://",
)


def pages() -> list[Path]:
    found = sorted((ROOT / "templates").rglob("*.html"))
    assert found
    return found


def test_a_page_has_nothing_the_content_policy_would_block() -> None:
    """Mail bodies are left out: mail readers want styles, and no policy applies there."""
    blocked = {
        name_of(path): pattern
        for path in pages()
        for pattern in BLOCKED
        if "notices" not in path.parts and re.search(pattern, path.read_text(encoding="utf-8"))
    }
    assert blocked == {}


def test_no_template_is_longer_than_150_lines() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in pages()}
    assert {name: count for name, count in lines.items() if count > 150} == {}
