"""Sends the briefings that are due: one after the other, each claimed before it leaves, none twice.

One at a time, so that a process that is killed leaves one briefing in doubt at most, and so that they keep their order
when Telegram asks to wait. What is in doubt (nobody knows whether it arrived) is not sent again: a reader who misses
one gets the next on time, one who gets things twice leaves. Several processes share the work: a claim has one winner.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot import logs
from bot.briefings.press import Briefing
from bot.clock import Clock, seconds
from bot.storage.database import Database, DatabaseError, told
from bot.storage.releases import Releases
from bot.storage.subscriptions import Subscription, Subscriptions
from bot.telegram import keyboards
from bot.telegram.client import Unreached
from bot.telegram.editions import Editions
from bot.telegram.pace import behind
from bot.telegram.sending import Place, Sender, unwelcome
from knowledge import Knowledge

_LEASE = 120
"""Seconds that a claim holds unless it is held on to."""
_BATCH = 20
"""Briefings that are read from the database at once; each is claimed by itself."""
_LOOK = 30.0
"""Seconds after which the database is looked into again though nothing is due: other processes write there too."""
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Between tries while Telegram or the database cannot be reached."""
_GONE = ("chat not found", "user is deactivated", "group is deactivated")
_CLOSED = "thread not found"
_log = logs.get(__name__)


class _End(Enum):
    """What became of a briefing."""

    DONE = "done"
    """Sent, or in doubt, or refused for good: the next one is due."""
    AGAIN = "again"
    """Certainly not sent: it is still due."""
    LEFT = "left"
    """The chat blocked the bot, threw it out, or is gone."""
    CLOSED = "closed"
    """The topic is gone, the chat is not."""


class Courier:
    """Sends what is due until it is stopped."""

    def __init__(
        self,
        database: Database,
        editions: Editions,
        bot: Bot,
        clock: Clock,
        latest: timedelta,
        timezone: str,
    ) -> None:
        self.subscriptions = Subscriptions(database, secrets.token_hex(8))
        self.releases = Releases(database)
        self._editions = editions
        self.clock = clock
        self.timezone = timezone
        """Of chats that did not choose another."""
        self._latest = latest
        """How late a briefing may be that was missed; one that is later is skipped."""
        self._moved: list[tuple[int, int]] = []
        self._sender = Sender(bot, self._move)
        self._woken = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._failures = 0
        self._asked = 0.0
        """Seconds that Telegram asks to wait."""
        self.sent = 0
        """Briefings that Telegram took."""

    @property
    def now(self) -> datetime:
        """The moment by the clock that briefings keep to."""
        return self.clock()

    # --- from start to stop -----------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Note which knowledge is answered from, and send from now on."""
        self._editions.follow(self._renewed)
        with contextlib.suppress(SQLAlchemyError, DatabaseError, OSError):  # it is tried again before anything is sent
            await self._noted(self._editions.newest.knowledge)
        self._task = asyncio.create_task(self._run())

    async def end(self, patience: float = 3.0) -> None:
        """Send nothing more; what is under way may still be settled."""
        self._stopping = True
        self.wake()
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({self._task}, timeout=patience)
                self._task.cancel()
                await self._task

    def wake(self) -> None:
        """Look now: something was ordered, or the clock was moved."""
        self._woken.set()

    async def _renewed(self, _: Knowledge, new: Knowledge) -> None:
        await self._noted(new)
        self.wake()

    async def _noted(self, knowledge: Knowledge) -> None:
        found = await self.releases.note(knowledge, seconds(self.clock))
        if found:
            _log.info("figures are new or revised", figures=len(found), release=self.releases.latest)

    async def _run(self) -> None:
        while not self._stopping:
            try:
                if not self.releases.latest:
                    await self._noted(self._editions.newest.knowledge)
                with self._editions.kept():
                    busy = await self._round()
                self._failures = 0
                if not busy:
                    await self._rest()
            except (SQLAlchemyError, DatabaseError, OSError) as error:
                await self._failed("the briefings' database does not answer", told(error))
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round may go well
                await self._failed("briefings cannot be sent", logs.place(error))

    async def _failed(self, what: str, why: str) -> None:
        if not self._failures:
            _log.error(what, error=why)
        await self._pause()

    async def _pause(self) -> None:
        """Wait as long as Telegram asks, else longer and longer; nothing is claimed meanwhile."""
        wait = self._asked or _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._asked = 0.0
        self._failures += 1
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                while not self._stopping:
                    self._woken.clear()
                    await self._woken.wait()

    async def _rest(self) -> None:
        """Wait until something is due, or may be."""
        self._woken.clear()
        if self._stopping:
            return
        moment = await self.subscriptions.moment(self.releases.latest)
        wait = _LOOK if moment is None else min(max(moment - self.clock().timestamp(), 0.05), _LOOK)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._woken.wait()

    # --- one round -----------------------------------------------------------------------------------------------

    async def _round(self) -> bool:
        """Do what is due, the first first; false where nothing is."""
        now = seconds(self.clock)
        batch = await self.subscriptions.due(now, self.releases.latest, _BATCH)
        for one in batch:
            try:
                briefing = await self._written(one)
            except (SQLAlchemyError, DatabaseError, OSError):
                raise
            except Exception as error:  # noqa: BLE001 - one that cannot be written must not hold up all others
                _log.error("a briefing could not be written", subscription=one.id, error=logs.place(error))
                briefing = None
            if briefing is None:
                await self.subscriptions.postpone(one, self._following(one), self._skipped(one))
            elif await self.subscriptions.claim(one, seconds(self.clock) + _LEASE):
                end = await self._deliver(one, briefing)
                if end is _End.AGAIN:
                    break  # what comes after it waits behind it
            if self._stopping:
                break
        if not batch:
            for doubtful in await self.subscriptions.doubtful(now):
                await self._resolve(doubtful, now)
        return bool(batch)

    async def _resolve(self, one: Subscription, now: int) -> None:
        if await self.subscriptions.resolve(one, now, self._following(one), self._skipped(one)):
            _log.warning("a briefing is in doubt and not sent again", subscription=one.id)

    async def _written(self, one: Subscription) -> Briefing | None:
        """Write a briefing; none where it comes too late, or has nothing to say."""
        schedule, moment = one.schedule, self.clock()
        if one.order.subject not in ("", *self._editions.current.knowledge.parts):
            _log.warning("a briefing is about a segment that is no longer held", subscription=one.id)
            return None
        last = schedule.until(moment)
        if schedule.timed and (last is None or moment - last > self._latest):
            _log.info("a briefing is too late and skipped", subscription=one.id)
            return None
        news = await self.releases.since(one.release)
        if not schedule.timed and not news:
            return None
        today = moment.astimezone(ZoneInfo(schedule.timezone)).date()
        return self._editions.current.press.briefing(one.order, news, today)

    def _following(self, one: Subscription) -> int | None:
        following = one.schedule.after(self.clock())
        return int(following.timestamp()) if following is not None else None

    def _told(self, one: Subscription) -> int:
        """Return the release that a chat knows once it got a briefing."""
        return max(one.release, self.releases.latest)

    def _skipped(self, one: Subscription) -> int:
        """Return the release that a chat knows without it: what is new can wait for the next one, if there is one."""
        return one.release if one.schedule.timed else self._told(one)

    async def _deliver(self, one: Subscription, briefing: Briefing) -> _End:
        async with self._held(one):
            end = await self._send(one, briefing)
        for old, new in self._moved:
            await self.subscriptions.move(old, new)
        self._moved.clear()
        if end in (_End.LEFT, _End.CLOSED):
            ended = await self.subscriptions.remove(one.chat, one.id if end is _End.CLOSED else None)
            _log.info("a chat is gone and unsubscribed", subscriptions=ended)
        elif end is _End.AGAIN:
            await self.subscriptions.release(one)
            await self._pause()
        else:
            order = one.order.model_copy(update={"number": briefing.number, "last": briefing.digest})
            await self.subscriptions.settle(one, self._following(one), order, self._told(one))
        return end

    async def _send(self, one: Subscription, briefing: Briefing) -> _End:
        place = Place(one.chat, one.topic or None)
        keyboard = keyboards.briefing(briefing.reply, one.order.subject, self._editions.current)
        try:
            with behind():
                await self._sender.reply(place, briefing.reply, keyboard)
        except RetryAfter as full:
            wait = full.retry_after
            self._asked = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            return _End.AGAIN
        except (Unreached, InvalidToken):
            return _End.AGAIN
        except BadRequest as error:
            return self._refused(error)
        except NetworkError as error:
            return await self._doubted(one, error)
        except TelegramError as error:
            return self._refused(error)
        self.sent += 1
        return _End.DONE

    async def _doubted(self, one: Subscription, error: NetworkError) -> _End:
        """Leave in doubt what may have arrived, and give Telegram a rest before the next one."""
        _log.warning("a briefing is in doubt and not sent again", subscription=one.id, error=type(error).__name__)
        await self._pause()
        return _End.DONE

    def _refused(self, error: TelegramError) -> _End:
        words = error.message.lower()
        if isinstance(error, Forbidden) or any(sign in words for sign in _GONE):
            return _End.LEFT
        if _CLOSED in words:
            return _End.CLOSED
        if not unwelcome(error):
            _log.error("a briefing was refused", error=logs.place(error))
        return _End.DONE

    def _move(self, old: int, new: int) -> None:
        self._moved.append((old, new))

    @asynccontextmanager
    async def _held(self, one: Subscription) -> AsyncIterator[None]:
        """Hold on to a claim for as long as sending takes: Telegram may ask to wait for minutes."""

        async def hold() -> None:
            while True:
                await asyncio.sleep(_LEASE / 3)
                with contextlib.suppress(SQLAlchemyError, DatabaseError, OSError):
                    await self.subscriptions.hold(one, seconds(self.clock) + _LEASE)

        holding = asyncio.create_task(hold())
        try:
            yield
        finally:
            holding.cancel()
