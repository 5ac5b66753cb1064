"""Parts of years against each other: the best quarter, the weaker half."""

from __future__ import annotations

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import Desk
from bot.answering.lacking import lacking
from bot.reading.query import Query
from knowledge import Period, PeriodKind, arithmetic

_IN_A_YEAR = {"quarter": 4, "half": 2}


def best_part(desk: Desk, query: Query) -> Answer:
    """Answer which quarter, half or period was the strongest or the weakest, among those that are known."""
    every = query.periods if query.per == "period" else _parts(desk, query)
    found = [(period, level) for period in every if (level := desk.level(query.segments, period, query)) is not None]
    if len(found) < 2 or len({level.perimeter for _, level in found}) > 1:
        return lacking(desk, query, query.periods[0] if query.periods else None)
    ordered = sorted(found, key=lambda one: one[1].central, reverse=query.order == "max")
    (first, best), (_, second) = ordered[:2]
    head = Fact(role=f"best_part.{query.order}", estimate=best, period=first, segments=query.segments)
    rows = tuple(Fact(role="row_period", estimate=level, period=period) for period, level in ordered[1:])
    notes = () if len(found) == len(every) else (Note(name="parts_known"),)
    if arithmetic.difference(best, second).sign is None:
        notes = (Note(name="too_close"), *notes)
    return Answer(status="answered", query=query, facts=(head, *rows), notes=notes)


def _parts(desk: Desk, query: Query) -> tuple[Period, ...]:
    """Return the quarters or halves of the years asked for, by default of all years with such a part."""
    if query.per == "year":
        return tuple(one for one in desk.observed(query, desk.normal(query.segments)) if one.kind is PeriodKind.YEAR)
    kind = PeriodKind.QUARTER if query.per == "quarter" else PeriodKind.HALF
    observed = desk.observed(query, desk.normal(query.segments))
    years = [period.year for period in query.periods] or sorted({one.year for one in observed if one.kind is kind})
    return tuple(
        Period(kind=kind, year=year, index=index) for year in years for index in range(1, _IN_A_YEAR[query.per] + 1)
    )
