"""The bot over long polling: put together, started within a bounded time, stopped cleanly."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot import logs
from bot.assistant import Assistant
from bot.settings import Settings, SettingsError
from bot.telegram.ordering import ChatOrder
from bot.telegram.serving import SIGNALS
from bot.telegram.surfaces import ALLOWED_UPDATES, register
from knowledge import KnowledgeError

App = Application[Any, Any, Any, Any, Any, Any]

_START_SECONDS = 10.0
_STOP_SECONDS = 10.0
_PAUSES = (0.5, 1.0, 2.0)
_log = logs.get(__name__)


class StartError(Exception):
    """The bot cannot start; the message is one line, without the token."""


def poll(settings: Settings, token: str, stopped: Callable[[], bool]) -> int:
    """Answer until a signal comes and return the exit code; ``stopped`` tells of a signal that came earlier."""
    logs.configure(settings.log_level, token)
    try:
        assistant = Assistant.open(settings.knowledge_dir)
    except KnowledgeError as error:
        raise SettingsError(str(error)) from None
    try:
        asyncio.run(_until_signal(build(settings, token, assistant), stopped))
    except StartError as error:
        print(f"raqam: {error}", file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001 - a traceback would show messages that may quote a person
        _log.critical("the bot broke down", error=logs.place(error))
        return 1
    return 0


def build(settings: Settings, token: str, assistant: Assistant) -> App:
    """Put the bot together; nothing is sent yet."""
    # Durations as timedelta, python-telegram-bot's coming default; without it each "retry after" is a warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    application: App = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.api_base_url}/bot")
        .base_file_url(f"{settings.api_base_url}/file/bot")
        .concurrent_updates(ChatOrder())
        .job_queue(None)
        .connection_pool_size(64)
        .pool_timeout(10)
        .connect_timeout(5)
        .get_updates_connect_timeout(5)
        .build()
    )

    def today() -> date:
        return datetime.now(ZoneInfo(settings.timezone)).date()

    # Who lifts the limit towards Telegram measures, and means all limits.
    register(application, assistant, today, settings.questions_per_minute if settings.messages_per_second else 0)
    return application


async def _until_signal(application: App, stopped: Callable[[], bool]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_unhandled)
    for one in SIGNALS:
        loop.add_signal_handler(one, stop.set)
    if stopped():
        stop.set()
    serving = asyncio.create_task(_answer(application, stop))
    stopping = asyncio.create_task(stop.wait())
    # While it starts, a signal ends it at once; once it runs, it ends by itself.
    await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not application.running:
        serving.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        _log.info("stopped before it started")


async def _answer(application: App, stop: asyncio.Event) -> None:
    async with running(application):
        await stop.wait()


@asynccontextmanager
async def running(application: App) -> AsyncIterator[None]:
    """Answer inside the block."""
    try:
        await _start(application)
        _log.info("started", bot=application.bot.username)
        yield
    finally:
        await _stop(application)


async def _start(application: App) -> None:
    try:
        async with asyncio.timeout(_START_SECONDS):
            await _reach(application)
            if application.updater is not None:
                await application.updater.start_polling(
                    bootstrap_retries=2, allowed_updates=ALLOWED_UPDATES, error_callback=_unreached
                )
            if application.post_init is not None:
                await application.post_init(application)
            await application.start()
    except InvalidToken:
        raise StartError("BOT_TOKEN: Telegram does not know this token; write the one that @BotFather gave") from None
    except TimeoutError:
        raise StartError(f"{_base(application)} does not answer; check BOT_API_BASE_URL and the network") from None
    except TelegramError as error:
        kind = type(error).__name__
        raise StartError(
            f"{_base(application)} cannot be reached ({kind}); check BOT_API_BASE_URL and the network"
        ) from None


async def _reach(application: App) -> None:
    for pause in _PAUSES:
        try:
            await application.initialize()
        except (InvalidToken, BadRequest):
            raise
        except RetryAfter as full:
            wait = full.retry_after
            await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
        except NetworkError:
            await asyncio.sleep(pause)
        else:
            return
    await application.initialize()


def _base(application: App) -> str:
    return str(application.bot.base_url).rpartition("/bot")[0]


async def _stop(application: App) -> None:
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            if application.updater is not None and application.updater.running:
                await application.updater.stop()
            if application.running:
                await application.stop()
            if application.post_stop is not None:
                await application.post_stop(application)
            await application.shutdown()
            # After a start that failed half-way, the application believes there is nothing to close.
            await application.bot.shutdown()
    except TimeoutError:
        _log.warning("stopped without waiting for what was under way")


def _unreached(error: TelegramError) -> None:
    _log.warning("updates cannot be fetched; trying again", error=type(error).__name__)


def _unhandled(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # asyncio's own line shows the task, and with it the error's message, which may quote a person.
    error = context.get("exception")
    _log.error("a task failed", error=logs.place(error) if isinstance(error, BaseException) else "unknown")
