"""Answers a second beside echo bots: ``uv run --group benchmarks python -m tests.benchmarks.throughput``.

Telegram is played on loopback: updates come by webhook, so many at a time, each from another person; the clock runs
from an update's delivery to its answer's arrival, by a call or in the response. Each bot is a process of its own with
all limits lifted. They take turns, round after round, and a round is only ever compared with its neighbours: the
machine may be busy. "CPU" is what a bot's own process spent on an answer, which no neighbour changes. The questions are
those of the golden files; where nothing is asked twice, each has a slip of the hand.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import signal
import socket
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from tests import slips
from tests.benchmarks import loopback
from tests.benchmarks.loopback import SECRET, Api, Load, Update
from tests.bot_api.server import TOKEN
from tests.evaluation import FOLDER, golden

ROOT = Path(__file__).parents[2]
MAKERS = {"messages": loopback.message, "inline": loopback.inline, "taps": loopback.tap}
TAPS = ("1+fr:exports.ITO.2024", "1-en:exports.CRM.2024", "1rfr:exports.ITO.2024,share.ITO.2024")
_MOST = 500
_numbers = itertools.count(10_000)


@dataclass
class Bot:
    """A bot as a process, and what was measured of it."""

    name: str
    load: Load
    process: asyncio.subprocess.Process
    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def cpu(self) -> float:
        """Return the seconds of processor time that the process used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """Return the memory that the process holds, in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


_PROBES = ("f4-", "f5-")
"""Golden questions that helpers tried rules with: with them, hardly a question would come twice in a short run."""


def questions() -> list[tuple[str, str]]:
    """Return questions that people ask first, and the language of each; none of the probes that only guard a rule."""
    items = [item for name in ("french", "english") for item in golden(FOLDER / f"{name}.jsonl")]
    first = [item for item in items if len(item.turns) == 1 and not item.id.startswith(_PROBES)]
    return [(item.turns[0], item.lang) for item in first]


def asked(kind: str, texts: Iterable[tuple[str, str]]) -> Iterator[Update]:
    """Make updates, each from another person."""
    for text, language in texts:
        number = next(_numbers)
        yield number, json.dumps(MAKERS[kind](number, number, text, language)).encode()


def drawn(texts: list[tuple[str, str]], seed: int) -> Iterator[tuple[str, str]]:
    """Draw texts without end."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    while True:
        yield chance.choice(texts)


def slipped(texts: list[tuple[str, str]], many: int) -> list[tuple[str, str]]:
    """Return questions of which hardly one is like another: each has a slip of the hand."""
    chance, kinds = random.Random(1), list(slips.SLIPS.values())  # noqa: S311 - not for secrets
    found = []
    for text, language in itertools.islice(itertools.cycle(texts), many):
        with contextlib.suppress(IndexError):  # a text without the letters that a slip needs
            found.append((chance.choice(kinds)(text, chance), language))
    return found


def port() -> int:
    """Find a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def started(name: str, command: tuple[str, ...], connections: int, folder: Path) -> AsyncIterator[Bot]:
    """Start a bot and its side of Telegram; ``{api}`` and ``{port}`` in its command or settings are filled in."""
    loop, here = asyncio.get_running_loop(), port()
    load = Load(here)
    server = await loop.create_server(lambda: Api(load.answered), "127.0.0.1", 0)
    api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    settings = {
        "BOT_TOKEN": TOKEN,
        "BOT_API_BASE_URL": api,
        "BOT_WEBHOOK_URL": f"http://127.0.0.1:{here}/hook",
        "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{here}",
        "BOT_WEBHOOK_SECRET": SECRET,
        "BOT_LOG_LEVEL": "WARNING",
        "BOT_MESSAGES_PER_SECOND": "0",
        "BOT_MESSAGES_PER_SECOND_CHAT": "0",
        "BOT_MESSAGES_PER_MINUTE_GROUP": "0",
        "BOT_QUESTIONS_PER_MINUTE": "0",
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", *(part.format(api=api, port=here) for part in command)),
        cwd=folder,
        env={**os.environ, **settings},
    )
    try:
        await _reached(here)
        await load.open(connections)
        yield Bot(name, load, process)
    finally:
        load.close()
        process.send_signal(signal.SIGTERM)
        await process.wait()
        server.close()


async def _reached(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.1)


async def measure(bots: list[Bot], loads: list[tuple[str, str, Any]], rounds: int, seconds: float) -> None:
    """Let the bots take turns, after each was asked everything that is repeated."""
    for (_, kind, texts), bot in itertools.product(loads, bots):
        for _ in range(2):
            await bot.load.run(asked(kind, texts[:_MOST]), 60)
    for number in range(rounds):
        for (name, kind, texts), bot in itertools.product(loads, bots):
            before = bot.cpu
            rate, times = await bot.load.run(asked(kind, drawn(texts, number)), seconds)
            bot.rates[name].append(rate)
            bot.times[name].extend(times)
            bot.spent[name] += bot.cpu - before
            await asyncio.sleep(0.1)


def table(bots: list[Bot], loads: list[tuple[str, str, Any]]) -> str:
    """Write what was measured."""
    lines = []
    bare = bots[0]
    for name, _, _ in loads:
        lines.append(f"{name:24} {'a second':>9} {'x bare':>18} {'p50 ms':>8} {'p99 ms':>8} {'CPU ms':>8}")
        for bot in bots:
            ratios = [own / base for own, base in zip(bot.rates[name], bare.rates[name], strict=True)]
            cuts = statistics.quantiles(bot.times[name], n=100)
            spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
            lines.append(
                f"  {bot.name:22} {statistics.median(bot.rates[name]):9.0f} {spread:>18}"
                f" {1000 * cuts[49]:8.1f} {1000 * cuts[98]:8.1f}"
                f" {1000 * bot.spent[name] / len(bot.times[name]):8.3f}"
            )
    lines.append("memory after all of it, MB: " + ", ".join(f"{bot.name} {bot.memory:.0f}" for bot in bots))
    lines.append(f"refused deliveries: {sum(bot.load.refused for bot in bots)}")
    return "\n".join(lines)


async def compare(rounds: int, seconds: float, connections: int, kinds: list[str]) -> str:
    """Run all bots and return the table."""
    texts = questions()
    loads = [("messages", "messages", texts), ("messages, nothing twice", "messages", slipped(texts, 100_000)),
             ("inline queries", "inline", texts), ("taps", "taps", [(data, "fr") for data in TAPS])]  # fmt: skip
    loads = [one for one in loads if one[1] in kinds]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bots = [
            await stack.enter_async_context(started(name, command, connections, folder))
            for name, command in (
                ("python-telegram-bot", ("tests.benchmarks.echo_ptb", "{api}", "{port}")),
                ("aiogram", ("tests.benchmarks.echo_aiogram", "{api}", "{port}")),
                ("raqam", ("bot", "serve")),
            )
        ]
        await measure(bots, loads, rounds, seconds)
        return table(bots, loads)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each bot in each round")
    parser.add_argument("--connections", type=int, default=64, help="updates on their way at a time")
    parser.add_argument("--kinds", nargs="+", choices=sorted(MAKERS), default=sorted(MAKERS))
    found = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run(compare(found.rounds, found.seconds, found.connections, found.kinds)))


if __name__ == "__main__":
    main()
