"""What to say when a figure is not held: what is missing, what is nearest, what can be asked instead."""

from __future__ import annotations

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import Desk
from bot.reading.query import Operation, Query
from knowledge import Period

_TIMELESS = (Operation.MEMBERSHIP, Operation.MEMBERS)
"""What is listed without periods: no other one is nearer."""


def lacking(desk: Desk, query: Query, period: Period | None, *notes: Note) -> Answer:
    """Return ``no_data``: the cell that is missing, the nearest one that is held, and questions that have an answer."""
    found = list(notes) or [Note(name="no_cell", period=period, codes=query.segments)]
    facts: list[Fact] = []
    group = _wider_group(desk, query, period)
    if group is not None:
        facts.append(group)
    elif (
        query.operation not in _TIMELESS
        and (nearest := _nearest(desk, query, period))
        and nearest != period
        and nearest.dated
    ):
        found.append(Note(name="nearest", period=nearest))
    return Answer(
        status="no_data",
        query=query,
        facts=tuple(facts),
        notes=tuple(found),
        suggestions=suggestions(desk, query),
    )


def _wider_group(desk: Desk, query: Query, period: Period | None) -> Fact | None:
    """Find the smallest group that holds the segment and is derivable: BPO and KPO together in 2025-S1."""
    if period is None or not query.segments or query.operation not in (Operation.VALUE, Operation.SHARE):
        return None
    unknown = tuple(code for code in desk.parts if not desk.known(query, (code,), period))
    if not set(query.segments) < set(unknown) or len(unknown) == len(desk.parts):
        return None
    estimate = desk.level(unknown, period, query)
    return Fact(role="together", estimate=estimate, segments=unknown, period=period) if estimate else None


def _nearest(desk: Desk, query: Query, period: Period | None) -> Period | None:
    """Return the known period nearest to the one asked for, of the same length where there is one."""
    whole = desk.observed(query) if query.indicator == desk.headline else ()  # jobs of no period are split by segment
    known = desk.observed(query, desk.normal(query.segments)) or whole
    if not known or query.operation in _TIMELESS:
        return None
    if period is None or not period.dated:
        return known[-1]
    return min(known, key=lambda other: (other.kind is not period.kind, abs((other.end - period.end).days)))


def suggestions(desk: Desk, query: Query) -> tuple[Query, ...]:
    """Return two or three questions near this one that have an answer."""
    latest = desk.latest(query.model_copy(update={"indicator": desk.headline, "perimeter": ""}))
    year = desk.latest_year(query.model_copy(update={"indicator": desk.headline, "perimeter": ""}))
    found = []
    segments = tuple(code for code in query.segments if code in desk.parts)[:1]
    for known in (latest, year):
        if known is not None and (not segments or desk.known(query, segments, known)):
            found.append(Query(operation=Operation.VALUE, indicator=desk.headline, segments=segments, periods=(known,)))
    if year is not None:
        found.append(Query(operation=Operation.BREAKDOWN, indicator=desk.headline, periods=(year,), measure="share"))
    return tuple(found[:3])


def elsewhere(desk: Desk, query: Query) -> Answer:
    """Return ``no_data`` for words that ask for something outside the data."""
    note = Note(name=f"elsewhere.{query.missing[0].kind}", words=tuple(missing.word for missing in query.missing[:3]))
    plain = query.model_copy(update={"missing": ()})
    return Answer(status="no_data", query=query, notes=(note,), suggestions=suggestions(desk, plain))
