"""Versions of the knowledge: what each one said, so that news can be told against the one a chat knows."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefings.schedule import Rhythm
from bot.storage.database import Database
from bot.storage.tables import releases as table
from bot.storage.tables import subscriptions
from knowledge import Change, Knowledge, Observation, changes, followed

_LOCK = 7_172_604_228
"""As in ``migrating``; SQLite lets one process write at a time anyhow."""
_OBSERVATIONS = TypeAdapter(tuple[Observation, ...])


class Releases:
    """Keeps a release whenever figures are new or revised; whoever waits for news is then due."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._knowledge: Knowledge | None = None
        self._changes: dict[int, tuple[Change, ...]] = {}
        self.latest = 0
        """The release that was noted last by this process: 0 until it noted one."""

    async def note(self, knowledge: Knowledge, now: int) -> tuple[Change, ...]:
        """Compare what is answered from with the last release, keep it where it says something new, and return that.

        The last release is read and the new one written in one transaction: of several processes that start together,
        one finds the news.
        """
        self._knowledge, self._changes = knowledge, {}
        async with self._database.writing() as connection:
            if self._database.shared:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            last = (await connection.execute(select(table).order_by(table.c.number.desc()).limit(1))).first()
            before = _read(last.observations) if last is not None else None
            found = changes(before, knowledge) if before is not None else ()
            if last is not None and before is not None and not found:
                self.latest = last.number
                return ()
            held = _OBSERVATIONS.dump_json(followed(knowledge)).decode()
            row = {"knowledge": knowledge.version, "observations": held, "seen": now}
            made = await connection.execute(insert(table).values(row).returning(table.c.number))
            self.latest = made.scalar_one()
            if found:
                waiting = subscriptions.c.rhythm == Rhythm.NEWS
                await connection.execute(update(subscriptions).where(waiting).values(due=now))
            await self._forget(connection)
        return found

    async def since(self, number: int) -> tuple[Change, ...]:
        """Return what the knowledge says that it did not say in a release; nothing where that one is not kept.

        A process that answers from older knowledge than another one tells no news.
        """
        if self._knowledge is None or number >= self.latest:
            return ()
        if number not in self._changes:
            async with self._database.reading() as connection:
                kept = select(table.c.observations).where(table.c.number == number)
                held = (await connection.execute(kept)).scalar()
            before = _read(held) if held is not None else None
            self._changes[number] = changes(before, self._knowledge) if before is not None else ()
        return self._changes[number]

    async def _forget(self, connection: AsyncConnection) -> None:
        """Drop releases that nobody is told against any longer."""
        oldest = select(func.min(subscriptions.c.release)).scalar_subquery()
        unused = delete(table).where(table.c.number < func.coalesce(oldest, self.latest), table.c.number < self.latest)
        await connection.execute(unused)


def _read(held: str) -> Iterable[Observation] | None:
    """Read what was kept; nothing where another version of the program wrote it in a form that is no longer known."""
    try:
        return _OBSERVATIONS.validate_json(held)
    except ValidationError:
        return None
