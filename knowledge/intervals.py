"""Intervals of exact fractions: what a printed figure, with its rounding, says about the true one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

_GRID = 10**12
"""Bounds are rounded outwards to this grid, so that long chains of divisions keep short fractions."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from ``low`` to ``high``; ``None`` where it is unbounded."""

    low: Fraction | None = None
    high: Fraction | None = None

    @classmethod
    def of(cls, low: object, high: object) -> Interval:
        """Build one from anything that a fraction can be built from."""
        return cls(*(None if bound is None else Fraction(str(bound)) for bound in (low, high)))

    @property
    def bounded(self) -> bool:
        """Whether both ends are known."""
        return self.low is not None and self.high is not None

    @property
    def empty(self) -> bool:
        """Whether nothing lies in it."""
        return self.low is not None and self.high is not None and self.low > self.high

    @property
    def width(self) -> Fraction | None:
        """Its width, ``None`` where it is unbounded."""
        return None if self.low is None or self.high is None else self.high - self.low

    @property
    def middle(self) -> Fraction | None:
        """Its middle; the known end where it is half-bounded."""
        if self.low is None or self.high is None:
            return self.low if self.low is not None else self.high
        return (self.low + self.high) / 2

    def __contains__(self, value: Fraction) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def __and__(self, other: Interval) -> Interval:
        """Return what both allow."""
        lows = [bound for bound in (self.low, other.low) if bound is not None]
        highs = [bound for bound in (self.high, other.high) if bound is not None]
        return Interval(max(lows, default=None), min(highs, default=None))

    def __neg__(self) -> Interval:
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def __add__(self, other: Interval) -> Interval:
        return Interval(_plus(self.low, other.low), _plus(self.high, other.high))

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        """Multiply; an unbounded factor that may be zero or change sign gives no bound."""
        if other.low is not None and other.low == other.high and other.low > 0:  # a plain number keeps what is bounded
            return Interval(*(None if end is None else end * other.low for end in (self.low, self.high)))
        if self.bounded and other.bounded:
            products = [
                a * b for a in (self.low, self.high) for b in (other.low, other.high) if a is not None and b is not None
            ]
            return Interval(min(products), max(products))
        if _natural(self) and _natural(other):
            high = None if self.high is None or other.high is None else self.high * other.high
            return Interval((self.low or Fraction(0)) * (other.low or Fraction(0)), high)
        return Interval()

    def __truediv__(self, other: Interval) -> Interval:
        """Divide; a divisor that may be zero gives no bound, except above zero where both are natural."""
        if other.low is None or other.low <= 0:
            if _natural(self) and _natural(other) and other.high:
                return Interval((self.low or Fraction(0)) / other.high, None)
            return Interval()
        inverse_high = 1 / other.low
        inverse_low = Fraction(0) if other.high is None else 1 / other.high
        return self * Interval(inverse_low, inverse_high)

    def root(self, degree: int) -> Interval:
        """Return what the ``degree``-th root of a natural value may be, never narrower."""
        if not _natural(self):
            return Interval()
        low, high = (None if end is None else root(end, degree) for end in (self.low, self.high))
        return Interval(low, None if high is None else high + Fraction(1, _GRID)).outwards()

    def outwards(self) -> Interval:
        """Return the same interval on a grid fine enough for any figure, never narrower."""
        low = None if self.low is None else Fraction(math.floor(self.low * _GRID), _GRID)
        high = None if self.high is None else Fraction(math.ceil(self.high * _GRID), _GRID)
        return Interval(low, high)


def root(value: Fraction, degree: int) -> Fraction:
    """Return a root of a natural value, rounded down to the grid."""
    low, high = 0, math.ceil(max(value, Fraction(1))) * _GRID
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if Fraction(middle, _GRID) ** degree <= value else (low, middle - 1)
    return Fraction(low, _GRID)


def exactly(value: int | Fraction) -> Interval:
    """Return the interval that holds one value only."""
    return Interval(Fraction(value), Fraction(value))


def _natural(interval: Interval) -> bool:
    return interval.low is not None and interval.low >= 0


def _plus(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else first + second
