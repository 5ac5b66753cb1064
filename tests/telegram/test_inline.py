from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest

from bot.assistant import Assistant, Conversation
from bot.telegram.application import App, build, running
from tests.bot_api.chat import PATIENCE
from tests.bot_api.html import shown
from tests.bot_api.refusal import Refusal
from tests.bot_api.room import ADAM, SALMA, Person, Room, quiet, types
from tests.bot_api.server import TOKEN, BotApi
from tests.telegram.conftest import service, settings

ARAB = Person(7003, "Yasmine", "ar")


def titles(answer: dict[str, Any]) -> list[str]:
    return [one["title"] for one in answer["results"]]


async def test_the_best_reading_comes_first_then_what_is_near(live: BotApi) -> None:
    answer = await types(live, SALMA, "ito 2024")
    assert [(one["title"], one["description"]) for one in answer["results"]][:4] == [
        ("10,578 milliards de dirhams", "exportations ITO (externalisation informatique), 2024 (chiffre provisoire)"),
        ("40,3 %", "part du total, ITO (externalisation informatique), 2024 (chiffre provisoire)"),
        (
            "5,25 milliards de dirhams",
            "exportations ITO (externalisation informatique), premier semestre 2025 (chiffre provisoire)",
        ),
        ("26,2 milliards de dirhams", "exportations de services numériques, 2024 (chiffre provisoire)"),
    ]
    assert len(answer["results"]) <= 8


async def test_each_result_is_a_whole_answer_with_its_source(live: BotApi) -> None:
    answer = await types(live, SALMA, "ito 2024")
    for result in answer["results"]:
        content = result["input_message_content"]
        text, entities = shown(content["message_text"], content["parse_mode"])
        assert "Source\u00a0: " in text
        assert "expandable_blockquote" in {one["type"] for one in entities}
        assert content["link_preview_options"] == {"is_disabled": True}
        rows = result["reply_markup"]["inline_keyboard"]
        assert [one["text"] for one in rows[-1]] == ["Poser une question à Raqam"]
        assert {"Source", "👍", "👎"} <= {one["text"] for row in rows for one in row}


async def test_no_words_offer_the_headline_figures(live: BotApi) -> None:
    french, english = await types(live, SALMA, ""), await types(live, ADAM, "")
    assert titles(french)[0] == "13,4 milliards de dirhams"
    assert titles(english)[0] == "13.4 billion dirhams"
    assert 4 <= len(french["results"]) <= 8
    assert "Plus de 120 000 emplois".replace(" ", "") in "".join(titles(french)).replace("\u202f", "").replace(" ", "")


async def test_every_beginning_of_a_question_is_answered(live: BotApi) -> None:
    for text in ("répartition 2024", "How many jobs in 2024?"):
        for end in range(1, len(text) + 1):
            answer = await types(live, SALMA, text[:end])
            assert len(answer["results"]) <= 8
    assert not live.refused[1:]


@pytest.mark.parametrize(
    ("text", "title"),
    [("croiss", "+3,5 %"), ("expor", "13,4 milliards de dirhams"), ("répart", "Répartition au S1 2025 ?")],
)
async def test_half_typed_words_are_completed(live: BotApi, text: str, title: str) -> None:
    assert title in titles(await types(live, SALMA, text))


async def test_what_is_not_held_is_said_first(live: BotApi) -> None:
    answer = await types(live, SALMA, "Exportations ITO en 2023 ?")
    assert titles(answer)[0] == "Je n’ai pas cette donnée : exportations ITO, 2023."
    assert len(answer["results"]) > 1


async def test_for_another_subject_there_is_nothing_to_pick(live: BotApi) -> None:
    answer = await types(live, SALMA, "recette de la harira")
    assert answer["results"] == []
    assert answer["button"]["text"] == "Poser une question à Raqam"


async def test_the_button_opens_the_private_chat_with_the_question(live: BotApi) -> None:
    answer = await types(live, SALMA, "ito 2024")
    assert answer["button"] == {"text": "Poser une question à Raqam", "start_parameter": "aXRvIDIwMjQ"}
    assert (await types(live, SALMA, "x" * 200))["button"]["start_parameter"] == "inline"


async def test_no_two_results_say_the_same(live: BotApi) -> None:
    for text in ("", "ito 2024", "exports", "part", "emplois"):
        results = (await types(live, SALMA, text))["results"]
        said = [one["input_message_content"]["message_text"] for one in results]
        assert len(said) == len(set(said)) == len({one["id"] for one in results})


async def test_the_chart_is_offered_once_telegram_has_its_picture(live: BotApi, private: Room) -> None:
    before = await types(live, SALMA, "répartition 2024")
    assert {one["type"] for one in before["results"]} == {"article"}
    await private.writes(SALMA, "/chart répartition 2024")
    async with asyncio.timeout(PATIENCE), live.changed:
        await live.changed.wait_for(lambda: any("photo" in one for one in live.sent[SALMA.number]))
    await quiet(live)
    after = await types(live, SALMA, "répartition 2024")
    assert [one["type"] for one in after["results"]][:3] == ["article", "photo", "article"]
    assert after["results"][1]["photo_file_id"].startswith("photo-")
    assert after["results"][1]["title"].startswith("Graphique")
    assert "40,3" in after["results"][1]["caption"]
    assert len(after["results"]) <= 8


async def test_the_button_of_shared_results_speaks_their_language(live: BotApi) -> None:
    answer = await types(live, SALMA, "How much were ITO exports in 2024?")
    assert answer["button"]["text"] == "Ask Raqam a question"


async def test_what_is_not_held_is_described_without_other_questions(live: BotApi) -> None:
    first = (await types(live, SALMA, "Exportations ITO en 2023 ?"))["results"][0]
    assert "Essayez" not in first["description"]
    assert "Essayez" in first["input_message_content"]["message_text"]


async def test_results_keep_their_ids(live: BotApi) -> None:
    first, second = await types(live, SALMA, "ito 2024"), await types(live, SALMA, "ito 2024")
    assert [one["id"] for one in first["results"]] == [one["id"] for one in second["results"]]


@pytest.mark.parametrize(
    ("text", "personal"),
    [("", True), ("ITO 2024", True), ("How much were ITO exports in 2024?", False), ("recette de la harira", True)],
)
async def test_results_are_kept_for_all_only_where_they_are_the_same_for_all(
    live: BotApi,
    text: str,
    personal: bool,  # noqa: FBT001 - what is expected
) -> None:
    answer = await types(live, SALMA, text)
    assert (answer["cache_time"], answer["is_personal"]) == (300, personal)


async def test_the_language_is_that_of_the_words_or_of_the_person(live: BotApi) -> None:
    assert titles(await types(live, ADAM, "ito 2024"))[0] == "10.578 billion dirhams"
    assert titles(await types(live, ARAB, "ito 2024"))[0] == "10,578 milliards de dirhams"
    assert titles(await types(live, ADAM, "Combien d’exportations ITO en 2024 ?"))[0] == "10,578 milliards de dirhams"


async def test_further_pages_and_odd_words_are_answered(live: BotApi) -> None:
    assert (await types(live, SALMA, "ito", offset="8"))["results"] == []
    for text in ("<b>&", "\u202e\u0000", "😀" * 100, "@raqam_test_bot", "1" * 256, "é" * 256):
        await types(live, SALMA, text)
    assert not live.refused[1:]


async def test_too_late_or_failing_it_stays_quiet(live: BotApi) -> None:
    live.answers("answerInlineQuery", Refusal(400, "Bad Request: query is too old and response timeout expired"))
    query = {"id": "late", "from": SALMA.user, "query": "ito", "offset": ""}
    live.open.add(("inline", "late"))
    await live.receive("inline_query", query)
    await quiet(live)
    assert not live.named("sendMessage")
    assert titles(await types(live, SALMA, "ito 2024"))
    live.calls[:] = [call for call in live.calls if not call.refused]


# --- charts ---------------------------------------------------------------------------------------------------------


def photos(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in answer["results"] if one["type"] == "photo"]


@pytest.mark.usefixtures("drawn_here")
async def test_only_charts_that_were_uploaded_are_offered(private: Room, live: BotApi) -> None:
    assert photos(await types(live, SALMA, "répartition 2024")) == []
    await private.says(SALMA, "/chart répartition 2024")
    async with asyncio.timeout(PATIENCE), live.changed:
        await live.changed.wait_for(lambda: any("photo" in one for one in live.sent[SALMA.number]))
    await quiet(live)
    answer = await types(live, SALMA, "répartition 2024")
    (chart,) = photos(answer)
    assert answer["results"].index(chart) == 1
    sent = next(one for one in live.sent[SALMA.number] if "photo" in one)
    assert chart["photo_file_id"] == sent["photo"][-1]["file_id"]
    assert chart["title"].startswith("Graphique : ")
    assert "10,578 (chiffre provisoire)" in chart["caption"]


async def test_a_chart_that_telegram_lost_is_left_out(live: BotApi, app: App) -> None:
    reply, _ = service(app).assistant.reply("répartition 2024", Conversation(), service(app).today())
    chart = service(app).assistant.chart(reply)
    assert chart is not None
    key = app.gallery.key(chart)
    app.store.uploads.put((key,), {"picture": key, "file": "gone"})
    number = len(live.named("answerInlineQuery"))
    answer = await types(live, SALMA, "répartition 2024")
    assert photos(answer) == []
    assert answer["results"]
    refused, _ = live.named("answerInlineQuery")[number:]
    assert "wrong file identifier" in refused.refused
    assert service(app).pictures.known(chart) is None
    live.calls.remove(refused)


@pytest.mark.usefixtures("drawn_here")
async def test_charts_are_uploaded_beforehand_and_known_after_a_restart(
    api: BotApi, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("Répartition en 2024 ?", "Répartition au S1 2025 ?", "Exportations en 2024 ?", "Combien d’emplois ?")
    monkeypatch.setattr(Assistant, "questions", lambda _, code, __: asked if code == "fr" else ())
    api.chats[-100800] = {"id": -100800, "type": "supergroup", "title": "Réserve"}

    def bot() -> App:
        return build(settings(api, storage_chat_id=-100800), TOKEN, assistant)

    async with running(bot()):
        async with asyncio.timeout(PATIENCE), api.changed:
            await api.changed.wait_for(lambda: len(api.sent[-100800]) >= 3)
        await quiet(api)
        assert {"photo" in one for one in api.sent[-100800]} == {True}
        assert "L’ITO pèse" in photos(await types(api, SALMA, "répartition 2024"))[0]["caption"]
    uploaded = len(api.sent[-100800])
    async with running(bot()):
        assert "L’ITO pèse" in photos(await types(api, SALMA, "répartition 2024"))[0]["caption"]
        await quiet(api)
    assert len(api.sent[-100800]) == uploaded


@pytest.mark.usefixtures("drawn_here")
async def test_a_chat_that_takes_no_charts_is_told_in_the_log_only(
    api: BotApi, assistant: Assistant, written: io.StringIO
) -> None:
    async with running(build(settings(api, storage_chat_id=-100801), TOKEN, assistant)):
        async with asyncio.timeout(PATIENCE):
            while "BOT_STORAGE_CHAT_ID" not in written.getvalue():  # noqa: ASYNC110 - a log tells nobody
                await asyncio.sleep(0.02)
        assert (await types(api, SALMA, "ito 2024"))["results"]
