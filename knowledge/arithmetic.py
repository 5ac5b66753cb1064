"""Computations between estimates: formula over printed figures, exact interval, honest rounding, sources merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from knowledge.cube import Cube, hedge
from knowledge.estimates import (
    Basis,
    Cell,
    Estimate,
    Formula,
    Operation,
    Term,
    evaluate,
    fitting,
    kind_of,
    rounded,
    shown_decimals,
    terms,
    weakest,
)
from knowledge.intervals import Interval, exactly
from knowledge.models import Observation, Qualifier

_SCALES = {("MAD_bn", "MAD_mn"): 3, ("MAD_bn", "MAD"): 9, ("MAD_mn", "MAD_bn"): -3}
_ONE = Term(Decimal(1))
_CLOSER = 2
"""Decimals of a difference in points where one would not fit the two shares shown beside it."""


def total(estimates: Sequence[Estimate]) -> Estimate:
    """Add up."""
    return _computed("+", estimates, estimates[0].unit, reduce(lambda a, b: a + b, [one.exact for one in estimates]))


def difference(first: Estimate, second: Estimate, cube: Cube | None = None) -> Estimate:
    """Subtract ``second`` from ``first``; with a cube, what the identities say about the change narrows it."""
    found = _computed("-", (first, second), first.unit, first.exact - second.exact)
    cell = _change_cell(first, second, cube) if cube else None
    known = cube.estimate(cell, Basis.OUTLOOK) if cube and cell else None
    if known is not None and known.formula is not None and found.kind == known.kind:
        return known
    return found


def beyond(estimate: Estimate, bound: Decimal) -> Estimate:
    """Subtract a plain number from a figure, or the figure from it where it lies below."""
    exact, limit = estimate.exact, Term(bound)
    if estimate.central < bound:
        return _finish(lambda a: Operation("-", limit, a), (estimate,), estimate.unit, exactly(Fraction(bound)) - exact)
    return _finish(lambda a: Operation("-", a, limit), (estimate,), estimate.unit, exact - exactly(Fraction(bound)))


def ratio(first: Estimate, second: Estimate) -> Estimate:
    """Divide ``first`` by ``second``; unit ``ratio``."""
    return _computed("/", (first, second), "ratio", first.exact / second.exact)


def percentage(part: Estimate, whole: Estimate) -> Estimate:
    """Return ``part`` as a percent of ``whole``."""
    return _computed("/", (part, whole), "percent", part.exact / whole.exact * exactly(100))


def left_over(part: Estimate, whole: Estimate) -> Estimate:
    """Return what ``part`` leaves of ``whole``, as a percent of it."""
    exact = exactly(100) - part.exact / whole.exact * exactly(100)
    if whole.exact.high is None:
        exact = Interval(exact.low, None)  # "more than 27": at least so much is left
    return _finish(lambda a, b: Operation("-", _ONE, Operation("/", a, b)), (part, whole), "percent", exact)


def change(now: Estimate, before: Estimate) -> Estimate:
    """Return the growth from ``before`` to ``now``, in percent."""
    exact = now.exact / before.exact * exactly(100) - exactly(100)
    if before.exact.high is None:
        exact = Interval(None, exact.high)  # on "more than 27" it is at most so much, and no fall of 100 % at worst
    return _finish(lambda a, b: Operation("-", Operation("/", a, b), _ONE), (now, before), "percent", exact)


def yearly(now: Estimate, before: Estimate, years: int) -> Estimate:
    """Return the growth a year that leads from ``before`` to ``now`` in so many years, in percent."""
    exact = (now.exact / before.exact).root(years) * exactly(100) - exactly(100)
    power = Operation("/", _ONE, Term(Decimal(years)))
    return _finish(
        lambda a, b: Operation("-", Operation("^", Operation("/", a, b), power), _ONE), (now, before), "percent", exact
    )


def points(first: Estimate, second: Estimate) -> Estimate:
    """Subtract one percent from another; unit ``points``."""
    found = _computed("-", (first, second), "points", first.exact - second.exact)
    if found.vague or found.central is None or found.number == first.number - second.number:
        return found
    # "40.3 − 37.4 = 3.0" would puzzle a reader who sees the two shares: one more digit shows that they are rounded.
    return replace(found, value=rounded(found.central, _CLOSER), decimals=_CLOSER)


def printed_points(first: Estimate, second: Estimate) -> Estimate | None:
    """Subtract two printed percents as printed, where that comes to something else than the unrounded difference."""
    if first.formula is not None or second.formula is not None:
        return None
    formula = Operation("-", first.leaf, second.leaf)
    value, found = evaluate(formula) * 100, points(first, second)
    shown = rounded(value, 1)
    if shown == found.number:
        return None
    return replace(found, value=shown, decimals=1, central=value, formula=formula, exact=exactly(Fraction(shown)))


def per(amount: Estimate, count: Estimate, unit: str) -> Estimate:
    """Divide an amount of money by a count: dirhams for each job."""
    scale = Term(Decimal(10) ** _SCALES.get((amount.unit, unit), 0))
    exact = amount.exact * exactly(Fraction(scale.value)) / count.exact
    return _finish(lambda a, b: Operation("/", Operation("*", a, scale), b), (amount, count), unit, exact)


def times(amount: Estimate, count: int) -> Estimate:
    """Multiply by a plain number."""
    exact = amount.exact * exactly(count)
    return _finish(lambda a: Operation("*", a, Term(Decimal(count))), (amount,), amount.unit, exact)


def average(amount: Estimate, count: int) -> Estimate:
    """Divide by a plain number: months, days."""
    exact = amount.exact / exactly(count)
    return _finish(lambda a: Operation("/", a, Term(Decimal(count))), (amount,), amount.unit, exact)


def scaled(amount: Estimate, factor: Decimal) -> Estimate:
    """Multiply with a plain number: half of it, twice as much; below one it is written as a division."""
    share = round(1 / factor, 6)
    if factor < 1 and share == int(share):
        return average(amount, int(share))
    exact = amount.exact * exactly(Fraction(factor))
    return _finish(lambda a: Operation("*", a, Term(factor)), (amount,), amount.unit, exact)


def _change_cell(first: Estimate, second: Estimate, cube: Cube | None) -> Cell | None:
    a, b = first.cell, second.cell
    if (
        cube is None
        or a is None
        or b is None
        or a.indicator != b.indicator
        or a.segments != b.segments
        or a.perimeter != b.perimeter
    ):
        return None
    codes = [one.code for one in cube.indicators.values() if one.of == a.indicator and one.relation == "change"]
    if not codes or a.period.year_before() != b.period:
        return None
    return Cell(codes[0], a.segments, a.period, a.perimeter, a.place)


def _computed(symbol: str, inputs: Sequence[Estimate], unit: str, exact: Interval) -> Estimate:
    return _finish(lambda *formulas: reduce(lambda a, b: Operation(symbol, a, b), formulas), inputs, unit, exact)


def _finish(build: Callable[..., Formula], inputs: Sequence[Estimate], unit: str, exact: Interval) -> Estimate:
    """Write the formula from the printed figures; where rounding ate too much of it, from what fixes them closer."""
    formula = build(*[one.leaf for one in inputs])
    percent = unit in ("percent", "points")
    scale = 100 if percent else 1
    if evaluate(formula) * scale not in exact and any(one.tight for one in inputs):
        formula = build(*[one.tight or one.leaf for one in inputs])
    value = evaluate(formula) * scale
    decimals = fitting(value, shown_decimals(formula, unit), exact, fewer=not percent)
    leaves = _leaves(formula)
    status = weakest(leaves)
    qualifier = hedge(exact, leaves)
    return Estimate(
        value=rounded(value, decimals),
        unit=unit,
        kind=kind_of(status, computed=True),
        status=status,
        qualifier=qualifier,
        perimeter=inputs[0].perimeter,
        exact=Interval(None, exact.high) if qualifier == Qualifier.LESS_THAN else exact,
        sources=tuple(dict.fromkeys(source for one in inputs for source in one.sources)),
        decimals=max(decimals, 0),
        central=value,
        formula=formula,
    )


def _leaves(formula: Formula) -> tuple[Observation, ...]:
    return tuple({term.observation.id: term.observation for term in terms(formula) if term.observation}.values())
