"""For whoever runs the bot: is it alive, is it ready, what does it do; at an address of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.telegram.metrics import Metrics

Probe = Callable[[], Awaitable[str]]
"""Says what is wrong with something that answers depend on, in a few words; nothing where all is well."""
_CLOSE_SECONDS = 0.5


class Operations:
    """Serves ``/healthz``, ``/readyz`` and ``/metrics``."""

    def __init__(self, address: str, metrics: Metrics) -> None:
        self._address = address
        self._metrics = metrics
        self._probes: dict[str, Probe] = {}
        self._runner: web.AppRunner | None = None
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
        served = web.Application(client_max_size=1024)
        served.router.add_get("/healthz", self._alive)
        served.router.add_get("/readyz", self._ready)
        served.router.add_get("/metrics", self._measured)
        self._runner = web.AppRunner(served, access_log=None, shutdown_timeout=_CLOSE_SECONDS)
        await self._runner.setup()
        host, _, port = self._address.rpartition(":")
        await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        self.port = int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Listen no longer."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _alive(self, _: web.Request) -> web.Response:
        """Answering at all is the answer: the loop turns."""
        return web.Response(text="alive\n")

    async def _ready(self, _: web.Request) -> web.Response:
        wrong = [self.state] if self.state != "ready" else await self._wrong()
        if wrong:
            return web.Response(status=503, text=f"not ready: {'; '.join(wrong)}\n")
        return web.Response(text="ready\n")

    async def _wrong(self) -> list[str]:
        found = {name: await probe() for name, probe in self._probes.items()}
        return [f"{name}: {why}" for name, why in found.items() if why]

    async def _measured(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics.exposition(), headers={"Content-Type": CONTENT_TYPE})


CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
