"""The door itself: any messages of one chat, read, answered, worded, marked up and given buttons."""

from __future__ import annotations

import time
from datetime import date
from functools import cache

from bot.assistant import Assistant, Conversation
from bot.telegram import keyboards, links, taps
from bot.telegram.markup import messages
from bot.telegram.rich import document
from bot.wording.reply import Reply, Status
from tests.bot_api.html import shown

TODAY = date(2025, 11, 15)
MOST_TURNS = 4
PATIENCE = 20.0
"""Seconds of processor time for a message; a hundred times what the slowest honest one takes, instrumented."""


@cache
def assistant() -> Assistant:
    return Assistant.open()


def one(data: bytes) -> None:
    """Answer the messages that stand between zero bytes."""
    conversation = Conversation()
    for raw in data.split(b"\0")[:MOST_TURNS]:
        text = raw.decode("utf-8", "surrogateescape")
        began = time.process_time()
        reply, after = assistant().reply(text, conversation, TODAY)
        assert time.process_time() - began < PATIENCE, "a message took too long"
        sound(reply)
        whole = assistant().whole(text, reply, after, TODAY)
        _carried(keyboards.under(reply, whole.encode("utf-8", "replace").decode()[:200], assistant()))
        conversation = after


def sound(reply: Reply) -> None:
    """Check what holds for every reply."""
    assert reply.text.strip(), "nothing is said"
    assert len(reply.text) <= 2_000, "too much is said"
    assert 0 <= reply.confidence <= 1
    if reply.status is not Status.ANSWERED and reply.status is not Status.NO_DATA:
        assert not reply.figures, f"{reply.status} states a figure"
    if reply.status is Status.ANSWERED and reply.figures:
        assert reply.sources, "a figure without its source"
    for text in messages(reply.lines):
        plain, _ = shown(text, "HTML")
        # What the chat shows is what was meant: nothing of the text became markup.
        assert " ".join(plain.split()) in " ".join(reply.text.encode("utf-8", "replace").decode().split())
    document(reply)
    Reply.model_validate_json(reply.model_dump_json().encode("utf-8", "replace"))


def _carried(keyboard: object) -> None:
    rows = getattr(keyboard, "inline_keyboard", ())
    for button in (button for row in rows for button in row):
        data = button.callback_data
        assert data is None or (0 < len(str(data).encode()) <= taps.LIMIT and taps.read(str(data)) is not None)
        address = button.url
        assert address is None or address.startswith("https://")
    assert all(len(links.payload(str(data))) <= links.LIMIT for data in ("", "x" * 80))


SEEDS = (
    "Combien le Maroc a-t-il exporté en 2024 ?\0et le CRM ?\0en % ?".encode(),
    b"how many jobs?\0and in 2023?",
    b"is CRM the largest? and BPO and KPO together in 2025-S1",
    b"<b>ITO</b> & 2024 \"'; DROP TABLE x; --",
)
