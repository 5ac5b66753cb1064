"""Knowledge that is edited while the bot runs."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.assistant import Assistant, Conversation
from bot.telegram.application import App, build, running
from bot.telegram.reloading import Refused, opened
from knowledge import Knowledge
from tests.bot_api.chat import PATIENCE, Chat
from tests.bot_api.room import ADAM, Room, types
from tests.bot_api.server import TOKEN, BotApi
from tests.evaluation import TODAY
from tests.knowledge.folders import append, copied, edit, fisheries
from tests.telegram.conftest import service, settings
from tests.telegram.handling import on
from tests.telegram.process import serving, until

NEW = "f900,exports,_T,2025,MA,27.3,MAD_bn,exact,,,published,digital,lodj-2025-10,page 1,,,"
BROKEN = "f901,exports,_T,2021,MA,eleven,MAD_bn,exact,,,published,digital,lodj-2025-10,page 1,,,"
CONTRARY = "f902,growth_yoy,_T,2024,MA,55.0,percent,exact,,,published,digital,lodj-2025-10,page 1,,,"
QUESTION = "exports in 2025?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = copied(tmp_path)
    for file in found.rglob("*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    return found


@pytest.fixture
async def app(api: BotApi, assistant: Assistant, folder: Path) -> AsyncIterator[App]:
    """Run a bot that watches the folder; what that holds was read once for all: each time takes seconds."""
    found = settings(api, knowledge_dir=folder, knowledge_watch_seconds=0.03)
    async with running(made := build(found, TOKEN, assistant)):
        yield made


async def test_an_edit_is_taken_up_and_everything_follows(api: BotApi, app: App, folder: Path) -> None:
    heard: list[tuple[Knowledge, Knowledge]] = []

    async def follow(old: Knowledge, new: Knowledge) -> None:
        heard.append((old, new))

    app.editions.follow(follow)
    room = Room(api, ADAM.number, "private")
    assert "27.3" not in str(await room.says(ADAM, QUESTION))
    assert "27.3" not in str(await types(api, ADAM, QUESTION))
    assert "to 2025" not in str(await room.says(ADAM, "/help"))
    menus = len(api.named("getMyCommands"))
    append(folder, NEW)
    await until(lambda: heard)
    await until(lambda: len(api.named("getMyCommands")) > menus)
    ((old, new),) = heard
    assert (len(new.observations), new.version != old.version) == (len(old.observations) + 1, True)
    assert "27.3" in str(await room.says(ADAM, QUESTION))
    assert "27.3" in str(await types(api, ADAM, QUESTION))
    assert "to 2025" in str(await room.says(ADAM, "/help"))
    assert new.version in str(await room.says(ADAM, "/about"))


async def test_a_broken_edit_changes_nothing_and_is_told_in_one_line(
    api: BotApi, app: App, folder: Path, written: io.StringIO
) -> None:
    before = app.editions.newest
    lines = len((folder / "observations.csv").read_text("utf-8").splitlines())
    append(folder, BROKEN)
    await until(lambda: "not used" in written.getvalue())
    (line,) = [line for line in written.getvalue().splitlines() if "not used" in line]
    assert f"observations.csv:{lines + 1}, column value" in line
    assert "write it with a decimal point" in line
    assert app.editions.newest is before
    chat = Chat(api)
    assert "13.4" in await chat.says("exports in the first half of 2025?")
    edit(folder / "observations.csv", BROKEN, NEW)
    await until(lambda: app.editions.newest is not before)
    assert "27.3" in await chat.says(QUESTION)


async def test_an_answer_under_way_keeps_what_it_began_with(api: BotApi, app: App, folder: Path) -> None:
    app.intake._limit = PATIENCE  # however long it takes to read the files
    chat, seen = Chat(api), list[str]()
    began, goes_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        seen.append(service(app).assistant.knowledge.version)
        began.set()
        await goes_on.wait()
        seen.append(service(app).assistant.knowledge.version)

    on(app, "slow", slowly)
    await chat.writes("slow")
    await until(began.is_set)
    old = app.editions.newest.knowledge.version
    append(folder, NEW)
    await until(lambda: app.editions.newest.knowledge.version != old)
    assert "27.3" in await Chat(api, 7002).says(QUESTION)
    goes_on.set()
    await until(lambda: len(seen) == 2)
    assert seen == [old, old]
    await chat.writes("slow")
    await until(lambda: len(seen) == 4)
    assert set(seen[2:]) == {app.editions.newest.knowledge.version}


async def test_a_follower_that_fails_stops_nobody(app: App, folder: Path, written: io.StringIO) -> None:
    heard: list[str] = []

    async def fail(_: Knowledge, __: Knowledge) -> None:
        raise ValueError("a person's words")

    async def follow(_: Knowledge, new: Knowledge) -> None:
        heard.append(new.version)

    app.editions.follow(fail)
    app.editions.follow(follow)
    append(folder, NEW)
    await until(lambda: heard)
    assert "could not be followed" in written.getvalue()
    assert "a person's words" not in written.getvalue()


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("observations.csv", "f003,", "f001,", r"observations.csv:\d+, column id: .*keep one"),
        ("segments.yaml", "- code: ITO", "- code: [ITO", r"segments.yaml:\d+: is no YAML"),
        (
            "sources.yaml",
            "- id: lodj-2025-10\n",
            "- id: lodj-2025-11\n",
            r"observations.csv:2, column source: .*write one of",
        ),
        (
            "names/en.yaml",
            "language: en",
            "language: en\nlanguages: en",
            r"names/en.yaml, column languages: .*remove it",
        ),
    ],
)
def test_what_cannot_be_used_says_where_and_what_to_write(
    folder: Path, file: str, old: str, new: str, why: str
) -> None:
    edit(folder / file, old, new)
    found = opened(folder)
    assert isinstance(found, Refused)
    assert re.match(why, found.why), found.why
    assert "\n" not in found.why


def test_figures_that_contradict_each_other_are_refused(folder: Path) -> None:
    append(folder, CONTRARY)
    found = opened(folder)
    assert isinstance(found, Refused)
    assert "55.0" in found.why


def test_a_context_from_other_knowledge_is_let_go(assistant: Assistant, tmp_path: Path) -> None:
    fish = Assistant.open(fisheries(tmp_path))
    _, after = assistant.reply("CRM exports in 2024?", Conversation(), TODAY)
    reply, _ = fish.reply("in millions?", after, TODAY)
    assert reply.text == fish.reply("in millions?", Conversation(language="en"), TODAY)[0].text


async def test_a_signal_has_the_files_read_again(api: BotApi, folder: Path, tmp_path: Path) -> None:
    off = {"BOT_KNOWLEDGE_DIR": str(folder), "BOT_KNOWLEDGE_WATCH_SECONDS": "0", "BOT_QUESTIONS_PER_MINUTE": "0"}
    async with serving(tmp_path, BOT_TOKEN=TOKEN, BOT_API_BASE_URL=api.url, **off) as process:
        await until(process.hears)
        process.signal(signal.SIGHUP)
        chat = Chat(api)
        assert "27.3" not in await chat.says(QUESTION)
        append(folder, NEW)
        process.signal(signal.SIGHUP)
        async with asyncio.timeout(PATIENCE):
            while "27.3" not in await chat.says(QUESTION):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        append(folder, BROKEN)
        process.signal(signal.SIGHUP)
        assert "27.3" in await chat.says(QUESTION)
        process.signal(signal.SIGTERM)
        code, output = await process.ends()
    assert code == 0
    assert "new knowledge" in output
    assert output.count("not used") <= 1
