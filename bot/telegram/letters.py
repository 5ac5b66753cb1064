"""What is sent, written out: an answer that many people ask for is written once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.assistant import Conversation
from bot.telegram.markup import messages, offered
from bot.telegram.rich import document
from bot.wording.reply import Line, Reply, Status

_PLAIN = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


@dataclass(frozen=True)
class Letter:
    """Messages for a chat: as HTML, and as one rich message where tables read better as such."""

    texts: tuple[str, ...]
    page: str = ""
    keyboard: InlineKeyboardMarkup | None = None
    """The buttons under the last message."""

    @classmethod
    def of(cls, lines: Iterable[Line], keyboard: InlineKeyboardMarkup | None = None) -> Letter:
        """Write lines."""
        return cls(tuple(messages(lines)), keyboard=keyboard)

    @classmethod
    def answering(cls, reply: Reply, keyboard: InlineKeyboardMarkup | None = None) -> Letter:
        """Write an answer; what its buttons offer need not be said again."""
        lines = reply.lines if keyboard is None else tuple(line for line in reply.lines if not offered(line))
        return cls(tuple(messages(lines)), document(reply), keyboard)

    @cached_property
    def bodies(self) -> tuple[bytes, ...]:
        """The fields of each message but its place, as JSON that goes on after a comma."""
        last = len(self.texts) - 1
        return tuple(
            _fields({"text": text, **_PLAIN}, self.keyboard if number == last else None)
            for number, text in enumerate(self.texts)
        )

    @cached_property
    def rich(self) -> bytes:
        """The same of the rich message."""
        return _fields({"rich_message": {"html": self.page}}, self.keyboard)


@dataclass(frozen=True)
class Prepared:
    """The answer to a question, ready to be sent to whoever asks it."""

    letter: Letter
    status: Status
    language: str
    after: Conversation
    drawn: bool
    """Whether a chart is asked for."""


def _fields(fields: dict[str, Any], keyboard: InlineKeyboardMarkup | None) -> bytes:
    if keyboard is not None:
        fields = fields | {"reply_markup": keyboard.to_dict()}
    return json.dumps(fields)[1:].encode()
