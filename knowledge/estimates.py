"""What is known about a cell: its value, its interval, and the formula that leads to it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from knowledge.intervals import Interval, root
from knowledge.models import Observation, Qualifier, Status
from knowledge.periods import Period


class Basis(StrEnum):
    """Which figures count: observed ones only, or projections and targets too where nothing is observed."""

    OBSERVED = "observed"
    OUTLOOK = "outlook"


class Kind(StrEnum):
    """What sort of figure it is; what is computed from a projection is a projection."""

    PUBLISHED = "published"
    COMPUTED = "computed"
    PROJECTION = "projection"
    TARGET = "target"

    @property
    def expected(self) -> bool:
        """Whether it is no result: what somebody expects or aims at."""
        return self in (Kind.PROJECTION, Kind.TARGET)


@dataclass(frozen=True, slots=True)
class Cell:
    """One place in the data; several ``segments`` are a group, taken together."""

    indicator: str
    segments: tuple[str, ...]
    period: Period
    perimeter: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A printed figure in a formula, or a constant (no observation)."""

    value: Decimal
    percent: bool = False
    observation: Observation | None = None

    @property
    def fixed(self) -> bool:
        """Whether it carries no rounding: a constant, a threshold ("more than 27") or an aim that someone set."""
        found = self.observation
        return (
            found is None
            or found.qualifier in (Qualifier.MORE_THAN, Qualifier.LESS_THAN)
            or found.status is Status.TARGET
        )


@dataclass(frozen=True, slots=True)
class Operation:
    """``+``, ``-``, ``*``, ``/`` or ``^`` of two formulas; a power is one over a whole number."""

    symbol: str
    left: Formula
    right: Formula


Formula = Term | Operation


def subtract(left: Formula, right: Formula) -> Formula:
    """Return left − right, written without brackets where right is a sum."""
    if isinstance(right, Operation) and right.symbol == "+":
        return subtract(subtract(left, right.left), right.right)
    return Operation("-", left, right)


def evaluate(formula: Formula) -> Fraction:
    """Return the value; a percent counts as a hundredth."""
    if isinstance(formula, Term):
        return Fraction(formula.value) / (100 if formula.percent else 1)
    left, right = evaluate(formula.left), evaluate(formula.right)
    match formula.symbol:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "^":
            return root(left, right.denominator)
    return left / right if right else Fraction(0)


def terms(formula: Formula) -> Iterator[Term]:
    """Return the terms from left to right."""
    if isinstance(formula, Term):
        yield formula
    else:
        yield from terms(formula.left)
        yield from terms(formula.right)


def precision(formula: Formula) -> int | None:
    """Return the decimals that the inputs allow: the fewest for + and −, by significant digits for × and ÷."""
    if isinstance(formula, Term):
        return (
            None if formula.fixed else max(0, -int(formula.value.as_tuple().exponent)) + (2 if formula.percent else 0)
        )
    sides = (formula.left, formula.right)
    if formula.symbol in "+-":
        return min((found for side in sides if (found := precision(side)) is not None), default=None)
    digits = [found for side in sides if (found := _significant(side)) is not None]
    if not digits:
        return None
    significant = min(digits) - 1 - _magnitude(evaluate(formula))
    kept = _kept(formula)
    return significant if kept is None else max(significant, kept)


def _kept(formula: Operation) -> int | None:
    """Return the decimals of a figure that is multiplied with a plain number: 0.048 × 3 is known to the thousandth."""
    plain = [side for side in (formula.left, formula.right) if isinstance(side, Term) and side.observation is None]
    if formula.symbol != "*" or len(plain) != 1 or not plain[0].value:
        return None
    other = precision(formula.right if plain[0] is formula.left else formula.left)
    return None if other is None else other - max(_magnitude(Fraction(plain[0].value)), 0)


def _significant(formula: Formula) -> int | None:
    decimals = precision(formula)
    return None if decimals is None else max(1, _magnitude(evaluate(formula)) + 1 + decimals)


def _magnitude(value: Fraction) -> int:
    return math.floor(math.log10(abs(value))) if value else 0


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Round half up to so many decimals (a negative number of them rounds to tens, hundreds)."""
    shifted = value * Fraction(10) ** decimals
    sign = -1 if shifted < 0 else 1
    whole = sign * math.floor(abs(shifted) + Fraction(1, 2))
    return Decimal(whole).scaleb(-decimals).quantize(Decimal(1).scaleb(-max(decimals, 0)), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the data says about one quantity."""

    value: Decimal | str
    """As printed, or computed and rounded to what the inputs allow; a name where the indicator is text."""
    unit: str
    kind: Kind
    status: str
    qualifier: str
    perimeter: str
    exact: Interval
    """All that is known about it, unrounded."""
    sources: tuple[str, ...]
    cell: Cell | None = None
    decimals: int = 0
    central: Fraction = Fraction(0)
    """The formula's own value, unrounded."""
    observation: Observation | None = None
    """The printed one that is followed."""
    others: tuple[Observation, ...] = ()
    """Further printings of the same cell, and alternatives that are not followed."""
    formula: Formula | None = None
    tight: Formula | None = None
    """For a printed cell, the formula that fixes it closer than its own last digit does."""

    @property
    def number(self) -> Decimal:
        """The value, where it is one."""
        return self.value if isinstance(self.value, Decimal) else Decimal(0)

    @property
    def sign(self) -> int | None:
        """1, -1, 0 (exactly zero) or ``None``: too close to tell."""
        low, high = self.exact.low, self.exact.high
        if low is not None and low > 0:
            return 1
        if high is not None and high < 0:
            return -1
        return 0 if low == high == 0 else None

    @property
    def low(self) -> Decimal | None:
        """The lower bound, rounded down one digit beyond what is shown."""
        return None if self.exact.low is None else _rounded_out(self.exact.low, self.decimals + 1, up=False)

    @property
    def high(self) -> Decimal | None:
        """The upper bound, rounded up one digit beyond what is shown."""
        return None if self.exact.high is None else _rounded_out(self.exact.high, self.decimals + 1, up=True)

    @property
    def vague(self) -> bool:
        """Whether its interval reaches past what its last digit says, so that it has to be shown."""
        if self.formula is None or not self.exact.bounded:
            return False
        counted = self.unit in _COUNTED and (self.exact.width or 0) <= _COUNTED_WIDTH
        return not counted and _reaches_past(self.exact, self.number, self.decimals)

    @property
    def leaf(self) -> Formula:
        """How it enters a formula: its own formula, or itself as a term, by its most precise printing."""
        if self.formula is not None:
            return self.formula
        printings = [
            found for found in (self.observation, *self.others) if found is not None and not found.alternative_to
        ]
        standing = [found for found in printings if not (found.interval & self.exact).empty] or printings[:1]
        best = max(standing, key=lambda found: found.decimals)
        return Term(best.number, percent=self.unit == "percent", observation=best)

    @property
    def inputs(self) -> tuple[Observation, ...]:
        """The printed figures it is computed from."""
        found = [term.observation for term in terms(self.formula)] if self.formula is not None else [self.observation]
        return tuple({one.id: one for one in found if one is not None}.values())

    def named(self, perimeter: str) -> Estimate:
        """Return it as counted in ``perimeter``."""
        return replace(self, perimeter=perimeter)


def _reaches_past(exact: Interval, shown: Decimal, decimals: int) -> bool:
    """Whether an interval reaches past the rounding of a shown value, by more than a part of its last digit."""
    unit = Fraction(10) ** -decimals
    around = Interval(Fraction(shown) - unit * _REACH, Fraction(shown) + unit * _REACH)
    return (around & exact) != exact


def fitting(value: Fraction, decimals: int, exact: Interval, *, fewer: bool = True) -> int:
    """Return decimals with which a value that is shown with its interval lies in that interval."""
    shown = rounded(value, decimals)
    if value not in exact or Fraction(shown) in exact or not _reaches_past(exact, shown, decimals):
        return decimals
    others = (*((decimals - 1,) if fewer else ()), *range(decimals + 1, decimals + 3))
    return next((other for other in others if other >= 0 and Fraction(rounded(value, other)) in exact), decimals)


_MOST_DECIMALS = {"ratio": 2, "MAD": 0, "persons": 0}
_DECIMALS = 3
"""Decimals that are never exceeded."""


def shown_decimals(formula: Formula, unit: str) -> int:
    """Return the decimals to show: what the inputs allow; percents always one, as sources print them (DESIGN.md, 1)."""
    if unit in ("percent", "points"):
        return 1
    most = _MOST_DECIMALS.get(unit, _DECIMALS)
    allowed = precision(formula)
    if allowed is not None:
        return min(allowed, most)
    value = evaluate(formula)  # thresholds and constants only: nothing is rounded, so all its digits count
    return next((digits for digits in range(most) if value == Fraction(rounded(value, digits))), most)


def _rounded_out(value: Fraction, decimals: int, *, up: bool) -> Decimal:
    shifted = value * Fraction(10) ** decimals
    whole = math.ceil(shifted) if up else math.floor(shifted)
    return Decimal(whole).scaleb(-decimals)


_WEIGHT = {Status.PUBLISHED: 0, Status.PRELIMINARY: 1, Status.PROJECTION: 2, Status.TARGET: 3}


_COUNTED, _COUNTED_WIDTH = ("persons", "count"), 2
"""Counts are whole: half a person either way on both sides of a difference is no doubt worth a word."""
_REACH = Fraction(3, 4)
"""Units of the last digit, either way, that an interval may span unshown; half of one is rounding."""


def weakest(inputs: tuple[Observation, ...]) -> Status:
    """Return the least final status of some observations."""
    return max((found.status for found in inputs), key=lambda status: _WEIGHT[status], default=Status.PUBLISHED)


def kind_of(status: Status, *, computed: bool) -> Kind:
    """Return the kind of a figure by the weakest status among its inputs."""
    if status is Status.PROJECTION:
        return Kind.PROJECTION
    if status is Status.TARGET:
        return Kind.TARGET
    return Kind.COMPUTED if computed else Kind.PUBLISHED
