"""The webhook's endpoint: any bytes, whole and in pieces, are answered alike, and only what may pass is handed on."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.telegram.endpoint import LARGEST, Answer, Connection, Endpoint

PATH, SECRET = "/hook/me", "a-secret_A1"


class _Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()
        self.closed = False

    def write(self, data: Any) -> None:
        assert not self.closed, "written after the connection was closed"
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        """The bytes are fed by hand."""

    def resume_reading(self) -> None:
        """Likewise."""


def one(data: bytes) -> None:
    """Feed bytes whole, then in pieces whose size the first byte tells."""
    piece = (data[0] % 16 if data else 0) + 1
    whole = asyncio.run(_fed(data, max(len(data), 1)))
    assert asyncio.run(_fed(data, piece)) == whole, "pieces are answered otherwise than the whole"


async def _fed(data: bytes, piece: int) -> tuple[bytes, list[bytes]]:
    taken: list[bytes] = []

    def receive(body: bytes, answer: Answer) -> None:
        assert len(body) <= LARGEST
        taken.append(body)
        answer(200, b"")

    endpoint = Endpoint(PATH, SECRET, receive)
    connection, wire = Connection(endpoint), _Wire()
    connection.connection_made(wire)
    for start in range(0, len(data), piece):
        if wire.closed:
            break
        connection.data_received(data[start : start + piece])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    for _ in range(8):
        await asyncio.sleep(0)
    if taken:
        assert SECRET.encode() in data, "taken without the secret"
        assert PATH.encode() in data, "taken on another path"
    answers = bytes(wire.written)
    assert answers == b"" or answers.startswith(b"HTTP/1.1 ")
    connection.connection_lost(None)
    assert not endpoint.connections
    return answers, taken


_HEAD = b"Host: x\r\nX-Telegram-Bot-Api-Secret-Token: a-secret_A1\r\n"
SEEDS = (
    b"POST /hook/me HTTP/1.1\r\n" + _HEAD + b"Content-Length: 2\r\n\r\n{}",
    b"POST /hook/me HTTP/1.1\r\n" + _HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    2 * (b"POST /hook/me?a HTTP/1.1\r\n" + _HEAD + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n[]"),
    b"GET / HTTP/1.0\r\n\r\n",
)
