"""Small words by where they stand: "up in Tetouan" moves nothing, "of what it made" asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bot.reading.cover import Piece
from bot.reading.lexicon import PADDING

_PAD = frozenset({PADDING})
_NEAR = 7
"""Pieces between a share and the image of what it is a share of."""
_TRADES = ("trade", "metier", "filiere")
_BEHIND = ("qui est derriere", "who is behind", "who s behind", "qui se cache derriere")
_RELATIVE = ("split.of", "measure.versus", "measure.difference", "fraction.", "select.above", "select.below")


def placed_words(pieces: Sequence[Piece]) -> list[Piece]:
    """Read words that mean something elsewhere only as what they are where they stand."""
    return [_placed(pieces, place) for place in range(len(pieces))]


def _placed(pieces: Sequence[Piece], place: int) -> Piece:
    piece = pieces[place]
    after = [one for one in pieces[place + 1 :] if one.kind != "sign"]
    if _where(piece, after) or _because(piece, pieces[place + 1 :]) or _relative(pieces, place):
        return replace(piece, senses=_PAD)
    if piece.has("explain.source") and piece.text in _BEHIND and any(one.has("segment.") for one in after[:2]):
        return replace(piece, senses=frozenset({"ask.who", "tone.less"}))  # "who is behind ITO but ahead of ESO?"
    if piece.has("whole.image"):
        return _image(pieces, place)
    if place and piece.text in _TRADES and piece.kind == "unknown" and pieces[place - 1].has("segment."):
        return replace(piece, senses=_PAD, kind="phrase")  # "the customer-relations trade"
    if piece.text == "plus" and after and after[0].has("ask.", "explain.source"):
        return replace(piece, senses=_PAD | {"follow.and"})  # "growth H1 2025 plus who published it"
    return piece


def _image(pieces: Sequence[Piece], place: int) -> Piece:
    """Read "cake" and "pot" as the whole that a share is of: "what slice of the 2024 cake is ITO?"."""
    piece = pieces[place]
    near = pieces[max(place - _NEAR, 0) : place]
    of = any(one.has("split.of") or one.text.endswith(" of") for one in near)
    if of and any(one.has("measure.share", "measure.percent") for one in near):
        return replace(piece, senses=frozenset({"segment._T", "weak.alias", PADDING}), kind="phrase")
    senses = piece.senses - {"whole.image"}
    return replace(piece, senses=senses, kind=piece.kind if senses else "unknown", telling=not senses)


def _where(piece: Piece, after: Sequence[Piece]) -> bool:
    """Whether "up" or "down" only says where: "a park up in Tetouan"."""
    moves = piece.has("direction.") and piece.text in ("up", "down")
    return moves and len(after) > 1 and after[0].has("split.in") and after[1].has("place.") and not after[1].optional


def _because(piece: Piece, after: Sequence[Piece]) -> bool:
    """Whether "since" gives a reason and no date: "since ITO leads, …"."""
    if piece.text != "since":
        return False
    following = next((one for one in after if one.kind == "number" or not one.optional), None)
    if following is None or following.kind == "number":
        return False
    reason = list(takewhile(lambda one: one.kind != "sign", after))
    told = following.has("segment.", "indicator.") and len(reason) < len(after)
    return told and not any(one.kind == "number" or one.has("measure.trend", "month.") for one in reason)


def _relative(pieces: Sequence[Piece], place: int) -> bool:
    """Whether "what" only names what is meant: "is it above half of what it made in 2024?"."""
    if pieces[place].text != "what" or not place or not pieces[place - 1].has(*_RELATIVE):
        return False
    return any(piece.has("verify.opening", "ask.") for piece in pieces[:place])
