"""What was taken from Telegram: handled in order within a chat, side by side across chats, each update once."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, NamedTuple

from telegram import Bot, Update

from bot import logs
from bot.telegram import slot

Raw = dict[str, Any]
Received = asyncio.Future[None]
"""Done when an update counts as received; cancelled when the bot stopped before it was handled."""

_deadline: ContextVar[asyncio.Timeout | None] = ContextVar("deadline", default=None)
_log = logs.get(__name__)


def grant(seconds: float) -> None:
    """Give the handler under way more time: it waits because Telegram asks it to."""
    deadline = _deadline.get()
    when = deadline.when() if deadline is not None and not deadline.expired() else None
    if deadline is not None and when is not None:
        with contextlib.suppress(RuntimeError):  # the handler is over, what it left behind is not
            deadline.reschedule(when + seconds)


class _Taken(NamedTuple):
    update: Update
    received: Received
    response: slot.Slot | None
    timer: asyncio.TimerHandle


class Intake:
    """Takes raw updates, hands them on, and knows which are not handled yet."""

    def __init__(
        self,
        handle: Callable[[Update], Awaitable[None]],
        bot: Bot,
        *,
        limit: float = 30.0,
        patience: float = 40.0,
        remembered: int = 10_000,
    ) -> None:
        self._handle = handle
        self._bot = bot
        self._limit = limit
        """A handler that takes longer is cancelled; what it waits for Telegram's limits is not counted."""
        self._patience = patience
        """An update that is still at work after this long counts as received."""
        self._remembered = remembered
        self._done: OrderedDict[int, None] = OrderedDict()
        self._open: dict[int, _Taken] = {}
        self._queues: dict[int, deque[_Taken]] = {}
        self._workers: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """Count the updates that are taken and not yet handled."""
        return len(self._open)

    @property
    def lowest(self) -> int | None:
        """The lowest number of an update that does not count as received yet."""
        return min((number for number, taken in self._open.items() if _pending(taken.received)), default=None)

    def knows(self, number: int) -> bool:
        """Whether an update was taken before."""
        return number in self._open or number in self._done

    def take(self, raw: Raw, response: slot.Slot | None = None) -> Received:
        """Take an update; one that was taken before is not handled again."""
        number = int(raw["update_id"])
        if number in self._open:
            return self._open[number].received
        loop = asyncio.get_running_loop()
        received: Received = loop.create_future()
        if number in self._done:
            received.set_result(None)
            return received
        try:
            update = Update.de_json(raw, self._bot)
            key = _key(update)
        except Exception as error:  # noqa: BLE001 - what cannot be read now cannot be read later
            _log.error("an update cannot be read", update=number, error=logs.place(error))
            self._settle(number, received)
            return received
        taken = _Taken(update, received, response, loop.call_later(self._patience, _resolve, received))
        self._open[number] = taken
        self._start(key, taken)
        return received

    async def drained(self, seconds: float) -> bool:
        """Wait until everything taken is handled; return whether it is."""
        if self._workers:
            await asyncio.wait(self._workers, timeout=seconds)
        return not self._open

    async def moved(self, seconds: float) -> None:
        """Wait until all that is open is received, at most so long."""
        waiting = [taken.received for taken in self._open.values() if not taken.received.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=seconds)

    async def close(self) -> None:
        """Cancel what is under way: it does not count as received."""
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        for taken in self._open.values():
            taken.timer.cancel()
            taken.received.cancel()
        self._queues.clear()

    def _start(self, key: int | None, taken: _Taken) -> None:
        if key is not None and key in self._queues:
            self._queues[key].append(taken)
            return
        queue = deque([taken])
        if key is not None:
            self._queues[key] = queue
        worker = asyncio.get_running_loop().create_task(self._work(key, queue))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, key: int | None, queue: deque[_Taken]) -> None:
        while queue:
            taken = queue[0]
            slot.current.set(taken.response)
            await self._one(taken.update)
            queue.popleft()
            taken.timer.cancel()
            del self._open[taken.update.update_id]
            self._settle(taken.update.update_id, taken.received)
        if key is not None:
            del self._queues[key]

    async def _one(self, update: Update) -> None:
        try:
            async with asyncio.timeout(self._limit) as deadline:
                _deadline.set(deadline)
                await self._handle(update)
        except TimeoutError:
            _log.error("an update took too long and was given up", update=update.update_id)
        except Exception as error:  # noqa: BLE001 - one bad update must not stop the others
            _log.error("an update failed", update=update.update_id, error=logs.place(error))

    def _settle(self, number: int, received: Received) -> None:
        self._done[number] = None
        if len(self._done) > self._remembered:
            self._done.popitem(last=False)
        _resolve(received)


def _pending(received: Received) -> bool:
    return received.cancelled() or not received.done()


def _resolve(received: Received) -> None:
    if not received.done():
        received.set_result(None)


def _key(update: Update) -> int | None:
    """Tell whose turn an update waits for; inline queries wait for nobody, each is a new keystroke."""
    if update.inline_query is not None:
        return None
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else None
