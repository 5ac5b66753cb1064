"""A year without one of its parts: "2024 without the first half", "take Q3 out of CRM 2024", « 2024 hors T3 »."""

from __future__ import annotations

from typing import Any

from bot.reading.computed import arithmetic
from bot.reading.cover import following
from bot.reading.frame import Frame
from bot.reading.query import Operand
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
_OUT = ("combine.except", "combine.without")
_OTHER = ("measure.growth", "measure.fall", "measure.share", "measure.percent", "outlook.", "direction.", "select.max")
_PARTS = (PeriodKind.HALF, PeriodKind.QUARTER)


def year_without(frame: Frame) -> Fields | None:
    """Read what is left of a year once its quarters or its half are taken out of it."""
    if not frame.has(*_OUT) or frame.quotes or frame.figures or len(frame.segments) > 1 or frame.has(*_OTHER):
        return None
    if set(frame.indicators) - {"exports"} or not frame.times.moments:
        return None
    parts = [moment for moment in frame.times.moments if moment.period.kind in _PARTS]
    year = _year(frame, {moment.start for moment in parts})
    out = [following(frame.pieces, place) for place in frame.at(*_OUT)]
    taken = bool(parts) and any(at is not None and at == moment.start for at in out for moment in parts)
    if year is None or not taken or any(not year.covers(moment.period) for moment in parts):
        return None
    if len(frame.times.periods) > len(parts) + 1:
        return None
    cells = [Operand(segments=frame.segments, period=one) for one in (year, *(moment.period for moment in parts))]
    explains = ("combine.", "number.", "refer.", "relative.", "half.", "quarter.", "month.")
    return arithmetic(frame, "difference", cells) | {"periods": (), "explains": explains}


def _year(frame: Frame, parts: set[int]) -> Period | None:
    """Return the year that stands apart from its parts: that of "Q3 2024" is its own."""
    years = [number for number in frame.numbers if number.year]
    if len(years) != 1:
        return None
    start = years[0].start
    before = max((part for part in parts if part < start), default=None)
    between = frame.pieces[before + 1 : start] if before is not None else ()
    own = before is not None and not any(
        piece.has("cut.away", "span.from", "split.out", "relative.whole") and not piece.has("split.of")
        for piece in between
    )
    return None if own else Period.of_year(int(years[0].amount.values[0]))
