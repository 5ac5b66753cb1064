"""What is sent, written out: an answer that many people ask for is written once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.assistant import Conversation
from bot.telegram.markup import messages, offered
from bot.telegram.rich import document
from bot.wording.reply import Line, Reply, Status

_PLAIN = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


@dataclass(frozen=True)
class Letter:
    """Messages for a chat: all fields but their place, as JSON that goes on after it."""

    bodies: tuple[bytes, ...]
    """The messages as HTML; the buttons stand under the last."""
    rich: bytes = b""
    """The same as one rich message, where tables read better so."""

    @classmethod
    def of(cls, lines: Iterable[Line], keyboard: InlineKeyboardMarkup | None = None) -> Letter:
        """Write lines."""
        texts = messages(lines)
        last = len(texts) - 1
        return cls(
            tuple(
                _fields({"text": text, **_PLAIN}, keyboard if number == last else None)
                for number, text in enumerate(texts)
            )
        )

    @classmethod
    def answering(cls, reply: Reply, keyboard: InlineKeyboardMarkup | None = None) -> Letter:
        """Write an answer; what its buttons offer need not be said again."""
        lines = reply.lines if keyboard is None else tuple(line for line in reply.lines if not offered(line))
        page = document(reply)
        rich = _fields({"rich_message": {"html": page}}, keyboard) if page else b""
        return cls(cls.of(lines, keyboard).bodies, rich)


@dataclass(frozen=True)
class Prepared:
    """The answer to a question, ready to be sent to whoever asks it."""

    letter: Letter
    status: Status
    language: str
    intent: str
    after: Conversation
    drawn: bool
    """Whether a chart is asked for."""


def _fields(fields: dict[str, Any], keyboard: InlineKeyboardMarkup | None) -> bytes:
    if keyboard is not None:
        fields = fields | {"reply_markup": keyboard.to_dict()}
    return json.dumps(fields)[1:].encode()
