"""A conversation in the terminal: history and line editing where there is a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory

from bot.assistant import Assistant, Conversation
from bot.reading.query import Operation
from bot.terminal.screen import show

PROMPT = "> "


def chat(assistant: Assistant, today: Callable[[], date]) -> int:
    """Talk until ``/quit``, the end of the input or Ctrl-C."""
    conversation = Conversation()
    for text in _lines():
        command = text.strip().lower()
        if command == "/quit":
            break
        if not command:
            continue
        if command in ("/help", "/start"):
            operation = Operation.HELP if command == "/help" else Operation.GREETING
            reply = assistant.talk(operation, conversation.language)
        else:
            reply, conversation = assistant.reply(text, conversation, today())
        show(reply, sys.stdout)
        print(flush=True)
    return 0


def _lines() -> Iterator[str]:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        for line in sys.stdin.buffer:
            yield line.decode("utf-8", errors="replace")
        return
    session: PromptSession[str] = PromptSession(history=InMemoryHistory())
    while True:
        try:
            yield session.prompt(PROMPT)
        except (EOFError, KeyboardInterrupt):
            return
