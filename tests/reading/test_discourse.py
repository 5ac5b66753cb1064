"""What a conversation remembers: the last questions as codes, the figures in them, and none of a person's words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant import Assistant, Conversation
from bot.reading.discourse import MOST_TURNS, parts
from bot.reading.query import Operation

TODAY = date(2025, 11, 15)


def said(assistant: Assistant, *turns: str) -> Conversation:
    """Send the messages of one chat and return what is remembered."""
    conversation = Conversation()
    for text in turns:
        _, conversation = assistant.reply(text, conversation, TODAY)
    return conversation


def test_no_word_of_a_person_is_remembered(assistant: Assistant) -> None:
    conversation = said(
        assistant, "my boss Gertrude wants ITO in 2024 plz", "and the flurbish?", "CRM exports to France in 2024"
    )
    kept = conversation.model_dump_json().lower()
    assert not [word for word in ("gertrude", "flurbish", "plz", "wants") if word in kept]


def test_a_few_questions_are_remembered(assistant: Assistant) -> None:
    conversation = said(
        assistant, *(f"{code} {year}" for year in (2023, 2024) for code in ("ITO", "CRM", "ESO", "BPO"))
    )
    assert len(conversation.spoken.turns) == MOST_TURNS


def test_small_talk_leaves_no_trace(assistant: Assistant) -> None:
    assert said(assistant, "ITO 2024", "thanks", "lol").spoken == said(assistant, "ITO 2024").spoken


def test_the_two_are_the_figures_spoken_of_last(assistant: Assistant) -> None:
    spoken = said(assistant, "total 2024", "ITO 2024", "CRM 2024").spoken
    assert [one.segments for one in spoken.group(2)] == [("ITO",), ("CRM",)]
    assert [one.segments for one in spoken.group(3)] == [(), ("ITO",), ("CRM",)]


def test_both_sides_of_a_comparison_are_figures(assistant: Assistant) -> None:
    last = said(assistant, "ITO vs CRM in 2024").last
    assert last is not None
    assert [(one.operation, one.segments) for one in parts(last)] == [
        (Operation.VALUE, ("ITO",)),
        (Operation.VALUE, ("CRM",)),
    ]


@pytest.mark.parametrize("follow_up", ["and in 2023?", "et en 2023 ?", "its growth?", "half of that?"])
def test_what_was_not_held_stays_so(assistant: Assistant, follow_up: str) -> None:
    reply, _ = assistant.reply(follow_up, said(assistant, "CRM exports to France in 2024"), TODAY)
    assert reply.status != "answered"


def test_an_option_is_chosen_by_its_place(assistant: Assistant) -> None:
    first, conversation = assistant.reply("how much in 2024?", Conversation(), TODAY)
    assert first.status == "clarify"
    reply, _ = assistant.reply("the second one", conversation, TODAY)
    assert reply.status == "answered"
