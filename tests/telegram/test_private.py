from __future__ import annotations

import asyncio

import pytest

from bot.assistant import Assistant
from bot.reading.query import Operation
from bot.telegram.application import App, running
from tests.bot_api.chat import Chat
from tests.bot_api.html import marked
from tests.bot_api.refusal import Refusal
from tests.bot_api.server import BotApi

PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
ITO_2024 = """\
*10,578 milliards de dirhams* : exportations ITO (externalisation informatique), 2024 (chiffre provisoire)
Part du total : 40,3 %
Source : Office des Changes, via Le360 (octobre 2025) ; Office des Changes et ministère, via L’ODJ Média \
(octobre 2025)"""


async def test_a_question_is_answered_with_the_figure_in_bold(chat: Chat, api: BotApi) -> None:
    assert await chat.says("ITO 2024 ?") == ITO_2024
    assert not api.refused


async def test_replies_ask_for_no_link_preview(chat: Chat, api: BotApi) -> None:
    await chat.says("ITO 2024 ?")
    assert api.named("sendMessage")[-1].fields["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize("text", ["/start", "/START", "/start campaign_7", "/start@raqam_test_bot"])
async def test_start_greets(chat: Chat, assistant: Assistant, text: str) -> None:
    assert await chat.says(text) == assistant.talk(Operation.GREETING, "fr").text


async def test_help_helps(chat: Chat, assistant: Assistant) -> None:
    assert await chat.says("/help") == assistant.talk(Operation.HELP, "fr").text


@pytest.mark.usefixtures("chat")
@pytest.mark.parametrize(
    ("code", "language"), [("en", "en"), ("en-GB", "en"), ("fr", "fr"), ("ar", "fr"), ("", "fr"), (None, "fr")]
)
async def test_commands_speak_the_language_of_the_persons_telegram(
    api: BotApi, assistant: Assistant, code: str | None, language: str
) -> None:
    other = Chat(api, 7002, language=code)
    assert await other.says("/help") == assistant.talk(Operation.HELP, language).text
    assert await other.says("/start") == assistant.talk(Operation.GREETING, language).text


async def test_a_follow_up_is_read_in_its_own_chat(chat: Chat, api: BotApi) -> None:
    other = Chat(api, 7002)
    assert await chat.says("Exportations ITO en 2024 ?") == ITO_2024
    assert "CRM" in await other.says("Exportations CRM en 2024 ?")
    assert "exportations ITO, 2023" in await chat.says("et en 2023 ?")
    assert "exportations CRM, 2023" in await other.says("et en 2023 ?")


async def test_start_forgets_the_question_before(chat: Chat) -> None:
    await chat.says("Exportations ITO en 2024 ?")
    await chat.says("/start")
    assert "ITO," not in await chat.says("et en 2023 ?")


@pytest.mark.parametrize(
    "fields", [{"photo": PHOTO, "caption": "ITO 2024 ?"}, {"location": {"latitude": 1.5, "longitude": 2.5}}]
)
async def test_what_is_not_text_is_told_so(chat: Chat, assistant: Assistant, fields: dict[str, object]) -> None:
    await chat.sends(**fields)
    assert await chat.shows() == assistant.line("text_only", "fr")


async def test_html_in_a_message_is_shown_as_it_is(chat: Chat, api: BotApi) -> None:
    for text in ("<b>ITO</b> & co 2024 ?", "<script>alert(1)</script>", "&lt;b&gt; ITO", "</b>", "<", "&#60;"):
        await chat.says(text)
    assert not api.refused


async def test_messages_of_a_chat_are_answered_in_order(chat: Chat, api: BotApi) -> None:
    held = asyncio.Event()
    api.answers("sendMessage", held)
    await chat.writes("/start")
    await chat.writes("ITO 2024 ?")
    await chat.writes("/help")
    other = Chat(api, 7002)
    assert await other.says("ITO 2024 ?") == ITO_2024
    assert await chat.quiet() == 0
    held.set()
    first, second, third = (await chat.shows(3)).split("\n---\n")
    assert (first[:7], second, third[:10]) == ("Bonjour", ITO_2024, "Je réponds")


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_groups_hear_nothing(chat: Chat, api: BotApi, kind: str) -> None:
    group = Chat(api, -500, kind=kind)
    for text in ("ITO 2024 ?", "/start", "/help@raqam_test_bot"):
        await group.writes(text)
    await group.sends(photo=PHOTO)
    await chat.says("/start")
    assert await group.quiet() == 0


async def test_service_messages_hear_nothing(chat: Chat) -> None:
    await chat.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 60})
    assert (await chat.says("/start")).startswith("Bonjour")


async def test_a_full_telegram_is_waited_for(chat: Chat, api: BotApi) -> None:
    api.answers("sendMessage", Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    assert await chat.says("ITO 2024 ?") == ITO_2024


async def test_a_failure_is_told_in_one_line(chat: Chat, api: BotApi, assistant: Assistant) -> None:
    api.answers("sendMessage", Refusal(500, "Internal Server Error"))
    assert await chat.says("ITO 2024 ?") == assistant.line("error", "fr")
    assert await chat.says("ITO 2024 ?") == ITO_2024


async def test_a_failure_in_a_chat_is_told_in_its_language(chat: Chat, api: BotApi, assistant: Assistant) -> None:
    await chat.says("How much were ITO exports in 2024?")
    api.answers("sendMessage", None)
    assert await chat.says("ITO 2024 ?") == assistant.line("error", "en")


async def test_a_reply_under_way_is_sent_before_the_end(api: BotApi, app: App) -> None:
    held = asyncio.Event()
    api.answers("sendMessage", held)
    chat = Chat(api)
    async with running(app):
        await chat.writes("ITO 2024 ?")
        await chat.quiet()
        asyncio.get_running_loop().call_later(0.2, held.set)
    assert await chat.shows() == ITO_2024


async def test_who_blocked_the_bot_is_left_alone(chat: Chat, api: BotApi) -> None:
    api.answers("sendMessage", Refusal(403, "Forbidden: bot was blocked by the user"))
    await chat.writes("ITO 2024 ?")
    await chat.quiet()
    assert (await chat.says("/start")).startswith("Bonjour")
    assert len(api.named("sendMessage")) == 2


def test_the_transcript_marks_bold_text() -> None:
    assert marked("a 😀 b", [{"type": "bold", "offset": 2, "length": 2}]) == "a *😀* b"
