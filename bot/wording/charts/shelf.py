"""Look-ups for charts: one indicator in one perimeter, so that figures of two perimeters cannot meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.reading.query import Query
from knowledge import TOTAL, Basis, Cell, Estimate, Knowledge, Period, PeriodKind

WHOLE = (TOTAL,)
_UNCHARTED = ("rank", "status", "name")
"""Units whose values have no length."""


@dataclass(frozen=True)
class Shelf:
    """The figures of one indicator as one perimeter counts them."""

    knowledge: Knowledge
    indicator: str
    perimeter: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The segments, in order."""
        return self.knowledge.parts

    @property
    def main(self) -> bool:
        """Whether this is the perimeter that is meant where none is named."""
        return self.knowledge.of_main(self.perimeter)

    def level(self, segments: Iterable[str], period: Period, basis: Basis = Basis.OBSERVED) -> Estimate | None:
        """Return the level of a cell."""
        return self._cell(self.indicator, segments, period, basis)

    def rate(
        self, relation: str, segments: Iterable[str], period: Period, basis: Basis = Basis.OBSERVED
    ) -> Estimate | None:
        """Return the share, growth or progress of a cell."""
        code = next(
            (
                one.code
                for one in self.knowledge.indicators.values()
                if (one.of, one.relation) == (self.indicator, relation)
            ),
            None,
        )
        return self._cell(code, segments, period, basis) if code else None

    def measured(self, measure: str, segments: Iterable[str], period: Period) -> Estimate | None:
        """Return the ``amount``, ``share`` or ``growth`` of a cell."""
        return self.level(segments, period) if measure == "amount" else self.rate(measure, segments, period)

    def _cell(self, indicator: str, segments: Iterable[str], period: Period, basis: Basis) -> Estimate | None:
        group = self.knowledge.normal(segments)
        return self.knowledge.cube.estimate(
            Cell(indicator, group, period, self.perimeter, self.knowledge.country), basis
        )

    def expected(self, period: Period) -> Estimate | None:
        """Return what is projected or aimed at for the whole, as printed."""
        found = self.knowledge.expected(self.indicator, period)
        return next((one for one in found if one.perimeter == self.perimeter), None)

    def printed(self, basis: Basis = Basis.OBSERVED) -> tuple[Period, ...]:
        """Return the dated periods that are printed for the whole, in order."""
        found = self.knowledge.periods(self.indicator, WHOLE, self.perimeter, basis)
        return tuple(period for period in found if period.dated)

    def outlooks(self) -> tuple[Period, ...]:
        """Return the periods that are only projected or aimed at, in order."""
        observed = self.printed()
        return tuple(period for period in self.printed(Basis.OUTLOOK) if period not in observed)

    def latest(self) -> Period | None:
        """Return the latest observed period."""
        return self.printed()[-1] if self.printed() else None

    def observed_part(self, year: Period) -> Period | None:
        """Return the latest observed part of a year that is not observed whole."""
        parts = [period for period in self.printed() if period != year and year.covers(period)]
        return max(parts, key=lambda period: (period.end, period.months)) if parts else None

    def settled(self, period: Period) -> Period | None:
        """Return the period itself where its total is known, else the latest known part of it."""
        if self.level(WHOLE, period) is not None or period.kind is not PeriodKind.YEAR:
            return period
        return self.observed_part(period)

    def run(self, segments: Sequence[str], kind: PeriodKind, measure: str = "amount") -> list[Period]:
        """Return all periods of a kind from the first one known to the last one known, in order."""
        years = {
            one.period.year
            for one in self.knowledge.observations
            if self.knowledge.canonical_perimeter(one.perimeter) == self.perimeter and one.period.dated
        }
        every = sorted(period for year in years for period in _of(year, kind))
        known = [period for period in every if self.measured(measure, segments, period) is not None]
        return between(known[0], known[-1]) if known else []


def shelves(query: Query, knowledge: Knowledge) -> tuple[Shelf, ...]:
    """Return the perimeters in which a query may be charted: the one asked for, else all in order of precedence."""
    indicator = knowledge.indicators.get(query.indicator)
    if indicator is None or indicator.unit in _UNCHARTED or indicator.of:
        return ()
    wanted = (
        (knowledge.canonical_perimeter(query.perimeter),)
        if query.perimeter in knowledge.perimeters
        else knowledge.precedence(query.indicator)
    )
    return tuple(Shelf(knowledge, query.indicator, perimeter) for perimeter in wanted)


def _of(year: int, kind: PeriodKind) -> tuple[Period, ...]:
    whole = Period.of_year(year)
    return (whole,) if kind is PeriodKind.YEAR else whole.parts(kind)


def between(first: Period, last: Period) -> list[Period]:
    """Return all periods of one length from the first to the last."""
    found = [first]
    while found[-1] < last:
        found.append(found[-1].following())
    return found
