"""``python -m bot serve`` as the process it is."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from bot.telegram.application import App, running
from tests.bot_api.chat import Chat
from tests.bot_api.refusal import Refusal
from tests.bot_api.server import TOKEN, BotApi
from tests.telegram.handling import Held
from tests.telegram.process import serving, until

TEXT = "Combien vaut mon secret quetzalcoatl ?"


async def answers_then_stops(folder: Path, number: signal.Signals, **settings: str) -> None:
    async with (
        BotApi().running() as api,
        serving(folder, BOT_TOKEN=TOKEN, BOT_API_BASE_URL=api.url, **settings) as process,
    ):
        assert (await Chat(api).says("/start")).startswith("Bonjour")
        process.signal(number)
        code, output = await process.ends()
    assert (code, "Traceback" in output) == (0, False)
    assert not [call for call in api.refused if not call.refused.startswith("Conflict")]


async def test_it_answers_and_stops_cleanly(tmp_path: Path, port: int) -> None:
    webhook = {"BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
    async with asyncio.TaskGroup() as both:
        both.create_task(answers_then_stops(tmp_path, signal.SIGTERM))
        both.create_task(answers_then_stops(tmp_path, signal.SIGINT, **webhook))


async def is_stopped_at(folder: Path, method: str, number: signal.Signals) -> None:
    held = Held()
    async with BotApi().running() as api, serving(folder, BOT_TOKEN=TOKEN, BOT_API_BASE_URL=api.url) as process:
        api.answers(method, held)
        await until(lambda: held.reached)
        process.signal(number)
        code, output = await process.ends()
    assert (code, "Traceback" in output) == (0, False)


async def test_it_stops_cleanly_while_it_starts(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as both:
        both.create_task(is_stopped_at(tmp_path, "getMe", signal.SIGTERM))
        both.create_task(is_stopped_at(tmp_path, "getWebhookInfo", signal.SIGINT))


async def test_it_stops_cleanly_before_it_is_loaded(tmp_path: Path, api: BotApi) -> None:
    async def is_stopped_after(seconds: float, number: signal.Signals) -> None:
        async with serving(tmp_path, BOT_TOKEN=TOKEN, BOT_API_BASE_URL=api.url) as process:
            await until(process.hears)
            await asyncio.sleep(seconds)
            process.signal(number)
            code, output = await process.ends()
        assert (code, "Traceback" in output) == (0, False), output

    async with asyncio.TaskGroup() as all_of_them:
        for seconds in (0.0, 0.2, 0.4):
            all_of_them.create_task(is_stopped_after(seconds, signal.SIGTERM))
            all_of_them.create_task(is_stopped_after(seconds, signal.SIGINT))
    assert not api.named("sendMessage")


async def is_told(folder: Path, address: str, token: str, line: str) -> None:
    settings = {"BOT_TOKEN": token, "BOT_API_BASE_URL": address, "BOT_LOG_LEVEL": "DEBUG"}
    async with serving(folder, **settings) as process:
        code, output = await process.ends()
    assert (code, output) == (1, f"raqam: {line}\n")


async def test_an_unreachable_api_and_a_wrong_token_are_told_in_one_line(tmp_path: Path, api: BotApi) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
        unreached = f"{nobody} cannot be reached (no connection); check BOT_API_BASE_URL and the network"
        unknown = "BOT_TOKEN: Telegram does not know this token; write the one that @BotFather gave"
        async with asyncio.TaskGroup() as both:
            both.create_task(is_told(tmp_path, nobody, TOKEN, unreached))
            both.create_task(is_told(tmp_path, api.url, TOKEN[:-4] + "AAAA", unknown))


async def test_a_short_failure_at_the_start_is_tried_again(api: BotApi, app: App) -> None:
    api.answers("getMe", Refusal(502, "Bad Gateway"), None)
    async with running(app):
        assert (await Chat(api).says("/start")).startswith("Bonjour")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "raqam: BOT_TOKEN: missing"),
        ({"BOT_TOKEN": "  "}, "raqam: BOT_TOKEN: missing"),
        ({"BOT_TOKEN": "12:a/../b"}, "raqam: BOT_TOKEN: not a token"),
        ({"BOT_TOKEN": TOKEN, "BOT_TIMEZONE": "Mars/Olympus"}, "raqam: BOT_TIMEZONE: "),
        ({"BOT_TOKEN": TOKEN, "BOT_KNOWLEDGE_DIR": "."}, "raqam: "),
    ],
)
async def test_a_setting_that_is_wrong_is_told_in_one_line(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    async with serving(tmp_path, **settings) as process:
        code, output = await process.ends()
    assert code == 2
    assert output.startswith(told)
    assert output.count("\n") == 1
    assert TOKEN not in output


async def test_neither_token_nor_texts_are_ever_written(tmp_path: Path, api: BotApi) -> None:
    api.answers("getUpdates", Refusal(500, "Internal Server Error"))
    async with serving(tmp_path, BOT_TOKEN=TOKEN, BOT_API_BASE_URL=api.url, BOT_LOG_LEVEL="DEBUG") as process:
        await until(lambda: api.named("getWebhookInfo"))
        chat = Chat(api)
        await chat.says(TEXT)
        api.answers("sendMessage", Refusal(400, f"Bad Request: {TEXT}"), None)
        await chat.writes(TEXT)
        await chat.writes(TEXT)
        await chat.quiet()
        await chat.says("/start")
        process.signal(signal.SIGTERM)
        code, output = await process.ends()
    assert code == 0
    assert "update failed" in output
    assert "answered" in output
    for secret in (TOKEN, TOKEN.partition(":")[2], TEXT, "quetzalcoatl", "Salma"):
        assert secret not in output
