"""The webhook's endpoint, by requests that Telegram would and would not make."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.telegram import endpoint
from bot.telegram.application import App
from bot.telegram.webhook import Webhook
from tests.bot_api.chat import PATIENCE, Chat
from tests.bot_api.server import BotApi
from tests.telegram.conftest import SECRET, Made
from tests.telegram.handling import update
from tests.telegram.process import until

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.fixture
def app(made: Made, hook: dict[str, Any]) -> App:
    return made(**hook)


@pytest.mark.usefixtures("chat")
@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "status"),
    [
        ("POST", "/", HEADERS, b"{}", 404),
        ("POST", "/hook", HEADERS, b"{}", 404),
        ("POST", "/hook/me/", HEADERS, b"{}", 404),
        ("GET", "/hook/other", HEADERS, b"", 404),
        ("GET", "/hook/me", HEADERS, b"", 405),
        ("HEAD", "/hook/me", HEADERS, b"", 405),
        ("PUT", "/hook/me", HEADERS, b"{}", 405),
        ("POST", "/hook/me", {}, b"{}", 403),
        ("POST", "/hook/me", {"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}, b"{}", 403),
        ("POST", "/hook/me", {"X-Telegram-Bot-Api-Secret-Token": "é".encode()}, b"{}", 403),
        ("POST", "/hook/me", HEADERS, b"", 400),
        ("POST", "/hook/me", HEADERS, b"{", 400),
        ("POST", "/hook/me", HEADERS, b"\xff\xfe", 400),
        ("POST", "/hook/me", HEADERS, b"[]", 400),
        ("POST", "/hook/me", HEADERS, b'{"update_id": "1"}', 400),
        ("POST", "/hook/me", HEADERS, b"[" * 100_000, 400),
        ("POST", "/hook/me", HEADERS, b" " * (endpoint.LARGEST + 1), 413),
        ("POST", "/hook/me", {}, b" " * (endpoint.LARGEST + 1), 403),
        ("POST", "/hook/me", HEADERS, b'{"update_id": 1}', 200),
    ],
)
async def test_only_what_telegram_would_send_is_taken(
    url: str, method: str, path: str, headers: dict[str, Any], content: bytes, status: int
) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        for body in (content, _chunks(content)):
            address = url.replace("/hook/me", path)
            answer = await http.request(method, address, headers=headers, content=body if content else None)
            assert (answer.status_code, answer.content) == (status, b"")


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), 100_000):
        yield content[at : at + 100_000]


async def raw(url: str, *sent: bytes, pause: float = 0.0) -> bytes:
    """Send bytes and return all that comes until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(url).port)
    for one in sent:
        writer.write(one)
        await writer.drain()
        await asyncio.sleep(pause)
    try:
        async with asyncio.timeout(PATIENCE):
            return await reader.read()
    finally:
        writer.close()


@pytest.mark.usefixtures("chat")
async def test_what_is_not_http_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "_LINGER_SECONDS", 0.05)
    assert (await raw(url, b"\x16\x03\x01 hello\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
    assert (await raw(url, b"POST /hook/me HTTP/1.1\r\nX: ", b"x" * 40_000, pause=0.02)).startswith(b"HTTP/1.1 431 ")
    head = b"POST /hook/me HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"
    assert (await raw(url, head)).startswith(b"HTTP/1.1 400 ")


@pytest.mark.usefixtures("chat")
async def test_who_is_silent_too_long_is_hung_up_on(url: str, monkeypatch: pytest.MonkeyPatch, app: App) -> None:
    assert isinstance(app.source, Webhook)
    monkeypatch.setattr(endpoint, "_REQUEST_SECONDS", 0.0)
    _, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(url).port)
    writer.write(b"POST /hook/me HTTP/1.1\r\n")
    opened = app.source._endpoint.connections
    await until(lambda: any(one._reading for one in opened))
    app.source._endpoint._sweep()
    await until(lambda: not opened)
    writer.close()


@pytest.mark.usefixtures("chat")
async def test_requests_on_one_connection_are_answered_in_order(url: str, api: BotApi) -> None:
    Chat(api, 7001)
    api.message({"id": 7001, "type": "private"})
    secret = f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n".encode()

    def post(body: bytes, path: bytes = b"/hook/me", more: bytes = b"") -> bytes:
        return b"POST %b HTTP/1.1\r\n%b%bContent-Length: %d\r\n\r\n%b" % (path, secret, more, len(body), body)

    one, two = (json.dumps(update(number)).encode() for number in (501, 502))
    last = post(b"{", more=b"Connection: close\r\n")
    sent = post(one) + post(b"", b"/x") + post(two) + last
    answer = await raw(url, *(sent[at : at + 50] for at in range(0, len(sent), 50)))
    assert [line.split()[1] for line in answer.split(b"\r\n") if line.startswith(b"HTTP/")] == [
        b"200",
        b"404",
        b"200",
        b"400",
    ]
    assert len(api.named("sendMessage")) == 2


@pytest.mark.usefixtures("chat")
async def test_who_asks_first_is_told_to_go_on(url: str) -> None:
    head = b"POST /hook/me HTTP/1.1\r\nX-Telegram-Bot-Api-Secret-Token: %b\r\n" % SECRET.encode()
    more = b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n"
    answer = await raw(url, head + more, b"{}", pause=0.05)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 ")
