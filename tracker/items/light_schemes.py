"""In which colours an office shows its lights: data, for the same colour means different things in different places (DOMAIN c7).

What a light is (green, yellow, red, blue, grey) is the key by which it is filtered and counted; a scheme only says how it looks and what it
is called. A colour never stands alone: the phrase beside it says what it means. Pure; `Office.light_scheme` names the scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .lights import Light


@dataclass(frozen=True, slots=True)
class Look:
    """How a light looks: its colour on the page, and the colour's word."""

    colour: str
    word: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """The looks by the light's key; one that is more than `deep_days` late has a look of its own."""

    looks: Mapping[str, Look]
    deep_days: int | None = None
    deep: Look | None = None


SCHEMES: Mapping[str, Scheme] = {
    # 红黄绿灯: the lights as they are (DESIGN §5).
    "three": Scheme({}),
    # 五色: blue done, green on its way, yellow near, orange late, red late for more than ten days.
    "five": Scheme({"red": Look("orange", "橙")}, 10, Look("red", "红")),
    # 蓝黄红三色单 (a state firm, 2025): blue near due, red overdue until closed.
    "slips": Scheme({"yellow": Look("blue", "蓝"), "blue": Look("green", "绿")}),
}


def shown_as(colour: str, scheme: str) -> str:
    """The colour in which an office shows a light of that key, for what stands for many lights: tabs, counts, charts."""
    look = SCHEMES.get(scheme, SCHEMES["three"]).looks.get(colour)
    return look.colour if look else colour


def dressed(light: Light, scheme: str, days_late: int) -> Light:
    """The light as the office shows it; an unknown scheme shows it as it is."""
    found = SCHEMES.get(scheme, SCHEMES["three"])
    look = found.looks.get(light.colour)
    if light.colour == "red" and found.deep and found.deep_days is not None and days_late > found.deep_days:
        look = found.deep
    return replace(light, look=look.colour, sign=look.word) if look else light
