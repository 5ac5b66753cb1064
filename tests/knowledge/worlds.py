"""True figures of a small world, and what is printed of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import strategies as st

from knowledge import TOTAL, Cell, Cube, Indicator, Observation, Period

PARTS = ("A", "B", "C")
PERIODS = tuple(Period.parse(code) for code in ("2020-S1", "2020-S2", "2020", "2021-S1", "2021-S2", "2021"))
INDICATORS = {
    one.code: one
    for one in (
        Indicator(code="level", kind="flow", unit="bn", headline=True),
        Indicator(code="growth", kind="rate", unit="percent", of="level", relation="growth"),
        Indicator(code="share", kind="rate", unit="percent", of="level", relation="share"),
        Indicator(code="change", kind="rate", unit="bn", of="level", relation="change"),
        Indicator(code="progress", kind="rate", unit="percent", of="level", relation="progress"),
    )
}
CELLS = tuple(
    Cell(indicator, (segment,), period, "p", "x")
    for indicator in INDICATORS
    for segment in (TOTAL, *PARTS)
    for period in PERIODS
)
GROUPS = tuple(
    Cell(indicator, group, period, "p", "x")
    for indicator in ("level", "share")
    for group in (("A", "B"), ("B", "C"))
    for period in PERIODS
)


@dataclass(frozen=True)
class World:
    """True figures, to the hundredth, of each part in each half-year."""

    halves: dict[tuple[str, Period], int]

    def level(self, segments: tuple[str, ...], period: Period) -> Fraction:
        parts = PARTS if segments == (TOTAL,) else segments
        return Fraction(sum(n for (part, half), n in self.halves.items() if part in parts and period.covers(half)), 100)

    def true(self, cell: Cell) -> Fraction | None:
        now, before = self.level(cell.segments, cell.period), self.level(cell.segments, cell.period.year_before())
        match cell.indicator:
            case "level":
                return now
            case "share":
                return 100 * now / self.level((TOTAL,), cell.period)
            case "progress":
                year = self.level(cell.segments, cell.period.whole_year.year_before())
                return 100 * now / year if year and cell.period.months < 12 else None
        if not before:
            return None
        return now - before if cell.indicator == "change" else 100 * now / before - 100


def printed(cell: Cell, value: Fraction, decimals: int, number: int) -> Observation:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Observation(
        id=f"o{number}",
        indicator=cell.indicator,
        segment=cell.segments[0],
        period=cell.period,
        place="x",
        value=f"{exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):f}",
        unit=INDICATORS[cell.indicator].unit,
        qualifier="exact",
        status="published",
        perimeter="p",
        source="s",
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, list[Observation]]:
    """Draw true figures and what is printed of them."""
    halves = [period for period in PERIODS if period.months == 6]
    world = World({(part, half): draw(st.integers(5, 3000)) for part in PARTS for half in halves})
    possible = [cell for cell in CELLS if world.true(cell) is not None]
    chosen = draw(st.lists(st.sampled_from(possible), min_size=2, max_size=14, unique=True))
    prints = []
    for number, cell in enumerate(chosen):
        value = world.true(cell)
        assert value is not None
        prints.append(printed(cell, value, draw(st.integers(0, 2)), number))
    return world, prints


def cube(prints: Iterable[Observation]) -> Cube:
    return Cube(INDICATORS, PARTS, {"p": "p"}, "x", tuple(prints))
