"""Rules for figures that a message quotes: what one stands for, and why two of them differ."""

from __future__ import annotations

from typing import Any

from bot.reading.evidence import THOUSAND
from bot.reading.frame import Frame
from bot.reading.query import Amount, Operation

Fields = dict[str, Any]

_COMPUTED = ("ask.amount", "combine.sum", "combine.except", "combine.needed", "measure.ratio", "per.", "unit.convert")
_BESIDE = ("measure.percent", "measure.growth", "measure.share")


def apart(frame: Frame) -> Fields | None:
    """Read "he says 26.22, she says 26.2, who is right?": printed figures that are to be told apart."""
    amounts = _distinct(frame)
    reason = frame.has("ask.why", "verify.apart") or (frame.has("ask.which") and frame.has("ask.when"))
    if len(amounts) < 2 or frame.segments or not reason or frame.has(*_COMPUTED):
        return None
    if all(_persons(amount) for amount in amounts):
        return _counts(frame)
    return {"operation": Operation.DEFINITION, "quoted": amounts, "segments": ()}


def whose(frame: Frame) -> Fields | None:
    """Read "is 40.3 % the share of ITO or of CRM?"."""
    if len(frame.amounts) != 1:
        return None
    sides = frame.at("segment.")
    between = frame.pieces[sides[0] : sides[-1]] if len(sides) > 1 else ()
    if not any(piece.has("follow.or") for piece in between):
        return None
    shares = frame.has("measure.share") and frame.figures[:1] and frame.figures[0].unit == "percent"
    if not frame.quoted and shares and len(frame.segments) == 2:
        pair: Fields = {"segments": frame.segments[:1], "against": frame.segments[1:], "claim": None}
        return pair | {"operation": Operation.COMPARISON, "measure": "share", "comparison": "points"}
    if len(frame.quoted) != 1:
        return None
    if frame.times.periods[1:] or frame.has(*_COMPUTED, "measure.difference", "measure.versus", "ask.which"):
        return None
    fields: Fields = {"operation": Operation.DEFINITION, "threshold": frame.quoted[0], "segments": (), "periods": ()}
    return fields | {"explains": ("combine.only", "measure.")}


_SAID = 8
"""Pieces of a claim that is nothing but a figure and the period that it is said to cover."""


def covering(frame: Frame) -> Fields | None:
    """Read "the 13.4 billion covers the whole of 2025, doesn't it?" as a figure that is said to be of a year."""
    if not frame.times.periods or not (frame.tagged or frame.has("ask.affirm")):
        return None
    covers = frame.has("explain.definition") or (frame.has("measure.progress") and "whole" in frame.times.flags)
    compares = frame.has("measure.versus", "measure.growth", "measure.difference", "measure.ratio")
    goals = any(one.outlook for _, printed in frame.quotes for one in printed)
    one = [amount.unit for amount in frame.figures] == ["MAD_bn"] and len(frame.content) <= _SAID
    if not covers or compares or goals or not one:
        return None
    return {"operation": Operation.VALUE, "explains": ("explain.definition", "measure.progress")}


def rates_apart(frame: Frame) -> Fields | None:
    """Read "BPO's share slid from 17% to 8.9%, why?": one is its growth and the other its share."""
    if len(frame.quotes) != 2 or len(frame.segments) != 1:
        return None
    rates = tuple(amount for amount in frame.quoted if amount.unit == "percent")
    relations = [{one.relation for one in printed if one.segment in frame.segments} for _, printed in frame.quotes]
    told = [relation for relation in relations if relation in ({"share"}, {"growth"})]
    mixed = len(rates) == 2 and len(told) == 2 and told[0] != told[1]
    moved = frame.has("measure.share", "measure.growth") and frame.has("span.from", "measure.versus")
    if not mixed or not moved or frame.has("measure.difference", "measure.points"):
        return None
    return {"operation": Operation.DEFINITION, "quoted": rates, "explains": ("ask.why", "measure.fall", "direction.")}


def indirect_ones(frame: Frame) -> Fields | None:
    """Read "do the 120,000 leave out people employed indirectly?" as the count, which says what it counts."""
    if not frame.has("scope.indirect"):
        return None
    jobs = "jobs" in frame.indicators or any(_persons(amount) for amount in frame.quoted)
    if not jobs or frame.segments or frame.has("per.", "measure.percent"):
        return None
    meant = frame.has("explain.definition") and frame.has("refer.inside")  # "what do they cover: are these in it?"
    left = frame.has("combine.except", "combine.only", "negate.not")
    if not (left or meant) or frame.has("ask.amount", "ask.why"):
        return None
    left_out = ("combine.except", "combine.without", "combine.only", "negate.not", "explain.definition")
    return {"operation": Operation.VALUE, "indicator": "jobs", "claim": None, "explains": left_out}


def _counts(frame: Frame) -> Fields:
    outlook = frame.has("outlook.", "held.outlook")
    return {"operation": Operation.EXPLANATION, "topic": "job_counts", "indicator": "jobs", "outlook": outlook}


def count_of_a_year(frame: Frame) -> Fields | None:
    """Read "you have two job counts, what is the one for end 2024?" as the jobs of that year."""
    asks = frame.has("topic.job_counts") and len(frame.times.periods) == 1 and not frame.segments and not frame.amounts
    if not asks or frame.exports or frame.has("ask.why", "explain.why", "verify.apart", "measure.", "combine."):
        return None
    explains = ("topic.job_counts", "institution.", "ask.", "refer.")
    return {"operation": Operation.VALUE, "indicator": "jobs", "explains": explains}


def either(frame: Frame) -> Fields | None:
    """Read "26.2 billion, is that the half-year or the year?", "13.4 billion, dollars or dirhams?"."""
    amounts = _distinct(frame)
    rates = [amount for amount in frame.quoted if amount.unit == "percent"]
    two = frame.has("measure.growth") and (bool(frame.segments) or frame.has("measure.share"))
    if len(rates) == 1 and not amounts and frame.has("follow.or") and two and not frame.times.periods:
        return {"operation": Operation.DEFINITION, "threshold": rates[0], "segments": ()}  # "growth or KPO's share?"
    if len(amounts) != 1 or not frame.has("follow.or") or frame.segments or frame.has(*_COMPUTED, *_BESIDE):
        return None
    yearly = bool(frame.times.flags & {"whole"}) or frame.has("relative.year", "relative.whole", "per.year")
    parts = frame.has("half.", "quarter.", "per.half", "per.quarter", "month.")
    periods = len(frame.times.periods) > 1 or (yearly and parts)
    currencies = frame.has("unit.mad") and frame.has("elsewhere.currencies")
    if not periods and not currencies:
        return None
    fields: Fields = {"operation": Operation.DEFINITION, "threshold": amounts[0], "segments": (), "periods": ()}
    return fields | {"comparison": "either" if periods else ""}


def _distinct(frame: Frame) -> tuple[Amount, ...]:
    return tuple(
        {amount.values: amount for amount in frame.quoted if amount.unit not in ("percent", "points")}.values()
    )


def _persons(amount: Amount) -> bool:
    return amount.unit == "persons" or (not amount.unit and max(amount.values) >= THOUSAND)
