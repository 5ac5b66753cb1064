"""Which updates were handled, which are under way, and whose they are.

One process needs no claims: what it has taken, it knows. Processes that share a database claim an update before they
handle it. A claim is good for as long as its replica is heard of; the database's own clock says how long ago that was.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, func, literal, literal_column, or_, select, update
from sqlalchemy.sql import Executable
from sqlalchemy.sql.elements import ColumnElement

from bot import logs
from bot.storage.conversations import Memory, Needed
from bot.storage.database import Database, told
from bot.storage.journal import Journal, Key, Row
from bot.storage.shelf import Shelf
from bot.storage.slate import Slate
from bot.storage.statements import inserting
from bot.storage.tables import replicas, updates

LEASE_SECONDS = 6
"""A replica not heard of for so long is dead: its updates are anybody's."""
BEAT_SECONDS = 1.5
_MOST_TRIES = 3
"""An update that so many replicas did not survive is skipped."""
_PATIENCE = 1.0
_CLAIM_PATIENCE = 5.0
"""Replicas wait longer: an update that two of them take for theirs is answered twice."""
_RECENT = 10_000
_log = logs.get(__name__)


class Turn(Enum):
    """Whose turn it is to handle an update."""

    MINE = "mine"
    DONE = "done"
    ELSEWHERE = "elsewhere"
    """Another replica is at it; should that one die, it is somebody else's."""


class Mark(NamedTuple):
    """What an update is known by."""

    number: int
    print: int
    """A fingerprint of what it says and where it came from: numbers alone may begin anew."""


class _Asking(NamedTuple):
    mark: Mark
    missing: list[tuple[Shelf, Key]]
    turn: asyncio.Future[Turn]


_Found = tuple[Shelf, list[Key], list[Row]]


class Updates:
    """Claims updates, and fetches what has to be at hand to handle them: for all that came meanwhile at once."""

    def __init__(self, database: Database, journal: Journal, memory: Memory, now: Callable[[], int]) -> None:
        self._database = database
        self._journal = journal
        self._memory = memory
        self._now = now
        self._me = secrets.token_hex(8)
        self._asking: list[_Asking] = []
        self._task: asyncio.Task[None] | None = None
        file = database.file
        self._slate = Slate(file.with_name(f"{file.name}-handled")) if file is not None and file.name else None

    async def begin(self, mark: Mark, needed: Needed) -> Turn:
        """Claim an update and have at hand what it needs; without a database, every update is this process's."""
        shared = self._database.shared
        missing = [
            (shelf, key) for shelf, key in self._memory.keys(needed) if shared or not (shelf.whole or key in shelf)
        ]
        if self._journal.trouble or not (shared or missing):
            return Turn.MINE
        turn: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self._asking.append(_Asking(mark, missing, turn))
        if self._task is None:
            self._task = asyncio.create_task(self._ask())
        return await turn

    def end(self, mark: Mark) -> asyncio.Future[bool]:
        """Keep that an update is handled; done when Telegram may be told.

        A replica stores what came of it first, because the chat's next update may go to another one. A single process
        tells Telegram at once: the sooner it does, the fewer answers come twice should it be killed. Where Telegram
        does not hear of it, the slate has it before the database does.
        """
        if self._slate is not None:
            self._slate.note(*mark)
        self._put(mark, self._now(), None)
        if self._database.shared:
            return self._journal.settled()
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        answered.set_result(True)
        return answered

    async def hold(self, mark: Mark, raw: dict[str, Any]) -> bool:
        """Store an update itself until it is handled; return whether it is stored."""
        self._put(mark, None, json.dumps(raw))
        return await asyncio.shield(self._journal.settled())

    # --- after a start, and while it runs -----------------------------------------------------------------------------

    async def recent(self) -> list[Mark]:
        """Return the updates handled last, the oldest first; where processes share, each is looked up instead."""
        if self._database.shared:
            return []
        last = (
            select(updates.c.number, updates.c.print).where(updates.c.done.is_not(None)).order_by(updates.c.done.desc())
        )
        async with self._database.reading() as connection:
            stored = [Mark(*row) for row in reversed((await connection.execute(last.limit(_RECENT))).all())]
        noted = [] if self._slate is None else [Mark(*one) for one in self._slate.open()]
        for mark in set(noted).difference(stored):
            self._put(mark, self._now(), None)
        return noted + stored

    async def beat(self) -> None:
        """Say that this replica is alive."""
        if not self._database.shared:
            return
        insert = inserting(replicas, shared=True).values(name=self._me, until=_clock() + LEASE_SECONDS)
        async with self._database.writing() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["name"], set_={"until": insert.excluded.until})
            )
            await connection.execute(delete(replicas).where(replicas.c.until < _clock() - 3600))

    async def adopt(self) -> list[dict[str, Any]]:
        """Take over the stored updates of those that are dead, and return them."""
        dead = [updates.c.owner != self._me]
        if self._database.shared:
            dead.append(~_alive())
        orphans = update(updates).where(updates.c.done.is_(None), updates.c.body.is_not(None), *dead)
        taken = orphans.values(owner=self._me, tries=updates.c.tries + 1)
        adopted = taken.returning(updates.c.number, updates.c.print, updates.c.tries, updates.c.body)
        rows = await self._database.apply(lambda connection: connection.execute(adopted).all())
        return [json.loads(body) for *mark, tries, body in sorted(rows) if not self._hopeless(Mark(*mark), tries)]

    def wipe(self, *, stored: bool) -> None:
        """Give up the slate; it stays there for the next process unless all of it is stored."""
        if self._slate is not None:
            self._slate.close(stored=stored)

    async def leave(self) -> None:
        """Give back what was claimed: this replica ends."""
        if self._database.shared:
            async with self._database.writing() as connection:
                await connection.execute(delete(replicas).where(replicas.c.name == self._me))

    # --- claims -------------------------------------------------------------------------------------------------------

    async def _ask(self) -> None:
        while self._asking:
            asking, self._asking = self._asking, []
            try:
                async with asyncio.timeout(_CLAIM_PATIENCE if self._database.shared else _PATIENCE):
                    turns = await self._turns(asking)
            except Exception as error:  # noqa: BLE001 - whatever it is, people are answered
                self._journal.doubt(told(error))
                turns = {}
            _settle(asking, turns)
        self._task = None

    async def _turns(self, asking: list[_Asking]) -> dict[int, Turn]:
        if not self._database.shared:
            needs = [need for one in asking for need in one.missing]
            _read(await self._database.look(partial(_fetched, needs=needs)))
            return {}

        def claim(connection: Connection) -> tuple[dict[int, int], set[int], list[_Found]]:
            mine, done = self._claim(connection, sorted({one.mark for one in asking}))
            return (
                mine,
                done,
                _fetched(connection, [need for one in asking if one.mark.number in mine for need in one.missing]),
            )

        mine, done, found = await self._database.apply(claim)
        _read(found)
        turns = {}
        for one in asking:
            number = one.mark.number
            if number in mine:
                turns[number] = Turn.DONE if self._hopeless(one.mark, mine[number]) else Turn.MINE
            else:
                turns[number] = Turn.DONE if number in done else Turn.ELSEWHERE
        return turns

    def _claim(self, connection: Connection, marks: list[Mark]) -> tuple[dict[int, int], set[int]]:
        """Claim what is free; return what was, with the number of times it was taken over, and what is done."""
        # Sorted numbers: two replicas that claim the same ones wait for each other, and do not deadlock.
        rows = [{"number": mark.number, "print": mark.print, "owner": self._me} for mark in marks]
        mine = {int(row.number): int(row.tries) for row in connection.execute(_claiming(), rows)}
        others = [mark.number for mark in marks if mark.number not in mine]
        if not others:
            return mine, set()
        return mine, set(connection.execute(_DONE, {"numbers": others}).scalars())

    def _hopeless(self, mark: Mark, tries: int) -> bool:
        if tries <= _MOST_TRIES:
            return False
        _log.error("an update was given up: no process survived it", update=mark.number, tries=tries)
        self._put(mark, self._now(), None)
        return True

    def _put(self, mark: Mark, done: int | None, body: str | None) -> None:
        row = {"number": mark.number, "print": mark.print, "owner": self._me, "done": done, "body": body}
        self._journal.put(updates, (mark.number,), row)


def _settle(asking: list[_Asking], turns: dict[int, Turn]) -> None:
    for one in asking:
        if not one.turn.done():
            one.turn.set_result(turns.get(one.mark.number, Turn.MINE))


def _fetched(connection: Connection, needs: Iterable[tuple[Shelf, Key]]) -> list[_Found]:
    """Read rows, with one statement for each table."""
    wanted: dict[Shelf, dict[Key, None]] = {}
    read: list[_Found] = []
    for shelf, key in needs:
        wanted.setdefault(shelf, {})[key] = None
    for shelf, keys in wanted.items():
        read.append((shelf, list(keys), shelf.look(connection, list(keys))))
    return read


def _read(found: list[_Found]) -> None:
    """Put rows onto their shelves."""
    for shelf, keys, rows in found:
        shelf.read(keys, rows)


def _clock() -> ColumnElement[int]:
    """Return the moment by PostgreSQL's clock: those of the replicas may differ, or jump."""
    return func.floor(func.extract("epoch", func.clock_timestamp()))


def _alive() -> ColumnElement[bool]:
    """Whether the owner of an update is heard of."""
    # Named by its text: as a column, the table would be selected from once more inside, and any owner would do.
    owner: ColumnElement[str] = literal_column("updates.owner")
    return select(literal(1)).where(replicas.c.name == owner, replicas.c.until >= _clock()).exists()


@cache
def _claiming() -> Executable:
    """Return the statement that claims what is new, what is this replica's own, and what a dead one left."""
    insert = inserting(updates, shared=True)
    other = updates.c.print != insert.excluded.print
    own = updates.c.owner == insert.excluded.owner
    return insert.on_conflict_do_update(
        index_elements=["number"],
        set_={
            "print": insert.excluded.print,
            "owner": insert.excluded.owner,
            "done": None,
            "tries": case((other, 0), else_=updates.c.tries + 1),
        },
        where=or_(other, updates.c.done.is_(None) & or_(own, ~_alive())),
    ).returning(updates.c.number, updates.c.tries)


# Made once, like what claims: to compile them takes longer than to execute them.
_DONE = select(updates.c.number).where(
    updates.c.number.in_(bindparam("numbers", expanding=True)), updates.c.done.is_not(None)
)
