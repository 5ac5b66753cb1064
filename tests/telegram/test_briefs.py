"""``/brief`` in chats."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.bot_api.chat import PATIENCE
from tests.bot_api.room import ADAM, SALMA, Room
from tests.bot_api.server import BotApi
from tests.bot_api.transcript import shown

pytestmark = pytest.mark.usefixtures("drawn_here")


async def pictured(room: Room) -> list[str]:
    """Return what a chat shows once a picture has come."""
    async with asyncio.timeout(PATIENCE), room.api.changed:
        await room.api.changed.wait_for(lambda: any("photo" in one for one in room.api.sent[room.number]))
    await room.quiet()
    return [shown(message).strip() for message in room.new()]


async def test_the_sector_comes_with_its_table_and_its_chart(private: Room, live: BotApi) -> None:
    await private.writes(SALMA, "/brief")
    text, picture = await pictured(private)
    assert text.startswith("*Exportations de services numériques*")
    assert "ITO | 5,25 milliards | environ 39,2 %" in text
    assert "[Source | " in text
    assert picture.startswith("(picture) L’ITO pèse environ 39,2")
    assert live.named("sendRichMessage")[0].fields["rich_message"]["html"].count("<tr>") == 4


async def test_a_segment_and_what_follows_from_it(private: Room) -> None:
    await private.writes(SALMA, "/brief crm")
    text, picture = await pictured(private)
    assert text.startswith("*CRM (relation client)*")
    assert "(picture) CRM" in picture
    (answer,) = await private.says(SALMA, "et en 2024 ?")
    assert "9,797" in shown(answer)


async def test_two_periods_in_the_language_of_the_chat(live: BotApi) -> None:
    room = Room(live, ADAM.number, "private")
    await room.writes(ADAM, "/brief 2024 2025-S1")
    text, picture = await pictured(room)
    assert text.startswith("*Digital-services exports*")
    assert "CRM | 37.4% | about 31.3%" in text
    assert "went from" in picture


async def test_what_is_no_brief_is_answered_as_a_question(private: Room) -> None:
    (told,) = await private.says(SALMA, "/brief phosphates")
    assert "Je ne réponds que sur" in shown(told)
    (lacking,) = await private.says(SALMA, "/brief 2019")
    assert "Je n’ai pas cette donnée" in shown(lacking)


async def test_in_a_group_it_stays_in_its_topic(live: BotApi) -> None:
    forum = Room(live, -100700, forum=True)
    question: dict[str, Any] = await forum.writes(SALMA, "/brief@raqam_test_bot 2024", topic=31)
    async with asyncio.timeout(PATIENCE), live.changed:
        await live.changed.wait_for(lambda: any("photo" in one for one in live.sent[-100700]))
    text, picture = forum.new()
    assert text["message_thread_id"] == picture["message_thread_id"] == 31
    assert text["reply_to_message"]["message_id"] == question["message_id"]
