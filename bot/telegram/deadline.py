"""How long a handler may take; what it waits because Telegram asks it to is not counted."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from types import TracebackType
from typing import Self

_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def grant(seconds: float) -> None:
    """Give the handler under way more time, or take back what was given and not needed."""
    deadline = _current.get()
    if deadline is not None:
        deadline.grant(seconds)


class Deadline:
    """Cancels what is done inside the block once its time is over, and raises ``TimeoutError`` then.

    Unlike asyncio's own, it is moved without a new timer: each call to Telegram moves it twice.
    """

    def __init__(self, seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._due = self._loop.time() + seconds
        self._task: asyncio.Task[object] | None = None
        self._cancelled = 0
        """How often the task was cancelled by others before."""
        self._over = False

    def __enter__(self) -> Self:
        self._task = asyncio.current_task()
        self._cancelled = self._task.cancelling() if self._task is not None else 0
        self._rings, self._timer = self._due, self._loop.call_at(self._due, self._ring)
        _current.set(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        task, self._task = self._task, None
        self._timer.cancel()
        if self._over and task is not None and task.uncancel() <= self._cancelled and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def grant(self, seconds: float) -> None:
        """Move the end; what a handler left behind may still ask for it, in vain."""
        self._due += seconds
        if self._due < self._rings and self._task is not None and not self._over:
            self._timer.cancel()
            self._rings, self._timer = self._due, self._loop.call_at(self._due, self._ring)

    def _ring(self) -> None:
        if self._task is None:
            return
        if self._loop.time() < self._due:
            self._rings, self._timer = self._due, self._loop.call_at(self._due, self._ring)
        else:
            self._over = True
            self._task.cancel()
