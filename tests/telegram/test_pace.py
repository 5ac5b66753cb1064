"""How fast the bot sends, by real calls with a clock of their own."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from telegram import Message
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot.telegram.client import Client
from bot.telegram.pace import Pace, Rates, Window, behind
from tests.bot_api.chat import PATIENCE
from tests.bot_api.refusal import Garbage, bad, broken, full
from tests.bot_api.server import TOKEN, BotApi

FREE = Rates(0, 0, 0)


class Clock:
    """Time passes only where somebody waits for it."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self.waited: defaultdict[asyncio.Task[object] | None, float] = defaultdict(float)
        """How long each task waited in all."""
        self.held: asyncio.Event | None = None
        """Until it is set, no time passes."""

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.waited[asyncio.current_task()] += seconds
        until = self.now + seconds
        await asyncio.sleep(0.01)
        if self.held is not None:
            await self.held.wait()
        self.now = max(self.now, until)


class Sender:
    """A bot whose messages arrive at a test server, with the moment of each."""

    def __init__(self, api: BotApi, rates: Rates) -> None:
        self.clock = Clock()
        self.pace = Pace(rates, clock=self.clock, sleep=self.clock.sleep)
        self.client = Client(api.url)
        self.bot: ExtBot[None] = ExtBot(
            TOKEN, f"{api.url}/bot", request=self.client, get_updates_request=self.client, rate_limiter=self.pace
        )
        self.sent: list[tuple[float, int, str]] = []
        for chat in (1, 2, 3, -5):
            api.message({"id": chat, "type": "private" if chat > 0 else "supergroup"})

    async def send(self, chat: int, text: str = "x") -> Message:
        message = await self.bot.send_message(chat, text)
        self.sent.append((round(self.clock.now - 100, 3), chat, text))
        return message


@pytest.fixture
async def senders(api: BotApi) -> AsyncIterator[Any]:
    made: list[Sender] = []

    async def make(rates: Rates) -> Sender:
        sender = Sender(api, rates)
        await sender.bot.initialize()
        made.append(sender)
        return sender

    yield make
    for one in made:
        await one.bot.shutdown()


async def together(*calls: Awaitable[Any]) -> None:
    await asyncio.gather(*calls)


async def test_a_private_chat_gets_a_burst_then_one_a_second(senders: Any) -> None:
    sender = await senders(Rates(0, 1, 0))
    await together(*(sender.send(1, str(number)) for number in range(6)))
    assert sender.sent == [
        (0.0, 1, "0"),
        (0.0, 1, "1"),
        (0.0, 1, "2"),
        (3.0, 1, "3"),
        (3.0, 1, "4"),
        (3.0, 1, "5"),
    ]


async def test_a_group_gets_twenty_a_minute(senders: Any) -> None:
    sender = await senders(Rates(0, 1, 20))
    for number in range(21):
        await sender.send(-5, str(number))
    assert [moment for moment, _, _ in sender.sent] == [0.0] * 20 + [60.0]


async def test_all_together_get_thirty_a_second(senders: Any) -> None:
    sender = await senders(Rates(30, 0, 0))
    for number in range(65):
        await sender.send(1 + number % 3)
    assert [moment for moment, _, _ in sender.sent] == [0.0] * 30 + [1.0] * 30 + [2.0] * 5


async def test_a_chat_that_waits_holds_no_other_back(senders: Any) -> None:
    sender = await senders(Rates(0, 1, 0))
    await together(*(sender.send(1) for _ in range(3)))
    waiting = asyncio.create_task(sender.send(1))
    await asyncio.sleep(0)
    await sender.send(2)
    assert sender.sent[-1][:2] == (0.0, 2)
    await waiting


async def test_only_what_sends_is_counted(senders: Any) -> None:
    sender = await senders(Rates(1, 1, 1))
    for _ in range(5):
        await sender.bot.send_chat_action(1, "typing")
        await sender.bot.get_me()
    assert sender.clock.slept == []


async def test_a_full_telegram_is_waited_for_exactly_in_that_chat_only(senders: Any, api: BotApi) -> None:
    sender = await senders(FREE)
    api.answers("sendMessage", full(37))
    sender.clock.held = asyncio.Event()
    first = asyncio.create_task(sender.send(1, "first"))
    second = asyncio.create_task(sender.send(1, "second"))
    async with asyncio.timeout(PATIENCE):
        while not sender.clock.slept:  # noqa: ASYNC110 - the clock tells nobody
            await asyncio.sleep(0.001)
    await sender.send(2, "elsewhere")
    sender.clock.held.set()
    await together(first, second)
    assert sender.sent == [(0.0, 2, "elsewhere"), (37.0, 1, "first"), (37.0, 1, "second")]
    assert sender.clock.slept == [37.0]


async def test_what_edits_waits_for_its_full_chat_too(senders: Any, api: BotApi) -> None:
    sender = await senders(FREE)
    api.answers("sendChatAction", full(5))
    await sender.bot.send_chat_action(1, "typing")
    assert sender.clock.slept == [5.0]


async def test_a_telegram_that_stays_full_is_an_error(senders: Any, api: BotApi) -> None:
    sender = await senders(FREE)
    api.answers("sendMessage", *[full(1)] * 4)
    with pytest.raises(RetryAfter):
        await sender.send(1)


async def test_chats_are_forgotten(senders: Any) -> None:
    sender = await senders(Rates(0, 1, 20))
    for number in range(200):
        await sender.bot.send_chat_action(number + 1, "typing")
        await sender.send(1 + number % 2)
    sender.clock.now += 100
    for _ in range(150):
        await sender.bot.send_chat_action(1, "typing")
    assert len(sender.pace._lanes) < 5


@pytest.mark.parametrize(("count", "seconds"), [(1, 1.0), (3, 3.0), (20, 60.0)])
def test_no_stretch_of_time_holds_more(count: int, seconds: float) -> None:
    window = Window(count, seconds)
    moments = [window.next(now * 0.37) for now in range(200)]
    for number, moment in enumerate(moments):
        assert sum(moment <= other < moment + seconds - 1e-9 for other in moments[number:]) <= count


async def test_what_can_wait_leaves_room_for_answers(senders: Any) -> None:
    sender = await senders(Rates(30, 0, 0))

    async def briefings() -> None:
        with behind():
            for number in range(100):
                await sender.send(1, f"briefing {number}")

    leaving = asyncio.create_task(briefings())
    for _ in range(20):
        before = sender.clock.waited[asyncio.current_task()]
        await sender.send(2, "answer")
        assert sender.clock.waited[asyncio.current_task()] - before < 0.04
        await sender.clock.sleep(0.1)
    await leaving
    moments = [moment for moment, _, _ in sender.sent]
    assert all(sum(0 <= other - moment < 1 - 1e-9 for other in moments) <= 30 for moment in moments)
    last = max(moment for moment, _, text in sender.sent if text == "briefing 99")
    assert 3.6 < last < 5.2


async def test_what_can_wait_leaves_evenly_at_nine_tenths_of_the_rate(senders: Any) -> None:
    sender = await senders(Rates(30, 0, 0))
    with behind():
        for _ in range(55):
            await sender.send(3)
    moments = [moment for moment, _, _ in sender.sent]
    assert 1.99 < moments[-1] < 2.01
    assert all(0.036 < b - a < 0.039 for a, b in itertools.pairwise(moments))


async def test_a_slow_bot_still_sends_what_can_wait(senders: Any) -> None:
    sender = await senders(Rates(1, 0, 0))
    with behind():
        for _ in range(3):
            await sender.send(1)
    assert [moment for moment, _, _ in sender.sent] == [0.0, 1.0, 2.0]


async def test_a_message_is_sent_again_until_telegram_takes_it(senders: Any, api: BotApi) -> None:
    sender = await senders(FREE)
    api.answers("sendMessage", broken(502), None, Garbage(), Garbage(b"[]"), full(3), broken(500))
    await sender.send(1)
    assert len(api.sent[1]) == 1
    assert sender.clock.slept == [0.5, 1.0, 2.0, 4.0, 3.0, 8.0]


async def test_after_an_hour_it_is_given_up(senders: Any, api: BotApi) -> None:
    sender = await senders(FREE)
    api.answers("sendMessage", *[broken(502)] * 300)
    with pytest.raises(NetworkError):
        await sender.send(1)
    assert 3500 < sum(sender.clock.slept) <= 3600


async def test_a_tap_is_answered_soon_or_not_at_all(senders: Any, api: BotApi) -> None:
    sender = await senders(FREE)
    api.answers("answerCallbackQuery", *[broken(502)] * 20)
    with pytest.raises(NetworkError):
        await sender.bot.answer_callback_query("1")
    assert sum(sender.clock.slept) <= 20


async def test_what_is_wrong_with_a_message_is_not_tried_again(senders: Any, api: BotApi) -> None:
    sender = await senders(FREE)
    api.answers("sendMessage", bad("something that never happened before"))
    with pytest.raises(BadRequest):
        await sender.send(1)
    assert sender.clock.slept == []


async def test_what_waits_behind_has_a_keeper_of_its_own(senders: Any, api: BotApi) -> None:
    sender = await senders(FREE)
    api.answers("sendMessage", broken(502))
    with behind(), pytest.raises(NetworkError):
        await sender.send(1)
    assert sender.clock.slept == []
