"""Long polling, over real HTTP: an update is confirmed once it is handled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from bot.telegram.application import App, running
from bot.telegram.polling import Polling
from bot.telegram.surfaces import ALLOWED_UPDATES
from tests.bot_api.chat import PATIENCE, Chat
from tests.bot_api.refusal import Garbage, Refusal, broken, full
from tests.bot_api.server import BotApi
from tests.telegram.conftest import Made
from tests.telegram.handling import Held, fails, hangs_for_long, on


@pytest.fixture
def app(made: Made) -> App:
    return impatient(made())


def impatient(app: App) -> App:
    assert isinstance(app.source, Polling)
    app.source._pauses = (0.01, 0.02)
    return app


@pytest.fixture
def other(api: BotApi) -> Chat:
    return Chat(api, 7002)


async def until(found: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not found():  # noqa: ASYNC110 - the test server says nothing of its own accord
            await asyncio.sleep(0.01)


async def test_an_update_is_confirmed_once_it_is_handled(chat: Chat, other: Chat, api: BotApi) -> None:
    held = Held()
    api.answers("sendMessage", held)
    await chat.writes("/start")
    await until(lambda: held.reached)
    assert (await other.says("/start")).startswith("Bonjour")
    assert (await other.says("/help")).startswith("Je réponds")
    # The others are answered, and still wait behind the first.
    assert api.pending == 3
    held.set()
    assert (await chat.shows()).startswith("Bonjour")
    await until(lambda: api.pending == 0)
    assert await chat.quiet() == await other.quiet() == 0


async def test_waiting_for_one_is_no_hurry(chat: Chat, api: BotApi) -> None:
    held = asyncio.Event()
    api.answers("sendMessage", held)
    await chat.writes("/start")
    await asyncio.sleep(0.4)
    assert len(api.named("getUpdates")) < 8
    held.set()
    await chat.shows()


async def test_waiting_for_a_tap_is_no_hurry_either(chat: Chat, api: BotApi) -> None:
    """Though all of its message comes with it each time, and nobody reads that."""
    held = Held()
    await chat.says("ITO 2024 ?")
    api.answers("sendMessage", held)
    under, person = api.sent[chat.number][0], {"id": chat.number, "is_bot": False, "first_name": "Salma"}
    tap = {"id": "1", "from": person, "chat_instance": "1", "message": under, "data": "1qfr:CRM 2024 ?"}
    api.open.add(("callback", "1"))
    await api.receive("callback_query", tap)
    await until(lambda: held.reached)
    before = len(api.named("getUpdates"))
    await asyncio.sleep(0.4)
    assert len(api.named("getUpdates")) - before < 5
    held.set()
    await chat.shows()


async def test_what_was_cut_off_is_not_lost(api: BotApi, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.application._DRAIN_SECONDS", 0.05)
    held = Held()
    api.answers("sendMessage", held)
    chat, other = Chat(api), Chat(api, 7002)
    async with running(made()):
        await chat.writes("/start")
        await chat.writes("/help")
        await until(lambda: held.reached)
        await other.says("/start")
    assert api.pending == 3
    async with running(made()):
        assert (await chat.shows(2)).startswith("Bonjour")
        await until(lambda: api.pending == 0)


async def test_what_is_answered_is_confirmed_before_the_end(api: BotApi, made: Made) -> None:
    held = Held()
    api.answers("sendMessage", held)
    chat = Chat(api)
    async with running(made()):
        await chat.writes("/start")
        await until(lambda: held.reached)
        asyncio.get_running_loop().call_later(0.05, held.set)
    assert (await chat.shows()).startswith("Bonjour")
    assert api.pending == 0


@pytest.mark.parametrize(
    "step", [broken(500), broken(502), broken(504), Garbage(), Garbage(b"<html>", 503), Garbage(b"[]"), None]
)
async def test_a_failure_is_waited_out(chat: Chat, api: BotApi, step: Refusal | Garbage | None) -> None:
    api.answers("getUpdates", *[step] * 3)
    assert (await chat.says("/start")).startswith("Bonjour")
    assert (await chat.says("/help")).startswith("Je réponds")
    assert (await chat.says("/start")).startswith("Bonjour")


async def test_a_failure_that_lasts_is_told_once(chat: Chat, api: BotApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.answers("getUpdates", *[broken()] * 5)
    await chat.says("/start")
    await chat.says("/start")
    output = capsys.readouterr().out
    assert output.count("cannot be fetched") == 1
    assert output.count("fetched again") == 1


async def test_another_poller_is_told_in_one_line(chat: Chat, api: BotApi, capsys: pytest.CaptureFixture[str]) -> None:
    conflict = Refusal(409, "Conflict: terminated by other getUpdates request")
    api.answers("getUpdates", *[conflict] * 5)
    await chat.says("/start")
    await chat.says("/start")
    output = capsys.readouterr().out
    assert output.count("another program fetches this bot's updates") == 1


async def test_telegram_is_left_alone_as_long_as_it_asks(
    chat: Chat, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    sleep = asyncio.sleep

    async def short(seconds: float) -> None:
        slept.append(seconds)
        await sleep(min(seconds, 0.02))

    await chat.says("/start")
    monkeypatch.setattr("bot.telegram.polling.asyncio.sleep", short)
    api.answers("getUpdates", full(7))
    await chat.says("/start")
    await chat.says("/start")
    monkeypatch.undo()
    assert 7.0 in slept


async def test_a_poisoned_update_stops_nobody(
    app: App, chat: Chat, api: BotApi, capsys: pytest.CaptureFixture[str]
) -> None:
    on(app, "fail", fails)
    await chat.writes("fail")
    api._updates.append({"update_id": next(api._numbers), "message": {"message_id": []}})
    assert "Bonjour" in await chat.says("/start")
    await until(lambda: api.pending == 0)
    output = capsys.readouterr().out
    assert "ValueError at" in output
    assert "an update cannot be read" in output
    assert "a person's words" not in output


async def test_a_handler_that_hangs_is_given_up(app: App, chat: Chat, api: BotApi) -> None:
    on(app, "hang", partial(hangs_for_long, app))
    app.intake._limit = 0.05
    await chat.writes("hang")
    assert (await chat.says("/start")).startswith("Bonjour")
    await until(lambda: api.pending == 0)


async def test_a_webhook_is_taken_away_only_where_there_is_one(chat: Chat, api: BotApi) -> None:
    await chat.says("/start")
    assert not api.named("deleteWebhook")
    assert api.named("getUpdates")[0].fields["allowed_updates"] == list(ALLOWED_UPDATES)
