"""The serving process: settings and signals in, an exit code out."""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot import logs
from bot.assistant import Assistant
from bot.settings import Settings, SettingsError
from bot.telegram.application import App, StartError, build, running
from bot.telegram.serving import SIGNALS
from knowledge import KnowledgeError

_STOP_SECONDS = 9.5
"""After a signal, the process ends within ten seconds, whatever hangs."""
_TIDYING_SECONDS = 1.0
"""What Python itself may take to end, once all is stored and closed."""
_log = logs.get(__name__)


def run(settings: Settings, token: str, loaded: Callable[[], bool]) -> int:
    """Answer until a signal comes and return the exit code; ``loaded`` tells of a signal that came meanwhile."""
    logs.configure(settings.log_level, token, settings.log_format)
    try:
        assistant = Assistant.open(settings.knowledge_dir)
    except KnowledgeError as error:
        raise SettingsError(str(error)) from None
    _settle(assistant)
    code = 1
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        try:
            runner.run(_until_signal(build(settings, token, assistant), loaded))
            code = 0
        except StartError as error:
            print(f"raqam: {logs.Redactor(token)(str(error))}", file=sys.stderr)
        except Exception as error:  # noqa: BLE001 - a traceback would show messages that may quote a person
            _log.critical("the bot broke down", error=logs.place(error))
        _leave_within(_TIDYING_SECONDS, code)
    return code


def _leave_within(seconds: float, code: int) -> None:
    """End the process by then for certain: Python would wait for every thread.

    One may still read edited knowledge, or wait for a database that will never answer; all that counts is done.
    """

    def leave() -> None:
        _log.warning("left without waiting for what hangs")
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's where there is one: it is faster, not different."""
    try:
        found: Callable[[], asyncio.AbstractEventLoop] = importlib.import_module("uvloop").new_event_loop
    except ImportError:
        return None
    return found


async def _until_signal(app: App, loaded: Callable[[], bool]) -> None:
    stop, started = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_unhandled)
    for one in SIGNALS:
        loop.add_signal_handler(one, stop.set)
    in_terminal = sys.stderr.isatty()

    def hung_up() -> None:
        # A terminal that was closed is one no longer; whoever sends the signal otherwise wants the knowledge read.
        if in_terminal and not sys.stderr.isatty():
            stop.set()
        else:
            app.reloading.ask()

    loop.add_signal_handler(signal.SIGHUP, hung_up)
    if loaded():
        stop.set()
    answering = asyncio.create_task(_answer(app, stop, started))
    stopping = asyncio.create_task(stop.wait())
    # While it starts, a signal ends it at once; once it runs, it ends by itself.
    await asyncio.wait((answering, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set():
        _leave_within(_STOP_SECONDS, 0)
    if not started.is_set():
        answering.cancel()
    try:
        await answering
    except asyncio.CancelledError:
        _log.info("stopped before it started")


async def _answer(app: App, stop: asyncio.Event, started: asyncio.Event) -> None:
    async with running(app):
        started.set()
        ends = [asyncio.create_task(event.wait()) for event in (stop, app.client.revoked)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
    if app.client.revoked.is_set():
        raise StartError("BOT_TOKEN: Telegram no longer knows this token; write the one that @BotFather gave")


def _settle(assistant: Assistant) -> None:
    """Build what a first question would wait for.

    Before anything is taken: beside a thread that computes, each step of an answer waits for its turn at the
    interpreter, and should the process be killed meanwhile, many more answers are in doubt.
    """
    assistant.warm(datetime.now(UTC).date())
    # What is loaded by now stays for good; the collector need not look at it again and again.
    gc.collect()
    gc.freeze()


def _unhandled(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # asyncio's own line shows the task, and with it the error's message, which may quote a person.
    error = context.get("exception")
    _log.error("a task failed", error=logs.place(error) if isinstance(error, BaseException) else "unknown")
