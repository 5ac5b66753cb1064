"""Words written as they sound: "jusk", "segman" and "milyar" are found by a key that ignores how a sound is spelt.

How a language writes its sounds stands in its folder; nothing here knows one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

LEAST = 2
"""Letters from which on a word is looked for by its sound."""

_VOWEL = re.compile("[aeiouy]")


class Sounds:
    """The words of a language by their sound."""

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        self._spellings = [(re.compile(pattern), sound) for pattern, sound in spellings]
        self._words: dict[str, list[str]] = defaultdict(list)

    def learn(self, words: Iterable[str]) -> None:
        """Know words by their sound, where the language says how it spells."""
        if self._spellings:
            for word in words:
                if _VOWEL.search(word):  # "cb", "svp": an abbreviation has no sound
                    self._words[self.key(word)].append(word)

    def key(self, word: str) -> str:
        """Return how a word sounds."""
        for pattern, sound in self._spellings:
            word = pattern.sub(sound, word)
        return word

    def like(self, typed: str) -> list[str]:
        """Return the known words that sound like what was typed."""
        return self._words.get(self.key(typed), []) if self._words and len(typed) >= LEAST else []
