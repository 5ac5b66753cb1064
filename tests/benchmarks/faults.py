"""What each fault costs: updates that the test server handed out, how many were answered, lost, answered twice.

python -m tests.benchmarks.faults                    # every fault, with the real process and SQLite
python -m tests.benchmarks.faults --only kill        # those with that word in their name
python -m tests.benchmarks.faults --paced            # at the pace that Telegram allows, the default
python -m tests.benchmarks.faults --outage 180       # Telegram gone for three minutes
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bot_api.refusal import Garbage, broken, full
from tests.bot_api.server import TOKEN, BotApi
from tests.databases import Postgres, sqlite
from tests.telegram import faulty
from tests.telegram.crowd import SEGMENTS, Crowd
from tests.telegram.process import Process, serving, until
from tests.telegram.test_faults import disk_full, gone, is_up, locked
from tests.telegram.test_replicas import Replica, replicas

CHATS = 20


@dataclass
class Stage:
    """A bot that is asked while something goes wrong."""

    api: BotApi
    folder: Path
    settings: dict[str, str]
    webhook: bool
    outage: float
    crowd: Crowd = field(init=False)
    recoveries: list[float] = field(default_factory=list)
    on_their_way: int = 0
    """Answers that came twice because the process did not know yet, when it was killed, that they had arrived."""
    unmarked: int = 0
    """Those that came twice though it knew: the mark was not where the kill does not reach."""

    def __post_init__(self) -> None:
        self.crowd = Crowd(self.api, CHATS)

    @asynccontextmanager
    async def serving(self, module: str = "bot") -> AsyncIterator[Process]:
        async with serving(self.folder, module=module, **self.settings) as process:
            yield process

    async def ready(self) -> None:
        await is_up(self.api, webhook=self.webhook)

    async def answered_again(self, since: float) -> None:
        """Wait for the next answer, and note how long it took."""
        before = sum(self.crowd.answered.values())
        await until(lambda: sum(self.crowd.answered.values()) > before, 120)
        self.recoveries.append(time.monotonic() - since)

    async def all_answered(self) -> None:
        await self.crowd.is_answered(120)


Fault = Callable[[Stage], Awaitable[None]]


# --- Telegram -------------------------------------------------------------------------------------------------------


async def _refused(stage: Stage, *steps: object) -> None:
    async with stage.serving():
        await stage.ready()
        for segment in SEGMENTS:
            stage.api.answers("sendMessage", *steps * (CHATS // 2))  # type: ignore[arg-type] # a step each
            await stage.crowd.asks(segment)
        await stage.all_answered()


async def telegram_says_429(stage: Stage) -> None:
    await _refused(stage, full(1))


async def telegram_says_5xx(stage: Stage) -> None:
    await _refused(stage, broken(502), broken(500))


async def telegram_says_garbage(stage: Stage) -> None:
    await _refused(stage, Garbage(), Garbage(b"[]"))


async def telegram_closes_connections(stage: Stage) -> None:
    await _refused(stage, None)


async def telegram_is_slow(stage: Stage) -> None:
    async with stage.serving():
        await stage.ready()
        for segment in SEGMENTS:
            late = asyncio.Event()
            stage.api.answers("sendMessage", *[late] * CHATS)
            await stage.crowd.asks(segment)
            asyncio.get_running_loop().call_later(5, late.set)
        await stage.all_answered()


async def telegram_is_down(stage: Stage) -> None:
    async with stage.serving():
        await stage.ready()
        await stage.crowd.asks(*SEGMENTS[:2])
        async with stage.api.down():
            await stage.crowd.asks(*SEGMENTS[2:4])
            await asyncio.sleep(stage.outage)
            back = time.monotonic()
        await stage.answered_again(back)
        await stage.crowd.asks(SEGMENTS[4])
        await stage.all_answered()


# --- the database ---------------------------------------------------------------------------------------------------


async def _broken(stage: Stage, breaks: Callable[[Path, Process], Awaitable[Callable[[], Awaitable[None]]]]) -> None:
    async with stage.serving() as process:
        await stage.ready()
        await stage.crowd.asks(SEGMENTS[0])
        mend = await breaks(stage.folder / "raqam.sqlite3", process)
        await stage.crowd.asks(*SEGMENTS[1:3])
        await asyncio.sleep(4)
        await stage.all_answered()
        await mend()
        await stage.crowd.asks(*SEGMENTS[3:])
        await stage.all_answered()


async def database_locked(stage: Stage) -> None:
    await _broken(stage, locked)


async def disk_is_full(stage: Stage) -> None:
    await _broken(stage, disk_full)


async def database_gone_and_back(stage: Stage) -> None:
    await _broken(stage, gone)


# --- the process ----------------------------------------------------------------------------------------------------


async def clock_jumps(stage: Stage) -> None:
    hand = stage.folder / "clock"
    stage.settings["FAULTY_CLOCK"] = str(hand)
    async with stage.serving("tests.telegram.faulty"):
        await stage.ready()
        for segment, ahead in zip(SEGMENTS, (0, 86_400, -86_400, 3_600, 0), strict=True):
            hand.write_text(str(ahead), "ascii")
            await stage.crowd.asks(segment)
        await stage.all_answered()


async def updates_raise_and_hang(stage: Stage) -> None:
    stage.settings["FAULTY_LIMIT"] = "2"
    async with stage.serving("tests.telegram.faulty"):
        await stage.ready()
        for segment in SEGMENTS:
            for text in (faulty.RAISES, faulty.HANGS):
                await stage.crowd.writes(text)
            await stage.crowd.asks(segment)
        await stage.all_answered()


async def _ended(stage: Stage, end: signal.Signals) -> None:
    chance = random.Random(3)  # noqa: S311 - moments
    notes = stage.folder / "known"
    stage.settings["FAULTY_KNOWN"] = str(notes)
    for segment in SEGMENTS:
        async with stage.serving("tests.telegram.faulty") as process:
            await stage.crowd.asks(segment)
            before = sum(stage.crowd.answered.values())
            wanted = before + chance.randrange(1, CHATS - 1)
            await until(lambda wanted=wanted: sum(stage.crowd.answered.values()) >= wanted, 120)  # type: ignore[misc] # mypy finds no type for the default
            process.signal(end)
            ended = time.monotonic()
            await process.ends(12)
        known = set(map(int, notes.read_text("ascii").split()))
        doubtful, doubled = stage.crowd.pending - known, stage.crowd.doubled
        async with stage.serving():
            if stage.api.pending:
                await stage.answered_again(ended)
            await stage.all_answered()
        again = stage.crowd.doubled - doubled
        stage.unmarked += max(again - len(doubtful), 0)
        stage.on_their_way += min(again, len(doubtful))


async def sigterm_under_load(stage: Stage) -> None:
    await _ended(stage, signal.SIGTERM)


async def kill_under_load(stage: Stage) -> None:
    await _ended(stage, signal.SIGKILL)


async def kill_of_a_replica(stage: Stage) -> None:
    server = Postgres()
    try:
        async with AsyncExitStack() as stack:
            three: list[Replica] = await stack.enter_async_context(replicas(stage.folder, stage.api, server.bare()))
            for segment, one in zip(SEGMENTS, (*three[:2], None, None, None), strict=True):
                before = sum(stage.crowd.answered.values())
                await stage.crowd.asks(segment)
                await until(lambda before=before: sum(stage.crowd.answered.values()) > before + 4, 120)  # type: ignore[misc] # mypy finds no type for the default
                if one is not None:
                    one.process.signal(signal.SIGKILL)
                    await stage.answered_again(time.monotonic())
                await stage.all_answered()
    finally:
        server.stop()


FAULTS: dict[str, tuple[Fault, tuple[bool, ...]]] = {
    one.__name__.replace("_", " "): (one, (True, False))
    for one in (
        *(telegram_says_429, telegram_says_5xx, telegram_says_garbage, telegram_closes_connections),
        *(telegram_is_slow, telegram_is_down, database_locked, disk_is_full, database_gone_and_back),
        *(clock_jumps, updates_raise_and_hang, sigterm_under_load, kill_under_load),
    )
} | {"kill of a replica": (kill_of_a_replica, (True,))}


async def run(name: str, fault: Fault, outage: float, *, webhook: bool, paced: bool) -> None:
    """Let one fault happen and print what came of it."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        async with BotApi().running() as api:
            hook = {"BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
            free_pace = {"BOT_MESSAGES_PER_SECOND": "0", "BOT_MESSAGES_PER_SECOND_CHAT": "0"}
            pace = {"BOT_LOG_LEVEL": "ERROR", **({} if paced else free_pace)}
            settings = {"BOT_TOKEN": TOKEN, "BOT_API_BASE_URL": api.url, **pace, **(hook if webhook else {})}
            settings["BOT_DATABASE_URL"] = sqlite(Path(folder) / "raqam.sqlite3")
            stage = Stage(api, Path(folder), settings, webhook, outage)
            began = time.monotonic()
            await fault(stage)
            crowd, passed = stage.crowd, time.monotonic() - began
            print(
                f"{name:28} {'webhook' if webhook else 'polling':8} asked {len(crowd.asked):4} "
                f"answered {len(crowd.answered):4} lost {len(crowd.lost):2} twice {crowd.doubled:3} "
                f"(in one chat {crowd.doubled_in_a_chat}; on their way at the kill {stage.on_their_way}, "
                f"known and not marked {stage.unmarked})  {passed:5.0f} s"
                + (
                    "  again after " + ", ".join(f"{one:.1f}" for one in stage.recoveries) + " s"
                    if stage.recoveries
                    else ""
                ),
                flush=True,
            )


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--outage", type=float, default=120)
    parser.add_argument("--paced", action="store_true", help="keep to Telegram's limits, as the bot does by default")
    options = parser.parse_args()
    for name, (fault, ways) in FAULTS.items():
        for webhook in ways:
            if options.only in name:
                asyncio.run(run(name, fault, options.outage, webhook=webhook, paced=options.paced))


if __name__ == "__main__":
    main()
