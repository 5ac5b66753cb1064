"""The network of one perimeter: cells, what is printed about them, and what the identities imply from each other."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from knowledge.estimates import Cell, Formula, Term, terms
from knowledge.identities import Identity
from knowledge.intervals import Interval
from knowledge.models import Observation

_STEP = Fraction(1, 10**6)
"""A narrowing by less than this part of the width is not worth another round."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """One chain of identities that leads to a cell."""

    formula: Formula
    reach: Interval
    """What the chain alone says."""
    leaves: int
    through: frozenset[Cell]
    """Every cell on the way, so that no chain runs in a circle."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An identity that the figures break beyond rounding."""

    identity: Identity
    target: Cell
    known: Interval
    implied: Interval


@dataclass(slots=True)
class Network:
    """Cells with their intervals, narrowed to a fixpoint; ``base`` is the network it extends."""

    domains: Mapping[str, Interval]
    """Indicator → what its values lie in at all."""
    base: Network | None = None
    printed: dict[Cell, tuple[Observation, ...]] = field(default_factory=dict)
    """Printings of each cell, the one that is followed first."""
    intervals: dict[Cell, Interval] = field(default_factory=dict)
    derivations: dict[Cell, Derivation] = field(default_factory=dict)
    """The best chain to each cell that is not printed."""
    tight: dict[Cell, Derivation] = field(default_factory=dict)
    """For printed cells, the chain that says more than the print."""
    conflicts: list[Conflict] = field(default_factory=list)

    def interval(self, cell: Cell) -> Interval:
        """Return all that is known about a cell."""
        if cell in self.intervals:
            return self.intervals[cell]
        return self.base.interval(cell) if self.base else self.domains.get(cell.indicator, Interval())

    def printings(self, cell: Cell) -> tuple[Observation, ...]:
        """Return what is printed about a cell, the one that is followed first."""
        return self.printed.get(cell) or (self.base.printings(cell) if self.base else ())

    def derivation(self, cell: Cell) -> Derivation | None:
        """Return the best chain to a cell: itself where it is printed."""
        if printings := self.printings(cell):
            reach = self._printed_interval(printings)
            standing = [found for found in printings if not (found.interval & reach).empty]
            best = max(standing, key=lambda found: found.decimals)
            return Derivation(Term(best.number, best.unit == "percent", best), reach, 1, frozenset({cell}))
        return self.derivations.get(cell) or (self.base.derivation(cell) if self.base else None)

    def chain(self, cell: Cell) -> Derivation | None:
        """Return the chain that says more about a printed cell than its print."""
        return self.tight.get(cell) or (self.base.chain(cell) if self.base else None)

    def print(self, cell: Cell, observations: tuple[Observation, ...]) -> None:
        """Enter what is printed about a cell; printings that exclude each other leave the first one standing."""
        interval = self.interval(cell)
        for observation in observations:
            narrowed = interval & observation.interval
            interval = interval if narrowed.empty else narrowed
        self.printed[cell] = observations
        self.intervals[cell] = interval

    @staticmethod
    def _printed_interval(printings: tuple[Observation, ...]) -> Interval:
        interval = printings[0].interval
        for observation in printings[1:]:
            narrowed = interval & observation.interval
            interval = interval if narrowed.empty else narrowed
        return interval

    def settle(self, identities: Iterable[Identity]) -> None:
        """Propagate intervals over the identities, then find the best chain to every cell."""
        every = tuple(identities)
        sound = self._without_broken(every)
        self._derive(sound)
        self._narrow(sound)

    def _without_broken(self, identities: tuple[Identity, ...]) -> list[Identity]:
        """Set aside identities between printed figures that those figures break."""
        sound = []
        for identity in identities:
            conflict = None
            if all(self.printings(cell) for cell in identity.cells):
                conflict = self._conflict(identity, identity.cells[0])
            if conflict is None:
                sound.append(identity)
            else:
                self.conflicts.append(conflict)
        return sound

    def _conflict(self, identity: Identity, target: Cell) -> Conflict | None:
        implied = identity.solve(target, lambda cell: self._printed_interval(self.printings(cell)))
        known = self._printed_interval(self.printings(target))
        return Conflict(identity, target, known, implied) if (known & implied).empty else None

    def _narrow(self, identities: list[Identity]) -> None:
        """Intersect until nothing narrows; an identity that would leave a cell empty is set aside and reported."""
        for place, again in _rounds(identities, self._says_something):
            identity = identities[place]
            for cell in identity.cells:
                known = self.interval(cell)
                implied = identity.solve(cell, self.interval).outwards()
                narrowed = known & implied
                if narrowed.empty:
                    self.conflicts.append(Conflict(identity, cell, known, implied))
                    break
                if _worth(known, narrowed):
                    self.intervals[cell] = narrowed
                    again(cell)

    def _derive(self, identities: list[Identity]) -> None:
        """Improve chains until none gets tighter (ties: fewer inputs)."""
        for place, again in _rounds(identities, self._worth_starting):
            identity = identities[place]
            for cell in identity.cells:
                if self._try(identity, cell):
                    again(cell)

    def _worth_starting(self, identity: Identity) -> bool:
        """Whether an identity can say anything before others have: all but one of its cells are known somehow."""
        return sum(self.derivation(cell) is None for cell in identity.cells) <= 1

    def _says_something(self, identity: Identity) -> bool:
        """Whether an identity can narrow anything or be broken: two of its cells are known somehow."""
        return sum(self.derivation(cell) is not None for cell in identity.cells) > 1

    def _try(self, identity: Identity, target: Cell) -> bool:
        found = [(cell, self.derivation(cell)) for cell in identity.cells if cell != target]
        chains = {cell: chain for cell, chain in found if chain is not None}
        if len(chains) < len(found) or any(target in chain.through for chain in chains.values()):
            return False
        reach = identity.solve(target, lambda cell: chains[cell].reach).outwards()
        if reach.low is None and reach.high is None:
            return False
        leaves = sum(chain.leaves for chain in chains.values())
        shelf = self.tight if self.printings(target) else self.derivations
        best = shelf.get(target) or (self.chain(target) if self.printings(target) else self.derivation(target))
        if self.printings(target) and not _tighter(reach, 0, self._printed_interval(self.printings(target)), 0):
            return False
        if best is not None and not _tighter(reach, leaves, best.reach, best.leaves):
            return False
        formula = identity.write(target, lambda cell: chains[cell].formula)
        if len(list(terms(formula))) > _LONGEST:
            return False
        through = frozenset({target}).union(*(chain.through for chain in chains.values()))
        shelf[target] = Derivation(formula, reach, leaves, through)
        return True


def _rounds(
    identities: list[Identity], ready: Callable[[Identity], bool]
) -> Iterator[tuple[int, Callable[[Cell], None]]]:
    """Yield identities to look at, first the ready ones, then those that touch a cell that was changed (``again``)."""
    touching: dict[Cell, list[int]] = defaultdict(list)
    for place, identity in enumerate(identities):
        for cell in identity.cells:
            touching[cell].append(place)
    waiting = deque(place for place, identity in enumerate(identities) if ready(identity))
    queued = set(waiting)

    def again(cell: Cell) -> None:
        fresh = [place for place in touching[cell] if place not in queued]
        waiting.extend(fresh)
        queued.update(fresh)

    while waiting:
        place = waiting.popleft()
        queued.discard(place)
        yield place, again


_LONGEST = 8
"""Terms of a formula; a longer chain says nothing to a reader."""


def _worth(known: Interval, narrowed: Interval) -> bool:
    if known == narrowed:
        return False
    before, after = known.width, narrowed.width
    return before is None or after is None or before - after > before * _STEP


def _tighter(reach: Interval, leaves: int, other: Interval, other_leaves: int) -> bool:
    width, best = reach.width, other.width
    if width is None or best is None:
        return width is not None or (best is None and leaves < other_leaves)
    if abs(width - best) <= best * _STEP:
        return leaves < other_leaves
    return width < best
