"""What is under way when the bot is told to stop."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.storage.gallery import Gallery
from bot.telegram.application import App, running
from tests.bot_api.chat import PATIENCE, Chat
from tests.bot_api.server import BotApi
from tests.telegram.process import until


def _pool(gallery: Gallery) -> ThreadPoolExecutor:
    """Draw in a thread: a process of its own, as the bot has one, loads for seconds."""
    if gallery._pool is None:
        gallery._pool = ThreadPoolExecutor(1)
    assert isinstance(gallery._pool, ThreadPoolExecutor)
    return gallery._pool


async def test_answers_that_wait_for_their_charts_get_them(
    api: BotApi, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gallery, "_started", _pool)
    monkeypatch.setattr("bot.telegram.application._DRAIN_SECONDS", 60)
    free, chats = threading.Event(), [Chat(api, 7001), Chat(api, 7002)]
    async with running(app):
        pool = _pool(app.gallery)
        pool.submit(free.wait)
        for chat, question in zip(chats, ("répartition 2024", "répartition au S1 2025"), strict=True):
            await chat.writes(f"/chart {question}")
        await until(lambda: pool._work_queue.qsize() == len(chats))
        asyncio.get_running_loop().call_later(0.05, free.set)
    assert ["photo" in api.sent[chat.number][-1] for chat in chats] == [True, True]
    assert api.pending == 0


async def test_answers_and_briefings_are_finished_side_by_side(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other they would take longer than a stop may."""
    both = asyncio.Barrier(2)
    end, drained = app.courier.end, app.intake.drained

    async def ending() -> None:
        async with asyncio.timeout(PATIENCE):
            await both.wait()
        await end()

    async def draining(seconds: float) -> bool:
        async with asyncio.timeout(PATIENCE):
            await both.wait()
        return await drained(seconds)

    monkeypatch.setattr(app.courier, "end", ending)
    monkeypatch.setattr(app.intake, "drained", draining)
    async with running(app):
        pass
