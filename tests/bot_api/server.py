"""A strict Bot API on loopback: the bot under test talks to it as it would to Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import itertools
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests import ports
from tests.bot_api import http, limits
from tests.bot_api.methods import METHODS
from tests.bot_api.refusal import Garbage, Refusal
from tests.bot_api.schema import check_type, checked
from tests.bot_api.webhook import Webhook

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcX"
_NOW = 1_760_000_000
_BOT = {
    "id": 4839574812,
    "is_bot": True,
    "first_name": "Raqam",
    "username": "raqam_test_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "supports_guest_queries": True,
}


Step = Refusal | Garbage | asyncio.Event | None


@dataclass(frozen=True)
class Call:
    method: str
    fields: dict[str, Any]
    refused: str = ""


class BotApi:
    """Keeps what Telegram keeps: updates not yet confirmed, chats, messages."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.url = ""
        self.reached = 0
        self.ahead = 0.0
        """How far its clock is ahead, in seconds."""
        self.holding = 0
        """Calls whose answers are held back."""
        self.calls: list[Call] = []
        self.chats: dict[int, dict[str, Any]] = {}
        self.sent: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.changed = asyncio.Condition()
        self.bot = _BOT
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.events: list[tuple[str, dict[str, Any]]] = []
        """What each chat showed, in order."""
        self.open: set[tuple[str, str]] = set()
        """Taps, inline queries and guest queries that wait for their answer."""
        self.answered: dict[tuple[str, str], dict[str, Any]] = {}
        self.administrators: dict[int, set[int]] = {}
        """Who rules which group."""
        self.kept: dict[tuple[str, str, str], Any] = {}
        self._updates: deque[dict[str, Any]] = deque()
        self._numbers = itertools.count(1)
        self._scripted: dict[str, deque[Step]] = defaultdict(deque)
        self._poll = 0
        self.webhook: Webhook | None = None
        self.in_responses: list[Call] = []
        """Calls that came in the response to a delivery."""
        self._allowed: list[str] = []
        self.delivers_all = False
        """Whether updates of all types are delivered: those from before a change of ``allowed_updates`` still are."""
        self._served: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def answers(self, method: str, *steps: Step) -> None:
        """Script the next calls of a method: a refusal, bytes that make no sense, ``None`` to drop the connection, an
        event to wait for (one that is never set is a timeout)."""
        self._scripted[method].extend(steps)

    def named(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def refused(self) -> list[Call]:
        return [call for call in self.calls if call.refused]

    async def receive(self, kind: str, content: dict[str, Any]) -> None:
        """Let the bot receive an update; it is held to the description as the bot's calls are."""
        # A copy: an update that is delivered again says what it said, also where its message was edited since.
        update = copy.deepcopy({"update_id": next(self._numbers), kind: content})
        check_type("Update", update)
        if self._allowed and kind not in self._allowed and not self.delivers_all:
            return
        async with self.changed:
            self._updates.append(update)
            self.changed.notify_all()
        if self.webhook is not None and self._server is not None:
            self.webhook.deliver(update)

    @property
    def pending(self) -> int:
        """How many updates Telegram would still deliver."""
        return len(self._updates)

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """The updates that Telegram would still deliver."""
        return list(self._updates)

    def message(self, chat: dict[str, Any], **fields: Any) -> dict[str, Any]:
        self.chats[chat["id"]] = chat
        message = {"message_id": next(self._numbers), "date": _NOW, "chat": chat, **fields}
        self.messages[chat["id"], message["message_id"]] = message
        return message

    # The methods that need state; any other well-formed call is answered ``true``.

    async def _get_me(self, _: dict[str, Any]) -> Any:
        return _BOT

    async def _get_updates(self, fields: dict[str, Any]) -> Any:
        if self.webhook is not None:
            why = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise Refusal(409, f"Conflict: {why}")
        self._allowed = fields.get("allowed_updates", self._allowed)
        self._poll += 1
        poll, offset = self._poll, fields.get("offset", 0)
        async with self.changed:
            # A newer poll ends an older one, whose other side is gone.
            self.changed.notify_all()
            while self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(fields.get("timeout", 0)):
                    await self.changed.wait_for(lambda: self._updates or poll != self._poll)
            if poll != self._poll:
                raise Refusal(409, "Conflict: terminated by other getUpdates request")
            return list(itertools.islice(self._updates, fields.get("limit", 100)))

    async def _set_webhook(self, fields: dict[str, Any]) -> Any:
        await self._delete_webhook({})
        self._allowed = fields.get("allowed_updates", self._allowed)
        if fields["url"]:
            self.webhook = Webhook(fields, self._delivered, self._called)
            for update in self._updates:
                self.webhook.deliver(update)
        return True

    async def _delete_webhook(self, fields: dict[str, Any]) -> Any:
        if self.webhook is not None:
            await self.webhook.close()
        self.webhook = None
        if fields.get("drop_pending_updates"):
            self._updates.clear()
        return True

    async def _get_webhook_info(self, _: dict[str, Any]) -> Any:
        url = self.webhook.fields["url"] if self.webhook is not None else ""
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self._updates)}

    async def _delivered(self, update: dict[str, Any]) -> None:
        async with self.changed:
            self._updates.remove(update)
            self.changed.notify_all()

    async def _called(self, fields: dict[str, Any]) -> None:
        """Make a call that came in the response to a delivery; nobody hears what comes of it."""
        method = str(fields.pop("method"))
        with contextlib.suppress(Refusal):
            await self._answer(http.Request(f"/bot{self.token}/{method}", fields))
            self.in_responses.append(self.calls[-1])

    # HTTP

    async def _answer(self, request: http.Request) -> dict[str, Any]:
        self.reached += 1
        start, _, method = request.path.removeprefix("/bot").rpartition("/")
        if start != self.token:
            raise Refusal(401, "Unauthorized")
        fields = {}
        try:
            fields = checked(method, request.fields)
            limits.checked(method, fields)
            await self._script(method)
            handler = _STATEFUL.get(method)
            result = await handler(self, fields) if handler else True
        except Refusal as refusal:
            self.calls.append(Call(method, fields, refusal.description))
            raise
        self.calls.append(Call(method, fields))
        return {"ok": True, "result": result}

    async def _script(self, method: str) -> None:
        scripted = self._scripted[method]
        if not scripted:
            return
        step = scripted.popleft()
        if step is None:
            raise ConnectionResetError
        if isinstance(step, Refusal | Garbage):
            raise step
        self.holding += 1
        try:
            await step.wait()
        finally:
            self.holding -= 1

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._served.add(task)
        try:
            while request := await http.read(reader):
                body: dict[str, Any] | bytes
                try:
                    status, body = 200, await self._answer(request)
                except Refusal as refusal:
                    status, body = refusal.code, refusal.body()
                except Garbage as garbage:
                    status, body = garbage.code, garbage.body
                await http.write(writer, status, body, self.ahead)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._served.discard(task)
            writer.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[BotApi]:
        """Serve inside the block."""
        await self._listen(ports.free())
        try:
            yield self
        finally:
            await self._hang_up()
            await self._delete_webhook({})

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """Be gone inside the block: nobody listens, all connections end, nothing is delivered; updates are kept."""
        port = int(self.url.rpartition(":")[2])
        await self._hang_up()
        if self.webhook is not None:
            await self.webhook.close()
        try:
            yield
        finally:
            await self._listen(port)
            if self.webhook is not None:
                await self._set_webhook(self.webhook.fields)

    async def _listen(self, port: int) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _hang_up(self) -> None:
        server, self._server = self._server, None
        assert server is not None
        server.close()
        served = list(self._served)
        for task in served:
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)
        await server.wait_closed()


_STATEFUL = {
    "getMe": BotApi._get_me,
    "getUpdates": BotApi._get_updates,
    "setWebhook": BotApi._set_webhook,
    "deleteWebhook": BotApi._delete_webhook,
    "getWebhookInfo": BotApi._get_webhook_info,
    **METHODS,
}
