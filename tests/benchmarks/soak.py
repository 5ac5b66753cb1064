"""How many questions a second the bot answers for minutes on end, at what memory, and how it gets over kills.

python -m tests.benchmarks.soak --minutes 10                     # one process, SQLite
python -m tests.benchmarks.soak --minutes 5 --kills 10           # killed with SIGKILL and started again
python -m tests.benchmarks.soak --minutes 5 --postgresql         # the same on a PostgreSQL of its own
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.telegram import QUESTIONS, TOKEN, Telegram
from tests.databases import Postgres

ROOT = Path(__file__).parents[2]


class Soak:
    """One run: clients that ask without a pause, and what became of each question."""

    def __init__(self, telegram: Telegram, clients: int, chats: int, url: str, folder: str) -> None:
        self._telegram = telegram
        self._clients = clients
        self._chats = chats
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        hook = {"BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
        free_pace = {"BOT_MESSAGES_PER_SECOND": "0", "BOT_MESSAGES_PER_SECOND_CHAT": "0", "BOT_LOG_LEVEL": "ERROR"}
        bot = {"BOT_TOKEN": TOKEN, "BOT_API_BASE_URL": telegram.url, "BOT_DATABASE_URL": url}
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **bot, **hook, **free_pace}
        self.process: asyncio.subprocess.Process | None = None
        self.over = False
        self.lost = self.doubled = 0
        self.recoveries: list[float] = []

    async def start(self) -> None:
        """Start the bot and wait until it has registered its webhook."""
        self._telegram.registered.clear()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=self._folder, env=self._environment
        )
        await self._telegram.registered.wait()

    async def client(self, number: int) -> None:
        """Ask one question after the other, in chats of its own, and look what each got."""
        own = range(number, self._chats, self._clients)
        turn = 0
        while not self.over:
            chat = 1_000 + own[turn % len(own)]
            before = self._telegram.sent[chat]
            await self._telegram.ask(chat, QUESTIONS[turn % len(QUESTIONS)][0])
            got = self._telegram.sent[chat] - before
            self.lost += got == 0
            self.doubled += max(got - 1, 0)
            turn += 1

    async def kills(self, count: int, seconds: float) -> None:
        """Kill the bot at random moments; note how long until the next question is answered."""
        chance = random.Random(1)  # noqa: S311
        for _ in range(count):
            await asyncio.sleep(seconds / (count + 1) * chance.uniform(0.7, 1.3))
            assert self.process is not None
            self.process.send_signal(signal.SIGKILL)
            killed = time.monotonic()
            await self.process.wait()
            before = self._telegram.confirmed
            await self.start()
            while self._telegram.confirmed == before:  # noqa: ASYNC110 - what is waited for is another process
                await asyncio.sleep(0.01)
            self.recoveries.append(time.monotonic() - killed)

    async def watch(self) -> None:
        """Print the rate and the memory again and again."""
        before, began = self._telegram.confirmed, time.monotonic()
        while True:
            await asyncio.sleep(30)
            now, answered = time.monotonic(), self._telegram.confirmed
            print(f"{(answered - before) / (now - began):7.0f} questions a second   {self.memory():4} MB", flush=True)
            before, began = answered, now

    def memory(self) -> int:
        """Return the bot's resident memory in MB."""
        assert self.process is not None
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


async def run(options: argparse.Namespace, url: str, folder: str) -> None:
    """Run and print what came of it."""
    async with Telegram().running() as telegram:
        soak = Soak(telegram, options.clients, options.chats, url, folder)
        await soak.start()
        seconds = options.minutes * 60
        watching = asyncio.create_task(soak.watch())
        began = time.monotonic()
        clients = [asyncio.create_task(soak.client(number)) for number in range(options.clients)]
        await asyncio.gather(asyncio.sleep(seconds), soak.kills(options.kills, seconds))
        soak.over = True
        await asyncio.gather(*clients)
        passed = time.monotonic() - began
        watching.cancel()
        print(
            f"{telegram.confirmed} questions in {passed:.0f} s: {telegram.confirmed / passed:.0f} a second; "
            f"lost {soak.lost}, doubled {soak.doubled}; memory at the end {soak.memory()} MB"
        )
        if soak.recoveries:
            slowest, mean = max(soak.recoveries), sum(soak.recoveries) / len(soak.recoveries)
            print(
                f"{len(soak.recoveries)} kills; answering again after {mean:.1f} s on average, {slowest:.1f} s at most"
            )
        assert soak.process is not None
        soak.process.send_signal(signal.SIGTERM)
        stopping = time.monotonic()
        await soak.process.wait()
        print(f"stopped within {time.monotonic() - stopping:.1f} s")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--chats", type=int, default=20_000)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres() if options.postgresql else None
        try:
            url = server.bare() if server is not None else f"sqlite:///{folder}/raqam.sqlite3"
            asyncio.run(run(options, url, folder))
        finally:
            if server is not None:
                server.stop()


if __name__ == "__main__":
    main()
