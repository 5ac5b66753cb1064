"""A reply as a rich message (Bot API 10.1): its rows as a real table, its source folded away."""

from __future__ import annotations

from itertools import groupby

from bot.telegram.markup import escaped, html, quoted
from bot.wording.reply import Line, Reply

LEAST_ROWS = 3
"""Fewer rows read as well in lines."""
LIMIT = 32_768
"""Telegram's longest rich message, in characters."""


def document(reply: Reply) -> str:
    """Render a reply that has a table; empty where plain lines say it as well."""
    table = reply.table
    if table is None or len(table.rows) < LEAST_ROWS:
        return ""
    end = table.first + len(table.rows)
    body = _paragraphs(reply.lines[: table.first]) + _table(table.rows) + _paragraphs(reply.lines[end:])
    return body if len(body) <= LIMIT else ""


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    width = max(len(row) for row in rows)
    return f"<table bordered striped>{''.join(_row(row, width) for row in rows)}</table>"


def _row(row: tuple[str, ...], width: int) -> str:
    label, *figures = (*row, *[""] * (width - len(row)))
    cells = "".join(f'<td align="right">{escaped(figure)}</td>' for figure in figures)
    return f"<tr><td>{escaped(label)}</td>{cells}</tr>"


def _paragraphs(lines: tuple[Line, ...]) -> str:
    parts = []
    for quote, group in groupby((line for line in lines if line), quoted):
        text = "<br>".join(html(line) for line in group)
        parts.append(f"<blockquote>{text}</blockquote>" if quote else f"<p>{text}</p>")
    return "".join(parts)
