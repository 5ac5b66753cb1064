"""Rules for what a change is measured against, and for a share of which both ends are asked for."""

from __future__ import annotations

from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Operation, Query
from bot.reading.references import chosen
from knowledge.periods import PeriodKind

Fields = dict[str, Any]

_BOTH = 2
_EARLIER = frozenset({"year_before", "part_before", "half_any", "quarter_any"})


def base_asked(frame: Frame) -> Fields | None:
    """Read "is the 3.5 % measured against the half before or the same months of 2024?": the growth, its base."""
    bases = frame.times.flags & _EARLIER and frame.times.flags & {"same_period", "same_shape"}
    moved = frame.has("measure.growth", "measure.fall", "direction.")
    if not bases or not moved or not frame.has("follow.or") or not frame.has("measure.versus", "span.base"):
        return None
    if len(frame.segments) > 1 or set(frame.indicators) - {"exports"} or frame.has("ask.amount", "outlook."):
        return None
    quoted = [one.period for one in chosen(frame) if one.relation == "growth"]
    named = [one for one in frame.times.periods if one.kind is PeriodKind.HALF]
    later = max((*quoted, *named), default=None)
    if later is None:
        return None
    while not quoted and frame.times.periods and later.year < max(one.year for one in frame.times.periods):
        later = later.shifted(1)
    explains = ("topic.", "measure.", "follow.", "relative.", "span.", "verify.")
    return {"operation": Operation.GROWTH, "comparison": "", "periods": (later,), "claim": None, "explains": explains}


def share_at_both_ends(frame: Frame) -> Fields | None:
    """Read "ITO's weight went from how much in 2024 to how much in H1 2025?": its share in each."""
    asked = len(frame.at("ask.amount", "measure.percent")) >= _BOTH and frame.has("ask.level")
    ends = len(frame.times.periods) == _BOTH and len(frame.segments) == 1
    if not asked or not ends or not frame.has("measure.share") or frame.figures or frame.has("combine.", "outlook."):
        return None
    explains = ("select.above", "span.", "direction.", "measure.")
    return {"operation": Operation.SHARE, "comparison": "points", "claim": None, "explains": explains}


_JOINT = ("combine.sum", "combine.add", "refer.two", "refer.three")


def joint_share_moved(frame: Frame) -> Fields | None:
    """Read "ITO and CRM together, how many points lost between 2024 and H1 2025?": their joint share at both ends."""
    periods = frame.times.periods
    several = len(frame.segments) > 1 and len(periods) == _BOTH and frame.has(*_JOINT)
    moved = frame.has("measure.difference", "measure.fall", "measure.growth", "direction.", "measure.trend")
    if not several or not (frame.has("measure.points") or (frame.has("measure.share") and moved)):
        return None
    rates = all(one.unit in ("percent", "points") for one in frame.figures)
    if not rates or frame.verdict or frame.has("combine.except", "combine.rest", "outlook.", "per.", "nth."):
        return None
    joint = Query(operation=Operation.SUM, measure="share", segments=frame.segments)
    of = tuple(joint.model_copy(update={"periods": (one,)}) for one in periods)
    asked: Fields = {"operation": Operation.DERIVED, "comparison": "points", "of": of}
    return asked | {"segments": (), "periods": (), "claim": None, "explains": ("refer.", "direction.", "earned.")}
