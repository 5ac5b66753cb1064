"""The cube's intervals worked out slowly: every identity solved for every cell, over and over, until nothing moves.

Plain floating-point pairs and no code of the cube's: what it says is easy to see to be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf

from knowledge import TOTAL, Cell, Observation, Period
from tests.knowledge.worlds import PARTS, PERIODS

Bounds = tuple[float, float]
Equation = tuple[str, tuple[Cell, ...]]
"""``sum``: the first is the sum of the others;
``share``: it is second × third ÷ 100; ``growth``: × (1 + third ÷ 100)."""

NOTHING: Bounds = (-inf, inf)
_ROUNDS = 5_000
_STILL = 1e-10


def worked_out(prints: Iterable[Observation]) -> dict[Cell, Bounds]:
    """Return what is known of every cell."""
    known: dict[Cell, Bounds] = {}
    for one in prints:
        low, high = one.interval.low, one.interval.high
        cell = _cell(one.indicator, one.segment, one.period)
        known[cell] = _meet(
            _of(known, cell), (-inf if low is None else float(low), inf if high is None else float(high))
        )
    every = list(_equations())
    for _ in range(_ROUNDS):
        moved = 0.0
        for equation in every:
            for cell in equation[1]:
                before = _of(known, cell)
                after = _meet(before, _solved(equation, cell, known))
                if after != before:
                    known[cell] = after
                    moved = max(moved, _moved(before, after))
        if moved < _STILL:
            return known
    raise AssertionError("it does not come to rest")


def _cell(indicator: str, segment: str, period: Period) -> Cell:
    return Cell(indicator, (segment,), period, "p", "x")


def _of(known: dict[Cell, Bounds], cell: Cell) -> Bounds:
    possible = {"level": (0.0, inf), "share": (0.0, 100.0), "growth": (-100.0, inf), "progress": (0.0, inf)}
    return known.get(cell, possible.get(cell.indicator, NOTHING))


def _equations() -> Iterator[Equation]:
    for period in PERIODS:
        level = {segment: _cell("level", segment, period) for segment in (TOTAL, *PARTS)}
        yield "sum", tuple(level.values())
        for segment, now in level.items():
            if segment != TOTAL:
                yield "share", (now, level[TOTAL], _cell("share", segment, period))
            if period.months == 12:
                halves = [one for one in PERIODS if one.months == 6 and one.year == period.year]
                yield "sum", (now, *(_cell("level", segment, half) for half in halves))
            if period.year_before() not in PERIODS:
                continue
            before = _cell("level", segment, period.year_before())
            growth, change = _cell("growth", segment, period), _cell("change", segment, period)
            yield "growth", (now, before, growth)
            yield "sum", (now, before, change)
            yield "share", (change, before, growth)
            if period.months == 6:
                year = _cell("level", segment, Period.of_year(period.year - 1))
                yield "share", (now, year, _cell("progress", segment, period))


def _solved(equation: Equation, cell: Cell, known: dict[Cell, Bounds]) -> Bounds:
    kind, cells = equation
    first, *others = (_of(known, one) for one in cells)
    place = cells.index(cell)
    if kind == "sum":
        if place == 0:
            return (sum(low for low, _ in others), sum(high for _, high in others))
        rest = [one for number, one in enumerate(others, 1) if number != place]
        return (first[0] - sum(high for _, high in rest), first[1] - sum(low for low, _ in rest))
    whole, rate = others
    more = 100.0 if kind == "growth" else 0.0
    factor = ((rate[0] + more) / 100, (rate[1] + more) / 100)
    if place == 0:
        return _times(whole, factor)
    if place == 1:
        return _by(first, factor)
    quotient = _by(first, whole)
    return (quotient[0] * 100 - more, quotient[1] * 100 - more)


def _times(one: Bounds, other: Bounds) -> Bounds:
    if inf not in (abs(bound) for bound in (*one, *other)):
        corners = [a * b for a in one for b in other]
        return (min(corners), max(corners))
    if one[0] >= 0 and other[0] >= 0:
        return (one[0] * other[0], inf if inf in (one[1], other[1]) else one[1] * other[1])
    return NOTHING


def _by(one: Bounds, other: Bounds) -> Bounds:
    if other[0] > 0:
        return _times(one, (1 / other[1], 1 / other[0]))
    if other[0] == 0 and one[0] >= 0 and other[1] > 0:
        return (one[0] / other[1], inf)
    return NOTHING


def _meet(one: Bounds, other: Bounds) -> Bounds:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    # Rounding of floating-point numbers may leave a point of two that are equal.
    return (low, high) if low <= high else (high, low) if low - high < 1e-9 else one


def _moved(before: Bounds, after: Bounds) -> float:
    if inf in (abs(before[0]), abs(before[1])):
        return 1.0
    return (before[1] - before[0] - after[1] + after[0]) / max(before[1] - before[0], 1e-12)
