"""What reading needs of a language: its words, and which of them are its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.reading.gist import Gist
from bot.reading.lexicon import Lexicon


@dataclass(frozen=True)
class Tongue:
    """The reading half of a language folder."""

    code: str
    lexicon: Lexicon
    elided: tuple[str, ...] = ()
    stopwords: frozenset[str] = frozenset()
    gist: Gist = field(default_factory=lambda: Gist({}))
    """What questions in other words are about."""
    halves: frozenset[str] = frozenset()
    """The letters of its half-years and quarters in short: "S1" and "T3", "H1" and "Q3"."""
    decimal: str = ""
    """Which sign parts its decimals."""
    year_first: bool = False
    """Whether a year stands before its noun: "2024 total"."""
    sounds: tuple[tuple[str, str], ...] = ()
    """How the language writes its sounds (see ``sounds``)."""
