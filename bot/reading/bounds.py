"""Bounds that are denied: "did not pass 21 billion" says that something stayed below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.cover import Piece
from bot.reading.lexicon import PADDING

_UP = ("select.above", "tone.more", "verify.beat", "combine.match", "measure.progress", "measure.reached")
_DOWN = ("select.below", "tone.less")
_BELOW, _ABOVE = frozenset({"select.below", "tone.less"}), frozenset({"select.above", "tone.more"})


def denied(pieces: Sequence[Piece]) -> list[Piece]:
    """Turn a bound round where a "not" stands before it and a number behind it."""
    read = list(pieces)
    for place, piece in enumerate(pieces):
        bound = _following(pieces, place) if piece.has("negate.not") and not piece.has("ask.") else None
        if bound is None:
            continue
        after = _following(pieces, bound)
        up, down = pieces[bound].has(*_UP), pieces[bound].has(*_DOWN)
        if up is down or after is None:
            continue
        turned = _BELOW if up else _ABOVE
        if pieces[after].has("segment.") and pieces[bound].has("measure.difference"):
            turned |= {"measure.difference"}  # "did not beat CRM": two segments are still set against each other
        elif pieces[after].kind != "number":
            continue
        read[place] = replace(piece, senses=frozenset({PADDING}))
        read[bound] = replace(pieces[bound], senses=turned)
    return read


def _following(pieces: Sequence[Piece], place: int) -> int | None:
    """Return where the next piece stands that says something."""
    told = (at for at in range(place + 1, len(pieces)) if pieces[at].kind == "number" or not pieces[at].optional)
    return next((at for at in told if pieces[at].kind != "sign"), None)
