"""Calls over real HTTP: what goes out, and what comes of a bad answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.client import Client
from tests.bot_api.refusal import Garbage, blocked, broken, full, migrated, not_modified
from tests.bot_api.server import TOKEN, BotApi, Step


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take durations as the bot does."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    client = Client(api.url)
    bot = Bot(TOKEN, f"{api.url}/bot", request=client, get_updates_request=client)
    api.message({"id": 1, "type": "private"})
    async with bot:
        yield bot


async def test_fields_arrive_as_what_they_are(bot: Bot, api: BotApi) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("é 😀", callback_data="x")]])
    sent = await bot.send_message(1, "é & 😀\n\u202f", reply_markup=keyboard, disable_notification=True)
    assert sent.text == "é & 😀\n\u202f"
    assert api.calls[-1].fields["reply_markup"] == keyboard.to_dict()
    assert api.calls[-1].fields["disable_notification"] is True


async def test_files_are_sent_too(bot: Bot, api: BotApi) -> None:
    await bot.set_webhook("https://example.org", certificate=b"-----BEGIN CERTIFICATE-----")
    assert api.named("setWebhook")[0].fields["certificate"] == b"-----BEGIN CERTIFICATE-----"


async def test_connections_are_kept(bot: Bot, api: BotApi) -> None:
    for _ in range(5):
        await bot.get_me()
    assert len(api._served) == 1


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (full(3), RetryAfter),
        (broken(500), NetworkError),
        (broken(502), NetworkError),
        (Garbage(), TelegramError),
        (Garbage(b"<html>Bad Gateway", 502), NetworkError),
        (Garbage(b"", 301), NetworkError),
        (None, NetworkError),
        (blocked(), Forbidden),
        (not_modified(), BadRequest),
        (migrated(-1005), ChatMigrated),
    ],
)
async def test_errors_are_the_librarys(
    bot: Bot, api: BotApi, step: Step, error: type[Exception], capsys: pytest.CaptureFixture[str]
) -> None:
    api.answers("sendMessage", step)
    with pytest.raises(error) as raised:
        await bot.send_message(1, "quetzalcoatl")
    assert TOKEN not in repr(raised.value)
    assert "quetzalcoatl" not in capsys.readouterr().err


async def test_silence_ends(bot: Bot, api: BotApi) -> None:
    api.answers("getMe", asyncio.Event())
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=0.05)


async def test_a_revoked_token_is_noticed(bot: Bot, api: BotApi) -> None:
    client = bot.request
    assert isinstance(client, Client)
    assert not client.revoked.is_set()
    api.token = "1:other"
    with pytest.raises(InvalidToken):
        await bot.get_me()
    assert client.revoked.is_set()


async def test_nobody_there_is_a_network_error(port: int) -> None:
    client = Client(f"http://127.0.0.1:{port}")
    await client.initialize()
    with pytest.raises(NetworkError) as raised:
        await client.updates(f"http://127.0.0.1:{port}/bot{TOKEN}/getUpdates", {})
    assert TOKEN not in repr(raised.value)
    await client.shutdown()


async def test_a_proxy_is_found_in_the_environment(api: BotApi, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for variable, used in (("", False), ("127.0.0.1", True)):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", variable)
        client = Client(api.url)
        await client.initialize()
        assert (not client._proxy) is used
        await client.shutdown()
