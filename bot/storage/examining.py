"""The database looked at without changing it: is it there, does it answer, may it be written, how old is it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.storage.database import DatabaseError, told

_SECONDS = 5


@dataclass(frozen=True)
class State:
    """What was seen."""

    kind: str
    """``SQLite`` or ``PostgreSQL``."""
    where: str
    """The file or the host, without a password."""
    step: str = ""
    """The newest step that its tables have taken; empty where there are none yet."""


def look(url: str) -> State:
    """Connect, look and write nothing; ``DatabaseError`` says in one line what is wrong."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        where = f"{address.database} on {address.host or address.query.get('host') or 'this machine'}"
        return State("PostgreSQL", where, _step(address, {"connect_timeout": _SECONDS}))
    file = Path(address.database or "")
    if not file.exists():
        folder = file.absolute().parent
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise DatabaseError(f"the folder of {file} is missing or cannot be written")
        return State("SQLite", str(file))
    return State("SQLite", str(file), _step(address.set(drivername="sqlite"), {"timeout": _SECONDS}))


def _step(address: URL, arguments: dict[str, int]) -> str:
    engine = create_engine(address, poolclass=NullPool, connect_args=dict(arguments))
    try:
        with engine.connect() as connection:
            if address.get_backend_name() == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails where nothing may be written; nothing is
            if not inspect(connection).has_table("alembic_version"):
                return ""
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseError(f"the database does not answer ({told(error)})") from None
    finally:
        engine.dispose()
