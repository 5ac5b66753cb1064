"""Writes the transcripts of README.md from the real program (``uv run python tools/readme.py``); a test compares."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from bot.assistant import Assistant, Conversation

README = Path(__file__).parent.parent / "README.md"
TODAY = date(2025, 11, 15)
_BLOCK = re.compile(r"(<!-- transcript -->\n```text\n)(.*?)(```\n<!-- end -->)", re.DOTALL)


def transcript(assistant: Assistant, block: str) -> str:
    """Ask the questions of a block (its lines that begin with ">") and return them with the program's answers."""
    conversation = Conversation()
    lines = []
    for question in [line[2:] for line in block.splitlines() if line.startswith("> ")]:
        reply, conversation = assistant.reply(question, conversation, TODAY)
        lines += [f"> {question}", reply.text, ""]
    return "\n".join(lines).rstrip() + "\n"


def rewritten(text: str, assistant: Assistant) -> str:
    """Return the README with fresh transcripts."""
    return _BLOCK.sub(lambda found: found[1] + transcript(assistant, found[2]) + found[3], text)


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text(encoding="utf-8"), Assistant.open()), encoding="utf-8")
