"""Statements that put and drop many rows, made once and executed again and again."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, bindparam, delete
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Row = Mapping[str, Any]
Execute = Callable[[Connection, list[Row]], None]
"""Puts or drops rows of one table."""
_TOGETHER = (64, 16, 4)
"""Rows that one statement puts; few sizes, so that SQLite knows each statement already."""


def prepared(statement: Insert | Delete) -> Execute:
    """Return what executes a statement as SQLAlchemy does."""

    def execute(connection: Connection, rows: list[Row]) -> None:
        connection.execute(statement, rows)

    return execute


def written(statement: Insert | Delete, columns: tuple[str, ...] | None) -> Execute:
    """Write a statement out for SQLite: to look at each value of each row again takes longer than to store it.

    Many rows go in at once: after each step of SQLite's, this thread would wait for its turn to run Python again.
    """
    compiled = statement.compile(dialect=sqlite.dialect(), column_keys=columns)
    text, names = str(compiled), compiled.positiontup or ()
    row = f"VALUES ({', '.join('?' * len(names))})"
    together = [(size, text.replace(row, row + f", {row[7:]}" * (size - 1))) for size in _TOGETHER if row in text]
    defaults = {
        one.key: one.default.arg
        for one in compiled.insert_prefetch
        if isinstance(one.default, ScalarElementColumnDefault)
    }

    def execute(connection: Connection, rows: list[Row]) -> None:
        whole = ({**defaults, **row} for row in rows) if defaults else rows
        values = [tuple([row[name] for name in names]) for row in whole]
        done = 0
        for size, at_once in together:
            while len(values) - done >= size:
                connection.exec_driver_sql(at_once, tuple(chain.from_iterable(values[done : done + size])))
                done += size
        if done < len(values):
            connection.exec_driver_sql(text, values[done:])

    return execute


def inserting(table: Table, *, shared: bool) -> sqlite.Insert:
    """Return an insert that may say what becomes of a row that is there, for SQLite or, where shared, PostgreSQL."""
    if not shared:
        return sqlite.insert(table)
    # Of the same shape. PostgreSQL's takes four megabytes: only those who use it load it.
    insert: sqlite.Insert = importlib.import_module("sqlalchemy.dialects.postgresql").insert(table)
    return insert


def upsert(table: Table, columns: tuple[str, ...], *, shared: bool) -> Insert:
    """Return a statement that writes these columns of a row, whether it is there or not."""
    keys = [column.name for column in table.primary_key.columns]
    rest = [name for name in columns if name not in keys]
    insert = inserting(table, shared=shared)
    if not rest:
        nothing: Insert = insert.on_conflict_do_nothing(index_elements=keys)
        return nothing
    over: Insert = insert.on_conflict_do_update(
        index_elements=keys, set_={name: insert.excluded[name] for name in rest}
    )
    return over


def dropping(table: Table) -> Delete:
    """Return a statement that takes rows away by their keys."""
    keys = list(table.primary_key.columns)
    return delete(table).where(*(column == bindparam(f"_{n}") for n, column in enumerate(keys)))
