"""``ask --jsonl``: one JSON object a line in, one a line out, in order, flushed at once; nothing stops the run."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from typing import Any, BinaryIO

from bot.assistant import Assistant, Conversation
from bot.wording.reply import Reply

_log = logging.getLogger(__name__)

MOST_CHATS = 10_000
"""Chats whose context is kept; the one that was quiet longest goes first."""


class LineError(ValueError):
    """A line that is not an object of the form that is read."""


def run(assistant: Assistant, lines: BinaryIO, out: BinaryIO, today: Callable[[], date]) -> None:
    """Answer every line of ``lines``."""
    chats: OrderedDict[str, Conversation] = OrderedDict()
    for line in lines:
        answer = _answered(assistant, line, chats, today)
        out.write(json.dumps(answer, ensure_ascii=True).encode("ascii") + b"\n")
        out.flush()


def _answered(
    assistant: Assistant, line: bytes, chats: OrderedDict[str, Conversation], today: Callable[[], date]
) -> dict[str, Any]:
    try:
        chat, text, day = _request(line)
    except LineError as error:
        return {"error": str(error)}
    try:
        reply, conversation = assistant.reply(text, chats.get(chat, Conversation()), day or today())
    except Exception:  # noqa: BLE001 - the edge of the program: the other lines are still answered
        _log.exception("a message could not be answered")  # the run goes on: one bad message must not stop thousands
        return {"error": "this message could not be answered"}
    chats[chat] = conversation
    chats.move_to_end(chat)
    if len(chats) > MOST_CHATS:
        chats.popitem(last=False)
    return {"chat": chat} | written(reply)


def _request(line: bytes) -> tuple[str, str, date | None]:
    try:
        found = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise LineError('write one JSON object a line: {"chat": "id", "text": "…"}') from None
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise LineError('write an object with the text of a message: {"chat": "id", "text": "…"}')
    chat = found.get("chat", "")
    if not isinstance(chat, str | int) or isinstance(chat, bool):
        raise LineError("chat: write a string")
    return str(chat), found["text"], _day(found.get("today"))


def _day(written: object) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise LineError("today: write a date like 2025-11-15") from None


def written(reply: Reply) -> dict[str, Any]:
    """Return a reply in the form that the outside relies on (DESIGN.md, 6)."""
    found = reply.model_dump(mode="json", include={"language", "status", "intent", "confidence", "suggestions"})
    figures = [figure.model_dump() for figure in reply.figures]
    for figure in figures:
        for name in ("value", "low", "high"):
            figure[name] = figure[name] if isinstance(figure[name], str | None) else float(figure[name])
    return found | {"text": reply.text, "figures": figures}
