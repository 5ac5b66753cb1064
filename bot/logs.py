"""Logging to stderr, without the token, without what people write, and without telling who they are."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Literal, TextIO
from urllib.parse import quote

import structlog

_TOKEN = re.compile(r"\d+(?::|%3[Aa])[A-Za-z0-9_-]{20,}|(?<=bot)\d+(?::|%3[Aa])[^/\s'\"\\]+")
"""What looks like a bot's token: by its shape, or by its place in an address of the Bot API."""
_HIDDEN = "[token]"
_SHORTEST = 8
_NOISY = ("telegram", "aiohttp", "httpx", "httpcore", "asyncio", "aiosqlite", "sqlalchemy", "alembic", "psycopg")
"""Below a warning, these write whole updates, addresses with the token in them, or what is put into the database."""

_IDS = frozenset({"chat", "person", "user"})
"""What names a person or a chat in a line: written as a hash."""
_NUMBER = re.compile(r"(?<![\w.])-?\d{5,}(?![\d:]|%3)")
"""In the lines of libraries, any long number may be somebody's; before a colon it begins a token, which goes whole."""
_OWN = ("bot", "knowledge")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FIRST = ("timestamp", "level", "logger", "event")
Form = Literal["auto", "console", "json"]


class Pseudonyms:
    """Names people and chats so that lines about one can be told to belong together, and nobody to be who they are."""

    def __init__(self, token: str) -> None:
        self._key = hmac.new(token.encode("utf-8", "replace"), b"raqam log ids", hashlib.sha256).digest()

    def __call__(self, _: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        """Replace the ids in a line; the lines of libraries lose their long numbers."""
        for name in _IDS & event.keys():
            event[name] = self.of(event[name])
        if not event.get("_from_structlog") and str(event.get("logger", "")).partition(".")[0] not in _OWN:
            for name, value in event.items():
                if isinstance(value, str) and name not in ("timestamp", "level"):
                    event[name] = _NUMBER.sub("[number]", value)
        return event

    def of(self, number: object) -> str:
        """Return the name of one id: the same for as long as the token is."""
        return "#" + hmac.new(self._key, str(number).encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:10]


class Redactor:
    """Takes a token out of a text, whole, quoted for an address, or only its secret half."""

    def __init__(self, token: str = "") -> None:
        parts = {token, quote(token, safe=""), token.partition(":")[2]}
        self._secrets = sorted((part for part in parts if len(part) >= _SHORTEST), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text without any token."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _TOKEN.sub(_HIDDEN, text)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line: whatever a record carries (arguments, extras, reprs) is in it by then."""

    def __init__(self, token: str, form: Form) -> None:
        super().__init__(
            foreign_pre_chain=_PREPARED,
            processors=[
                Pseudonyms(token),
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _as_json if form == "json" else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0),
            ],
        )
        self._redact = Redactor(token)

    def format(self, record: logging.LogRecord) -> str:
        line = self._redact(super().format(record)).replace("\n", " | ")
        return _CONTROL.sub("\ufffd", line)  # a terminal would obey them


def _as_json(_: Any, __: str, event: structlog.typing.EventDict) -> str:
    ordered = {name: event[name] for name in _FIRST if name in event} | dict(event)
    return json.dumps(ordered, default=repr)


def place(error: BaseException) -> str:
    """Tell an error by its kind and the lines it went through; its message may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    path = " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {path}" if path else type(error).__name__


def _without_traceback(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = place(error)
    return event


_about: ContextVar[Mapping[str, object]] = ContextVar("about", default=MappingProxyType({}))
"""One variable for all that lines carry: each of structlog's own costs as much."""


def _with_what_it_is_about(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {**_about.get(), **event}


_PREPARED: list[structlog.typing.Processor] = [
    _with_what_it_is_about,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_traceback,
]


class about:  # noqa: N801 - read as a verb's: with logs.about(update=1)
    """Let every line that is written inside the block carry these."""

    def __init__(self, **values: object) -> None:
        self._values = values

    def __enter__(self) -> None:
        self._before = _about.set({**_about.get(), **self._values})

    def __exit__(self, *_: object) -> None:
        _about.reset(self._before)


def handler(stream: TextIO, token: str, form: Form = "auto") -> logging.Handler:
    """Return a handler that writes redacted lines: by default for people on a terminal, JSON for programs elsewhere."""
    made = logging.StreamHandler(stream)
    if form == "auto":
        form = "console" if stream.isatty() else "json"
    made.setFormatter(_Formatter(token, form))
    return made


def configure(level: str, token: str, form: Form = "auto") -> None:
    """Send all logging of the process to stderr."""
    # logging's own complaint about a record that cannot be written prints its arguments as they are.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    logging.basicConfig(level=level, handlers=[handler(sys.stderr, token, form)], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.getLevelName(level), logging.WARNING))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_PREPARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def detailed() -> bool:
    """Whether lines are written that only a search for an error needs: where each answer has one, to ask pays."""
    return logging.root.isEnabledFor(logging.DEBUG)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
