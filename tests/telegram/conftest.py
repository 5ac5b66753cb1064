from __future__ import annotations

import io
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot import logs
from bot.assistant import Assistant
from bot.settings import Settings
from bot.telegram.application import App, build, running
from tests.bot_api.chat import Chat
from tests.bot_api.room import SALMA, Room
from tests.bot_api.server import TOKEN, BotApi, Call

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
    return Settings(_env_file=None, token=SecretStr(TOKEN), api_base_url=api.url, **others)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Log as ``raqam serve`` does at DEBUG, into a text."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    logs.configure("DEBUG", TOKEN)
    root.handlers = [logs.handler(stream, TOKEN)]
    yield stream
    root.handlers, level = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def malformed(api: BotApi) -> list[Call]:
    """Return the calls that a correct bot never makes; what was scripted, or changed meanwhile, is no fault of it."""
    fair = ("not modified", "to edit not found", "not enough rights", "upgraded to a supergroup")
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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


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
