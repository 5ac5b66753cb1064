"""Operators of a follow-up: what is to be done with a figure just spoken of, by words and numbers alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.reading.asserted import factors
from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.referring import SPREADS

Scale = tuple[Decimal, frozenset[int]]
"""What a figure is multiplied with, and the places of the words that say so."""

_MOST = 1000
_STEPS = {"unit.billion": 0, "unit.million": 3}
"""Decimals of an amount in billions that is rounded to so much."""
_TENTHS = {"1_10": 1, "1_100": 2}


def scaled_by(frame: Frame) -> Scale | None:
    """Return what is multiplied with: "a tenth", "15 % of it", "times three", "split in four"; none where several."""
    found = [*_fractions(frame), *_divided(frame), *_rates(frame)]
    found = found or list(_times(frame))
    values = {by for by, _ in found}
    if len(values) != 1:
        return None
    return values.pop(), frozenset().union(*(places for _, places in found))


def _fractions(frame: Frame) -> Iterator[Scale]:
    """Give what one phrase says: "two thirds", "half of that", "over twelve months"."""
    for place, piece in enumerate(frame.pieces):
        for sense, count in SPREADS.items():
            if piece.has(sense):
                yield 1 / Decimal(count), frozenset({place})
        if piece.has("plus.half") and _of_a_figure(frame, place):
            yield Decimal(1) / 2, frozenset({place})
        for written in (*piece.values("factor"), *piece.values("fraction")):
            part, _, whole = written.partition("_")
            yield Decimal(part) / Decimal(whole or 1), frozenset({place})


def _of_a_figure(frame: Frame, place: int) -> bool:
    """Whether "half" stands before a figure that is named: "half the target"; not in "three and a half"."""
    after = next((piece for piece in frame.pieces[place + 1 :] if not piece.optional), None)
    counted = any(number.start <= place < number.end for number in frame.numbers)
    beside = place + 1 < len(frame.pieces) and frame.pieces[place + 1].optional and not counted
    return beside and after is not None and after.has("outlook.", "measure.amount")


def _divided(frame: Frame) -> Iterator[Scale]:
    """Give what a verb and a number say: "divide it by three", "cut into four equal parts", "x 7"."""
    for place in frame.at("divide.", "multiply."):
        count = _number_behind(frame, place)
        if count is None:
            continue
        at, number = count
        by = number if frame.pieces[place].has("multiply.") else 1 / number
        yield by, frozenset({place, at})


def _number_behind(frame: Frame, place: int) -> tuple[int, Decimal] | None:
    for at in range(place + 1, len(frame.pieces)):
        piece = frame.pieces[at]
        written = piece.text if piece.kind == "number" else next(iter(piece.values("number")), "")
        if written.isdigit() and 1 < int(written) < _MOST and at not in frame.times.taken:
            return at, Decimal(written)
        if not piece.optional and not piece.has("divide.", "multiply.", "split."):
            return None
    return None


def _rates(frame: Frame) -> Iterator[Scale]:
    for number in frame.numbers:
        said = not number.year and not number.amount.rough  # "five percent"; a fraction is read as one
        if said and number.amount.unit == "percent" and len(set(number.amount.values)) == 1:
            yield number.amount.values[0] / 100, frozenset(range(number.start, number.end))


def _times(frame: Frame) -> Iterator[Scale]:
    for value in factors(frame):
        yield Decimal(value.replace("_", ".")), frozenset(frame.at(f"times.{value}"))


def decimals(frame: Frame) -> int | None:
    """Return to how many decimals something is to be rounded, -1 where that is left open: "round it, please"."""
    told = {int(value) for value in frame.values("round") if value.isdigit()}
    if len(told) == 1:
        return told.pop()
    if told or not frame.has("round.word", "round.many", "round.digits"):
        return None
    for sense, count in _STEPS.items():
        if frame.has("round.word") and frame.has(sense):
            return count
    tenths = [_TENTHS[value] for value in frame.values("fraction") if value in _TENTHS]
    counts = [int(value) for piece in frame.pieces for value in _count(piece) if int(value) <= _MOST_DECIMALS]
    if len(tenths) + len(counts) == 1:
        return (tenths + counts)[0]
    return -1 if frame.has("round.word", "round.many") and not counts else None


_MOST_DECIMALS = 3


def _count(piece: Piece) -> list[str]:
    if piece.kind == "number":
        return [piece.text] if piece.text.isdigit() else []
    return [value for value in piece.values("number") if value.isdigit()]


def only(frame: Frame, places: frozenset[int], *senses: str) -> bool:
    """Whether a clause says nothing but what stands at these places, and words of these senses."""
    return all(
        place in places
        or piece.kind == "sign"
        or piece.optional
        or piece.has("chat.", "follow.", "verify.", "aside.", *senses)
        for place, piece in enumerate(frame.pieces)
    )
