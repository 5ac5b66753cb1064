"""How fast the bot may send: overall, to a private chat, to a group; and how long when Telegram says wait."""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot import logs
from bot.telegram.abreast import Abreast
from bot.telegram.deadline import grant

Chat = int | str
Call = Callable[..., Coroutine[Any, Any, Any]]

_BURST = 3
"""Telegram lets a few messages to a chat through at once: an answer of three parts is not held back."""
_ATTEMPTS = 4
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
_PATIENCE = 3600.0
"""A message that Telegram has not taken for so long is given up: whoever asked has gone."""
_FLEETING = 20.0
"""Taps and half-typed questions are answered within this time or not at all."""
_LONGEST = 120.0
"""Longer than any call lasts."""
_ABREAST = 3
"""Messages on their way at once: so many answers are in doubt when the process is killed."""
_USUAL = 30.0
"""Where there is no limit a second, one that is away no longer counts after as long as with this one."""
_log = logs.get(__name__)
_KEPT_FREE = 0.1
"""The part of the overall rate that is left to answers while something sends that can wait."""

_behind: ContextVar[bool] = ContextVar("behind", default=False)


@contextmanager
def behind() -> Iterator[None]:
    """Let what is sent inside the block wait behind everything else: nobody sits there and waits for it."""
    before = _behind.set(True)
    try:
        yield
    finally:
        _behind.reset(before)


def waits_elsewhere() -> bool:
    """Whether what is sent here is to fail at once when Telegram says to wait: its keeper waits, and tries again."""
    return _behind.get()


@dataclass(frozen=True)
class Rates:
    """How many messages may be sent; 0 is without limit."""

    overall: float = 30
    """A second, to everybody."""
    chat: float = 1
    """A second, to one private chat."""
    group: float = 20
    """A minute, to one group or channel."""


class Window:
    """Never lets more than so many through in so many seconds, wherever the seconds begin."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._count = count
        self._spare = min(math.ceil(count * _KEPT_FREE), count - 1)
        self._times: deque[float] = deque(maxlen=count)
        self._even = 0.0

    def next(self, now: float) -> float:
        """Book the next free moment and return it."""
        full = len(self._times) == self._times.maxlen
        moment = max(now, self._times[0] + self._seconds) if full else now
        self._times.append(moment)
        return moment

    def roomy(self, now: float) -> float:
        """Return the next moment at which there is more room than is kept free, without booking it.

        Moments that are given out this way lie evenly apart: whoever comes meanwhile never finds the window full.
        """
        most = self._count - self._spare
        booked = self._times[-most] + self._seconds if len(self._times) >= most else now
        return max(now, booked, self._even)

    def next_even(self, now: float) -> None:
        """Book this moment, and let the next of its kind wait its share of the time."""
        self.next(now)
        self._even = now + self._seconds / (self._count - self._spare)

    def idle(self, now: float) -> bool:
        """Whether nothing that was let through matters any longer."""
        return not self._times or self._times[-1] + self._seconds <= now


@dataclass
class _Lane:
    """One chat: its calls go one after the other."""

    window: Window | None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: float = 0.0
    """Until then, Telegram wants nothing for this chat."""
    users: int = 0


class Pace(BaseRateLimiter[None]):
    """Holds messages back; a chat that has to wait holds no other back."""

    def __init__(
        self,
        rates: Rates,
        *,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rates = rates
        self._clock = clock
        self._sleep = sleep
        self._lanes: OrderedDict[Chat, _Lane] = OrderedDict()
        self._overall = _window(rates.overall, 1, rates.overall)
        # After so long, each makes room: however slow Telegram is, as many leave a second as may.
        self._abreast = Abreast(_ABREAST, _ABREAST / (rates.overall or _USUAL))

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002 - the library's interface
    ) -> Any:
        """Make a call when it may be made, and again when Telegram says to wait."""
        chat = data.get("chat_id")
        if chat is None:
            patience = _FLEETING if endpoint.startswith("answer") else 0
            return await self._insist(_Lane(None), callback, args, kwargs, patience)
        lane = self._lane(chat)
        lane.users += 1
        try:
            if endpoint.startswith("editMessage"):
                return await self._insist(lane, callback, args, kwargs)
            if not _sends(endpoint):
                return await self._repeat(lane, callback, args, kwargs)
            async with lane.lock:
                if lane.window is not None:
                    await self._until(lane.window.next(self._now()))
                if self._overall is not None:
                    await self._turn(self._overall)
                return await self._insist(lane, self._abreast.through(callback), args, kwargs)
        finally:
            lane.users -= 1

    async def _insist(
        self, lane: _Lane, callback: Call, args: Any, kwargs: dict[str, Any], patience: float = _PATIENCE
    ) -> Any:
        """Send again as long as Telegram is out of reach: nobody who asked is left without an answer.

        A call that broke off may have been heard. Then the message comes twice, which is better than not at all.
        """
        # What waits behind everything else has a keeper of its own, who knows what was sent.
        given_up, failures = self._now() + (0 if waits_elsewhere() else patience), 0
        while True:
            try:
                return await self._repeat(lane, callback, args, kwargs)
            except BadRequest:
                raise
            except NetworkError as error:
                pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
                if self._now() + pause > given_up:
                    raise
                if not failures:
                    _log.warning("a message did not go through; trying again", error=type(error).__name__)
                failures += 1
                grant(pause)
                await self._sleep(pause)

    async def _turn(self, window: Window) -> None:
        """Wait until a message may be sent to anybody."""
        if not waits_elsewhere():
            await self._until(window.next(self._now()))
            return
        while (moment := window.roomy(self._now())) > self._now():
            await self._until(moment)
        window.next_even(self._now())

    async def _repeat(self, lane: _Lane, callback: Call, args: Any, kwargs: dict[str, Any]) -> Any:
        for _ in range(_ATTEMPTS - 1):
            if lane.free:
                await self._until(lane.free)
            try:
                return await _called(callback, args, kwargs)
            except RetryAfter as full:
                wait = full.retry_after
                seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
                lane.free = max(lane.free, self._now() + seconds)
                if waits_elsewhere():
                    raise
        await self._until(lane.free)
        return await _called(callback, args, kwargs)

    async def _until(self, moment: float) -> None:
        wait = moment - self._now()
        if wait > 0:
            grant(wait)
            await self._sleep(wait)

    def _lane(self, chat: Chat) -> _Lane:
        now = self._now()
        lane = self._lanes.get(chat)
        if lane is None:
            lane = self._lanes[chat] = _Lane(self._window(chat))
        # Two looks a call, from the front, forget chats faster than new ones come.
        for _ in range(2):
            number, oldest = next(iter(self._lanes.items()))
            if oldest is not lane and oldest.users == 0 and _idle(oldest, now):
                del self._lanes[number]
            else:
                self._lanes.move_to_end(number)
        return lane

    def _window(self, chat: Chat) -> Window | None:
        if isinstance(chat, str) or chat < 0:
            return _window(self._rates.group, 60, self._rates.group)
        return _window(self._rates.chat, 1, _BURST)

    def _now(self) -> float:
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()


async def _called(callback: Call, args: Any, kwargs: dict[str, Any]) -> Any:
    """Make a call; that Telegram takes its time is not the handler's fault."""
    began = asyncio.get_running_loop().time()
    grant(_LONGEST)
    try:
        return await callback(*args, **kwargs)
    finally:
        grant(asyncio.get_running_loop().time() - began - _LONGEST)


def _window(rate: float, seconds: float, count: float) -> Window | None:
    """Return a window for a rate each so many seconds that lets ``count`` through at once."""
    if not rate:
        return None
    whole = max(int(count), 1)
    return Window(whole, whole * seconds / rate)


def _idle(lane: _Lane, now: float) -> bool:
    return lane.free <= now and (lane.window is None or lane.window.idle(now))


def _sends(endpoint: str) -> bool:
    return endpoint.startswith(("send", "forward", "copy")) and endpoint != "sendChatAction"
