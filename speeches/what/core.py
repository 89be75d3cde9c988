"""The core of a segment: the one piece that states its act, apart from what leads up to it and what trails behind it.

各单位要提高认识,制定实施方案,确保取得实效: the core is 制定实施方案; 提高认识 and 取得实效 say little about whether it is an order.
"""

from __future__ import annotations

from collections.abc import Sequence

from .piece import Piece
from .signs import HARD_NAMES, NUMBER, PRODUCTS

_HARD = frozenset(HARD_NAMES)


def core_of(pieces: Sequence[Piece]) -> Piece:
    """The first piece with the most of: a checkable main act, a limit, a product or a number, a doer."""
    return max(pieces, key=_rank) if len(pieces) > 1 else pieces[0]


def _rank(piece: Piece) -> int:
    rank = 0
    if piece.acts:
        rank = 6 if piece.head in _HARD else 4 if piece.firm else 2
    if piece.limits:
        rank += 2  # L
    if piece.mask & (PRODUCTS | NUMBER):
        rank += 1
    return rank
