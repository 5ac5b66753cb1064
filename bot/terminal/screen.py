"""A reply on the screen: bold where the terminal can, plain text in a pipe or under ``NO_COLOR``."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.wording.reply import Reply


def console(out: TextIO) -> Console:
    """Return a console that wraps nothing and marks nothing by itself."""
    return Console(file=out, highlight=False, markup=False, emoji=False, soft_wrap=True)


def show(reply: Reply, out: TextIO) -> None:
    """Print a reply."""
    screen = console(out)
    if not screen.is_terminal or screen.no_color:
        print(reply.text, file=out, flush=True)
        return
    for line in reply.lines:
        text = Text()
        for span in line:
            text.append(span.text, style="bold" if span.bold else "")
        screen.print(text)
