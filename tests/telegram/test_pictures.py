"""Charts in chats: asked for in words, by command, by button; uploaded once."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.bot_api.room import SALMA, Room
from tests.bot_api.server import BotApi


async def shown(room: Room, api: BotApi) -> list[dict[str, Any]]:
    """Return the pictures that a chat shows, once one has come: drawing takes longer than an answer."""
    async with asyncio.timeout(20):
        async with api.changed:
            await api.changed.wait_for(lambda: any("photo" in one for one in api.sent[room.number]))
    await room.quiet()
    return [message for message in room.new() if "photo" in message]


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
