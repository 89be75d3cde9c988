"""The word lists of lexicon.txt, by section. Data only: no decision is made here.

`words("unit heads") -> tuple[str, ...]`: the words of a section in the file's order. Raises KeyError for an unknown section.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    """Every section of the file; a line that begins with # is a remark."""
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in Path(__file__).with_name("lexicon.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = found.setdefault(line.strip("[] "), [])
        elif not line.startswith("#"):
            here.extend(line.split())
    return {name: tuple(dict.fromkeys(words)) for name, words in found.items()}


def words(section: str) -> tuple[str, ...]:
    """The words of one section: words("surnames")[:2] == ("王", "李")."""
    return _sections()[section]
