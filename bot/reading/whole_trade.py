"""What looks like the exports that are held and is more, or less: all exports of the country, a part left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.meant import is_year
from bot.reading.query import Operation

_WITHIN = ("perimeter.", "topic.", "hint.", "quoted", "held.", "select.segments", "institution.", "image.")


def beyond_the_sector(frame: Frame, fields: Mapping[str, Any]) -> list[Piece]:
    """Return what is asked for beyond or within the figures that are held, and told by none of them."""
    found = [*_all_trade(frame, fields), *_less_itself(frame, fields), *_but_not_then(frame, fields)]
    return [*found, *_first_park(frame, fields)]


def _first_park(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the "largest" of "Casanearshore is the largest park?": parks are not ranked."""
    park = fields.get("operation") is Operation.MEMBERSHIP and fields.get("about") == "park"
    if park and len(fields.get("places") or ()) == 1 and fields.get("measure") != "detail":
        yield from (piece for piece in frame.pieces if piece.has("select.max", "select.min", "nth."))


def _all_trade(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield "exports of services" and "Morocco's exports", where no word says that digital ones are meant."""
    if fields.get("indicator") != "exports" or frame.segments or frame.quotes or frame.has(*_WITHIN, "follow."):
        return
    if any(TOTAL in piece.values("segment") and not piece.has("weak.", "combine.") for piece in frame.pieces):
        return
    yield from (piece for piece in frame.pieces if piece.has("pieces.trade"))
    said = [piece for piece in frame.pieces if not piece.has("split.of") or not piece.optional]
    for one, after in pairwise(said):
        if one.has("indicator.exports") and after.has("pieces.services"):
            yield after
        elif one.has("pieces.services") and after.has("indicator.exports"):
            yield one


def _less_itself(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the "without" of "CRM without call centres": both are names of the same figure."""
    same = fields.get("segments") and fields.get("segments") == fields.get("against")
    if fields.get("operation") is Operation.COMPARISON and same:
        yield from (piece for piece in frame.pieces if piece.has("combine.except", "combine.without"))


def _but_not_then(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the year of "the total, but not 2024": the one year that is named is not the one that is meant."""
    if fields.get("operation") is not Operation.VALUE or frame.amounts or len(frame.times.periods) != 1:
        return
    said = [piece for piece in frame.pieces if not piece.optional or piece.has("negate.not", "aside.link")]
    for at, (one, after) in enumerate(pairwise(said)):
        but = one.has("denial.close") or (at and said[at - 1].has("aside.link"))
        if one.has("negate.not") and but and is_year(after):
            yield after
