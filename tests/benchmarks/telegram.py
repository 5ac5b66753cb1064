"""A Telegram that is fast enough to measure a bot by: it delivers questions, counts the answers, checks no schema."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httptools

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcX"
QUESTIONS = (("ITO 2024 ?", "10,578"), ("CRM 2023 ?", "CRM"), ("BPO 2024 ?", "BPO"), ("exportations 2024 ?", "26,219"))
_ME = {"id": 4839574812, "is_bot": True, "first_name": "Raqam", "username": "raqam_test_bot"}
_AGAIN = 0.05


class Telegram:
    """Delivers updates by webhook, in order within a chat, until they are answered 200."""

    def __init__(self) -> None:
        self.url = ""
        self.hook = ""
        self.secret = ""
        self.registered = asyncio.Event()
        self.sent: Counter[int] = Counter()
        """Messages by chat."""
        self.texts: dict[int, deque[str]] = {}
        self.asked: Counter[int] = Counter()
        self.confirmed = 0
        self.refused = 0
        self._numbers = itertools.count(1)
        self._messages = itertools.count(1)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Telegram]:
        """Serve the Bot API inside the block."""
        server = await asyncio.get_running_loop().create_server(lambda: _Served(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield self
        server.close()

    def call(self, method: str, fields: dict[str, Any]) -> Any:
        """Make a call of the bot."""
        match method:
            case "getMe":
                return _ME
            case "setWebhook":
                self.hook, self.secret = fields["url"], fields.get("secret_token", "")
                self.registered.set()
            case "sendMessage" | "sendRichMessage":
                chat = int(fields["chat_id"])
                self.sent[chat] += 1
                self.texts.setdefault(chat, deque(maxlen=8)).append(json.dumps(fields)[:400])
                where = {"id": chat, "type": "private", "first_name": "S"}
                return {"message_id": next(self._messages), "date": 1, "chat": where, "text": "x"}
        return True

    async def ask(self, chat: int, text: str) -> None:
        """Deliver a question until it is confirmed."""
        self.asked[chat] += 1
        person = {"id": chat, "is_bot": False, "first_name": "Salma", "language_code": "fr"}
        message = {
            "message_id": next(self._messages),
            "date": 1_760_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "Salma"},
            "from": person,
            "text": text,
        }
        body = json.dumps({"update_id": next(self._numbers), "message": message}).encode()
        while await self._post(body) != 200:
            self.refused += 1
            await asyncio.sleep(_AGAIN)
        self.confirmed += 1

    async def _post(self, body: bytes) -> int:
        parts = urlsplit(self.hook)
        task = asyncio.current_task()
        connection = _CONNECTIONS.get(task)
        try:
            if connection is None or connection.closed:
                _, connection = await asyncio.get_running_loop().create_connection(
                    _Delivery, parts.hostname or "", parts.port or 0
                )
                _CONNECTIONS[task] = connection
            head = (
                f"POST {parts.path} HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {self.secret}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            return await connection.post(head.encode() + body)
        except OSError:
            return 0


_CONNECTIONS: dict[Any, _Delivery] = {}


class _Delivery(asyncio.Protocol):
    """One connection on which deliveries are made, one after the other."""

    def __init__(self) -> None:
        self.closed = False
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[int] | None = None
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.closed = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if not self._parser.should_keep_alive():
            self.closed = True
            self._transport.close()
        else:
            self._parser = httptools.HttpResponseParser(self)
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(status)

    async def post(self, request: bytes) -> int:
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer


class _Served(asyncio.Protocol):
    """One connection of the bot."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._transport: Any = None
        self._parser = httptools.HttpRequestParser(self)
        self._url, self._body = b"", b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._url, self._body = b"", b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        method = self._url.rpartition(b"/")[2].decode()
        fields = json.loads(self._body) if self._body else {}
        body = json.dumps({"ok": True, "result": self._telegram.call(method, fields)}).encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        )
