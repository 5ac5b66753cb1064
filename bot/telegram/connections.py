"""HTTP/1.1 connections to one server, kept alive, over TLS and through a proxy where there is one.

A general client costs more time for each call than everything else that an answer takes, and a few megabytes; what
Telegram needs is short.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections import deque
from urllib.parse import SplitResult, unquote, urlsplit

import httptools

_CONNECT_SECONDS = 5.0
_EACH_SECONDS = 1.5
"""An address that does not answer for so long is passed over; the last one gets all that is left."""
_IDLE_SECONDS = 30.0
"""Servers drop idle connections sooner or later; one that is not used for so long is not used again."""
_QUEUE_SECONDS = 15.0
_LARGEST = 64 * 1024 * 1024
_PORTS = {"http": 80, "https": 443}
UNSENT = "no connection came about: nothing was sent"
"""Stands in the notes of such an error."""


class DisconnectedError(ConnectionError):
    """The connection ended before the answer did, or the answer makes no sense."""


class Connection(asyncio.Protocol):
    """One connection: a request at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._timer: asyncio.TimerHandle | None = None
        """Stays from one request to the next, as long as it does not ring too late: hardly any lasts so long."""
        self._rings = 0.0
        self._parts: list[bytes] = []
        self._size = 0
        self._heard = self._patience = 0.0
        self._tunnel = False
        self.reusable = False
        self.since = 0.0
        """When it was last used."""

    async def exchange(self, request: bytes, patience: float, *, tunnel: bool = False) -> tuple[int, bytes]:
        """Send a request and return status and body; ``TimeoutError`` where nothing is heard for so long."""
        if self._transport is None or self._transport.is_closing():
            raise DisconnectedError("closed")
        self.reusable, self._tunnel = False, tunnel
        answer: asyncio.Future[tuple[int, bytes]] = self._loop.create_future()
        self._answer = answer
        self._heard, self._patience = self._loop.time(), patience
        if self._timer is None or self._rings > self._heard + patience:
            self._ring(self._heard + patience)
        try:
            self._transport.write(request)
            return await answer
        finally:
            self._answer = None
            if not self.reusable:
                self.close()

    async def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Go on encrypted, once a proxy has opened the way."""
        if self._transport is None:
            raise DisconnectedError("closed")
        made = await self._loop.start_tls(
            self._transport, self, context, server_hostname=host, ssl_handshake_timeout=_CONNECT_SECONDS
        )
        self._transport = made
        self._parser = httptools.HttpResponseParser(self)

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def open(self) -> bool:
        """Whether a request can still be sent."""
        return self._transport is not None and not self._transport.is_closing()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = transport  # type: ignore[assignment] # a stream's

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's interface
        """Tell whoever waits; a body without a length ends here."""
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
        self._fail(DisconnectedError("closed by the server"))

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        self._heard = self._loop.time()
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(DisconnectedError("not an HTTP answer"))
            self.close()

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin an answer."""
        self._parts, self._size = [], 0

    def on_headers_complete(self) -> None:
        """Take the answer of a proxy, which has no body where it opens the way."""
        if self._tunnel and self._parser.get_status_code() == 200:
            self._finish(keep=True)

    def on_body(self, body: bytes) -> None:
        """Collect the body."""
        self._size += len(body)
        if self._size > _LARGEST:
            self._fail(DisconnectedError("too long an answer"))
            self.close()
        else:
            self._parts.append(body)

    def on_message_complete(self) -> None:
        """Hand the answer over."""
        self._finish(keep=self._parser.should_keep_alive())

    def _finish(self, *, keep: bool) -> None:
        if self._answer is not None and not self._answer.done():
            self.reusable, self.since = keep, self._heard
            self._answer.set_result((self._parser.get_status_code(), b"".join(self._parts)))
        else:
            self.close()  # an answer that nobody asked for

    def _ring(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings, self._timer = moment, self._loop.call_at(moment, self._silent)

    def _silent(self) -> None:
        self._timer = None
        until = self._heard + self._patience
        if self._answer is None:
            return
        if until <= self._loop.time():
            self._fail(TimeoutError())
        else:
            self._ring(until)

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


class Connections:
    """Connections to the server at one address."""

    def __init__(self, base: str, proxy: str = "", most: int = 256) -> None:
        self._to = urlsplit(base)
        self._proxy = urlsplit(proxy) if proxy else None
        self._most = asyncio.Semaphore(most)
        self._idle: deque[Connection] = deque()
        self._used: set[Connection] = set()
        self._tls: ssl.SSLContext | None = None
        self._closed = False
        tunnelled = self._proxy is not None and self._to.scheme == "https"
        plain = self._proxy is not None and not tunnelled
        self._before = f"{self._to.scheme}://{self._to.netloc}".encode() if plain else b""
        """What stands before the path: a proxy that is asked in plain HTTP wants the whole address."""
        more = f"Host: {self._to.netloc.rpartition('@')[2]}\r\nUser-Agent: raqam\r\nAccept: */*\r\n"
        if plain and self._proxy is not None:
            more += _authorization(self._proxy)
        self._head = more.encode()

    async def request(self, method: str, path: str, kind: str, body: bytes, patience: float) -> tuple[int, bytes]:
        """Make a request and return status and body; ``kind`` is the body's type."""
        head = b"%s %s%s HTTP/1.1\r\n%s" % (method.encode(), self._before, path.encode(), self._head)
        if method == "POST":
            head += b"Content-Type: %s\r\nContent-Length: %d\r\n" % (kind.encode(), len(body))
        if self._most.locked():
            async with asyncio.timeout(_QUEUE_SECONDS):
                await self._most.acquire()
        else:
            await self._most.acquire()
        try:
            connection = self._kept() or await self._opened()
            self._used.add(connection)
            try:
                found = await connection.exchange(head + b"\r\n" + body, patience)
            finally:
                self._used.discard(connection)
            if connection.reusable and not self._closed:
                self._idle.append(connection)
            return found
        finally:
            self._most.release()

    def close(self) -> None:
        """Close all connections, and open no more."""
        self._closed = True
        for connection in (*self._idle, *self._used):
            connection.close()
        self._idle.clear()

    def _kept(self) -> Connection | None:
        """Return the connection that was used last: the others may idle until they are closed."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            if now - self._idle[0].since > _IDLE_SECONDS or not self._idle[0].open:
                self._idle.popleft().close()
                continue
            connection = self._idle.pop()
            if connection.open:
                return connection
        return None

    async def _opened(self) -> Connection:
        try:
            return await self._new()
        except (OSError, TimeoutError) as error:
            error.add_note(UNSENT)
            raise

    async def _new(self) -> Connection:
        if self._closed:
            raise DisconnectedError("closed")
        async with asyncio.timeout(_CONNECT_SECONDS):
            if self._proxy is None:
                return await self._connected(self._to, encrypted=self._to.scheme == "https")
            connection = await self._connected(self._proxy, encrypted=self._proxy.scheme == "https")
            if self._to.scheme == "https":
                await self._tunnelled(connection, self._proxy)
            return connection

    async def _connected(self, to: SplitResult, *, encrypted: bool) -> Connection:
        loop, host = asyncio.get_running_loop(), to.hostname or ""
        port = to.port or _PORTS.get(to.scheme, 443)
        found = await loop.getaddrinfo(host, port, type=1)
        for place, (family, *_, address) in enumerate(found):
            last = place == len(found) - 1
            try:
                async with asyncio.timeout(None if last else _EACH_SECONDS):
                    _, made = await loop.create_connection(
                        lambda: Connection(loop),
                        str(address[0]),
                        port,
                        family=family,
                        ssl=self._context() if encrypted else None,
                        server_hostname=host if encrypted else None,
                    )
            except (OSError, TimeoutError):
                if last:
                    raise
            else:
                return made
        raise DisconnectedError("no address")

    async def _tunnelled(self, connection: Connection, proxy: SplitResult) -> None:
        where = f"{self._to.hostname}:{self._to.port or 443}"
        request = f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n{_authorization(proxy)}\r\n"
        status, _ = await connection.exchange(request.encode(), _CONNECT_SECONDS, tunnel=True)
        if status != 200:
            connection.close()
            raise DisconnectedError("refused by the proxy")
        await connection.secure(self._context(), self._to.hostname or "")

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls


def _authorization(proxy: SplitResult) -> str:
    if proxy.username is None:
        return ""
    given = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return f"Proxy-Authorization: Basic {b64encode(given.encode()).decode()}\r\n"
