"""A call that travels in the HTTP response to the update it answers: one round trip less."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar

METHODS = frozenset({"answerCallbackQuery", "answerInlineQuery"})
"""Their result is never needed; a message's number is, so messages go by calls of their own."""


class Slot:
    """Room for one call in the response to one update."""

    def __init__(self, patience: float = 1.0) -> None:
        self._patience = patience
        """A handler that is not done by then no longer holds its call back: a tapped button waits for it."""
        self._body = b""
        self._closed = False
        self._timer: asyncio.TimerHandle | None = None

    def put(self, body: bytes, send: Callable[[], None]) -> bool:
        """Take the call if there is room; ``send`` makes it in the ordinary way should the response be late."""
        if self._closed or self._body:
            return False
        self._body = body
        self._timer = asyncio.get_running_loop().call_later(self._patience, self._late, send)
        return True

    def take(self) -> bytes:
        """Close the slot and return the call in it."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        return self._body

    def _late(self, send: Callable[[], None]) -> None:
        self._closed, self._body = True, b""
        send()


current: ContextVar[Slot | None] = ContextVar("slot", default=None)
"""The slot of the update that is being handled, where its response has one."""
