"""Charts for inline mode, uploaded beforehand: a result there needs a file that Telegram has already."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter, TelegramError
from telegram.ext import Application

from bot import logs
from bot.assistant import Conversation
from bot.telegram.pace import behind
from bot.telegram.sending import Place, unwelcome
from bot.telegram.service import Service
from bot.wording.charts import Chart
from knowledge import Knowledge

_log = logs.get(__name__)


class Exhibition:
    """Sends the charts of plain questions to a chat of the operator's, once each, when nothing else is to be sent."""

    def __init__(self, service: Service, chat: int | None) -> None:
        self._service = service
        self._chat = chat
        self._task: asyncio.Task[None] | None = None

    async def begin(self, _: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Upload what is missing, beside everything else."""
        self._start()

    async def renewed(self, _: Knowledge, __: Knowledge) -> None:
        """Upload the charts of new knowledge."""
        await self.end(None)
        self._start()

    async def end(self, _: Application[Any, Any, Any, Any, Any, Any] | None) -> None:
        """Stop uploading; what is missing comes after the next start."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _start(self) -> None:
        if self._chat is not None:
            self._task = asyncio.create_task(self._hang(Place(self._chat)))

    async def _hang(self, place: Place) -> None:
        pictures, count = self._service.pictures, 0
        try:
            with self._service.editions.kept(), behind():
                for chart in self._charts():
                    await asyncio.sleep(0)  # planning is quick, but there are many
                    if chart is not None and pictures.known(chart) is None:
                        await self._send(place, chart)
                        count += 1
        except TelegramError as error:
            why = "the bot may not write there" if unwelcome(error) else type(error).__name__
            _log.warning("BOT_STORAGE_CHAT_ID: charts could not be uploaded", why=why, uploaded=count)
        except Exception as error:  # noqa: BLE001 - charts in inline mode are a courtesy
            _log.warning("charts could not be uploaded", error=logs.place(error), uploaded=count)
        else:
            _log.info("charts are uploaded", uploaded=count)

    async def _send(self, place: Place, chart: Chart) -> None:
        while True:
            try:
                await self._service.pictures.send(place, chart)
            except RetryAfter as full:
                wait = full.retry_after
                await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            else:
                return

    def _charts(self) -> Iterator[Chart | None]:
        """Give the charts of everything that inline mode offers, in all languages; none between them to rest."""
        assistant, today = self._service.assistant, self._service.today()
        for language in assistant.languages:
            for question in assistant.questions(language, today):
                reply, _ = assistant.reply(question, Conversation(language=language), today, language)
                yield assistant.chart(reply)
