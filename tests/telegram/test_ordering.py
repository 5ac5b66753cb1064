from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram import Bot, Update

from bot.storage.recent import Recent
from bot.storage.updates import Mark, Turn
from bot.telegram import slot
from bot.telegram.deadline import grant
from bot.telegram.ordering import Intake
from tests.bot_api.chat import PATIENCE
from tests.bot_api.server import TOKEN


def update(number: int, chat: int = 1) -> dict[str, Any]:
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x"}
    return {"update_id": number, "message": message}


class Work:
    """Handles updates, and remembers which and in what order."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.does: dict[int, Callable[[], Awaitable[None]]] = {}

    async def __call__(self, one: Update) -> None:
        if one.update_id in self.does:
            await self.does[one.update_id]()
        self.done.append(one.update_id)


@pytest.fixture
def work() -> Work:
    return Work()


class Book:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.turns: dict[int, list[Turn]] = {}
        """What it says about whose turn an update is, one after the other; then it is this process's."""
        self.ended: list[int] = []
        self.held: list[int] = []
        self.works = True

    def mark(self, raw: dict[str, Any]) -> Mark:
        return Mark(raw["update_id"], hash(str(raw)))

    async def begin(self, _: Mark, one: Update) -> Turn:
        turns = self.turns.get(one.update_id)
        return turns.pop(0) if turns else Turn.MINE

    def end(self, mark: Mark) -> asyncio.Future[bool]:
        self.ended.append(mark.number)
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        stored.set_result(self.works)
        return stored

    async def hold(self, mark: Mark, raw: dict[str, Any]) -> bool:
        assert raw["update_id"] == mark.number
        self.held.append(mark.number)
        return self.works


def intake(work: Work, book: Book | None = None, **options: Any) -> Intake:
    return Intake(work, Bot(TOKEN), book or Book(), **options)


async def held() -> None:
    await asyncio.Event().wait()


async def fail() -> None:
    raise ValueError("a person's words")


async def test_a_chat_waits_for_itself_only(work: Work) -> None:
    taken, free = intake(work), asyncio.Event()

    async def slow() -> None:
        await free.wait()

    work.does[1] = slow
    received = [taken.take(update(1)), taken.take(update(2)), taken.take(update(3, chat=2))]
    await received[2]
    assert (work.done, taken.lowest, len(taken)) == ([3], 1, 2)
    free.set()
    await asyncio.gather(*received)
    assert work.done == [3, 1, 2]
    assert (taken.lowest, len(taken), taken._queues) == (None, 0, {})


async def test_inline_queries_wait_for_nobody(work: Work) -> None:
    taken = intake(work)
    person = {"id": 1, "is_bot": False, "first_name": "Salma"}
    query = {"id": "1", "from": person, "query": "", "offset": ""}
    work.does[1] = held
    taken.take(update(1))
    await taken.take({"update_id": 2, "inline_query": query})
    assert work.done == [2]
    await taken.close()


async def test_an_update_delivered_twice_is_handled_once(work: Work) -> None:
    taken, free = intake(work), asyncio.Event()

    async def slow() -> None:
        await free.wait()

    work.does[1] = slow
    first, again = taken.take(update(1)), taken.take(update(1))
    assert first is again
    free.set()
    await first
    await taken.take(update(1))
    assert work.done == [1]


async def test_the_memory_of_updates_is_bounded(work: Work) -> None:
    taken = intake(work, remembered=10)
    for number in range(100):
        await taken.take(update(number, chat=number))
    assert len(taken._done) == 10
    assert not taken.knows(update(89, chat=89))
    assert taken.knows(update(90, chat=90))


async def test_a_failure_counts_as_handled_and_frees_its_chat(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    taken = intake(work)
    work.does[1] = fail
    await asyncio.gather(taken.take(update(1)), taken.take(update(2)))
    assert (work.done, len(taken)) == ([2], 0)
    assert "a person's words" not in caplog.text


async def test_what_cannot_be_read_counts_as_handled(work: Work) -> None:
    taken = intake(work)
    odd = {"update_id": 1, "message": {"message_id": "no"}}
    await taken.take(odd)
    assert (work.done, len(taken), taken.knows(odd)) == ([], 0, True)


async def test_a_handler_that_hangs_is_given_up(work: Work) -> None:
    taken = intake(work, limit=0.02)

    async def hangs() -> None:
        taken._limit = 60  # however slow the machine, the next one has its time
        await held()

    work.does[1] = hangs
    await asyncio.gather(taken.take(update(1)), taken.take(update(2)))
    assert work.done == [2]


async def test_waiting_for_telegram_is_not_hanging(work: Work) -> None:
    taken, there = intake(work, limit=0.02, patience=0.04), asyncio.Event()

    async def waits() -> None:
        grant(60)
        await there.wait()

    work.does[1] = waits
    await taken.take(update(1))
    # It counts as received by now, so that it does not hold up all others; its own time was over before.
    assert (work.done, taken.lowest, len(taken)) == ([], None, 1)
    there.set()
    assert await taken.drained(60)
    assert work.done == [1]


async def test_one_that_cannot_even_be_looked_up_frees_its_chat(
    work: Work, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    book = Book()
    begin = book.begin

    async def stumbles(mark: Mark, one: Update) -> Turn:
        if mark.number == 1:
            raise ValueError("a person's words")
        return await begin(mark, one)

    monkeypatch.setattr(book, "begin", stumbles)
    taken = intake(work, book)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(taken.take(update(1)), taken.take(update(2)))
    assert (work.done, len(taken)) == ([2], 0)
    assert "a person's words" not in caplog.text


async def test_what_is_cut_off_does_not_count_as_received(work: Work) -> None:
    taken = intake(work)
    work.does[1] = held
    received = [taken.take(update(1)), taken.take(update(2))]
    assert not await taken.drained(0.01)
    await taken.close()
    assert [one.cancelled() for one in received] == [True, True]
    assert taken.lowest == 1


async def test_a_call_held_back_too_long_goes_by_itself() -> None:
    sent: list[str] = []
    room = slot.Slot(patience=0.01)
    assert room.put(b"first", lambda: sent.append("first"))
    assert not room.put(b"second", lambda: sent.append("second"))
    await asyncio.sleep(0.03)
    assert (sent, room.take()) == (["first"], b"")


def test_what_was_touched_last_is_remembered() -> None:
    kept: Recent[int, str] = Recent(limit=2)
    for chat in (1, 2):
        kept.put(chat, str(chat))
    kept.get(1)
    kept.put(3, "3")
    assert kept.get(1) == "1"
    assert kept.get(2) is None
    assert len(kept) == 2


async def test_what_lasts_is_stored_before_it_counts_as_received(work: Work) -> None:
    book, free = Book(), asyncio.Event()
    taken = intake(work, book, patience=0.02)

    async def slow() -> None:
        await free.wait()

    work.does[1] = slow
    await taken.take(update(1))
    assert (work.done, book.held, book.ended) == ([], [1], [])
    free.set()
    assert await taken.drained(60)
    assert book.ended == [1]


async def test_what_lasts_and_cannot_be_stored_is_left_to_telegram(work: Work) -> None:
    book = Book()
    book.works = False
    taken = intake(work, book, patience=0.02)
    work.does[1] = held
    received = taken.take(update(1))
    await asyncio.sleep(0.05)
    assert (book.held, received.done(), taken.lowest) == ([1], False, 1)
    await taken.close()


async def test_what_another_process_is_at_is_waited_for(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.ordering._ELSEWHERE", 0.01)
    book = Book()
    book.turns = {1: [Turn.ELSEWHERE, Turn.ELSEWHERE, Turn.DONE], 2: [Turn.ELSEWHERE], 3: [Turn.DONE]}
    taken = intake(work, book)
    await asyncio.gather(*(taken.take(update(number, chat=number)) for number in (1, 2, 3)))
    # The second one's process died.
    assert (work.done, book.ended, len(taken)) == ([2], [2], 0)


async def test_what_another_process_stays_at_is_not_confirmed_here(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.ordering._ELSEWHERE", 0.01)
    book = Book()
    book.turns = {1: [Turn.ELSEWHERE] * 1000}
    taken = intake(work, book, patience=0.05)
    received = taken.take(update(1))
    with pytest.raises(asyncio.CancelledError):
        await received
    assert (work.done, book.held) == ([], [])
    await taken.close()
