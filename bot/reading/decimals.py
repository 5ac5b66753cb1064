"""Decimals in front of "million": written as the language writes them they are decimals, and no thousands.

"2.334 million" is 2,334 thousand in English, while "2,334 million" may well be 2.3 billion.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.reading.cover import Piece


def plain_decimals(pieces: Sequence[Piece], sign: str) -> list[Piece]:
    """Write three decimals as four where they could be taken for thousands."""
    written = re.compile(rf"\d{{1,3}}{re.escape(sign)}\d{{3}}") if sign else None
    read = list(pieces)
    for place, (piece, after) in enumerate(pairwise(pieces)):
        if written and after.has("unit.million") and piece.kind == "number" and written.fullmatch(piece.text):
            read[place] = replace(piece, text=f"{piece.text}0")
    return read
