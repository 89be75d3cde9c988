"""The office's own weights: numbered files in the data folder, and one that names the version in use. Never in the package.

Every reading of a speech asks `now()`, so that what `manage.py learn` has put in use holds from the next speech on, in every process.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from . import bridge

log = logging.getLogger(__name__)
FOLDER = "weights"
POINTER = "in-use"


@dataclass(frozen=True, slots=True)
class Version:
    """One set of weights. `before`: the version that was in use until then, 0 for the engine's own; `names`: the sha256 of its speeches.

    `aliases`: {"text", "unit_id" | "group_id"} that were learned with it. `weights` are None where only these were.
    """

    number: int
    made_at: dt.datetime
    before: int
    names: list[str]
    figures: dict[str, Any]
    weights: dict[str, Any] | None
    engine: str
    aliases: list[dict[str, Any]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether it was made with this engine; after an upgrade the cues have other names and weights."""
        return self.engine == bridge.engine_mark()


def folder() -> Path:
    """Where the office's weights lie."""
    return Path(settings.DATA_DIR) / FOLDER


def now() -> dict[str, Any] | None:
    """The weights to read with; None for the engine's own."""
    version = in_use()
    return version.weights if version and version.holds else None


def in_use() -> Version | None:
    """The version in use, None where it is the engine's own. A file that cannot be read is logged and counts as none."""
    try:
        pointer = (folder() / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    if pointer in ("", "0"):
        return None
    try:
        return read(int(pointer))
    except (OSError, ValueError, KeyError, TypeError):
        log.exception("the office's weights %s cannot be read; the engine's own are used", pointer)
        return None


def read(number: int) -> Version:
    """A version by its number; raises OSError, ValueError, KeyError or TypeError where its file is not there or no weights file."""
    data = json.loads(path_of(number).read_text(encoding="utf-8"))
    return Version(**data | {"made_at": dt.datetime.fromisoformat(data["made_at"])})


def path_of(number: int) -> Path:
    """path_of(3) → …/weights/0003.json"""
    return folder() / f"{number:04d}.json"


def next_number() -> int:
    """One more than any number ever given: what was reverted keeps its file and its number."""
    return max((int(one.stem) for one in folder().glob("[0-9]*.json") if one.stem.isdigit()), default=0) + 1


def put_in_use(version: Version) -> None:
    """Writes the version and then, in one step, names it as the one in use: a process reads the old one or the new one."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    data = {name: getattr(version, name) for name in Version.__dataclass_fields__}
    data["made_at"] = version.made_at.isoformat()
    replace(path_of(version.number), json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    name_in_use(version.number)


def name_in_use(number: int) -> None:
    """From now on this version is read with; 0 for the engine's own."""
    replace(folder() / POINTER, f"{number}\n")


def replace(path: Path, text: str) -> None:
    """Puts a whole file in the place of another: nobody ever reads half of one."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
