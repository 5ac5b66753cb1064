from __future__ import annotations

import json
from typing import Any

from bot.assistant import Assistant
from bot.telegram.application import App, build, running
from bot.telegram.commands import GROUP, PRIVATE
from tests.bot_api.refusal import Refusal
from tests.bot_api.room import SALMA, Room, quiet
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import shown
from tests.telegram.conftest import settings

SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")


def sets(api: BotApi) -> int:
    return sum(len(api.named(name)) for name in SETTERS)


def menu(api: BotApi, scope: str, code: str) -> dict[str, str]:
    commands: list[dict[str, Any]] = api.kept["commands", json.dumps({"type": scope}), code]
    return {one["command"]: one["description"] for one in commands}


async def test_the_menus_are_set_by_scope_and_language(live: BotApi) -> None:
    await quiet(live)
    for scope, names in (("all_private_chats", PRIVATE), ("all_group_chats", GROUP)):
        for code, help_line in (("", "Ce que je sais faire"), ("fr", "Ce que je sais faire"), ("en", "What I can do")):
            found = menu(live, scope, code)
            assert tuple(found) == names
            assert found["help"] == help_line


async def test_the_profile_is_set_in_both_languages(live: BotApi) -> None:
    await quiet(live)
    default = json.dumps({"type": "default"})
    assert live.kept["description", default, "en"].startswith("I give the published figures")
    assert live.kept["description", default, ""].startswith("Je donne les chiffres publiés")
    assert live.kept["short", default, "en"].startswith("Published figures")


async def test_only_what_differs_is_set_again(api: BotApi, app: App, assistant: Assistant) -> None:
    async with running(app):
        await quiet(api)
    first = sets(api)
    assert first == 12
    api.kept["short", json.dumps({"type": "default"}), "en"] = "Something older"
    async with running(build(settings(api), TOKEN, assistant)):
        await quiet(api)
    assert sets(api) == first + 1


async def test_it_answers_though_the_menus_cannot_be_set(api: BotApi, app: App) -> None:
    api.answers("getMyCommands", Refusal(429, "Too Many Requests: retry after 60", {"retry_after": 60}))
    async with running(app):
        await quiet(api)
        assert sets(api) == 0
        assert await Room(api, SALMA.number, "private").says(SALMA, "ITO 2024 ?")


async def test_every_command_of_the_menus_is_known(private: Room) -> None:
    for name in dict.fromkeys((*PRIVATE, *GROUP)):
        if name == "brief":  # comes with a picture, which takes its time: see test_briefs
            continue
        answer = (await private.says(SALMA, f"/{name}"))[0]
        assert "Je ne connais pas" not in shown(answer)
