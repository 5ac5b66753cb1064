"""What an update needs from the database before it is handled, and the ledger that the intake keeps there."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import Any

from telegram import Message, Update

from bot.storage.conversations import Needed
from bot.storage.updates import Mark, Turn, Updates
from bot.telegram.service import replied_to, speaker_of


class Ledger:
    """Keeps in the database which updates are handled."""

    def __init__(self, updates: Updates, origin: str) -> None:
        self._updates = updates
        self._origin = zlib.crc32(origin.encode())
        """Stands for the bot and the server that updates come from."""
        self._write = json.JSONEncoder(sort_keys=True).encode

    def mark(self, raw: dict[str, Any]) -> Mark:
        """Return what an update is known by: its number, and a fingerprint of what it says and where it came from."""
        return Mark(int(raw["update_id"]), zlib.crc32(self._write(raw).encode(), self._origin))

    async def begin(self, mark: Mark, update: Update) -> Turn:
        """Tell whose turn it is to handle an update; what it needs is at hand then."""
        return await self._updates.begin(mark, needed(update))

    def end(self, mark: Mark) -> asyncio.Future[bool]:
        """Keep that an update is handled."""
        return self._updates.end(mark)

    async def hold(self, mark: Mark, raw: dict[str, Any]) -> bool:
        """Store an update until it is handled."""
        return await self._updates.hold(mark, raw)


def needed(update: Update) -> Needed:
    """Name the person, their choices, and the messages that an update refers to."""
    if update.callback_query is not None:
        # A button carries all it takes; what was said before does not matter to it.
        return Needed(people=(update.callback_query.from_user.id,))
    person = update.effective_user.id if update.effective_user is not None else None
    message = update.effective_message or update.guest_message
    if message is None:
        return Needed(people=(person,) if person is not None else ())
    speaker = speaker_of(message)
    people = {speaker.person} | ({person} if person is not None else set())
    return Needed(speaker, tuple(people), tuple((message.chat_id, number) for number in _referred(update, message)))


def _referred(update: Update, message: Message) -> list[int]:
    replied = replied_to(message)
    found = [replied] if replied is not None else []
    return [*found, message.message_id] if update.edited_message is not None else found
