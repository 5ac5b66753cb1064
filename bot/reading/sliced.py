"""A figure cut into equal parts: "split 2024 into four equal slices, how much is one?"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Operation, Query

Fields = dict[str, Any]

_OTHER = ("measure.growth", "measure.fall", "direction.", "outlook.", "per.job", "measure.difference", "ask.why")
_MOST = 1000
_EXPLAINS = ("equal.", "divide.", "select.", "measure.", "split.", "each.", "combine.", "number.", "verify.", "per.")


def equal_parts(frame: Frame) -> Fields | None:
    """Read one figure over a number of equal parts as that fraction of it."""
    count = _count(frame)
    if count is None or len(frame.segments) > 1 or len(frame.times.periods) != 1 or frame.has(*_OTHER):
        return None
    if set(frame.indicators) - {"exports"} or frame.figures or frame.quotes:
        return None
    whole = Query(operation=Operation.VALUE, segments=frame.segments, periods=frame.times.periods)
    asked: Fields = {"operation": Operation.DERIVED, "of": (whole,), "comparison": "scaled", "claim": None}
    return asked | {"factor": Decimal(1) / count, "periods": (), "segments": (), "explains": _EXPLAINS}


def _count(frame: Frame) -> int | None:
    """Return how many parts there are: the number before "equal parts", or the one behind "divided by"."""
    for place in frame.at("equal.parts"):
        before = [piece for piece in frame.pieces[:place] if piece.kind == "number" or not piece.optional]
        return _whole(before[-1].text, before[-1].values("number")) if before else None
    for place in frame.at("divide.verb"):
        by = next((at for at in range(place + 1, len(frame.pieces) - 1) if frame.pieces[at].has("split.by")), None)
        if by is not None:
            return _whole(frame.pieces[by + 1].text, frame.pieces[by + 1].values("number"))
    return None


def _whole(written: str, named: Sequence[str]) -> int | None:
    text = written if written.isdigit() else next(iter(named), "")
    return int(text) if text.isdigit() and 1 < int(text) < _MOST else None
