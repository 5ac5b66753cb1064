"""Few messages are on their way at once; one that is away for long holds no other back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.telegram.abreast import Abreast
from tests.bot_api.chat import PATIENCE


class Road:
    """Calls that are away until they are let back."""

    def __init__(self, most: int, patience: float = 60) -> None:
        self._through = Abreast(most, patience).through(self._away)
        self.away: dict[int, asyncio.Event] = {}
        self.tasks: list[asyncio.Task[int]] = []

    async def _away(self, number: int) -> int:
        self.away[number] = back = asyncio.Event()
        try:
            await back.wait()
        finally:
            del self.away[number]
        return number

    async def sends(self, *numbers: int) -> None:
        self.tasks += [asyncio.create_task(self._through(number)) for number in numbers]
        await self.settles()

    async def settles(self) -> None:
        for _ in range(6):
            await asyncio.sleep(0)


async def until(found: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not found():  # noqa: ASYNC110 - there is nothing to wait for
            await asyncio.sleep(0.001)


async def test_the_next_goes_when_one_is_back_in_their_order() -> None:
    road = Road(2)
    await road.sends(1, 2, 3, 4)
    assert sorted(road.away) == [1, 2]
    road.away[2].set()
    await road.settles()
    assert sorted(road.away) == [1, 3]
    road.away[1].set()
    road.away[3].set()
    await road.settles()
    road.away[4].set()
    assert await asyncio.gather(*road.tasks) == [1, 2, 3, 4]


async def test_one_that_is_away_for_long_makes_room() -> None:
    road = Road(1, patience=0.01)
    await road.sends(1, 2, 3)
    await until(lambda: sorted(road.away) == [1, 2, 3])
    for back in list(road.away.values()):
        back.set()
    await asyncio.gather(*road.tasks)
    # Those that had made room do not make it twice.
    await road.sends(4, 5)
    assert sorted(road.away) == [4]
    road.away[4].set()
    await until(lambda: 5 in road.away)
    road.away[5].set()
    await asyncio.gather(*road.tasks)


async def test_whoever_is_cancelled_takes_no_place_with_him() -> None:
    road = Road(1)
    await road.sends(1, 2, 3)
    road.tasks[1].cancel()
    await road.settles()
    road.away[1].set()
    # Let in and cancelled at the same moment.
    await asyncio.sleep(0)
    road.tasks[2].cancel()
    await road.settles()
    await road.sends(4)
    assert sorted(road.away) == [4]
    road.tasks[3].cancel()
    ends = await asyncio.gather(*road.tasks, return_exceptions=True)
    assert [type(end) for end in ends] == [int, *[asyncio.CancelledError] * 3]


async def test_a_call_that_fails_makes_room() -> None:
    async def fails() -> None:
        raise OSError

    call: Callable[[], Awaitable[None]] = Abreast(1, 60).through(fails)
    ends = await asyncio.gather(call(), call(), return_exceptions=True)
    assert [type(end) for end in ends] == [OSError, OSError]
