"""A figure of an earlier time that is set against the one spoken of: "was it higher a year earlier?"."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece
from bot.reading.discourse import Discourse, parts
from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation, Query
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_LEVELS = (Operation.VALUE, Operation.SHARE, Operation.SUM)
_COMPARES = ("measure.difference", "select.max", "select.min", "tone.more", "tone.less")
_LESS = ("select.below", "select.min", "direction.down", "tone.less", "measure.minus", "pick.smallest")


def at_that_time(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "was it higher a year earlier?", "c'était plus en 2023 ?": what is said is said of the earlier time."""
    last = before.last
    figures = parts(last) if last is not None else ()
    if last is None or len(figures) != 1 or not frame.open or frame.amounts or frame.segments or last.outlook:
        return None
    one, way = figures[0], _way(frame)
    then = _then(frame, one)
    if (
        then is None
        or not way
        or one.operation not in _LEVELS
        or frame.has("ask.amount", "ask.which", "measure.growth")
    ):
        return None
    of = (one.model_copy(update={"periods": (then,)}), one)
    asked: Fields = {"operation": Operation.DERIVED, "of": of, "comparison": "difference"}
    return asked | {"claim": Claim(direction=way), "explains": ("relative.", "pick.", "combine.")}, ("of",)


def _way(frame: Frame) -> str:
    """Return which way it is compared; empty where a preposition sets the figure against that time ("than in 2023")."""
    compares = next((piece for piece in frame.pieces if _compares(piece, frame)), None)
    if compares is None or frame.has("select.above", "select.below", "select.either", "nth.", "order."):
        return ""
    if " " in compares.text and compares.has("tone.more", "tone.less"):
        return ""  # "plus qu'en 2023": the preposition is part of it
    after = frame.pieces[frame.pieces.index(compares) + 1 :]
    against = any(piece.has("measure.versus", "span.base") and not piece.has("split.in") for piece in after)
    return "" if against else "below" if compares.has(*_LESS) else "above"


def _compares(piece: Piece, frame: Frame) -> bool:
    if piece.has(*_COMPARES) and not piece.optional:
        return True
    within = any(one is piece and after.has("split.in") for one, after in pairwise(frame.pieces))
    return piece.has("combine.add") and within  # "c'était plus en 2023 ?"; "plus 2023" adds it


def _then(frame: Frame, one: Query) -> Period | None:
    """Return the same part of an earlier year, where that is named."""
    if len(one.periods) != 1 or not one.periods[0].dated:
        return None
    own, said = one.periods[0], frame.times.periods
    if "year_before" in frame.times.flags and not said:
        return own.year_before()
    if len(said) != 1:
        return None
    named = said[0]
    if "same_period" in frame.times.flags and named.kind is PeriodKind.YEAR:
        named = own.model_copy(update={"year": named.year})
    alike = named.kind is own.kind and named.index == own.index
    return named if alike and named.year < own.year else None
