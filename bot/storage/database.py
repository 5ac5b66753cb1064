"""The database: one SQLite file by default, PostgreSQL for replicas. Opened, migrated, closed, asked how it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import UserError
from bot.storage.migrating import migrate
from bot.storage.owning import private

T = TypeVar("T")
_WAITS = {"timeout": 3.0}
"""Seconds that SQLite waits for another process that writes (a backup, an administrator)."""
_STARTS = 30.0
"""Seconds that a start waits for another one that makes the tables: on a busy machine that takes longer."""
_CONNECTS = {
    "connect_timeout": 5,
    "application_name": "raqam",
    # A server that vanished without a word is noticed within seconds.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8_000,
}
_QUICK = "-c synchronous_commit=off"
"""As in SQLite: what is committed survives a kill of the bot; a crash of the server may cost the last moment."""
_PAUSE = 0.01
_THREADS = 3
"""Who reads does not wait for who writes."""
_READING = "raqam_reading"
_WAL = "PRAGMA journal_mode=WAL"
"""Readers and the writer do not wait for each other."""
_PRAGMAS = (
    "PRAGMA synchronous=NORMAL",  # what is committed survives a kill; a power cut may cost the last moment
    "PRAGMA cache_size=-512",  # kilobytes of each connection; what was said last is at hand anyway
    "PRAGMA secure_delete=ON",  # what is forgotten is overwritten
)


class DatabaseError(UserError):
    """The database cannot be used; the message is one line, without password or data."""


class Database:
    """Gives connections. Every block is one transaction: committed at its end, rolled back when it raises."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine: AsyncEngine | None = None
        self._direct: Engine | None = None
        """The same without asyncio, for ``apply`` and ``look``."""
        self._threads: ThreadPoolExecutor | None = None
        self._inode = self._stale = 0
        """The file that ``_direct`` and ``_engine`` have open: another one may come to stand in its place."""

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
        self._direct = (
            create_engine(self._url, connect_args={**_CONNECTS, "options": _QUICK})
            if self.shared
            else _sqlite(create_engine(self._url.set(drivername="sqlite+pysqlite"), connect_args=_WAITS))
        )
        self._threads = ThreadPoolExecutor(_THREADS, "database")
        try:
            if self.file is not None:
                private(self.file)
            await asyncio.get_running_loop().run_in_executor(self._threads, _migrated, self._direct)
            self._inode = self._stale = self._there()
        except (SQLAlchemyError, OSError) as error:
            await self.close()
            raise DatabaseError(f"BOT_DATABASE_URL: the database cannot be used ({told(error)})") from None
        self._engine = _postgresql(self._url) if self.shared else _asynchronous(self._url)

    async def close(self) -> None:
        """Close all connections."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()
        threads, self._threads = self._threads, None
        direct, self._direct = self._direct, None
        if threads is not None and direct is not None:
            await asyncio.to_thread(_end, threads, direct)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that may write."""
        async with (await self._opened()).begin() as connection:
            yield connection

    async def apply(self, change: Callable[[Connection], T]) -> T:
        """Make a change in a transaction of its own, all at once, in a thread.

        That takes a fifth of the time of a block that awaits each statement: it is for what every answer needs.
        """
        return await self._directly(change, reading=False)

    async def look(self, read: Callable[[Connection], T]) -> T:
        """Read in a transaction of its own, all at once, in a thread."""
        return await self._directly(read, reading=True)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that only reads: in SQLite it waits for no writer."""
        async with (await self._opened()).connect() as connection:
            quiet = await connection.execution_options(**{_READING: True})
            async with quiet.begin():
                yield quiet

    async def check(self) -> None:
        """Ask for an answer; ``DatabaseError`` says in one line why there is none."""
        try:
            await self.look(lambda connection: connection.execute(text("SELECT 1")).scalar())
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseError(f"the database does not answer ({told(error)})") from None

    async def _directly(self, does: Callable[[Connection], T], *, reading: bool) -> T:
        direct = self._direct
        if self._threads is None or direct is None:
            raise DatabaseError("the database is not open")
        engine = direct.execution_options(**{_READING: True}) if reading else direct

        def transact() -> T:
            there = self._there()
            if there != self._inode:
                direct.dispose()
                _transact(direct, migrate)
                self._inode = self._there()
            return _transact(engine, does)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transact)

    async def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise DatabaseError("the database is not open")
        there = self._there()
        if there != self._stale:
            await self._engine.dispose()
            self._stale = there
        return self._engine

    def _there(self) -> int:
        """Return what identifies the file. Without this look, what is written to one that was deleted is lost."""
        if self.file is None:
            return 0
        try:
            return self.file.stat().st_ino
        except OSError:
            raise DatabaseError("the database file is gone") from None


def told(error: BaseException) -> str:
    """Tell an error of the database in a few words; its own may show data or a password."""
    if isinstance(error, DatabaseError):
        return str(error)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror  # the system's own words, without the name of a file
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__}, {code}" if code else type(cause).__name__


def _end(threads: ThreadPoolExecutor, engine: Engine) -> None:
    """Close connections once nobody uses them."""
    threads.shutdown()
    engine.dispose()


def _transact(engine: Engine, does: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return does(connection)


def _migrated(engine: Engine) -> None:
    """Bring the tables up to date, or wait for whoever is at it."""
    _patiently(lambda: _transact(engine, migrate), _STARTS)


def _asynchronous(url: URL) -> AsyncEngine:
    engine = create_async_engine(url, connect_args=_WAITS)
    _sqlite(engine.sync_engine)
    return engine


def _sqlite(engine: Engine) -> Engine:
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(url, pool_timeout=5, connect_args=_CONNECTS)


def _prepare(connection: Any, _: Any) -> None:
    # The driver's own way begins a transaction late and without the lock it will need; see ``_begin``.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        _patiently(lambda: cursor.execute(_WAL))
        for line in _PRAGMAS:
            cursor.execute(line)
        cursor.close()
    except Exception:
        connection.close()  # else its thread would stay
        raise


def _patiently(does: Callable[[], object], seconds: float = _WAITS["timeout"]) -> None:
    """Do what SQLite refuses while another process is at it: at once, without its timeout, or after that."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            does()
        except Exception as error:
            if "SQLITE_BUSY" not in told(error) or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin(connection: Any) -> None:
    reading = connection.get_execution_options().get(_READING)
    # A transaction that reads before it writes would fail instead of waiting, had somebody else written meanwhile.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
