"""A visit to Telegram that changes nothing: does it answer, whose is the token, what of the webhook and the clock."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp

from bot.settings import Settings
from bot.telegram.client import proxy

Told = tuple[str, str, Literal["ok", "note", "WRONG"], str]
"""Subject, what was found, verdict, what to do."""

_PATIENCE = 10.0
_DRIFT = 5.0
"""Seconds that a clock may be off: what Telegram tells is cut to whole ones, and came some way."""
_RECENT = 3600
_MANY = 100
_LONGEST = 200


class UnreachableError(Exception):
    """Telegram does not answer; the message says how."""


@dataclass(frozen=True)
class _Answer:
    status: int
    result: Any
    date: str
    seconds: float


async def report(settings: Settings, token: str) -> list[Told]:
    """Visit and tell."""
    base = settings.api_base_url
    async with _session() as session:
        try:
            me = await _call(session, base, token or "0:none", "getMe")
        except UnreachableError as error:
            remedy = "check the network, a firewall or proxy (HTTPS_PROXY), and BOT_API_BASE_URL"
            return [("API", f"{base} cannot be reached: {error}", "WRONG", remedy)]
        found: list[Told] = [("API", f"{base} answers in {me.seconds:.2f} s", "ok", ""), _clock(me)]
        if not token:
            return found
        if me.status != 200:
            return [*found, _refused(me.status)]
        if not isinstance(me.result, dict):
            remedy = "check BOT_API_BASE_URL: is that a Bot API server?"
            return [*found, ("bot", "what it answers makes no sense", "WRONG", remedy)]
        found += _bot(me.result)
        try:
            webhook = await _call(session, base, token, "getWebhookInfo")
        except UnreachableError as error:
            return [*found, ("webhook", f"Telegram does not say: {error}", "WRONG", "try again")]
    if not isinstance(webhook.result, dict):
        return [*found, ("webhook", f"Telegram does not say: HTTP {webhook.status}", "WRONG", "try again")]
    return [*found, *_webhook(settings, webhook.result)]


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout) as session:
        yield session


async def _call(session: aiohttp.ClientSession, base: str, token: str, method: str) -> _Answer:
    began = time.perf_counter()
    try:
        async with session.get(f"{base}/bot{token}/{method}", proxy=proxy(base), allow_redirects=False) as answer:
            body, status, date = await answer.read(), answer.status, answer.headers.get("Date", "")
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        # An error's own words may hold the address, and with it the token.
        raise UnreachableError(_plain(error)) from None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = {}
    result = found.get("result") if isinstance(found, dict) else None
    return _Answer(status, result, date, time.perf_counter() - began)


def _plain(error: BaseException) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "its name is not found"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "its certificate is not trusted"
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return "the proxy does not let the bot through"
        case ConnectionRefusedError() | aiohttp.ClientConnectorError():
            return "nobody listens there"
        case TimeoutError():
            return f"no answer within {_PATIENCE:.0f} s"
    return type(error).__name__


def _refused(status: int) -> Told:
    if status in (401, 404):
        return (
            "bot",
            "Telegram does not know this token",
            "WRONG",
            "write the one that @BotFather shows; a revoked one is void",
        )
    return ("bot", f"Telegram answers with HTTP {status}", "WRONG", "try again later; see the status of Telegram")


def _clock(me: _Answer) -> Told:
    try:
        theirs = parsedate_to_datetime(me.date)
    except ValueError:
        return ("clock", "the API does not tell the time; nothing to compare with", "note", "")
    off = (datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds() - me.seconds / 2
    if abs(off) <= _DRIFT:
        return ("clock", "agrees with Telegram's", "ok", "")
    how = f"{abs(off):.0f} s {'ahead' if off > 0 else 'behind'}"
    return ("clock", f"is {how}; dates, limits and briefings go wrong", "WRONG", "timedatectl set-ntp true")


def _bot(me: dict[str, Any]) -> list[Told]:
    found: list[Told] = [("bot", f"@{me.get('username', '?')}", "ok", "")]
    if not me.get("supports_inline_queries"):
        found.append(("inline mode", "is off", "note", "to have it: /setinline at @BotFather"))
    if not me.get("can_join_groups", True):
        found.append(("groups", "nobody may add it to one", "note", "to allow it: /setjoingroups at @BotFather"))
    return found


def _webhook(settings: Settings, info: dict[str, Any]) -> list[Told]:
    url, waiting = str(info.get("url") or ""), int(info.get("pending_update_count") or 0)
    waits = f"; {waiting} updates wait" if waiting else ""
    if not settings.webhook_url:
        if url:
            return [
                ("webhook", f"one is set, to {_host(url)}; serve takes it away and fetches updates{waits}", "note", "")
            ]
        return [("webhook", f"none: the bot fetches its updates{waits}", "ok", "")]
    if url != settings.webhook_url:
        now = f"it goes to {_host(url)} now" if url else "none is set yet"
        return [("webhook", f"{now}; serve sets BOT_WEBHOOK_URL{waits}", "note", "")]
    found: list[Told] = [_delivered(info, waits)]
    if waiting > _MANY:
        found.append(("queue", f"{waiting} updates wait", "WRONG", "start the bot, or see in its log why it is slow"))
    return found


def _delivered(info: dict[str, Any], waits: str) -> Told:
    at = info.get("last_error_date")
    if not isinstance(at, int):
        return ("webhook", f"is set to BOT_WEBHOOK_URL; no delivery failed{waits}", "ok", "")
    ago = max(0, int(time.time()) - at)
    why = " ".join(str(info.get("last_error_message") or "no reason given").split())[:_LONGEST]
    told = f"Telegram could not deliver {_since(ago)} ago: {why}{waits}"
    if ago > _RECENT:
        return ("webhook", f"is set to BOT_WEBHOOK_URL. {told}", "note", "")
    remedy = "is the bot running, does the proxy pass the path on to BOT_WEBHOOK_LISTEN, is the certificate valid?"
    return ("webhook", told, "WRONG", remedy)


def _host(url: str) -> str:
    """Tell where an address leads without its path, which may be a secret."""
    return urlsplit(url).hostname or "somewhere"


def _since(seconds: int) -> str:
    for size, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {name}"
    return f"{seconds} s"
