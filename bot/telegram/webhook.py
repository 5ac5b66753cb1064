"""Deliveries by webhook: answered 200 once the update is handled, not before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot

from bot.settings import Settings
from bot.telegram.endpoint import Answer, Endpoint
from bot.telegram.ordering import Intake, Received
from bot.telegram.pruning import pruned
from bot.telegram.slot import Slot

_CONNECTIONS = 100
"""The most that Telegram opens."""
_MOST = 1000


class Webhook:
    """Listens, and has Telegram deliver there."""

    def __init__(self, settings: Settings, token: str, bot: Bot, intake: Intake, allowed: Sequence[str]) -> None:
        given = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        self._url = settings.webhook_url
        self._listen = settings.webhook_listen
        self._secret = given or _secret(token)
        self._bot = bot
        self._intake = intake
        self._allowed = list(allowed)
        self._endpoint = Endpoint(urlsplit(self._url).path or "/", self._secret, self._receive)

    async def start(self) -> None:
        """Listen first, so that the first delivery finds someone."""
        host, _, port = self._listen.rpartition(":")
        await self._endpoint.listen(host.strip("[]"), int(port))
        await self._bot.set_webhook(
            self._url, secret_token=self._secret, allowed_updates=self._allowed, max_connections=_CONNECTIONS
        )

    def pause(self) -> None:
        """Take nothing more; what was taken is still answered."""
        self._endpoint.stop_listening()

    async def stop(self) -> None:
        """Close; Telegram keeps what comes meanwhile and delivers it after the next start."""
        self._endpoint.close()

    def _receive(self, body: bytes, answer: Answer) -> None:
        update = _update(body)
        if update is None:
            answer(400, b"")
            return
        if len(self._intake) >= _MOST:
            answer(503, b"")
            return
        slot = Slot()

        def done(received: Received) -> None:
            answer(503 if received.cancelled() else 200, slot.take())

        self._intake.take(pruned(update), slot).add_done_callback(done)


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = found.get("update_id") if isinstance(found, dict) else None
    return found if isinstance(number, int) and not isinstance(number, bool) else None


def _secret(token: str) -> str:
    """Make a secret where none is set: the same after each start, and nothing of the token can be read from it."""
    return hmac.new(token.encode(), b"raqam webhook", hashlib.sha256).hexdigest()
