"""The gallery: one drawing for each chart, however many ask; kept on disk; off the event loop."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.storage.gallery import Gallery
from bot.wording.charts import Chart
from tests.wording.charted import chart

ROOT = Path(__file__).parent.parent.parent


class Counted(ThreadPoolExecutor):
    """A pool that counts what it is given; the work is the real one."""

    def __init__(self) -> None:
        super().__init__(2)
        self.jobs = 0

    def submit(self, *arguments: Any, **named: Any) -> Future[Any]:
        self.jobs += 1
        return super().submit(*arguments, **named)


@pytest.fixture
def pool() -> Counted:
    return Counted()


@pytest.fixture
def gallery(tmp_path: Path, pool: Counted) -> Gallery:
    return Gallery(tmp_path / "charts", pool=pool)


@pytest.fixture
def shown(assistant: Assistant) -> Chart:
    return chart(assistant, "years", "fr")


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Gallery]:
    """A gallery with its own drawing process, as the bot has it."""
    gallery = Gallery(tmp_path / "charts")
    yield gallery
    gallery.close()


def _kept(folder: Path) -> list[str]:
    return [file.stem for file in folder.iterdir()]


async def test_many_who_ask_at_once_get_one_drawing(gallery: Gallery, pool: Counted, shown: Chart) -> None:
    pictures = await asyncio.gather(*[gallery.picture(shown) for _ in range(50)])
    assert pool.jobs == 1
    assert len(set(pictures)) == 1
    assert pictures[0].startswith(b"\x89PNG")


async def test_a_drawing_is_kept_on_disk(gallery: Gallery, pool: Counted, shown: Chart, tmp_path: Path) -> None:
    first = await gallery.picture(shown)
    other = Counted()
    assert await Gallery(tmp_path / "charts", pool=other).picture(shown) == first
    assert (pool.jobs, other.jobs) == (1, 0)
    assert _kept(tmp_path / "charts") == [gallery.key(shown)]


async def test_languages_and_knowledges_have_their_own(gallery: Gallery, pool: Counted, assistant: Assistant) -> None:
    french, english = (chart(assistant, "years", code) for code in ("fr", "en"))
    await asyncio.gather(gallery.picture(french), gallery.picture(english))
    await gallery.picture(french.model_copy(update={"version": "newer"}))
    assert pool.jobs == 3


async def test_one_who_no_longer_waits_stops_nobody(gallery: Gallery, pool: Counted, shown: Chart) -> None:
    impatient = asyncio.create_task(gallery.picture(shown))
    patient = asyncio.create_task(gallery.picture(shown))
    await asyncio.sleep(0.01)
    impatient.cancel()
    assert (await patient).startswith(b"\x89PNG")
    assert pool.jobs == 1


async def test_a_failure_is_told_to_all_and_not_kept(gallery: Gallery, pool: Counted, shown: Chart) -> None:
    broken = shown.model_copy(update={"rows": ()})
    found = await asyncio.gather(*[gallery.picture(broken) for _ in range(3)], return_exceptions=True)
    assert all(isinstance(one, Exception) for one in found)
    assert pool.jobs == 1
    assert (await gallery.picture(shown)).startswith(b"\x89PNG")


async def test_a_folder_that_cannot_be_written_costs_no_picture(tmp_path: Path, pool: Counted, shown: Chart) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert (await Gallery(tmp_path / "file" / "charts", pool=pool).picture(shown)).startswith(b"\x89PNG")


async def test_the_pictures_not_asked_for_longest_go_first(tmp_path: Path, pool: Counted, assistant: Assistant) -> None:
    gallery = Gallery(tmp_path, most=2, pool=pool)
    first, second, third = (chart(assistant, name, "fr") for name in ("years", "progress", "comparison"))
    for at, one in enumerate((first, second)):
        await gallery.picture(one)
        os.utime(tmp_path / f"{gallery.key(one)}.png", (at, at))
    await gallery.picture(first)
    await gallery.picture(third)
    assert set(_kept(tmp_path)) == {gallery.key(first), gallery.key(third)}


async def test_the_loop_goes_on_while_a_process_draws(own: Gallery, shown: Chart) -> None:
    await own.warm()
    pool = own._pool
    (worker,) = pool._processes  # type: ignore[union-attr] # it was started
    os.kill(worker, signal.SIGSTOP)
    drawing = asyncio.create_task(own.picture(shown))
    try:
        await asyncio.sleep(0.1)
        assert not drawing.done()
    finally:
        os.kill(worker, signal.SIGCONT)
    assert (await drawing).startswith(b"\x89PNG")


async def test_a_killed_drawing_process_is_started_anew(own: Gallery, shown: Chart) -> None:
    await own.warm()
    pool = own._pool
    for process in list(pool._processes.values()):  # type: ignore[union-attr] # it was started
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    assert (await own.picture(shown)).startswith(b"\x89PNG")


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a word of POSIX")
def test_the_drawing_process_goes_with_a_bot_that_is_killed(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from bot.storage.gallery import Gallery
async def run():
    gallery = Gallery(Path(sys.argv[1]))
    await gallery.warm()
    print(*gallery._pool._processes, flush=True)
    await asyncio.sleep(60)
if __name__ == "__main__":
    asyncio.run(run())
"""
    script = tmp_path / "program.py"
    script.write_text(code, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as bot:
        assert bot.stdout is not None
        worker = int(bot.stdout.readline())
        bot.kill()
    deadline = time.monotonic() + 60
    while _alive(worker):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
