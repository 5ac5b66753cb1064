"""Yes and no: whatever the words for it, what is claimed of two figures is judged by the figures."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from bot.assistant import Assistant, Conversation
from bot.wording.reply import Status
from tests.evaluation import TODAY

YES, NO = ("Oui", "Yes"), ("Non", "No")
AMOUNTS = {"2024": {"ITO": 10.578, "CRM": 9.797, "ESO": 3.462}, "S1 2025": {"ITO": 5.25, "CRM": 4.19, "ESO": 2.58}}
SHARES = {"ITO": 40.3, "CRM": 37.4, "ESO": 13.2}
LARGER = (
    "{a} est devant {b} en {p} ?",
    "est-ce que {a} fait plus que {b} en {p}",
    "{a} a-t-il battu {b} en {p} ?",
    "{a} est plus gros que {b} en {p}, vrai ?",
    "{a} > {b} en {p} ?",
    "{a} devance {b} en {p} ?",
    "is {a} ahead of {b} in {p}?",
    "did {a} beat {b} in {p}?",
    "{a} tops {b} in {p}, true?",
    "has {a} overtaken {b} in {p}?",
)
SMALLER = (
    "{a} est-il derrière {b} en {p} ?",
    "{a} fait moins que {b} en {p} ?",
    "{a} est plus petit que {b} en {p}, vrai ?",
    "{a} pèse moins lourd que {b} en {p} ?",
    "{a} reste derrière {b} en {p} ?",
    "{a} n'a pas dépassé {b} en {p} ?",
    "is {a} behind {b} in {p}?",
    "is {a} smaller than {b} in {p}?",
    "{a} trails {b} in {p}, right?",
    "did {a} lose to {b} in {p}?",
    "{a} did not beat {b} in {p}, correct?",
)
ABOVE = (
    "{a} a-t-il dépassé {x} milliards en {p} ?",
    "est-ce que {a} a dépassé les {x} milliards en {p}",
    "{a} passe la barre des {x} milliards en {p} ?",
    "{a} a atteint {x} milliards en {p} ?",
    "{a} est monté à plus de {x} milliards en {p}, exact ?",
    "did {a} exceed {x} billion in {p}?",
    "{a} topped {x}bn in {p}, true?",
    "did {a} reach {x} billion in {p}?",
)
BELOW = (
    "{a} est-il resté sous les {x} milliards en {p} ?",
    "{a} fait moins de {x} milliards en {p} ?",
    "{a} n'atteint pas {x} milliards en {p}, c'est vrai ?",
    "{a} reste en deçà de {x} milliards en {p} ?",
    "did {a} stay below {x} billion in {p}?",
    "{a} failed to exceed {x} billion in {p}?",
    "is it true {a} did not pass {x} billion in {p}?",
)
MORE = ("{a} pèse plus de {x} % du total en 2024 ?", "does {a} make up more than {x}% of the total in 2024?")
LESS = ("{a} ne dépasse pas {x} % du total en 2024 ?", "is {a}'s share below {x}% in 2024?")


def wrong(assistant: Assistant, question: str, *, true: bool) -> bool:
    reply, _ = assistant.reply(question, Conversation(), TODAY)
    return reply.status is Status.ANSWERED and reply.text.startswith(NO if true else YES)


def judged(assistant: Assistant, question: str) -> bool:
    return assistant.reply(question, Conversation(), TODAY)[0].text.startswith((*YES, *NO))


@pytest.mark.parametrize(("phrases", "larger"), [(LARGER, True), (SMALLER, False)])
def test_one_segment_against_another(assistant: Assistant, phrases: tuple[str, ...], *, larger: bool) -> None:
    asked = [
        (phrase.format(a=one, b=other, p=period), (amounts[one] > amounts[other]) is larger)
        for period, amounts in AMOUNTS.items()
        for one, other in permutations(amounts, 2)
        for phrase in phrases
    ]
    assert [question for question, true in asked if wrong(assistant, question, true=true)] == []
    assert sum(judged(assistant, question) for question, _ in asked) >= 0.8 * len(asked)


@pytest.mark.parametrize(("phrases", "above"), [(ABOVE, True), (BELOW, False)])
def test_an_amount_against_a_bound(assistant: Assistant, phrases: tuple[str, ...], *, above: bool) -> None:
    asked = [
        (phrase.format(a=code, x=bound, p=period), (amount > bound) is above)
        for period, amounts in AMOUNTS.items()
        for code, amount in amounts.items()
        for bound, phrase in product((int(amount), int(amount) + 1), phrases)
    ]
    assert [question for question, true in asked if wrong(assistant, question, true=true)] == []
    assert sum(judged(assistant, question) for question, _ in asked) >= 0.8 * len(asked)


@pytest.mark.parametrize(("phrases", "above"), [(MORE, True), (LESS, False)])
def test_a_share_against_a_bound(assistant: Assistant, phrases: tuple[str, ...], *, above: bool) -> None:
    asked = [
        (phrase.format(a=code, x=bound), (share > bound) is above)
        for code, share in SHARES.items()
        for bound, phrase in product((int(share) - 3, int(share) + 3), phrases)
    ]
    assert [question for question, true in asked if wrong(assistant, question, true=true)] == []
    assert sum(judged(assistant, question) for question, _ in asked) >= 0.8 * len(asked)
