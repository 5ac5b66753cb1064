"""What is taken away: parts of a year ("CRM in 2024 without Q3 and Q4"), one segment from another ("ITO minus CRM")."""

from __future__ import annotations

from typing import Any

from bot.reading.computed import arithmetic
from bot.reading.frame import Frame
from bot.reading.query import Operand, Operation
from bot.reading.times import Moment
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]

_PAIR = 2
_NEAR = 4
"""Pieces between what takes away and what it takes."""
_CUTS = ("combine.except", "measure.minus")
_PARTS = ("half.1", "half.2", "quarter.1", "quarter.2", "quarter.3", "quarter.4")
_OTHER = (
    "measure.growth",
    "measure.fall",
    "measure.ratio",
    "measure.versus",
    "per.",
    "outlook.",
    "direction.",
    "select.",
)
_SHARES = ("measure.share", "measure.percent", "measure.points")


def year_without(frame: Frame) -> Fields | None:
    """Read "CRM in 2024 without Q3 and Q4" as what the year has beside those parts."""
    cuts, parts = frame.at(*_CUTS), frame.at(*_PARTS)
    so = [place for place in frame.at("verify.so") if cuts and place > cuts[0]]
    parts = [part for part in parts if not so or part < so[0]]  # "2024 minus H1, so H2?": what it comes to
    if not cuts or not parts or frame.quotes or len(frame.segments) > 1 or set(frame.indicators) - {"exports"}:
        return None
    behind = cuts[0] < parts[0] and all(_between(frame, cuts[0], part) for part in parts)
    year = _whole(frame, cuts[0])
    moments = [one for one in frame.times.moments if not so or one.start < so[0]]
    taken = tuple(one.period for one in moments if one.period.kind is not PeriodKind.YEAR)
    if not behind or year is None or any(one.year != year.year for one in taken) or frame.has(*_OTHER, "equal.parts"):
        return None
    if (
        sum(one.months for one in set(taken)) >= year.months
        or any(one.kind not in (PeriodKind.HALF, PeriodKind.QUARTER) for one in taken)
        or frame.means("ask.why")
    ):
        return None
    if frame.has(*_SHARES, "verify.include"):
        return {"operation": Operation.UNCLEAR}  # "which share of 2024 is left without Q3?": of what, is not said
    cells = [Operand(segments=frame.segments, period=one) for one in (year, *dict.fromkeys(taken))]
    return arithmetic(frame, "difference", cells) | {"periods": (), "explains": ("combine.",)}


def _between(frame: Frame, cut: int, part: int) -> bool:
    """Whether nothing but more parts stands between what takes away and a part that it takes."""
    said = [piece for piece in frame.pieces[cut + 1 : part] if piece.kind not in ("sign", "number")]
    return not any(piece.has("follow.or") for piece in said) and all(
        piece.optional or piece.has(*_CUTS, *_PARTS, "follow.and", "combine.add") for piece in said
    )


def _whole(frame: Frame, cut: int) -> Period | None:
    """Return the one year that is named in front of what takes away, or else the one behind it."""
    years = {number.year: number.start for number in frame.numbers if number.year}
    years |= {one.period.year: one.start for one in frame.times.moments if _relative(frame, one)}
    named = [year for year, start in years.items() if start < cut] or list(years)
    return Period.of_year(named[0]) if len(named) == 1 and len(years) == 1 else None


_LEAVES = ("combine.rest", "combine.needed", "ask.", "unit.", "measure.minus", "measure.difference", "combine.except")
_NOT_LEFT = (
    "measure.points",
    "measure.share",
    "measure.percent",
    "measure.growth",
    "measure.fall",
    "direction.",
    "per.",
    "outlook.",
    "nth.",
)


def one_from_another(frame: Frame) -> Fields | None:
    """Read "ITO minus CRM leaves how much?", "subtract CRM from ITO": the one less the other, not what is neither."""
    other = frame.has(*_NOT_LEFT) or frame.says_total or frame.figures or set(frame.indicators) - {"exports"}
    if len(frame.segments) != _PAIR or len(frame.segment_places) != _PAIR or other or frame.verdict:
        return None
    minus, away = _minus(frame), _away(frame)
    if len(frame.times.periods) > 1 or not (minus or away):
        return None
    one, less = frame.segments if minus else frame.segments[::-1]
    asked: Fields = {"operation": Operation.COMPARISON, "comparison": "difference", "measure": "amount"}
    return asked | {"segments": (one,), "against": (less,), "explains": _LEAVES}


def _minus(frame: Frame) -> bool:
    """Whether nothing but a minus stands between two segments; a hyphen is one where something is left or equal."""
    first, second = frame.segment_places
    between = [one for one in frame.pieces[first + 1 : second] if not one.optional and one.text not in "()"]
    equals = any(piece.text == "=" for piece in frame.pieces) or frame.has("combine.rest")
    return bool(between) and (
        all(piece.has("measure.minus") for piece in between) or ([one.text for one in between] == ["-"] and equals)
    )


def _away(frame: Frame) -> bool:
    """Whether one segment is taken away from the next: "take CRM away from ITO", "retranche le CRM de l'ITO"."""
    first, second = frame.segment_places
    before, between = frame.pieces[max(first - _NEAR, 0) : first], frame.pieces[first + 1 : second]
    taken = any(one.has("combine.except", "cut.verb") and not one.has("combine.without") for one in before)
    links = any(one.has("span.from", "cut.away") or (one.has("span.to") and not one.has("follow.")) for one in between)
    return (
        taken and links and all(one.optional or one.has("span.from", "cut.away", "measure.versus") for one in between)
    )


def whole_less(frame: Frame) -> Fields | None:
    """Read "the total minus ITO minus CRM" as what is left without both."""
    cuts, named = frame.at("measure.minus"), frame.segment_places
    if len(frame.segments) < _PAIR or not cuts or cuts[0] > named[0] or not frame.says_total or frame.verdict:
        return None
    between = [one for one in frame.pieces[cuts[0] : named[-1]] if not one.optional and one.kind != "sign"]
    listed = all(one.has("measure.minus", "combine.except", "segment.", "follow.and", "combine.add") for one in between)
    other = frame.has("measure.ratio", "measure.growth", "measure.fall", "direction.", "per.", "outlook.", "nth.")
    if not listed or other or frame.figures or set(frame.indicators) - {"exports"}:
        return None
    measure = "share" if frame.has("measure.share", "measure.percent") else "amount"
    asked: Fields = {"operation": Operation.REMAINDER, "excluded": frame.segments, "segments": (), "measure": measure}
    return asked | {"explains": _LEAVES}


def _relative(frame: Frame, moment: Moment) -> bool:
    return frame.pieces[moment.start].has("relative.last_year", "relative.this_year")
