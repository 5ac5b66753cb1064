"""How many there are of what is listed: "how many is that?", "how many of them passed 3 billion?"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.reading.cover import Piece
from bot.reading.discourse import Discourse
from bot.reading.frame import Frame
from bot.reading.query import Amount, Claim, Operation, Query
from bot.reading.resolve import resolve

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_LISTS = (Operation.MEMBERS, Operation.SELECTION)
_OTHER = ("measure.", "unit.", "combine.except", "combine.needed", "per.", "ask.why", "outlook.", "indicator.jobs")


def tallied(query: Query, frame: Frame) -> Query:
    """Return a query for a list with whether it is asked how many there are."""
    counts = frame.has("ask.count") or (query.operation is Operation.MEMBERS and frame.has("ask.amount"))
    asked = query.operation in _LISTS and counts and query.claim is None
    return query.model_copy(update={"counted": True}) if asked else query


def how_many(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so how many is that?" after a list as the same list, counted."""
    last = before.last
    if last is None:
        return None
    asks = frame.has("ask.count", "ask.amount") and (not frame.has(*_OTHER) or _of_places(frame, last))
    asks = asks or (last.about == "hub" and frame.has("combine.sum") and _both_told(before))
    if last.operation not in _LISTS or not asks or frame.segments or frame.times.periods:
        return None
    if frame.amounts or frame.has("select.", "place.", "topic.", "refer.other", "direction.") or frame.exports:
        return None
    if frame.has("indicator.companies", "indicator.startups", "refer.city", "hint.jobs", "refer.them", "given."):
        return None
    kinds = {"hub": "indicator.park", "park": "indicator.hub", "segments": "indicator.hub"}
    if frame.has(kinds.get(last.about, "indicator.hub")):
        return None
    both = (
        last.about == "hub"
        and frame.has("combine.sum", "refer.all", "quantity.all", "segment._T")
        and not frame.has("refer.two")
    )
    topic = "" if both and _both_told(before) else last.topic
    asked: Fields = {"topic": topic, "counted": True, "claim": None, "origins": {}}
    explains = ("combine.sum", "measure.share", "indicator.hub", "indicator.park", "number.", "segment.", "select.")
    return last.model_dump() | asked | {"explains": explains}, ("operation",)


def _of_places(frame: Frame, last: Query) -> bool:
    """Whether places are counted by name: "how many cities does that represent?"."""
    named = frame.has("indicator.hub", "indicator.park") and frame.has("ask.count") and last.about in ("hub", "park")
    return named and not any(piece.has(*_OTHER) and not piece.has("measure.share") for piece in frame.pieces)


def so_many(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "six in all, right?" after a list as a claim about how many there are."""
    last = before.last
    counts = [int(value) for piece in frame.pieces for value in piece.values("number") if value.isdigit()]
    counts += [int(piece.text) for piece in frame.pieces if piece.kind == "number" and piece.text.isdigit()]
    if last is None or last.operation not in _LISTS or len(counts) != 1 or not 1 < counts[0] < _MOST:
        return None
    bare = all(piece.kind == "number" or piece.has(*_COUNT_SAID) for piece in frame.content)
    if frame.segments or frame.times.periods or frame.figures or not (frame.verdict or (bare and frame.questioned)):
        return None
    if frame.has("place.", "per.", "ask.which", "ask.who", "topic.", "select.", *_NO_COUNT):
        return None
    if last.operation is Operation.SELECTION:
        explained: Fields = {"counted": True, "claim": None, "origins": {}}
        return last.model_dump() | explained | {"explains": ("number.", *_COUNT_SAID)}, ("operation",)
    whole = last.about == "hub" and frame.has("combine.sum", "segment._T") and _both_told(before)
    claim = Claim(amount=Amount(values=(Decimal(counts[0]),), unit="count"))
    asked: Fields = {"topic": "" if whole else last.topic, "claim": claim, "origins": {}, "counted": False}
    explains = ("segment.", "indicator.hub", "indicator.park", "select.segments", *_COUNT_SAID)
    return last.model_dump() | asked | {"explains": explains}, ("operation",)


_NO_COUNT = ("ask.amount", "measure.", "direction.", "top.", "nth.")
_COUNT_SAID = (
    "number.",
    "combine.sum",
    "combine.only",
    "quantity.only",
    "refer.",
    "ask.affirm",
    "follow.",
    "verify.",
    "there.",
    "negate.",
)
_MOST = 20
"""What is more is no count of a list."""


def _both_told(before: Discourse) -> bool:
    """Whether both kinds of hubs were spoken of, so that "in all" takes them together."""
    sides = {turn.topic for turn in before.turns if turn.operation is Operation.MEMBERS and turn.about == "hub"}
    return len(sides) > 1


def of_them(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "which of them fell?" after the segments, or a list of all of them, as asked of the segments."""
    last = before.last
    segments = last is not None and last.operation is Operation.MEMBERS and last.about == "segments"
    whole = last is not None and last.operation in (Operation.BREAKDOWN, Operation.RANKING)
    whole = whole and last is not None and not last.rank and not last.ranks and len(last.segments) < 2
    points = frame.has("refer.them") and frame.has("ask.count", "ask.which", "ask.who", "select.above", "select.below")
    if last is None or not (segments or whole) or not points or frame.segments or frame.has("select.segments"):
        return None
    named = Frame(tuple(map(_named, frame.pieces)), frame.numbers, frame.times)
    fields = resolve(named)
    if fields.get("operation") not in (Operation.SELECTION, Operation.RANKING):
        return None
    periods = fields.get("periods") or last.periods
    explains = (*fields.get("explains", ()), "refer.", "select.segments")
    return fields | {"periods": periods, "explains": explains}, ("periods",)


def _named(piece: Piece) -> Piece:
    """Return a piece that points at segments as one that names them."""
    return replace(piece, senses=piece.senses | {"select.segments"}) if piece.has("refer.them") else piece
