"""Settings from the environment or ``.env``, prefix ``BOT_``; a wrong one is told in one line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import UserError

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SettingsError(UserError):
    """A setting that is missing or malformed; the message names it and says what to write."""


def _api_base(url: str) -> str:
    parts = urlsplit(url)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path not in ("", "/")
        or parts.query
        or parts.username
    ):
        raise ValueError("write scheme, host and port only, for example https://api.telegram.org")
    return url.rstrip("/")


def _webhook(url: str) -> str:
    parts = urlsplit(url)
    if url and not (
        parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK))
    ):
        raise ValueError("write an https address, or http on localhost")
    return url


def _listen(address: str) -> str:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError("write host and port, for example 127.0.0.1:8443")
    return address


def _own_address(address: str, others: ValidationInfo) -> str:
    """Write a bare port as one on loopback; the webhook's port is open to the world, this must not be it."""
    if not address:
        return ""
    try:
        address = _listen(address if ":" in address else f"127.0.0.1:{address}")
    except ValueError:
        raise ValueError("write a port, or host and port, for example 127.0.0.1:9464") from None
    taken = str(others.data.get("webhook_listen", "")) if others.data.get("webhook_url") else ""
    if taken.rpartition(":")[2] == address.rpartition(":")[2] != "0":
        raise ValueError("write another port than that of BOT_WEBHOOK_LISTEN")
    return address


def _secret(secret: SecretStr | None) -> SecretStr | None:
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("write 1 to 256 letters, digits, _ and -")
    return secret


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write a name of the IANA time zone database, for example Africa/Casablanca") from None
    return name


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        raise ValueError("write the path of a folder that exists")
    return path


def _database(url: SecretStr) -> SecretStr:
    """Take the address of a database; the driver may be left out."""
    kind, found, rest = url.get_secret_value().strip().partition("://")
    driver = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
    kind = driver.get(kind, kind)
    if not found or kind not in driver.values() or (kind.startswith("sqlite") and rest in ("", "/", "/:memory:")):
        raise ValueError("write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return SecretStr(f"{kind}://{rest}")


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "raqam" / "charts"


class Settings(BaseSettings):
    """All settings; other programs' keys are ignored."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_", env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    token: SecretStr | None = None
    """Telegram's token, from @BotFather."""
    api_base_url: Annotated[str, AfterValidator(_api_base)] = "https://api.telegram.org"
    """Telegram's API, a local Bot API server or a test server: scheme, host and port."""
    webhook_url: Annotated[str, AfterValidator(_webhook)] = ""
    """Where Telegram reaches the bot; empty means long polling."""
    webhook_listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8443"
    """Host and port on which the webhook is served, in plain HTTP: encryption is the proxy's in front of it."""
    webhook_secret: Annotated[SecretStr | None, AfterValidator(_secret)] = None
    """What Telegram proves itself with; without one, it is derived from the token."""
    operations_listen: Annotated[str, AfterValidator(_own_address)] = ""
    """Where ``/healthz``, ``/readyz`` and ``/metrics`` are served; empty for nowhere."""
    database_url: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("sqlite+aiosqlite:///raqam.sqlite3")
    """Where everything is kept: an SQLite file, or PostgreSQL for several processes side by side."""
    collect_unanswered: bool = False
    """Whether questions without an answer are kept, without ids, to improve the bot."""
    knowledge_dir: Annotated[Path | None, AfterValidator(_folder)] = None
    """Another knowledge folder than the packaged one."""
    knowledge_watch_seconds: Annotated[float, Field(ge=0, le=86_400)] = 2
    """How often to look whether the knowledge was edited; 0 for never: then only SIGHUP has it read again."""
    charts_dir: Path = Field(default_factory=_cache)
    """Where drawn charts are kept, to be drawn once."""
    storage_chat_id: int | None = None
    """A chat of the operator's where charts are uploaded beforehand, so that inline mode can offer them."""
    briefings_late_minutes: Annotated[int, Field(ge=0, le=10_080)] = 180
    """How late a briefing may still be sent that was missed while the bot was down."""
    timezone: Annotated[str, AfterValidator(_timezone)] = "Africa/Casablanca"
    messages_per_second: Annotated[float, Field(ge=0)] = 30
    """Towards Telegram; 0 for no limit."""
    questions_per_minute: Annotated[int, Field(ge=0)] = 60
    """From one person; 0 for no limit."""
    messages_per_second_chat: Annotated[float, Field(ge=0)] = 1
    """To one private chat, a short burst aside; 0 for no limit."""
    messages_per_minute_group: Annotated[float, Field(ge=0)] = 20
    """To one group; 0 for no limit."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "console", "json"] = "auto"
    """JSON for programs, lines for people; by itself, lines on a terminal and JSON elsewhere."""


def read() -> Settings:
    """Read the settings; ``SettingsError`` is one line."""
    try:
        return Settings()
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise SettingsError(
            "; ".join(f"BOT_{str(one['loc'][0]).upper()}: {_plain(one['msg'])}" for one in found)
        ) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(".env cannot be read; save it as UTF-8 text") from None


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")
