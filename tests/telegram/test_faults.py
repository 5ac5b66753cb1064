"""The real process while things around it break: Telegram, the database, the process itself."""

from __future__ import annotations

import asyncio
import random
import resource
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests import ports
from tests.bot_api.chat import PATIENCE, Chat
from tests.bot_api.refusal import Garbage, broken, full
from tests.bot_api.server import TOKEN, BotApi
from tests.telegram import faulty
from tests.telegram.crowd import SEGMENTS, Crowd
from tests.telegram.handling import Held
from tests.telegram.process import Process, serving, until

Settings = Callable[..., dict[str, str]]
FILE = "raqam.sqlite3"


@pytest.fixture
def environment(api: BotApi, port: int) -> Settings:
    def make(*, webhook: bool = True, **more: str) -> dict[str, str]:
        hook = {"BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
        free = {"BOT_MESSAGES_PER_SECOND": "0", "BOT_MESSAGES_PER_SECOND_CHAT": "0", "BOT_LOG_LEVEL": "WARNING"}
        return {"BOT_TOKEN": TOKEN, "BOT_API_BASE_URL": api.url, **free, **(hook if webhook else {}), **more}

    return make


async def is_up(api: BotApi, *, webhook: bool = True) -> None:
    async with asyncio.timeout(PATIENCE):
        while not (api.webhook if webhook else api.named("getWebhookInfo")):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)


# --- Telegram -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_telegram_in_trouble_costs_nobody_an_answer(
    tmp_path: Path, api: BotApi, environment: Settings, *, webhook: bool
) -> None:
    """429, 5xx, garbage, closed connections, nothing at all for a while: each question is answered once."""
    crowd = Crowd(api, 6)
    async with serving(tmp_path, **environment(webhook=webhook)) as process:
        await is_up(api, webhook=webhook)
        slow = asyncio.Event()
        asyncio.get_running_loop().call_later(2, slow.set)
        api.answers("sendMessage", full(1), broken(502), Garbage(), None, broken(500), slow, Garbage(b"[]"))
        if not webhook:
            api.answers("getUpdates", broken(502), None, Garbage(), full(1))
        await crowd.asks(*SEGMENTS)
        await crowd.is_answered()
        assert crowd.doubled == 0
        process.signal(signal.SIGTERM)
        code, output = await process.ends()
    assert (code, "Traceback" in output, TOKEN in output) == (0, False, False)


async def test_an_update_that_makes_no_sense_is_skipped(tmp_path: Path, api: BotApi, environment: Settings) -> None:
    async with serving(tmp_path, **environment()) as process:
        await is_up(api)
        assert api.webhook is not None
        odd = {"update_id": 4_000_000, "message": {"message_id": "no", "text": "quetzalcoatl"}}
        answer = await api.webhook.post(odd)
        assert answer is not None
        assert answer.status_code == 200
        assert "10,578" in await Chat(api).says("ITO 2024 ?")
        process.signal(signal.SIGTERM)
        _, output = await process.ends()
    assert "an update cannot be read" in output
    assert "quetzalcoatl" not in output


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_telegram_that_is_down_is_waited_for(
    tmp_path: Path, api: BotApi, environment: Settings, *, webhook: bool
) -> None:
    """Nobody listens for a while, answers were under way: they leave once it is back, and what came meanwhile too."""
    crowd = Crowd(api, 6)
    async with serving(tmp_path, **environment(webhook=webhook)) as process:
        await is_up(api, webhook=webhook)
        held = [Held() for _ in range(3)]
        api.answers("sendMessage", *held)
        await crowd.asks("ITO")
        await until(lambda: all(one.reached for one in held))
        async with api.down():
            await crowd.asks("CRM")
            await asyncio.sleep(4)  # a shortened outage: several of the pauses between tries
        await crowd.asks("ESO")
        await crowd.is_answered()
        # Its connection was cut: nobody knows whether it had arrived. These had not.
        assert crowd.doubled == 0
        process.signal(signal.SIGTERM)
        code, output = await process.ends()
    assert (code, "Traceback" in output, TOKEN in output) == (0, False, False)


# --- updates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_an_update_that_always_raises_or_hangs_is_skipped(
    tmp_path: Path, api: BotApi, environment: Settings, *, webhook: bool
) -> None:
    """It is logged by its number, received once, and neither other chats nor its own wait behind it for long."""
    settings = environment(webhook=webhook, FAULTY_LIMIT="6")
    async with serving(tmp_path, module="tests.telegram.faulty", **settings) as process:
        await is_up(api, webhook=webhook)
        poisoned, other = Chat(api, 7201), Chat(api, 7202)
        for text in (faulty.RAISES, faulty.HANGS, "ITO 2024 ?"):
            await poisoned.writes(text)
        assert "10,578" in await other.says("ITO 2024 ?")
        assert "10,578" in await poisoned.shows()
        # The other chat did not wait until it was given up.
        assert api.sent[other.number][0]["message_id"] < api.sent[poisoned.number][0]["message_id"]
        await until(lambda: not api.pending)
        process.signal(signal.SIGKILL)
        _, output = await process.ends()
    assert "an update failed" in output
    assert "an update took too long and was given up" in output
    assert faulty.RAISES not in output
    async with serving(tmp_path, module="tests.telegram.faulty", **settings) as process:
        assert "9,797" in await other.says("CRM 2024 ?")
        process.signal(signal.SIGTERM)
        code, output = await process.ends()
    assert code == 0
    assert "an update failed" not in output  # what was received does not come again
    assert await poisoned.quiet() == 0


# --- the clock ------------------------------------------------------------------------------------------------------


async def test_a_clock_that_jumps_costs_nobody_an_answer(tmp_path: Path, api: BotApi, environment: Settings) -> None:
    """A day ahead, two days back, ahead again: answered all the same, once, and what was spoken of is still known."""
    hand = tmp_path / "clock"
    settings = environment(FAULTY_CLOCK=str(hand))
    async with serving(tmp_path, module="tests.telegram.faulty", **settings) as process:
        await is_up(api)
        chat = Chat(api)
        assert "10,578" in await chat.says("ITO 2024 ?")
        for ahead in (86_400, -86_400, 3_600, 0):
            hand.write_text(str(ahead), "ascii")
            assert "CRM" in await chat.says("et le CRM ?")
            assert "10,578" in await chat.says("ITO 2024 ?")
        await until(lambda: not api.pending)
        process.signal(signal.SIGTERM)
        code, output = await process.ends()
    assert (code, "Traceback" in output) == (0, False)
    assert len(api.sent[chat.number]) == 9


# --- the database ---------------------------------------------------------------------------------------------------


class Operated:
    """A process whose readiness can be asked."""

    def __init__(self, process: Process, port: int, chat: Chat) -> None:
        self.process = process
        self._url = f"http://127.0.0.1:{port}/readyz"
        self._chat = chat

    async def ready(self) -> str:
        """Return nothing when it is ready, else why not."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(self._url)
        return "" if answer.status_code == 200 else answer.text

    async def becomes(self, *, ready: bool) -> str:
        async with asyncio.timeout(PATIENCE):
            while bool(why := await self.ready()) is ready:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        return why

    async def answers_on(self) -> None:
        """Ask, and take the question up again: what was said is known although it cannot be stored."""
        assert "10,578" in await self._chat.says("ITO 2024 ?")
        assert "CRM" in await self._chat.says("et le CRM ?")


def stored(file: Path) -> int:
    with sqlite3.connect(file) as connection:
        count: int = connection.execute("SELECT count(*) FROM updates WHERE done IS NOT NULL").fetchone()[0]
    connection.close()
    return count


def stored_since(file: Path, count: int) -> bool:
    return stored(file) >= count


async def test_a_database_in_trouble_costs_nobody_an_answer(tmp_path: Path, api: BotApi, environment: Settings) -> None:
    """Locked, full, gone: the bot answers from memory, says so, and stores again when it can."""
    file = tmp_path / FILE
    other = ports.free()
    settings = environment(BOT_OPERATIONS_LISTEN=f"127.0.0.1:{other}")
    async with serving(tmp_path, **settings) as process:
        await is_up(api)
        bot = Operated(process, other, Chat(api))
        await bot.becomes(ready=True)
        for breaks in (locked, disk_full, gone):
            before = stored(file)
            mend = await breaks(file, process)
            await bot.answers_on()
            why = await bot.becomes(ready=False)
            assert why, breaks.__name__
            await bot.answers_on()
            await mend()
            await bot.becomes(ready=True)
            await bot.answers_on()
            if breaks is not gone:
                await until(partial(stored_since, file, before + 6))
        process.signal(signal.SIGTERM)
        code, output = await process.ends()
    assert (code, "Traceback" in output) == (0, False)
    assert output.count("changes cannot be stored; answers go on from memory") == 3


def removed(file: Path) -> bytes:
    kept = file.read_bytes()
    for part in ("", "-wal", "-shm"):
        file.with_name(file.name + part).unlink(missing_ok=True)
    return kept


def put_back(file: Path, kept: bytes) -> None:
    file.write_bytes(kept)


async def locked(file: Path, _: Process) -> Callable[[], Awaitable[None]]:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def mend() -> None:
        other.execute("COMMIT")
        other.close()

    return mend


async def disk_full(_: Path, process: Process) -> Callable[[], Awaitable[None]]:
    before = resource.prlimit(process.number, resource.RLIMIT_FSIZE)
    resource.prlimit(process.number, resource.RLIMIT_FSIZE, (1, before[1]))

    async def mend() -> None:
        resource.prlimit(process.number, resource.RLIMIT_FSIZE, before)

    return mend


async def gone(file: Path, _: Process) -> Callable[[], Awaitable[None]]:
    kept = removed(file)

    async def mend() -> None:
        put_back(file, kept)

    return mend


# --- the process ----------------------------------------------------------------------------------------------------


def enough(crowd: Crowd, wanted: int) -> bool:
    return len(crowd.answered) >= wanted


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_kills_under_load_lose_nothing(
    tmp_path: Path, api: BotApi, environment: Settings, *, webhook: bool
) -> None:
    """SIGKILL at random moments, SIGTERM in between: what was confirmed is not answered again, the rest is answered."""
    crowd, chance = Crowd(api, 12), random.Random(7)  # noqa: S311 - the same moments each time
    settings = environment(webhook=webhook)
    in_doubt = 0
    ends = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM) if webhook else (signal.SIGKILL,)
    for end, segment in zip(ends, SEGMENTS, strict=False):
        async with serving(tmp_path, **settings) as process:
            await crowd.asks(segment)
            wanted = len(crowd.asked) - chance.randrange(2, 11)
            await until(partial(enough, crowd, wanted))
            process.signal(end)
            code, _ = await process.ends()
        assert code == (0 if end is signal.SIGTERM else -signal.SIGKILL)
        # Answered, and Telegram does not know it yet.
        in_doubt += api.pending - len(crowd.lost)
    async with serving(tmp_path, **settings) as process:
        await crowd.asks(SEGMENTS[4])
        await crowd.is_answered()
        process.signal(signal.SIGTERM)
        assert (await process.ends())[0] == 0
    assert crowd.lost == []
    assert crowd.doubled <= in_doubt
    assert crowd.doubled_in_a_chat <= ends.count(signal.SIGKILL)
