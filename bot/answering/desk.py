"""The desk where a query is looked up: the knowledge, today's date, and the few look-ups that all operations share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.reading.query import Query
from knowledge import Basis, Cell, Estimate, Knowledge, Period, PeriodKind

TOTAL = ("_T",)


@dataclass(frozen=True)
class Desk:
    """Look-ups on one knowledge for one moment in time."""

    knowledge: Knowledge
    today: date

    @cached_property
    def rates(self) -> dict[tuple[str, str], str]:
        """(level, relation) → the indicator that is its share, growth or progress."""
        return {
            (indicator.of, indicator.relation): code
            for code, indicator in self.knowledge.indicators.items()
            if indicator.of and indicator.relation
        }

    everything = Basis.OUTLOOK

    @property
    def headline(self) -> str:
        """The indicator that is meant where none is named."""
        return self.knowledge.headline

    def relation(self, estimate: Estimate) -> str:
        """Return how a rate relates to its level: share, growth, progress; empty for a level."""
        return self.knowledge.indicators[estimate.cell.indicator].relation if estimate.cell else ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The segments, in order."""
        return self.knowledge.parts

    def level(self, segments: Sequence[str], period: Period, query: Query, *, outlook: bool = False) -> Estimate | None:
        """Return the level of the query's indicator in the first perimeter that knows it."""
        found = self.levels(segments, period, query, outlook=outlook)
        return found[0] if found else None

    def levels(
        self, segments: Sequence[str], period: Period, query: Query, *, outlook: bool = False
    ) -> tuple[Estimate, ...]:
        """Return it in every perimeter that knows it, the one asked for first, else in order of precedence."""
        return self._ordered(query.indicator, segments, period, query, outlook=outlook)

    def rate(
        self, relation: str, segments: Sequence[str], period: Period, query: Query, *, outlook: bool = False
    ) -> Estimate | None:
        """Return the share, growth or progress of a cell."""
        code = self.rates.get((query.indicator, relation))
        found = self._ordered(code, segments, period, query, outlook=outlook) if code else ()
        return found[0] if found else None

    def _ordered(
        self, indicator: str, segments: Sequence[str], period: Period, query: Query, *, outlook: bool
    ) -> tuple[Estimate, ...]:
        basis = Basis.OUTLOOK if outlook else Basis.OBSERVED
        found = self.knowledge.estimates(indicator, self.normal(segments), period, basis=basis)
        if query.perimeter:
            wanted = {query.perimeter, self.knowledge.canonical_perimeter(query.perimeter)}
            mine = tuple(estimate for estimate in found if estimate.perimeter in wanted)
            return mine + tuple(estimate for estimate in found if estimate not in mine)
        return found

    def normal(self, segments: Sequence[str]) -> tuple[str, ...]:
        """Return segments in their order; none, or all of them, are the total."""
        return self.knowledge.normal(segments)

    def complement(self, segments: Sequence[str]) -> tuple[str, ...]:
        """Return all segments but these."""
        return tuple(code for code in self.parts if code not in segments)

    def latest(self, query: Query, segments: Sequence[str] = TOTAL) -> Period | None:
        """Return the latest observed period of the main perimeter."""
        periods = self.observed(query, segments)
        return periods[-1] if periods else None

    def observed(self, query: Query, segments: Sequence[str] = TOTAL) -> tuple[Period, ...]:
        """Return the printed observed periods of the query's indicator, in order, in its first perimeter."""
        perimeter = query.perimeter or (self.knowledge.main_perimeter if query.indicator == self.headline else None)
        return self.knowledge.periods(query.indicator, self.normal(segments), perimeter=perimeter)

    def latest_year(self, query: Query, segments: Sequence[str] = TOTAL) -> Period | None:
        """Return the latest whole year observed."""
        years = [period for period in self.observed(query, segments) if period.kind is PeriodKind.YEAR]
        return years[-1] if years else None

    def within(self, year: Period, query: Query, segments: Sequence[str] = TOTAL) -> Period | None:
        """Return the latest observed part of a year that is not observed whole."""
        parts = [period for period in self.observed(query, segments) if period != year and year.covers(period)]
        return max(parts, key=lambda period: (period.end, period.months)) if parts else None

    def outlooks(self, query: Query) -> tuple[Period, ...]:
        """Return the periods with a projection or a target of the main perimeter."""
        observed = set(self.observed(query))
        perimeter = self.knowledge.main_perimeter if query.indicator == self.headline else None
        every = self.knowledge.periods(query.indicator, TOTAL, perimeter=perimeter, basis=Basis.OUTLOOK)
        return tuple(period for period in every if period not in observed)

    def projection(self, period: Period, query: Query) -> Estimate | None:
        """Return what is projected or aimed at for a period."""
        return next(iter(self.knowledge.expected(query.indicator, period)), None)

    def known(self, query: Query, segments: Sequence[str], period: Period) -> bool:
        """Whether a cell is printed or follows from printed ones."""
        return self.level(segments, period, query) is not None

    def cell(self, indicator: str, segments: Sequence[str], period: Period, perimeter: str) -> Cell:
        """Name a cell."""
        return Cell(indicator=indicator, segments=self.normal(segments), period=period, perimeter=perimeter)
