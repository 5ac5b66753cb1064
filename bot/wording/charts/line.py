"""The periods of a chart over time: which length, from when to when, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.query import Operation, Origin, Query
from bot.wording.charts.shelf import WHOLE, Shelf
from knowledge import Estimate, Period, PeriodKind

MOST = 8
"""Bars side by side that a phone shows with their figures."""

_PER = {"year": PeriodKind.YEAR, "half": PeriodKind.HALF, "quarter": PeriodKind.QUARTER}


@dataclass(frozen=True)
class Line:
    """The periods of a series with what is known of them; ``None`` is not published."""

    points: tuple[tuple[Period, Estimate | None], ...]

    @property
    def known(self) -> tuple[tuple[Period, Estimate], ...]:
        """The periods that have a figure."""
        return tuple((period, one) for period, one in self.points if one is not None)

    def at(self, period: Period) -> Estimate | None:
        """Return the figure of a period."""
        return next((one for found, one in self.points if found == period), None)


def lengths(query: Query) -> tuple[PeriodKind, ...]:
    """Return the lengths of period to try, in order: the one asked for, that of the periods asked for, or any."""
    if query.per:
        return (_PER[query.per],) if query.per in _PER else ()
    kinds = tuple(dict.fromkeys(period.kind for period in query.periods))
    if len(kinds) > 1 or PeriodKind.SPAN in kinds:
        return ()
    if kinds and (len(query.periods) > 1 or (query.operation is not Operation.TREND and not query.spans)):
        return kinds
    return (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH)


def asked_periods(query: Query, kind: PeriodKind) -> tuple[Period, ...]:
    """Return the periods of this length that were asked for; an open stretch of time asks for none but its start."""
    return tuple(sorted(period for period in query.periods if period.kind is kind))


def line_of(query: Query, shelf: Shelf, segments: Sequence[str], kind: PeriodKind, asked: Sequence[Period]) -> Line:
    """Return what is known of the periods that a chart shows."""
    measure = _measure(query, segments)
    run = shelf.run(segments, kind, measure)
    points: list[tuple[Period, Estimate | None]] = [
        (period, shelf.measured(measure, segments, period)) for period in run
    ]
    if tuple(segments) == WHOLE:
        points += _outlook(query, shelf, run, kind)
    points = _limited(query, points, asked)
    if len(points) > MOST:
        last = max((place for place, (period, _) in enumerate(points) if period in asked), default=len(points) - 1)
        end = max(last + 1, MOST)
        points = points[end - MOST : end]
    while points and points[0][1] is None:
        points = points[1:]
    return Line(tuple(points))


def _measure(query: Query, segments: Sequence[str]) -> str:
    wanted = query.measure == "share" or query.unit == "percent"
    return "share" if wanted and tuple(segments) != WHOLE and query.operation is not Operation.GROWTH else "amount"


def _outlook(
    query: Query, shelf: Shelf, run: Sequence[Period], kind: PeriodKind
) -> list[tuple[Period, Estimate | None]]:
    """Return what is projected: up to the period asked for, else the next one, or all where an outlook is asked for."""
    later = [period for period in shelf.outlooks() if period.kind is kind and (not run or period > run[-1])]
    asked = [period for period in query.periods if period in later]
    if asked:
        later = [period for period in later if period <= asked[-1]]
    elif run and not query.outlook:
        later = [period for period in later if period == run[-1].following()]
    return [(period, shelf.expected(period)) for period in later]


def _limited(
    query: Query, points: list[tuple[Period, Estimate | None]], asked: Sequence[Period]
) -> list[tuple[Period, Estimate | None]]:
    """Keep to the stretch of time that was asked for; a single period is shown among its neighbours."""
    if query.spans and query.periods:
        first = min(period.start for period in query.periods)
        last = max(period.end for period in query.periods) if len(query.periods) > 1 else None
        return [point for point in points if first <= point[0].start and (last is None or point[0].end <= last)]
    longer = [period for period in query.periods if points and period.months > points[0][0].months]
    if longer and query.origin("periods") is not Origin.DEFAULT:
        return [point for point in points if any(period.covers(point[0]) for period in longer)]
    if len(asked) > 1 and query.operation in (Operation.SUM, Operation.VALUE):
        return [point for point in points if point[0] in asked]
    if len(asked) > 1:
        return [point for point in points if asked[0] <= point[0] <= asked[-1]]
    return points
