"""Gaps: what a clause asks for and no answer could take up, so that none is given to an easier question."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from bot.reading.contract import contract
from bot.reading.frame import Frame
from bot.reading.query import Missing, Operation

_NAMED = ("topic.", "place.", "indicator.", "institution.")


def idle(frame: Frame, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Return small numbers that neither the claim nor the bound takes."""
    claim = fields.get("claim")
    taken = (fields.get("threshold"), claim.amount if claim else None)
    return tuple(
        Missing(word=" ".join(piece.text for piece in frame.pieces[number.start : number.end]))
        for number in frame.idle
        if number.amount not in taken
    )


def never_held(frame: Frame) -> tuple[Missing, ...]:
    """Return what is never held: months told from today, single companies, shares of jobs, counts of centres."""
    asked = [piece for piece in frame.pieces if piece.has("month.any") and not piece.optional]
    if frame.exports:
        asked += [piece for piece in frame.pieces if piece.has("indicator.companies", "indicator.startups")]
    asked += [
        after
        for before, after in pairwise(frame.content)
        if before.has("ask.count") and after.has("segment.") and not after.has("segment._T")
    ]
    part = frame.has("measure.percent") or (frame.has("measure.share") and not frame.has("ask.amount", "ask.affirm"))
    if part and not frame.exports and not frame.segments:
        asked += [piece for piece in frame.pieces if piece.has("indicator.jobs")]
    return tuple(Missing(word=piece.text, kind="breakdowns") for piece in asked) if asked else ()


def unexplained(frame: Frame, operation: Operation) -> tuple[Missing, ...]:
    """Return the words that mean something and that the operation does not take (see ``contract.yaml``)."""
    takes = contract().takes(operation)
    left = [
        piece
        for place, piece in enumerate(frame.pieces)
        if piece.senses and not piece.optional and place not in frame.numbered and not piece.has(*takes)
    ]
    if not all(piece.has(*_NAMED) for piece in left):
        return tuple(Missing(word=piece.text, kind="unused") for piece in left)
    return tuple(
        Missing(word=piece.text, kind="place_figure" if piece.has("place.") else "breakdowns") for piece in left
    )
