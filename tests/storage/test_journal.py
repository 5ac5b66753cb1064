"""The one writer: commits together what changed, and outlives a database that is locked, full, or gone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.storage.database import Database
from bot.storage.journal import Journal
from bot.storage.tables import chats
from tests.bot_api.chat import PATIENCE
from tests.databases import copied, sqlite


def row(chat: int, language: Any = "fr") -> dict[str, Any]:
    return {"chat": chat, "language": language, "touched": 1}


@pytest.fixture
async def journal(database: Database) -> AsyncIterator[Journal]:
    started = Journal(database)
    started.start()
    yield started
    await started.stop(1)


async def languages(database: Database) -> dict[int, str]:
    async with database.reading() as connection:
        return {row.chat: row.language for row in await connection.execute(select(chats))}


async def written(database: Database, expected: dict[int, str]) -> None:
    async with asyncio.timeout(PATIENCE):
        while await languages(database) != expected:  # noqa: ASYNC110 - what is waited for is the database
            await asyncio.sleep(0.02)


async def test_the_last_word_about_a_row_is_written(journal: Journal, database: Database) -> None:
    journal.put(chats, (1,), row(1))
    journal.put(chats, (1,), row(1, "en"))
    journal.put(chats, (2,), row(2))
    journal.drop(chats, (2,))
    assert await journal.settled()
    assert await languages(database) == {1: "en"}
    journal.drop(chats, (1,))
    journal.put(chats, (2,), row(2))
    assert await journal.settled()
    assert await languages(database) == {2: "fr"}
    assert await journal.settled()


async def test_what_changes_together_is_committed_together(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = 0
    write = Journal._write

    async def counted(self: Journal, *changes: Any) -> None:
        nonlocal commits
        commits += 1
        await write(self, *changes)

    monkeypatch.setattr(Journal, "_write", counted)
    waiting = []
    for chat in range(100):
        journal.put(chats, (chat,), row(chat))
        waiting.append(journal.settled())
    assert all(await asyncio.gather(*waiting))
    assert commits == 1


async def test_a_row_that_is_never_taken_does_not_hold_up_the_others(
    journal: Journal, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []

    def breaks(_: Connection) -> None:
        raise ZeroDivisionError

    journal.put(chats, (1,), row(1))
    journal.put(chats, (2,), row(2, object()))
    journal.put(chats, (3,), row(3, "\ud800"))
    journal.also(breaks)
    journal.also(lambda _: done.append("after it"))
    assert not await journal.settled()
    await written(database, {1: "fr"})
    async with asyncio.timeout(PATIENCE):
        while journal.trouble:  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.02)
    assert await journal.settled()
    assert done[-1] == "after it"
    assert capsys.readouterr().out.count("could not be stored and was given up") == 3


async def test_a_locked_database_is_not_waited_for(tmp_path: Path, migrated: Path) -> None:
    file = tmp_path / "raqam.sqlite3"
    database = Database(copied(migrated, file))
    await database.open()
    journal = Journal(database)
    journal.start()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = asyncio.get_running_loop().time()
    journal.put(chats, (1,), row(1))
    assert not await journal.settled()
    assert asyncio.get_running_loop().time() - began < 20
    assert journal.trouble
    # From now on nobody waits at all.
    journal.put(chats, (2,), row(2))
    assert journal.settled().done()
    other.execute("COMMIT")
    other.close()
    await written(database, {1: "fr", 2: "fr"})
    assert await journal.settled()
    assert journal.trouble == ""
    await journal.stop(1)
    await database.close()


async def test_what_is_kept_for_a_database_that_is_gone_is_bounded(tmp_path: Path) -> None:
    journal = Journal(Database(sqlite(tmp_path / "closed.sqlite3")), most=10)
    journal.start()
    for chat in range(100):
        journal.put(chats, (chat,), row(chat))
    assert not await journal.settled()
    assert len(journal._rows) == 10
    assert not journal.holds(chats, (89,))
    assert journal.holds(chats, (90,))
    await journal.stop(0.1)


async def test_a_stop_writes_what_is_left(database: Database) -> None:
    journal = Journal(database)
    journal.start()
    journal.put(chats, (1,), row(1))
    assert await journal.stop(60)
    assert await languages(database) == {1: "fr"}


async def test_a_file_that_is_gone_is_told_and_the_one_that_stands_in_its_place_is_used(
    tmp_path: Path, migrated: Path
) -> None:
    file = tmp_path / "raqam.sqlite3"
    database = Database(copied(migrated, file))
    await database.open()
    journal = Journal(database)
    journal.start()
    journal.put(chats, (1,), row(1))
    assert await journal.settled()
    for part in files(tmp_path):
        part.unlink()
    journal.put(chats, (2,), row(2))
    assert not await journal.settled()
    assert journal.trouble == "the database file is gone"
    copied(migrated, file)
    await written(database, {2: "fr"})
    await journal.stop(1)
    await database.close()


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())
