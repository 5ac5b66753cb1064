"""``ask --jsonl``: any bytes; as many lines out as in, each an object in ASCII."""

from __future__ import annotations

import io
import json

from bot.terminal.jsonl import run
from tests.fuzz.reader import TODAY, assistant

STATUSES = {"answered", "clarify", "no_data", "out_of_scope", "chat"}


def one(data: bytes) -> None:
    """Answer bytes as lines."""
    out = io.BytesIO()
    run(assistant(), io.BytesIO(data), out, lambda: TODAY)
    lines = out.getvalue().decode("ascii").splitlines()
    assert len(lines) == len(list(io.BytesIO(data))), "a line was lost"
    for line in lines:
        answer = json.loads(line)
        if "error" in answer:
            assert set(answer) == {"error"}
            assert answer["error"] != "this message could not be answered", "a message broke the assistant"
        else:
            assert answer["status"] in STATUSES
            assert answer["text"].strip()
            assert all(figure["sources"] for figure in answer["figures"] if figure["indicator"])


SEEDS = (
    b'{"chat": "1", "text": "ITO 2024 ?"}\n{"chat": "1", "text": "et en 2023 ?", "today": "2026-02-01"}\n',
    b'{"chat": 1, "text": "\\ud800 <b> how many jobs"}\n\n{"text": 1}\n[]',
)
