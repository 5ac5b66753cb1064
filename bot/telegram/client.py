"""HTTP towards Telegram: connections kept alive, nothing of a call ever logged."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram import slot
from bot.telegram.metrics import kind_of

_READ = 30.0
_CONNECT = 5.0
_WAIT = 15.0
_JSON = {"Content-Type": "application/json"}
_TRUE = b'{"ok":true,"result":true}'
_UNSET: Any = BaseRequest.DEFAULT_NONE
Watch = Callable[[str, str, float], None]
"""Hears of each call: its method, ``ok`` or the kind of error, and how many seconds it took."""


class Unreached(NetworkError):  # noqa: N818 - it says what happened, as its siblings in the library do
    """No connection came about: what was to be sent was certainly not."""


class Client(BaseRequest):
    """python-telegram-bot's request, by aiohttp; one serves calls and polling."""

    def __init__(self, base: str, connections: int = 256, watch: Watch = lambda *_: None) -> None:
        self.revoked = asyncio.Event()
        """Set when Telegram says that it does not know the token."""
        self._base = base
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proxy: str | None = None
        self._watch = watch
        self._late: set[asyncio.Task[object]] = set()

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may keep silent."""
        return _READ

    async def initialize(self) -> None:
        """Prepare; the first call opens a connection."""
        if self._session is not None:
            return
        self._proxy = proxy(self._base)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=_timeout(_READ),
            headers={"User-Agent": self.USER_AGENT},
        )

    async def shutdown(self) -> None:
        """Close all connections, once the calls that came late are made."""
        if self._late:
            await asyncio.wait(self._late, timeout=1)
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's interface
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _UNSET,
        write_timeout: Any = _UNSET,  # noqa: ARG002 - reading and connecting are what takes long
        connect_timeout: Any = _UNSET,  # noqa: ARG002
        pool_timeout: Any = _UNSET,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Make a call, or leave it to the response to the update that is being handled."""
        timeout = _timeout(read_timeout) if isinstance(read_timeout, int | float) else None
        if request_data is None:
            return await self._exchange(method, url, None, timeout)
        if request_data.contains_files:
            return await self._exchange(method, url, _form(request_data), timeout)
        fields = request_data.parameters
        name = url.rpartition("/")[2]
        if name in slot.METHODS:
            room = slot.current.get()
            held = json.dumps({"method": name, **fields}).encode()
            if room is not None and room.put(held, self._later(url, fields)):
                return 200, _TRUE
        return await self._exchange(method, url, json.dumps(fields).encode(), timeout)

    async def updates(self, url: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
        """Fetch updates as they are: one that python-telegram-bot cannot read must not hide the others."""
        wait = float(fields.get("timeout", 0))
        code, payload = await self._exchange("POST", url, json.dumps(fields).encode(), _timeout(_READ + wait))
        answer = self.parse_json_payload(payload)
        if code == 200 and isinstance(answer, dict) and isinstance(answer.get("result"), list):
            return list(answer["result"])
        raise _error(code, answer if isinstance(answer, dict) else {})

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer; the library's own way logs what it cannot read, and stumbles over what is no object."""
        try:
            found = json.loads(payload)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise NetworkError("Invalid server response")
        return found

    async def _exchange(
        self, method: str, url: str, body: bytes | aiohttp.FormData | None, patience: aiohttp.ClientTimeout | None
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("not connected")
        name, began, outcome = url.rpartition("/")[2], time.perf_counter(), "network"
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=_JSON if isinstance(body, bytes) else None,
                proxy=self._proxy,
                timeout=patience or self._session.timeout,
                allow_redirects=False,
            ) as answer:
                payload = await answer.read()
            outcome = kind_of(answer.status)
        except TimeoutError:
            outcome = "timeout"
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # The error's own words may hold the address, and with it the token.
            raise NetworkError(type(error).__name__) from None
        except asyncio.CancelledError:
            outcome = "cancelled"
            raise
        finally:
            self._watch(name, outcome, time.perf_counter() - began)
        if answer.status == 401:
            self.revoked.set()
        return answer.status, payload

    def _later(self, url: str, fields: dict[str, Any]) -> Callable[[], None]:
        def send() -> None:
            call = self._exchange("POST", url, json.dumps(fields).encode(), None)
            task = asyncio.ensure_future(asyncio.wait_for(_quietly(call), _WAIT))
            self._late.add(task)
            task.add_done_callback(self._late.discard)

        return send


async def _quietly(call: Any) -> None:
    try:
        await call
    except TelegramError:
        return


def _timeout(read: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=_WAIT, sock_connect=_CONNECT, sock_read=read)


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _error(code: int, answer: dict[str, Any]) -> TelegramError:
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if seconds:
        return RetryAfter(seconds)
    if code in (401, 404):
        return InvalidToken(f"HTTP {code}")
    return Conflict(str(answer.get("description", ""))) if code == 409 else NetworkError(f"HTTP {code}")


def proxy(base: str) -> str | None:
    """Find the proxy that the environment names for an address, once: aiohttp would look for each call."""
    parts = urlsplit(base)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    found = getproxies()
    return found.get(parts.scheme) or found.get("all")
