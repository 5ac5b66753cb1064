"""By how much a figure lies above or below an amount that is named: "by how much did BPO pass 2 billion in 2024?"."""

from __future__ import annotations

from typing import Any

from bot.reading.asserted import weighs
from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.query import Amount, Claim, Operation

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_OTHER = (
    "measure.growth",
    "measure.fall",
    "measure.share",
    "measure.percent",
    "measure.points",
    "measure.ratio",
    "combine.sum",
    "combine.add",
    "combine.except",
    "combine.without",
    "combine.only",
    "combine.rest",
    "per.",
    "outlook.",
    "factor.",
    "fraction.",
    "ask.why",
    "ask.which",
    "ask.who",
    "select.max",
    "select.min",
)
_EXPLAINS = (
    "combine.needed",
    "combine.match",
    "wish.need",
    "measure.difference",
    "ask.degree",
    "verify.",
    "select.",
    "tone.",
    "split.",
    "span.",
    "measure.versus",
)


def off_an_amount(frame: Frame) -> Fields | None:
    """Read a level with the amount that it is set against, where it is asked how far off that it lies."""
    verbs = ("select.above", "select.below")  # "CRM exceeds 9 billion in 2024?" asks whether, not by how much
    stated = frame.questioned and not frame.asks
    gap = any(one.has("measure.difference") and not (stated and one.has(*verbs)) for one in frame.pieces)
    degree = frame.has("ask.degree") or (gap and not frame.verdict)
    degree = degree or (frame.has("ask.amount") and frame.has("select.above", "select.below", "verify.beat"))
    lacks = frame.has("combine.needed", "combine.match")
    degree = degree or (lacks and frame.has("ask.amount"))  # "how much was CRM lacking to get to 10 billion in 2024?"
    amount = _bound(frame)
    if lacks and (not frame.segments or len(frame.times.periods) != 1):
        return None
    if amount is None or not degree or weighs(frame) or frame.has(*_OTHER) or len(frame.segments) > 1:
        return None
    if len(frame.times.periods) > 1 or frame.says_total == bool(frame.segments) or set(frame.indicators) - {"exports"}:
        return None
    return {
        "operation": Operation.VALUE,
        "claim": _claim(frame, amount),
        "comparison": "difference",
        "explains": _EXPLAINS,
    }


def _bound(frame: Frame) -> Amount | None:
    """Return the one amount of money that is named and is no figure that is held."""
    money = [one for one in frame.figures if one.unit == "MAD_bn"]
    return money[0] if len(money) == len(frame.amounts) == 1 and not frame.quotes else None


def _claim(frame: Frame, amount: Amount) -> Claim:
    below = frame.has("select.below") and not frame.has("select.above")
    above = frame.has("select.above", "verify.beat")
    return Claim(amount=amount, direction="below" if below else "above" if above else "")


def _bare(frame: Frame) -> bool:
    """Whether nothing but "by how much?" is said."""
    return frame.has("ask.degree") and all(
        piece.has("ask.", "measure.difference", "follow.") for piece in frame.content
    )


def by_how_much(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "by how much?" after a figure that was set against an amount as the gap between the two."""
    last = before.last
    figures = parts(last) if last is not None else ()
    asks = frame.has("ask.degree", "measure.difference") and not frame.segments and not frame.times.periods
    if last is not None and last.operation in (Operation.GROWTH, Operation.COMPARISON) and _bare(frame):
        return plain(last).model_dump() | {"comparison": "difference", "explains": _EXPLAINS}, ("operation", "periods")
    bound = before.claim.amount if before.claim is not None else None
    if bound is None or len(figures) != 1 or not asks or frame.amounts or frame.has(*_OTHER):
        return None
    if figures[0].operation is not Operation.VALUE or bound.unit not in ("MAD_bn", "persons"):
        return None
    claim = Claim(amount=bound)
    asked: Fields = {"claim": claim, "comparison": "difference", "explains": _EXPLAINS}
    return plain(figures[0]).model_dump() | asked, ("operation", "segments", "periods")
