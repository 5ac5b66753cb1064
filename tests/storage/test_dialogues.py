"""The dialogue that somebody has open, whichever process is asked about it."""

from __future__ import annotations

import pytest

from bot.storage.database import DatabaseError
from bot.storage.dialogues import DIALOGUE_DAYS
from bot.storage.store import Store
from tests.storage.conftest import Moment, Opened

CHAT, SALMA, ADAM = -100, 7001, 7002


async def test_another_process_closes_it_once(opened: Opened) -> None:
    one, other = await opened(), await opened()
    one.dialogues.begin(CHAT, SALMA, 5)
    one.dialogues.begin(CHAT, ADAM, 6)
    assert await one.journal.settled()
    assert await other.dialogues.close(CHAT, SALMA) == 5
    assert await other.journal.settled()
    assert await one.dialogues.close(CHAT, SALMA) is None
    assert await one.dialogues.close(CHAT, ADAM) == 6


async def test_one_that_came_to_its_end_is_not_open(store: Store) -> None:
    store.dialogues.begin(CHAT, SALMA, 5)
    store.dialogues.end(CHAT, 5)
    store.dialogues.begin(CHAT, ADAM, 6)
    assert await store.dialogues.close(CHAT, SALMA) is None
    assert await store.dialogues.close(CHAT, ADAM) == 6


async def test_it_expires(store: Store, clock: Moment) -> None:
    store.dialogues.begin(CHAT, SALMA, 5)
    clock.pass_by(days=DIALOGUE_DAYS, seconds=1)
    assert await store.dialogues.close(CHAT, SALMA) is None


async def test_what_was_begun_here_is_known_without_the_database(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object) -> None:
        raise DatabaseError("gone")

    store.dialogues.begin(CHAT, SALMA, 5)
    assert await store.journal.settled()
    monkeypatch.setattr(store.database, "look", gone)
    assert await store.dialogues.close(CHAT, SALMA) == 5
    assert await store.dialogues.close(CHAT, SALMA) is None
