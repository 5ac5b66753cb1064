"""How long a question waits while a thousand briefings leave, beside an idle bot.

``python -m tests.benchmarks.briefings``: a real ``raqam serve`` with the default rates, by webhook, against a Telegram
on loopback; about a minute and a half.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import insert

from bot.storage.database import Database
from bot.storage.tables import subscriptions
from tests.benchmarks.telegram import TOKEN, Telegram

BRIEFINGS = 1_000
EVERY = 0.2
"""Seconds between questions."""
IDLE_QUESTIONS = 100
FIRST = 500_000
_ROOT = Path(__file__).parents[2]


class Timed(Telegram):
    """Knows when each chat got its first message."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: dict[int, float] = {}

    def call(self, method: str, fields: dict[str, Any]) -> Any:
        if method in ("sendMessage", "sendRichMessage"):
            self.arrived.setdefault(int(fields["chat_id"]), time.perf_counter())
        return super().call(method, fields)

    @property
    def briefings(self) -> list[float]:
        return sorted(when for chat, when in self.arrived.items() if chat >= FIRST)


async def order(url: str) -> None:
    """Let a thousand chats have a briefing that is due since a minute."""
    database, now = Database(url), int(time.time()) - 60
    await database.open()
    plain = {"topic": 0, "subject": "", "rhythm": "daily", "day": 0, "timezone": "UTC", "language": "fr"}
    state = {"due": now, "release": 1, "number": 0, "last": "", "created": now, "hour": time.gmtime(now).tm_hour}
    async with database.writing() as connection:
        rows = [{"chat": FIRST + number, **plain, **state} for number in range(BRIEFINGS)]
        await connection.execute(insert(subscriptions), rows)
    await database.close()


@asynccontextmanager
async def serving(telegram: Timed, folder: Path) -> AsyncIterator[None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "BOT_TOKEN": TOKEN,
        "BOT_API_BASE_URL": telegram.url,
        "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "BOT_DATABASE_URL": f"sqlite:///{folder / 'raqam.sqlite3'}",
        "BOT_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(_ROOT),
        "NO_PROXY": "127.0.0.1",
    }
    telegram.registered.clear()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=folder, env={**os.environ, **settings}
    )
    try:
        async with asyncio.timeout(60):
            await telegram.registered.wait()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def asked(telegram: Timed, chats: itertools.count[int]) -> float:
    """Ask one question and return how long its answer took, in milliseconds."""
    chat, began = next(chats), time.perf_counter()
    await telegram.ask(chat, "ITO 2024 ?")
    async with asyncio.timeout(60):
        while chat not in telegram.arrived:  # noqa: ASYNC110 - the message is counted in a protocol's callback
            await asyncio.sleep(0.0005)
    return (telegram.arrived[chat] - began) * 1000


async def idle(telegram: Timed, chats: itertools.count[int]) -> list[float]:
    found = []
    for _ in range(IDLE_QUESTIONS):
        found.append(await asked(telegram, chats))
        await asyncio.sleep(EVERY)
    return found


async def busy(telegram: Timed, chats: itertools.count[int]) -> list[float]:
    found = []
    while len(telegram.briefings) < BRIEFINGS:
        if telegram.briefings:
            found.append(await asked(telegram, chats))
        await asyncio.sleep(EVERY)
    return found


def told(name: str, found: list[float]) -> str:
    last = quantiles(found, n=20)[-1]
    spread = f"median {median(found):6.1f} ms   95 % {last:6.1f} ms   most {max(found):6.1f} ms"
    return f"{name:<28} {len(found):>4} questions   {spread}"


async def main() -> None:
    chats = itertools.count(1)
    with tempfile.TemporaryDirectory() as name:
        folder, telegram = Path(name), Timed()
        async with telegram.running():
            async with serving(telegram, folder):
                await asked(telegram, chats)
                print(told("idle", await idle(telegram, chats)), flush=True)
            await order(f"sqlite+aiosqlite:///{folder / 'raqam.sqlite3'}")
            async with serving(telegram, folder):
                print(told(f"while {BRIEFINGS} briefings leave", await busy(telegram, chats)))
            moments = telegram.briefings
            rate = (len(moments) - 1) / (moments[-1] - moments[0])
            twice = sum(count > 1 for chat, count in telegram.sent.items() if chat >= FIRST)
            print(f"{len(moments)} briefings in {moments[-1] - moments[0]:.1f} s, {rate:.1f} a second; {twice} twice")


if __name__ == "__main__":
    asyncio.run(main())
