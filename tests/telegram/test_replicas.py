"""Three real processes behind one port share a PostgreSQL: each update is answered once, whichever gets it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests import ports
from tests.bot_api.chat import Chat
from tests.bot_api.server import TOKEN, BotApi
from tests.databases import Postgres
from tests.telegram.crowd import SEGMENTS, Crowd
from tests.telegram.forwarding import forwarding
from tests.telegram.handling import Held
from tests.telegram.process import Process, serving, until

SECRET = "a-secret_A1"


@dataclass
class Replica:
    process: Process
    port: int

    async def receives(self, raw: dict[str, Any]) -> int:
        """Deliver an update to this one, as Telegram would."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            try:
                url = f"http://127.0.0.1:{self.port}/hook"
                return (await client.post(url, json=raw, headers=headers)).status_code
            except httpx.TransportError:
                return 0


@asynccontextmanager
async def replicas(folder: Path, api: BotApi, url: str, count: int = 3) -> AsyncIterator[list[Replica]]:
    front, *behind = (ports.free() for _ in range(count + 1))
    settings = {"BOT_TOKEN": TOKEN, "BOT_API_BASE_URL": api.url, "BOT_DATABASE_URL": url, "BOT_LOG_LEVEL": "WARNING"}
    settings |= {"BOT_WEBHOOK_URL": f"http://127.0.0.1:{front}/hook", "BOT_WEBHOOK_SECRET": SECRET}
    settings |= {"BOT_MESSAGES_PER_SECOND": "0", "BOT_MESSAGES_PER_SECOND_CHAT": "0"}
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(forwarding(front, behind))
        started = [
            Replica(
                await stack.enter_async_context(serving(folder, **settings, BOT_WEBHOOK_LISTEN=f"127.0.0.1:{port}")),
                port,
            )
            for port in behind
        ]
        await until(lambda: len(api.named("setWebhook")) == count)
        yield started


def message(number: int, text: str, chat: int = 7001, **more: Any) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Salma", "language_code": "fr"}
    where = {"id": chat, "type": "private", "first_name": "Salma"}
    return {"message_id": number, "date": 1_760_000_000, "chat": where, "from": person, "text": text, **more}


def first_lines(api: BotApi, chat: int = 7001) -> list[str]:
    return [str(one["text"]).partition("\n")[0] for one in api.sent[chat]]


async def test_three_replicas_are_one_bot(tmp_path: Path, api: BotApi, postgres: Postgres) -> None:
    api.message({"id": 7001, "type": "private"})
    async with replicas(tmp_path, api, postgres.bare()) as (one, two, three):
        await delivered_to_all_at_once(api, one, two, three)
        await context_follows_the_chat(api, one, two, three)
        await a_dead_ones_claim_is_handed_on(api, one, two, three)
        await one_is_killed_under_load(api, two)
        await the_database_goes_and_comes_back(api, postgres)
        await the_database_stands_still(api, postgres, three)


async def delivered_to_all_at_once(api: BotApi, *bots: Replica) -> None:
    raw = {"update_id": 900_001, "message": message(101, "ITO 2024 ?")}
    statuses = await asyncio.gather(*(bot.receives(raw) for bot in bots), *(bot.receives(raw) for bot in bots))
    assert statuses == [200] * 6
    assert await bots[0].receives(raw) == 200
    assert len(first_lines(api)) == 1


async def context_follows_the_chat(api: BotApi, one: Replica, two: Replica, three: Replica) -> None:
    assert await two.receives({"update_id": 900_002, "message": message(102, "et le CRM ?")}) == 200
    assert await three.receives({"update_id": 900_003, "message": message(103, "et en 2023 ?")}) == 200
    edited = message(103, "et le BPO ?", edit_date=1_760_000_001)
    assert await one.receives({"update_id": 900_004, "edited_message": edited}) == 200
    assert ["ITO" in first_lines(api)[0], "CRM" in first_lines(api)[1]] == [True, True]
    assert "BPO" in first_lines(api)[2]
    assert len(first_lines(api)) == 3


async def a_dead_ones_claim_is_handed_on(api: BotApi, one: Replica, two: Replica, three: Replica) -> None:
    """Killed before its answer went through: whoever gets the update next waits until it counts as dead."""
    held, before = Held(), len(first_lines(api))
    api.answers("sendMessage", held)
    raw = {"update_id": 900_005, "message": message(105, "ESO 2024 ?")}
    at_work = asyncio.create_task(one.receives(raw))
    await until(lambda: held.reached)
    elsewhere = asyncio.create_task(two.receives(raw))
    one.process.signal(signal.SIGKILL)
    assert await at_work == 0
    assert await elsewhere == 200
    assert await three.receives(raw) == 200
    assert len(first_lines(api)) == before + 1


async def one_is_killed_under_load(api: BotApi, two: Replica) -> None:
    crowd = Crowd(api, 10)
    await crowd.asks(*SEGMENTS[:3])
    await until(lambda: len(crowd.answered) >= 8)
    two.process.signal(signal.SIGKILL)
    await two.process.ends()
    in_doubt = api.pending - len(crowd.lost)
    await crowd.is_answered()
    assert crowd.lost == []
    assert crowd.doubled <= in_doubt
    assert crowd.doubled_in_a_chat <= 1


async def the_database_goes_and_comes_back(api: BotApi, postgres: Postgres) -> None:
    chat = Chat(api, 7050)
    assert "10,578" in await chat.says("ITO 2024 ?")
    postgres.control("stop", "-m", "immediate")
    assert "10,578" in await chat.says("ITO 2024 ?")
    postgres.control("start")
    for _ in range(3):
        assert "10,578" in await chat.says("ITO 2024 ?")


async def the_database_stands_still(api: BotApi, postgres: Postgres, three: Replica) -> None:
    """Connected, and silent: people are answered all the same, and a stop does not wait for it."""
    postgres.freeze()
    try:
        assert "10,578" in await Chat(api, 7051).says("ITO 2024 ?")
        three.process.signal(signal.SIGTERM)
        code, output = await three.process.ends()
    finally:
        postgres.thaw()
    assert (code, "Traceback" in output) == (0, False)
