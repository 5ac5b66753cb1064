"""Each update is handled once: after a restart, beside other replicas, and when one of them dies."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.storage.conversations import Needed
from bot.storage.database import Database
from bot.storage.store import Store, _again
from bot.storage.tables import replicas, updates
from bot.storage.updates import Mark, Turn
from tests.bot_api.chat import PATIENCE
from tests.storage.conftest import Opened

NOTHING = Needed()


async def turn(store: Store, number: int, fingerprint: int = 1) -> Turn:
    return await store.updates.begin(Mark(number, fingerprint), NOTHING)


async def dies(store: Store) -> None:
    """Let a replica be not heard of any more."""
    async with store.database.writing() as connection:
        await connection.execute(replicas.update().where(replicas.c.name == store.updates._me).values(until=1))


@pytest.fixture
def shared(url: str) -> bool:
    return Database(url).shared


@pytest.fixture(autouse=True)
def _two_need_postgresql(request: pytest.FixtureRequest) -> None:
    if "replicas" in request.node.name and not request.getfixturevalue("shared"):
        pytest.skip("one process with SQLite is the default")


async def test_what_was_handled_is_known_after_a_restart(opened: Opened, *, shared: bool) -> None:
    store = await opened()
    for number in (7, 8, 9):
        assert await turn(store, number) is Turn.MINE
        assert await store.updates.end(Mark(number, 1))
    assert await store.journal.settled()
    other = await opened()
    if shared:
        assert await turn(other, 8) is Turn.DONE
    else:
        assert sorted(await other.updates.recent()) == [(7, 1), (8, 1), (9, 1)]


async def test_another_update_with_a_known_number_is_another_one(opened: Opened, *, shared: bool) -> None:
    store = await opened()
    assert await turn(store, 7) is Turn.MINE
    await store.updates.end(Mark(7, 1))
    other = await opened()
    if shared:
        assert await turn(other, 7, 2) is Turn.MINE
        assert await turn(store, 7, 2) is Turn.ELSEWHERE
    assert await other.updates.end(Mark(7, 2))


async def test_replicas_do_not_handle_the_same_update(opened: Opened) -> None:
    first, second = await opened(), await opened()
    assert await turn(first, 1) is Turn.MINE
    assert await turn(second, 1) is Turn.ELSEWHERE
    assert await turn(first, 1) is Turn.MINE
    await first.updates.end(Mark(1, 1))
    assert await turn(second, 1) is Turn.DONE


async def test_replicas_that_claim_at_the_same_moment_agree(opened: Opened) -> None:
    stores = [await opened() for _ in range(3)]
    for number in range(1, 6):
        turns = await asyncio.gather(*(turn(store, number) for store in stores))
        assert sorted(one.value for one in turns) == ["elsewhere", "elsewhere", "mine"]


async def test_what_a_dead_one_of_the_replicas_claimed_is_anybodys(opened: Opened) -> None:
    first, second, third = await opened(), await opened(), await opened()
    assert await turn(first, 1) is Turn.MINE
    await dies(first)
    assert await turn(second, 1) is Turn.MINE
    assert await turn(third, 1) is Turn.ELSEWHERE


async def test_what_one_of_the_replicas_gives_back_is_free_at_once(opened: Opened) -> None:
    first, second = await opened(), await opened()
    assert await turn(first, 1) is Turn.MINE
    await first.updates.leave()
    assert await turn(second, 1) is Turn.MINE


async def test_an_update_that_replicas_do_not_survive_is_given_up(
    opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(4):
        store = await opened()
        assert await turn(store, 1) is Turn.MINE
        await dies(store)
    last = await opened()
    assert await turn(last, 1) is Turn.DONE
    assert "an update was given up" in capsys.readouterr().out
    assert await last.journal.settled()
    assert await turn(await opened(), 1) is Turn.DONE


async def test_a_stored_update_is_taken_over_and_its_text_deleted_once_it_is_handled(opened: Opened) -> None:
    first = await opened()
    raw: dict[str, Any] = {"update_id": 5, "message": {"text": "what somebody asks"}}
    await turn(first, 5)
    assert await first.updates.hold(Mark(5, 1), raw)
    assert await first.updates.adopt() == []
    await dies(first)
    second = await opened()
    assert await second.updates.adopt() == [raw]
    assert await second.updates.adopt() == []
    assert await second.updates.end(Mark(5, 1))
    assert await second.journal.settled()
    async with second.database.reading() as connection:
        assert (await connection.execute(select(updates.c.body))).scalars().all() == [None]
    await dies(second)
    assert await (await opened()).updates.adopt() == []


async def test_a_heart_beats_on_whatever_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    beats, again = 0, asyncio.Event()

    async def beat() -> None:
        nonlocal beats
        beats += 1
        if beats == 1:
            raise KeyError("a person's words")
        again.set()

    heart = asyncio.create_task(_again("a heartbeat", beat, 0))
    async with asyncio.timeout(PATIENCE):
        await again.wait()
    heart.cancel()
    output = capsys.readouterr().out
    assert "KeyError" in output
    assert "a person's words" not in output


async def test_without_a_database_every_update_is_this_processs(opened: Opened) -> None:
    store = await opened()
    store.journal.doubt("gone")
    assert await turn(store, 1) is Turn.MINE
    assert store.updates.end(Mark(1, 1)).done()
    assert not store.health.ok
