"""Quoted figures: a number that a held observation prints stands for that observation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from bot.reading import numbers
from bot.reading.cover import Piece, Printed
from bot.reading.query import Amount
from knowledge import Knowledge
from knowledge.estimates import rounded

QUOTED = "quoted.figure"
"""The sense of a number that some observation prints."""

_MOST_DECIMALS = 3
_COUNTS = ("persons", "count")
_LEAST_COUNT = 1000
"""A bare whole number from here on can be a count of jobs; a smaller one is more often something else."""


@dataclass(frozen=True)
class Ledger:
    """Everything that is printed, as it can be quoted."""

    printed: tuple[Printed, ...] = ()
    beside: tuple[tuple[Decimal, str], ...] = ()
    """Values that are printed but not followed, with their units: known, but no cell stands behind them."""

    @classmethod
    def of(cls, knowledge: Knowledge) -> Ledger:
        """List the printed figures of a knowledge; an alternative that is not followed stands for no cell."""
        numeric = [one for one in knowledge.observations if one.numeric]
        followed = [one for one in numeric if not one.alternative_to]
        return cls(
            beside=tuple((one.number, one.unit) for one in numeric if one.alternative_to),
            printed=tuple(
                Printed(
                    indicator=one.indicator,
                    relation=knowledge.indicators[one.indicator].relation,
                    segment=one.segment,
                    period=one.period,
                    perimeter=knowledge.canonical_perimeter(one.perimeter),
                    unit=one.unit,
                    value=one.number,
                    outlook=one.outlook,
                )
                for one in followed
            ),
        )

    @cached_property
    def digits(self) -> Mapping[Decimal, frozenset[str]]:
        """Printed values, each with its units as senses (``held.MAD_bn``), whatever unit a message gives them."""
        found: dict[Decimal, set[str]] = {}
        for value, unit in self.beside:
            found.setdefault(value, set()).add(f"held.{unit}")
        for one in self.printed:
            found.setdefault(one.value, set()).update({f"held.{one.unit}", *(["held.outlook"] if one.outlook else [])})
        return {value: frozenset(senses) for value, senses in found.items()}

    def quoted(self, amount: Amount) -> tuple[Printed, ...]:
        """Return the observations that an amount may quote: printed as it stands, else rounded to its decimals."""
        exact = self._by_value
        found = [one for value in amount.values for one in exact.get(value, ()) if _fits(one, amount)]
        if found or amount.decimals == 0 or amount.unit not in ("", "MAD_bn"):
            return tuple(found)
        close = self._by_rounded.get(amount.decimals, {})
        return tuple(one for value in amount.values for one in close.get(value, ()) if _fits(one, amount))

    @cached_property
    def _by_value(self) -> Mapping[Decimal, Sequence[Printed]]:
        return _indexed((one.value, one) for one in self.printed)

    @cached_property
    def _by_rounded(self) -> Mapping[int, Mapping[Decimal, Sequence[Printed]]]:
        """Amounts of money by their value in fewer decimals than are printed, for each such number of decimals."""
        money = [one for one in self.printed if one.unit == "MAD_bn"]
        return {
            decimals: _indexed((rounded(Fraction(one.value), decimals), one) for one in money)
            for decimals in range(1, _MOST_DECIMALS)
        }


def _indexed(pairs: Iterable[tuple[Decimal, Printed]]) -> Mapping[Decimal, Sequence[Printed]]:
    found: dict[Decimal, list[Printed]] = {}
    for value, one in pairs:
        found.setdefault(value, []).append(one)
    return found


def _fits(one: Printed, amount: Amount) -> bool:
    """Whether an amount with this unit, or with none, can speak of such a figure."""
    if one.unit == "rank":
        return False
    if amount.unit:
        return one.unit == amount.unit or (amount.unit == "persons" and one.unit in _COUNTS)
    if one.unit in _COUNTS:
        return one.value >= _LEAST_COUNT
    whole = one.value == one.value.to_integral_value()
    return not whole or (one.outlook and one.unit == "MAD_bn")


def marked(pieces: Sequence[Piece], ledger: Ledger) -> list[Piece]:
    """Mark the numbers of a message that quote a held figure, each with all that it may stand for."""
    read = list(pieces)
    every = [number for number in numbers.find(pieces) if not number.year]
    figures = any(number.amount.unit or number.amount.decimals for number in every)
    aimed = figures or any(piece.has("outlook.", "combine.needed", "combine.match") for piece in pieces)
    for place, piece in enumerate(pieces):
        if piece.kind == "number":
            after = pieces[place + 1] if place + 1 < len(pieces) else None
            factor = 1000 if after is not None and after.has("unit.thousand") else 1  # "270 thousand"
            senses = (ledger.digits.get(value * factor, frozenset()) for value in numbers.readings(piece.text))
            read[place] = replace(piece, senses=piece.senses.union(*senses))
    for number in every:
        small = not (number.amount.unit or number.amount.decimals) and max(number.amount.values) < _LEAST_COUNT
        found = () if small and not aimed else ledger.quoted(number.amount)
        if found:
            piece = read[number.start]
            read[number.start] = replace(piece, senses=piece.senses | {QUOTED}, quotes=found)
    return read
