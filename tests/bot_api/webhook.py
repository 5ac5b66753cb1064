"""Deliveries by webhook, as Telegram makes them: in order within a chat, again until they are answered 200."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

Update = dict[str, Any]
_SECRET = "X-Telegram-Bot-Api-Secret-Token"
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5)


@dataclass
class Webhook:
    """Delivers updates to one address; a call in the response is made at once."""

    fields: dict[str, Any]
    """What ``setWebhook`` was called with."""
    delivered: Callable[[Update], Awaitable[None]]
    call: Callable[[dict[str, Any]], Awaitable[None]]
    answers: list[int] = field(default_factory=list)
    """The statuses that deliveries were answered with; 0 is a connection that failed."""
    _queues: dict[Any, list[Update]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _client: httpx.AsyncClient | None = None

    def deliver(self, update: Update) -> None:
        """Deliver an update after the earlier ones of its chat."""
        key = _chat(update) or update["update_id"]
        if key in self._queues:
            self._queues[key].append(update)
            return
        self._queues[key] = [update]
        task = asyncio.create_task(self._work(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop delivering."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def _work(self, key: Any) -> None:
        while self._queues[key]:
            await self._one(self._queues[key][0])
            self._queues[key].pop(0)
        del self._queues[key]

    async def _one(self, update: Update) -> None:
        attempt = 0
        while (answer := await self.post(update)) is None or answer.status_code != 200:
            await asyncio.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
            attempt += 1
        if answer.content:
            await self.call(json.loads(answer.content))
        await self.delivered(update)

    async def post(self, update: Update) -> httpx.Response | None:
        """Make one attempt."""
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, timeout=60, limits=httpx.Limits(max_connections=100))
        headers = {_SECRET: self.fields["secret_token"]} if "secret_token" in self.fields else {}
        try:
            answer = await self._client.post(self.fields["url"], json=update, headers=headers)
        except httpx.TransportError:
            self.answers.append(0)
            return None
        self.answers.append(answer.status_code)
        return answer


def _chat(update: Update) -> Any:
    content = next((value for value in update.values() if isinstance(value, dict)), {})
    message = content.get("message") if isinstance(content.get("message"), dict) else content
    return (message.get("chat") or {}).get("id") if message else None
