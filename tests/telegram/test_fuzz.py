"""Whatever comes, it keeps running, is silent where nobody speaks to it, and leaks nothing.

``RAQAM_FUZZ=10000 pytest tests/telegram/test_fuzz.py`` sends so many.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import os
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.telegram.application import build, running
from tests.bot_api.chat import PATIENCE
from tests.bot_api.refusal import Refusal
from tests.bot_api.room import SALMA, Room, quiet
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import shown
from tests.telegram.conftest import settings
from tests.telegram.updates import ME, SECRET, updates

MANY = int(os.environ.get("RAQAM_FUZZ", "400"))
_AT_ONCE = 50
FAIR = (
    "chat not found",
    "thread not found",
    "to edit not found",
    "can't be edited",
    "not modified",
    "query is too old",
)
"""Refusals that come from what was made up, not from the bot."""


def silent(kind: str, content: dict[str, Any]) -> bool:
    """Whether an update is nothing for the bot to speak about."""
    if kind not in ("message", "edited_message", "guest_message", "callback_query", "inline_query", "my_chat_member"):
        return True
    if kind not in ("message", "edited_message"):
        return False
    text = f"{content.get('text', '')} {content.get('caption', '')}"
    replied = content.get("reply_to_message", {}).get("from", {}).get("is_bot", False)
    addressed = (
        ME in text or text.startswith("/ask") or replied or "entities" in content or "caption_entities" in content
    )
    return content["chat"]["type"] == "channel" or (content["chat"]["type"] != "private" and not addressed)


def chats(content: dict[str, Any]) -> set[int]:
    """Return where an update may be answered: its chat, that of its message, the person's own."""
    around = (content, content.get("message", {}), content.get("from", {}))
    found = {one.get("chat", {}).get("id") for one in around[:2]} | {around[2].get("id")}
    return {*found, content.get("migrate_to_chat_id"), content.get("migrate_from_chat_id")} - {None}


@pytest.mark.parametrize("seed", [1])
async def test_any_update_leaves_it_running(api: BotApi, assistant: Assistant, seed: int, written: io.StringIO) -> None:
    quietly, spoken = itertools.islice(updates(api, seed), MANY), {7009}
    api.delivers_all = True
    async with running(build(settings(api, messages_per_second=0), TOKEN, assistant)):
        await quiet(api)  # the menus are set
        for batch in iter(lambda: list(itertools.islice(quietly, _AT_ONCE)), []):
            for kind, content in batch:
                await received(api, kind, content)
                if not silent(kind, content):
                    spoken |= chats(content)
            await confirmed(api)
        room = Room(api, 7009, "private")
        async with asyncio.timeout(PATIENCE):
            (answer,) = await room.says(SALMA, "ITO exports in 2024?")
        assert "10" in shown(answer)
    unfair = [call for call in api.refused if not any(reason in call.refused for reason in (*FAIR, "Conflict"))]
    assert unfair == []
    assert {number for number, sent in api.sent.items() if sent} <= spoken
    output = written.getvalue()
    assert "started" in output
    for failure in ("a task failed", "update failed", "could not be"):
        assert failure not in output
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET):
        assert secret not in output


@pytest.mark.parametrize("seed", [2])
async def test_it_says_nothing_where_nobody_speaks_to_it(api: BotApi, assistant: Assistant, seed: int) -> None:
    api.delivers_all = True
    unheard = (one for one in updates(api, seed) if silent(*one))
    async with running(build(settings(api, messages_per_second=0), TOKEN, assistant)):
        await quiet(api)
        before = len([call for call in api.calls if not call.method.startswith("get")])
        for kind, content in itertools.islice(unheard, MANY // 4):
            await received(api, kind, content)
        await quiet(api)
    assert [call for call in api.calls if not call.method.startswith("get")][before:] == []


async def confirmed(api: BotApi) -> None:
    """Wait until all that was sent counts as received."""
    async with asyncio.timeout(PATIENCE):
        while api.pending:  # noqa: ASYNC110 - the bot tells nobody
            await asyncio.sleep(0.005)


async def received(api: BotApi, kind: str, content: dict[str, Any]) -> None:
    try:
        await api.receive(kind, content)
    except Refusal:
        pytest.fail(f"the test made an update that is none: {kind} {content}")
