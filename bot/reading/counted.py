"""How many parts there are said to be: "are there six segments?", "there are four hubs, right?"."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Amount, Claim, Operation

Fields = dict[str, Any]

_PARTS = {
    "segments": ("select.segments",),
    "hub": ("indicator.hub", "topic.hubs_established", "topic.hubs_emerging"),
    "park": ("indicator.park",),
}
_OTHER = (
    "measure.",
    "direction.",
    "select.above",
    "select.below",
    "select.max",
    "select.min",
    "combine.",
    "nth.",
    "ask.which",
    "ask.what",
    "ask.where",
    "ask.why",
    "ask.who",
    "place.",
    "elsewhere.",
    "outlook.",
)
_MOST = 100
"""What is more is no count of parts."""


def parts_counted(frame: Frame) -> Fields | None:
    """Read a claim about how many segments, hubs or parks there are."""
    asks = frame.verdict or frame.has("there.are", "verify.so") or (frame.open and not frame.asks)
    if (
        not asks
        or frame.segments
        or frame.times.periods
        or frame.has(*_OTHER)
        or set(frame.indicators) - {"exports", *_PARTS}
    ):
        return None
    for about, senses in _PARTS.items():
        count = _count(frame, senses)
        if count is not None:
            amount = Amount(values=(Decimal(count),), unit="count")
            side = "established" if frame.has("topic.hubs_established") else ""
            side = side or ("emerging" if frame.has("topic.hubs_emerging") else "")
            fields: Fields = {"operation": Operation.MEMBERS, "about": about, "claim": Claim(amount=amount)}
            explains = ("number.", "select.each", "there.", "counted.", "quantity.")
            return fields | {"topic": side if about == "hub" else "", "explains": explains}
    return None


def _count(frame: Frame, senses: tuple[str, ...]) -> int | None:
    """Return the one number right in front of what is counted, or within its name: "the five segments"."""
    places = frame.at(*senses)
    if len(places) != 1:
        return None
    place = places[0]
    within = frame.pieces[place].values("counted_as")
    if within and not frame.numbers:
        return int(within[0])
    if len(frame.numbers) > 1:
        return None
    before = [piece for piece in frame.pieces[:place] if not piece.optional and not piece.has("topic.")]
    if not before or before[-1].text in _ONE:
        return None
    written = before[-1].text if before[-1].kind == "number" else next(iter(before[-1].values("number")), "")
    return int(written) if written.isdigit() and 0 < int(written) < _MOST else None


_ONE = ("un", "une", "one")
