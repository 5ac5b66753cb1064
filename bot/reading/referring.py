"""What "the two", "the first", "the other one", "half of that" stand for, given what was spoken of."""

from __future__ import annotations

from decimal import Decimal

from bot.reading.discourse import Discourse
from bot.reading.frame import Frame
from bot.reading.query import Query

SPREADS = {"per.sixth": 6, "per.twelfth": 12}
_MOST = 1000
"""A number that a figure is multiplied with is no other figure."""
COUNTS = {"refer.two": 2, "refer.three": 3, "refer.four": 4}


def group(frame: Frame, before: Discourse) -> tuple[Query, ...]:
    """Return the figures that "the two", "these three", "them all" stand for."""
    for sense, count in COUNTS.items():
        if frame.has(sense):
            return before.group(count)
    return before.group(0) if frame.has("refer.all") else ()


def ordered(frame: Frame, before: Discourse) -> tuple[Query, ...]:
    """Return the figures that "the first", "the latter" stand for, in the order said; none where one is not held."""
    last = before.last
    if last is None:
        return ()
    spoken = before.group(0) if len(before.group(0)) > 1 else before.quantities
    found = []
    for piece in frame.pieces:
        for value in piece.values("order"):
            place = int(value) if value.lstrip("-").isdigit() else 0
            if not place or not spoken or abs(place) > len(spoken):
                return ()
            found.append(spoken[place - 1] if place > 0 else spoken[place])
    return tuple(found)


def factor(frame: Frame) -> Decimal | None:
    """Return what "half of that", "times two" multiply with."""
    values = frame.values("factor")
    counts = [one.values[0] for one in frame.amounts if not one.unit] or [
        Decimal(value) for piece in frame.pieces for value in piece.values("number") if value.isdigit()
    ]
    if frame.has("multiply.", "divide.") and len(counts) == 1 and 0 < counts[0] < _MOST and not values:
        return counts[0] if frame.has("multiply.") else 1 / counts[0]
    for sense, count in SPREADS.items():
        if frame.has(sense) and not values:
            return 1 / Decimal(count)
    if len(values) != 1:
        return None
    part, _, whole = values[0].partition("_")
    return Decimal(part) / Decimal(whole) if whole else Decimal(part)


def refers(frame: Frame) -> bool:
    """Whether a clause points back at what was spoken of."""
    return frame.has(
        "refer.two", "refer.three", "refer.four", "refer.all", "refer.inside", "refer.again", "factor.", "divide."
    )
