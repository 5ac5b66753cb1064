"""Telegram's side of the throughput benchmark: delivers updates and takes the answers, in as little time as it can."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httptools

SECRET = "a-benchmark"
_ANSWERED = re.compile(rb'(?:chat_id|inline_query_id|callback_query_id)"?(?:\r\n\r\n|[=:]) ?"?(\d+)')
"""Who is answered, in JSON, in a form or in its parts: each bot writes its calls in its own way."""
_TYPED = re.compile(rb"/bot[^/]+/([A-Za-z]+)")
ME = {"id": 4839574812, "is_bot": True, "first_name": "Raqam", "username": "raqam_test_bot"}

_SHOWN = {
    "text": "10.578 billion dirhams: ITO (IT outsourcing) exports, 2024 (preliminary)\nShare of the total: 40.3%\n"
    "Source: Office des Changes, via Le360 (October 2025)",
    "entities": [
        {"type": "bold", "offset": 0, "length": 22},
        {"type": "expandable_blockquote", "offset": 99, "length": 51},
    ],
    "reply_markup": {
        "inline_keyboard": [
            [{"text": "ITO: share of the total in 2024?", "callback_data": "1qen:ITO: share of the total in 2024?"}],
            [{"text": "ITO exports in H1 2025?", "callback_data": "1qen:ITO exports in H1 2025?"}],
            [{"text": "Exports in 2024?", "callback_data": "1qen:Exports in 2024?"}],
            [
                {"text": "Copy", "copy_text": {"text": "10.578 billion dirhams"}},
                {"text": "Share", "switch_inline_query": "ITO exports in 2024?"},
            ],
            [
                {"text": "👍", "callback_data": "1+en:exports.ITO.2024"},
                {"text": "👎", "callback_data": "1-en:exports.ITO.2024"},
            ],
        ]
    },
}
"""A message under which somebody taps: all of it comes with each tap."""

Answered = Callable[[int], None]
Update = tuple[int, bytes]
"""Who asks (a number that the answer names too), and the update as JSON."""


class Api(asyncio.Protocol):
    """One connection of a bot to the Bot API."""

    def __init__(self, answered: Answered) -> None:
        self._answered = answered
        self._parser = httptools.HttpRequestParser(self)
        self._url = self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._url = self._body = b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        found = _TYPED.search(self._url)
        result = self._result(found[1].decode() if found else "")
        body = b'{"ok":true,"result":' + result + b"}"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)  # type: ignore[attr-defined] # a stream's

    def _result(self, method: str) -> bytes:
        match method:
            case "getMe":
                return json.dumps(ME).encode()
            case "getWebhookInfo":
                return b'{"url":"","has_custom_certificate":false,"pending_update_count":0}'
            case "getMyCommands":
                return b"[]"
            case "getMyDescription":
                return b'{"description":""}'
            case "getMyShortDescription":
                return b'{"short_description":""}'
            case "sendMessage" | "sendRichMessage":
                person = self._told()
                return (
                    b'{"message_id":%d,"date":1760000000,"chat":{"id":%d,"type":"private","first_name":"Salma"},'
                    b'"from":{"id":4839574812,"is_bot":true,"first_name":"Raqam","username":"raqam_test_bot"},'
                    b'"text":"an answer"}' % (person, person)
                )
            case "answerInlineQuery" | "answerCallbackQuery":
                self._told()
        return b"true"

    def _told(self) -> int:
        found = _ANSWERED.search(self._body)
        person = int(found[1]) if found else 0
        self._answered(person)
        return person


class Delivery(asyncio.Protocol):
    """One of the connections on which Telegram delivers; the next update goes once this one is answered."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._parser = httptools.HttpResponseParser(self)
        self._body = b""
        self.person = 0
        self._open = 0
        """What the update on its way still lacks: its 200, its answer."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._body = b""

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() != 200:
            self._load.refused += 1
        found = _ANSWERED.search(self._body) if self._body else None
        if found:
            self._load.answered(int(found[1]))
        self.settled()

    def settled(self) -> None:
        """Note that one of two things is there; with both, deliver the next."""
        self._open -= 1
        if self._open == 0:
            self.deliver()

    def deliver(self) -> None:
        """Deliver the next update, if there is one."""
        update = self._load.next(self)
        if update is None:
            return
        self.person, body = update
        self._open = 2
        self._transport.write(self._load.head % len(body) + body)  # type: ignore[attr-defined] # a stream's

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


class Load:
    """Deliveries to one bot, so many at a time, and how long each answer took."""

    def __init__(self, port: int) -> None:
        self.head = (
            f"POST /hook HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: %d\r\n\r\n"
        ).encode()
        self._port = port
        self._connections: list[Delivery] = []
        self._waiting: dict[int, tuple[Delivery, float]] = {}
        self._updates: Iterator[Update] = iter(())
        self._until = 0.0
        self._over = asyncio.Event()
        self.times: list[float] = []
        self.refused = 0

    async def open(self, connections: int) -> None:
        """Connect."""
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            _, made = await loop.create_connection(lambda: Delivery(self), "127.0.0.1", self._port)
            self._connections.append(made)

    def close(self) -> None:
        """Close all connections."""
        for one in self._connections:
            one.close()

    def answered(self, person: int) -> None:
        """Note an answer; further calls for the same person are part of it."""
        found = self._waiting.pop(person, None)
        if found is not None:
            delivery, began = found
            self.times.append(time.perf_counter() - began)
            delivery.settled()

    def next(self, delivery: Delivery) -> Update | None:
        """Return the next update, and count its time from now."""
        now = time.perf_counter()
        update = next(self._updates, None) if now < self._until else None
        if update is None:
            if not self._waiting:
                self._over.set()
            return None
        self._waiting[update[0]] = (delivery, now)
        return update

    async def run(self, updates: Iterator[Update], seconds: float) -> tuple[float, list[float]]:
        """Deliver for so long and return answers a second and the time of each."""
        self._updates, self.times = updates, []
        self._over.clear()
        began = time.perf_counter()
        self._until = began + seconds
        for one in self._connections:
            one.deliver()
        async with asyncio.timeout(seconds + 30):
            await self._over.wait()
        return len(self.times) / (time.perf_counter() - began), self.times


def message(number: int, person: int, text: str, language: str) -> dict[str, Any]:
    """Make an update with a question in a private chat."""
    who = {"id": person, "is_bot": False, "first_name": "Salma", "language_code": language}
    chat = {"id": person, "type": "private", "first_name": "Salma"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1_760_000_000, "chat": chat, "from": who, "text": text},
    }


def inline(number: int, person: int, text: str, language: str) -> dict[str, Any]:
    """Make an update with an inline query."""
    who = {"id": person, "is_bot": False, "first_name": "Salma", "language_code": language}
    return {"update_id": number, "inline_query": {"id": str(person), "from": who, "query": text, "offset": ""}}


def tap(number: int, person: int, text: str, language: str) -> dict[str, Any]:
    """Make an update with a tap on a button that carries ``text``."""
    who = {"id": person, "is_bot": False, "first_name": "Salma", "language_code": language}
    chat = {"id": person, "type": "private", "first_name": "Salma"}
    shown = {"message_id": 5, "date": 1_760_000_000, "chat": chat, "from": ME, **_SHOWN}
    return {
        "update_id": number,
        "callback_query": {"id": str(person), "from": who, "chat_instance": "1", "data": text, "message": shown},
    }
