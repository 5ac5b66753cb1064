"""Rules for computations over figures that are quoted or named, and for what a quoted figure stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.reading.cover import Printed
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.functions import MOVED, PERCENT, function, sign, taken_away
from bot.reading.query import Operand, Operation
from bot.reading.references import chosen, covered, operands

Fields = dict[str, Any]

_PAIR = 2
_MOST = 5
"""Quoted figures that one computation takes."""
_MONEY = ("unit.mad", "unit.billion", "unit.million", "measure.amount")


def computed(frame: Frame) -> Fields | None:
    """Read a computation that quotes a figure: "27 vs 26.2", "how many jobs from 148,500 to 270,000?"."""
    if not frame.quotes or len(frame.quotes) > _MOST or frame.has("explain.source", "ask.why"):
        return None
    if _moved_by(frame):
        return None  # "CRM rose by 3.5 billion?": what is said of its change stands for no other figure
    if frame.has("combine.needed") and frame.has("measure.growth") and len(frame.times.periods) > 1:
        return {"operation": Operation.UNCLEAR}  # "by how much must H2 grow on H2 2024 to end at 27?"
    quoted = chosen(frame)
    if frame.has("per.job") and "half_any" in frame.times.flags and not frame.times.periods:
        headcount = len(quoted) == 1 and quoted[0].indicator == "jobs" and not quoted[0].period.dated
        return None if headcount else {"operation": Operation.UNCLEAR}  # "per job for the half-year, with 148,500"
    levels = tuple(one for one in quoted if not one.relation)
    if len(levels) > 1:
        quoted = levels  # "5.25 of 13.4, above the 40.3?": a rate beside two levels is what is claimed
    if (
        frame.segments
        and any(one.indicator == "jobs" for one in quoted)
        and not frame.has("per.job", "indicator.exports")
    ):
        return {"operation": Operation.VALUE, "indicator": "jobs"}  # "of the 120,000, how many in call centres?"
    found = operands(frame, quoted)
    linked = sign(frame) or taken_away(frame) or frame.has("combine.sum")
    if len(quoted) > 1 and len(found) != _PAIR and linked and not frame.verdict:
        return _chain(frame, found[: len(quoted)])
    if len(quoted) == _PAIR and len(found) > _PAIR and frame.verdict:
        return {"operation": Operation.VALUE, "periods": (found[-1].period,)}  # "H2 was 26.2 minus 13.4, so 12.8?"
    if len(found) == _PAIR and found[0] != found[1] and (name := function(frame, quoted, found)):
        return arithmetic(frame, name, found)
    return _alone(frame, quoted) or _several(frame, quoted)


def _moved_by(frame: Frame) -> bool:
    """Whether one amount of money is said to be what something rose or fell by."""
    money = [one for one in frame.amounts if one.unit == "MAD_bn"]
    moved = frame.has("measure.growth", "measure.fall") and frame.has("direction.up", "direction.down")
    return (
        len(money) == len(frame.amounts) == 1
        and moved
        and not frame.asks
        and not frame.has("measure.versus", "outlook.")
    )


def _chain(frame: Frame, found: Sequence[Operand]) -> Fields | None:
    """Read "9.797 − 2.814 − 2.183": the quoted figures alone, whatever period the result is said to be of."""
    name = sign(frame) or ("difference" if taken_away(frame) else "sum")
    several = len(found) == _PAIR or name in ("sum", "difference")
    return arithmetic(frame, name, found) if several and len({one.indicator for one in found}) == 1 else None


def of_quoted(frame: Frame) -> Fields:
    """Return the period and the segment of the one amount that a clause quotes: "26.2 billion a month is how much?"."""
    quoted = [one for one in chosen(frame) if one.indicator == "exports"]
    if len(quoted) != 1 or frame.segments or any(not covered(moment, quoted) for moment in frame.times.moments):
        return {}
    segments = () if quoted[0].segment == TOTAL else (quoted[0].segment,)
    if segments and frame.times.moments:
        return {}  # "a monthly average of 2.2 billion in 2024?" is not CRM's fourth quarter
    return {"periods": (quoted[0].period,), "segments": segments, "outlook": quoted[0].outlook, "claim": None}


_BESIDE = ("measure.trend", "measure.compare", "measure.versus", "chart.", "same.", "refer.", "topic.")
"""What may stand beside figures of two scopes: "can one compare 17.9 and 26.2?"."""


def two_scopes(frame: Frame) -> Fields | None:
    """Read figures of two scopes that stand side by side: that they may not be compared comes before anything else."""
    quoted = [one for one in chosen(frame) if one.indicator == "exports"] if len(frame.quotes) > 1 else []
    if frame.has("chart.asked", "measure.trend", "same.line"):  # several years of each scope in one line: one of each
        quoted = list({one.perimeter: one for one in quoted if not one.relation}.values())
    if (
        len(quoted) < 2
        or len({one.perimeter for one in quoted}) < len(quoted)
        or frame.has("explain.source", "per.job")
    ):
        return None
    told = {"operation": Operation.DEFINITION, "explains": _BESIDE}
    return arithmetic(frame, "", operands(frame, quoted)[: len(quoted)]) | told


def share_missing(frame: Frame) -> bool:
    """Whether what a part leaves of a whole is asked for: "which percentage of the 27 is still missing?"."""
    lacks = frame.has("combine.needed", "combine.rest") and frame.has("measure.percent", "measure.share")
    return lacks and not frame.verdict and not frame.has("measure.progress", "verify.done")


def arithmetic(frame: Frame, name: str, found: Sequence[Operand]) -> Fields:
    """Return the fields of a computation over some figures."""
    return {
        "operation": Operation.ARITHMETIC,
        "operands": tuple(found),
        "function": name,
        "indicator": found[0].indicator,
        "segments": found[0].segments,
        "comparison": "missing" if name == "percentage" and share_missing(frame) else "",
        "per": "month" if name == "per_job" and frame.has("per.month") else "",
    }


def _alone(frame: Frame, quoted: Sequence[Printed]) -> Fields | None:
    """Read one quoted figure with what is asked of it: a rate in money, jobs in one segment, another period beside."""
    if len(quoted) != 1:
        return None
    only = quoted[0]
    segments = () if only.segment == "_T" else (only.segment,)
    rest = tuple(moment.period for moment in frame.times.moments if not covered(moment, quoted))
    gap = any(
        piece.has("measure.difference") and not piece.has("select.above", "select.below", "verify.beat")
        for piece in frame.pieces
    )  # "did growth exceed 3.5 %?" asks for no amount
    asks = frame.has("ask.amount") or gap or not frame.verdict
    if only.relation == "growth" and rest == (only.period.year_before(),) and frame.has("combine.except"):
        cell = Operand(segments=segments, period=rest[0])  # "what was it before the 17 % of growth?"
        return arithmetic(frame, "level", [cell])
    if only.relation == "growth" and (frame.has(*_MONEY) or gap) and asks:
        return {
            "operation": Operation.GROWTH,
            "comparison": "difference",
            "segments": segments,
            "periods": (only.period,),
            "claim": None,
        }
    if only.relation == "share" and segments and frame.has(*_MONEY) and asks:
        return {"operation": Operation.VALUE, "segments": segments, "periods": (only.period,), "claim": None}
    if frame.has("unit.convert") and frame.has("unit.mad") and (said := of_quoted(frame)):
        return said | {"operation": Operation.VALUE, "unit": "MAD", "claim": None}
    labelled = len(rest) == 1 and any(covered(moment, quoted) for moment in frame.times.moments)
    quiet = not frame.has(*MOVED, *PERCENT, "measure.ratio", "measure.versus", "combine.", "select.")
    if labelled and not only.relation and not frame.verdict and quiet:
        return {"operation": Operation.VALUE, "periods": rest}  # "26.2 in 2024, and in 2023?"
    return None


def stands_for(frame: Frame) -> Fields | None:
    """Read what is left of a clause that quotes a figure: what does it stand for?"""
    quoted = chosen(frame)
    moments = frame.times.moments
    asked = frame.has("explain.definition") and (not moments or quoted[0].unit != "percent") if quoted else False
    lone = not frame.segments and (not moments or asked)
    if len(quoted) != 1 or not lone or frame.has("ask.why", "explain.source") or frame.unquoted:
        return None
    told: Fields = {"operation": Operation.DEFINITION, "topic": "definition" if frame.has("include.what") else ""}
    return arithmetic(frame, "", operands(frame, quoted)[:1]) | told


def meant(frame: Frame) -> Fields | None:
    """Read "17.9 billion, what does that stand for?", whatever else is told of the figure."""
    if len(frame.quotes) != 1:
        return None
    pointed = frame.has("ask.when") or (frame.has("ask.what") and frame.has("refer.figure"))
    due = frame.has("ask.when") and frame.has("held.outlook") and not frame.has("measure.growth", "measure.difference")
    measured = frame.has("measure.", "ask.amount") and not due  # "when is the target of 40 billion to be reached?"
    asks = (frame.has("explain.definition") or pointed) and not measured
    return stands_for(frame) if asks and chosen(frame)[0].unit != "percent" else None


def _several(frame: Frame, quoted: Sequence[Printed]) -> Fields | None:
    """Read several figures that nothing is computed from: what does each stand for, and is it of its period?"""
    if len(quoted) < 2 or frame.unquoted or frame.has("ask.amount"):
        return None
    found = operands(frame, quoted)[: len(quoted)]
    return arithmetic(frame, "", found) | {"operation": Operation.DEFINITION}
