"""A sign in front of a percentage: "+35 %" says that something grew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.cover import Piece

_GREW = frozenset({"measure.growth", "direction.up"})


def signed(pieces: Sequence[Piece]) -> list[Piece]:
    """Read a plus in front of a percentage as growth, unless it adds it to what stands before."""
    return [
        replace(piece, senses=_GREW, kind="phrase") if piece.text == "+" and _says_growth(pieces, place) else piece
        for place, piece in enumerate(pieces)
    ]


def _says_growth(pieces: Sequence[Piece], place: int) -> bool:
    after = list(pieces[place + 1 : place + 3])
    before = next((piece for piece in reversed(pieces[:place]) if not piece.optional), None)
    adds = before is not None and (before.kind == "number" or before.has("measure.percent", "unit."))
    return len(after) == 2 and after[0].kind == "number" and after[1].has("measure.percent") and not adds
