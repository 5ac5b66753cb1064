"""The test server refuses what Telegram refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.bot_api.chat import Chat
from tests.bot_api.refusal import Refusal
from tests.bot_api.schema import schema
from tests.bot_api.server import TOKEN, BotApi

HELLO = {"chat_id": "7001", "text": "hello"}


class Client:
    def __init__(self, api: BotApi, http: httpx.AsyncClient) -> None:
        self.api = api
        self._http = http

    async def call(self, method: str, fields: dict[str, Any] | None = None, token: str = TOKEN) -> tuple[int, str]:
        answer = await self._http.post(f"{self.api.url}/bot{token}/{method}", data=fields or {})
        body = answer.json()
        assert body["ok"] is (answer.status_code == 200)
        return answer.status_code, str(body.get("description", body.get("result")))


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with BotApi().running() as api, httpx.AsyncClient(trust_env=False) as http:
        await Chat(api).writes("hello")
        yield Client(api, http)


def test_the_whole_api_is_described() -> None:
    assert len(schema()["methods"]) == 180
    assert len(schema()["types"]) == 359


async def test_good_calls_are_answered(client: Client) -> None:
    assert (await client.call("sendMessage", HELLO))[0] == 200
    assert await client.call("deleteWebhook", {"drop_pending_updates": "false"}) == (200, "True")
    commands = '[{"command": "start", "description": "Start"}]'
    assert await client.call("setMyCommands", {"commands": commands}) == (200, "True")
    assert await client.call("sendChatAction", {"chat_id": "7001", "action": "typing"}) == (200, "True")


@pytest.mark.parametrize(
    ("method", "fields", "code", "description"),
    [
        ("sendMesage", HELLO, 404, "Not Found: method not found"),
        ("sendMessage", {"text": "hello"}, 400, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": "7001"}, 400, "Bad Request: message text is empty"),
        ("sendMessage", {**HELLO, "text": " \n"}, 400, "Bad Request: message text is empty"),
        ("sendMessage", {**HELLO, "chat_id": "12"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {**HELLO, "txt": "x"}, 400, 'Bad Request: sendMessage has no field "txt"'),
        (
            "sendMessage",
            {**HELLO, "disable_notification": "maybe"},
            400,
            'Bad Request: field "disable_notification" must be of type Boolean',
        ),
        (
            "sendMessage",
            {**HELLO, "link_preview_options": "{"},
            400,
            "Bad Request: can't parse LinkPreviewOptions JSON",
        ),
        (
            "sendMessage",
            {**HELLO, "link_preview_options": '{"is_disabled": 1}'},
            400,
            'Bad Request: field "is_disabled" must be of type Boolean',
        ),
        ("setMyCommands", {"commands": "[{}]"}, 400, 'Bad Request: parameter "command" is required'),
        ("setMyCommands", {"commands": "{}"}, 400, 'Bad Request: field "commands" must be of type Array of BotCommand'),
    ],
)
async def test_bad_calls_are_refused(
    client: Client, method: str, fields: dict[str, str], code: int, description: str
) -> None:
    answered, told = await client.call(method, fields)
    assert (answered, told[: len(description)]) == (code, description)


@pytest.mark.parametrize(
    ("html", "description"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("é<x>b</x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ],
)
async def test_broken_html_is_refused(client: Client, html: str, description: str) -> None:
    code, told = await client.call("sendMessage", {**HELLO, "text": html, "parse_mode": "HTML"})
    assert (code, told) == (400, f"Bad Request: can't parse entities: {description}")


async def test_length_counts_once_the_markup_is_read(client: Client) -> None:
    html = {**HELLO, "parse_mode": "HTML"}
    assert (await client.call("sendMessage", {**html, "text": f"<b>{'&amp;' * 4094}😀</b>"}))[0] == 200
    assert await client.call("sendMessage", {**html, "text": "&amp;" * 4095 + "😀"}) == (
        400,
        "Bad Request: message is too long",
    )


async def test_a_wrong_token_is_unauthorized(client: Client) -> None:
    assert await client.call("getMe", token=TOKEN + "x") == (401, "Unauthorized")


async def test_updates_are_kept_until_confirmed(client: Client) -> None:
    first = (await client.call("getUpdates"))[1]
    assert "hello" in first
    assert (await client.call("getUpdates"))[1] == first
    number = str(client.api._updates[0]["update_id"] + 1)
    assert await client.call("getUpdates", {"offset": number}) == (200, "[]")
    polled = asyncio.create_task(client.call("getUpdates", {"offset": number, "timeout": "5"}))
    await asyncio.sleep(0.05)
    await Chat(client.api).writes("later")
    assert "later" in (await polled)[1]


async def test_answers_are_scripted(client: Client) -> None:
    client.api.answers("getMe", Refusal(429, "Too Many Requests: retry after 3", {"retry_after": 3}), None)
    assert await client.call("getMe") == (429, "Too Many Requests: retry after 3")
    with pytest.raises(httpx.TransportError):
        await client.call("getMe")
    assert (await client.call("getMe"))[0] == 200


async def test_what_people_send_is_held_to_the_description_too(client: Client) -> None:
    with pytest.raises(Refusal, match='Message has no field "txt"'):
        await Chat(client.api).sends(txt="x")
