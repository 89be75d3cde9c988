"""Sizes and names: what cannot be read on one screen is cut; exceptions are listed here with their reason."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder in ("speeches", "tracker")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
FORBIDDEN = {"utils", "helpers", "managers", "signals", "misc"}
LONG_FUNCTIONS: dict[str, str] = {}
MANY_PARAMETERS: dict[str, str] = {
    "speeches/__init__.py:extract": "the public door: one optional parameter for each thing an office may have of its own",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_stays_under_500_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_is_named_for_what_it_does(path: Path) -> None:
    assert path.stem not in FORBIDDEN


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_function_fits_a_screen(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    long = [
        f"{name_of(path)}:{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in functions
        if (node.end_lineno or 0) - node.lineno + 1 > 40
        and f"{name_of(path)}:{node.name}" not in LONG_FUNCTIONS
    ]
    wide = [
        f"{name_of(path)}:{node.name}"
        for node in functions
        if len([*node.args.args, *node.args.kwonlyargs])
        - (1 if node.args.args[:1] and node.args.args[0].arg in ("self", "cls") else 0)
        > 7
        and f"{name_of(path)}:{node.name}" not in MANY_PARAMETERS
    ]
    assert long == []
    assert wide == []


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.name not in ("__init__.py", "urls.py", "apps.py")], ids=name_of
)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", [p for p in TEMPLATES if "notices" not in p.parts], ids=name_of)
def test_a_page_has_nothing_the_content_policy_would_block(path: Path) -> None:
    """Mail bodies are left out: mail readers want styles, and no policy applies there."""
    import re

    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", source)
    assert "https://" not in source and "http://" not in source


def test_no_template_is_longer_than_150_lines() -> None:
    assert [
        name_of(path) for path in TEMPLATES if len(path.read_text(encoding="utf-8").splitlines()) > 150
    ] == []
