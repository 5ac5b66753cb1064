"""A reply as Telegram's HTML, in as many messages as it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain, groupby

from bot.wording.reply import Line, Span
from bot.wording.typography import tied

LIMIT = 4096
"""Telegram's longest message, in UTF-16 units after its markup is read."""


def messages(lines: Iterable[Line], limit: int = LIMIT) -> list[str]:
    """Render lines as HTML messages, cut between lines; only a line too long for any message is cut inside."""
    groups: list[list[Line]] = [[]]
    room = limit
    for piece in chain.from_iterable(_pieces(line, limit) for line in lines):
        size = sum(units(span.text) for span in piece)
        if groups[-1] and size + 1 > room:
            groups.append([])
            room = limit
        room -= size + (1 if groups[-1] else 0)
        groups[-1].append(piece)
    return [text for group in groups if (text := _message(group))]


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram does."""
    return len(text) + sum(character > "\uffff" for character in text)


def shortened(text: str, most: int) -> str:
    """Cut a text that is longer than so many units after a word, and show that it goes on."""
    return text if units(text) <= most else f"{_head(text, most - 1).rstrip()}…"


def quoted(line: Line) -> bool:
    """Whether a line only says where the rest comes from."""
    return bool(line) and all(span.quoted for span in line)


def offered(line: Line) -> bool:
    """Whether a line only repeats what buttons offer."""
    return bool(line) and all(span.offered for span in line)


def html(line: Line) -> str:
    """Render one line."""
    return "".join(_marked(span) for span in line)


def escaped(text: str) -> str:
    """Escape text for an element, once."""
    # Half of a surrogate pair, quoted from a person's message, cannot be sent as UTF-8.
    return escape(text.encode("utf-8", "replace").decode("utf-8"), quote=False)


def _message(lines: list[Line]) -> str:
    parts = []
    for quote, group in groupby(lines, quoted):
        text = "\n".join(html(line) for line in group)
        parts.append(f"<blockquote expandable>{text}</blockquote>" if quote and text.strip() else text)
    return "\n".join(parts).strip()


def _marked(span: Span) -> str:
    text = escaped(tied(span.text))
    if not span.text.strip():
        return text
    if span.bold:
        text = f"<b>{text}</b>"
    return f'<a href="{escape(span.url)}">{text}</a>' if span.url else text


def _pieces(line: Line, limit: int) -> Iterator[Line]:
    piece: list[Span] = []
    room = limit
    for span in line:
        rest = span.text
        while units(rest) > room:
            head = _head(rest, room)
            piece.append(span.model_copy(update={"text": head}))
            yield tuple(piece)
            piece, room, rest = [], limit, rest[len(head) :]
        piece.append(span.model_copy(update={"text": rest}))
        room -= units(rest)
    yield tuple(piece)


def _head(text: str, room: int) -> str:
    """Return the longest beginning that fits, up to a space where there is one."""
    end = used = 0
    for end, character in enumerate(text):  # noqa: B007
        used += units(character)
        if used > room:
            break
    space = text.rfind(" ", 0, end)
    return text[: space + 1] if space > 0 else text[:end]
