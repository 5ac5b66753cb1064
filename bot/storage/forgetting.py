"""Forgets a person or a chat: at once, in every table, and in what is at hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, or_
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.conversations import Memory
from bot.storage.dialogues import Dialogues
from bot.storage.journal import Journal, Row
from bot.storage.sweeping import fold
from bot.storage.tables import answers, chats, contexts, dialogues, opinions, questions, subscriptions

TABLES = (chats, contexts, answers, questions, opinions, subscriptions, dialogues)
"""Tables with a column ``chat``, and some with a column ``person``; a new one that holds either belongs here."""


@dataclass(frozen=True)
class Forgotten:
    """Who is to be forgotten: a person, wherever they spoke, or a whole chat."""

    number: int
    person: bool

    def concerns(self, table: Table, row: Row) -> bool:
        """Whether a row is about them; a person's number is that of their private chat."""
        if table not in TABLES:
            return False
        return row["chat"] == self.number or (self.person and row.get("person") == self.number)

    def condition(self, table: Table) -> ColumnElement[bool]:
        """Return the same as a condition."""
        here = table.c.chat == self.number
        return or_(here, table.c.person == self.number) if self.person and "person" in table.c else here


async def forget(whom: Forgotten, memory: Memory, open_dialogues: Dialogues, journal: Journal) -> bool:
    """Forget somebody; false where the database cannot do it now."""
    memory.forget(whom.concerns)
    open_dialogues.forget(whom.concerns)
    journal.discard(whom.concerns)

    def erase(connection: Connection) -> None:
        # What they thought of answers stays as a number, without whose it was.
        fold(connection, whom.condition(opinions), shared=journal.shared)
        for table in TABLES:
            connection.execute(delete(table).where(whom.condition(table)))

    journal.also(erase)
    return await asyncio.shield(journal.settled())
