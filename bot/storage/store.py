"""Everything that is kept: opened, looked after while the bot runs, closed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot import logs
from bot.clock import Clock, seconds
from bot.storage.conversations import DAY, Memory
from bot.storage.database import Database, DatabaseError, told
from bot.storage.dialogues import Dialogues
from bot.storage.feedback import Feedback
from bot.storage.forgetting import Forgotten, forget
from bot.storage.journal import Journal
from bot.storage.shelf import Shelf
from bot.storage.sweeping import UPLOAD_DAYS, Sweeper
from bot.storage.tables import uploads
from bot.storage.unanswered import Unanswered
from bot.storage.updates import BEAT_SECONDS, Updates

_SWEEP_SECONDS = 300.0
_LAST_SECONDS = 0.8
_AT_HAND = 10_000
"""Rows of each kind that are kept, 2 MB a thousand; with 4,000, a flood of new people costs a quarter more time."""
_PICTURES = 2_000
_log = logs.get(__name__)


@dataclass(frozen=True)
class Health:
    """Whether what is said is stored, and why not."""

    ok: bool
    why: str = ""


class Store:
    """The database and what is built on it."""

    def __init__(self, url: str, clock: Clock, *, collect_unanswered: bool = False, at_hand: int = _AT_HAND) -> None:
        def now() -> int:
            return seconds(clock)

        self.database = Database(url)
        self.journal = Journal(self.database)
        self.memory = Memory(self.journal, now, at_hand)
        self.feedback = Feedback(self.database, self.journal, now)
        self.dialogues = Dialogues(self.database, self.journal, now)
        self.updates = Updates(self.database, self.journal, self.memory, now)
        self.unanswered = Unanswered(self.journal, now, on=collect_unanswered)
        self.sweeper = Sweeper(self.database, self.memory, now)
        self.uploads = Shelf(uploads, self.journal, now, UPLOAD_DAYS * DAY, _PICTURES)
        self._at_hand = at_hand
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def health(self) -> Health:
        """How the database is, without asking it."""
        why = self.journal.trouble
        return Health(ok=not why, why=why)

    async def open(self) -> None:
        """Open the database and have at hand what was said last; ``DatabaseError`` says why it cannot."""
        await self.database.open()
        try:
            await self._load()
            await self.updates.beat()
        except (SQLAlchemyError, OSError) as error:
            await self.database.close()
            raise DatabaseError(f"BOT_DATABASE_URL: the database cannot be read ({told(error)})") from None
        self.journal.start()

    def begin(self, take: Callable[[dict[str, Any]], object]) -> None:
        """Look after everything from now on; updates that a dead process left are given to ``take``."""

        async def beat() -> None:
            await self.updates.beat()
            for raw in await self.updates.adopt():
                take(raw)

        async def sweep() -> None:
            await self.sweeper.sweep()

        self._tasks = [
            asyncio.create_task(_again("a heartbeat", beat, BEAT_SECONDS)),
            asyncio.create_task(_again("sweeping out", sweep, _SWEEP_SECONDS)),
        ]

    async def forget(self, whom: Forgotten) -> bool:
        """Forget somebody; false where the database cannot do it now."""
        return await forget(whom, self.memory, self.dialogues, self.journal)

    async def close(self) -> None:
        """Write what is left, and close."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            # A database that hangs holds up those who turn away from it too.
            await asyncio.wait(self._tasks, timeout=_LAST_SECONDS)
        self._tasks = []
        self.updates.wipe(stored=await self.journal.stop(_LAST_SECONDS))
        for last in (self.updates.leave, self.database.close):
            try:
                async with asyncio.timeout(_LAST_SECONDS):
                    await last()
            except (SQLAlchemyError, DatabaseError, OSError) as error:
                _log.warning("the database was not closed in order", why=told(error))

    async def _load(self) -> None:
        """Have at hand what was touched last; where processes share the database, it is asked each time instead."""
        await self._fill(self.uploads, _PICTURES)
        if self.database.shared:
            return
        for shelf in self.memory.shelves:
            await self._fill(shelf, self._at_hand)

    async def _fill(self, shelf: Shelf, most: int) -> None:
        newest = select(shelf.table).order_by(shelf.table.c.touched.desc()).limit(most + 1)
        async with self.database.reading() as connection:
            rows = [dict(row) for row in (await connection.execute(newest)).mappings()]
        shelf.load(list(reversed(rows[:most])), whole=len(rows) <= most)


async def _again(what: str, does: Callable[[], Awaitable[None]], pause: float) -> None:
    """Do something again and again; that it fails is told when it begins to.

    Whatever is wrong, the next time may go well: a replica whose heart stops answers beside those who take it for dead.
    """
    failing = False
    while True:
        try:
            await does()
            failing = False
        except Exception as error:  # noqa: BLE001 - see above
            if not failing:
                _log.warning("something could not be done; trying again", what=what, why=told(error))
            failing = True
        await asyncio.sleep(pause)
