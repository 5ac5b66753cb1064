"""Charts in chats: asked for in words, by command, by button; uploaded once."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.telegram.markup import units
from bot.telegram.pictures import caption
from tests.bot_api.chat import PATIENCE
from tests.bot_api.room import SALMA, Room
from tests.bot_api.server import BotApi


async def shown(room: Room, api: BotApi) -> list[dict[str, Any]]:
    """Return the pictures that a chat shows, once one has come: drawing takes longer than an answer."""
    async with asyncio.timeout(PATIENCE):
        async with api.changed:
            await api.changed.wait_for(lambda: any("photo" in one for one in api.sent[room.number]))
    await room.quiet()
    room.new()
    return [message for message in api.sent[room.number] if "photo" in message]


async def test_a_chart_that_is_asked_for_comes_after_the_answer(private: Room, live: BotApi) -> None:
    answer = (await private.says(SALMA, "graphique répartition 2024"))[0]
    assert "photo" not in answer
    (picture,) = await shown(private, live)
    assert "ITO" in picture["caption"]
    assert "40,3" in picture["caption"]
    assert isinstance(live.named("sendPhoto")[0].fields["photo"], bytes)


async def test_a_chart_is_uploaded_once(private: Room, live: BotApi) -> None:
    await private.says(SALMA, "/chart répartition 2024")
    await shown(private, live)
    (again,) = [one for one in await private.says(SALMA, "/chart répartition 2024") if "photo" in one]
    assert [type(call.fields["photo"]) for call in live.named("sendPhoto")] == [bytes, str]
    assert "40,3" in again["caption"]


async def test_a_button_draws_the_answer(private: Room, live: BotApi) -> None:
    (answer,) = await private.says(SALMA, "répartition 2024")
    assert await private.taps(SALMA, answer, "Graphique")
    (picture,) = await shown(private, live)
    assert "40,3" in picture["caption"]


async def test_what_has_no_chart_says_so(private: Room) -> None:
    _, line = await private.says(SALMA, "/chart quels sont les pôles ?")
    assert line["text"] == "Aucun graphique ne correspond à cette question."
    (empty,) = await private.says(SALMA, "/chart")
    assert "/chart" in empty["text"]


async def test_a_caption_arrives_as_it_was_written(private: Room, live: BotApi) -> None:
    await private.says(SALMA, "/chart répartition 2024")
    (picture,) = await shown(private, live)
    assert "pèse 40,3\u202f%" in picture["caption"] or "pèse 40,3\u00a0%" in picture["caption"]


async def test_an_edited_question_has_its_chart_drawn_anew(private: Room, live: BotApi) -> None:
    question = await private.writes(SALMA, "/chart répartition 2024")
    (picture,) = await shown(private, live)
    (answer,) = [one for one in live.sent[SALMA.number] if "photo" not in one]
    await private.edits(question, "/chart répartition au S1 2025")
    async with asyncio.timeout(PATIENCE), live.changed:
        await live.changed.wait_for(lambda: sum("photo" in one for one in live.sent[SALMA.number]) == 2)
    await private.quiet()
    assert "premier semestre 2025" in str(answer["rich_message"])
    assert (SALMA.number, picture["message_id"]) not in live.messages
    await private.edits(question, "ITO 2024 ?")
    assert answer["text"].startswith("10,578")
    assert len([one for one in live.messages.values() if "photo" in one]) == 0


async def test_a_reply_to_a_chart_is_read_after_its_answer(private: Room, live: BotApi) -> None:
    await private.says(SALMA, "/chart répartition 2024")
    (picture,) = await shown(private, live)
    await private.says(SALMA, "Combien d’emplois ?")
    (reply,) = await private.says(SALMA, "et au S1 2025 ?", reply_to_message=picture)
    assert "premier semestre 2025" in str(reply["rich_message"])


def test_a_caption_is_no_longer_than_telegram_takes() -> None:
    class Long:
        alt = "mot 😀 " * 300

    cut = caption(Long())  # type: ignore[arg-type] # only its words are needed
    assert units(cut) <= 1024
    assert cut.endswith("…")
