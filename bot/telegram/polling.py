"""Long polling that confirms an update only once it is handled."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError

from bot import logs
from bot.telegram.client import Client
from bot.telegram.ordering import Intake, Raw
from bot.telegram.pruning import pruned

_WAIT = 30
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_AGAIN = (0.05, 0.1, 0.2, 0.5, 1.0)
"""While something is at work, Telegram sends it again at once: so long it is left in peace."""
_MOST = 1000
_CONFLICT = "another program fetches this bot's updates, or has set a webhook; stop it"
_log = logs.get(__name__)


class Polling:
    """Fetches updates and hands them to the intake."""

    def __init__(
        self, client: Client, bot: Bot, intake: Intake, allowed: Sequence[str], *, pauses: Sequence[float] = _PAUSES
    ) -> None:
        self._client = client
        self._bot = bot
        self._intake = intake
        self._allowed = list(allowed)
        self._pauses = pauses
        self._task: asyncio.Task[None] | None = None
        self._next = 0
        self._idle = 0
        self._failures = 0
        self._told = ""
        """What the log was told of the failure that lasts: once, however often it is tried."""

    async def start(self) -> None:
        """Take away a webhook, if there is one: beside it nothing can be fetched."""
        if (await self._bot.get_webhook_info()).url:
            await self._bot.delete_webhook(drop_pending_updates=False)
        self._task = asyncio.create_task(self._run())

    def pause(self) -> None:
        """Fetch nothing more."""
        if self._task is not None:
            self._task.cancel()

    async def stop(self) -> None:
        """Tell Telegram what is handled, so that it is not sent again after a restart."""
        if self._next:
            with contextlib.suppress(TelegramError):
                await self._fetch({"offset": self._offset(), "timeout": 0, "limit": 1})

    async def _run(self) -> None:
        while True:
            try:
                await self._round()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round may go well
                _log.error("fetching updates failed", error=logs.place(error))
                await asyncio.sleep(self._pauses[-1])

    async def _round(self) -> None:
        batch = await self._batch()
        new = [raw for raw in batch if not self._intake.knows(raw)]
        for raw in new:
            self._intake.take(raw)
        if batch:
            self._next = batch[-1]["update_id"] + 1
        self._idle = 0 if new else self._idle + 1
        while len(self._intake) >= _MOST:
            await self._intake.moved(1.0)
        await self._intake.moved(_AGAIN[min(self._idle, len(_AGAIN) - 1)])

    async def _fetch(self, fields: dict[str, Any]) -> list[Raw]:
        return await self._client.updates(f"{self._bot.base_url}/getUpdates", fields)

    def _offset(self) -> int:
        lowest = self._intake.lowest
        return self._next if lowest is None else lowest

    async def _batch(self) -> list[Raw]:
        fields = {"offset": self._offset(), "timeout": _WAIT, "limit": 100, "allowed_updates": self._allowed}
        try:
            batch = await self._fetch(fields)
        except TelegramError as error:
            await self._failed(error)
            return []
        if self._failures:
            self._failures, self._told = 0, ""
            _log.info("updates are fetched again")
        return sorted(
            (pruned(raw) for raw in batch if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)),
            key=lambda raw: int(raw["update_id"]),
        )

    async def _failed(self, error: TelegramError) -> None:
        pause = self._pauses[min(self._failures, len(self._pauses) - 1)]
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            pause = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        why = _CONFLICT if isinstance(error, Conflict) else type(error).__name__
        if why != self._told:
            _log.warning("updates cannot be fetched; trying again", why=why)
            self._told = why
        self._failures += 1
        await asyncio.sleep(pause)
