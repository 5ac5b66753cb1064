"""A folder on another subject: the figures, shares and computed parts of that one, and nothing of Morocco's."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant import Assistant, Conversation
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
