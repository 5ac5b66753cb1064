"""A thousand chats wait for their briefing while the process is killed again and again: nobody gets it twice.

What a killed process was just sending is in doubt: it may have arrived. Such a briefing is not sent again, so that each
kill costs one chat its briefing at most; the next one comes on time.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from bot.storage.database import Database
from bot.storage.subscriptions import Subscriptions
from bot.storage.tables import subscriptions as table
from tests.bot_api.chat import PATIENCE
from tests.bot_api.server import TOKEN, BotApi
from tests.databases import sqlite
from tests.telegram.process import ROOT, until

CHATS = 1_000
KILLS = 10
FIRST = 500_000


class Nursery:
    """Bears processes that serve."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        self._input, self._output = process.stdin, process.stdout

    async def line(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return (await self._output.readline()).decode().strip()

    async def born(self) -> int:
        self._input.write(b"\n")
        await self._input.drain()
        return int(await self.line())


@asynccontextmanager
async def nursery(api: BotApi) -> AsyncIterator[Nursery]:
    free = {"BOT_MESSAGES_PER_SECOND": "0", "BOT_MESSAGES_PER_SECOND_CHAT": "0", "BOT_KNOWLEDGE_WATCH_SECONDS": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.telegram.nursery"),
        cwd=ROOT,
        env={**os.environ, "BOT_TOKEN": TOKEN, "BOT_API_BASE_URL": api.url, "NO_PROXY": "127.0.0.1", **free},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    made = Nursery(process)
    try:
        assert await made.line() == "ready"
        yield made
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # itself and what it bore
        await process.wait()


async def order(database: Database, now: int) -> None:
    """Let every chat have a briefing that is due since a minute."""
    plain = {"topic": 0, "subject": "", "rhythm": "daily", "day": 0, "hour": 8, "timezone": "UTC", "language": "fr"}
    due = {"due": now - 60, "release": 1, "number": 0, "last": "", "created": now}
    hour = time.gmtime(now - 60).tm_hour
    rows: list[dict[str, Any]] = [{"chat": FIRST + number, **plain, **due, "hour": hour} for number in range(CHATS)]
    async with database.writing() as connection:
        await connection.execute(insert(table), rows)


async def test_ten_kills_send_nothing_twice(tmp_path: Path, api: BotApi) -> None:
    random = Random(time.time_ns())  # noqa: S311 - moments, not secrets
    for number in range(CHATS):
        api.chats[FIRST + number] = {"id": FIRST + number, "type": "private", "first_name": "Salma"}
    database = Database(sqlite(tmp_path / "raqam.sqlite3"))
    await database.open()
    now = int(time.time())
    await order(database, now)

    def arrived() -> list[int]:
        return [call.fields["chat_id"] for call in api.named("sendMessage") if not call.refused]

    async def left() -> int:
        """Count the briefings that are due and nobody's."""
        async with database.reading() as connection:
            free = table.c.claimed.is_(None) & (table.c.due <= now)
            return int((await connection.execute(select(func.count()).where(free))).scalar_one())

    moments = sorted(random.sample(range(1, CHATS - 50), KILLS))
    async with nursery(api) as bears:
        for moment in moments:
            child = await bears.born()
            await until(lambda moment=moment: len(api.named("sendMessage")) >= moment)  # type: ignore[misc] # mypy finds no type for the default
            await asyncio.sleep(random.random() * 0.005)
            os.kill(child, signal.SIGKILL)
        child = await bears.born()
        async with asyncio.timeout(PATIENCE):
            while await left():  # noqa: ASYNC110 - what is waited for is another process
                await asyncio.sleep(0.05)
        os.kill(child, signal.SIGKILL)

    counts = Counter(arrived())
    assert max(counts.values()) == 1
    missed = {FIRST + number for number in range(CHATS)} - counts.keys()
    kept = Subscriptions(database, "test")
    doubtful = {one.chat for one in await kept.doubtful(now + 3600)}
    assert missed <= doubtful
    assert len(doubtful) <= KILLS + 1
    await database.close()
