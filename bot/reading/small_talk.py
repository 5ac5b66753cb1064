"""Greetings, thanks, farewells and questions about the bot itself."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.cover import Piece
from bot.reading.query import Operation

_BY_SENSE = (
    ("chat.insult", Operation.SMALL_TALK),
    ("chat.identity", Operation.IDENTITY),
    ("chat.help", Operation.HELP),
    ("chat.language", Operation.HELP),
    ("chat.bye", Operation.BYE),
    ("chat.thanks", Operation.THANKS),
    ("chat.like", Operation.THANKS),
    ("chat.hello", Operation.GREETING),
    ("chat.ack", Operation.SMALL_TALK),
)

_TELLS = ("chat.", "round.")
"""What says something though it may be passed over: "too many decimals lol"."""
_CLOSING = (("chat.bye", Operation.BYE), ("chat.thanks", Operation.THANKS))
_LONGEST_CLOSING = 6
"""Words of a farewell or of thanks, among which some may be unknown ("thanks, you saved my meeting")."""


def read(pieces: Sequence[Piece]) -> Operation | None:
    """Return the kind of small talk, where the message holds nothing else."""
    content = [piece for piece in pieces if piece.kind != "sign" and not (piece.optional and not piece.has(*_TELLS))]
    if not content:
        return None if pieces else Operation.SMALL_TALK  # nothing but a thumb up
    if any(piece.has("chat.identity") for piece in content) and not any(
        piece.has("segment.", "measure.", "ask.amount", "half.", "indicator.exports") for piece in content
    ):
        return Operation.IDENTITY
    closing = next((operation for sense, operation in _CLOSING if any(piece.has(sense) for piece in content)), None)
    if (
        closing
        and all(piece.has("chat.") or piece.kind == "unknown" for piece in content)
        and len(content) <= _LONGEST_CLOSING
    ):
        return closing
    rest = [piece for piece in content if not piece.has("chat.", "refer.", "follow.", "correct.", "negate.")]
    if rest:
        return None
    return next((operation for sense, operation in _BY_SENSE if any(piece.has(sense) for piece in content)), None)


_SAYS_NOTHING = (
    "pad.",
    "chat.",
    "refer.it",
    "refer.subject",
    "negate.",
    "answer.",
    "aside.",
    "split.",
    "span.",
    "abbr.",
)


def unwrapped(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Take a greeting in front and thanks behind off a message that asks for something between them."""
    start, end = 0, len(pieces)
    while start < end and (pieces[start].has("chat.hello") or (start and pieces[start].kind == "sign")):
        start += 1
    while end > start and (pieces[end - 1].has("chat.thanks", "chat.bye") or _ends(pieces[end - 1], pieces, end)):
        end -= 1
    inner = pieces[start:end]
    asks = any(piece.kind == "number" or (piece.senses and not _silent(piece)) for piece in inner)
    return inner if asks and end < len(pieces) else pieces


def _ends(piece: Piece, pieces: Sequence[Piece], end: int) -> bool:
    """Whether a sign stands at the end of thanks."""
    return piece.text in "!." and any(one.has("chat.thanks", "chat.bye") for one in pieces[max(0, end - 2) : end])


def _silent(piece: Piece) -> bool:
    return all(f"{sense}.".startswith(_SAYS_NOTHING) for sense in piece.senses)
