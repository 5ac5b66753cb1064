"""Versions of the knowledge: what each one said, so that news can be told against the one a chat knows."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, delete, func, insert, select, text, update

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
        self.latest, found = await self._database.apply(lambda connection: self._noted(connection, knowledge, now))
        return found

    def _noted(self, connection: Connection, knowledge: Knowledge, now: int) -> tuple[int, tuple[Change, ...]]:
        if self._database.shared:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        last = connection.execute(select(table).order_by(table.c.number.desc()).limit(1)).first()
        before = _read(last.observations) if last is not None else None
        found = changes(before, knowledge) if before is not None else ()
        if last is not None and before is not None and not found:
            return last.number, ()
        held = _OBSERVATIONS.dump_json(followed(knowledge)).decode()
        row = {"knowledge": knowledge.version, "observations": held, "seen": now}
        latest = connection.execute(insert(table).values(row).returning(table.c.number)).scalar_one()
        if found:
            waiting = subscriptions.c.rhythm == Rhythm.NEWS
            connection.execute(update(subscriptions).where(waiting).values(due=now))
        _forget(connection, latest)
        return latest, found

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


def _forget(connection: Connection, latest: int) -> None:
    """Drop releases that nobody is told against any longer."""
    oldest = select(func.min(subscriptions.c.release)).scalar_subquery()
    unused = delete(table).where(table.c.number < func.coalesce(oldest, latest), table.c.number < latest)
    connection.execute(unused)


def _read(held: str) -> Iterable[Observation] | None:
    """Read what was kept; nothing where another version of the program wrote it in a form that is no longer known."""
    try:
        return _OBSERVATIONS.validate_json(held)
    except ValidationError:
        return None
