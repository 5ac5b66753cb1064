"""A visit to Telegram that changes nothing: does it answer, whose is the token, what of the webhook and the clock."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

from bot.settings import Settings

Told = tuple[str, str, Literal["ok", "note", "WRONG"], str]
"""Subject, what was found, verdict, what to do."""

_PATIENCE = 10.0
_DRIFT = 5.0
"""Seconds that a clock may be off: what Telegram tells is cut to whole ones, and came some way."""
_RECENT = 3600
_MANY = 100
_LONGEST = 200
_LARGEST = 1024 * 1024


class UnreachableError(Exception):
    """Telegram does not answer; the message says how."""


@dataclass(frozen=True)
class _Answer:
    status: int
    result: Any
    date: str
    seconds: float


class _NoRedirect(HTTPRedirectHandler):
    """Elsewhere is not where the token should go."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


def report(settings: Settings, token: str) -> list[Told]:
    """Visit and tell."""
    base = settings.api_base_url
    try:
        me = _call(base, token or "0:none", "getMe")
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
        webhook = _call(base, token, "getWebhookInfo")
    except UnreachableError as error:
        return [*found, ("webhook", f"Telegram does not say: {error}", "WRONG", "try again")]
    if not isinstance(webhook.result, dict):
        return [*found, ("webhook", f"Telegram does not say: HTTP {webhook.status}", "WRONG", "try again")]
    return [*found, *_webhook(settings, webhook.result)]


def _call(base: str, token: str, method: str) -> _Answer:
    began = time.perf_counter()
    try:
        # The address is a setting that was checked, and begins with http.
        with build_opener(_NoRedirect).open(f"{base}/bot{token}/{method}", timeout=_PATIENCE) as answer:
            status, date, body = answer.status, answer.headers.get("Date", ""), answer.read(_LARGEST)
    except HTTPError as refused:
        status, date, body = refused.code, refused.headers.get("Date", ""), b""
        refused.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        # An error's own words may hold the address, and with it the token.
        raise UnreachableError(_plain(error)) from None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = {}
    result = found.get("result") if isinstance(found, dict) else None
    return _Answer(status, result, date, time.perf_counter() - began)


def _plain(error: BaseException) -> str:
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, BaseException) else error
    match cause:
        case socket.gaierror():
            return "its name is not found"
        case ssl.SSLError():
            return "its certificate is not trusted"
        case ConnectionRefusedError():
            return "nobody listens there"
        case TimeoutError():
            return f"no answer within {_PATIENCE:.0f} s"
    return type(cause).__name__


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
