"""The evidence of a clause: its pieces by what they may mean, and the numbers that are no period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.reading import numbers
from bot.reading.cover import Piece, Printed, marks
from bot.reading.numbers import Number
from bot.reading.query import Amount
from bot.reading.times import Times

TOTAL = "_T"
MONTHS = 12
THOUSAND = 1000
_COUNTED = (
    "select.segments",
    "indicator.hub",
    "indicator.park",
    "topic.",
    "institution.",
    "per.",
    "half.any",
    "select.max",
)
"""What a small number may count in a question about this subject: "the 5 segments", "4 hubs", "6 months"."""


@dataclass(frozen=True)
class Evidence:
    """The pieces of a clause with its numbers and periods; everything else is derived from them."""

    pieces: tuple[Piece, ...]
    numbers: tuple[Number, ...]
    times: Times

    @cached_property
    def marks(self) -> frozenset[str]:
        """All senses and kinds of the clause."""
        return frozenset().union(*(marks(piece.senses) for piece in self.pieces))

    def has(self, *prefixes: str) -> bool:
        """Whether any piece has one of these senses (or kinds, named with a closing dot)."""
        return not self.marks.isdisjoint(prefixes)

    def means(self, *prefixes: str) -> bool:
        """Whether a piece that may not be passed over has one of these senses."""
        return self.has(*prefixes) and any(not piece.optional and piece.has(*prefixes) for piece in self.pieces)

    def at(self, *prefixes: str) -> list[int]:
        """Return the places of the pieces with one of these senses."""
        if not self.has(*prefixes):
            return []
        return [place for place, piece in enumerate(self.pieces) if piece.has(*prefixes)]

    def values(self, kind: str) -> tuple[str, ...]:
        """Return the values of one kind in the order said, each once."""
        if not self.has(f"{kind}."):
            return ()
        return tuple(dict.fromkeys(value for piece in self.pieces for value in piece.values(kind)))

    def words(self, *prefixes: str) -> str:
        """Return the words that gave these senses, for provenance."""
        return " ".join(self.pieces[place].text for place in self.at(*prefixes))

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """Segments in the order said, without the total."""
        return tuple(code for code in self.values("segment") if code != TOTAL)

    @cached_property
    def segment_places(self) -> tuple[int, ...]:
        """Where segments are named; the whole is none."""
        return tuple(place for place in self.at("segment.") if set(self.pieces[place].values("segment")) - {TOTAL})

    @cached_property
    def says_total(self) -> bool:
        """Whether the whole sector is named."""
        return self.has(f"segment.{TOTAL}")

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Indicators that are named outright."""
        return self.values("indicator")

    @cached_property
    def exports(self) -> bool:
        """Whether the headline indicator is named, alone or within the name of the whole ("digital exports")."""
        named = self.has("indicator.exports")
        return named or any("xpor" in self.pieces[place].text for place in self.at(f"segment.{TOTAL}"))

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Numbers that are no year: with a unit, or bare ones that no period takes."""
        return tuple(
            number.amount
            for number in self.numbers
            if not number.year and not set(range(number.start, number.end)) & self.times.taken
        )

    @cached_property
    def figures(self) -> tuple[Amount, ...]:
        """Numbers with a unit."""
        return tuple(amount for amount in self.amounts if amount.unit)

    @cached_property
    def quotes(self) -> tuple[tuple[int, tuple[Printed, ...]], ...]:
        """Numbers that quote a held figure: where they stand, and all that each may stand for."""
        return tuple(
            (place, piece.quotes)
            for place, piece in enumerate(self.pieces)
            if piece.quotes and place not in self.times.taken
        )

    @cached_property
    def unquoted(self) -> tuple[Amount, ...]:
        """Numbers with a unit or with decimals that quote nothing held."""
        quoting = {place for place, _ in self.quotes}
        return tuple(
            number.amount
            for number in self.numbers
            if (number.amount.unit or number.amount.decimals)
            and number.start not in quoting
            and number.start not in self.times.taken
        )

    @cached_property
    def quoted(self) -> tuple[Amount, ...]:
        """Printed figures that the clause quotes: with their unit, or bare ones that can hardly be others."""
        return tuple(
            number.amount
            for number in self.numbers
            if not number.year and number.start not in self.times.taken and self._quotes(number)
        )

    def _quotes(self, number: Number) -> bool:
        piece, amount = self.pieces[number.start], number.amount
        if piece.kind != "number":
            return False
        if amount.unit:
            unit = "percent" if amount.unit == "points" else amount.unit
            scaled = unit == "MAD_bn" and not set(amount.values) & set(numbers.readings(piece.text))
            return piece.has(f"held.{unit}") and not scaled
        large = max(amount.values) >= THOUSAND and piece.has("held.persons")
        return large or (amount.decimals > 0 and piece.has("held.MAD_bn", "held.percent"))

    @cached_property
    def digits(self) -> int:
        """How many numbers have the digits of a printed amount or count, whatever their unit ("13.4 million")."""
        return sum(
            self._of_digits(self.pieces[number.start], number.amount)
            for number in self.numbers
            if not number.year and number.start not in self.times.taken
        )

    @staticmethod
    def _of_digits(piece: Piece, amount: Amount) -> bool:
        if piece.has("held.MAD_bn") and (amount.decimals > 0 or amount.unit == "MAD_bn"):
            return True
        return piece.has("held.persons") and max(amount.values) >= THOUSAND

    @cached_property
    def ranks(self) -> tuple[int, ...]:
        """Places in a ranking that are named: "the first and the third", "the two largest"; -1 is the smallest."""
        found: list[int] = []
        for piece in self.pieces:
            for kind, sign in (("top", 1), ("bottom", -1)):
                found += [sign * place for count in piece.values(kind) for place in range(1, int(count) + 1)]
            if piece.has("top.", "bottom."):
                continue
            if piece.has("select.max"):
                found.append(1)
            elif piece.has("select.min"):
                found.append(-1)
            found += [int(place) for place in piece.values("nth")]
        return tuple(dict.fromkeys(found))

    @property
    def end_counted(self) -> tuple[str, int] | None:
        """The one end of a list that is named, with how many: "the last two"."""
        found = [(kind, count) for kind in ("top", "bottom") for count in self.values(kind) if count.isdigit()]
        return (found[0][0], int(found[0][1])) if len(found) == 1 else None

    @cached_property
    def idle(self) -> tuple[Number, ...]:
        """Numbers in figures that no period, no unit and no counted noun takes: "d1 2024", "under 30"."""
        return tuple(
            number
            for number in self.numbers
            if self.pieces[number.start].kind == "number"
            and (not self.pieces[number.start].has("held.", "quoted.") or self._lost_letter(number))
            and not number.year
            and not number.amount.unit
            and number.start not in self.times.taken
            and not self.counts(number)
        )

    def _lost_letter(self, number: Number) -> bool:
        """Whether a digit stands right before a year, where the letter of a half-year is missing: "2 2024"."""
        years = {other.start for other in self.numbers if other.year}
        return len(self.pieces[number.start].text) == 1 and number.end in years

    def counts(self, number: Number) -> bool:
        """Whether a small number counts what asks for nothing, or the sector's parts ("in 2 lines")."""
        after = next((piece for piece in self.pieces[number.end :] if piece.text != "-"), None)
        if after is not None and after.has("count.days") and self.has("per.day"):
            return True
        if after is None or number.amount.decimals or max(number.amount.values) > MONTHS or self._beside_time(number):
            return False
        return after.kind in ("light", "noun") or after.optional or after.has(*_COUNTED)

    def _beside_time(self, number: Number) -> bool:
        """Whether a number stands where a half-year or a quarter would: "d1 2024", "w4"."""
        years = {other.start for other in self.numbers if other.year}
        before = self.pieces[number.start - 1] if number.start else None
        return number.end in years or (before is not None and len(before.text) == 1 and before.text.isalpha())

    @cached_property
    def numbered(self) -> frozenset[int]:
        """Places that are part of a number or a period."""
        return (
            frozenset(place for number in self.numbers for place in range(number.start, number.end)) | self.times.taken
        )
