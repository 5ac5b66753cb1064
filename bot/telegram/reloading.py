"""Edited knowledge is taken up while the bot runs: on a signal, or when its files change; a broken edit is not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot import logs
from bot.assistant import Assistant
from bot.languages import LanguageError
from bot.telegram.editions import Editions
from knowledge import PACKAGED, KnowledgeError
from knowledge.checks import examine

Traces = tuple[tuple[str, int, int], ...]
"""Each file of a folder with its size and the time of its last change."""
_FILES = ("*.csv", "*.yaml", "names/*.yaml")
_JUST_NOW = 10.0
"""Files that changed so many seconds before the first look may have changed while they were read."""
_log = logs.get(__name__)


@dataclass(frozen=True)
class Refused:
    """Why an edit is not used: the first mistake (file, line, what to write), and how many there are."""

    why: str
    mistakes: int


def opened(folder: Path | None) -> Assistant | Refused:
    """Read a knowledge folder; one that ``raqam check`` finds fault with is refused."""
    report = examine(folder)
    missing = [f"{language}: {line}" for language, lines in report.missing_names for line in lines]
    mistakes = [*report.problems, *report.conflicts, *missing]
    if not mistakes:
        try:
            return Assistant.open(folder)
        except (KnowledgeError, LanguageError) as error:  # a file changed since it was examined, or lacks a name
            mistakes = str(error).splitlines()
    return Refused(" ".join(mistakes[0].split()), len(mistakes))


def traces(folder: Path) -> Traces:
    """Look at all files of a folder without reading them; one that is just being replaced is left out."""
    found = []
    for file in sorted(file for form in _FILES for file in folder.glob(form)):
        try:
            state = file.stat()
        except OSError:
            continue
        found.append((str(file), state.st_size, state.st_mtime_ns))
    return tuple(found)


class Reloading:
    """Looks for edits every so many seconds (0 for never) and when it is asked to."""

    def __init__(
        self,
        folder: Path | None,
        editions: Editions,
        seconds: float,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._folder = folder
        self._editions = editions
        self._seconds = seconds
        self._told = told
        """Hears what became of each edit: ``applied``, ``refused``, ``unchanged`` or ``failed``."""
        self._asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look from now on."""
        self._task = asyncio.create_task(self._run())

    def end(self) -> None:
        """Look no longer."""
        if self._task is not None:
            self._task.cancel()

    def ask(self) -> None:
        """Read the files again soon, changed or not."""
        self._asked.set()

    async def _run(self) -> None:
        seen = await self._look()
        if any(changed > (time.time() - _JUST_NOW) * 1e9 for _, _, changed in seen):
            seen = ()
        while True:
            asked = await self._wait()
            now = await self._look()
            if now == seen and not asked:
                continue
            if not asked:
                now = await self._rested(now)
            seen = now
            try:
                await self._reload()
            except Exception as error:  # noqa: BLE001 - whatever is wrong with the edit, the bot goes on as it was
                self._told("failed")
                _log.error("the edited knowledge cannot be read and is not used", error=logs.place(error))

    async def _wait(self) -> bool:
        """Wait for the next look and return whether somebody asked for it."""
        try:
            async with asyncio.timeout(self._seconds or None):
                await self._asked.wait()
        except TimeoutError:
            return False
        self._asked.clear()
        return True

    async def _look(self) -> Traces:
        return await asyncio.to_thread(traces, self._folder or PACKAGED)

    async def _rested(self, now: Traces) -> Traces:
        """Wait until two looks see the same: an edit is several files, and a file is not written at once."""
        while True:
            await asyncio.sleep(min(self._seconds, 1.0))
            again = await self._look()
            if again == now:
                return again
            now = again

    async def _reload(self) -> None:
        before = self._editions.newest.knowledge
        # In a thread: questions are answered meanwhile, from what is known until now.
        found = await asyncio.to_thread(opened, self._folder)
        if isinstance(found, Refused):
            self._told("refused")
            _log.error("the edited knowledge is not used", why=found.why, mistakes=found.mistakes)
            return
        if found.knowledge.version == before.version:
            self._told("unchanged")
            _log.info("the knowledge is unchanged", version=before.version)
            return
        await self._editions.publish(found)
        self._told("applied")
        _log.info(
            "new knowledge",
            version=found.knowledge.version,
            before=before.version,
            figures=len(found.knowledge.observations),
        )
