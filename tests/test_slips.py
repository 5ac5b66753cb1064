"""One typing slip, and what changes only the surface of a message: the same answer, never another figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from bot.assistant import Assistant
from bot.wording.reply import Status
from tests.evaluation import FOLDER, TODAY, Golden, golden, judge
from tests.slips import SURFACES, before, compare, substance

Rewriting = Callable[[Golden], list[str]]

LEAST_SAME = 0.9
MOST_OTHER = 0.005
AROUND = {
    "fr": (("Bonjour, ", " Merci d’avance !"), ("slt ", " mrc"), ("Bonsoir. ", " Cordialement")),
    "en": (("Hello, ", " Thanks in advance!"), ("hi ", " thx"), ("Good morning. ", " Best regards")),
}


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
                if substance(reply) != substance(right):
                    changed.append(text)
    return changed
