"""What is kept is said, and erased at once when somebody asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.storage.database import DatabaseError
from bot.storage.tables import answers, chats, contexts, opinions, questions
from bot.storage.unanswered import collected
from bot.telegram.application import App, build, running
from tests.bot_api.chat import PATIENCE
from tests.bot_api.room import ADAM, SALMA, Room
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import shown
from tests.telegram.conftest import settings
from tests.test_command_line import raqam

DONE = "C’est fait : j’ai effacé tout ce que je gardais de vous."
DONE_GROUP = "C’est fait : j’ai effacé tout ce que je gardais de ce groupe."
LATER = "Ma base de données ne répond pas en ce moment."


def first(message: dict[str, Any]) -> str:
    return shown(message).strip().splitlines()[0]


async def rows(app: App) -> int:
    await app.store.journal.settled()
    count = 0
    async with app.store.database.reading() as connection:
        for table in (contexts, answers, questions, chats, opinions):
            count += len((await connection.execute(table.select())).all())
    return count


async def test_forget_erases_a_person(private: Room, app: App) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    await private.taps(SALMA, answer, "👍")
    assert await rows(app) == 4
    assert [first(one) for one in await private.says(SALMA, "/forget")] == [DONE]
    assert await rows(app) == 0
    (answer,) = await private.says(SALMA, "et en 2023 ?")
    assert "ITO" not in shown(answer)


async def test_a_member_of_a_group_erases_themselves_and_an_administrator_the_group(group: Room, app: App) -> None:
    for person in (SALMA, ADAM):
        await group.says(person, "/ask ITO 2024 ?")
    assert await rows(app) == 6
    group.api.administrators[group.number] = {SALMA.number}
    assert [first(one) for one in await group.says(ADAM, "/forget@raqam_test_bot")] == [
        "Done: I have erased everything I kept about you."
    ]
    assert await rows(app) == 3
    assert [first(one) for one in await group.says(SALMA, "/forget@raqam_test_bot")] == [DONE_GROUP]
    assert await rows(app) == 0


async def test_a_database_that_is_away_is_told(private: Room, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object) -> None:
        raise DatabaseError("gone")

    await private.says(SALMA, "ITO 2024 ?")
    with monkeypatch.context() as away:
        away.setattr(app.store.journal, "_write", gone)
        assert first((await private.says(SALMA, "/forget"))[0]).startswith(LATER)
    async with asyncio.timeout(PATIENCE):
        while app.store.journal.trouble:  # noqa: ASYNC110 - what is waited for is the database
            await asyncio.sleep(0.05)
    assert await rows(app) == 0


async def test_privacy_says_what_is_collected_only_where_it_is(private: Room) -> None:
    (told,) = await private.says(SALMA, "/privacy")
    assert "7 jours" in shown(told)
    assert "sans réponse" not in shown(told)


@pytest.fixture
async def collecting(api: BotApi, assistant: Assistant) -> AsyncIterator[App]:
    app = build(settings(api, collect_unanswered=True), TOKEN, assistant)
    async with running(app):
        yield app


async def test_questions_without_an_answer_are_collected_where_that_is_turned_on(
    collecting: App, api: BotApi, tmp_path: Path
) -> None:
    room = Room(api, SALMA.number, "private")
    assert "sans réponse" in shown((await room.says(SALMA, "/privacy"))[0])
    for text in ("ITO 2024 ?", "exportations de phosphates en 2024", "Exportations de phosphates en 2024"):
        await room.says(SALMA, text)
    await collecting.store.journal.settled()
    (found,) = await collected(collecting.store.database)
    assert (found.text, found.count) == ("exportations de phosphates en 2024", 2)
    listed = await asyncio.to_thread(raqam, "unanswered", BOT_DATABASE_URL=f"sqlite:///{tmp_path / 'raqam.sqlite3'}")
    assert listed.stdout.decode() == "    2  fr  no_data       exportations de phosphates en 2024\n"
