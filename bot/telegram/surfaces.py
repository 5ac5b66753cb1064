"""All surfaces of the bot, registered on its application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes

from bot import logs
from bot.storage.gallery import Gallery
from bot.storage.store import Store
from bot.telegram.buttons import Buttons
from bot.telegram.courier import Courier
from bot.telegram.departures import Departures
from bot.telegram.editions import Editions
from bot.telegram.exhibition import Exhibition
from bot.telegram.groups import Groups
from bot.telegram.guest import Guests
from bot.telegram.inline import Inline
from bot.telegram.limits import Limits
from bot.telegram.menus import Menus
from bot.telegram.metrics import Metrics
from bot.telegram.pictures import Pictures
from bot.telegram.private import PrivateChats
from bot.telegram.sending import Sender
from bot.telegram.service import Service

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
    Update.MY_CHAT_MEMBER,
)
"""The types of updates that are handled; Telegram need not send others."""

_log = logs.get(__name__)


def register(  # noqa: PLR0913, PLR0917 - the parts that surfaces share
    application: Application[Any, Any, Any, Any, Any, Any],
    editions: Editions,
    today: Callable[[], date],
    gallery: Gallery,
    store: Store,
    metrics: Metrics,
    courier: Courier,
    questions_a_minute: int = 0,
    storage_chat: int | None = None,
) -> Service:
    """Add every surface; menus are set and charts uploaded from ``post_init`` on, until ``post_stop``."""
    sender = Sender(application.bot, store.memory.move)
    service = Service(
        editions=editions,
        store=store,
        limits=Limits(questions_a_minute),
        sender=sender,
        pictures=Pictures(sender, gallery, store.uploads),
        metrics=metrics,
        courier=courier,
        today=today,
    )
    for surface in (PrivateChats, Groups, Departures, Buttons, Inline, Guests):
        surface(service).register(application)
    application.add_error_handler(_failed)
    courtesies = (Menus(service), Exhibition(service, storage_chat))
    for one in courtesies:
        editions.follow(one.renewed)

    async def begin(started: Application[Any, Any, Any, Any, Any, Any]) -> None:
        for one in courtesies:
            await one.begin(started)

    async def end(stopped: Application[Any, Any, Any, Any, Any, Any]) -> None:
        for one in courtesies:
            await one.end(stopped)

    application.post_init, application.post_stop = begin, end
    application.bot_data["service"] = service
    return service


async def _failed(_: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what no surface took care of."""
    error = context.error
    service: Service = context.application.bot_data["service"]
    service.metrics.failed()
    _log.error("update failed", error=logs.place(error) if error else "unknown")
