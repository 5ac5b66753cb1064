"""Bounds that are denied: "did not pass 21 billion" says that something stayed below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.cover import Piece
from bot.reading.lexicon import PADDING

_UP = ("select.above", "tone.more", "verify.beat", "combine.match", "measure.progress", "measure.reached")
_DOWN = ("select.below", "tone.less")
_WITHOUT = ("sans", "without", "sans pour autant", "sans pourtant")
_PADDED, _NEVER = frozenset({PADDING}), frozenset({"ever.never"})
_BELOW, _ABOVE = frozenset({"select.below", "tone.less"}), frozenset({"select.above", "tone.more"})


def denied(pieces: Sequence[Piece]) -> list[Piece]:
    """Turn a bound round where a "not" stands before it and a number behind it."""
    read = list(pieces)
    for place, piece in enumerate(pieces):
        avoided = piece.has("combine.without") or piece.text in _WITHOUT
        denies = (piece.has("negate.not") or avoided) and not piece.has("ask.")
        asks = any(one.has("verify.inversion") for one in pieces[:place])  # "n'a-t-il pas dépassé ?" denies nothing
        bound = _following(pieces, place) if denies and not asks else None
        if bound is None:
            continue
        if avoided and pieces[bound].has("measure.fall", "direction.down") and not pieces[bound].has(*_DOWN):
            fall, below = bound, _below(pieces, bound)  # "without dropping below 1 %"
            bound = bound if below is None else below
            read[fall] = read[fall] if below is None else replace(pieces[fall], senses=frozenset({PADDING}))
        after = _following(pieces, bound)
        up, down = pieces[bound].has(*_UP), pieces[bound].has(*_DOWN)
        if up is down or after is None:
            continue
        turned = _BELOW if up else _ABOVE
        if pieces[after].has("segment.") and pieces[bound].has("measure.difference"):
            turned |= {"measure.difference"}  # "did not beat CRM": two segments are still set against each other
        elif pieces[after].kind != "number":
            continue
        read[place] = replace(piece, senses=_PADDED | (piece.senses & _NEVER))
        read[bound] = replace(pieces[bound], senses=turned)
    return read


def _below(pieces: Sequence[Piece], fall: int) -> int | None:
    """Return where the bound stands that something falls below."""
    after = pieces[fall + 1 : fall + 2]
    return fall + 1 if after and after[0].has(*_DOWN) else None


def _following(pieces: Sequence[Piece], place: int) -> int | None:
    """Return where the next piece stands that says something."""
    told = (at for at in range(place + 1, len(pieces)) if pieces[at].kind == "number" or not pieces[at].optional)
    return next((at for at in told if pieces[at].kind != "sign"), None)
