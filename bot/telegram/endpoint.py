"""Just enough HTTP/1.1 for Telegram's deliveries: one path, POST, a secret, small bodies."""

from __future__ import annotations

import asyncio
import hmac
from collections import deque
from collections.abc import Callable

import httptools

LARGEST = 1024 * 1024
_HEAD = 16 * 1024
_REQUEST_SECONDS = 30.0
_IDLE_SECONDS = 120.0
_LINGER_SECONDS = 1.0
_SECRET = b"x-telegram-bot-api-secret-token"
_PHRASES = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}

Answer = Callable[[int, bytes], None]
"""Answers one request, once: status and body."""


class Endpoint:
    """Serves one path; what is delivered there goes to ``receive``, with a way to answer."""

    def __init__(self, path: str, secret: str, receive: Callable[[bytes, Answer], None], most: int = 1000) -> None:
        self.receive = receive
        self.closing = False
        self.connections: set[Connection] = set()
        self._path = path.encode()
        self._secret = secret.encode()
        self._most = most
        """Connections at a time; Telegram opens at most 100."""
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.TimerHandle | None = None

    async def listen(self, host: str, port: int) -> int:
        """Begin to listen and return the port."""
        self._server = await asyncio.get_running_loop().create_server(lambda: Connection(self), host, port)
        self._sweep()
        return int(self._server.sockets[0].getsockname()[1])

    def stop_listening(self) -> None:
        """Take no further connections or requests; what is under way may still be answered."""
        self.closing = True
        if self._server is not None:
            self._server.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
        for connection in list(self.connections):
            connection.close_if_idle()

    def close(self) -> None:
        """Drop what is left."""
        self.stop_listening()
        for connection in list(self.connections):
            connection.drop()

    @property
    def full(self) -> bool:
        """Whether there are too many connections."""
        return len(self.connections) > self._most

    def judge(self, method: bytes, path: bytes, secret: bytes) -> int:
        """Return the status that a request deserves before its body is read."""
        if path.partition(b"?")[0] != self._path:
            return 404
        if method != b"POST":
            return 405
        return 200 if hmac.compare_digest(secret, self._secret) else 403

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        for connection in list(self.connections):
            connection.drop_if_stale(loop.time())
        self._sweeper = loop.call_later(5, self._sweep)


class Connection(asyncio.Protocol):
    """One connection: requests are answered one after the other, in the order in which they came."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._since = self._loop.time()
        """When the request that is being read began, or the last answer went out."""
        self._reading = False
        self._deaf = False
        """Nothing more is read: the answer that closes the connection is under way."""
        self._busy = False
        self._waiting: deque[tuple[int, bytes, bool]] = deque()
        self.on_message_begin()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, unless there are too many."""
        self._transport = transport  # type: ignore[assignment] # a stream's, by create_server
        self._endpoint.connections.add(self)
        if self._endpoint.full:
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's interface
        """Forget the connection."""
        self._transport = None
        self._endpoint.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self._deaf:
            return
        within = self._reading and not self._status
        if not self._reading:
            self._reading, self._since = True, self._loop.time()
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._refuse(400)
        if within and not self._status:
            self._head += len(data)
            if self._head > _HEAD:
                self._refuse(431)

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._path = self._secret = b""
        self._length = self._head = self._status = 0
        self._expects = False
        self._body = bytearray()

    def on_url(self, url: bytes) -> None:
        """Note the path."""
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note the headers that matter."""
        name = name.lower()
        if name == _SECRET:
            self._secret = value
        elif name == b"content-length":
            self._length = int(value)
        elif name == b"expect":
            self._expects = value.lower() == b"100-continue"

    def on_headers_complete(self) -> None:
        """Judge the request by its head."""
        self._status = self._endpoint.judge(self._parser.get_method(), self._path, self._secret)
        if self._length > LARGEST:
            self._refuse(413 if self._status == 200 else self._status)
        elif self._expects and self._status == 200 and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Collect the body, as far as it is allowed."""
        if len(self._body) + len(body) > LARGEST:
            self._refuse(413 if self._status == 200 else self._status)
        elif not self._deaf:
            self._body += body

    def on_message_complete(self) -> None:
        """Answer the request, after those before it."""
        if self._deaf:
            return
        self._reading = False
        self._waiting.append((self._status, bytes(self._body), self._parser.should_keep_alive()))
        self._next()

    # Answering

    def _refuse(self, status: int) -> None:
        if not self._deaf:
            self._deaf = True
            self._waiting.append((status, b"", False))
            self._next()

    def _next(self) -> None:
        while self._waiting and not self._busy and self._transport is not None:
            status, body, keep = self._waiting.popleft()
            if status == 200 and self._endpoint.closing:
                status, keep = 503, False
            if status != 200:
                self._write(status, b"", keep=keep)
                continue
            self._busy = True
            # Without this, one connection could pile up requests while the first is handled.
            self._transport.pause_reading()
            self._endpoint.receive(body, self._once(keep=keep))

    def _once(self, *, keep: bool) -> Answer:
        def answer(status: int, body: bytes) -> None:
            self._busy = False
            if self._transport is not None:
                self._write(status, body, keep=keep)
                if not self._waiting and self._transport is not None and not self._transport.is_closing():
                    self._transport.resume_reading()
                self._loop.call_soon(self._next)

        return answer

    def _write(self, status: int, body: bytes, *, keep: bool) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        keep = keep and not self._endpoint.closing and not (self._deaf and not self._waiting)
        more = "" if keep else "Connection: close\r\n"
        more += "Allow: POST\r\n" if status == 405 else ""
        more += "Content-Type: application/json\r\n" if body else ""
        head = f"HTTP/1.1 {status} {_PHRASES[status]}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)
        self._since = self._loop.time()
        if keep:
            return
        self._deaf = True
        self._waiting.clear()
        # Closed at once, an unread rest of the request would reset the connection before the answer is read.
        if self._reading:
            self._loop.call_later(_LINGER_SECONDS, self.drop)
        else:
            self._transport.close()

    # Closing

    def close_if_idle(self) -> None:
        """Close a connection on which nothing is due."""
        if not self._busy and not self._waiting and not self._reading and self._transport is not None:
            self._transport.close()

    def drop_if_stale(self, now: float) -> None:
        """Close a connection that is silent too long, or sends its request too slowly."""
        if not self._busy and now - self._since > (_REQUEST_SECONDS if self._reading else _IDLE_SECONDS):
            self.drop()

    def drop(self) -> None:
        """Close the connection as it is."""
        if self._transport is not None:
            self._transport.close()
