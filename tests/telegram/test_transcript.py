"""A lively group, as its members would read it: ``lively-group.txt``.

Whoever changes what is shown writes it anew with ``python -m tests.telegram.test_transcript`` and reads the difference.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.assistant import Assistant
from bot.telegram.application import App, build, running
from tests.bot_api.html import shown
from tests.bot_api.room import ADAM, SALMA, Room, types
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import render
from tests.telegram.conftest import settings
from tests.telegram.test_groups import ME, change

GOLDEN = Path(__file__).with_name("lively-group.txt")


async def lively(api: BotApi, app: App) -> str:
    """Play the group and return its transcript."""
    async with running(app):
        forum = Room(api, -100700, forum=True)
        await api.receive("my_chat_member", change(forum, api, "left", "member"))
        await forum.quiet()
        await forum.writes(SALMA, "Bienvenue ! On prépare la note sur l’export numérique.", topic=31)
        question = await forum.writes(SALMA, f"{ME} les exportations ITO en 2023 ?", topic=31)
        await forum.edits(question, f"{ME} les exportations ITO en 2024 ?")
        (ito,) = forum.new()[1:]
        await forum.writes(ADAM, "/ask How much were CRM exports in 2024?", topic=31)
        await forum.writes(ADAM, "Interesting, that is less than I thought", topic=31)
        await forum.writes(SALMA, f"{ME} et au S1 2025 ?", topic=31)
        await forum.writes(ADAM, "and its share?", topic=31, reply_to_message=ito)
        await forum.writes(SALMA, f"{ME} répartition en 2024 ?", topic=32)
        await forum.taps(ADAM, forum.new()[-1], "Croissance en 2024")
        await forum.writes(ADAM, f"{ME} exports to France?", topic=32)
        picked = (await types(api, ADAM, "jobs"))["results"][0]
        content = picked["input_message_content"]
        text, entities = shown(content["message_text"], content["parse_mode"])
        shared = {"entities": entities, "reply_markup": picked["reply_markup"], "via_bot": api.bot}
        await forum.writes(ADAM, topic=32, text=text, **shared)
        last = forum.new()[-1]
        await forum.taps(SALMA, last, "👍")
        return render(api)


async def test_a_lively_group_reads_well(api: BotApi, app: App) -> None:
    assert await lively(api, app) == GOLDEN.read_text("utf-8")
    assert not [call for call in api.refused if call.refused.startswith("Bad Request")]


async def _rewrite() -> None:
    async with BotApi().running() as api:
        GOLDEN.write_text(await lively(api, build(settings(api), TOKEN, Assistant.open())), "utf-8")


if __name__ == "__main__":
    asyncio.run(_rewrite())
