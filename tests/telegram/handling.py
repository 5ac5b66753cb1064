"""Updates made by hand, and handlers that go wrong, put in front of the bot's own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.telegram.application import App


def on(app: App, text: str, does: Callable[[], Awaitable[None]]) -> None:
    """Let a text be handled in another way than the bot would."""

    async def handle(_: Update, __: Any) -> None:
        await does()
        raise ApplicationHandlerStop

    app.telegram.add_handler(MessageHandler(filters.Text([text]), handle), group=-1)


class Held(asyncio.Event):
    """An answer that never comes, and knows whether it is waited for."""

    reached = False

    async def wait(self) -> Literal[True]:
        self.reached = True
        return await super().wait()


async def hangs() -> None:
    await asyncio.Event().wait()


async def hangs_for_long(app: App) -> None:
    """Hang, with little time; what comes after it has as much as a slow machine needs."""
    app.intake._limit = 60
    await hangs()


async def fails() -> None:
    raise ValueError("a person's words")


def update(number: int, text: str = "/start", chat: int = 7001) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Salma"}
    where = {"id": chat, "type": "private", "first_name": "Salma"}
    message = {"message_id": number, "date": 1, "chat": where, "from": person, "text": text}
    return {"update_id": number, "message": message}
