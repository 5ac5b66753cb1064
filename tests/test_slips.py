"""One typing slip, and what changes only the surface of a message: the same answer, never another figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from bot.assistant import Assistant, Conversation
from bot.wording.reply import Status
from tests.evaluation import FOLDER, TODAY, Golden, golden, judge
from tests.slips import AROUND, SURFACES, alike, before, compare, substance

Rewriting = Callable[[Golden], list[str]]

LEAST_SAME = 0.95
MOST_OTHER = 0.001


@pytest.fixture(scope="module")
def basics() -> list[Golden]:
    return golden(FOLDER / "basics.jsonl")


def test_a_slip_changes_few_answers_and_hardly_any_figure(assistant: Assistant, basics: list[Golden]) -> None:
    outcomes = Counter(outcome for _, outcome, _, _ in compare(assistant, basics, each=1))
    assert outcomes.total() > 500
    assert outcomes["same"] / outcomes.total() >= LEAST_SAME, outcomes
    assert outcomes["other figure"] / outcomes.total() <= MOST_OTHER, outcomes


@pytest.mark.parametrize("surface", SURFACES)
def test_the_surface_changes_nothing(assistant: Assistant, basics: list[Golden], surface: str) -> None:
    assert _changed(assistant, basics, lambda item: [SURFACES[surface](item.turns[-1])]) == []


def test_a_greeting_and_thanks_around_it_change_nothing(assistant: Assistant, basics: list[Golden]) -> None:
    around = _changed(
        assistant, basics, lambda item: [f"{hello}{item.turns[-1]}{thanks}" for hello, thanks in AROUND[item.lang]]
    )
    assert around == []


def _changed(assistant: Assistant, items: list[Golden], written: Rewriting) -> list[str]:
    changed = []
    for item in items:
        conversation = before(assistant, item)
        right, _ = assistant.reply(item.turns[-1], conversation, TODAY)
        if right.status is Status.ANSWERED and not judge(item, right).faults:
            for text in written(item):
                reply, _ = assistant.reply(text, conversation, TODAY)
                if not alike(reply, right):
                    changed.append(text)
    return changed


@pytest.mark.parametrize(
    ("right", "written"),
    [
        ("CRM au S1 2025", "CRM auS1 2025"),  # a space lost before capitals
        ("CRM au S1 2025", "CRM au d1 2025"),  # the key beside the letter of a half-year
        ("part du BPO en 2024", "part du BoO en 2024"),  # one small letter in a short name
        ("CRM and KPO in 2024", "CRM adn KPO in 2024"),  # a word of grammar
        ("call centre exports last year", "call centre exports las year"),  # a real word that makes a phrase
        ("part de l'ITO en 2024", "part de k'ITO en 2024"),  # the letter before an apostrophe
        ("CRM au premier semestre 2025", "CRM aupremier semestre 2025"),  # two words glued
    ],
)
def test_a_slip_is_mended(assistant: Assistant, right: str, written: str) -> None:
    replies = [assistant.reply(text, Conversation(), TODAY)[0] for text in (right, written)]
    assert replies[0].figures
    assert substance(replies[0]) == substance(replies[1])


@pytest.mark.parametrize(
    "text",
    [
        "PO share in 2024",  # BPO or KPO
        "SEO exports in 2024",  # a name of something else
        "kpo vs boo 2024",  # a real word that says nothing, beside a short name
        "slit of 2024 exports",  # a real word
        "what is the tangier ferty timetable",  # a slip of a word of another subject
    ],
)
def test_a_slip_that_leaves_a_doubt_gets_no_figure(assistant: Assistant, text: str) -> None:
    reply, _ = assistant.reply(text, Conversation(), TODAY)
    assert not reply.figures, reply.text


def test_a_fragment_between_a_greeting_and_thanks_is_answered(assistant: Assistant) -> None:
    _, conversation = assistant.reply("ITO and CRM in 2024", Conversation(), TODAY)
    plain, _ = assistant.reply("their sum", conversation, TODAY)
    polite, _ = assistant.reply("Hello, their sum. Thanks in advance!", conversation, TODAY)
    assert substance(plain) == substance(polite)
