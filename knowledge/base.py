"""The knowledge as it is asked: what is held, in which perimeters and periods, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from knowledge.cube import Cube
from knowledge.estimates import Basis, Cell, Estimate, kind_of
from knowledge.intervals import Interval
from knowledge.models import (
    TOTAL,
    Indicator,
    IndicatorKind,
    Names,
    Observation,
    Perimeter,
    Place,
    Segment,
    Source,
    Statement,
)
from knowledge.periods import Period


@dataclass(frozen=True)
class Knowledge:
    """Everything that a knowledge folder says."""

    segments: Mapping[str, Segment]
    indicators: Mapping[str, Indicator]
    places: Mapping[str, Place]
    perimeters: Mapping[str, Perimeter]
    sources: Mapping[str, Source]
    statements: tuple[Statement, ...]
    names: Mapping[str, Names]
    observations: tuple[Observation, ...]
    version: str
    """Changes whenever a file changes."""

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The segments that make the whole, in order."""
        return tuple(self.segments)

    @cached_property
    def headline(self) -> str:
        """The indicator that is meant where none is named."""
        return next(code for code, indicator in self.indicators.items() if indicator.headline)

    @cached_property
    def main_perimeter(self) -> str:
        """The perimeter that is meant where none is named."""
        return next(code for code, perimeter in self.perimeters.items() if perimeter.main)

    @cached_property
    def country(self) -> str:
        """The place that the figures are about."""
        return next(
            (code for code, place in self.places.items() if place.kind == "country"), next(iter(self.places), "")
        )

    def canonical_perimeter(self, code: str) -> str:
        """Return the perimeter whose figures ``code`` shares: itself unless it is ``same_as`` another."""
        return self.perimeters[code].same_as or code

    @cached_property
    def cube(self) -> Cube:
        """All figures with everything that follows from them."""
        numeric = [
            one
            for one in self.observations
            if one.numeric and not one.alternative_to and self.indicators[one.indicator].kind is not IndicatorKind.TEXT
        ]
        canonical = {code: self.canonical_perimeter(code) for code in self.perimeters}
        return Cube(self.indicators, self.parts, canonical, self.country, self._by_precedence(numeric))

    def _by_precedence(self, observations: Iterable[Observation]) -> list[Observation]:
        """Order printings of a cell: the perimeter's own before its equal's, official, the newest, more digits."""

        def rank(one: Observation) -> tuple[bool, bool, int]:
            source = self.sources[one.source]
            return (bool(self.perimeters[one.perimeter].same_as), source.kind != "official", -one.decimals)

        newest_first = sorted(observations, key=lambda one: self.sources[one.source].date, reverse=True)
        return sorted(newest_first, key=rank)

    def estimates(
        self, indicator: str, segments: Iterable[str], period: Period, place: str = "", basis: Basis = Basis.OBSERVED
    ) -> tuple[Estimate, ...]:
        """Return what each perimeter knows about a cell, in the order in which a plain question is answered."""
        group = self.normal(segments)
        found = []
        for perimeter in self.precedence(indicator):
            cell = Cell(indicator, group, period, perimeter, place or self.country)
            estimate = self.cube.estimate(cell, basis)
            if estimate is not None:
                found.append(estimate)
        return tuple(found)

    def normal(self, segments: Iterable[str]) -> tuple[str, ...]:
        """Return segments in their order; none, or all of them, are the total."""
        chosen = set(segments)
        group = tuple(code for code in self.parts if code in chosen)
        return (TOTAL,) if not group or len(group) == len(self.parts) else group

    def of_main(self, perimeter: str) -> bool:
        """Whether a perimeter is the main one, or counts the same."""
        return self.canonical_perimeter(perimeter) == self.canonical_perimeter(self.main_perimeter)

    def precedence(self, indicator: str) -> tuple[str, ...]:
        """Return the canonical perimeters in the order in which they answer for an indicator."""
        listed = self.indicators[indicator].perimeters
        order = [*listed, self.main_perimeter, *self.perimeters]
        return tuple(dict.fromkeys(self.canonical_perimeter(code) for code in order))

    def periods(
        self,
        indicator: str,
        segments: Iterable[str] = (),
        perimeter: str | None = None,
        basis: Basis = Basis.OBSERVED,
    ) -> tuple[Period, ...]:
        """Return the periods that are printed for a cell, in order; with projections and targets under OUTLOOK."""
        group = self.normal(segments)
        wanted = None if perimeter is None else self.canonical_perimeter(perimeter)
        found = {
            one.period
            for one in self.observations
            if one.indicator == indicator
            and (one.segment,) == group
            and not one.alternative_to
            and (basis is Basis.OUTLOOK or not one.outlook)
            and (wanted is None or self.canonical_perimeter(one.perimeter) == wanted)
        }
        return tuple(sorted(found))

    def alternatives(self, observation: Observation) -> tuple[Observation, ...]:
        """Return the observations that are kept beside this one but not followed."""
        return tuple(one for one in self.observations if one.alternative_to == observation.id)

    def expected(self, indicator: str, period: Period) -> tuple[Estimate, ...]:
        """Return the projections and targets printed for the whole, also where a result is known by now."""
        order = self.precedence(indicator)
        found = [
            as_printed(one).named(self.canonical_perimeter(one.perimeter))
            for one in self.observations
            if (one.indicator, one.segment, one.period) == (indicator, TOTAL, period)
            and one.outlook
            and not one.alternative_to
        ]
        return tuple(sorted(found, key=lambda estimate: order.index(estimate.perimeter)))

    def printed(self, value: Decimal, unit: str = "") -> tuple[Estimate, ...]:
        """Return the figures that are printed as a value, those that are not followed last, each with its perimeter."""
        ordered = sorted(self.observations, key=lambda one: bool(one.alternative_to))
        return tuple(
            as_printed(one).named(self.canonical_perimeter(one.perimeter))
            for one in ordered
            if one.numeric and one.number == value and unit in ("", one.unit)
        )

    def texts(self, indicator: str) -> tuple[Estimate, ...]:
        """Return the named things of a text indicator: the status of each hub, the name of each park."""
        return tuple(as_printed(one) for one in self.observations if one.indicator == indicator)

    def statements_on(self, topic: str, about: str | None = None) -> tuple[Statement, ...]:
        """Return what is told in words about a topic."""
        return tuple(one for one in self.statements if one.topic == topic and (about is None or one.about == about))


def as_printed(one: Observation) -> Estimate:
    """Return a figure as its source prints it, whatever else is known about it."""
    return Estimate(
        value=one.number if one.numeric else one.value,
        decimals=one.decimals if one.numeric else 0,
        central=Fraction(one.number) if one.numeric else Fraction(0),
        unit=one.unit,
        kind=kind_of(one.status, computed=False),
        status=one.status,
        qualifier=one.qualifier,
        perimeter=one.perimeter,
        exact=one.interval if one.numeric else Interval(),
        sources=(one.source, *one.also),
        cell=Cell(one.indicator, (one.segment,), one.period, one.perimeter, one.place),
        observation=one,
    )
