"""Chats that the bot is out of, and groups that move, while the database keeps its writers waiting."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.briefings.schedule import Rhythm, Schedule
from bot.storage import journal
from bot.storage.subscriptions import Wish
from bot.telegram.application import App
from tests.bot_api.chat import PATIENCE
from tests.bot_api.room import SALMA, Room
from tests.bot_api.server import BotApi
from tests.telegram.process import until

DAILY = Schedule(rhythm=Rhythm.DAILY, hour=8)
OLD, NEW = -500, -100777


async def orders(app: App, chat: int) -> None:
    wish = Wish(chat=chat, language="fr", schedule=DAILY)
    assert await app.courier.subscriptions.add(wish, None, 0, 0) == "added"


async def ordered(app: App, chat: int) -> int:
    return len(await app.courier.subscriptions.of(chat))


async def left(api: BotApi) -> None:
    """Block the bot, as Salma."""
    bot = {"id": api.bot["id"], "is_bot": True, "first_name": "Raqam"}
    before, after = {"status": "member", "user": bot}, {"status": "kicked", "user": bot, "until_date": 0}
    change: dict[str, Any] = {"chat": Room(api, SALMA.number, "private").chat, "from": SALMA.user, "date": 1}
    await api.receive("my_chat_member", change | {"old_chat_member": before, "new_chat_member": after})


async def test_what_an_update_changes_waits_for_the_database_and_is_not_lost(
    live: BotApi, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: io.StringIO
) -> None:
    """A transaction of its own would give up after three seconds, and the subscriptions would stay as they were."""
    monkeypatch.setattr(journal, "_PATIENCE", 0.05)
    await orders(app, SALMA.number)
    await orders(app, OLD)
    with closing(sqlite3.connect(tmp_path / "raqam.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await left(live)
        await live.receive("message", Room(live, OLD).message(SALMA, migrate_to_chat_id=NEW))
        await until(lambda: app.store.journal.trouble and not len(app.intake))
        assert [await ordered(app, chat) for chat in (SALMA.number, OLD, NEW)] == [1, 1, 0]
        other.execute("COMMIT")
    async with asyncio.timeout(PATIENCE):
        while [await ordered(app, chat) for chat in (SALMA.number, OLD, NEW)] != [0, 0, 1]:
            assert "update failed" not in written.getvalue()
            await asyncio.sleep(0.02)
    assert "update failed" not in written.getvalue()
