"""One segment told in another, or out of a hundred: "CRM is worth how many BPOs?", "of 100 dirhams, how many …?"."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Operation

Fields = dict[str, Any]
_OTHER = ("measure.growth", "measure.fall", "combine.sum", "combine.except", "outlook.", "indicator.jobs", "hint.jobs")
_HUNDRED = Decimal(100) / 10**9
"""A hundred dirhams, in billions."""
_BOTH = 2


def how_many_of(frame: Frame) -> Fields | None:
    """Read "CRM is worth how many BPOs?" as how many times the one holds the other."""
    named = frame.segment_places
    if len(named) != _BOTH or len(frame.segments) != _BOTH or frame.has(*_OTHER):
        return None
    counted = [place for place in named if _counted(frame, place)]
    if len(counted) != 1:
        return None
    other = next(place for place in named if place not in counted)
    sides = (frame.pieces[other].values("segment")[0],), (frame.pieces[counted[0]].values("segment")[0],)
    explains = ("ask.count", "measure.amount", "combine.needed", "wish.need", "number.")
    fields: Fields = {
        "operation": Operation.COMPARISON,
        "comparison": "ratio",
        "segments": sides[0],
        "against": sides[1],
    }
    return fields | {"measure": "amount", "claim": None, "explains": explains}


def _counted(frame: Frame, place: int) -> bool:
    """Whether so many of a segment are asked for, and no people of it: "how many BPOs"."""
    before = [one for one in frame.pieces[:place] if not one.optional]
    return bool(before) and before[-1].has("ask.count")


def shares_missing(frame: Frame) -> Fields | None:
    """Read "I have 40.3, 37.4 and 13.2, which slices am I missing?" as the split that these shares are of."""
    printed = [[one for one in found if one.relation == "share"] for _, found in frame.quotes]
    periods = {one.period for found in printed for one in found[:1]}
    parted = frame.has("select.breakdown", "select.each", "combine.rest", "combine.needed", "wish.need")
    if len(printed) < _BOTH or not all(printed) or len(periods) != 1 or not parted or frame.verdict:
        return None
    if frame.segments or frame.has("measure.growth", "measure.difference", "combine.sum", "ask.affirm"):
        return None
    fields: Fields = {"operation": Operation.BREAKDOWN, "measure": "share", "periods": tuple(periods), "segments": ()}
    return fields | {"comparison": "missing", "claim": None, "explains": ("combine.", "refer.", "select.", "wish.")}


def out_of_a_hundred(frame: Frame) -> Fields | None:
    """Read "out of every 100 dirhams exported, how many are ITO?" as its share."""
    hundred = [number for number in frame.numbers if number.amount.values == (_HUNDRED,)]
    asks = frame.has("ask.amount", "ask.count") and not frame.verdict
    if len(hundred) != 1 or len(frame.segments) != 1 or not asks or frame.has(*_OTHER, "per.", "unit.billion"):
        return None
    explains = ("ask.count", "unit.mad", "measure.amount", "explain.source", "select.each", "topic.", "split.")
    return {"operation": Operation.SHARE, "measure": "share", "claim": None, "explains": explains}
