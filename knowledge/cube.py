"""The cube: look up any cell, printed or derivable, of a segment or of a group of segments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from knowledge.estimates import (
    Basis,
    Cell,
    Estimate,
    Formula,
    Operation,
    evaluate,
    fitting,
    kind_of,
    rounded,
    shown_decimals,
    terms,
    weakest,
)
from knowledge.identities import Catalogue, domain
from knowledge.intervals import Interval
from knowledge.models import TOTAL, Indicator, Observation, Qualifier
from knowledge.network import Conflict, Derivation, Network
from knowledge.periods import Period, PeriodKind

_FORESEEN = 2
"""Years around the printed ones whose cells are related too, for growth and progress."""


@dataclass
class Cube:
    """All perimeters' networks. ``canonical`` maps a perimeter to the one whose figures it shares."""

    indicators: Mapping[str, Indicator]
    parts: tuple[str, ...]
    canonical: Mapping[str, str]
    place: str
    followed: Sequence[Observation]
    """Numeric observations in order of precedence, alternatives left out."""
    _networks: dict[tuple[str, Basis], Network] = field(default_factory=dict)
    _groups: dict[tuple[str, Basis, tuple[str, ...]], Network] = field(default_factory=dict)
    _estimates: dict[tuple[Cell, Basis], Estimate | None] = field(default_factory=dict)

    def estimate(self, cell: Cell, basis: Basis = Basis.OBSERVED) -> Estimate | None:
        """Return what is known about a cell, ``None`` where nothing leads to it."""
        key = (cell, basis)
        if key not in self._estimates:
            self._estimates[key] = self._estimate(cell, basis)
        return self._estimates[key]

    def conflicts(self) -> list[Conflict]:
        """Return every identity that the figures break, in all perimeters."""
        return [
            conflict
            for perimeter in self._perimeters()
            for conflict in self._network(perimeter, Basis.OBSERVED).conflicts
        ]

    def _perimeters(self) -> list[str]:
        return list(dict.fromkeys(self.canonical.values()))

    def _estimate(self, cell: Cell, basis: Basis) -> Estimate | None:
        if basis is Basis.OUTLOOK and (observed := self.estimate(cell)) is not None:
            return observed
        network = self._network_for(cell, basis)
        if printings := network.printings(cell):
            return _printed(cell, printings, network)
        chain = network.derivation(cell)
        return None if chain is None else _derived(cell, chain, network, self.indicators[cell.indicator])

    def _network_for(self, cell: Cell, basis: Basis) -> Network:
        network = self._network(cell.perimeter, basis)
        if len(cell.segments) == 1:
            return network
        key = (cell.perimeter, basis, cell.segments)
        if key not in self._groups:
            group = Network(network.domains, base=network)
            group.settle(self._catalogue(cell.perimeter).of(cell.segments, self._periods(cell.perimeter)))
            self._groups[key] = group
        return self._groups[key]

    def _network(self, perimeter: str, basis: Basis) -> Network:
        key = (perimeter, basis)
        if key not in self._networks:
            self._networks[key] = self._built(perimeter, basis)
        return self._networks[key]

    def _built(self, perimeter: str, basis: Basis) -> Network:
        domains = {code: domain(indicator) for code, indicator in self.indicators.items()}
        base = self._network(perimeter, Basis.OBSERVED) if basis is Basis.OUTLOOK else None
        network = Network(domains, base=base)
        for cell, observations in self._cells(perimeter, outlook=basis is Basis.OUTLOOK).items():
            if base is None or not base.printings(cell):
                network.print(cell, tuple(observations))
        catalogue, periods = self._catalogue(perimeter), self._periods(perimeter)
        network.settle(
            identity
            for segments in [(TOTAL,), *((part,) for part in self.parts)]
            for identity in catalogue.of(segments, periods)
        )
        return network

    def _cells(self, perimeter: str, *, outlook: bool) -> dict[Cell, list[Observation]]:
        found: dict[Cell, list[Observation]] = defaultdict(list)
        for observation in self.followed:
            if self.canonical[observation.perimeter] == perimeter and observation.outlook is outlook:
                cell = Cell(
                    observation.indicator, (observation.segment,), observation.period, perimeter, observation.place
                )
                found[cell].append(observation)
        return found

    def _catalogue(self, perimeter: str) -> Catalogue:
        seen = {
            self.indicators[found.indicator] for found in self.followed if self.canonical[found.perimeter] == perimeter
        }
        levels = {indicator.of or indicator.code for indicator in seen}
        related = {code: one for code, one in self.indicators.items() if (one.of or code) in levels}
        return Catalogue(related, self.parts, perimeter, self.place)

    def _periods(self, perimeter: str) -> list[Period]:
        """Return the periods that are printed, with the years around them, their halves and their quarters."""
        printed = {found.period for found in self.followed if self.canonical[found.perimeter] == perimeter}
        return _with_parts(period for period in printed if period.kind in _SPLIT)


_SPLIT = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH)


def _with_parts(periods: Iterable[Period]) -> list[Period]:
    printed = set(periods)
    kinds = {period.kind for period in printed}
    years = {period.year + step for period in printed for step in range(_FORESEEN)}
    found = {Period.of_year(year) for year in years} | printed
    if kinds - {PeriodKind.YEAR}:
        for year in years:
            found |= set(Period.of_year(year).parts(PeriodKind.HALF)) | set(
                Period.of_year(year).parts(PeriodKind.QUARTER)
            )
    return sorted(found)


def _printed(cell: Cell, printings: tuple[Observation, ...], network: Network) -> Estimate:
    first, *others = printings
    chain = network.chain(cell)
    known = network.interval(cell)
    return Estimate(
        value=first.number,
        unit=first.unit,
        kind=kind_of(first.status, computed=False),
        status=first.status,
        qualifier=first.qualifier,
        perimeter=cell.perimeter,
        exact=known,
        sources=_sources(printings),
        cell=cell,
        decimals=first.decimals,
        central=Fraction(first.number),
        observation=first,
        others=tuple(others),
        tight=chain.formula if chain else None,
    )


def _sources(printings: Sequence[Observation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for found in printings for source in (found.source, *found.also)))


def _derived(cell: Cell, chain: Derivation, network: Network, indicator: Indicator) -> Estimate:
    scale = 100 if indicator.unit == "percent" else 1
    known = network.interval(cell) & chain.reach
    formula = chain.formula
    if evaluate(formula) * scale not in known:
        formula = _closer(formula, network, cell)
    value = evaluate(formula) * scale
    decimals = fitting(value, shown_decimals(formula, indicator.unit), known)
    status = weakest(_leaves(chain))
    return Estimate(
        value=rounded(value, decimals),
        unit=indicator.unit,
        kind=kind_of(status, computed=True),
        status=status,
        qualifier=hedge(known, _leaves(chain)),
        perimeter=cell.perimeter,
        exact=network.interval(cell) if known.empty else known,
        sources=_sources(_leaves(chain)),
        cell=cell,
        decimals=max(decimals, 0),
        central=value,
        formula=formula,
    )


def _closer(formula: Formula, network: Network, cell: Cell) -> Formula:
    """Write a formula with what fixes its printed figures closer, where the print itself is off by its rounding.

    3.2 printed for a figure that 3.462 ÷ 1.071 settles at 3.23 would put the result outside of what is known.
    """
    if isinstance(formula, Operation):
        return Operation(formula.symbol, _closer(formula.left, network, cell), _closer(formula.right, network, cell))
    printed = formula.observation
    if printed is None:
        return formula
    own = Cell(printed.indicator, (printed.segment,), printed.period, cell.perimeter, printed.place)
    chain = network.chain(own)
    return formula if chain is None or Fraction(formula.value) in network.interval(own) else chain.formula


def _leaves(chain: Derivation) -> tuple[Observation, ...]:
    return tuple({term.observation.id: term.observation for term in terms(chain.formula) if term.observation}.values())


def hedge(known: Interval, leaves: Sequence[Observation]) -> Qualifier:
    """Return how a computed figure is hedged: a bound where it is bounded on one side only."""
    bound = any(found.qualifier in (Qualifier.MORE_THAN, Qualifier.LESS_THAN) for found in leaves)
    if known.bounded and not (bound and known.low == 0):
        return Qualifier.ABOUT if any(found.qualifier is not Qualifier.EXACT for found in leaves) else Qualifier.EXACT
    return Qualifier.MORE_THAN if known.high is None else Qualifier.LESS_THAN
