"""What reading needs of a language: its words, and which of them are its own."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading.lexicon import Lexicon


@dataclass(frozen=True)
class Tongue:
    """The reading half of a language folder."""

    code: str
    lexicon: Lexicon
    elided: tuple[str, ...] = ()
    stopwords: frozenset[str] = frozenset()
    sounds: tuple[tuple[str, str], ...] = ()
    """How the language writes its sounds (see ``sounds``)."""
