"""The dialogue that each person has open in a chat: nothing but the message that asks.

All else that a dialogue knows is in its buttons. What is open is looked up when somebody cancels, hardly ever; so it is
read from the database then, where another replica, or this one before it was started again, has written it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.conversations import DAY
from bot.storage.database import Database, DatabaseError, told
from bot.storage.journal import Journal, Row
from bot.storage.recent import Recent
from bot.storage.tables import dialogues as table

DIALOGUE_DAYS = 2
_AT_HAND = 1_000


class Dialogues:
    """Keeps one open dialogue for each person in a chat."""

    def __init__(self, database: Database, journal: Journal, now: Callable[[], int]) -> None:
        self._database = database
        self._journal = journal
        self._now = now
        self._known: Recent[tuple[int, int], int] = Recent(_AT_HAND)
        """Those that were begun here, for when the database is gone."""

    def begin(self, chat: int, person: int, message: int) -> None:
        """Hear which message asks."""
        self._known.put((chat, person), message)
        row = {"chat": chat, "person": person, "message": message, "touched": self._now()}
        self._journal.put(table, (chat, person), row)

    def end(self, chat: int, message: int) -> None:
        """Hear that a dialogue came to its end by a tap, whoever began it."""
        for key, known in self._known.items():
            if (key[0], known) == (chat, message):
                self._known.drop(key)
        ended = delete(table).where(table.c.chat == chat, table.c.message == message)
        self._journal.also(lambda connection: connection.execute(ended))

    async def close(self, chat: int, person: int) -> int | None:
        """Close what a person has open and return the message that asked, if there is one."""
        key = (chat, person)
        found = self._known.get(key)
        if await asyncio.shield(self._journal.settled()):
            try:
                found = await self._database.look(lambda connection: self._read(connection, chat, person))
            except (SQLAlchemyError, DatabaseError, OSError) as error:
                self._journal.doubt(told(error))
        if found is not None:
            self._known.drop(key)
            self._journal.drop(table, key)
        return found

    def forget(self, concerns: Callable[[Table, Row], bool]) -> None:
        """Put aside what concerns somebody; the database is told by others."""
        for (chat, person), message in self._known.items():
            if concerns(table, {"chat": chat, "person": person, "message": message}):
                self._known.drop((chat, person))

    def _read(self, connection: Connection, chat: int, person: int) -> int | None:
        fresh = table.c.touched > self._now() - DIALOGUE_DAYS * DAY
        mine = select(table.c.message).where(table.c.chat == chat, table.c.person == person, fresh)
        return connection.execute(mine).scalar()
