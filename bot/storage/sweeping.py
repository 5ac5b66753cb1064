"""Sweeps out what has expired and what is too much."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Connection, Table, delete, func, select, text, tuple_
from sqlalchemy.sql.elements import ColumnElement

from bot import logs
from bot.storage.conversations import CHOICE_DAYS, CONTEXT_DAYS, DAY, QUESTION_DAYS, Memory
from bot.storage.database import Database
from bot.storage.dialogues import DIALOGUE_DAYS
from bot.storage.feedback import OPINION_DAYS
from bot.storage.statements import inserting
from bot.storage.tables import (
    answers,
    chats,
    contexts,
    dialogues,
    opinions,
    questions,
    tallies,
    unanswered,
    updates,
    uploads,
)

UPDATE_DAYS = 2
"""Telegram offers an update again for a day."""
UNANSWERED_DAYS = 90
UPLOAD_DAYS = 365
LIFETIMES = {
    contexts: CONTEXT_DAYS * DAY,
    answers: CONTEXT_DAYS * DAY,
    questions: QUESTION_DAYS * DAY,
    chats: CHOICE_DAYS * DAY,
    dialogues: DIALOGUE_DAYS * DAY,
    unanswered: UNANSWERED_DAYS * DAY,
    uploads: UPLOAD_DAYS * DAY,
}
MOST = {
    contexts: 100_000,
    answers: 200_000,
    questions: 200_000,
    chats: 500_000,
    dialogues: 20_000,
    unanswered: 5_000,
    uploads: 5_000,
}
"""Rows that are kept; those left alone longest go first."""
MOST_UPDATES = 1_000_000
MOST_TALLIES = 20_000
_CHUNK = 1_000
"""Rows deleted at a time: whoever answers a question waits for no more than that."""
_JUMP = 3_600.0
_LOCK = 7_172_604_227
_log = logs.get(__name__)


class Sweeper:
    """Deletes what has expired; not when the clock has jumped, which expires everything by mistake."""

    def __init__(
        self,
        database: Database,
        memory: Memory,
        now: Callable[[], int],
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._memory = memory
        self._now = now
        self._passed = passed
        self._before = (float(now()), passed())

    async def sweep(self) -> int:
        """Delete what has expired and return how many rows that were."""
        if self._jumped():
            _log.warning("the clock jumped; nothing is swept out this time")
            return 0
        for shelf in self._memory.shelves:
            shelf.expire()
        now = self._now()
        swept = await self._updates(now - UPDATE_DAYS * DAY)
        for table, lifetime in LIFETIMES.items():
            swept += await self._chunks(table, table.c.touched < now - lifetime)
            swept += await self._surplus(table, MOST[table])
        return swept + await self._database.apply(lambda connection: self._opinions(connection, now))

    def _jumped(self) -> bool:
        before, self._before = self._before, (float(self._now()), self._passed())
        return (self._before[0] - before[0]) - (self._before[1] - before[1]) > _JUMP

    def _opinions(self, connection: Connection, now: int) -> int:
        """Let old opinions become counts, unless another replica is at it."""
        lock = text(f"SELECT pg_try_advisory_xact_lock({_LOCK})")
        if self._database.shared and not connection.execute(lock).scalar():
            return 0
        old = opinions.c.touched < now - OPINION_DAYS * DAY
        fold(connection, old, shared=self._database.shared)
        return connection.execute(delete(opinions).where(old)).rowcount + _fewest(connection)

    async def _updates(self, before: int) -> int:
        swept = await self._chunks(updates, updates.c.done < before)
        async with self._database.reading() as connection:
            newest = (await connection.execute(select(func.max(updates.c.number)))).scalar() or 0
        # Numbers follow each other, so that this many back is about this many rows.
        return swept + await self._chunks(
            updates, (updates.c.number < newest - MOST_UPDATES) & updates.c.done.is_not(None)
        )

    async def _surplus(self, table: Table, most: int) -> int:
        async with self._database.reading() as connection:
            if ((await connection.execute(select(func.count()).select_from(table))).scalar() or 0) <= most:
                return 0
            last = select(table.c.touched).order_by(table.c.touched.desc()).offset(most).limit(1)
            edge = (await connection.execute(last)).scalar()
        return await self._chunks(table, table.c.touched <= edge) if edge is not None else 0

    async def _chunks(self, table: Table, condition: ColumnElement[bool]) -> int:
        keys = list(table.primary_key.columns)
        some = select(*keys).where(condition).limit(_CHUNK)
        statement = delete(table).where(tuple_(*keys).in_(some))
        swept = 0
        while True:
            count = await self._database.apply(lambda connection: connection.execute(statement).rowcount)
            swept += count
            if count < _CHUNK:
                return swept


def fold(connection: Connection, which: ColumnElement[bool], *, shared: bool) -> None:
    """Add opinions to the counts; whose they were is deleted by the caller."""
    columns = (opinions.c.said, opinions.c.cells, opinions.c.knowledge)
    counted = select(*columns, func.count().label("count")).where(which).group_by(*columns)
    rows = connection.execute(counted).mappings().all()
    if not rows:
        return
    insert = inserting(tallies, shared=shared)
    added = insert.on_conflict_do_update(
        index_elements=["said", "cells", "knowledge"], set_={"count": tallies.c.count + insert.excluded.count}
    )
    connection.execute(added, [dict(row) for row in rows])


def _fewest(connection: Connection) -> int:
    """Delete the smallest counts where there are too many of them."""
    keys = list(tallies.primary_key.columns)
    surplus = select(*keys).order_by(tallies.c.count.desc()).offset(MOST_TALLIES)
    return connection.execute(delete(tallies).where(tuple_(*keys).in_(surplus))).rowcount
