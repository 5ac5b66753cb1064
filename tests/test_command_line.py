"""The command line as a person or a program uses it: the real process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import PACKAGED

ROOT = Path(__file__).parent.parent


def raqam(*arguments: str, feed: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("BOT_")}
    environment = plain | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | settings
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=feed,
        capture_output=True,
        env=environment,
        cwd=ROOT / ".ci",
        timeout=60,
        check=False,
    )


def test_ask_answers_once() -> None:
    done = raqam("ask", "ITO 2024 ?")
    assert done.returncode == 0
    assert "10,578" in done.stdout.decode()
    assert b"\x1b" not in done.stdout


def test_chat_works_in_a_pipe() -> None:
    done = raqam("chat", feed=b"ITO 2024 ?\net le CRM ?\n/help\n/quit\nITO 2023 ?\n")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "10,578" in text
    assert "9,797" in text
    assert "ITO 2023" not in text


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (("ask",), {}),
        (("ask", "--colour", "x"), {}),
        (("nonsense",), {}),
        ((), {}),
        (("serve",), {}),
        (("ask", "x"), {"BOT_KNOWLEDGE_DIR": "/nowhere"}),
        (("ask", "x"), {"BOT_TIMEZONE": "Mars/Phobos"}),
        (("ask", "x"), {"BOT_API_BASE_URL": "ftp://x"}),
        (("ask", "x"), {"BOT_MESSAGES_PER_SECOND": "-1"}),
        (("ask", "x"), {"BOT_LOG_LEVEL": "LOUD"}),
    ],
)
def test_a_mistake_is_one_clear_line(arguments: tuple[str, ...], settings: dict[str, str]) -> None:
    done = raqam(*arguments, feed=b"", **settings)
    assert done.returncode != 0
    assert done.stdout == b""
    lines = done.stderr.decode().strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("raqam: ")


def test_a_broken_row_is_told_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(PACKAGED, folder)
    file = folder / "observations.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",13.4,", ",treize,", 1), encoding="utf-8")
    done = raqam("ask", "ITO 2024", BOT_KNOWLEDGE_DIR=str(folder))
    assert done.returncode != 0
    assert "observations.csv:2, column value: 'treize' is no number" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


HOSTILE: tuple[bytes, ...] = (
    b"",
    b"not json",
    b"[1, 2]",
    b'"text"',
    b"{}",
    b'{"chat": "a"}',
    b'{"chat": "a", "text": 5}',
    b'{"chat": "a", "text": "ITO 2024", "today": "yesterday"}',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    json.dumps({"chat": "a", "text": "x" * 100_000}).encode(),
    json.dumps({"chat": "a", "text": "\x00\x01\x1b[31m ITO 2024"}).encode(),
    b'{"chat": "a", "text": "\\ud800 ITO 2024"}',
    json.dumps({"chat": "a", "text": "\u202eITO\u202c 2024 ?"}).encode(),
)


def test_jsonl_survives_every_line_and_keeps_the_order() -> None:
    last = {"chat": "z", "text": "ITO 2024 ?", "today": "2025-11-15"}
    done = raqam("ask", "--jsonl", feed=b"\n".join([*HOSTILE, json.dumps(last).encode()]) + b"\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert len(answers) == len(HOSTILE) + 1
    assert all("error" in answer for answer in answers[:10])
    assert all("text" in answer for answer in answers[10:])
    assert answers[-1]["chat"] == "z"


def test_a_jsonl_line_has_the_form_that_is_relied_on() -> None:
    asked = {"chat": "a", "text": "croissance au premier semestre 2025 ?", "today": "2025-11-15"}
    answer = json.loads(raqam("ask", "--jsonl", feed=json.dumps(asked).encode() + b"\n").stdout)
    assert set(answer) == {"chat", "language", "status", "intent", "confidence", "text", "figures", "suggestions"}
    assert (answer["language"], answer["status"], answer["intent"]) == ("fr", "answered", "growth")
    figure = answer["figures"][0]
    assert set(figure) == {
        *("indicator", "segment", "period", "place", "value", "low", "high", "unit", "kind", "status"),
        *("qualifier", "perimeter", "sources", "formula"),
    }
    assert (figure["value"], figure["unit"], figure["kind"], figure["period"]) == (
        3.5,
        "percent",
        "published",
        "2025-S1",
    )


def test_context_is_kept_for_each_chat() -> None:
    turns = [("a", "ITO 2024 ?"), ("b", "CRM 2024 ?"), ("a", "et au premier semestre 2025 ?")]
    feed = "\n".join(json.dumps({"chat": chat, "text": text, "today": "2025-11-15"}) for chat, text in turns)
    answers = [json.loads(line) for line in raqam("ask", "--jsonl", feed=feed.encode()).stdout.splitlines()]
    assert "5,25" in answers[2]["text"]


def test_ask_does_not_load_telegram() -> None:
    code = "import sys; from bot.__main__ import main; main(['ask', 'ITO 2024']); sys.exit('telegram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0
