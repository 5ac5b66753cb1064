from __future__ import annotations

import io
import re
from typing import Any

import pytest

from bot.assistant import Assistant, Conversation
from bot.telegram import keyboards, taps
from bot.telegram.application import App, build, running
from bot.telegram.taps import LIMIT, Act, Tap
from bot.wording.reply import Status
from tests.bot_api.refusal import Refusal, bad
from tests.bot_api.room import ADAM, SALMA, Person, Room, button, calls_guest, labels, tap
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import shown
from tests.telegram.conftest import settings
from tests.test_replies import TODAY, ask


def first(message: dict[str, Any]) -> str:
    return shown(message).split("\n")[0].strip()


async def test_under_an_answer(private: Room) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    assert shown(answer).split("    ", 4)[-1] == (
        "[ITO : part du total en 2024 ? | 1qfr:ITO : part du total en 2024 ?]\n"
        "    [Exportations ITO au S1 2025 ? | 1qfr:Exportations ITO au S1 2025 ?]\n"
        "    [Exportations en 2024 ? | 1qfr:Exportations en 2024 ?]\n"
        "    [Copier | copies 10,578 milliards de dirhams] [Graphique | 1cfr:ITO 2024 ?] "
        "[Partager | shares ITO 2024 ?]\n"
        "    [Source | 1sfr:le360-2025-10-20,lodj-2025-10] "
        "[Signaler ce chiffre | 1rfr:exports.ITO.2024,share.ITO.2024]\n"
        "    [👍 | 1+fr:exports.ITO.2024] [👎 | 1-fr:exports.ITO.2024]"
    )


@pytest.mark.parametrize("person", [SALMA, ADAM])
async def test_the_labels_of_a_row_fit_a_phone(private: Room, person: Person) -> None:
    for text in ("ITO 2024", "/help", "/language", "2019", "répartition 2024", "jobs?"):
        for answer in await private.says(person, text):
            for row in labels(answer):
                most = max(len(label) for label in row)
                assert most < 40 / len(row) or len(row) == 1, row


async def test_what_buttons_offer_is_not_said_again(private: Room, unclear: str) -> None:
    for text in ("Exportations en 2019 ?", unclear):
        (answer,) = await private.says(SALMA, text)
        offered = [label for row in labels(answer) for label in row if label.endswith("?")]
        assert len(offered) >= 2
        assert not [label for label in offered if label in answer["text"]]


async def test_in_a_group_a_language_is_chosen_for_oneself(group: Room) -> None:
    (choice,) = await group.says(SALMA, "/language@raqam_test_bot")
    before = shown(choice)
    notice = await group.taps(ADAM, choice, "English")
    assert notice["text"] == "All right, I’ll answer in English."
    assert shown(choice) == before
    (answer,) = await group.says(SALMA, "/ask Combien ont rapporté les exportations ITO en 2024 ?")
    assert "milliards" in first(answer)


async def test_a_next_question_is_answered_below(private: Room) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    before = shown(answer)
    notice = await private.taps(SALMA, answer, "part du total")
    assert notice == {"callback_query_id": notice["callback_query_id"]}
    (below,) = private.new()
    assert first(below).startswith("*40,3 %* : part du total, ITO")
    assert shown(answer) == before
    assert "part du total, ITO" in first((await private.says(SALMA, "et au S1 2025 ?"))[0])


async def test_in_a_group_it_is_answered_in_the_topic_to_whom_tapped(live: BotApi) -> None:
    forum = Room(live, -100700, forum=True)
    (answer,) = await forum.says(SALMA, "/ask Exportations ITO en 2024 ?", topic=31)
    await forum.taps(ADAM, answer, "Exportations en 2024")
    (below,) = forum.new()
    assert below["message_thread_id"] == 31
    assert below["reply_to_message"]["message_id"] == answer["message_id"]
    (salma,) = await forum.says(SALMA, "/ask et au S1 2025 ?", topic=31)
    assert "ITO" in first(salma)


async def test_an_option_takes_the_place_of_the_question_back(private: Room, unclear: str) -> None:
    (unsure,) = await private.says(SALMA, unclear)
    options = labels(unsure)
    assert 2 <= len(options) <= 4
    await private.taps(SALMA, unsure, options[0][0])
    assert private.new() == []
    assert re.search("milliards|billion", first(unsure))
    (reply,) = await private.says(SALMA, "2024 ?", reply_to_message=unsure)
    assert "2024" in first(reply)


async def test_the_source_is_shown_with_its_address(private: Room, live: BotApi) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    await private.taps(SALMA, answer, "Source")
    (below,) = private.new()
    assert first(below) == "*Services numériques et outsourcing: le Maroc met le turbo*"
    assert '<a href="https://fr.le360.ma/' in live.named("sendMessage")[-1].fields["text"]


async def test_opinions_are_counted_without_words(private: Room, app: App) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    for label in ("👍", "👍", "👎"):
        assert (await private.taps(SALMA, answer, label))["text"] == "Merci pour votre avis !"
    await private.taps(ADAM, answer, "👍")
    await app.store.journal.settled()
    assert await app.store.feedback.counts() == {("bad", "exports.ITO.2024"): 1, ("good", "exports.ITO.2024"): 1}
    assert private.new() == []


async def test_a_reported_figure_keeps_its_cells_and_the_version(
    private: Room, app: App, assistant: Assistant, written: io.StringIO
) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    for _ in range(2):
        assert "signalé" in (await private.taps(SALMA, answer, "Signaler"))["text"]
    await app.store.journal.settled()
    assert await app.store.feedback.counts() == {("report", "exports.ITO.2024,share.ITO.2024"): 1}
    output = written.getvalue()
    assert output.count(f"knowledge={assistant.knowledge.version}") == 1
    assert "exports.ITO.2024" in output
    assert "ITO 2024 ?" not in output


async def test_buttons_work_after_a_restart(private: Room, assistant: Assistant) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    data = button(answer, "part du total")
    async with BotApi().running() as other, running(build(settings(other), TOKEN, assistant)):
        room = Room(other, SALMA.number, "private")
        message = room.message(SALMA, "an answer of before")
        await tap(other, SALMA, data, message=message)
        assert first(room.new()[0]).startswith("*40,3 %*")


FORGED = [
    None,
    "",
    "0qfr:ITO 2024 ?",
    "language:fr",
    "1q",
    "1qfr:",
    "1qfr:   ",
    "1zfr:x",
    "1sfr:no-such-source",
    "1sfr:",
    "1+fr:exports.XXX.2024",
    "1+fr:",
    "1-fr:~weather",
    "1rfr:exports.ITO.someday",
    "1rfr:<b>",
    "1l:xx",
    "1lfr:../..",
    "\u202e" * 20,
]


@pytest.mark.parametrize("person", [SALMA, ADAM])
async def test_an_old_or_forged_one_gets_a_polite_answer(private: Room, live: BotApi, person: Person) -> None:
    (answer,) = await private.says(SALMA, "/privacy")
    told = {
        SALMA: "Ce bouton ne fonctionne plus. Posez-moi la question à nouveau.",
        ADAM: "This button no longer works. Please ask me again.",
    }
    for data in FORGED:
        extra = {"message": answer} | ({} if data is not None else {"game_short_name": "chess"})
        notice = await tap(live, person, data, **extra)
        assert notice["text"] in {told[SALMA], told[person]}, data
    assert private.new() == []


async def test_a_tap_under_a_message_too_old_to_see(private: Room, live: BotApi) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    gone = {"chat": private.chat, "message_id": 1, "date": 0}
    await tap(live, SALMA, button(answer, "part du total"), message=gone)
    assert first(private.new()[0]).startswith("*40,3 %*")


async def test_a_tap_answered_too_late_is_done_all_the_same(private: Room, live: BotApi) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    late = Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    live.answers("answerCallbackQuery", late)
    query = {"id": "late", "from": SALMA.user, "chat_instance": "1", "message": answer}
    await live.receive("callback_query", query | {"data": button(answer, "part du total")})
    await private.quiet()
    assert first(private.new()[0]).startswith("*40,3 %*")
    live.calls[:] = [call for call in live.calls if not call.refused]


async def test_a_failure_after_a_tap_is_told_once(private: Room, live: BotApi) -> None:
    (answer,) = await private.says(SALMA, "ITO 2024 ?")
    live.answers("sendMessage", bad("something that never happened before"))
    await private.taps(SALMA, answer, "part du total")
    (told,) = private.new()
    assert first(told).startswith("Désolé, une erreur m’empêche de répondre (code ")


async def test_taps_in_chats_of_others_edit_the_message(live: BotApi, unclear: str) -> None:
    room = Room(live, -100600)
    answer = await calls_guest(room, ADAM, f"@raqam_test_bot {unclear}")
    markup = answer["result"]["reply_markup"]["inline_keyboard"]
    await tap(live, ADAM, markup[0][0]["callback_data"], inline_message_id="i-1")
    edited = live.named("editMessageText")[-1].fields
    assert edited["inline_message_id"] == "i-1"
    assert "dirhams" in edited["text"]
    source = edited["reply_markup"]["inline_keyboard"][0][0]
    assert source["text"] == "Source"
    notice = await tap(live, ADAM, source["callback_data"], inline_message_id="i-1")
    assert notice["text"].startswith("Office des Changes")
    assert notice["show_alert"] is True
    good = edited["reply_markup"]["inline_keyboard"][0][1]
    assert (await tap(live, ADAM, good["callback_data"], inline_message_id="i-1"))["text"].startswith(
        ("Thank you", "Merci")
    )


def test_what_does_not_fit_is_carried_by_the_persons_client() -> None:
    long = "Exportations ITO, CRM, ESO, BPO et KPO au premier semestre de 2025 ?"
    markup = keyboards.questions((long,), "fr")
    assert markup is not None
    assert markup.inline_keyboard[0][0].switch_inline_query_current_chat == long


def test_taps_are_read_as_they_were_written() -> None:
    for one in (Tap(Act.ASK, "fr", "Où : à 2024 ?"), Tap(Act.LANGUAGE), Tap(Act.GOOD, "en", "exports._T.2024")):
        assert taps.read(taps.written(one)) == one
    assert taps.written(Tap(Act.ASK, "fr", "é" * 30)) == ""
    assert len(taps.listed(Act.REPORT, ("exports.ITO.2024",) * 9, "fr").encode()) <= LIMIT


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_question_that_a_button_offers_is_answered(assistant: Assistant, language: str) -> None:
    questions = assistant.questions(language, TODAY)
    assert len(questions) > 30
    for question in questions:
        reply = ask(assistant, question)
        assert (reply.status, reply.language) == (Status.ANSWERED, language), question
        assert len(question) <= 40
        assert taps.written(Tap(Act.ASK, language, question))
        _, after = assistant.reply(question, Conversation(), TODAY)
        assert 2 <= len(reply.suggestions) <= 3
        assert question not in assistant.near(after, language, TODAY, 8)
