"""Claims: what a clause asserts and wants checked."""

from __future__ import annotations

from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation

Fields = dict[str, Any]


def verdict(frame: Frame) -> bool:
    """Whether a yes or a no is asked for: by a word, or by a verb in front ("Did exports fall?")."""
    if frame.has("ask.affirm") or frame.tagged or frame.concluded:
        return True
    if frame.has("verify.inversion"):
        return not frame.asks
    opening = frame.first
    asks = frame.has("ask.amount", "ask.which", "ask.what", "ask.who", "ask.where", "ask.why", "ask.how")
    return opening is not None and opening.has("verify.opening") and not asks


def with_claim(frame: Frame, fields: Fields) -> Fields:
    """Add what is asserted, where the clause asks for a verdict and not for a figure."""
    operation = fields["operation"]
    if frame.has("outlook.result") and frame.has("outlook.projection") and operation is Operation.VALUE:
        fields["claim"] = Claim(result=True)
        return fields
    asks = frame.asks and not verdict(frame)
    if asks or operation in (
        Operation.SELECTION,
        Operation.NEEDED,
        Operation.SOURCE,
        Operation.DEFINITION,
        Operation.EXPLANATION,
        Operation.MEMBERSHIP,
        Operation.MEMBERS,
        Operation.COVERAGE,
    ):
        return fields
    claim = _claim(frame, fields)
    if claim is not None:
        fields["claim"] = claim
    return fields


def _lower(fields: Fields) -> tuple[str, ...]:
    """Senses that say a later figure to be the lower one: "that's less than the year before, isn't it?"."""
    return ("select.below",) if fields["operation"] is Operation.GROWTH else ()


def _claim(frame: Frame, fields: Fields) -> Claim | None:
    amount = frame.figures[0] if frame.figures else None
    if amount is None and verdict(frame) and frame.amounts:
        amount = frame.amounts[0]
    if fields["operation"] is Operation.PROGRESS and not verdict(frame):
        return None
    if fields["operation"] is Operation.RANKING and frame.segments:
        return Claim(order=fields["order"], rank=fields["rank"] or 1, amount=amount)
    direction = ""
    both = frame.has("direction.up") and frame.has("direction.down")
    if both and amount is None:
        return None  # "up or down?" asserts neither
    if amount is not None:
        above = frame.at("select.above", "measure.difference")
        direction = "below" if frame.has("select.below") else "above" if above and frame.has("select.above") else ""
        if not direction and fields["operation"] is Operation.GROWTH:
            direction = "down" if frame.has("measure.fall", "direction.down") else ""
    elif verdict(frame) and frame.has("direction.down", "measure.fall", *_lower(fields)):
        direction = "down"
    elif verdict(frame) and frame.has("measure.stable"):
        direction = "stable"
    elif verdict(frame) and frame.has("direction.up", "measure.growth"):
        direction = "up"
    if amount is None and not direction:
        below = "below" if frame.has("select.below") and not frame.has("select.above") else ""
        return Claim(direction=below) if verdict(frame) and fields["operation"] is Operation.COMPARISON else None
    return Claim(amount=amount, direction=direction)
