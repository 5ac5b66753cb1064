"""Computations over two figures that were quoted or named, each the cell that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.info import statements
from bot.answering.lacking import lacking
from bot.reading.query import Operand, Query
from knowledge import Basis, Estimate, PeriodKind, arithmetic

_MONTHS = 12
Pair = tuple[Estimate, Estimate]


def computed(desk: Desk, query: Query) -> Answer:
    """Answer a difference, a ratio, a percentage… of two figures of one perimeter."""
    found = [_known(desk, query, operand) for operand in query.operands]
    for operand, estimates in zip(query.operands, found, strict=True):
        if not estimates:
            plain = query.model_copy(update={"segments": operand.segments, "indicator": operand.indicator})
            return lacking(desk, plain, operand.period)
    if query.function == "per_job":
        return _per_job(query, found[0][0], found[1][0])
    pair = next(((a, b) for a, b in product(*found) if a.perimeter == b.perimeter), None)
    if pair is None:
        return _apart(desk, query, (found[0][0], found[1][0]))
    return _FUNCTIONS[query.function](desk, query, pair)


def _known(desk: Desk, query: Query, operand: Operand) -> tuple[Estimate, ...]:
    """Return what is known of an operand in every perimeter that may be meant."""
    plain = query.model_copy(update={"indicator": operand.indicator, "perimeter": ""})
    segments = desk.normal(operand.segments)
    period = operand.period
    if period is None:
        return _latest(desk, plain, operand)
    found: tuple[Estimate, ...] = ()
    if operand.outlook and segments == TOTAL:
        found = desk.knowledge.expected(operand.indicator, period)
    found = found or desk.knowledge.estimates(operand.indicator, segments, period, basis=Basis.OBSERVED)
    if operand.perimeters:
        found = tuple(one for one in found if one.perimeter in operand.perimeters)
    return found


def _latest(desk: Desk, query: Query, operand: Operand) -> tuple[Estimate, ...]:
    if operand.outlook:
        periods = desk.outlooks(query)[:1]
        return desk.knowledge.expected(operand.indicator, periods[0]) if periods else ()
    known = desk.knowledge.periods(operand.indicator, TOTAL)
    years = [period for period in known if period.kind is PeriodKind.YEAR or not period.dated]
    found = [one for period in reversed(years) for one in desk.levels(TOTAL, period, query)]
    return tuple(found)


def _apart(desk: Desk, query: Query, pair: Pair) -> Answer:
    """Say why two figures may not be set against each other: they are counted in two perimeters."""
    rows = tuple(_row(one) for one in pair)
    if query.indicator == desk.headline:
        return Answer(status="answered", query=query, facts=(*statements(desk, "perimeters"), *rows))
    return Answer(status="answered", query=query, facts=rows, notes=(Note(name="two_counts"),))


def _row(one: Estimate) -> Fact:
    period = one.cell.period if one.cell else None
    segments = one.cell.segments if one.cell else ()
    return Fact(role="operand", estimate=one, period=period, segments=() if segments == TOTAL else segments)


def _answer(query: Query, facts: list[Fact], pair: Pair, *notes: Note) -> Answer:
    rows = [_row(one) for one in pair]
    return Answer(status="answered", query=query, facts=(*facts, *rows), notes=notes)


def _in_time(pair: Pair) -> Pair:
    """Return the later one first; of one period, the larger one."""
    first, second = pair
    a, b = (one.cell.period if one.cell else None for one in pair)
    if a is not None and b is not None and a != b and a.dated and b.dated:
        return (first, second) if (a.end, a.start) > (b.end, b.start) else (second, first)
    return (first, second) if first.central >= second.central else (second, first)


def _close(one: Estimate) -> tuple[Note, ...]:
    return (Note(name="too_close"),) if one.sign is None else ()


def _difference(desk: Desk, query: Query, pair: Pair) -> Answer:
    later, earlier = _in_time(pair)
    change = arithmetic.change(later, earlier)
    if later.central < earlier.central:
        later, earlier = earlier, later
    gap = arithmetic.difference(later, earlier, desk.knowledge.cube)
    facts = [Fact(role="computed_difference", estimate=gap), Fact(role="computed_percent", estimate=change)]
    return _answer(query, facts, pair, *_close(gap))


def _change(desk: Desk, query: Query, pair: Pair) -> Answer:
    later, earlier = _in_time(pair)
    change = arithmetic.change(later, earlier)
    gap = arithmetic.difference(later, earlier, desk.knowledge.cube)
    facts = [Fact(role="computed_change", estimate=change), Fact(role="change", estimate=gap)]
    return _answer(query, facts, (earlier, later), *_close(gap))


def _ratio(_: Desk, query: Query, pair: Pair) -> Answer:
    smaller, larger = sorted(pair, key=lambda one: one.central)
    facts = [Fact(role="computed_ratio", estimate=arithmetic.ratio(larger, smaller))]
    facts.append(Fact(role="computed_part", estimate=arithmetic.percentage(smaller, larger)))
    return _answer(query, facts, (larger, smaller))


def _percentage(desk: Desk, query: Query, pair: Pair) -> Answer:
    part, whole = sorted(pair, key=lambda one: one.central)
    facts = [Fact(role="computed_percentage", estimate=arithmetic.percentage(part, whole))]
    facts.append(Fact(role="computed_left", estimate=arithmetic.difference(whole, part, desk.knowledge.cube)))
    return _answer(query, facts, (part, whole))


def _points(_: Desk, query: Query, pair: Pair) -> Answer:
    later, earlier = _in_time(pair)
    points = arithmetic.points(later, earlier)
    return _answer(query, [Fact(role="computed_points", estimate=points)], (earlier, later), *_close(points))


def _sum(_: Desk, query: Query, pair: Pair) -> Answer:
    periods = [one.cell.period for one in pair if one.cell]
    if any(a.covers(b) for a, b in (periods, periods[::-1])):
        return _answer(query, [], pair, Note(name="one_within"))
    return _answer(query, [Fact(role="computed_sum", estimate=arithmetic.total(pair))], pair)


def _yearly(desk: Desk, query: Query, pair: Pair) -> Answer:
    later, earlier = _in_time(pair)
    years = later.cell.period.year - earlier.cell.period.year if later.cell and earlier.cell else 0
    if years < 2 or earlier.central <= 0:
        return _change(desk, query, pair)
    added = arithmetic.average(arithmetic.difference(later, earlier), years)
    facts = [
        Fact(role="computed_rate", estimate=arithmetic.yearly(later, earlier, years)),
        Fact(role="computed_step", estimate=added),
    ]
    return _answer(query, facts, (earlier, later))


def _per_job(query: Query, first: Estimate, second: Estimate) -> Answer:
    amount, jobs = (first, second) if first.unit != "persons" else (second, first)
    each = arithmetic.per(amount, jobs, "MAD")
    facts = [Fact(role="computed_per_job", estimate=each)]
    months = amount.cell.period.months if amount.cell else 0
    if query.per == "month" and months:
        facts.insert(0, Fact(role="computed_per_job_month", estimate=arithmetic.average(each, months)))
    return _answer(query, facts, (amount, jobs))


_FUNCTIONS: dict[str, Callable[[Desk, Query, Pair], Answer]] = {
    "difference": _difference,
    "change": _change,
    "ratio": _ratio,
    "percentage": _percentage,
    "points": _points,
    "sum": _sum,
    "yearly": _yearly,
}
