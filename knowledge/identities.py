"""The accounting identities that relate cells. None of them names a segment, a city or a year.

whole = sum of its parts; year = S1 + S2, half = two quarters; part = share × whole; growth = now / before − 1;
change = now − before = before × growth; progress = part of the year / the year before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from knowledge.estimates import Cell, Formula, Operation, Term, subtract
from knowledge.intervals import Interval, exactly
from knowledge.models import TOTAL, Indicator, IndicatorKind
from knowledge.periods import Period, PeriodKind

Known = Callable[[Cell], Interval]
Written = Callable[[Cell], Formula]

_HUNDRED = exactly(100)
_ONE = Term(Decimal(1))


@dataclass(frozen=True, slots=True)
class Sum:
    """``whole`` = the sum of ``parts``."""

    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells it relates."""
        return (self.whole, *self.parts)

    def solve(self, target: Cell, known: Known) -> Interval:
        """Return what the other cells say about ``target``."""
        if target == self.whole:
            return reduce(lambda total, part: total + known(part), self.parts, exactly(0))
        return reduce(lambda rest, part: rest - known(part), self._others(target), known(self.whole))

    def write(self, target: Cell, written: Written) -> Formula:
        """Return the formula of ``target``."""
        if target == self.whole:
            return reduce(lambda total, part: Operation("+", total, part), [written(part) for part in self.parts])
        return reduce(lambda rest, part: subtract(rest, written(part)), self._others(target), written(self.whole))

    def _others(self, target: Cell) -> list[Cell]:
        return [part for part in self.parts if part != target]


@dataclass(frozen=True, slots=True)
class Rate:
    """``rate`` = 100 × ``part`` / ``whole`` − ``offset``; an offset of 100 makes it a growth."""

    part: Cell
    whole: Cell
    rate: Cell
    offset: int = 0

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells it relates."""
        return (self.part, self.whole, self.rate)

    def solve(self, target: Cell, known: Known) -> Interval:
        """Return what the other cells say about ``target``."""
        if target == self.rate:
            return known(self.part) / known(self.whole) * _HUNDRED - exactly(self.offset)
        factor = (known(self.rate) + exactly(self.offset)) / _HUNDRED
        return known(self.whole) * factor if target == self.part else known(self.part) / factor

    def write(self, target: Cell, written: Written) -> Formula:
        """Return the formula of ``target``."""
        if target == self.rate:
            quotient = Operation("/", written(self.part), written(self.whole))
            return Operation("-", quotient, _ONE) if self.offset else quotient
        rate = written(self.rate)
        factor = Operation("+", _ONE, rate) if self.offset else rate
        if target == self.part:
            return Operation("*", written(self.whole), factor)
        return Operation("/", written(self.part), factor)


Identity = Sum | Rate


@dataclass(frozen=True)
class Catalogue:
    """Instantiates the identities for one perimeter."""

    indicators: Mapping[str, Indicator]
    parts: tuple[str, ...]
    perimeter: str
    place: str

    def cell(self, indicator: str, segments: tuple[str, ...], period: Period) -> Cell:
        """Name a cell of this perimeter."""
        return Cell(indicator, segments, period, self.perimeter, self.place)

    def of(self, segments: tuple[str, ...], periods: Iterable[Period]) -> Iterator[Identity]:
        """Return every identity on the cells of one segment, or of one group, over some periods."""
        for level in self._levels():
            rates: dict[tuple[str, str], str] = {
                (found.of, found.relation): found.code for found in self.indicators.values() if found.of == level.code
            }
            for period in periods:
                yield from self._across(level, rates, segments, period)
                yield from self._rates(level, rates, segments, period)
                if level.kind is IndicatorKind.FLOW:
                    yield from self._split(level, segments, period)

    def _levels(self) -> list[Indicator]:
        return [found for found in self.indicators.values() if found.kind in (IndicatorKind.FLOW, IndicatorKind.STOCK)]

    def _across(
        self, level: Indicator, rates: Mapping[tuple[str, str], str], segments: tuple[str, ...], period: Period
    ) -> Iterator[Identity]:
        """Whole = sum of its parts, for levels and for shares; a group lies between its members and its complement."""
        codes = [level.code, *([rates[level.code, "share"]] if (level.code, "share") in rates else [])]
        for code in codes if self.parts else ():
            if segments == (TOTAL,):
                if code == level.code:
                    yield self._sum(code, segments, self.parts, period)
            elif len(segments) > 1:
                yield self._sum(code, segments, segments, period)
                if code == level.code:
                    rest = tuple(part for part in self.parts if part not in segments)
                    parts = (self.cell(code, segments, period), *(self.cell(code, (part,), period) for part in rest))
                    yield Sum(self.cell(code, (TOTAL,), period), parts)

    def _sum(self, code: str, segments: tuple[str, ...], parts: Sequence[str], period: Period) -> Sum:
        return Sum(self.cell(code, segments, period), tuple(self.cell(code, (part,), period) for part in parts))

    def _split(self, level: Indicator, segments: tuple[str, ...], period: Period) -> Iterator[Identity]:
        for kind, shorter in (
            (PeriodKind.YEAR, PeriodKind.HALF),
            (PeriodKind.HALF, PeriodKind.QUARTER),
            (PeriodKind.QUARTER, PeriodKind.MONTH),
        ):
            if period.kind is kind:
                yield Sum(
                    self.cell(level.code, segments, period),
                    tuple(self.cell(level.code, segments, part) for part in period.parts(shorter)),
                )

    def _rates(
        self, level: Indicator, rates: Mapping[tuple[str, str], str], segments: tuple[str, ...], period: Period
    ) -> Iterator[Identity]:
        now = self.cell(level.code, segments, period)
        before = self.cell(level.code, segments, period.year_before())
        named = {relation: self.cell(code, segments, period) for (_, relation), code in rates.items()}
        if "share" in named and segments != (TOTAL,):
            yield Rate(now, self.cell(level.code, (TOTAL,), period), named["share"])
        if "growth" in named:
            yield Rate(now, before, named["growth"], offset=100)
        if "change" in named:
            yield Sum(now, (before, named["change"]))
            if "growth" in named:
                yield Rate(named["change"], before, named["growth"])
        if "progress" in named and period.kind in (PeriodKind.HALF, PeriodKind.QUARTER):
            yield Rate(now, self.cell(level.code, segments, period.whole_year.year_before()), named["progress"])


def domain(indicator: Indicator) -> Interval:
    """Return what any value of an indicator lies in, before anything is printed."""
    if indicator.kind in (IndicatorKind.FLOW, IndicatorKind.STOCK):
        return Interval(Fraction(0), None)
    lows = {"share": Fraction(0), "progress": Fraction(0), "growth": Fraction(-100)}
    return Interval(lows.get(indicator.relation), Fraction(100) if indicator.relation == "share" else None)
