"""What is said of all segments, of none or of one alone: "did all of them grow?", "is KPO the only one that fell?"."""

from __future__ import annotations

from typing import Any

from bot.reading.cover import following
from bot.reading.frame import Frame
from bot.reading.query import Amount, Operation

Fields = dict[str, Any]

_OTHER = (
    "ask.amount",
    "ask.why",
    "ask.which",
    "measure.ratio",
    "measure.points",
    "outlook.",
    "per.",
    "nth.",
    "select.max",
)
_EXPLAINS = (
    "explain.definition",
    "parted.",
    "refer.",
    "combine.",
    "select.",
    "measure.",
    "tone.",
    "quantity.",
    "ask.who",
)


def quantified(frame: Frame) -> Fields | None:
    """Read a claim about all segments together, or about one that is said to be the only one."""
    if not frame.has("verify.sole", "combine.only", "quantity.", "negate.not"):
        return None
    verb = any(piece.has("direction.", "verify.beat", "measure.difference") for piece in frame.pieces)
    asks = frame.verdict or (frame.open and verb and not frame.asks and not frame.has("alone.statistic"))
    if not asks or frame.has(*_OTHER) or set(frame.indicators) - {"exports"} or len(frame.times.periods) > 1:
        return None
    comparison = _quantifier(frame)
    predicate = _predicate(frame) if comparison else None
    if predicate is None or (bool(frame.segments) is not (comparison == "sole")):
        return None
    fields: Fields = {"operation": Operation.SELECTION, "comparison": comparison, "segments": frame.segments}
    return fields | predicate | {"explains": _EXPLAINS}


def _quantifier(frame: Frame) -> str:
    if frame.has("verify.sole") or _alone(frame):
        return "sole"
    for place in frame.at("negate.not"):
        after = [piece for piece in frame.pieces[place + 1 : place + 4] if not piece.optional]
        if after and after[0].has("select.segments"):
            return "none"
    return "all" if frame.has("quantity.all") and not frame.has("negate.not") else ""


def _alone(frame: Frame) -> bool:
    """Whether "only" stands right before the one segment: "only KPO fell, right?"."""
    for place in frame.at("combine.only", "quantity.only"):
        if len(frame.segments) == 1 and following(frame.pieces, place) in frame.segment_places:
            return True
    return False


def _predicate(frame: Frame) -> Fields | None:
    """Return what is said of them: that they grew or fell, or lie beyond one bound."""
    up = frame.has("measure.growth", "direction.up")
    down = frame.has("measure.fall", "direction.down")
    above, below = frame.has("select.above", "verify.beat"), frame.has("select.below")
    amounts = [one for one in frame.amounts if one.unit in ("percent", "MAD_bn")]
    if len(amounts) != len(frame.amounts) or len(amounts) > 1:
        return None
    if not amounts:
        return {"measure": "growth", "below": down} if up is not down else None
    bound: Amount = amounts[0]
    if above is below:
        return None
    if up or down:
        return {"measure": "growth", "below": below, "threshold": bound} if up and bound.unit == "percent" else None
    return {"measure": "share" if bound.unit == "percent" else "amount", "below": below, "threshold": bound}
