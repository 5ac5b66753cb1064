"""Rules for the segments that lie beyond a bound, or that grew or fell."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Amount, Operation
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]

_PAIR = 2

_OF_WHICH = (
    "select.any",
    "select.segments",
    "ask.which",
    "ask.who",
    "refer.it",
    "ask.what",
    "select.each",
    "ask.amount",
)


def any_beyond(frame: Frame) -> Fields | None:
    """Read "is anything below 1 % in 2024?" as which segments are: nothing is claimed of the whole."""
    return selection(frame) if frame.has("select.any") and not frame.segments else None


def selection(frame: Frame) -> Fields | None:
    """Read which segments lie beyond a bound, grew or fell."""
    if frame.segments or not any(piece.has(*_OF_WHICH) and not piece.has("split.in") for piece in frame.pieces):
        return None
    bound = frame.has("select.above", "select.below", "verify.beat")
    amounts = [figure for figure in frame.figures if figure.unit in ("percent", "MAD_bn")]
    digits = _digits_bound(frame)
    grows = frame.has("measure.growth", "measure.fall", "direction.") and (
        frame.has("ask.which", "select.segments", "ask.what")
    )
    few = frame.has("top.", "bottom.") and not frame.has("ask.which", "ask.who", "ask.what")
    if few:
        return None
    if frame.has("select.between") and len(amounts) == 2 and amounts[0].unit == amounts[1].unit:
        low, high = sorted(amount.values[0] for amount in amounts)
        measure = "share" if amounts[0].unit == "percent" else "amount"
        between = amounts[0].model_copy(update={"values": (low, high)})
        return {"operation": Operation.SELECTION, "threshold": between, "comparison": "between", "measure": measure}
    listed = frame.has("select.segments", "select.any", "ask.which", "ask.who", "quantity.all")
    grown = frame.has("measure.rate", "measure.growth") and not frame.has("select.segments", "ask.who")
    if grown and amounts and amounts[0].unit == "MAD_bn":
        return None  # "since we passed 27 billion, what is the growth?"
    if bound and (amounts or digits) and (listed or digits):
        threshold = amounts[0] if amounts else digits
        measure = "share" if threshold and threshold.unit == "percent" else "amount"
        if measure == "share" and frame.has("measure.growth"):
            measure = "growth"
        below = frame.has("select.below") and not (
            frame.has("select.above") and frame.at("select.above")[0] < frame.at("select.below")[0]
        )
        return {"operation": Operation.SELECTION, "threshold": threshold, "below": below, "measure": measure}
    if (
        grows
        and frame.has("select.segments", "ask.which")
        and frame.has("select.segments")
        and not frame.has("select.max", "select.min", "nth.")
    ):
        years = sorted(frame.times.periods)
        dated: Fields = {"periods": (years[-1],)} if _next_year(years) else {}  # "which shrank between 2023 and 2024?"
        return dated | {
            "operation": Operation.SELECTION,
            "measure": "growth",
            "below": (frame.has("measure.fall", "direction.down") and not frame.has("measure.growth"))
            is not frame.has("negate.not", "denial.close"),
        }
    return None


def _next_year(years: Sequence[Period]) -> bool:
    """Whether two years follow each other, so that a change is the one of the later year."""
    return len(years) == _PAIR and years[0].kind is PeriodKind.YEAR and years[1] == years[0].shifted(1)


def _digits_bound(frame: Frame) -> Amount | None:
    """Read "double digits" as ten percent."""
    words = frame.words("select.above", "select.below")
    return Amount(values=(Decimal(10),), unit="percent") if "digit" in words or "chiffre" in words else None
