"""A question completed by the statement before it: "CRM made 4.8 billion. What share is that?"."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.reading import context
from bot.reading.built import built
from bot.reading.discourse import Discourse
from bot.reading.frame import Frame
from bot.reading.operators import scaled_by
from bot.reading.query import Operation
from bot.reading.resolve import resolve


def with_premise(
    fields: dict[str, Any], frame: Frame, premise: Frame, before: Discourse
) -> tuple[dict[str, Any], Discourse]:
    """Complete a question by the statement before it; a fragment leans on that rather than on the question before."""
    operation = fields.get("operation")
    if operation is Operation.SOURCE and any(one.unit == "MAD_bn" for one in premise.figures):
        fields |= {"outlook": True}
    if operation is Operation.BREAKDOWN and len(premise.segments) == 1 and _pointed(frame):
        fields |= {"operation": Operation.VALUE, "segments": premise.segments}  # "… a call centre. These trades, …?"
    if operation is Operation.MEMBERS and (frame.verdict or (frame.has("refer.third") and not frame.asks)):
        # "My sister moves to Essaouira. Is the city on your list?"
        named = tuple(code for code in premise.values("place") if code != "MA")
        fields |= {"not_held": tuple(one for one in premise.elsewhere if one.kind == "cities")}
        fields |= {"operation": Operation.MEMBERSHIP, "places": named} if named else {}
    elif operation is Operation.MEMBERSHIP and frame.has("refer.city"):
        own = fields.get("places", ())  # "… is in Fez. Are there operators in that city, or is everything in Casa?"
        fields |= {"places": tuple(dict.fromkeys((*(code for code in premise.values("place") if code != "MA"), *own)))}
    if operation is Operation.MEMBERSHIP and premise.has("indicator.park") and not frame.has("indicator.hub"):
        fields |= {"about": "park"}  # "Casablanca has Casanearshore; and Fez, what is there called?"
    counted = frame.has("ask.amount", "ask.count", "hint.", "indicator.", "unit.", "elsewhere.")
    places = () if counted else tuple(code for code in premise.values("place") if code != "MA")
    if places and frame.has("refer.city"):
        fields = {"operation": Operation.MEMBERSHIP, "about": "hub", "places": places}  # "is anything going on here?"
    told = resolve(premise) if context.follows(frame) else {}
    if not told and premise.has("topic.job_counts"):
        told = {"operation": Operation.EXPLANATION, "topic": "job_counts", "indicator": "jobs"}
    if told and len(premise.segments) == 1 and not told.get("segments") and frame.has("measure.", "direction."):
        # "CRM made 4.8 billion, found by taking Q3 and Q4 off the year. On that basis, what is the trend?"
        told = {"operation": Operation.VALUE, "segments": premise.segments, "periods": premise.times.periods[:1]}
    if before.last is not None and not premise.segments and scaled_by(premise) is not None:
        told = {}  # "so doubled, that is 8.4. What did it really do in 2024?"
    if told and before.last is not None and context.follows(premise):
        told, _ = context.merge(told, premise, before)
    return fields, before.after(built(told, premise, ()), ()) if told else before


def _pointed(frame: Frame) -> bool:
    """Whether "this segment", "these trades" points at what was named before."""
    pointing = any(first.has("refer.it") and after.has("select.segments") for first, after in pairwise(frame.pieces))
    return pointing and not frame.segments and not frame.has("select.each", "select.breakdown", "measure.share")
