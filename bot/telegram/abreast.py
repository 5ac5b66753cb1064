"""How many calls are on their way at once: what is on its way when the process is killed is in doubt."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from typing import Any

Call = Callable[..., Coroutine[Any, Any, Any]]


class Abreast:
    """Lets a few calls through, and the next when one of them is back, or is away for long.

    Nobody can ask Telegram whether a message arrived. After a kill, what was on its way is sent again, so that none is
    lost; what had arrived comes twice. A call that is away for long no longer counts: a server that is slow for one
    chat is not for all.
    """

    def __init__(self, most: int, patience: float) -> None:
        self._most = most
        self._patience = patience
        self._away: OrderedDict[object, float] = OrderedDict()
        """Those that count, the first first, and until when they do."""
        self._waiting: deque[asyncio.Future[object]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def through(self, call: Call) -> Call:
        """Return a call that waits for its turn."""

        async def go(*arguments: Any, **named: Any) -> Any:
            place = await self._enter()
            try:
                return await call(*arguments, **named)
            finally:
                self._leave(place)

        return go

    async def _enter(self) -> object:
        if len(self._away) < self._most:
            return self._count()
        turn: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._watch()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(turn.result())
            with contextlib.suppress(ValueError):
                self._waiting.remove(turn)
            raise

    def _leave(self, place: object) -> None:
        if self._away.pop(place, None) is not None:
            self._admit()

    def _count(self) -> object:
        place = object()
        self._away[place] = asyncio.get_running_loop().time() + self._patience
        return place

    def _admit(self) -> None:
        while self._waiting and len(self._away) < self._most:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(self._count())

    def _watch(self) -> None:
        """See to it that those who wait go on when those who are away stay there."""
        if self._timer is None and self._waiting and self._away:
            self._timer = asyncio.get_running_loop().call_at(next(iter(self._away.values())), self._look)

    def _look(self) -> None:
        self._timer, now = None, asyncio.get_running_loop().time()
        while self._away and next(iter(self._away.values())) <= now:
            self._away.popitem(last=False)
        self._admit()
        self._watch()
