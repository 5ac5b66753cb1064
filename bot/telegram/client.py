"""HTTP towards Telegram: connections kept alive, nothing of a call ever logged."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram import slot
from bot.telegram.connections import Connections, UnreachedError
from bot.telegram.metrics import kind_of

_READ = 30.0
_WAIT = 15.0
_JSON = "application/json"
_TRUE = b'{"ok":true,"result":true}'
_UNSET: Any = BaseRequest.DEFAULT_NONE
Watch = Callable[[str, str, float], None]
"""Hears of each call: its method, ``ok`` or the kind of error, and how many seconds it took."""


class Unreached(NetworkError):  # noqa: N818 - it says what happened, as its siblings in the library do
    """No connection came about: what was to be sent was certainly not."""


@dataclass(frozen=True)
class Ready:
    """A call that is written already, in the place of the library's ``RequestData``."""

    body: bytes


class Client(BaseRequest):
    """python-telegram-bot's request; one serves calls and polling."""

    def __init__(self, base: str, connections: int = 256, watch: Watch = lambda *_: None) -> None:
        self.revoked = asyncio.Event()
        """Set when Telegram says that it does not know the token."""
        self._base = base
        self._most = connections
        self._connections: Connections | None = None
        self._proxy = ""
        self._watch = watch
        self._late: set[asyncio.Task[object]] = set()

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may keep silent."""
        return _READ

    async def initialize(self) -> None:
        """Prepare; the first call opens a connection."""
        if self._connections is None:
            self._proxy = _proxy(self._base)
            self._connections = Connections(self._base, self._proxy, self._most)

    async def shutdown(self) -> None:
        """Close all connections, once the calls that came late are made."""
        if self._late:
            await asyncio.wait(self._late, timeout=1)
        connections, self._connections = self._connections, None
        if connections is not None:
            connections.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's interface
        self,
        url: str,
        method: str,
        request_data: RequestData | Ready | None = None,
        read_timeout: Any = _UNSET,
        write_timeout: Any = _UNSET,  # noqa: ARG002 - reading and connecting are what takes long
        connect_timeout: Any = _UNSET,  # noqa: ARG002
        pool_timeout: Any = _UNSET,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Make a call, or leave it to the response to the update that is being handled."""
        patience = float(read_timeout) if isinstance(read_timeout, int | float) else _READ
        if request_data is None:
            return await self._exchange(method, url, _JSON, b"", patience)
        if isinstance(request_data, RequestData) and request_data.contains_files:
            kind, form = _form(request_data)
            return await self._exchange(method, url, kind, form, patience)
        body = request_data.body if isinstance(request_data, Ready) else json.dumps(request_data.parameters).encode()
        name, room = url.rpartition("/")[2], slot.current.get()
        if room is not None and name in slot.METHODS:
            held = b'{"method":"%s",%s' % (name.encode(), body[1:])
            if room.put(held, self._later(url, body)):
                return 200, _TRUE
        return await self._exchange(method, url, _JSON, body, patience)

    async def updates(self, url: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
        """Fetch updates as they are: one that python-telegram-bot cannot read must not hide the others."""
        wait = float(fields.get("timeout", 0))
        code, payload = await self._exchange("POST", url, _JSON, json.dumps(fields).encode(), _READ + wait)
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

    async def _exchange(self, method: str, url: str, kind: str, body: bytes, patience: float) -> tuple[int, bytes]:
        if self._connections is None:
            raise NetworkError("not connected")
        name, began, outcome = url.rpartition("/")[2], time.perf_counter(), "network"
        path = url.removeprefix(self._base)
        try:
            status, payload = await self._connections.request(method, path, kind, body, patience)
            outcome = kind_of(status)
        except UnreachedError as error:
            raise Unreached(str(error)) from None
        except TimeoutError:
            outcome = "timeout"
            raise TimedOut from None
        except (OSError, ValueError) as error:
            # The error's own words may hold the address, and with it the token.
            raise NetworkError(type(error).__name__) from None
        except asyncio.CancelledError:
            outcome = "cancelled"
            raise
        finally:
            self._watch(name, outcome, time.perf_counter() - began)
        if status == 401:
            self.revoked.set()
        return status, payload

    def _later(self, url: str, body: bytes) -> Callable[[], None]:
        def send() -> None:
            call = self._exchange("POST", url, _JSON, body, _READ)
            task = asyncio.ensure_future(asyncio.wait_for(_quietly(call), _WAIT))
            self._late.add(task)
            task.add_done_callback(self._late.discard)

        return send


async def _quietly(call: Any) -> None:
    try:
        await call
    except TelegramError:
        return


def _form(data: RequestData) -> tuple[str, bytes]:
    """Write a call with files in parts, and return the type that names what stands between them."""
    boundary = secrets.token_hex(16)
    parts: list[bytes] = []
    for name, value in data.json_parameters.items():
        said = f'Content-Disposition: form-data; name="{name}"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        parts += [said.encode(), value.encode()]
    for name, (filename, content, kind) in data.multipart_data.items():
        said = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'
        parts += [said.encode(), content if isinstance(content, bytes) else content.read()]
    start = f"--{boundary}\r\n".encode()
    whole = b"".join(start + head + body + b"\r\n" for head, body in zip(parts[::2], parts[1::2], strict=True))
    return f"multipart/form-data; boundary={boundary}", whole + f"--{boundary}--\r\n".encode()


def _error(code: int, answer: dict[str, Any]) -> TelegramError:
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if seconds:
        return RetryAfter(seconds)
    if code in (401, 404):
        return InvalidToken(f"HTTP {code}")
    return Conflict(str(answer.get("description", ""))) if code == 409 else NetworkError(f"HTTP {code}")


def _proxy(base: str) -> str:
    """Find the proxy that the environment names for an address, once."""
    parts = urlsplit(base)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return ""
    found = getproxies()
    return found.get(parts.scheme) or found.get("all") or ""
