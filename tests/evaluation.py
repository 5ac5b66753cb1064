"""Judges answers against golden questions, in the form of the sample sets: statuses, figures, words."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant import Assistant, Conversation
from bot.wording.reply import Reply, Status

FOLDER = Path(__file__).parent / "questions"
TODAY = date(2025, 11, 15)
MOST_CHARACTERS = 1200

_NUMBER = re.compile(r"[−-]?\d{1,3}(?:[\u00a0\u202f ,]\d{3})+(?:[.,]\d+)?(?!\d)|[−-]?\d+(?:[.,]\d+)?")
_SCALES = (("milliard", 1e9), ("billion", 1e9), ("million", 1e6))


@dataclass(frozen=True)
class Golden:
    """One golden conversation; only its last answer is judged."""

    id: str
    lang: str
    turns: tuple[str, ...]
    expect: dict[str, Any]
    tags: tuple[str, ...]


def golden(path: Path) -> list[Golden]:
    """Read a file of golden questions."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Golden(row["id"], row["lang"], tuple(row["turns"]), row["expect"], tuple(row.get("tags", ()))) for row in rows
    ]


def last_reply(assistant: Assistant, turns: tuple[str, ...]) -> Reply:
    """Send the messages of one chat and return the last reply."""
    conversation = Conversation()
    for text in turns:
        reply, conversation = assistant.reply(text, conversation, TODAY)
    return reply


@dataclass(frozen=True)
class Verdict:
    """What is wrong with an answer; ``wrong_figure`` where it misleads."""

    faults: tuple[str, ...]
    wrong_figure: bool


def judge(item: Golden, reply: Reply) -> Verdict:
    """Compare an answer with what is expected of it."""
    faults, wrong = [], False
    answered = reply.status is Status.ANSWERED
    if reply.status not in item.expect["status"]:
        faults.append(f"status {reply.status}")
        wrong = answered and "answered" not in item.expect["status"]
    if answered or item.expect["status"] == ["answered"]:
        missing = list(_missing(item, reply.text))
        faults += missing
        wrong = wrong or (answered and bool(missing))
    stated = [want for want in item.expect.get("not_numbers") or () if _states(reply.text, want)]
    if answered and stated:
        faults.append(f"states {stated}")
        wrong = True
    if len(reply.text) > MOST_CHARACTERS:
        faults.append("too long for a phone")
    if (
        reply.language != item.lang
        and "any_lang" not in item.tags
        and reply.status in (Status.ANSWERED, Status.NO_DATA)
    ):
        faults.append(f"in {reply.language}")
    return Verdict(tuple(faults), wrong)


def _missing(item: Golden, text: str) -> Iterator[str]:
    for want in item.expect.get("numbers") or ():
        if not _states(text, want):
            yield f"misses {want['v']}"
    choices = item.expect.get("any_numbers") or ()
    if choices and not any(_states(text, want) for want in choices):
        yield "misses every figure"
    for group in item.expect.get("mentions") or ():
        if not any(_plain(word) in _plain(text) for word in group):
            yield f"does not mention {group[0]}"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def _states(text: str, want: dict[str, Any] | float) -> bool:
    wanted: dict[str, Any] = want if isinstance(want, dict) else {"v": want, "unit": "any"}
    tolerance = (wanted.get("tol") or 0) + 1e-9
    unit = wanted.get("unit", "")
    for value, kind in _numbers(text):
        if unit == "bn_mad":
            if kind in ("money", "bare") and abs(abs(value) - abs(wanted["v"]) * 1e9) <= tolerance * 1e9 + 1:
                return True
        elif unit in ("pct", "pts"):
            if kind == unit and abs(abs(value) - abs(wanted["v"])) <= tolerance:
                return True
        elif abs(abs(value) - abs(wanted["v"])) <= tolerance:
            return True
    return False


def _numbers(text: str) -> Iterator[tuple[float, str]]:
    for found in _NUMBER.finditer(text):
        tail = text[found.end() : found.end() + 20].lstrip("\u00a0\u202f ")
        scale = next((factor for word, factor in _SCALES if tail.startswith(word)), 0.0)
        for value in _values(found.group()):
            if tail.startswith("%"):
                yield value, "pct"
            elif tail.startswith(("point", "percentage point")):
                yield value, "pts"
            elif scale:
                yield value * scale, "money"
            else:
                yield value, "bare"


def _values(written: str) -> Iterator[float]:
    """Yield the fair readings of a number: "9,797" groups in English and has decimals in French."""
    plain = re.sub(r"[\u00a0\u202f ]", "", written.replace("−", "-"))
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        yield float(plain.replace(",", ""))
    if plain.count(",") < 2 and not ("," in plain and "." in plain):
        yield float(plain.replace(",", "."))
