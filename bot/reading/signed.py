"""Signs and counts by what stands beside them: "+35 %" says that something grew, "the 3 billion" counts no figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.cover import Piece
from bot.reading.referring import COUNTS

_PLACES = ("indicator.hub", "indicator.park", "topic.hubs_emerging", "topic.hubs_established")
_GREW = frozenset({"measure.growth", "direction.up"})


def signed(pieces: Sequence[Piece]) -> list[Piece]:
    """Read a plus in front of a percentage as growth, unless it adds it to what stands before."""
    pieces = [_amount(piece, pieces[place + 1 : place + 2]) for place, piece in enumerate(pieces)]
    pieces = [_city(piece, pieces[place + 1 :]) for place, piece in enumerate(pieces)]
    return [
        replace(piece, senses=_GREW, kind="phrase") if piece.text == "+" and _says_growth(pieces, place) else piece
        for place, piece in enumerate(pieces)
    ]


def _city(piece: Piece, after: Sequence[Piece]) -> Piece:
    """Read the name of a city that is a word of talk as well ("Safi") as the city, where it is asked about hubs."""
    if not piece.has("elsewhere.cities") or not piece.optional or not after or after[0].kind == "sign":
        return piece
    return replace(piece, senses=frozenset({"elsewhere.cities"})) if any(one.has(*_PLACES) for one in after) else piece


def _amount(piece: Piece, after: Sequence[Piece]) -> Piece:
    """Read "the 3" in front of a unit as a number, and not as three figures that were spoken of."""
    counts = [count for sense, count in COUNTS.items() if piece.has(sense)]
    united = bool(after) and after[0].has("unit.million", "unit.billion", "unit.thousand", "measure.percent")
    if len(counts) != 1 or not united:
        return piece
    return replace(piece, senses=frozenset(), text=str(counts[0]), kind="number")


def _says_growth(pieces: Sequence[Piece], place: int) -> bool:
    after = list(pieces[place + 1 : place + 3])
    before = pieces[place - 1] if place else None
    adds = before is not None and (before.kind == "number" or before.has("measure.percent", "unit."))
    return len(after) == 2 and after[0].kind == "number" and after[1].has("measure.percent") and not adds
