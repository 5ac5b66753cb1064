"""Rules for claims of Morocco's rank: "second in Africa, right?", "is it in the top 30?"."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from bot.reading.frame import Frame
from bot.reading.numbers import Number
from bot.reading.query import Amount, Claim, Operation

Fields = dict[str, Any]


def rank_claimed(frame: Frame) -> Fields | None:
    """Read "Morocco is second in Africa, right?"."""
    ranks = _ranks(frame)
    if place := _of_the_country(frame):
        claim = Claim(amount=Amount(values=(place,), unit="rank"))
        return {"operation": Operation.VALUE, "indicator": "rank_world", "claim": claim, "explains": ("pieces.",)}
    if len(ranks) != 1:
        return None
    said = frame.values("nth") or (("1",) if frame.has("select.max") else ())
    said = said or tuple(str(number.amount.values[0]) for number in frame.numbers if not number.year)
    asks = frame.asks and not frame.has("ask.affirm")
    told = frame.has("topic.ahead", "measure.", "ask.who", "explain.")
    if len(said) != 1 or asks or frame.segments or told:
        return None
    claim = Claim(amount=Amount(values=(Decimal(said[0]),), unit="rank"))
    return {"operation": Operation.VALUE, "indicator": ranks[0], "claim": claim, "explains": ("nth.", "select.max")}


def _of_the_country(frame: Frame) -> Decimal | None:
    """Return the place of "Morocco was 40th in 2023?"."""
    if not frame.has("place.MA") or frame.indicators or frame.segments or len(frame.amounts) != 1:
        return None
    ordinal = any(one.kind == "number" and after.has("pieces.ordinal") for one, after in pairwise(frame.pieces))
    other = [
        piece for piece in frame.content if piece.kind != "number" and not piece.has("pieces.ordinal", "ask.affirm")
    ]
    return frame.amounts[0].values[0] if ordinal and not other else None


def places_gained(frame: Frame) -> Fields | None:
    """Read "Morocco gained 12 places since 2022?" as a question about its rank in the world."""
    ends = sum(piece.has("held.rank") for piece in frame.pieces) > 1 and not frame.times.periods
    if ends and frame.has("indicator.rank_world") and frame.has("pieces.ordinal", "select.ranking", "span.from"):
        about: Fields = {"operation": Operation.EXPLANATION, "topic": "ranking", "about": "rank_world", "periods": ()}
        return about | {
            "explains": (*_GAINED, "select.ranking"),
            "claim": None,
        }  # "from 40th to 28th, how many places?"
    counted = any(one.kind == "number" and after.has("pieces.places") for one, after in pairwise(frame.pieces))
    moved = frame.has("direction.", "measure.growth", "measure.fall", "since.start", "span.since") and frame.has(
        "place.MA"
    )
    if not counted or not moved or frame.segments or frame.exports:
        return None
    about = {"operation": Operation.EXPLANATION, "topic": "ranking", "about": "rank_world", "periods": ()}
    return about | {"explains": _GAINED, "claim": None}


_GAINED = ("direction.", "measure.", "indicator.hub", "since.", "span.", "pieces.", "number.")


_IN_THE_TOP = ("select.", "top.", "combine.only", "measure.difference", "segment._T", "verify.", "indicator.hub")


def rank_within(frame: Frame) -> Fields | None:
    """Read "is Morocco in the top 30?", "among the first 30 in the world?": a rank that is said not to be passed."""
    ranks = _ranks(frame)
    if len(ranks) != 1:
        return None
    bounds = [number.amount.values[0] for number in frame.numbers if not number.year and _of_the_first(frame, number)]
    bounds += [Decimal(count) for count in frame.values("top")]
    if len(bounds) != 1 or not frame.verdict or frame.segments or frame.has("topic.ahead"):
        return None
    claim = Claim(amount=Amount(values=(bounds[0],), unit="rank"), direction="below")
    return {"operation": Operation.VALUE, "indicator": ranks[0], "claim": claim, "explains": _IN_THE_TOP}


def _ranks(frame: Frame) -> list[str]:
    """Return the ranks that are named; "second in Africa, of all countries" is the one in Africa."""
    ranks = [code for code in frame.indicators if code.startswith("rank_")]
    return [code for code in ranks if code != "rank_world" or len(ranks) == 1]


def _of_the_first(frame: Frame, number: Number) -> bool:
    """Whether a number says how many come first: "top 30", "les 30 premiers"."""
    beside = (*frame.pieces[max(number.start - 1, 0) : number.start], *frame.pieces[number.end : number.end + 1])
    return any(piece.has("select.max") and not piece.has("nth.") for piece in beside)
