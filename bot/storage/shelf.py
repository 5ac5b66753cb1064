"""Rows of one table that are at hand: read without waiting, written through to the journal, bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, or_, select, tuple_
from sqlalchemy.dialects import sqlite

from bot.storage.journal import Journal, Key, Row
from bot.storage.recent import Recent

_TOGETHER = (16, 4, 1)
"""Keys that one statement looks for in SQLite."""


def _written(table: Table, size: int) -> str:
    """Write a statement that looks for so many keys; for a list of them, SQLite goes through the whole table."""
    keys = table.primary_key.columns
    wanted = or_(*(and_(*(column == bindparam(None) for column in keys)) for _ in range(size)))
    return str(select(table).where(wanted).compile(dialect=sqlite.dialect()))


class Shelf:
    """Keeps the rows touched last. What is older than its lifetime is no longer there, on the shelf or off it."""

    def __init__(self, table: Table, journal: Journal, now: Callable[[], int], lifetime: int, most: int) -> None:
        self.table = table
        self.lifetime = lifetime
        self.whole = False
        """Whether every row of the table is here: what is missing then is nowhere."""
        self._some = select(table).where(tuple_(*table.primary_key.columns).in_(bindparam("keys", expanding=True)))
        self._each = {size: _written(table, size) for size in _TOGETHER}
        """Statements that read rows by their keys; made once, so that they are compiled once."""
        self._journal = journal
        self._now = now
        self._most = most
        self._rows: Recent[Key, Row] = Recent(most)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: Key) -> bool:
        return key in self._rows

    def get(self, key: Key) -> Row | None:
        """Return a row that is here."""
        row = self._rows.get(key)
        return row if row is not None and self.fresh(row) else None

    def put(self, key: Key, row: dict[str, Any]) -> None:
        """Write a row; it is touched now."""
        row["touched"] = self._now()
        self._keep(key, row)
        self._journal.put(self.table, key, row)

    def drop(self, key: Key) -> None:
        """Take a row away."""
        self._rows.drop(key)
        self._journal.drop(self.table, key)

    def fresh(self, row: Row) -> bool:
        """Whether a row has not expired."""
        return bool(row["touched"] > self._now() - self.lifetime)

    def look(self, connection: Connection, keys: Sequence[Key]) -> list[Row]:
        """Read rows by their keys from the database."""
        if connection.dialect.name != "sqlite":
            return [dict(row) for row in connection.execute(self._some, {"keys": list(keys)}).mappings()]
        found: list[Row] = []
        done = 0
        for size in _TOGETHER:
            while len(keys) - done >= size:
                values = tuple(chain.from_iterable(keys[done : done + size]))
                found += [dict(row) for row in connection.exec_driver_sql(self._each[size], values).mappings()]
                done += size
        return found

    def read(self, keys: Iterable[Key], rows: Iterable[Row]) -> None:
        """Take in what the database says about some keys; what it has not been told yet is newer."""
        found = {self.key(row): row for row in rows}
        for key in keys:
            if self._journal.holds(self.table, key):
                continue
            if key in found:
                self._keep(key, found[key])
            else:
                self._rows.drop(key)

    def load(self, rows: Iterable[Row], *, whole: bool) -> None:
        """Take in rows of the database, the oldest first; ``whole`` where there are no others."""
        for row in rows:
            self._rows.put(self.key(row), row)
        self.whole = whole

    def known(self) -> tuple[tuple[Key, Row], ...]:
        """Return what is here, the one left alone longest first."""
        return tuple(self._rows.items())

    def expire(self) -> None:
        """Put aside what has expired; the database is told by others."""
        for key, row in self.known():
            if not self.fresh(row):
                self._rows.drop(key)

    def forget(self, concerns: Callable[[Table, Row], bool]) -> None:
        """Put aside the rows that concern somebody; the database is told by others."""
        for key, row in self.known():
            if concerns(self.table, row):
                self._rows.drop(key)

    def key(self, row: Row) -> Key:
        """Return the key of a row."""
        return tuple(row[column.name] for column in self.table.primary_key.columns)

    def _keep(self, key: Key, row: Row) -> None:
        if len(self._rows) >= self._most and key not in self._rows:
            self.whole = False
        self._rows.put(key, row)
