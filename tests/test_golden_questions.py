"""Golden questions are data: every one is asked, none may get a wrong figure, and the rates may not fall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.assistant import Assistant, Conversation
from bot.wording.reply import Status
from tests.evaluation import FOLDER, TODAY, Golden, golden, judge, last_reply

LEAST_RIGHT = {
    "basics.jsonl": 0.97,
    "french.jsonl": 0.99,
    "english.jsonl": 0.99,
    "conversations.jsonl": 0.98,
    "follow-ups.jsonl": 0.97,
    "adversarial.jsonl": 0.94,
    "hostile.jsonl": 0.94,
    "claims.jsonl": 0.97,
    "computed.jsonl": 0.97,
    "blind-french.jsonl": 0.95,
    "blind-english.jsonl": 0.94,
    "blind-conversations.jsonl": 0.93,
    "blind-adversarial.jsonl": 0.97,
}
"""The blind ones were written by people who had not seen the program."""

UNTOUCHED = ("french", "english", "conversations", "adversarial")
LEAST_RIGHT_UNTOUCHED = 0.86
"""Nobody looks at what fails there: the rate says how the program does on what it was never tuned to."""
KNOWN_WRONG = FOLDER / "known-failures.json"


@pytest.fixture(scope="module")
def failures() -> dict[str, str]:
    found: dict[str, str] = json.loads(KNOWN_WRONG.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", LEAST_RIGHT)
def test_enough_questions_are_answered_right(assistant: Assistant, name: str) -> None:
    items = golden(FOLDER / name)
    wrong = [item.id for item in items if judge(item, last_reply(assistant, item.turns)).faults]
    assert 1 - len(wrong) / len(items) >= LEAST_RIGHT[name], wrong


def test_what_was_never_tuned_to_is_answered_too(assistant: Assistant) -> None:
    items = [item for name in UNTOUCHED for item in golden(FOLDER / "untouched" / f"{name}.jsonl")]
    right = sum(not judge(item, last_reply(assistant, item.turns)).faults for item in items)
    assert len(items) >= 400
    assert right / len(items) >= LEAST_RIGHT_UNTOUCHED


@pytest.mark.parametrize(
    "item", [item for name in LEAST_RIGHT for item in golden(FOLDER / name)], ids=lambda item: item.id
)
def test_no_wrong_figure_is_stated(assistant: Assistant, failures: dict[str, str], item: Golden) -> None:
    verdict = judge(item, last_reply(assistant, item.turns))
    if item.id in failures:
        assert verdict.wrong_figure, f"{item.id} passes now: take it out of {KNOWN_WRONG.name}"
    else:
        assert not verdict.wrong_figure, (item.turns, verdict.faults)


def _elsewhere() -> list[str]:
    lines = (FOLDER / "out-of-scope.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


def test_no_question_on_another_subject_is_answered(assistant: Assistant) -> None:
    replies = {text: assistant.reply(text, Conversation(), TODAY)[0] for text in _elsewhere()}
    answered = [text for text, reply in replies.items() if reply.status is Status.ANSWERED]
    assert len(replies) >= 600
    assert answered == []


def test_a_third_of_the_questions_must_not_be_answered() -> None:
    own = [item for name in LEAST_RIGHT if not name.startswith("blind") for item in golden(FOLDER / name)]
    refused = [item for item in own if "answered" not in item.expect["status"]] + _elsewhere()
    assert len(refused) * 3 >= len(own) + len(_elsewhere())


def test_golden_ids_are_unique() -> None:
    ids = [item.id for name in LEAST_RIGHT for item in golden(FOLDER / name)]
    assert len(ids) == len(set(ids))
    assert Path(KNOWN_WRONG).is_file()
