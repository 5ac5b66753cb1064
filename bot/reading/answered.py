"""Messages that answer the bot: an option of its question back, or its last answer in the other language."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.cover import Piece
from bot.reading.discourse import Discourse
from bot.reading.query import Query


def chosen(pieces: Sequence[Piece], before: Discourse) -> Query | None:
    """Return the question that "the first one", "yes" or "in English please" stands for."""
    content = [piece for piece in pieces if piece.kind != "sign" and (not piece.optional or piece.has(*_ANSWERS))]
    said = [
        piece for piece in content if not piece.has("chat.hello", "chat.thanks", "chat.ack", "correct.", "refer.it")
    ]
    if before.options and content:
        return _option(content, before)
    spoken = [piece for piece in said if not piece.has("follow.and")]
    if before.last is not None and spoken and all(piece.has("chat.language") for piece in spoken):
        return before.last
    return None


_ANSWERS = ("answer.", "order.", "chat.language")


def _option(content: Sequence[Piece], before: Discourse) -> Query | None:
    places = [place for piece in content for place in piece.places("order")]
    if len(places) == 1 and all(
        piece.has("order.", "chat.", "select.", "nth.", "refer.", "answer.") for piece in content
    ):
        place = places[0]
        return before.options[place - 1 if place > 0 else place] if abs(place) <= len(before.options) else None
    if all(piece.has("answer.yes", "chat.ack", "chat.thanks") for piece in content):
        return before.options[0] if any(piece.has("answer.yes") for piece in content) else None
    return None
