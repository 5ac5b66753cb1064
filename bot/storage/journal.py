"""The one writer: everything that changed since the last commit goes into the next one, whoever changed it.

Nobody who answers a question waits for a database that is slow or gone: what is not written yet stays here, and the
last word about each row goes in when the database is back.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, SQLAlchemyError

from bot import logs
from bot.storage.database import Database, DatabaseError, told
from bot.storage.statements import Execute, dropping, prepared, upsert, written

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Act = Callable[[Connection], object]
"""A change that is more than rows: done in the same transaction, after them."""

_PATIENCE = 2.0
"""Whoever waits for a commit waits no longer than this."""
_REST = 0.02
"""The longest rest between commits while there is something to write; nobody waits for what is written then."""
_PAUSES = (0.2, 0.5, 1.0, 2.0)
_MOST = 50_000
"""Rows that are kept for a database that is gone; the oldest are dropped first."""
_log = logs.get(__name__)


class Journal:
    """Collects changes and commits them together."""

    def __init__(self, database: Database, *, most: int = _MOST) -> None:
        self._database = database
        self._most = most
        self._rows: dict[tuple[Table, Key], Row | None] = {}
        """The last word about each row; ``None`` takes it away."""
        self._acts: list[Act] = []
        self._writing: dict[tuple[Table, Key], Row | None] = {}
        self._made: dict[tuple[Table, tuple[str, ...] | None], Execute] = {}
        self._next: asyncio.Future[bool] | None = None
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.trouble = ""
        """Why nothing can be written, in a few words; empty while all is well."""

    @property
    def shared(self) -> bool:
        """Whether other processes write to the same database."""
        return self._database.shared

    # --- what changes -----------------------------------------------------------------------------------------------

    def put(self, table: Table, key: Key, row: Row) -> None:
        """Write a row, whether it is there or not."""
        self._change(table, key, row)

    def drop(self, table: Table, key: Key) -> None:
        """Take a row away."""
        self._change(table, key, None)

    def also(self, act: Act) -> None:
        """Make a change that is more than rows, after all that was said before."""
        self._acts.append(act)
        self._wanted.set()

    def holds(self, table: Table, key: Key) -> bool:
        """Whether there is a word about a row that the database has not got yet."""
        return (table, key) in self._rows or (table, key) in self._writing

    def discard(self, concerns: Callable[[Table, Row], bool]) -> None:
        """Take back what was to be written and concerns somebody who is to be forgotten."""
        for kept in (self._rows, self._writing):
            gone = [name for name, row in kept.items() if row is not None and concerns(name[0], row)]
            for name in gone:
                del kept[name]

    def settled(self) -> asyncio.Future[bool]:
        """Done when what was changed so far is committed; false where it could not be, or takes too long.

        Many share this future: shield it where it may be cancelled.
        """
        if self.trouble:
            late: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            late.set_result(False)
            return late
        self._wanted.set()
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        return self._next

    def doubt(self, why: str) -> None:
        """Hear that the database does not answer: from now on nobody waits for it, until it does."""
        self._failed(why, None)
        self._wanted.set()

    # --- writing ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run())

    async def stop(self, seconds: float) -> bool:
        """Write what is left, at most so long, then end; return whether all of it is stored."""
        if self._task is None:
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.shield(self.settled())
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._release(self._next, committed=False)
        left = bool(self._rows or self._acts or self._writing)
        if left:
            _log.error("changes could not be stored", rows=len(self._rows) + len(self._writing))
        return not left

    def _change(self, table: Table, key: Key, row: Row | None) -> None:
        name = (table, key)
        self._rows.pop(name, None)
        self._rows[name] = row
        if len(self._rows) > self._most:
            del self._rows[next(iter(self._rows))]
        self._wanted.set()

    async def _run(self) -> None:
        failures = 0
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            loop, began = asyncio.get_running_loop(), asyncio.get_running_loop().time()
            if await self._commit():
                failures = 0
                if self._wanted.is_set() and self._next is None:
                    # It is busy: what comes while it rests goes in with what came while it worked.
                    await asyncio.sleep(min(loop.time() - began, _REST))
                continue
            self._wanted.set()
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    async def _commit(self) -> bool:
        self._writing, self._rows = self._rows, {}
        acts, self._acts = self._acts, []
        waiting, self._next = self._next, None
        impatient = asyncio.get_running_loop().call_later(_PATIENCE, self._late, waiting)
        try:
            await self._write(self._writing, acts)
        except Exception as error:  # noqa: BLE001 - whatever it is, the changes must not be lost
            self._rows = {**self._writing, **self._rows}
            self._acts = acts + self._acts
            self._writing = {}
            self._failed(told(error), waiting)
            if not _passing(error):
                await self._sift()
            return False
        finally:
            impatient.cancel()
        self._writing = {}
        if self.trouble:
            self.trouble = ""
            _log.info("the database takes changes again")
        self._release(waiting, committed=True)
        return True

    def _late(self, waiting: asyncio.Future[bool] | None) -> None:
        self._failed("it takes too long", waiting)

    def _failed(self, why: str, waiting: asyncio.Future[bool] | None) -> None:
        if not self.trouble:
            _log.error("changes cannot be stored; answers go on from memory", why=why)
        self.trouble = why
        self._release(waiting, committed=False)
        self._release(self._next, committed=False)
        self._next = None

    @staticmethod
    def _release(waiting: asyncio.Future[bool] | None, *, committed: bool) -> None:
        if waiting is not None and not waiting.done():
            waiting.set_result(committed)

    async def _write(self, rows: Mapping[tuple[Table, Key], Row | None], acts: list[Act]) -> None:
        if not rows and not acts:
            await self._database.check()
            return
        statements = self._statements(rows)

        def write(connection: Connection) -> None:
            for execute, values in statements:
                execute(connection, values)
            for act in acts:
                act(connection)

        await self._database.apply(write)

    def _statements(self, rows: Mapping[tuple[Table, Key], Row | None]) -> list[tuple[Execute, list[Row]]]:
        puts: dict[tuple[Table, tuple[str, ...]], list[Row]] = {}
        drops: dict[Table, list[Row]] = {}
        for (table, key), row in rows.items():
            if row is None:
                drops.setdefault(table, []).append({f"_{n}": part for n, part in enumerate(key)})
            else:
                puts.setdefault((table, tuple(row)), []).append(row)
        found: list[tuple[Execute, list[Row]]] = []
        for (table, columns), values in puts.items():
            found.append((self._statement(table, columns), values))
        for table, values in drops.items():
            found.append((self._statement(table, None), values))
        return found

    def _statement(self, table: Table, columns: tuple[str, ...] | None) -> Execute:
        """Return what puts or drops rows; made once."""
        made = self._made.get((table, columns))
        if made is None:
            shared = self._database.shared
            statement = dropping(table) if columns is None else upsert(table, columns, shared=shared)
            made = self._made[table, columns] = prepared(statement) if shared else written(statement, columns)
        return made

    async def _sift(self) -> None:
        """Write rows one by one, so that one that the database never takes does not hold up the others."""
        for name, row in list(self._rows.items()):
            try:
                await self._write({name: row}, [])
            except Exception as error:  # noqa: BLE001 - likewise
                if _passing(error):
                    return
                _log.error("a row could not be stored and was given up", table=name[0].name, why=told(error))
            if self._rows.get(name) is row:
                del self._rows[name]
        acts, self._acts = self._acts, []
        for number, act in enumerate(acts):
            try:
                await self._write({}, [act])
            except Exception as error:  # noqa: BLE001 - likewise
                if _passing(error):
                    self._acts = acts[number:] + self._acts
                    return
                _log.error("a change could not be stored and was given up", why=told(error))


def _passing(error: Exception) -> bool:
    """Whether the database may take later what it does not take now: it is locked, full, or gone."""
    if isinstance(error, DataError | IntegrityError | ProgrammingError):
        return False
    return isinstance(error, SQLAlchemyError | DatabaseError | OSError)
