"""The README tells the truth: its transcripts are the program's, its settings and commands are all there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.reading.contract import contract
from bot.reading.query import Operation
from bot.settings import Settings
from bot.wording.reply import Status
from tests.test_replies import ask
from tools.readme import rewritten

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_transcripts_are_the_programs(assistant: Assistant) -> None:
    assert rewritten(README, assistant) == README


def test_every_setting_is_in_the_readme() -> None:
    assert [name for name in Settings.model_fields if f"BOT_{name.upper()}" not in README] == []


def test_what_is_deployed_sets_only_settings_that_there_are() -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "deploy").iterdir())
    known = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"BOT_[A-Z_]+[A-Z]", written)) <= known


@pytest.mark.parametrize(
    "command", ["ask", "ask --jsonl", "chat", "check", "serve", "unanswered", "doctor", "backup", "restore"]
)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`raqam {command}" in README


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("operation", list(contract().operations))
def test_every_operation_answers_its_example(assistant: Assistant, operation: Operation, language: str) -> None:
    question = contract().operations[operation].example[language]
    reply = ask(assistant, question)
    assert reply.intent == operation, question
    assert reply.status is Status.ANSWERED, question
    assert reply.language == language
