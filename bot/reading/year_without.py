"""A year with parts of it taken away: "CRM in 2024 without Q3 and Q4", "the 2024 total less its first half"."""

from __future__ import annotations

from typing import Any

from bot.reading.computed import arithmetic
from bot.reading.frame import Frame
from bot.reading.query import Operand, Operation
from bot.reading.times import Moment
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]

_CUTS = ("combine.except", "measure.minus")
_PARTS = ("half.1", "half.2", "quarter.1", "quarter.2", "quarter.3", "quarter.4")
_OTHER = ("measure.growth", "measure.fall", "measure.ratio", "measure.versus", "per.", "outlook.", "direction.", "select.")
_SHARES = ("measure.share", "measure.percent", "measure.points")


def year_without(frame: Frame) -> Fields | None:
    """Read "CRM in 2024 without Q3 and Q4" as what the year has beside those parts."""
    cuts, parts = frame.at(*_CUTS), frame.at(*_PARTS)
    if not cuts or not parts or frame.quotes or len(frame.segments) > 1 or set(frame.indicators) - {"exports"}:
        return None
    behind = cuts[0] < parts[0] and all(_between(frame, cuts[0], part) for part in parts)
    year = _whole(frame, cuts[0])
    taken = tuple(one.period for one in frame.times.moments if one.period.kind is not PeriodKind.YEAR)
    if not behind or year is None or any(one.year != year.year for one in taken) or frame.has(*_OTHER):
        return None
    if any(one.kind not in (PeriodKind.HALF, PeriodKind.QUARTER) for one in taken) or frame.means("ask.why"):
        return None
    if frame.has(*_SHARES):
        return {"operation": Operation.UNCLEAR}  # "which share of 2024 is left without Q3?": of what, is not said
    cells = [Operand(segments=frame.segments, period=one) for one in (year, *dict.fromkeys(taken))]
    return arithmetic(frame, "difference", cells) | {"periods": (), "explains": ("combine.",)}


def _between(frame: Frame, cut: int, part: int) -> bool:
    """Whether nothing but more parts stands between what takes away and a part that it takes."""
    said = (piece for piece in frame.pieces[cut + 1 : part] if piece.kind not in ("sign", "number"))
    return all(piece.optional or piece.has(*_CUTS, *_PARTS, "follow.and", "combine.add") for piece in said)


def _whole(frame: Frame, cut: int) -> Period | None:
    """Return the one year that is named in front of what takes away, or else the one behind it."""
    years = {number.year: number.start for number in frame.numbers if number.year}
    years |= {one.period.year: one.start for one in frame.times.moments if _relative(frame, one)}
    named = [year for year, start in years.items() if start < cut] or list(years)
    return Period.of_year(named[0]) if len(named) == 1 and len(years) == 1 else None


def _relative(frame: Frame, moment: Moment) -> bool:
    return frame.pieces[moment.start].has("relative.last_year", "relative.this_year")
