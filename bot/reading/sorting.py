"""What something is sorted into ("in which of your categories does a design office go?"), and what equals another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Amount, Claim, Operation

Fields = dict[str, Any]

_PAIR = 2
_DESCRIBES = (
    "elsewhere.",
    "place.",
    "indicator.",
    "hint.",
    "chart.",
    "topic.",
    "select.",
    "measure.fall",
    "direction.",
    "explain.",
    "someone.",
    "refer.",
    "sort.",
)


_OTHER = ("measure.", "order.", "top.", "combine.", "per.", "direction.", "outlook.", "ask.amount", "ask.why")


def sorted_into(frame: Frame) -> Fields | None:
    """Read "a design office for a German car maker, in which of your categories does it go?" as what that segment is.

    Whatever else is told of the one to be sorted only describes it: no figure is answered.
    """
    into = [piece for piece in frame.pieces if piece.has("ask.which") and piece.has("select.segments")]
    sorts = bool(into) or frame.has("sort.into")
    asks = sorts and frame.has("select.segments") and frame.has("ask.which", "ask.what", "ask.where")
    verbs = [frame.pieces[place - 1] for place, one in enumerate(frame.pieces) if place and one in into]
    other = any(one.has(*_OTHER) and one not in verbs for one in frame.pieces)  # "elle tombe dans quel segment ?"
    if not asks or other or len(frame.segments) != 1 or frame.times.periods or frame.figures or frame.quotes:
        return None
    told: Fields = {"operation": Operation.DEFINITION, "about": frame.segments[0], "topic": "definition"}
    return told | {"describes": True, "chart": False, "explains": _DESCRIBES}


def level_with(frame: Frame) -> Fields | None:
    """Read "ITO equals CRM?" as the one over the other, which is said to be one."""
    named = frame.segment_places
    signs = [place for place, piece in enumerate(frame.pieces) if piece.text == "=" or piece.has("verify.equals")]
    equal = [place for place in signs if named and named[0] < place < named[-1]]
    summed = frame.has("combine.sum", "combine.add", "ask.amount") or any(piece.text == "+" for piece in frame.pieces)
    if len(frame.segments) != _PAIR or len(named) != _PAIR or not equal or summed or frame.figures:
        return None
    claim = Claim(amount=Amount(values=(Decimal(1),), unit="ratio", decimals=2)) if not frame.asks else None
    sides: Fields = {"segments": frame.segments[:1], "against": frame.segments[1:], "measure": "amount"}
    return sides | {"operation": Operation.COMPARISON, "comparison": "ratio", "claim": claim}
