"""Sentences that no question stands behind: menus, notices, the texts of commands."""

from __future__ import annotations

from collections.abc import Mapping

from bot.wording.reply import Line, Span
from bot.wording.voice import Voice


def said(voice: Voice, name: str, parts: Mapping[str, str]) -> tuple[Line, ...]:
    """Write a sentence of a language, in as many lines as it has; **…** is bold, and parts cannot make it so."""
    return tuple(_line(line, parts) for line in str(voice.language.sentences[name]).split("\n"))


def _line(template: str, parts: Mapping[str, str]) -> Line:
    pieces = [(piece.format_map(parts), place % 2 == 1) for place, piece in enumerate(template.split("**"))]
    return tuple(Span(text=text, bold=bold) for text, bold in pieces if text)


def sources(voice: Voice, ids: tuple[str, ...]) -> tuple[Line, ...]:
    """Write where figures stand: title with its address, then how it is cited."""
    found = [voice.knowledge.sources[source] for source in ids if source in voice.knowledge.sources]
    return tuple(
        line
        for one in found
        for line in ((Span(text=one.title, bold=True, url=one.url),), (Span(text=voice.citation(one.id)),))
    )
