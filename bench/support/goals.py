"""Goals beside figures: which are missed, and the line that says so."""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping, Sequence
from typing import Any

# A figure, how it must compare, and with what: ("memory_mb", "<", 250).
Goal = tuple[str, str, float]
_COMPARES = {"<": operator.lt, "<=": operator.le, ">=": operator.ge}


def missed(figures: Mapping[str, Any], goals: Sequence[Goal]) -> list[str]:
    """The goals that the figures do not reach, in words; a figure that could not be taken is missed too."""
    return [
        f"{name} {figures[name]} instead of {sign} {bound:g}"
        for name, sign, bound in goals
        if name in figures and (figures[name] is None or not _COMPARES[sign](figures[name], bound))
    ]


def told(figures: dict[str, Any], goals: Sequence[Goal]) -> int:
    """Prints the figures with the goals missed as one JSON line; 1 if there are any."""
    figures["missed"] = missed(figures, goals)
    print(json.dumps(figures, ensure_ascii=False), flush=True)
    return 1 if figures["missed"] else 0
