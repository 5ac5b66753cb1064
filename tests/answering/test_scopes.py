"""Figures of another scope than the main series are named as such, whichever operation states them."""

from __future__ import annotations

import json
import re

import pytest

from bot.assistant import Assistant, Conversation
from bot.wording.reply import Status
from tests.evaluation import FOLDER, TODAY

_NAMED = ("périmètre", "scope")
_TOUCHED = re.compile(r"offshoring|17[.,]9|14[.,]7|202[0126]")
_FILES = ("french", "english", "conversations", "follow-ups", "adversarial", "blind-conversations", "blind-adversarial")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("compare 2020 et 2023", "Autre périmètre que ma série principale : ancien périmètre « offshoring »."),
        ("how far was 17.9 from the 2026 goal of 25?", "Another scope than my main series: older “offshoring” scope."),
        ("exportations 2020 et 2023", "2020 : ancien périmètre « offshoring », à ne pas comparer au reste."),
        ("objectif 2030", "Autre périmètre (ancien périmètre « offshoring ») : 40 milliards de dirhams (objectif)."),
    ],
)
def test_another_scope_is_named(assistant: Assistant, text: str, told: str) -> None:
    reply, _ = assistant.reply(text, Conversation(), TODAY)
    assert told in reply.text
    assert sum(reply.text.count(word) for word in ("ancien périmètre", "older “offshoring” scope")) == 1


@pytest.mark.parametrize("name", _FILES)
def test_no_question_gets_a_figure_of_another_scope_as_if_it_were_the_main_one(assistant: Assistant, name: str) -> None:
    for line in filter(_TOUCHED.search, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()):
        conversation = Conversation()
        for turn in json.loads(line)["turns"]:
            reply, conversation = assistant.reply(turn, conversation, TODAY)
            others = {one.value for one in reply.figures if one.indicator == "exports"} & {
                one.value for one in reply.figures if one.perimeter == "offshoring_old"
            }
            assert not others or any(word in reply.text for word in _NAMED), turn


def test_levels_of_two_scopes_are_told_apart_and_not_compared(assistant: Assistant) -> None:
    reply, _ = assistant.reply("compare exports 2022 and 2024", Conversation(), TODAY)
    assert reply.status is Status.ANSWERED
    assert "can be neither compared nor added" in reply.text
    assert "2022: 15.7 billion dirhams" in reply.text
    assert "2024: 26.2 billion dirhams" in reply.text
    assert "%" not in reply.text


def test_a_sum_stays_within_one_scope(assistant: Assistant) -> None:
    both, _ = assistant.reply("sum of exports in 2020 and 2023", Conversation(), TODAY)
    assert "13.5 + 17.9 = 31.4" in both.text
    assert "older “offshoring” scope" in both.text
    apart, _ = assistant.reply("total des exportations 2022 et 2024", Conversation(), TODAY)
    assert "ne se comparent pas et ne s’additionnent pas" in apart.text
    assert "41,9" not in apart.text


def test_the_nearest_period_is_one_of_the_same_length(assistant: Assistant) -> None:
    reply, _ = assistant.reply("CRM growth 2022 to 2024", Conversation(), TODAY)
    assert "Nearest period I hold: 2024." in reply.text
