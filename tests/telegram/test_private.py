from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.reading.query import Operation
from bot.telegram import links
from bot.telegram.application import App, running
from tests.bot_api.chat import Chat
from tests.bot_api.html import marked
from tests.bot_api.refusal import Refusal
from tests.bot_api.room import ADAM, SALMA, Room, labels
from tests.bot_api.server import BotApi
from tests.bot_api.transcript import shown

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
    "fields",
    [
        {"photo": PHOTO},
        {"photo": PHOTO, "caption": "c’est beau, non ?"},
        {"location": {"latitude": 1.5, "longitude": 2.5}},
    ],
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


async def test_service_messages_hear_nothing(chat: Chat) -> None:
    await chat.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 60})
    assert (await chat.says("/start")).startswith("Bonjour")


async def test_a_full_telegram_is_waited_for(chat: Chat, api: BotApi) -> None:
    api.answers("sendMessage", Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    assert await chat.says("ITO 2024 ?") == ITO_2024


async def test_a_reply_under_way_is_sent_before_the_end(api: BotApi, app: App) -> None:
    held = asyncio.Event()
    api.answers("sendMessage", held)
    chat = Chat(api)
    async with running(app):
        await chat.writes("ITO 2024 ?")
        await chat.quiet()
        asyncio.get_running_loop().call_later(0.2, held.set)
    assert await chat.shows() == ITO_2024


def test_the_transcript_marks_bold_text() -> None:
    assert marked("a 😀 b", [{"type": "bold", "offset": 2, "length": 2}]) == "a *😀* b"


# --- links ----------------------------------------------------------------------------------------------------------


def first(message: dict[str, Any]) -> str:
    return shown(message).split("\n")[0].strip()


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        (links.payload("Part du CRM en 2024 ?"), "*37,4 %* : part du total, CRM"),
        (links.payload("ITO exports in 2024?"), "*10.578 billion dirhams*"),
        ("ito-2024", "*10,578 milliards de dirhams*"),
        ("exportations_2025-S1", "*13,4 milliards de dirhams*"),
        ("campaign_7", "Bonjour, je suis Raqam"),
        ("-" * 64, "Bonjour, je suis Raqam"),
        ("x" * 65, "Bonjour, je suis Raqam"),
        ("<b>", "Bonjour, je suis Raqam"),
    ],
)
async def test_a_link_opens_a_question(private: Room, payload: str, begins: str) -> None:
    assert first((await private.says(SALMA, f"/start {payload}"))[0]).startswith(begins)


async def test_a_follow_up_of_a_link_is_read_after_it(private: Room) -> None:
    await private.says(SALMA, "/start ito-2024")
    assert "ITO" in first((await private.says(SALMA, "et au S1 2025 ?"))[0])


@given(st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable() and text.strip() == text))
def test_payloads_carry_questions_back(question: str) -> None:
    made = links.payload(question)
    assert len(made) <= 64
    if made and any(character.isalpha() for character in question):
        assert links.questions(made)[0] == question


# --- commands -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        ("/sources", "*Mes sources* (25)"),
        ("/privacy", "*Ce que je garde*"),
        ("/about", "*Raqam* (رقم, « chiffre »)"),
        ("/cancel", "C’est noté"),
        ("/ask ITO 2024", "*10,578 milliards de dirhams*"),
        ("/ask", "Écrivez votre question après la commande"),
        ("/weather", "Je ne connais pas cette commande"),
        ("/help@another_bot", "Je ne connais pas cette commande"),
    ],
)
async def test_commands(private: Room, command: str, begins: str) -> None:
    (answer,) = await private.says(SALMA, command)
    assert first(answer).startswith(begins)


async def test_sources_are_folded_away_with_their_addresses(private: Room, live: BotApi) -> None:
    await private.says(SALMA, "/sources")
    html = live.named("sendMessage")[-1].fields["text"]
    assert "<blockquote expandable>• <a" not in html
    assert '<blockquote expandable><a href="https://' in html


async def test_cancel_forgets_the_question_before(private: Room) -> None:
    await private.says(SALMA, "ITO 2024 ?")
    await private.says(SALMA, "/cancel")
    assert "ITO" not in first((await private.says(SALMA, "et en 2023 ?"))[0])


async def test_the_language_can_be_chosen(private: Room) -> None:
    (choice,) = await private.says(SALMA, "/language")
    assert labels(choice) == [["✓ Automatique", "Français", "English"]]
    notice = await private.taps(SALMA, choice, "English")
    assert notice["text"] == "All right, I’ll answer in English."
    assert labels(choice) == [["Automatic", "Français", "✓ English"]]
    assert choice["text"] == "All right, I’ll answer in English."
    assert "billion dirhams" in first(
        (await private.says(SALMA, "Combien ont rapporté les exportations ITO en 2024 ?"))[0]
    )
    assert first((await private.says(SALMA, "/privacy"))[0]) == "*What I keep*"
    await private.taps(SALMA, choice, "Automatic")
    assert "milliards" in first((await private.says(SALMA, "Combien ont rapporté les exportations ITO en 2024 ?"))[0])


async def test_a_question_under_a_picture_is_answered(private: Room) -> None:
    question = await private.writes(SALMA, photo=PHOTO, caption="ITO 2024 ?")
    (answer,) = private.new()
    assert first(answer).startswith("*10,578 milliards")
    await private.edits(question, "CRM 2024 ?", field="caption")
    assert first(answer).startswith("*9,797 milliards")


async def test_who_asks_the_same_is_answered_in_their_own_language(private: Room, live: BotApi) -> None:
    other = Room(live, ADAM.number, "private")
    for _ in range(2):
        assert "milliards" in first((await private.says(SALMA, "ITO 2024 ?"))[0])
        assert "billion" in first((await other.says(ADAM, "ITO 2024 ?"))[0])
    (choice,) = await private.says(SALMA, "/language")
    await private.taps(SALMA, choice, "English")
    assert "billion" in first((await private.says(SALMA, "ITO 2024 ?"))[0])


async def test_a_follow_up_that_many_write_means_what_each_spoke_of(private: Room, live: BotApi) -> None:
    other = Room(live, ADAM.number, "private")
    await private.says(SALMA, "Exportations ITO en 2024 ?")
    await other.says(ADAM, "Exportations CRM en 2024 ?")
    for _ in range(2):
        assert "ITO" in first((await private.says(SALMA, "et au S1 2025 ?"))[0])
        assert "CRM" in first((await other.says(ADAM, "et au S1 2025 ?"))[0])


# --- edits and replies ----------------------------------------------------------------------------------------------


async def test_an_edited_question_edits_its_answer(private: Room) -> None:
    question = await private.writes(SALMA, "ITO 2023 ?")
    (answer,) = private.new()
    assert "Je n’ai pas cette donnée" in first(answer)
    await private.edits(question, "ITO 2024 ?")
    assert private.new() == []
    assert first(answer).startswith("*10,578 milliards")
    assert "CRM" not in shown(answer)
    await private.edits(question, "ITO 2024 ?")
    await private.edits(question, "CRM 2024 ?")
    assert first(answer).startswith("*9,797 milliards")


async def test_an_edit_is_read_after_what_stood_before_the_question(private: Room) -> None:
    await private.says(SALMA, "Exportations ITO en 2024 ?")
    question = await private.writes(SALMA, "et le CRM ?")
    (answer,) = private.new()
    await private.says(SALMA, "Combien d’emplois ?")
    await private.edits(question, "et le KPO ?")
    assert "KPO" in first(answer)
    assert "2024" in first(answer)
    assert "jobs" not in shown(answer)
    assert "mploi" in first((await private.says(SALMA, "et en 2023 ?"))[0])


async def test_an_answer_that_was_deleted_is_sent_again(private: Room, live: BotApi) -> None:
    question = await private.writes(SALMA, "ITO 2024 ?")
    (answer,) = private.new()
    del live.messages[SALMA.number, answer["message_id"]]
    await private.edits(question, "CRM 2024 ?")
    assert first(private.new()[0]).startswith("*9,797")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("recette de la harira", "Je ne réponds que sur"),
        ("Exportations en 2019 ?", "*Je n’ai pas cette donnée*"),
        ("Répartition en 2024 ?", "Total 2024"),
        ("merci", "Avec plaisir"),
        ("مرحبا", "Je comprends le français et l’anglais"),
    ],
)
async def test_an_edit_into_anything_edits_the_answer_and_back(private: Room, text: str, begins: str) -> None:
    question = await private.writes(SALMA, "ITO 2024 ?")
    (answer,) = private.new()
    await private.edits(question, text)
    assert first(answer).startswith(begins)
    await private.edits(question, "ITO 2024 ?")
    assert first(answer).startswith("*10,578 milliards")
    assert private.new() == []


async def test_edits_of_other_things_change_nothing(private: Room) -> None:
    for text in ("/help", "/start"):
        message = await private.writes(SALMA, text)
        private.new()
        await private.edits(message, "ITO 2024 ?")
        assert private.new() == []


async def test_a_reply_takes_up_the_context_of_the_answer_it_replies_to(private: Room) -> None:
    (ito,) = await private.says(SALMA, "Exportations ITO en 2024 ?")
    await private.says(SALMA, "Exportations CRM en 2024 ?")
    (reply,) = await private.says(SALMA, "et au S1 2025 ?", reply_to_message=ito)
    assert "ITO" in first(reply)
    (reply,) = await private.says(SALMA, "et sa part ?", reply_to_message=reply)
    assert "part du total, ITO" in first(reply)
    assert "premier semestre 2025" in first(reply)


@pytest.mark.parametrize("kind", ["sticker", "voice", "venue"])
async def test_what_is_not_text_gets_one_friendly_line(private: Room, kind: str) -> None:
    file = {"file_id": "f", "file_unique_id": "u"}
    content: dict[str, Any] = {
        "sticker": file | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False},
        "voice": file | {"duration": 2},
        "venue": {"location": {"latitude": 1.5, "longitude": 2.5}, "title": "Souk", "address": "Fès"},
    }
    (line,) = await private.says(SALMA, **{kind: content[kind]})
    assert line["text"] == "Je ne lis que du texte. Posez votre question par écrit."


async def test_an_album_gets_one_line(private: Room) -> None:
    for _ in range(3):
        await private.writes(SALMA, photo=PHOTO, media_group_id="9")
    assert len(private.new()) == 1


async def test_an_answer_shared_through_the_bot_is_no_question(private: Room, live: BotApi) -> None:
    assert await private.says(SALMA, "26,2 milliards de dirhams", via_bot=live.bot) == []
    robot = {"id": 5, "is_bot": True, "first_name": "Echo"}
    assert await private.says(None, "ITO 2024 ?", **{"from": robot}) == []
