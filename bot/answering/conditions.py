"""The segments that meet several conditions at once, each in its own period or against another segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import Desk
from bot.answering.lacking import lacking
from bot.answering.verdicts import NO, TOO_CLOSE, YES
from bot.reading.query import Condition, Query
from knowledge import Estimate, Period

Range = tuple[Fraction, Fraction]


def meeting(desk: Desk, query: Query) -> Answer:
    """Answer which segments meet all conditions; where that is open for one, say that its figure is not published."""
    default = desk.latest(query)
    if any(one.period is None for one in query.conditions) and not _all_known(desk, query, default):
        default = desk.latest_year(query)
    conditions = [one if one.period else one.model_copy(update={"period": default}) for one in query.conditions]
    periods = tuple(dict.fromkeys(one.period for one in conditions if one.period is not None))
    for period in periods:
        if not any(measured(desk, query, code, period) for code in query.segments or desk.parts):
            return lacking(desk, query, period)
    if query.segments:
        return _claimed(desk, query, conditions)
    met = {code: _meets(desk, query, code, conditions) for code in query.within or desk.parts}
    if None in met.values() and not any(met.values()):
        return lacking(desk, query, periods[0], _open(periods[0], [code for code in met if met[code] is None]))
    chosen = [code for code in met if met[code]]
    shown = chosen or [code for one in conditions for code in (one.segment, one.beside) if code] or list(met)
    facts = told(desk, query, shown, periods)
    hidden = [code for code in met if met[code] is None]
    notes = tuple(
        note
        for note in (
            Note(name="default_period", period=default) if not query.periods and default else None,
            _open(periods[-1], hidden) if hidden else None,
            None if chosen else Note(name="none_meets"),
        )
        if note is not None
    )
    query = query.model_copy(update={"periods": periods, "segments": tuple(chosen)})
    return Answer(status="answered", query=query, facts=facts, notes=notes)


def _claimed(desk: Desk, query: Query, conditions: Sequence[Condition]) -> Answer:
    """Answer whether one segment meets all conditions, with its figures and those that it is set against."""
    met = _meets(desk, query, query.segments[0], conditions)
    named = [*query.segments, *(code for one in conditions for code in (one.segment, one.beside) if code)]
    periods = tuple(dict.fromkeys(one.period for one in conditions if one.period is not None))
    facts = told(desk, query, named, periods)
    verdict = TOO_CLOSE if met is None else YES if met else NO
    return Answer(status="answered", query=query.model_copy(update={"periods": periods}), facts=facts, verdict=verdict)


def _open(period: Period, codes: Sequence[str]) -> Note:
    return Note(name="unranked", period=period, codes=tuple(codes))


def _all_known(desk: Desk, query: Query, period: Period | None) -> bool:
    named = [code for one in query.conditions for code in (one.segment, one.beside) if code]
    return period is not None and all(measured(desk, query, code, period) for code in named or desk.parts)


def measured(desk: Desk, query: Query, code: str, period: Period) -> Estimate | None:
    """Return what is compared of a segment: its amount, its share or its growth."""
    if query.measure == "growth":
        return desk.rate("growth", (code,), period, query)
    if query.measure == "share":
        return desk.rate("share", (code,), period, query)
    return desk.level((code,), period, query)


def told(desk: Desk, query: Query, codes: Iterable[str], periods: Iterable[Period]) -> tuple[Fact, ...]:
    """Return what is published of segments, each once, in each period."""
    return tuple(
        Fact(role="row_dated", estimate=estimate, segments=(code,), period=period)
        for code in dict.fromkeys(codes)
        for period in periods
        if (estimate := measured(desk, query, code, period)) is not None
    )


def _meets(desk: Desk, query: Query, code: str, conditions: Sequence[Condition]) -> bool | None:
    """Return whether a segment meets all conditions; nothing where that is open."""
    verdicts = [_one(desk, query, code, condition) for condition in conditions]
    return False if False in verdicts else None if None in verdicts else True


def _one(desk: Desk, query: Query, code: str, condition: Condition) -> bool | None:
    if condition.period is None or code in (condition.segment, condition.beside):
        return False
    own = range_of(desk, query, code, condition.period)
    if condition.threshold is not None:
        value = Fraction(condition.threshold.values[0])
        return beyond(own, (value, value), below=condition.below)
    first = range_of(desk, query, condition.segment, condition.period)
    if not condition.beside:
        return beyond(own, first, below=condition.below)
    second = range_of(desk, query, condition.beside, condition.period)
    low, high = sorted((first, second), key=lambda ends: ends or (Fraction(0), Fraction(0)))
    ends = (beyond(own, low, below=False), beyond(own, high, below=True))
    return False if False in ends else None if None in ends else True


def range_of(desk: Desk, query: Query, code: str, period: Period) -> Range | None:
    """Return the least and the most a segment can be; one that is not published is no more than all such together."""
    estimate = measured(desk, query, code, period)
    if estimate is None and query.measure == "growth":
        return None
    if estimate is None:
        hidden = tuple(one for one in desk.parts if measured(desk, query, one, period) is None)
        together = desk.rate("share", hidden, period, query) if query.measure == "share" else None
        together = together if query.measure == "share" else desk.level(hidden, period, query)
        high = together.exact.high if together else None
        return (Fraction(0), high) if high is not None else None
    low, high = estimate.exact.low, estimate.exact.high
    return (low, high) if low is not None and high is not None else None


def beyond(own: Range | None, bound: Range | None, *, below: bool) -> bool | None:
    """Return whether one lies wholly beyond another; nothing where that is open."""
    if own is None or bound is None:
        return None
    if own[1] < bound[0]:
        return below
    if own[0] > bound[1]:
        return not below
    return None
