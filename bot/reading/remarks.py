"""Follow-ups that ask for nothing new: what is only said of a figure ("I was at school then") gets no figure again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.query import Operation, Query
from bot.reading.slots import OWN_MEASURE

_ASKED = (
    *OWN_MEASURE,
    "ask.",
    "unit.",
    "refer.again",
    "refer.other",
    "refer.that_of",
    "order.",
    "factor.",
    "multiply.",
    "divide.",
    "correct.",
    "chart.",
    "chat.language",
    "perimeter.",
    "relative.",
    "half.",
    "quarter.",
    "month.",
    "measure.",
    "select.",
    "place.",
    "institution.",
    "answer.",
    "top.",
    "bottom.",
    "round.",
)
"""What asks for something, or says again what is asked."""


def remark(frame: Frame, fields: Mapping[str, Any], last: Query | None) -> Operation | None:
    """Return what a clause is that would only have the last figure said again: a remark, or an unclear question."""
    if last is None or frame.segments or frame.times.periods or frame.amounts:
        return None
    if _acknowledges(frame) or _of_the_asker(frame):
        return Operation.SMALL_TALK
    if not _repeats(fields, last):
        return None
    other = [
        piece
        for piece in frame.pieces
        if piece.has(*_ASKED, "segment.") and not piece.has("correct.", "unit.", "negate.")
    ]
    if frame.has("correct.") and not other and fields.get("unit", "") in ("", last.unit):
        return Operation.UNCLEAR  # a correction that changes nothing was not understood
    aside = _steps(frame) and fields.get("claim") is None  # "and the half right after?": a step that leads nowhere
    spoken = frame.has("aside.open", "self.") and frame.has("ask.what", "ask.how")
    aside = aside or (spoken and not frame.has("refer.again"))
    if aside or _left_out(frame, fields, last):
        return Operation.UNCLEAR  # "so what do I write?", "up from?"
    plain_ask = [piece for piece in frame.pieces if piece.has(*_OTHERWISE)]
    listed = last.operation in (Operation.RANKING, Operation.BREAKDOWN, Operation.MEMBERS, Operation.SOURCE)
    if plain_ask and not listed and not frame.has("refer.again") and not _further(frame, plain_ask):
        return Operation.UNCLEAR  # "who buys that?"
    hinted = frame.questioned and frame.has("hint.", "weak.")
    if frame.has(*_ASKED) or hinted or set(frame.indicators) - {"exports"} or frame.has("indicator.exports"):
        return None
    if frame.has("hint.") and not frame.has("aside.open", "self."):
        return None  # "indirect ones too"
    told = [piece for piece in frame.pieces if piece.kind in ("noun", "light", "unknown") or not piece.optional]
    if not any(piece.kind != "sign" for piece in told):
        return None
    return Operation.UNCLEAR if frame.questioned else Operation.SMALL_TALK


def _steps(frame: Frame) -> bool:
    """Whether another time is asked for, told from the one spoken of."""
    steps = {"part_after", "part_before", "year_after", "half_other"}
    return bool(frame.times.flags & steps) or any(flag.startswith("step_") for flag in frame.times.flags)


_OPERATORS = (
    "measure.growth",
    "measure.fall",
    "measure.difference",
    "measure.ratio",
    "measure.points",
    "measure.versus",
    "measure.stable",
    "measure.compare",
    "direction.",
    "order.",
    "nth.",
    "select.",
    "tone.more",
    "tone.less",
    "combine.except",
)
"""What asks for something else than one level."""


def _left_out(frame: Frame, fields: Mapping[str, Any], last: Query) -> bool:
    """Whether the last level would be said again though something else is asked of it: "up from?"."""
    if last.operation is Operation.NEEDED and frame.has("refer.other") and frame.has("measure.difference"):
        return True  # "so how much better than the other?"
    if (
        last.operation is not Operation.VALUE
        or fields.get("claim") is not None
        or frame.has("refer.again", "refer.other")
    ):
        return False
    if frame.says_total or frame.indicators:
        return False  # what is named anew
    changed = any(fields.get(name) and fields[name] != getattr(last, name) for name in ("unit", "perimeter", "outlook"))
    return not changed and frame.means(*_OPERATORS)


_OTHERWISE = ("ask.who", "ask.where", "ask.when", "ask.how", "ask.why")
"""Question words that no figure answers."""


def _further(frame: Frame, asked: Sequence[Piece]) -> bool:
    """Whether a clause asks for more than such a question word: an amount, a place, what it means."""
    rest = [piece for piece in frame.pieces if piece not in asked and piece.has(*_ASKED, "segment.")]
    firm = [piece for piece in asked if not piece.optional]
    return not firm or any(not piece.optional for piece in rest)


def _acknowledges(frame: Frame) -> bool:
    """Whether a clause only takes note: "I see, half"."""
    if not frame.has("chat.ack") or frame.questioned or frame.has("ask.") or frame.indicators:
        return False
    return not any(
        piece.has(*_ASKED, "segment.", "top.", "bottom.") and not piece.has("half.any", "institution.")
        for piece in frame.pieces
    )


def _of_the_asker(frame: Frame) -> bool:
    """Whether a clause tells of the asker and asks for nothing: "lol my boss will love that one"."""
    told = frame.has("aside.open", "aside.role") and not frame.questioned
    asked = (*_ASKED, "segment.", "indicator.", "outlook.", "hint.", "refer.again", "wish.", "combine.", "tally.")
    return told and not any(piece.has(*asked) and not piece.has("weak.", "answer.") for piece in frame.pieces)


def _repeats(fields: Mapping[str, Any], last: Query) -> bool:
    """Whether a follow-up comes to the last question once more."""
    kept = {
        "operation",
        "indicator",
        "segments",
        "periods",
        "against",
        "excluded",
        "places",
        "per",
        "comparison",
        "about",
        "topic",
        "measure",
        "pick",
        "counted",
    }
    if "operation" not in fields:
        return False
    asked = Query.model_validate({name: fields[name] for name in kept if name in fields})
    return asked.model_dump(include=kept) == last.model_dump(include=kept)
