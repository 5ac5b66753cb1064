"""Computations over figures that are quoted or named: which figures, and what is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from bot.reading.cover import Printed
from bot.reading.frame import Frame
from bot.reading.query import Operand, Operation
from bot.reading.times import Moment
from knowledge.periods import PeriodKind

Fields = dict[str, Any]

_MOST = 3
"""Quoted figures that one computation takes."""
_TOTAL = "_T"
_LEFT = ("combine.needed", "combine.rest", "combine.except")
_SIGNS = {"-": "difference", "+": "sum", "/": "ratio", "÷": "ratio"}


def computed(frame: Frame) -> Fields | None:
    """Read a computation that quotes a figure: "27 vs 26.2", "how many jobs from 148,500 to 270,000?"."""
    if not frame.quotes or len(frame.quotes) > _MOST or frame.has("explain.source", "ask.why"):
        return None
    quoted = _chosen(frame)
    levels = [one for one in quoted if not one.relation]
    if len(levels) < len(quoted) and len(levels) != 1:
        quoted = levels or quoted  # "5.25 of 13.4, above the 40.3?": a rate beside two levels is what is claimed
    operands = [_quoted(one, frame) for one in quoted] + _cells(frame, quoted)
    if len(operands) != 2 or operands[0] == operands[1]:
        return None
    function = _function(frame, quoted, operands)
    if not function:
        return None
    return {
        "operation": Operation.ARITHMETIC,
        "operands": tuple(operands),
        "function": function,
        "indicator": operands[0].indicator,
        "segments": operands[0].segments,
        "per": "month" if function == "per_job" and frame.has("per.month") else "",
    }


def _chosen(frame: Frame) -> list[Printed]:
    """Settle what each quoted figure stands for: by what is named beside it, and in one perimeter where that can be."""
    options = [_best(frame, found) for _, found in frame.quotes]
    best = max(product(*options), key=lambda row: -len({one.perimeter for one in row}))
    return list(best)


def _best(frame: Frame, found: Sequence[Printed]) -> list[Printed]:
    scored = [(_likeness(frame, one), one) for one in found]
    most = max(score for score, _ in scored)
    return [one for score, one in scored if score == most]


def _likeness(frame: Frame, one: Printed) -> int:
    """How well a printed figure fits what is named beside the quoted one."""
    named = one.segment in frame.segments if frame.segments else one.segment == _TOTAL
    dated = any(moment.period == one.period for moment in frame.times.moments)
    told = one.indicator in frame.indicators or (one.relation == "growth" and frame.has("measure.growth", "direction."))
    share = one.relation == "share" and frame.has("measure.share")
    perimeter = one.perimeter in frame.values("perimeter")
    return 2 * named + 2 * dated + told + share + perimeter


def _quoted(one: Printed, frame: Frame) -> Operand:
    """Return the cell that a quoted figure stands for; another perimeter may print the same cell."""
    same = {
        other.perimeter
        for _, found in frame.quotes
        for other in found
        if (other.indicator, other.segment, other.period, other.value)
        == (one.indicator, one.segment, one.period, one.value)
    }
    return Operand(
        indicator=one.indicator,
        segments=() if one.segment == _TOTAL else (one.segment,),
        period=one.period,
        perimeters=(one.perimeter, *sorted(same - {one.perimeter})),
        outlook=one.outlook,
    )


def _cells(frame: Frame, quoted: Sequence[Printed]) -> list[Operand]:
    """Return the cells that are named beside the quoted figures: another period, another segment, an expected total."""
    rest = [moment for moment in frame.times.moments if not _covered(moment, quoted)]
    indicator = _counterpart(frame, quoted)
    segments = frame.segments
    found = [
        Operand(indicator=indicator, segments=segments, period=moment.period, outlook=_expected(frame, moment))
        for moment in rest
    ]
    if found or len(quoted) > 1:
        return found
    only = quoted[0]
    if segments and only.segment not in segments:
        return [Operand(indicator=indicator, segments=segments, period=only.period)]
    if frame.times.flags & {"latest"} or (indicator != only.indicator and indicator in ("exports", "jobs")):
        period = only.period if indicator != only.indicator and only.period.dated else None
        return [Operand(indicator=indicator, period=period)]
    if frame.has("outlook.projection") and not only.outlook:
        return [Operand(indicator=indicator, outlook=True)]
    return []


def _covered(moment: Moment, quoted: Sequence[Printed]) -> bool:
    """Whether a period only says which figure is quoted: "17.9 (2023)", "the 40 of 2030", "13.4 this year"."""
    return any(one.period.dated and moment.period.covers(one.period) for one in quoted)


def _expected(frame: Frame, moment: Moment) -> bool:
    return frame.has("outlook.") and moment.period.kind is PeriodKind.YEAR


def _counterpart(frame: Frame, quoted: Sequence[Printed]) -> str:
    """Return what a named cell is of: jobs beside exports in "exports per job", else the same as what is quoted."""
    own = quoted[0].indicator
    if own == "jobs" and (frame.has("per.job") or frame.exports):
        return "exports"
    if own == "exports" and frame.has("per.job"):
        return "jobs"
    return own if not quoted[0].relation else "exports"


def _function(frame: Frame, quoted: Sequence[Printed], operands: Sequence[Operand]) -> str:
    """Choose what is computed, by the words between and around the figures; empty where nothing asks for it."""
    kinds = {one.indicator for one in operands}
    if kinds == {"exports", "jobs"}:
        return "per_job"
    if len(kinds) > 1:
        return ""
    if any(one.relation for one in quoted):
        return "points"
    sign = _sign(frame)
    if frame.has("per.year") and frame.has(
        "combine.needed", "per.average", "measure.growth", "outlook.", "measure.percent"
    ):
        return "yearly"
    percent = frame.has("measure.percent", "measure.share", "fraction.")
    moved = frame.has("measure.growth", "measure.fall", "direction.", "measure.difference") or _from_to(frame)
    if percent:
        return "change" if moved else "percentage"
    if frame.has("measure.ratio") or sign == "ratio":
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
    between = range(places[0], places[-1])
    opened = any(frame.pieces[place].has("span.from") for place in range(max(0, places[0] - 1), places[0]))
    return opened and any(frame.pieces[place].has("span.to") for place in between)


def _summed(frame: Frame) -> bool:
    """Whether they are to be added; "27 vs 26.2, what is the plus?" asks for the difference."""
    if frame.has("measure.versus", "measure.difference"):
        return False
    first = min(place for place, _ in frame.quotes)
    return any(place > first or frame.pieces[place].text != "plus" for place in frame.at("combine.sum"))


def _sign(frame: Frame) -> str:
    """Return what a sign right between two figures asks for."""
    for number, after in zip(frame.numbers, frame.numbers[1:], strict=False):
        between = frame.pieces[number.end : after.start]
        if len(between) == 1 and between[0].text in _SIGNS:
            return _SIGNS[between[0].text]
    return ""
