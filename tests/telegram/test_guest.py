from __future__ import annotations

from typing import Any

import pytest

from tests.bot_api.html import loosened, shown
from tests.bot_api.room import ADAM, SALMA, Room, calls_guest
from tests.bot_api.server import BotApi

ME = "@raqam_test_bot"


def text(answer: dict[str, Any]) -> str:
    content = answer["result"]["input_message_content"]
    return loosened(shown(content["message_text"], content["parse_mode"])[0])


@pytest.fixture
def elsewhere(live: BotApi) -> Room:
    """Open a chat that the bot is no member of."""
    return Room(live, -100600)


async def test_named_elsewhere_it_answers_there(elsewhere: Room, live: BotApi) -> None:
    answer = await calls_guest(elsewhere, SALMA, f"{ME} ITO 2024 ?")
    assert text(answer).startswith("10,578 milliards de dirhams : exportations ITO")
    assert "Source : " in text(answer)
    assert not live.named("sendMessage")


async def test_it_answers_in_the_language_and_after_the_last_question_of_the_person(elsewhere: Room) -> None:
    await calls_guest(elsewhere, SALMA, f"{ME} Exportations ITO en 2024 ?")
    await calls_guest(elsewhere, ADAM, f"{ME} CRM exports in 2024?")
    assert "ITO" in text(await calls_guest(elsewhere, SALMA, f"{ME} et au S1 2025 ?"))
    assert "CRM" in text(await calls_guest(elsewhere, ADAM, f"{ME} and in H1 2025?"))


async def test_called_to_anothers_question_it_answers_that(elsewhere: Room) -> None:
    asked = elsewhere.message(ADAM, "How much were ITO exports in 2024?")
    assert text(await calls_guest(elsewhere, SALMA, ME, reply_to_message=asked)).startswith("10.578 billion")


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (ME, "Bonjour, je suis Raqam"),
        (f"{ME} /help", "Je réponds sur"),
        (f"/help{ME}", "Je réponds sur"),
        (f"/ask{ME} ITO 2024", "10,578 milliards"),
        (f"{ME} recette de la harira", "Je ne réponds que sur"),
        (f"{ME} <b>&", "Je"),
    ],
)
async def test_it_always_has_an_answer(elsewhere: Room, said: str, begins: str) -> None:
    assert text(await calls_guest(elsewhere, SALMA, said)).startswith(begins)
