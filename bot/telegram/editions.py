"""Which knowledge is answered from: always the newest, but a whole update from the one it began with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from bot import logs
from bot.assistant import Assistant
from knowledge import Knowledge

Follower = Callable[[Knowledge, Knowledge], Awaitable[None]]
"""Hears of new knowledge: what was answered from until now, and what is from now on."""

_kept: ContextVar[Assistant | None] = ContextVar("kept", default=None)
_log = logs.get(__name__)


class Kept:
    """A block in which one edition is kept to."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def __enter__(self) -> Assistant:
        self._before = _kept.set(self._assistant)
        return self._assistant

    def __exit__(self, *_: object) -> None:
        _kept.reset(self._before)


class Editions:
    """Hands out the assistant; a new one may come at any time."""

    def __init__(self, assistant: Assistant) -> None:
        self._newest = assistant
        self._followers: list[Follower] = []

    @property
    def newest(self) -> Assistant:
        """The assistant with the newest knowledge."""
        return self._newest

    @property
    def current(self) -> Assistant:
        """The assistant to answer with: inside ``kept`` the one that it began with."""
        return _kept.get() or self._newest

    def kept(self) -> Kept:
        """Keep to one edition inside the block, whatever comes meanwhile."""
        return Kept(self._newest)

    def follow(self, follower: Follower) -> None:
        """Let somebody hear of each new edition."""
        self._followers.append(follower)

    async def publish(self, assistant: Assistant) -> None:
        """Answer from this one from now on, and tell those who follow."""
        before, self._newest = self._newest, assistant
        for follower in self._followers:
            try:
                await follower(before.knowledge, assistant.knowledge)
            except Exception as error:  # noqa: BLE001 - the new figures hold, whatever becomes of who follows them
                _log.error("new knowledge could not be followed", error=logs.place(error))
