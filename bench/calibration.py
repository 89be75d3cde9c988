"""The calibration plot: how sure the weights were against how often they were right, as an SVG drawn by hand.

`drawn(judged) -> str`: a dot for each tenth of confidence, as high as the share that were orders, with the stretch in which the true share
lies nine times in ten (Wilson), and grey columns for how many candidates there were. Dots on the diagonal: confidence is true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

SIZE, LEFT, TOP = 420, 64, 40
BANDS = 10
# Nine times in ten.
SPREAD = 1.645
_FONT = 'font-family="sans-serif" font-size="13"'


def drawn(judged: Sequence[tuple[str, float]]) -> str:
    """The plot of (tier or "" for no order, confidence) pairs, each judged by weights that never saw its speech."""
    bands = [_band(judged, number) for number in range(BANDS)]
    most = max((len(band) for band in bands), default=0) or 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE + LEFT + 30}" height="{SIZE + TOP + 60}" role="img">',
        f"<title>Confidence and share of orders, {len(judged)} candidates held out</title>",
        '<rect width="100%" height="100%" fill="white"/>',
        *_axes(),
    ]
    for number, band in enumerate(bands):
        if band:
            parts.extend(_drawn_band(number, band, most))
    return "\n".join((*parts, "</svg>", ""))


def _band(judged: Sequence[tuple[str, float]], number: int) -> list[tuple[str, float]]:
    return [pair for pair in judged if min(int(pair[1] * BANDS), BANDS - 1) == number]


def _x(share: float) -> str:
    return f"{LEFT + share * SIZE:.1f}"


def _y(share: float) -> str:
    return f"{TOP + (1 - share) * SIZE:.1f}"


def _axes() -> list[str]:
    lines = [
        f'<rect x="{LEFT}" y="{TOP}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#888"/>',
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#888" stroke-dasharray="5 4"/>',
        f'<text x="{_x(0.5)}" y="{TOP + SIZE + 44}" text-anchor="middle" {_FONT}>confidence</text>',
        f'<text x="18" y="{_y(0.5)}" text-anchor="middle" {_FONT} transform="rotate(-90 18 {_y(0.5)})">share that were orders</text>',
        f'<text x="{LEFT}" y="24" {_FONT}>Held out; grey columns: number of candidates (log scale)</text>',
    ]
    for tenth in range(0, BANDS + 1, 2):
        share = tenth / BANDS
        lines.append(
            f'<text x="{_x(share)}" y="{TOP + SIZE + 20}" text-anchor="middle" {_FONT}>{share}</text>'
        )
        lines.append(
            f'<text x="{LEFT - 8}" y="{float(_y(share)) + 4:.1f}" text-anchor="end" {_FONT}>{share}</text>'
        )
    return lines


def _drawn_band(number: int, band: Sequence[tuple[str, float]], most: int) -> list[str]:
    """The column of one tenth, its dot and the line of its uncertainty."""
    count = len(band)
    share = sum(1 for tier, _ in band if tier) / count
    sure = math.fsum(confidence for _, confidence in band) / count
    low, high = wilson(share, count)
    column = 0.25 * math.log1p(count) / math.log1p(most)
    width = SIZE / BANDS - 6
    return [
        f'<rect x="{LEFT + number * SIZE / BANDS + 3:.1f}" y="{_y(column)}" width="{width:.1f}" height="{column * SIZE:.1f}" fill="#ddd"/>',
        f'<line x1="{_x(sure)}" y1="{_y(low)}" x2="{_x(sure)}" y2="{_y(high)}" stroke="#1f5fa8"/>',
        f'<circle cx="{_x(sure)}" cy="{_y(share)}" r="5" fill="#1f5fa8"><title>{share:.2f} of {count}</title></circle>',
    ]


def wilson(share: float, count: int) -> tuple[float, float]:
    """The stretch in which the true share lies nine times in ten: wilson(0.5, 10) → (0.27, 0.73)."""
    square = SPREAD * SPREAD / count
    middle = (share + square / 2) / (1 + square)
    reach = SPREAD * math.sqrt(share * (1 - share) / count + square / 4 / count) / (1 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)
