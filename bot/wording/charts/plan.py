"""The door of the charts: a query in, the chart that fits it out, or nothing where none does."""

from __future__ import annotations

from collections.abc import Callable

from bot.reading.query import Operation, Query
from bot.wording.charts.chart import Chart
from bot.wording.charts.goals import progress
from bot.wording.charts.orders import comparison, ranking
from bot.wording.charts.series import coverage, series
from bot.wording.charts.shelf import Shelf, shelves
from bot.wording.charts.splits import breakdown, shares
from bot.wording.charts.words import Words
from bot.wording.voice import Voice
from knowledge import Knowledge

Planner = Callable[[Query, Shelf, Words], Chart | None]

_PLANNERS: dict[Operation, tuple[Planner, ...]] = {
    Operation.BREAKDOWN: (shares, breakdown, ranking),
    Operation.SHARE: (shares, breakdown),
    Operation.RANKING: (ranking, breakdown),
    Operation.SELECTION: (ranking,),
    Operation.REMAINDER: (breakdown,),
    Operation.SUM: (breakdown, series),
    Operation.TREND: (series, coverage),
    Operation.GROWTH: (series, coverage),
    Operation.PER_UNIT: (series,),
    Operation.PROGRESS: (progress,),
    Operation.NEEDED: (progress,),
}
"""What is tried for each operation, in order. A chart that does not show all that was asked is none."""


def plan(query: Query, knowledge: Knowledge, voice: Voice) -> Chart | None:
    """Return the chart that fits a query, in the words of one language; ``None`` where none does."""
    if query.missing or set(query.places) - {knowledge.country} or query.excluded_places or query.within:
        return None
    candidates = shelves(query, knowledge)
    for planner in _planners(query, knowledge):
        found = (planner(query, shelf, Words(voice, shelf, query)) for shelf in candidates)
        charts = (chart for chart in found if chart is not None)
        chart = max(charts, key=lambda one: len(one.rows), default=None) if planner is coverage else next(charts, None)
        if chart is not None:
            return chart
    return None


def _planners(query: Query, knowledge: Knowledge) -> tuple[Planner, ...]:
    if query.indicator != knowledge.headline:
        return (series,) if query.operation in (Operation.VALUE, Operation.TREND, Operation.GROWTH) else ()
    if query.operation is Operation.COMPARISON:
        return _compared(query)
    if query.operation is not Operation.VALUE:
        return _PLANNERS.get(query.operation, ())
    if query.outlook:
        return (progress, series)
    return (breakdown, series) if query.segments else (series, progress, breakdown)


def _compared(query: Query) -> tuple[Planner, ...]:
    if query.segments:
        return (comparison,) if query.against else (comparison, breakdown)
    return (shares,) if query.measure == "share" else (series,)
