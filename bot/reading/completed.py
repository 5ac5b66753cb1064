"""Lists that break off: "ITO, CRM, ESO… and then?", "Casablanca, Rabat, Fez, I forget the fourth"."""

from __future__ import annotations

from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Operation

Fields = dict[str, Any]

_LEAST = 2
"""Segments that are named, at least, to be a list that breaks off; a hub may stand alone ("Oujda and?")."""
_MOST = 4
_FIGURES = ("measure.", "direction.", "combine.sum", "combine.add", "per.", "outlook.", "select.max", "select.min")
"""What asks for something of the ones that are named."""


def completed(frame: Frame) -> Fields | None:
    """Read which of a list are not named."""
    places = tuple(code for code in frame.values("place") if code != "MA")
    named = len(places) or len(frame.segments)
    if (
        not (1 if places else _LEAST) <= named <= _MOST
        or not _breaks_off(frame, named)
        or frame.has(*_FIGURES)
        or frame.figures
    ):
        return None
    if places:
        hubs = not frame.segments and not frame.has("indicator.park") and not frame.times.periods
        return {"operation": Operation.MEMBERS, "about": "hub"} if hubs else None
    if frame.has("topic.", "explain.", "place.", "indicator.jobs"):
        return None
    return {"operation": Operation.REMAINDER, "excluded": frame.segments, "segments": ()}


def _breaks_off(frame: Frame, named: int) -> bool:
    """Whether the list is said to go on: by a word, by the next ordinal, or by an "and" that nothing follows."""
    if frame.has("list.rest") or str(named + 1) in (*frame.values("nth"), *frame.values("order")):
        return True
    said = [piece for piece in frame.pieces if piece.kind != "sign"]
    return bool(said) and said[-1].has("follow.and") and said[-1].has("span.to") and len(said) > named
