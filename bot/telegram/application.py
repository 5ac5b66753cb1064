"""The bot put together: started within a bounded time, answering, stopped without losing anything."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot import logs
from bot.assistant import Assistant
from bot.clock import Clock, system
from bot.settings import Settings
from bot.storage.database import DatabaseError
from bot.storage.gallery import Gallery
from bot.storage.store import Store
from bot.telegram.client import Client, Unreached
from bot.telegram.courier import Courier
from bot.telegram.editions import Editions
from bot.telegram.metrics import Metrics
from bot.telegram.operations import Operations
from bot.telegram.ordering import Intake
from bot.telegram.pace import Pace, Rates
from bot.telegram.polling import Polling
from bot.telegram.recalling import Ledger
from bot.telegram.reloading import Reloading
from bot.telegram.surfaces import ALLOWED_UPDATES, register
from bot.telegram.webhook import Webhook
from knowledge import Knowledge

_START_SECONDS = 10.0
_DRAIN_SECONDS = 6.5
_CLOSE_SECONDS = 1.0
_PROBE_SECONDS = 2.0
_PAUSES = (0.5, 1.0, 2.0)
_log = logs.get(__name__)


class StartError(Exception):
    """The bot cannot start, or cannot go on; the message is one line, without the token."""


class Source(Protocol):
    """Where updates come from."""

    async def start(self) -> None:
        """Begin to hand updates to the intake."""

    def pause(self) -> None:
        """Take nothing more."""

    async def stop(self) -> None:
        """Close, and tell Telegram what was handled where it does not know yet."""


class App:
    """The parts of the bot."""

    def __init__(self, settings: Settings, token: str, editions: Editions, clock: Clock) -> None:
        # Durations as timedelta, python-telegram-bot's coming default; without it each "retry after" is a warning.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self.base = settings.api_base_url
        self.store = Store(
            settings.database_url.get_secret_value(), clock, collect_unanswered=settings.collect_unanswered
        )
        self.metrics = Metrics()
        self.operations = Operations(settings.operations_listen, self.metrics)
        self.client = Client(self.base, watch=self.metrics.called)
        self.editions = editions
        self.reloading = Reloading(
            settings.knowledge_dir, editions, settings.knowledge_watch_seconds, self.metrics.reloaded
        )
        self.gallery = Gallery(settings.charts_dir)
        self.pace = Pace(
            Rates(settings.messages_per_second, settings.messages_per_second_chat, settings.messages_per_minute_group)
        )
        self.telegram: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder()
            .token(token)
            .base_url(f"{self.base}/bot")
            .base_file_url(f"{self.base}/file/bot")
            .request(self.client)
            .get_updates_request(self.client)
            .rate_limiter(self.pace)
            .updater(None)
            .job_queue(None)
            .build()
        )
        self.courier = Courier(
            self.store.database,
            editions,
            self.telegram.bot,
            clock,
            timedelta(minutes=settings.briefings_late_minutes),
            settings.timezone,
        )
        self.courier.watch = self.metrics.briefed
        ledger = Ledger(self.store.updates, f"{self.base} {token.partition(':')[0]}")
        self.intake = Intake(self._handle, self.telegram.bot, ledger)
        self.metrics.waiting(lambda: len(self.intake))
        self.metrics.answering_from(editions.newest.knowledge)
        editions.follow(self._renewed)
        self.operations.probe("database", self._database_fault)
        self.source: Source = (
            Webhook(settings, token, self.telegram.bot, self.intake, ALLOWED_UPDATES)
            if settings.webhook_url
            else Polling(self.client, self.telegram.bot, self.intake, ALLOWED_UPDATES)
        )

    async def _handle(self, update: Update) -> None:
        kind = next((kind for kind in ALLOWED_UPDATES if getattr(update, kind) is not None), "other")
        chat = update.effective_chat or update.effective_user
        about = logs.about(update=update.update_id, chat=chat.id if chat is not None else None)
        with about, self.editions.kept(), self.metrics.update(kind):
            await self.telegram.process_update(update)

    async def _database_fault(self) -> str:
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                await self.store.database.check()
        except DatabaseError as error:
            return str(error)
        except TimeoutError:
            return "the database does not answer in time"
        return self.store.health.why

    async def _renewed(self, _: Knowledge, new: Knowledge) -> None:
        self.metrics.answering_from(new)


def build(settings: Settings, token: str, assistant: Assistant, clock: Clock = system) -> App:
    """Put the bot together; nothing is sent yet."""
    app = App(settings, token, Editions(assistant), clock)
    zone = ZoneInfo(settings.timezone)

    def today() -> date:
        return clock().astimezone(zone).date()

    # Who lifts the limit towards Telegram measures, and means all limits.
    most = settings.questions_per_minute if settings.messages_per_second else 0
    register(
        app.telegram,
        app.editions,
        today,
        app.gallery,
        app.store,
        app.metrics,
        app.courier,
        most,
        settings.storage_chat_id,
    )
    return app


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Answer inside the block."""
    try:
        await _listen(app)
        await _start(app)
        app.operations.state = "ready"
        app.reloading.begin()
        _log.info("started", bot=app.telegram.bot.username)
        yield
    finally:
        await _stop(app)


async def _listen(app: App) -> None:
    try:
        await app.operations.open()
    except OSError as error:
        raise StartError(f"BOT_OPERATIONS_LISTEN: cannot listen there ({error.strerror})") from None


async def _start(app: App) -> None:
    try:
        await app.store.open()
        app.intake.recall(await app.store.updates.recent())
        async with asyncio.timeout(_START_SECONDS):
            await _reach(app)
            await app.telegram.start()
            await app.source.start()
            app.store.begin(app.intake.take)
            if app.telegram.post_init is not None:
                await app.telegram.post_init(app.telegram)
            await app.courier.begin()
    except DatabaseError as error:
        raise StartError(str(error)) from None
    except InvalidToken:
        raise StartError("BOT_TOKEN: Telegram does not know this token; write the one that @BotFather gave") from None
    except TimeoutError:
        raise StartError(f"{app.base} does not answer; check BOT_API_BASE_URL and the network") from None
    except BadRequest as error:
        raise StartError(f"Telegram refuses the webhook ({error.message}); check BOT_WEBHOOK_URL") from None
    except TelegramError as error:
        kind = "no connection" if isinstance(error, Unreached) else type(error).__name__
        raise StartError(f"{app.base} cannot be reached ({kind}); check BOT_API_BASE_URL and the network") from None
    except OSError as error:
        raise StartError(f"BOT_WEBHOOK_LISTEN: cannot listen there ({error.strerror})") from None


async def _reach(app: App) -> None:
    for pause in _PAUSES:
        try:
            await app.telegram.initialize()
        except (InvalidToken, BadRequest):
            raise
        except RetryAfter as full:
            wait = full.retry_after
            await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
        except NetworkError:
            await asyncio.sleep(pause)
        else:
            return
    await app.telegram.initialize()


async def _stop(app: App) -> None:
    app.operations.state = "stopping"
    app.source.pause()
    app.reloading.end()
    # Side by side: each may have a call on its way that does not come back.
    drained, _ = await asyncio.gather(app.intake.drained(_DRAIN_SECONDS), app.courier.end())
    if not drained:
        _log.warning("stopped without waiting for what was under way", updates=len(app.intake))
    await app.intake.close()
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await app.source.stop()
            if app.telegram.running:
                await app.telegram.stop()
            if app.telegram.post_stop is not None:
                await app.telegram.post_stop(app.telegram)
            await app.telegram.shutdown()
            # After a start that failed half-way, the application believes there is nothing to close.
            await app.telegram.bot.shutdown()
            await app.client.shutdown()
    except TimeoutError:
        _log.warning("stopped without saying good-bye to Telegram")
    app.gallery.close()  # not before: answers under way may have charts
    await app.operations.close()
    await app.store.close()
