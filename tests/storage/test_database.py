from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr, ValidationError
from sqlalchemy import Connection, insert, select

from bot.settings import Settings
from bot.storage.database import _WAITS, Database, DatabaseError
from bot.storage.migrating import FOLDER, newest
from bot.storage.tables import METADATA, chats
from tests.databases import Postgres, copied, sqlite

SALMA = {"chat": 5_000_000_001, "language": "fr", "touched": 1}


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_the_steps_lead_to_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> Any:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA)

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


def test_the_steps_follow_each_other() -> None:
    names = sorted(file.name for file in (FOLDER / "versions").glob("[0-9]*.py"))
    before = "None"
    for name in names:
        text = (FOLDER / "versions" / name).read_text(encoding="utf-8")
        assert f'revision = "{name[:4]}"\ndown_revision = {before}\n' in text, name
        before = f'"{name[:4]}"'
    assert names[-1][:4] == newest()


async def test_processes_that_start_together_migrate_once(postgres: Postgres, tmp_path: Path) -> None:
    # Which of them comes first differs from one time to the next: one time in thirty, SQLite refused.
    fresh = [sqlite(tmp_path / f"{number}.sqlite3") for number in range(20)]
    for url in (postgres.bare(), *fresh):
        several = [Database(url) for _ in range(12)]
        await asyncio.gather(*(one.open() for one in several))
        await asyncio.gather(*(one.check() for one in several))
        await asyncio.gather(*(one.close() for one in several))


async def test_a_block_is_one_transaction(database: Database) -> None:
    async def breaks_half_way() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(chats), SALMA)
            raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        await breaks_half_way()
    async with database.reading() as connection:
        assert (await connection.execute(select(chats))).all() == []
    async with database.writing() as connection:
        await connection.execute(insert(chats), SALMA)
    async with database.reading() as connection:
        assert (await connection.execute(select(chats.c.language))).scalars().all() == ["fr"]


async def test_reading_waits_for_no_writer(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(chats), SALMA)
        await database.check()  # whoever waits for a writer is told after a while that it is locked


async def test_what_is_forgotten_is_overwritten(tmp_path: Path) -> None:
    database = Database(sqlite(tmp_path / "raqam.sqlite3"))
    await database.open()
    async with database.writing() as connection:
        await connection.execute(insert(chats), {**SALMA, "language": "quetzal"})
    async with database.writing() as connection:
        await connection.execute(chats.delete())
    await database.close()
    left = b"".join(file.read_bytes() for file in files(tmp_path))
    assert left
    assert b"quetzal" not in left


async def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        database = Database(sqlite(tmp_path / "raqam.sqlite3"))
        await database.open()
        async with database.writing() as connection:
            await connection.execute(insert(chats), SALMA)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files(tmp_path)}
        await database.close()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("raqam.sqlite3", "raqam.sqlite3-wal", "raqam.sqlite3-shm"), 0o600)


async def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path, migrated: Path) -> None:
    file = tmp_path / "raqam.sqlite3"
    url = copied(migrated, file)
    file.chmod(0o640)
    database = Database(url)
    await database.open()
    await database.close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


async def test_a_database_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"not a database at all, whatever it looks like" * 100)
    for url in (
        sqlite(broken),
        sqlite(tmp_path / "nowhere" / "x.sqlite3"),
        f"postgresql+psycopg://u:hunter2@/x?host={tmp_path}",
    ):
        with pytest.raises(DatabaseError) as told:
            await Database(url).open()
        assert str(told.value).startswith("BOT_DATABASE_URL: the database cannot be used (")
        assert "hunter2" not in str(told.value)
        assert "nowhere" not in url or "No such file or directory" in str(told.value)
        assert "\n" not in str(told.value)


async def test_a_locked_database_is_waited_for(tmp_path: Path, migrated: Path) -> None:
    file = tmp_path / "raqam.sqlite3"
    database = Database(copied(migrated, file))
    await database.open()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.2, other.execute, "COMMIT")
    async with database.writing() as connection:
        await connection.execute(insert(chats), SALMA)
    other.close()
    await database.close()


async def test_a_start_waits_longer_for_another_one(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be making the tables, and be slow at it."""
    monkeypatch.setitem(_WAITS, "timeout", 0.01)
    file = tmp_path / "raqam.sqlite3"
    database = Database(copied(migrated, file))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.3, other.execute, "COMMIT")
    await database.open()
    other.close()
    await database.close()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite:///a.db"),
        ("postgres://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
        ("postgresql+psycopg://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
    ],
)
def test_the_driver_may_be_left_out(written: str, meant: str) -> None:
    found = Settings(_env_file=None, database_url=SecretStr(written))
    assert found.database_url.get_secret_value() == meant
    assert "u:p" not in repr(found)


@pytest.mark.parametrize("written", ["", "raqam.sqlite3", "mysql://h/n", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_no_database_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="write sqlite:///FILE"):
        Settings(_env_file=None, database_url=SecretStr(written))


def test_the_steps_are_packaged() -> None:
    # hatchling takes whole packages; what Alembic needs beside Python files would be missed first.
    assert {"env.py", "script.py.mako"} <= {file.name for file in files(FOLDER)}
