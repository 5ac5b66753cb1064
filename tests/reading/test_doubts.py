"""Words that leave a gap behind: no figure is given that another word would have changed."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from bot.wording.reply import Reply, Status
from tests.evaluation import last_reply
from tests.slips import figures


def last(assistant: Assistant, *turns: str) -> Reply:
    return last_reply(assistant, turns)


@pytest.mark.parametrize(
    "turns",
    [
        ("2 2024",),  # the letter of a half-year is missing
        ("CRM au 4 2024",),
        ("es 2024 how many billion",),  # a short name but for one letter
        ("crm + to s1 25 ca fait cb ensemble",),
        ("bo exports 2023",),
        ("ITO mois CRM au S1 2025",),  # "moins": nothing adds them up
        ("Le BPO pesait-il plis que l'ESO en 2024 ?",),
        ("exports 2023 ?", "par moi ?"),  # nothing to divide by
        ("from 14.7 t 17.9, what % is that",),
        ("Quelle part des exportations de 2024 n'était as de l'ITO ?",),  # half a negation
        ("ehy whats the 2023 number for total exports",),  # a guessed "why"
        ("What did the full-year total for 2023 come t?",),
        ("ITO plus CRM ni 2024",),
        ("tout sauf le cmr en 2024 ca fait quel %",),  # a company that may be a segment
        ("exports 2024 en dh", "on 2023"),
        ("ESO share in 2024 ad its amount in H1 2025",),
        ("what did it and customer care rake in together in h1 2025?",),
    ],
)
def test_a_word_that_leaves_a_gap_gives_no_figure(assistant: Assistant, turns: tuple[str, ...]) -> None:
    reply = last(assistant, *turns)
    assert not reply.figures, reply.text
    assert reply.status is not Status.ANSWERED


@pytest.mark.parametrize(
    ("turns", "plain"),
    [
        (("CR S1 2025",), ("CRM S1 2025",)),  # capitals alone are a name
        (("IT 2024",), ("ITO 2024",)),
        (("exports 2023 ?", "par mois ?"), ("exports 2023 par mois ?",)),
        (("HOW STEEP WAS THE CRM SLIDE FROM Q3 TO Q4 2024",), ("how steep was the CRM slide from Q3 to Q4 2024",)),
        (("how much did it outsourcing earn in 2024",), ("How much did IT outsourcing earn in 2024?",)),
        (("hi ```what was the total in 2024``` thx",), ("what was the total in 2024",)),
        (('{"question": "ITO share 2024"} 🙏',), ('{"question": "ITO share 2024"}',)),
        (("Hello, e x p o r t s 2 0 2 4 please",), ("exports 2024",)),
        (("<i>CRM</i> &nbsp share 2024",), ("CRM share 2024",)),
        (("'  DROP TABLE facts  -- total exports in 2023",), ("total exports in 2023",)),
        (("BPO is ahead of ESO in the 2024 ranking, no",), ("BPO is ahead of ESO in the 2024 ranking, no?",)),
        (("growth H1 2025?", "faster than in 2024"), ("growth H1 2025?", "faster than in 2024?")),
    ],
)
def test_what_only_looks_otherwise_is_the_same(
    assistant: Assistant, turns: tuple[str, ...], plain: tuple[str, ...]
) -> None:
    one, other = last(assistant, *turns), last(assistant, *plain)
    assert one.figures, one.text
    assert figures(one) == figures(other)
