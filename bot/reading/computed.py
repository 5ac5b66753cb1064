"""Rules for computations over figures that are quoted or named, and for what a quoted figure stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.reading.asserted import verdict
from bot.reading.cover import Printed
from bot.reading.frame import Frame
from bot.reading.query import Claim, Operand, Operation
from bot.reading.references import chosen, covered, named, operands
from knowledge.periods import PeriodKind

Fields = dict[str, Any]

_MOST = 3
"""Quoted figures that one computation takes."""
_LEFT = ("combine.needed", "combine.rest", "combine.except")
_SIGNS = {"-": "difference", "+": "sum", "/": "ratio", "÷": "ratio"}
_PERCENT = ("measure.percent", "measure.share", "fraction.")
_MOVED = ("measure.growth", "measure.fall", "direction.", "measure.difference")
_MONEY = ("unit.mad", "unit.billion", "unit.million", "measure.amount")


def computed(frame: Frame) -> Fields | None:
    """Read a computation that quotes a figure: "27 vs 26.2", "how many jobs from 148,500 to 270,000?"."""
    if not frame.quotes or len(frame.quotes) > _MOST or frame.has("explain.source", "ask.why"):
        return None
    quoted = chosen(frame)
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
    if len(found) == len(quoted) + 1 == _MOST and verdict(frame):
        return {"operation": Operation.VALUE, "periods": (found[-1].period,)}  # "H2 was 26.2 minus 13.4, so 12.8?"
    if len(found) == 2 and found[0] != found[1] and (function := _function(frame, quoted, found)):
        return _arithmetic(frame, function, found)
    return _alone(frame, quoted) or _several(frame, quoted)


def two_scopes(frame: Frame) -> Fields | None:
    """Read figures of two scopes that stand side by side: that they may not be compared comes before anything else."""
    quoted = [one for one in chosen(frame) if one.indicator == "exports"] if len(frame.quotes) > 1 else []
    if (
        len(quoted) < 2
        or len({one.perimeter for one in quoted}) < len(quoted)
        or frame.has("explain.source", "per.job")
    ):
        return None
    return _arithmetic(frame, "", operands(frame, quoted)[: len(quoted)]) | {"operation": Operation.DEFINITION}


def _arithmetic(frame: Frame, function: str, found: Sequence[Operand]) -> Fields:
    return {
        "operation": Operation.ARITHMETIC,
        "operands": tuple(found),
        "function": function,
        "indicator": found[0].indicator,
        "segments": found[0].segments,
        "per": "month" if function == "per_job" and frame.has("per.month") else "",
    }


def _alone(frame: Frame, quoted: Sequence[Printed]) -> Fields | None:
    """Read one quoted figure with what is asked of it: a rate in money, jobs in one segment, another period beside."""
    if len(quoted) != 1:
        return None
    only = quoted[0]
    segments = () if only.segment == "_T" else (only.segment,)
    rest = tuple(moment.period for moment in frame.times.moments if not covered(moment, quoted))
    asks = frame.has("ask.amount", "measure.difference")
    if _which_of_two(frame):
        return stands_for(frame)
    if only.relation == "growth" and rest == (only.period.year_before(),) and frame.has("combine.except"):
        cell = Operand(segments=segments, period=rest[0])  # "what was it before the 17 % of growth?"
        return _arithmetic(frame, "level", [cell])
    if only.relation == "growth" and frame.has(*_MONEY, "measure.difference") and asks:
        return {
            "operation": Operation.GROWTH,
            "comparison": "difference",
            "segments": segments,
            "periods": (only.period,),
        }
    if only.relation == "share" and segments and frame.has(*_MONEY) and asks:
        return {"operation": Operation.VALUE, "segments": segments, "periods": (only.period,)}
    labelled = len(rest) == 1 and any(covered(moment, quoted) for moment in frame.times.moments)
    quiet = not frame.has(*_MOVED, *_PERCENT, "measure.ratio", "measure.versus", "combine.", "select.")
    if labelled and not only.relation and not verdict(frame) and quiet:
        return {"operation": Operation.VALUE, "periods": rest}  # "26.2 in 2024, and in 2023?"
    return None


def between_cells(frame: Frame) -> Fields | None:
    """Read a computation over two cells that are named: "H1 2025 minus H1 2024", "Q3 as a share of 2024"."""
    level = next(
        (code for code in ("jobs", "trainees_per_year") if code in frame.indicators or f"hint.{code}" in frame.marks),
        "",
    )
    if frame.quotes or frame.has("ask.why", "explain.source", "chart.asked"):
        return None
    if level and not frame.segments and (found := named(frame, level)) and frame.has("measure.", "combine.needed"):
        function = _function(frame, (), found)
        return _arithmetic(frame, function, found) if function else None
    if set(frame.indicators) - {"exports"}:
        return None
    if (whole := _of_its_year(frame)) is not None:
        return whole
    found = named(frame, "exports")
    if not found or found[0].period is None or found[1].period is None:
        return None
    first, second = found[0].period, found[1].period
    if frame.has("measure.growth") and frame.has("measure.points") and not frame.has("measure.share"):
        rates = [one.model_copy(update={"indicator": "growth_yoy"}) for one in found]
        return _arithmetic(frame, "points", rates)
    nested = first != second and (first.covers(second) or second.covers(first))
    quarter = PeriodKind.QUARTER in (first.kind, second.kind) and PeriodKind.YEAR in (first.kind, second.kind)
    moved = frame.has("measure.growth", "measure.fall", "direction.")
    if (nested or quarter) and frame.has(*_PERCENT, "measure.progress") and not moved:
        return _arithmetic(frame, "percentage", found)
    if _sign(frame) == "sum":
        return _arithmetic(frame, "sum", found)
    less = frame.at("combine.except")
    taken = less and not any(frame.pieces[place].has("segment.") for place in range(less[0], len(frame.pieces)))
    between = frame.has("select.between") and frame.has("ask.amount") and frame.has("unit.") and not nested
    if (taken and not nested) or between or _sign(frame) == "difference":
        return _arithmetic(frame, "difference", found)
    return None


def _of_its_year(frame: Frame) -> Fields | None:
    """Read "the first half of 2024, which percentage of the whole year was it?"."""
    periods = frame.times.periods
    part = len(periods) == 1 and periods[0].kind is not PeriodKind.YEAR
    moved = frame.has(*_MOVED, "measure.progress", "select.", "combine.", "outlook.")
    if not part or not frame.has(*_PERCENT) or moved or "whole" not in frame.times.flags or len(frame.segments) > 1:
        return None
    both = (periods[0], periods[0].whole_year)
    return _arithmetic(frame, "percentage", [Operand(segments=frame.segments, period=one) for one in both])


def doubled(frame: Frame) -> Fields | None:
    """Read "twice the half-year": the user's own arithmetic, which is no forecast."""
    halves = [period for period in frame.times.periods if period.kind is PeriodKind.HALF]
    half = len(halves) == 1 or (not frame.times.periods and "half_any" in frame.times.flags)
    own = frame.has("times.by") or (frame.has("times.2") and "whole" not in frame.times.flags and not verdict(frame))
    if not half or not own or len(frame.times.periods) > 1 or len(frame.segments) > 1:
        return None
    operand = Operand(segments=frame.segments, period=halves[0] if halves else None)
    return _arithmetic(frame, "double", [operand])


def averaged(frame: Frame) -> Fields | None:
    """Read "the average of the five segments" and "the budget per year"."""
    if not frame.has("per.average", "per.year") or frame.quotes or frame.segments:
        return None
    periods = frame.times.periods
    if "budget" in frame.indicators and frame.has("per.year"):
        return _arithmetic(frame, "each_year", [Operand(indicator="budget")])
    if (
        frame.has("per.average")
        and frame.has("select.segments", "select.each")
        and not frame.has("measure.", "per.month")
    ):
        return _arithmetic(frame, "mean", [Operand(period=periods[0] if periods else None)])
    return None


def stands_for(frame: Frame) -> Fields | None:
    """Read what is left of a clause that quotes a figure: what does it stand for?"""
    quoted = chosen(frame)
    moments = frame.times.moments
    asked = frame.has("explain.definition") and (not moments or quoted[0].unit != "percent") if quoted else False
    lone = not frame.segments and (not moments or asked or _which_of_two(frame))
    if len(quoted) != 1 or not lone or frame.has("ask.why", "explain.source") or frame.unquoted:
        return None
    fields = _arithmetic(frame, "", operands(frame, quoted)[:1]) | {"operation": Operation.DEFINITION}
    return fields | {"waived": "currencies" if frame.has("unit.mad") else ""}


def meant(frame: Frame) -> Fields | None:
    """Read "17.9 billion, what does that stand for?", whatever else is told of the figure."""
    asks = frame.has("explain.definition") and len(frame.quotes) == 1 and not frame.has("measure.", "ask.amount")
    return stands_for(frame) if asks and chosen(frame)[0].unit != "percent" else None


def _which_of_two(frame: Frame) -> bool:
    """Whether it is asked which of two periods it is: "the first half or the whole of 2024?"."""
    moments = frame.times.moments
    return frame.has("follow.either") and (len(moments) > 1 or (bool(moments) and "whole" in frame.times.flags))


def _several(frame: Frame, quoted: Sequence[Printed]) -> Fields | None:
    """Read several figures that nothing is computed from: what does each stand for, and is it of its period?"""
    if len(quoted) < 2 or frame.unquoted or frame.has("ask.amount"):
        return None
    found = operands(frame, quoted)[: len(quoted)]
    return _arithmetic(frame, "", found) | {"operation": Operation.DEFINITION, "claim": _placed(frame, quoted)}


def _placed(frame: Frame, quoted: Sequence[Printed]) -> Claim | None:
    """Check figures that are said to be of certain periods: "26.17 is 2024 and 26.2 is 2023?"."""
    moments = frame.times.moments
    if len(moments) != len(quoted):
        return None
    fits = all(moment.period.covers(one.period) for moment, one in zip(moments, quoted, strict=True))
    return Claim(placed=fits)


def _function(frame: Frame, quoted: Sequence[Printed], found: Sequence[Operand]) -> str:
    """Choose what is computed, by the words between and around the figures; empty where nothing asks for it."""
    kinds = {one.indicator for one in found}
    if kinds == {"exports", "jobs"}:
        return "per_job"
    if len(kinds) > 1:
        return ""
    if any(one.relation for one in quoted):
        return "points"
    sign = _sign(frame)
    if frame.has("per.year") and frame.has(*_LEFT, "per.average", "measure.growth", "outlook.", "measure.percent"):
        return "yearly"
    moved = frame.has(*_MOVED) or _from_to(frame)
    if frame.has("fraction."):
        return "percentage"
    if frame.has(*_PERCENT):
        return "change" if moved else "percentage"
    if frame.has("measure.ratio", "times.2") or sign == "ratio":
        return "ratio"
    if sign == "sum" or _summed(frame):
        return "sum"
    if frame.has("measure.progress") and not frame.has("combine.needed", "measure.difference"):
        return "percentage"
    if moved and not frame.has("measure.difference"):
        return "change"
    asks = frame.has("measure.difference", "measure.versus", "measure.compare", *_LEFT)
    return "difference" if asks or sign == "difference" else ""


def _from_to(frame: Frame) -> bool:
    """Whether the figures are the ends of a way: "from 26.22 to 40"."""
    places = [place for place, _ in frame.quotes]
    if len(places) < 2:
        return False
    opened = any(frame.pieces[place].has("span.from") for place in range(max(0, places[0] - 1), places[0]))
    return opened and any(frame.pieces[place].has("span.to") for place in range(places[0], places[-1]))


def _summed(frame: Frame) -> bool:
    """Whether they are to be added; "27 vs 26.2, what is the plus?" asks for the difference."""
    if frame.has("measure.versus", "measure.difference"):
        return False
    first = min((place for place, _ in frame.quotes), default=0)
    return any(place > first or frame.pieces[place].text != "plus" for place in frame.at("combine.sum"))


def _sign(frame: Frame) -> str:
    """Return what a sign right between two figures or periods asks for; "2023-2024" and "mid-2025" ask for nothing."""
    figures = {number.start for number in frame.numbers if not number.year}
    moments = {moment.start for moment in frame.times.moments}
    for place, piece in enumerate(frame.pieces[1:-1], 1):
        if piece.text not in _SIGNS or place - 1 not in frame.numbered | set(frame.at("unit.", "indicator.", "hint.")):
            continue
        if place + 1 in figures or piece.text == "÷":
            return _SIGNS[piece.text]
        if place + 1 in moments and piece.text in "-+" and "range" not in frame.times.flags:
            return _SIGNS[piece.text]
    return ""
