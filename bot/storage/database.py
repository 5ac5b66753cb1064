"""The database: one SQLite file by default, PostgreSQL for replicas. Opened, migrated, closed, asked how it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import UserError
from bot.storage.migrating import migrate

_BUSY_MILLISECONDS = 3_000
"""How long SQLite waits for another process that writes (a backup, an administrator)."""
_CONNECT_SECONDS = 5
_READING = "raqam_reading"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers and the writer do not wait for each other
    "PRAGMA synchronous=NORMAL",  # what is committed survives a kill; a power cut may cost the last moment
    "PRAGMA secure_delete=ON",  # what is forgotten is overwritten
)


class DatabaseError(UserError):
    """The database cannot be used; the message is one line, without password or data."""


class Database:
    """Gives connections. Every block is one transaction: committed at its end, rolled back when it raises."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine: AsyncEngine | None = None

    @property
    def shared(self) -> bool:
        """Whether other processes may use it at the same time."""
        return self._url.get_backend_name() == "postgresql"

    @property
    def file(self) -> Path | None:
        """The file it is kept in, where it is one."""
        return None if self.shared else Path(self._url.database or "")

    async def open(self) -> None:
        """Connect and bring the tables up to date; ``DatabaseError`` says in one line why it cannot."""
        self._engine = (
            _postgresql(str(self._url.render_as_string(hide_password=False))) if self.shared else self._sqlite()
        )
        try:
            await migrate(self._engine)
        except (SQLAlchemyError, OSError) as error:
            await self.close()
            raise DatabaseError(f"BOT_DATABASE_URL: the database cannot be used ({told(error)})") from None

    async def close(self) -> None:
        """Close all connections."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that may write."""
        async with self._opened().begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that only reads: in SQLite it waits for no writer."""
        async with self._opened().connect() as connection:
            quiet = await connection.execution_options(**{_READING: True})
            async with quiet.begin():
                yield quiet

    async def check(self) -> None:
        """Ask for an answer; ``DatabaseError`` says in one line why there is none."""
        try:
            async with self.reading() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseError(f"the database does not answer ({told(error)})") from None

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise DatabaseError("the database is not open")
        return self._engine

    def _sqlite(self) -> AsyncEngine:
        engine = create_async_engine(self._url, connect_args={"timeout": _BUSY_MILLISECONDS / 1000})
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _begin)
        return engine


def told(error: BaseException) -> str:
    """Tell an error of the database in a few words; its own may show data or a password."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__}, {code}" if code else type(cause).__name__


def _postgresql(url: str) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_timeout=_CONNECT_SECONDS,
        pool_pre_ping=False,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "raqam"},
    )


def _prepare(connection: Any, _: Any) -> None:
    # The driver's own way begins a transaction late and without the lock it will need; see ``_begin``.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for line in _PRAGMAS:
            cursor.execute(line)
        cursor.close()
    except Exception:
        connection.close()  # else its thread would stay
        raise


def _begin(connection: Any) -> None:
    reading = connection.get_execution_options().get(_READING)
    # A transaction that reads before it writes would fail instead of waiting, had somebody else written meanwhile.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
