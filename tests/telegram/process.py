"""``python -m bot serve`` as a process, started and watched from outside."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bot_api.chat import PATIENCE

ROOT = Path(__file__).parents[2]


class Process:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def number(self) -> int:
        return self._process.pid

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def hears(self) -> bool:
        """Whether the process catches the signals that ask it to stop: Linux tells."""
        status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        return all(caught >> (number - 1) & 1 for number in (signal.SIGTERM, signal.SIGINT))

    async def ends(self, seconds: float = PATIENCE) -> tuple[int | None, str]:
        async with asyncio.timeout(seconds):
            output, _ = await self._process.communicate()
        return self._process.returncode, output.decode()


@asynccontextmanager
async def serving(folder: Path, *, module: str = "bot", **settings: str) -> AsyncIterator[Process]:
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("BOT_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, "serve"),
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1", **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def until(found: Callable[[], object], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not found():  # noqa: ASYNC110 - what is waited for is another process
            await asyncio.sleep(0.02)
