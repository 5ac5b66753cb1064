"""The serving process is killed while updates are pending: none is lost."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from tests.bot_api.chat import Chat
from tests.bot_api.server import TOKEN, BotApi
from tests.telegram.process import serving, until

CHATS = 8
QUESTIONS = 3


def settings(api: BotApi, port: int, *, webhook: bool) -> dict[str, str]:
    hook = {"BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
    free = {"BOT_MESSAGES_PER_SECOND_CHAT": "0"}
    return {"BOT_TOKEN": TOKEN, "BOT_API_BASE_URL": api.url, **free, **(hook if webhook else {})}


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_kill_loses_nothing(tmp_path: Path, api: BotApi, port: int, *, webhook: bool) -> None:
    found = settings(api, port, webhook=webhook)
    chats = [Chat(api, 7100 + number) for number in range(CHATS)]
    async with serving(tmp_path, **found) as process:
        assert (await chats[0].says("/start")).startswith("Bonjour")
        # Half of the answers never get through: their updates are at work when the kill comes.
        api.answers("sendMessage", *[asyncio.Event() for _ in range(CHATS // 2)])
        for _ in range(QUESTIONS):
            for chat in chats:
                await chat.writes("ITO 2024 ?")
        await until(lambda: len(api.named("sendMessage")) >= 1 + QUESTIONS * CHATS // 2)
        assert api.pending >= QUESTIONS * CHATS // 2
        process.signal(signal.SIGKILL)
        await process.ends()
    api._scripted.clear()
    assert api.pending >= QUESTIONS * CHATS // 2
    async with serving(tmp_path, **found) as process:
        await until(lambda: api.pending == 0)
        process.signal(signal.SIGTERM)
        assert (await process.ends())[0] == 0
    for number, chat in enumerate(chats):
        texts = (await chat.shows(QUESTIONS)).split("\n---\n")
        assert sum("10,578" in text for text in texts) >= QUESTIONS, number


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_token_revoked_meanwhile_is_told(tmp_path: Path, api: BotApi, port: int, *, webhook: bool) -> None:
    async with serving(tmp_path, **settings(api, port, webhook=webhook), BOT_LOG_LEVEL="ERROR") as process:
        chat = Chat(api)
        assert (await chat.says("/start")).startswith("Bonjour")
        api.token = "1:another"
        await chat.writes("/start")
        code, output = await process.ends()
    told = "raqam: BOT_TOKEN: Telegram no longer knows this token; write the one that @BotFather gave"
    assert (code, output.splitlines()[-1]) == (1, told)
    assert "Traceback" not in output
    assert TOKEN not in output
