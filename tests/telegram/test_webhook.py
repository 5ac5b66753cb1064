"""Deliveries by webhook, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx
import pytest

from bot.telegram.application import App, StartError, running
from bot.telegram.surfaces import ALLOWED_UPDATES
from tests.bot_api.chat import PATIENCE, Chat
from tests.bot_api.refusal import bad
from tests.bot_api.server import TOKEN, BotApi
from tests.telegram.conftest import SECRET, Made
from tests.telegram.handling import Held, fails, hangs_for_long, on, update
from tests.telegram.process import until

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.fixture
def app(made: Made, hook: dict[str, Any]) -> App:
    return made(**hook)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, headers=HEADERS) as client:
        yield client


async def taken(app: App) -> None:
    """Wait until the bot has something under way."""
    async with asyncio.timeout(PATIENCE):
        while not len(app.intake):  # noqa: ASYNC110 - the bot tells nobody
            await asyncio.sleep(0.01)


async def test_telegram_is_told_where_to_deliver(chat: Chat, api: BotApi, url: str) -> None:
    assert (await chat.says("/start")).startswith("Bonjour")
    (call,) = api.named("setWebhook")
    assert call.fields == {
        "url": url,
        "secret_token": SECRET,
        "allowed_updates": list(ALLOWED_UPDATES),
        "max_connections": 100,
    }
    assert not api.named("getUpdates")


async def test_without_a_secret_one_is_derived_from_the_token(made: Made, api: BotApi, hook: dict[str, Any]) -> None:
    app = made(**{**hook, "webhook_secret": None})
    async with running(app):
        secret = api.named("setWebhook")[0].fields["secret_token"]
        assert (await Chat(api).says("/start")).startswith("Bonjour")
    assert len(secret) == 64
    assert TOKEN.partition(":")[2] not in secret


async def test_200_comes_once_the_update_is_handled(chat: Chat, api: BotApi, url: str, http: httpx.AsyncClient) -> None:
    await chat.says("/start")
    held = asyncio.Event()
    api.answers("sendMessage", held)
    posted = asyncio.create_task(http.post(url, json=update(900)))
    await asyncio.sleep(0.05)
    assert not posted.done()
    held.set()
    assert (await posted).status_code == 200
    assert (await chat.shows()).startswith("Bonjour")


async def test_200_comes_in_the_end_when_a_handler_hangs(
    app: App, chat: Chat, url: str, http: httpx.AsyncClient
) -> None:
    on(app, "hang", partial(hangs_for_long, app))
    app.intake._limit = 0.05
    assert (await http.post(url, json=update(900, "hang"))).status_code == 200
    assert (await chat.says("/start")).startswith("Bonjour")


async def test_200_comes_when_a_handler_fails(app: App, chat: Chat, url: str, http: httpx.AsyncClient) -> None:
    on(app, "fail", fails)
    await chat.says("/start")
    assert (await http.post(url, json=update(900, "fail"))).status_code == 200
    poisoned = {"update_id": 901, "message": {"message_id": []}}
    assert (await http.post(url, json=poisoned)).status_code == 200


async def test_an_update_delivered_twice_is_answered_once(
    chat: Chat, api: BotApi, url: str, http: httpx.AsyncClient
) -> None:
    await chat.says("/start")
    held = asyncio.Event()
    api.answers("sendMessage", held)
    both = [asyncio.create_task(http.post(url, json=update(900))) for _ in range(2)]
    await asyncio.sleep(0.05)
    held.set()
    assert [(await one).status_code for one in both] == [200, 200]
    assert (await http.post(url, json=update(900))).status_code == 200
    assert len(api.named("sendMessage")) == 2


async def test_too_much_at_once_is_left_to_telegram(
    app: App, chat: Chat, api: BotApi, url: str, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.webhook._MOST", 1)
    held = asyncio.Event()
    await chat.says("/start")
    api.answers("sendMessage", held)
    posted = asyncio.create_task(http.post(url, json=update(900)))
    await taken(app)
    assert (await http.post(url, json=update(901))).status_code == 503
    held.set()
    assert (await posted).status_code == 200
    assert (await http.post(url, json=update(901))).status_code == 200


async def test_answers_to_queries_go_in_the_response(live: BotApi) -> None:
    person = {"id": 7001, "is_bot": False, "first_name": "Salma"}
    live.open.add(("inline", "77"))
    await live.receive("inline_query", {"id": "77", "from": person, "query": "ito 2024", "offset": ""})
    async with asyncio.timeout(PATIENCE):
        while not live.named("answerInlineQuery"):  # noqa: ASYNC110 - the test server calls itself
            await asyncio.sleep(0.01)
    assert [call.method for call in live.in_responses] == ["answerInlineQuery"]


async def test_what_is_under_way_is_answered_before_the_end(api: BotApi, app: App) -> None:
    held = Held()
    api.answers("sendMessage", held)
    chat = Chat(api)
    async with running(app):
        await chat.writes("/start")
        await until(lambda: held.reached)
        asyncio.get_running_loop().call_later(0.1, held.set)
    assert (await chat.shows()).startswith("Bonjour")
    await chat.quiet()
    assert api.webhook is not None
    assert (api.webhook.answers, api.pending) == ([200], 0)


async def test_what_was_cut_off_is_delivered_again(
    api: BotApi, app: App, made: Made, hook: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.application._DRAIN_SECONDS", 0.05)
    held = Held()
    api.answers("sendMessage", held)
    chat = Chat(api)
    async with running(app):
        await chat.writes("/start")
        await until(lambda: held.reached)
    assert api.pending == 1
    async with running(made(**hook)):
        assert (await chat.shows()).startswith("Bonjour")
    assert (await chat.quiet(), api.pending) == (0, 0)


async def test_a_taken_port_is_told(made: Made, api: BotApi, url: str) -> None:
    taken = api.url.rpartition(":")[2]
    with pytest.raises(StartError, match=r"^BOT_WEBHOOK_LISTEN: cannot listen there \(.+\)$"):
        async with running(made(webhook_url=url, webhook_listen=f"127.0.0.1:{taken}")):
            raise AssertionError


async def test_a_refused_address_is_told(app: App, api: BotApi) -> None:
    api.answers("setWebhook", bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"))
    with pytest.raises(StartError, match=r"only on ports 80, 88, 443 or 8443.*BOT_WEBHOOK_URL"):
        async with running(app):
            raise AssertionError


async def test_the_other_way_of_delivery_is_taken_away(chat: Chat, api: BotApi, made: Made) -> None:
    await chat.says("/start")
    async with running(made()):
        assert len(api.named("deleteWebhook")) == 1
        assert (await chat.says("/start")).startswith("Bonjour")
