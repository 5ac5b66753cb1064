"""What expires, what is too much, what is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table, func, select

from bot.assistant import Conversation
from bot.storage import sweeping
from bot.storage.conversations import Asked, Speaker
from bot.storage.feedback import Report, Voter
from bot.storage.forgetting import TABLES, Forgotten
from bot.storage.store import Store
from bot.storage.sweeping import Sweeper
from bot.storage.tables import (
    METADATA,
    answers,
    chats,
    contexts,
    dialogues,
    opinions,
    questions,
    subscriptions,
    tallies,
    unanswered,
    updates,
)
from bot.storage.unanswered import Question, collected
from bot.storage.updates import Mark
from tests.storage.conftest import Moment, Opened

SALMA, ADAM = Speaker(7001, 0, 7001), Speaker(-100, 0, 7002)
SPOKEN = Conversation(language="fr")
ALL = (contexts, answers, questions, chats, opinions, updates, unanswered, dialogues)


async def speaks(store: Store, speaker: Speaker) -> None:
    store.memory.remember(1, Asked(speaker, (2,), SPOKEN, SPOKEN))
    store.memory.choose(speaker.person, "fr")
    voter = Voter(speaker.person, speaker.chat, "2")
    store.feedback.vote(voter, "exports.ITO.2024", good=True)
    store.feedback.report(voter, Report(("exports.ITO.2024",), "abc"))
    store.dialogues.begin(speaker.chat, speaker.person, 2)
    assert await store.journal.settled()


async def count(store: Store, *tables: Table) -> list[int]:
    async with store.database.reading() as connection:
        return [(await connection.execute(select(func.count()).select_from(one))).scalar() or 0 for one in tables]


def sweeper(store: Store, clock: Moment) -> Sweeper:
    """Return a sweeper whose stop-watch agrees with the clock."""
    return Sweeper(store.database, store.memory, lambda: int(clock().timestamp()), lambda: clock().timestamp())


async def test_everything_expires_in_its_time(store: Store, clock: Moment) -> None:
    await speaks(store, SALMA)
    store.unanswered.collect("pourquoi la lune ?", "fr", "out_of_scope")
    await store.updates.end(Mark(1, 1))
    assert await store.journal.settled()
    swept = sweeper(store, clock)
    left = {}
    for days in (0, 1, 3, 8, 31, 91, 401):
        clock.now = Moment().now
        clock.pass_by(days=days, seconds=1)
        await swept.sweep()
        left[days] = await count(store, *ALL)
    assert left == {
        0: [1, 1, 1, 1, 2, 1, 1, 1],
        1: [1, 1, 1, 1, 2, 1, 1, 1],
        3: [1, 1, 0, 1, 2, 0, 1, 0],
        8: [0, 0, 0, 1, 2, 0, 1, 0],
        31: [0, 0, 0, 1, 0, 0, 1, 0],
        91: [0, 0, 0, 1, 0, 0, 0, 0],
        401: [0, 0, 0, 0, 0, 0, 0, 0],
    }
    assert await store.feedback.counts() == {("good", "exports.ITO.2024"): 1, ("report", "exports.ITO.2024"): 1}


async def test_what_is_at_hand_expires_too(store: Store, clock: Moment) -> None:
    await speaks(store, SALMA)
    swept = sweeper(store, clock)
    clock.pass_by(days=402)
    await swept.sweep()
    assert [len(shelf) for shelf in store.memory.shelves] == [0, 0, 0, 0]


async def test_a_clock_that_jumps_sweeps_nothing_out(
    store: Store, clock: Moment, capsys: pytest.CaptureFixture[str]
) -> None:
    await speaks(store, SALMA)
    swept = Sweeper(store.database, store.memory, lambda: int(clock().timestamp()), lambda: 0.0)
    before = await count(store, *ALL)
    clock.pass_by(days=1000)
    assert await swept.sweep() == 0
    assert await count(store, *ALL) == before
    assert "the clock jumped" in capsys.readouterr().out
    clock.pass_by(days=-1000)
    assert await swept.sweep() == 0
    assert store.memory.last(SALMA) == SPOKEN


async def test_tables_are_bounded(store: Store, clock: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    for table in sweeping.MOST:
        monkeypatch.setitem(sweeping.MOST, table, 3)
    monkeypatch.setattr(sweeping, "MOST_UPDATES", 3)
    monkeypatch.setattr(sweeping, "_CHUNK", 2)
    for number in range(8):
        await speaks(store, Speaker(number, 0, number))
        await store.updates.end(Mark(number, 1))
        assert await store.journal.settled()
        clock.pass_by(seconds=1)
    await sweeper(store, clock).sweep()
    assert await count(store, contexts, answers, questions, chats, updates) == [3, 3, 3, 3, 4]
    async with store.database.reading() as connection:
        assert sorted((await connection.execute(select(contexts.c.chat))).scalars()) == [5, 6, 7]


async def test_the_counts_are_bounded(store: Store, clock: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST_TALLIES", 1)
    for person, cell in ((1, "a"), (2, "b"), (3, "b")):
        store.feedback.vote(Voter(person, 0, "x"), cell, good=True)
    assert await store.journal.settled()
    clock.pass_by(days=31)
    for _ in range(2):
        await sweeper(store, clock).sweep()
        assert await store.feedback.counts() == {("good", "b"): 2}


async def test_the_last_opinion_of_a_person_holds_and_is_counted_once(opened: Opened) -> None:
    for good in (True, True, False):
        store = await opened()
        store.feedback.vote(Voter(1, 5, "9"), "exports.ITO.2024", good=good)
        assert await store.journal.settled()
    assert await store.feedback.counts() == {("bad", "exports.ITO.2024"): 1}


# --- forgetting -----------------------------------------------------------------------------------------------------


def test_every_table_with_a_person_or_a_chat_is_forgotten() -> None:
    named = {table for table in METADATA.tables.values() if {"chat", "person"} & set(table.c.keys())}
    assert named == set(TABLES)


@pytest.mark.parametrize(("number", "person"), [(7002, True), (-100, False)])
async def test_who_is_forgotten_is_nowhere(opened: Opened, number: int, *, person: bool) -> None:
    store = await opened()
    for speaker in (SALMA, ADAM, Speaker(-200, 0, 7002), Speaker(-100, 0, 7003)):
        await speaks(store, speaker)
    # Not written yet, and forgotten all the same.
    store.memory.remember(5, Asked(ADAM, (6,), SPOKEN, SPOKEN))
    assert await store.forget(Forgotten(number, person=person))
    assert store.memory.last(ADAM) is None
    assert store.memory.last(SALMA) == SPOKEN
    assert store.memory.language(7002) == ("" if person else "fr")
    async with store.database.reading() as connection:
        for table in TABLES:
            found: list[Any] = [dict(row) for row in (await connection.execute(select(table))).mappings()]
            assert not [row for row in found if row["chat"] == number], table.name
            assert not [row for row in found if person and row.get("person") == number], table.name
            assert table is subscriptions or [row for row in found if row["chat"] == 7001], table.name
    said, cell = "good", "exports.ITO.2024"
    assert (await store.feedback.counts())[said, cell] == 4
    assert await count(store, tallies) == [2]


async def test_forgetting_waits_for_the_database(store: Store) -> None:
    await speaks(store, SALMA)
    store.journal.doubt("gone")
    assert not await store.forget(Forgotten(7001, person=True))
    assert store.memory.last(SALMA) is None


# --- questions without an answer ------------------------------------------------------------------------------------


async def test_questions_without_an_answer_are_counted_without_whose_they_are(store: Store) -> None:
    for text in ("Phosphates 2024 ?", "phosphates  2024 ?", "écris à moi@exemple.ma ou au +212 6 12 34 56 78, @salma"):
        store.unanswered.collect(text, "fr", "no_data")
    store.unanswered.collect("\x00 \ud800", "fr", "clarify")
    store.unanswered.collect("x" * 5000, "en", "no_data")
    assert await store.journal.settled()
    found = await collected(store.database)
    assert found[0] == Question("fr", "no_data", "Phosphates 2024 ?", 2)
    assert {one.text for one in found[1:]} == {"écris à … ou au …, …", "x" * 300}
    store.unanswered.on = False
    store.unanswered.collect("encore ?", "fr", "no_data")
    assert await store.journal.settled()
    assert len(await collected(store.database)) == 3
