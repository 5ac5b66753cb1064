"""Words that name a segment only beside another one: "it and crm"; in capitals, alone too ("IT")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.cover import Piece
from bot.reading.lexicon import BESIDE


def named_beside(pieces: Sequence[Piece]) -> list[Piece]:
    """Read words that name a segment only beside another one ("it and crm"), or in capitals ("IT")."""
    read = []
    for place, piece in enumerate(pieces):
        codes = piece.values(BESIDE)
        if codes and (piece.senses == {f"{BESIDE}.{codes[0]}"} or _linked(pieces, place)):
            read.append(replace(piece, senses=frozenset({f"segment.{codes[0]}"})))
        else:
            read.append(piece)
    return read


def _linked(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a segment stands right beside, joined by a link: "crm and it", "it vs crm"."""
    for step in (-1, 1):
        link, other = place + step, place + 2 * step
        if 0 <= other < len(pieces) and 0 <= link < len(pieces):
            joined = pieces[link].has("follow.and", "measure.versus", "combine.sum") or pieces[link].text in "/,+&"
            if pieces[link].text == "," and step < 0 and _acts(pieces, place + 1):
                continue  # "the engineering side, it has grown": a pronoun
            name = pieces[other]
            if joined and name.has("segment.") and not name.has("segment._T"):
                return True
    return False


_VERBS = ("verify.opening", "direction.", "measure.growth", "measure.fall", "measure.share", "weak.alias")


def _acts(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a verb stands here: one of being and doing, or one that says what a figure does."""
    return place < len(pieces) and (pieces[place].has(*_VERBS) or pieces[place].kind == "light")
