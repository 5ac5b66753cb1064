"""A folder on another subject: the figures, shares and computed parts of that one, and nothing of Morocco's."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant import Assistant, Conversation
from bot.briefings.order import Order
from bot.briefings.schedule import Rhythm
from bot.wording.reply import Status
from tests.knowledge.folders import fisheries

TODAY = date(2025, 11, 15)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(fisheries(tmp_path_factory.mktemp("harbour")))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("cod 2023?", "61.2"),
        ("total 2023", "100.0"),
        ("share of herring in 2023", "30.5%"),
        ("growth of landings 2024", "+10.0%"),
        ("squid in 2023", "8.3"),
        ("largest in 2024", "COD"),
        ("difference between cod and herring 2023", "30.7"),
        ("what is cod?", "cold water"),
    ],
)
def test_it_is_answered(harbour: Assistant, text: str, figure: str) -> None:
    reply, _ = harbour.reply(text, Conversation(), TODAY)
    assert reply.status is Status.ANSWERED
    assert figure in reply.text


@pytest.mark.parametrize("text", ["2025", "per job", "how many jobs?", "CRM share", "hubs?"])
def test_what_it_does_not_hold_is_not_answered(harbour: Assistant, text: str) -> None:
    reply, _ = harbour.reply(text, Conversation(), TODAY)
    assert reply.status is not Status.ANSWERED
    assert reply.text.strip()


def of_morocco(text: str) -> list[str]:
    return [word for word in ("export", "digital", "dirham", "Morocco", "Maroc", "service") if word in text]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("cod 2023?", "61.2 kt: COD (cod) landings, 2023 (published)"),
        ("total 2023", "100.0 kt: landings, 2023 (published)"),
        ("growth 2024", "About +10.0% (9.89 to 10.11): growth of landings, 2024, compared with 2023 (computed)"),
        ("cod per month 2023", "5.10 kt a month on average: COD landings, 2023 (computed)"),
    ],
)
def test_a_figure_is_called_what_the_folder_calls_it(harbour: Assistant, text: str, line: str) -> None:
    reply, _ = harbour.reply(text, Conversation(), TODAY)
    assert reply.text.split("\n")[0] == line
    assert of_morocco(reply.text) == []


@pytest.mark.parametrize("text", ["", "cod", "2023", "2023 2024"])
def test_a_brief_is_about_the_subject(harbour: Assistant, text: str) -> None:
    brief = harbour.press.brief(text, "en", TODAY)
    assert brief is not None
    assert brief.text.split("\n")[0] == ("COD (cod)" if text == "cod" else "Landings")
    assert "kt" in brief.text
    assert of_morocco(brief.text) == []


@pytest.mark.parametrize("subject", ["", "COD", "HERRING"])
def test_a_scheduled_briefing_is_about_the_subject(harbour: Assistant, subject: str) -> None:
    order = Order(rhythm=Rhythm.DAILY, language="en", subject=subject)
    for number in range(12):
        written = harbour.press.briefing(order.model_copy(update={"number": number}), (), TODAY)
        assert written is not None
        assert of_morocco(written.reply.text) == []
