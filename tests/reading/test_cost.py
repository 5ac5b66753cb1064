"""What a hostile message costs: counted in calls, so that it is the same on every machine."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from bot.assistant import Assistant, Conversation
from tests.evaluation import TODAY

LENGTH = 1_400
"""Characters: as long as a question may be, or nearly."""


def calls(assistant: Assistant, unit: str) -> int:
    """Count the calls that reading a message takes once everything is at hand that is read once for all."""
    text, count = unit * (LENGTH // len(unit)), 0

    def count_one(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    assistant.reply(text, Conversation(), TODAY)
    before = sys.getprofile()
    sys.setprofile(count_one)
    try:
        assistant.reply(text, Conversation(), TODAY)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    ("unit", "most"),
    [
        ("ito ", 400),
        ("e\u0301\u0301", 3_000),
        ("exprots ", 1_500),
        ("ito, ", 1_500),
        ("h1 2024, ", 1_500),
        ("ito and crm 2024 and ", 600),
    ],
)
def test_a_hostile_message_takes_a_bounded_number_of_calls(assistant: Assistant, unit: str, most: int) -> None:
    """For each character; before slips and links were bounded, they took from 652 to 22,474."""
    assert calls(assistant, unit) < most * LENGTH
