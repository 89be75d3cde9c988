"""The front-end files: pinned, built from a whitelist, and not built twice."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def assets(tmp_path) -> ModuleType:
    """deploy/assets.py at work in a folder of its own, with packages that are already installed there."""
    spec = importlib.util.spec_from_file_location("assets", ROOT / "deploy/assets.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.MODULES, module.VENDOR = tmp_path / "node_modules", tmp_path / "static" / "vendor"
    module.ICONS = tmp_path / "icons.txt"
    module.ICONS.write_text("# a comment\n\nbell\n", encoding="utf-8")
    for source in module.FILES.values():
        put(module.MODULES / source, f"/* {source} */")
        put(module.MODULES / module.owner(source) / "LICENSE", "a licence")
    for name in ("bell", "check"):
        shapes = '<path stroke="none" d="M0 0h24v24H0z" fill="none"/>\n  <path d="M1 1h2" />'
        put(
            module.MODULES / f"@tabler/icons/icons/outline/{name}.svg",
            f"<svg\n  width='24'\n>\n  {shapes}\n</svg>",
        )
    put(module.MODULES / ".stamp", module.fingerprint(module.LOCK))
    return module


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_it_copies_the_whitelist_with_its_licences_and_nothing_else(assets):
    assets.build()
    made = {path.name for path in assets.VENDOR.iterdir()}
    assert made == {*assets.FILES, "icons.svg", "NOTICES.txt", ".stamp"}
    notices = (assets.VENDOR / "NOTICES.txt").read_text(encoding="utf-8")
    assert all(f"=== {assets.owner(source)}: LICENSE" in notices for source in assets.FILES.values())


def test_the_sprite_holds_the_listed_icons_without_their_invisible_box(assets):
    assets.build()
    sprite = (assets.VENDOR / "icons.svg").read_text(encoding="utf-8")
    assert re.findall(r'id="([\w-]+)"', sprite) == ["bell"]
    assert 'd="M1 1h2"' in sprite and "M0 0h24" not in sprite


def test_a_second_run_does_nothing_until_something_changes(assets):
    assert "1 icons" in assets.build()
    assert assets.build() == "assets: up to date"
    assets.ICONS.write_text("bell\ncheck\n", encoding="utf-8")
    assert "2 icons" in assets.build()


def test_an_icon_that_does_not_exist_is_named_and_nothing_is_replaced(assets):
    assets.build()
    assets.ICONS.write_text("no-such-icon\n", encoding="utf-8")
    with pytest.raises(assets.NotBuilt, match="no-such-icon"):
        assets.build()
    assert (assets.VENDOR / "tabler.css").exists()


def test_versions_are_exact_and_the_lock_names_no_registry():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    installed = [entry for name, entry in lock["packages"].items() if name]
    assert all("integrity" in entry and "resolved" not in entry for entry in installed)
