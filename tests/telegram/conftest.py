from __future__ import annotations

import io
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot import logs
from bot.assistant import Assistant, Conversation
from bot.settings import Settings
from bot.storage.gallery import Gallery
from bot.telegram.application import App, build, running
from bot.telegram.service import Service
from bot.wording.reply import Status
from tests import ports
from tests.bot_api.chat import Chat
from tests.bot_api.room import SALMA, Room
from tests.bot_api.server import TOKEN, BotApi, Call
from tests.databases import copied
from tests.evaluation import TODAY

SECRET = "a-secret_A1"
Made = Callable[..., App]
"""Puts the bot together with settings; it talks to the test server."""


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail on any other use of the network."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        assert not isinstance(address, tuple) or address[0] in ("127.0.0.1", "::1"), f"network use: {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    return Assistant.open()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi().running() as served:
        yield served


def settings(api: BotApi, **others: Any) -> Settings:
    # Chats that are tested for what they show need not wait as Telegram would have them.
    unhurried: dict[str, Any] = {"messages_per_second_chat": 0, "messages_per_minute_group": 0}
    return Settings(_env_file=None, token=SecretStr(TOKEN), api_base_url=api.url, **{**unhurried, **others})


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep drawn charts and the database where nobody else finds them; a process started there uses the same."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setenv("BOT_DATABASE_URL", copied(migrated, tmp_path / "raqam.sqlite3"))


@pytest.fixture(scope="session")
def painter() -> Iterator[Executor]:
    """A thread that draws: a process of its own, as the bot has one, loads for seconds."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture
def drawn_here(painter: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw charts in this process."""
    monkeypatch.setattr(Gallery, "_started", lambda _: painter)


@pytest.fixture(scope="session")
def unclear(assistant: Assistant) -> str:
    """Find a message that is asked back about: which ones are is reading's affair, and changes."""
    folder = Path(__file__).parents[1] / "questions"
    lines = (folder / "out-of-scope.jsonl").read_text("utf-8").splitlines()
    messages = [str(json.loads(line).get("text") or json.loads(line)["turns"][-1]) for line in lines if line.strip()]
    for text in ("combien pour le truc en 2024 ?", *messages):
        if assistant.reply(text, Conversation(), TODAY)[0].status is Status.CLARIFY:
            return text
    raise AssertionError("no question is asked back about")


def service(app: App) -> Service:
    """Return what the surfaces of a bot share."""
    found = app.telegram.bot_data["service"]
    assert isinstance(found, Service)
    return found


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Log as ``raqam serve`` does at DEBUG, into a text."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    logs.configure("DEBUG", TOKEN)
    root.handlers = [logs.handler(stream, TOKEN, "console")]
    try:
        yield stream
    finally:
        root.handlers, level = before
        root.setLevel(level)
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Log as ``raqam serve`` does at DEBUG, into a text."""
    with logged() as stream:
        yield stream


def malformed(api: BotApi) -> list[Call]:
    """Return the calls that a correct bot never makes; what was scripted, or changed meanwhile, is no fault of it."""
    fair = (
        "never happened before",
        "not modified",
        "to edit not found",
        "not enough rights",
        "upgraded to a supergroup",
    )
    refused = [call for call in api.refused if call.refused.startswith("Bad Request")]
    return [call for call in refused if not any(reason in call.refused for reason in fair)]


@pytest.fixture
async def live(api: BotApi, app: App) -> AsyncIterator[BotApi]:
    """Run the bot; at the end, no call of it was malformed."""
    async with running(app):
        yield api
    assert not malformed(api)


@pytest.fixture
def private(live: BotApi) -> Room:
    """Open Salma's private chat with the running bot."""
    return Room(live, SALMA.number, "private")


@pytest.fixture
def group(live: BotApi) -> Room:
    """Open a group that the running bot is in."""
    return Room(live)


@pytest.fixture
def made(api: BotApi, assistant: Assistant) -> Made:
    def make(**others: Any) -> App:
        return build(settings(api, **others), TOKEN, assistant)

    return make


@pytest.fixture
def app(made: Made) -> App:
    return made()


@pytest.fixture
def port() -> int:
    """Find a port that nobody listens on."""
    return ports.free()


@pytest.fixture
def url(port: int) -> str:
    """Where the bot is reached when it serves a webhook."""
    return f"http://127.0.0.1:{port}/hook/me"


@pytest.fixture
def hook(url: str, port: int) -> dict[str, Any]:
    """Return the settings of a webhook."""
    return {"webhook_url": url, "webhook_listen": f"127.0.0.1:{port}", "webhook_secret": SecretStr(SECRET)}


@pytest.fixture
async def chat(api: BotApi, app: App) -> AsyncIterator[Chat]:
    """Open a private chat with the running bot; at the end, no call of the bot was malformed."""
    async with running(app):
        yield Chat(api)
    assert not malformed(api)
