"""What was taken from Telegram: handled in order within a chat, side by side across chats, each update once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from telegram import Bot, Update

from bot import logs
from bot.storage.updates import Mark, Turn
from bot.telegram import slot
from bot.telegram.deadline import Deadline
from bot.telegram.parsing import parsed

Raw = dict[str, Any]
Received = asyncio.Future[None]
"""Done when an update counts as received; cancelled when the bot stopped before it was handled."""

_ELSEWHERE = 0.25
"""So often it is looked whether another replica is done with an update."""
_HOLD_AGAIN = 5.0
_log = logs.get(__name__)


class Ledger(Protocol):
    """Keeps beyond the life of this process which updates are handled."""

    def mark(self, raw: Raw) -> Mark:
        """Return what an update is known by."""

    async def begin(self, mark: Mark, update: Update) -> Turn:
        """Tell whose turn it is to handle an update."""

    def end(self, mark: Mark) -> asyncio.Future[bool]:
        """Keep that an update is handled; done when that is stored, or cannot be."""

    async def hold(self, mark: Mark, raw: Raw) -> bool:
        """Store an update until it is handled; return whether it is stored."""


@dataclass(eq=False)
class _Taken:
    raw: Raw
    mark: Mark
    update: Update
    received: Received
    response: slot.Slot | None
    due: float
    """When it is stored if it is still at work."""
    lasts: bool = False
    """Whether it was still at work then."""
    mine: bool = False
    """Whether this process is to handle it; while another one may be at it, that is not known."""
    timer: asyncio.TimerHandle | None = None


class Intake:
    """Takes raw updates, hands them on, and knows which are not handled yet."""

    def __init__(
        self,
        handle: Callable[[Update], Awaitable[None]],
        bot: Bot,
        ledger: Ledger,
        *,
        limit: float = 30.0,
        patience: float = 40.0,
        remembered: int = 10_000,
    ) -> None:
        self._handle = handle
        self._bot = bot
        self._ledger = ledger
        self._limit = limit
        """A handler that takes longer is cancelled; what it waits for Telegram's limits is not counted."""
        self._patience = patience
        """An update that is still at work after this long is stored, and counts as received then."""
        self._remembered = remembered
        self._done: OrderedDict[int, int] = OrderedDict()
        """Fingerprints of what was handled, by number."""
        self._open: dict[int, _Taken] = {}
        self._queues: dict[int, deque[_Taken]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._storing: set[asyncio.Future[bool]] = set()
        self._holding: set[asyncio.Task[None]] = set()
        self._watch: asyncio.TimerHandle | None = None
        """One timer for all that is open: hardly anything lasts until it rings."""

    def __len__(self) -> int:
        """Count the updates that are taken and not yet handled."""
        return len(self._open)

    @property
    def lowest(self) -> int | None:
        """The lowest number of an update that does not count as received yet."""
        return min((number for number, taken in self._open.items() if _pending(taken.received)), default=None)

    def recall(self, marks: Iterable[Mark]) -> None:
        """Hear which updates were handled before this process began, the oldest first."""
        self._done = OrderedDict(marks)

    def knows(self, raw: Raw) -> bool:
        """Whether an update was taken before."""
        mark = self._ledger.mark(raw)
        return mark.number in self._open or self._handled(mark)

    def take(self, raw: Raw, response: slot.Slot | None = None) -> Received:
        """Take an update; one that was taken before is not handled again."""
        mark = self._ledger.mark(raw)
        number = mark.number
        if number in self._open:
            return self._open[number].received
        loop = asyncio.get_running_loop()
        received: Received = loop.create_future()
        if self._handled(mark):
            received.set_result(None)
            return received
        try:
            update = parsed(raw, self._bot)
            key = _key(update)
        except Exception as error:  # noqa: BLE001 - what cannot be read now cannot be read later
            _log.error("an update cannot be read", update=number, error=logs.place(error))
            self._settle(mark, received)
            return received
        taken = _Taken(raw, mark, update, received, response, loop.time() + self._patience)
        self._open[number] = taken
        if self._watch is None:
            self._watch = loop.call_at(taken.due, self._look)
        self._start(key, taken)
        return received

    async def drained(self, seconds: float) -> bool:
        """Wait until everything taken is handled; return whether it is."""
        end = asyncio.get_running_loop().time() + seconds
        for waiting in (self._workers, self._storing):
            if waiting:
                await asyncio.wait(waiting, timeout=max(end - asyncio.get_running_loop().time(), 0))
        return not self._open

    async def moved(self, seconds: float) -> None:
        """Wait until all that is open is received, at most so long."""
        waiting = [taken.received for taken in self._open.values() if not taken.received.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=seconds)

    async def close(self) -> None:
        """Cancel what is under way: it does not count as received."""
        workers = [*self._workers, *self._holding]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._watch is not None:
            self._watch.cancel()
        for taken in self._open.values():
            if taken.timer is not None:
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
            await self._one(taken)
            queue.popleft()
        if key is not None:
            del self._queues[key]

    async def _one(self, taken: _Taken) -> None:
        number = taken.mark.number
        try:
            while (turn := await self._ledger.begin(taken.mark, taken.update)) is Turn.ELSEWHERE:  # noqa: ASYNC110 - another process
                await asyncio.sleep(_ELSEWHERE)
            if turn is Turn.DONE:
                self._finish(taken)
                return
            taken.mine = True
            with Deadline(self._limit):
                await self._handle(taken.update)
        except TimeoutError:
            _log.error("an update took too long and was given up", update=number)
        except Exception as error:  # noqa: BLE001 - one bad update must not stop the others
            _log.error("an update failed", update=number, error=logs.place(error))
        # The chat's next update need not wait until this one is stored.
        storing = self._ledger.end(taken.mark)
        self._storing.add(storing)
        storing.add_done_callback(partial(self._stored, taken))

    def _stored(self, taken: _Taken, storing: asyncio.Future[bool]) -> None:
        self._storing.discard(storing)
        self._finish(taken)

    def _finish(self, taken: _Taken) -> None:
        if taken.timer is not None:
            taken.timer.cancel()
        self._open.pop(taken.mark.number, None)
        self._settle(taken.mark, taken.received)

    def _look(self) -> None:
        """See to what lasts, and look again when the next one does."""
        loop, self._watch = asyncio.get_running_loop(), None
        for taken in [one for one in self._open.values() if not one.lasts]:
            if taken.due > loop.time():
                self._watch = loop.call_at(taken.due, self._look)
                break
            taken.lasts = True
            self._lasts(taken)

    def _lasts(self, taken: _Taken) -> None:
        """Store an update that lasts, so that Telegram need not keep it; another replica's is not confirmed here."""
        if not taken.mine:
            taken.received.cancel()
            return
        task = asyncio.get_running_loop().create_task(self._hold(taken))
        self._holding.add(task)
        task.add_done_callback(self._holding.discard)

    async def _hold(self, taken: _Taken) -> None:
        if await self._ledger.hold(taken.mark, taken.raw):
            _resolve(taken.received)
        elif taken.mark.number in self._open:
            taken.timer = asyncio.get_running_loop().call_later(_HOLD_AGAIN, self._lasts, taken)

    def _handled(self, mark: Mark) -> bool:
        return self._done.get(mark.number) == mark.print

    def _settle(self, mark: Mark, received: Received) -> None:
        self._done[mark.number] = mark.print
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
