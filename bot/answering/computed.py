"""Computations over two figures that were quoted or named, each the cell that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations, product

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.info import statements
from bot.answering.lacking import lacking
from bot.answering.referred import known
from bot.answering.values import value
from bot.reading.query import Operation, Query
from knowledge import Estimate, Period, PeriodKind, arithmetic

_MONTHS = 12
Pair = tuple[Estimate, Estimate]


def computed(desk: Desk, query: Query) -> Answer:
    """Answer a difference, a ratio, a percentage… of two figures of one perimeter."""
    if query.function == "level":
        cell = query.operands[0]
        plain = Query(operation=Operation.VALUE, segments=cell.segments, periods=(cell.period,) if cell.period else ())
        return value(desk, plain)
    found = [known(desk, query, operand) for operand in query.operands]
    if query.function == "percentage" and not all(found) and (same := _in_its_year(desk, query)) is not None:
        return computed(desk, same)
    for operand, estimates in zip(query.operands, found, strict=True):
        if not estimates:
            plain = query.model_copy(update={"segments": operand.segments, "indicator": operand.indicator})
            return lacking(desk, plain, operand.period)
    if query.function in _SINGLE:
        return _SINGLE[query.function](desk, query, found[0][0])
    if query.function == "per_job":
        return _per_job(desk, query, found[0], found[1])
    alike = next((row for row in product(*found) if len({one.perimeter for one in row}) == 1), None)
    if alike is None or len(set(alike)) < len(alike):
        return _apart(desk, query, tuple(estimates[0] for estimates in found))
    if len(alike) > 2:
        return _chain(query, alike)
    pair = (alike[0], alike[1])
    return _FUNCTIONS[query.function](desk, query, pair)


def _in_its_year(desk: Desk, query: Query) -> Query | None:
    """Read "Q3 as a share of 2024" as the third quarter of 2024, where the latest third quarter is not known."""
    parts = [one for one in query.operands if one.period and one.period.kind is not PeriodKind.YEAR]
    years = [one for one in query.operands if one.period and one.period.kind is PeriodKind.YEAR]
    if len(parts) != 1 or len(years) != 1 or parts[0].period is None or years[0].period is None:
        return None
    part = parts[0].period
    moved = Period(kind=part.kind, year=years[0].period.year, index=part.index)
    cell = parts[0].model_copy(update={"period": moved})
    if moved == part or not known(desk, query, cell):
        return None
    return query.model_copy(update={"operands": (cell, years[0])})


def _apart(desk: Desk, query: Query, pair: tuple[Estimate, ...]) -> Answer:
    """Say why two figures may not be set against each other: they are counted in two perimeters."""
    rows = tuple(_row(one) for one in pair)
    if query.indicator == desk.headline or query.function == "per_job":
        return Answer(status="answered", query=query, facts=(*statements(desk, "perimeters"), *rows))
    status = "answered" if query.function == "difference" else "no_data"
    return Answer(status=status, query=query, facts=rows, notes=(Note(name="two_counts"),))


def _chain(query: Query, row: tuple[Estimate, ...]) -> Answer:
    """Add up several figures, or take all others from the first."""
    rest = arithmetic.total(row[1:])
    if query.function == "sum" and _overlapping(row):
        return Answer(status="answered", query=query, facts=tuple(map(_row, row)), notes=(Note(name="one_within"),))
    result = arithmetic.total(row) if query.function == "sum" else arithmetic.difference(row[0], rest)
    role = "computed_sum" if query.function == "sum" else "computed_rest"
    return Answer(status="answered", query=query, facts=(Fact(role=role, estimate=result), *map(_row, row)))


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


def _months(one: Estimate) -> int:
    return one.cell.period.months if one.cell else 0


def _close(one: Estimate) -> tuple[Note, ...]:
    return (Note(name="too_close"),) if one.sign is None else ()


def _difference(desk: Desk, query: Query, pair: Pair) -> Answer:
    later, earlier = _in_time(pair)
    change = arithmetic.change(later, earlier)
    if later.central < earlier.central:
        later, earlier = earlier, later
    gap = arithmetic.difference(later, earlier, desk.knowledge.cube)
    second = Fact(role="computed_percent", estimate=change)
    if _months(later) != _months(earlier):  # a half-year is a part of a year, and no fall
        second = Fact(role="computed_part", estimate=arithmetic.percentage(earlier, later))
    facts = [Fact(role="computed_difference", estimate=gap), second]
    return _answer(query, facts, pair, *_close(gap))


def _uneven(desk: Desk, query: Query, pair: Pair) -> Answer | None:
    """A half-year beside a year is a part of it, and no fall; its growth is on the same half a year before."""
    months = [_months(one) for one in pair]
    if months[0] == months[1] or 0 in months:
        return None
    part, whole = pair if months[0] < months[1] else pair[::-1]
    if part.cell is None or whole.cell is None:
        return None
    facts = [Fact(role="computed_percentage", estimate=arithmetic.percentage(part, whole))]
    plain = query.model_copy(update={"indicator": part.cell.indicator})
    period = part.cell.period
    if growth := desk.rate("growth", part.cell.segments, period, plain):
        facts.append(Fact(role="growth_figure", estimate=growth, period=period, base=period.year_before()))
    answer = _answer(query, facts, (part, whole), Note(name="uneven"))
    return answer.model_copy(update={"verdict": "no"}) if query.claim is not None else answer


def _change(desk: Desk, query: Query, pair: Pair) -> Answer:
    if uneven := _uneven(desk, query, pair):
        return uneven
    later, earlier = _in_time(pair)
    change = arithmetic.change(later, earlier)
    gap = arithmetic.difference(later, earlier, desk.knowledge.cube)
    facts = [Fact(role="computed_change", estimate=change), Fact(role="computed_gap", estimate=gap)]
    return _answer(query, facts, (earlier, later), *_close(gap))


def _ratio(_: Desk, query: Query, pair: Pair) -> Answer:
    smaller, larger = sorted(pair, key=lambda one: one.central)
    facts = [Fact(role="computed_ratio", estimate=arithmetic.ratio(larger, smaller))]
    facts.append(Fact(role="computed_part", estimate=arithmetic.percentage(smaller, larger)))
    return _answer(query, facts, (larger, smaller))


def _percentage(desk: Desk, query: Query, pair: Pair) -> Answer:
    part, whole = sorted(pair, key=lambda one: one.central)
    facts = [Fact(role="computed_percentage", estimate=arithmetic.percentage(part, whole))]
    if query.comparison == "missing":
        facts = [Fact(role="computed_missing", estimate=arithmetic.left_over(part, whole))]
    facts.append(Fact(role="computed_left", estimate=arithmetic.difference(whole, part, desk.knowledge.cube)))
    return _answer(query, facts, (part, whole))


def _points(_: Desk, query: Query, pair: Pair) -> Answer:
    later, earlier = _in_time(pair)
    points = arithmetic.points(later, earlier)
    return _answer(query, [Fact(role="computed_points", estimate=points)], (earlier, later), *_close(points))


def _sum(_: Desk, query: Query, pair: Pair) -> Answer:
    if _overlapping(pair):
        return _answer(query, [], pair, Note(name="one_within"))
    return _answer(query, [Fact(role="computed_sum", estimate=arithmetic.total(pair))], pair)


def _overlapping(row: Sequence[Estimate]) -> bool:
    """Whether one figure holds another, so that a sum would count it twice."""
    cells = [one.cell for one in row if one.cell]
    for a, b in permutations(cells, 2):
        wide = a.segments in (TOTAL, b.segments)
        if wide and a.indicator == b.indicator and (a.period == b.period or a.period.covers(b.period)):
            return True
    return False


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


def _per_job(desk: Desk, query: Query, first: tuple[Estimate, ...], second: tuple[Estimate, ...]) -> Answer:
    """Answer exports per job, where both are counted alike or one is the headline figure and its own job count."""
    amounts, counts = (first, second) if first[0].unit != "persons" else (second, first)
    main = desk.knowledge.canonical_perimeter(desk.knowledge.main_perimeter)
    alike = {main, *desk.knowledge.precedence("jobs")[:1]}
    pair = next(((a, b) for a, b in product(amounts, counts) if a.perimeter == b.perimeter), None)
    pair = pair or next(((a, b) for a, b in product(amounts, counts) if {a.perimeter, b.perimeter} <= alike), None)
    if pair is None:
        return _apart(desk, query, (amounts[0], counts[0]))
    each = arithmetic.per(*pair, "MAD")
    facts = [Fact(role="computed_per_job", estimate=each)]
    months = _months(pair[0])
    if query.per == "month" and months:
        facts.insert(0, Fact(role="computed_per_job_month", estimate=arithmetic.average(each, months)))
    return _answer(query, facts, pair)


def _double(desk: Desk, query: Query, half: Estimate) -> Answer:
    """Show twice a half-year, as the arithmetic that it is, beside what is expected for the year."""
    facts = [Fact(role="computed_double", estimate=arithmetic.times(half, 2)), _row(half)]
    year = half.cell.period.whole_year if half.cell else None
    expected = desk.projection(year, query) if year and not query.operands[0].segments else None
    if expected is not None:
        facts.append(Fact(role="projection", estimate=expected, period=year))
    return Answer(status="answered", query=query, facts=tuple(facts), notes=(Note(name="arithmetic"),))


def _mean(desk: Desk, query: Query, whole: Estimate) -> Answer:
    mean = arithmetic.average(whole, len(desk.parts))
    return Answer(status="answered", query=query, facts=(Fact(role="computed_mean", estimate=mean), _row(whole)))


def _each_year(desk: Desk, query: Query, whole: Estimate) -> Answer:
    years = whole.cell.period.months // _MONTHS if whole.cell else 0
    if years < 2:
        return lacking(desk, query, whole.cell.period if whole.cell else None)
    facts = (Fact(role="computed_each_year", estimate=arithmetic.average(whole, years)), _row(whole))
    return Answer(status="answered", query=query, facts=facts, notes=(Note(name="average"),))


_SINGLE: dict[str, Callable[[Desk, Query, Estimate], Answer]] = {
    "double": _double,
    "mean": _mean,
    "each_year": _each_year,
}
_FUNCTIONS: dict[str, Callable[[Desk, Query, Pair], Answer]] = {
    "difference": _difference,
    "change": _change,
    "ratio": _ratio,
    "percentage": _percentage,
    "points": _points,
    "sum": _sum,
    "yearly": _yearly,
}
