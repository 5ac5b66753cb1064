"""Figures that a clause refers to: those it quotes, each as the cell that it stands for, and cells that it names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from bot.reading.cover import Printed
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.query import Operand
from bot.reading.times import Moment
from knowledge.periods import Period, PeriodKind

_CELLS = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER)
_MARGIN = 3
"""Pieces within which a name beside a quoted figure says which one it is."""


def chosen(frame: Frame) -> tuple[Printed, ...]:
    """Settle what each quoted figure stands for: by what is named beside it, in one perimeter where that can be."""
    options = [_best(frame, place, found) for place, found in frame.quotes]
    return min(product(*options), key=lambda row: len({one.perimeter for one in row})) if options else ()


def _best(frame: Frame, place: int, found: Sequence[Printed]) -> list[Printed]:
    scored = [(_likeness(frame, place, one), one) for one in found]
    most = max(score for score, _ in scored)
    return [one for score, one in scored if score == most]


def _likeness(frame: Frame, place: int, one: Printed) -> int:
    """How well a printed figure fits what is named around the quoted one."""
    around = frame.pieces[max(0, place - _MARGIN) : place + _MARGIN + 1]
    segment = f"segment.{one.segment}"
    named = one.segment in frame.segments if frame.segments else one.segment == TOTAL
    beside = one.segment != TOTAL and any(piece.has(segment) for piece in around)
    dated = any(moment.period == one.period for moment in frame.times.moments)
    told = one.indicator in frame.indicators or (one.relation == "growth" and frame.has("measure.growth", "direction."))
    share = one.relation == "share" and frame.has("measure.share")
    return 2 * named + 2 * dated + beside + told + share + (one.perimeter in frame.values("perimeter"))


def operands(frame: Frame, quoted: Sequence[Printed]) -> list[Operand]:
    """Return everything that the clause refers to: the quoted figures, then the cells that are named beside them."""
    return [_quoted(one, frame) for one in quoted] + _cells(frame, quoted)


def _quoted(one: Printed, frame: Frame) -> Operand:
    """Return the cell that a quoted figure stands for; another perimeter may print the same cell."""
    same = {other.perimeter for _, found in frame.quotes for other in found if _alike(one, other)}
    return Operand(
        indicator=one.indicator,
        segments=() if one.segment == TOTAL else (one.segment,),
        period=one.period,
        perimeters=(one.perimeter, *sorted(same - {one.perimeter})),
        outlook=one.outlook,
    )


def _alike(one: Printed, other: Printed) -> bool:
    keys = ((each.indicator, each.segment, each.period, each.value) for each in (one, other))
    return next(keys) == next(keys)


def _cells(frame: Frame, quoted: Sequence[Printed]) -> list[Operand]:
    """Return the cells that are named beside the quoted figures: another period, another segment, an expected total."""
    rest = [moment for moment in frame.times.moments if moment.period.kind in _CELLS and not covered(moment, quoted)]
    if frame.has("combine.needed") and any(one.outlook for one in quoted):
        # "In the second half, to get to the 27": the rest of the year that is aimed at.
        goals = [one.period for one in quoted if one.outlook]
        rest = [moment for moment in rest if not moment.partial and not any(_ends(goal, moment) for goal in goals)]
    indicator = _counterpart(frame, quoted)
    found = [
        Operand(indicator=indicator, segments=frame.segments, period=moment.period, outlook=expected(frame, moment))
        for moment in rest
    ]
    if found or len(quoted) != 1:
        return found
    only = quoted[0]
    if frame.segments and only.segment not in frame.segments:
        return [Operand(indicator=indicator, segments=frame.segments, period=only.period)]
    if indicator != only.indicator:
        return [Operand(indicator=indicator, period=only.period if only.period.dated else None)]
    reached = only.indicator == "jobs" and frame.has(
        "measure.progress", "combine.needed", "measure.percent", "refer.have"
    )
    aimed = frame.has("combine.needed") and frame.has("measure.growth", "measure.ratio")
    reached = reached or (aimed and only.indicator == "exports")
    now = bool(frame.times.flags & {"latest"}) and not (only.outlook and frame.has("combine.needed"))
    if now or (only.outlook and (frame.has("per.year") or reached)):
        return [Operand(indicator=indicator)]  # "how much a year to get to 40?": from where it is now
    if frame.has("outlook.projection") and not only.outlook:
        return [Operand(indicator=indicator, outlook=True)]
    return []


def _ends(goal: Period, moment: Moment) -> bool:
    later = moment.period.kind is PeriodKind.HALF and moment.period.index == 2
    return later and goal.covers(moment.period)


def covered(moment: Moment, quoted: Sequence[Printed]) -> bool:
    """Whether a period only says which figure is quoted: "17.9 (2023)", "the 40 of 2030", "13.4 this year"."""
    return any(one.period.dated and moment.period.covers(one.period) for one in quoted)


def expected(frame: Frame, moment: Moment) -> bool:
    """Whether the projection or the target of a year that is named is meant."""
    return frame.has("outlook.") and moment.period.kind is PeriodKind.YEAR


def _counterpart(frame: Frame, quoted: Sequence[Printed]) -> str:
    """Return what a named cell is of: jobs beside exports in "exports per job", else the same as what is quoted."""
    own = quoted[0].indicator if quoted else "exports"
    if own == "jobs" and (frame.has("per.job") or frame.exports):
        return "exports"
    if own == "exports" and frame.has("per.job"):
        return "jobs"
    return own if not quoted or not quoted[0].relation else "exports"


def named(frame: Frame, indicator: str) -> list[Operand]:
    """Return two cells that are named by their periods alone: "H1 2025 minus H1 2024"."""
    periods = [period for period in frame.times.periods if period.kind in _CELLS]
    if len(periods) != 2 or len(frame.times.periods) != 2 or len(frame.segments) > 1:
        return []
    aimed = indicator != "exports" or frame.has("outlook.")  # what is not known yet can only be aimed at
    return [Operand(indicator=indicator, segments=frame.segments, period=period, outlook=aimed) for period in periods]
