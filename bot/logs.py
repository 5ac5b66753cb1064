"""Logging to stderr, without the token and without what people write."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any, TextIO
from urllib.parse import quote

import structlog

_TOKEN = re.compile(r"\d+(?::|%3[Aa])[A-Za-z0-9_-]{20,}|(?<=bot)\d+(?::|%3[Aa])[^/\s'\"]+")
"""What looks like a bot's token: by its shape, or by its place in an address of the Bot API."""
_HIDDEN = "[token]"
_SHORTEST = 8
_NOISY = ("telegram", "aiohttp", "httpx", "httpcore", "asyncio", "aiosqlite", "sqlalchemy", "alembic", "psycopg")
"""Below a warning, these write whole updates, addresses with the token in them, or what is put into the database."""


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

    def __init__(self, redact: Redactor) -> None:
        super().__init__(
            foreign_pre_chain=_PREPARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0),
            ],
        )
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record)).replace("\n", " | ")


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


_PREPARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_traceback,
]


def handler(stream: TextIO, token: str) -> logging.Handler:
    """Return a handler that writes redacted lines."""
    made = logging.StreamHandler(stream)
    made.setFormatter(_Formatter(Redactor(token)))
    return made


def configure(level: str, token: str) -> None:
    """Send all logging of the process to stderr."""
    # logging's own complaint about a record that cannot be written prints its arguments as they are.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    logging.basicConfig(level=level, handlers=[handler(sys.stderr, token)], force=True)
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


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
