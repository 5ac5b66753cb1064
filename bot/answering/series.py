"""Series: the levels of several periods, with the growth of each, and which of them are of another scope."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import Desk
from bot.answering.lacking import lacking
from bot.answering.values import value
from bot.reading.query import Operation, Query
from knowledge import Kind, Period, PeriodKind


def trend(desk: Desk, query: Query) -> Answer:
    """Answer how something moved: the levels of the periods asked for, or of all whole years and the latest half."""
    if query.indicator != desk.headline:
        return value(desk, query.model_copy(update={"operation": Operation.VALUE}))
    segments = desk.normal(query.segments)
    periods = _stretch(desk, query)
    rows = []
    missing = []
    for asked in periods:
        period = asked
        found = desk.levels(segments, period, query)
        part = desk.within(period, query, segments) if not found else None
        if part is not None and part not in periods:
            found, period = desk.levels(segments, part, query), part  # a year that is not over: the part observed
        if found:
            rows.append(Fact(role="row_period", estimate=found[0], period=period))
        else:
            missing.append(period)
    if not rows or (_ends_lack(desk, query, missing) and len(rows) < 2):
        return lacking(desk, query, missing[0] if rows else periods[0] if periods else None)
    facts = list(rows)
    for fact in rows:
        if (
            fact.period
            and fact.estimate
            and fact.estimate.kind is not Kind.PROJECTION
            and (rate := desk.rate("growth", segments, fact.period, query))
            and rate.perimeter == fact.estimate.perimeter
        ):
            facts.append(Fact(role="growth_of", estimate=rate, period=fact.period, base=fact.period.year_before()))
    notes = [Note(name="missing_periods", words=tuple(period.code for period in missing))] if missing else []
    return Answer(status="answered", query=query, facts=tuple(facts[:8]), notes=tuple(notes), table=True)


def _ends_lack(desk: Desk, query: Query, missing: Sequence[Period]) -> bool:
    """Whether one of two periods that were named is not held: what moved between them cannot be told by the other."""
    lacked = [period for period in missing if desk.within(period, query, desk.normal(query.segments)) is None]
    return len(query.periods) > 1 and bool(set(query.periods) & set(lacked))


def _stretch(desk: Desk, query: Query) -> tuple[Period, ...]:
    segments = desk.normal(query.segments)
    observed = desk.observed(query, segments)
    main = tuple(period for period in observed if period.kind in (PeriodKind.YEAR, PeriodKind.HALF))
    if query.per == "quarter":
        return tuple(period for period in observed if period.kind is PeriodKind.QUARTER)
    if not query.periods:
        return main[-4:] or observed
    if query.spans and len(query.periods) >= 2:
        first, last = min(query.periods), max(query.periods)
        return (
            tuple(Period.of_year(year) for year in range(first.year, last.year + 1))[:8]
            if first.kind is PeriodKind.YEAR
            else query.periods
        )
    if query.spans:
        start = query.periods[0]
        return tuple(period for period in main if period.start >= start.start) or query.periods
    return query.periods
