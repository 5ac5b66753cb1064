"""Pictures of charts: drawn once in a process of their own, kept on disk."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.wording import charts
from bot.wording.charts import Chart

_log = logging.getLogger(__name__)

MOST = 1000
"""Pictures that are kept; the one not asked for longest goes first."""


class Gallery:
    """Gives the picture of a chart, drawing it where it is not kept yet; one drawing for all who ask at once.

    A picture is named after everything it depends on: the chart with its language and knowledge, and the drawing code.
    """

    def __init__(self, folder: Path, *, most: int = MOST, pool: Executor | None = None) -> None:
        self._folder = folder
        self._most = most
        self._given = pool
        self._pool = pool
        self._drawing: dict[str, asyncio.Task[bytes]] = {}
        self._hand = _hand()

    def key(self, chart: Chart) -> str:
        """Return the name of a chart's picture, for whoever keeps something about it (Telegram's ``file_id``)."""
        return hashlib.sha256(f"{chart.identity}{self._hand}".encode()).hexdigest()[:32]

    async def picture(self, chart: Chart) -> bytes:
        """Return a chart as a PNG."""
        key = self.key(chart)
        task = self._drawing.get(key)
        if task is None:
            task = asyncio.create_task(self._picture(key, chart))
            self._drawing[key] = task
            task.add_done_callback(lambda _: self._drawing.pop(key, None))
        return await asyncio.shield(task)  # one who no longer waits does not stop the drawing for the others

    async def warm(self) -> None:
        """Start the drawing process, so that the first chart does not wait for it."""
        await asyncio.get_running_loop().run_in_executor(self._started(), _drawn, None)

    def close(self) -> None:
        """Stop the drawing process."""
        if self._pool is not None and self._given is None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    async def _picture(self, key: str, chart: Chart) -> bytes:
        file = self._folder / f"{key}.png"
        kept = await asyncio.to_thread(_read, file)
        if kept is not None:
            return kept
        drawn = await self._draw(chart)
        await asyncio.to_thread(_keep, file, drawn, self._most)
        return drawn

    async def _draw(self, chart: Chart) -> bytes:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._started(), _drawn, chart)
        except BrokenExecutor:
            if self._given is not None:
                raise
            _log.warning("the drawing process died; a new one is started")
            self.close()
            return await loop.run_in_executor(self._started(), _drawn, chart)

    def _started(self) -> Executor:
        """Return the pool: one process, started afresh; matplotlib takes its time and memory, not the bot's."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_at_work)
        return self._pool


def _drawn(chart: Chart | None) -> bytes:
    from bot.wording.charts.drawing.draw import draw  # noqa: PLC0415  (matplotlib is loaded by the drawing process only)

    return draw(chart) if chart is not None else b""


def _at_work() -> None:
    """Leave Ctrl-C to the bot, and go when it goes, however it goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bot = parent_process()
    if bot is not None:
        threading.Thread(target=_leave_with, args=(bot.sentinel,), daemon=True).start()


def _leave_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(0)


def _hand() -> str:
    """Return a hash of everything that draws."""
    home = Path(charts.__file__).parent
    files = sorted([*(home / "drawing").glob("*.py"), *(home / "fonts").glob("*.ttf")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _read(file: Path) -> bytes | None:
    try:
        kept = file.read_bytes()
        os.utime(file)
    except OSError:
        return None
    return kept or None


def _keep(file: Path, picture: bytes, most: int) -> None:
    """Write a picture whole or not at all; a full disk costs a drawing, not an answer."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            part.write(picture)
        Path(part.name).replace(file)
        _forget(file.parent, most)
    except OSError as error:
        _log.warning("a picture could not be kept: %s", error.strerror)


def _forget(folder: Path, most: int) -> None:
    kept = sorted(folder.glob("*.png"), key=lambda file: file.stat().st_mtime)
    for file in kept[: max(0, len(kept) - most)]:
        file.unlink(missing_ok=True)
