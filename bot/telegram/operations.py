"""For whoever runs the bot: is it alive, is it ready, what does it do; at an address of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.telegram.metrics import Metrics

Probe = Callable[[], Awaitable[str]]
"""Says what is wrong with something that answers depend on, in a few words; nothing where all is well."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = 5.0
"""A request that takes longer to arrive is dropped."""
_HEAD = 8 * 1024
_PHRASES = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


class Operations:
    """Serves ``/healthz``, ``/readyz`` and ``/metrics``: one request a connection, no body, nothing else."""

    def __init__(self, address: str, metrics: Metrics) -> None:
        self._address = address
        self._metrics = metrics
        self._probes: dict[str, Probe] = {}
        self._server: asyncio.Server | None = None
        self._paths = {b"/healthz": self._alive, b"/readyz": self._ready, b"/metrics": self._measured}
        self.state = "starting"
        """``ready``, or why not."""
        self.port = 0

    def probe(self, name: str, probe: Probe) -> None:
        """Ask this too before the bot is called ready."""
        self._probes[name] = probe

    async def open(self) -> None:
        """Listen, where there is an address."""
        if not self._address:
            return
        host, _, port = self._address.rpartition(":")
        self._server = await asyncio.start_server(self._connected, host.strip("[]"), int(port), limit=_HEAD)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Listen no longer."""
        if self._server is not None:
            self._server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                status, body = await self._answer(await reader.readuntil(b"\r\n\r\n"))
                head = f"HTTP/1.1 {status} {_PHRASES[status]}\r\nContent-Type: {CONTENT_TYPE}\r\n"
                writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked is gone, too slow, or asks for too much
        finally:
            writer.close()

    async def _answer(self, head: bytes) -> tuple[int, bytes]:
        method, _, rest = head.partition(b" ")
        path, _, version = rest.partition(b"\r\n")[0].rpartition(b" ")
        if not version.startswith(b"HTTP/1."):
            return 400, b""
        does = self._paths.get(path.partition(b"?")[0])
        if does is None:
            return 404, b""
        return await does() if method == b"GET" else (405, b"")

    async def _alive(self) -> tuple[int, bytes]:
        """Answering at all is the answer: the loop turns."""
        return 200, b"alive\n"

    async def _ready(self) -> tuple[int, bytes]:
        wrong = [self.state] if self.state != "ready" else await self._wrong()
        return (503, f"not ready: {'; '.join(wrong)}\n".encode()) if wrong else (200, b"ready\n")

    async def _wrong(self) -> list[str]:
        found = {name: await probe() for name, probe in self._probes.items()}
        return [f"{name}: {why}" for name, why in found.items() if why]

    async def _measured(self) -> tuple[int, bytes]:
        return 200, self._metrics.exposition()
