"""What is said in Telegram only, in every language alike."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest
import yaml

from bot import languages
from bot.assistant import Assistant

_FIGURE = re.compile(r"\d")


def sentences(code: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("telegram", "briefings"):
        found |= yaml.safe_load((languages.FOLDER / code / f"{name}.yaml").read_text("utf-8"))
    return found


def parts(text: str) -> set[str]:
    """Name the parts of a sentence; one that begins it has a capital."""
    return {name.lower() for _, name, _, _ in Formatter().parse(text) if name}


CODES = languages.codes()


@pytest.mark.parametrize("code", CODES)
def test_every_language_says_the_same_things_with_the_same_parts(code: str) -> None:
    other, mine = sentences(CODES[0]), sentences(code)
    assert mine.keys() == other.keys()
    for name, text in mine.items():
        assert parts(text) == parts(other[name]), name
        assert text.count("**") % 2 == 0, name


@pytest.mark.parametrize("code", CODES)
def test_what_telegram_keeps_short_is_short(assistant: Assistant, code: str) -> None:
    for name, text in sentences(code).items():
        if name.startswith("button."):
            assert len(text) <= 30, name
        if name.startswith("command."):
            assert len(text) <= 32, name
    assert len(assistant.line("profile.description", code)) <= 512
    assert len(assistant.line("profile.short", code)) <= 120
    for name in ("old_button", "too_many", "voted", "reported", "language_set", "language_automatic"):
        assert len(assistant.line(name, code)) <= 200


@pytest.mark.parametrize("code", CODES)
def test_no_fixed_sentence_states_a_figure(code: str) -> None:
    examples = {"ask_empty", "chart_empty", "introduction", "privacy"}
    times = {"rhythm.monthly_first", "order.hour_form"}
    for name, text in sentences(code).items():
        if name not in examples | times:
            assert not _FIGURE.search(text), name
