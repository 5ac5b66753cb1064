"""Typing slips: an unknown word is mended to the one known word that is nearest, or left alone.

A real word is never taken for a slip of another one; numbers, codes and very short words are never mended. Look-ups go
through an index of deletions (as SymSpell does), so that their cost does not grow with the vocabulary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from rapidfuzz.distance import OSA

from bot.reading.cover import Word
from bot.reading.lexicon import Lexicon
from bot.reading.text import Token
from bot.reading.thresholds import SLIPS, SPLIT_LEAST

_PREFIX = 8
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {frozenset(pair) for row in _ROWS for pair in pairwise(row)}


def slips_allowed(word: str) -> int:
    """Return how many slips may be mended in a word of this length."""
    return max((slips for least, slips in SLIPS if len(word) >= least), default=0)


class Speller:
    """Mends unknown words of one language (its own first, then the other's)."""

    def __init__(self, own: Lexicon, others: Sequence[Lexicon], elided: Iterable[str] = ()) -> None:
        self._own = own
        self._lexicons = (own, *others)
        self._elided = frozenset(elided)
        self._index: dict[str, set[str]] | None = None
        self._known: dict[str, list[str] | None] = {}

    def knows(self, word: str) -> bool:
        """Whether some language knows the word."""
        return any(lexicon.knows(word) for lexicon in self._lexicons)

    def _weight(self, word: str) -> int:
        return max(2 * lexicon.words.get(word, 0) - (lexicon is not self._own) for lexicon in self._lexicons)

    def words(self, tokens: Sequence[Token]) -> list[Word]:
        """Return the words to read: signs that glue words dropped, slips mended, halves joined."""
        kept = [
            token
            for place, token in enumerate(tokens)
            if token.kind != "sign" or (token.text in '%&/+-.,;:?!()"<>=' and not _hyphen(tokens, place))
        ]
        words: list[Word] = []
        position = 0
        while position < len(kept):
            token = kept[position]
            joined = self._joined(kept, position)
            if joined:
                words.append(Word(joined, token, guessed=True))
                position += 2
                continue
            mended = None if not token.is_word or self.knows(token.text) else self._mend(token.text)
            words += (
                [Word(token.text, token)] if mended is None else [Word(part, token, guessed=True) for part in mended]
            )
            position += 1
        return words

    def _joined(self, tokens: Sequence[Token], position: int) -> str | None:
        """Return the word that two neighbours make together, where one of them is no word by itself."""
        pair = tokens[position : position + 2]
        if len(pair) < 2 or not all(token.is_word for token in pair):
            return None
        together = pair[0].text + pair[1].text
        if self._weight(together) < 3 or len(together) < 2 * SPLIT_LEAST - 1:
            return None
        return together if not all(self.knows(token.text) for token in pair) else None

    def _mend(self, word: str) -> list[str] | None:
        if word not in self._known:
            if len(self._known) > 4096:  # bounded: messages are hostile
                self._known.clear()
            self._known[word] = self._repeated(word) or self._split(word) or self._nearest(word)
        return self._known[word]

    def _repeated(self, word: str) -> list[str] | None:
        """Read "exporttttts" as "exports"."""
        if len(word) < 4:
            return None
        for most in (2, 1):
            squeezed = "".join(char for at, char in enumerate(word) if word[max(0, at - most) : at] != char * most)
            if squeezed != word and self.knows(squeezed):
                return [squeezed]
        return None

    def _split(self, word: str) -> list[str] | None:
        """Read "lito" as "l ito" and "premiersemestre" as "premier semestre"."""
        for elided in self._elided:
            rest = word.removeprefix(elided)
            if rest != word and len(rest) >= 3 and self._weight(rest) >= 3:
                return [elided, rest]
        for cut in range(SPLIT_LEAST, len(word) - SPLIT_LEAST + 1):
            left, right = word[:cut], word[cut:]
            if min(self._weight(left), self._weight(right)) >= 1 and max(self._weight(left), self._weight(right)) >= 3:
                return [left, right]
        return None

    def _nearest(self, word: str) -> list[str] | None:
        limit = slips_allowed(word)
        if not limit:
            return self._swapped(word)
        scored = []
        for candidate in self._near(word, limit):
            if min(limit, slips_allowed(candidate)) >= (distance := OSA.distance(word, candidate, score_cutoff=limit)):
                whole = 0.2 if any(candidate in lexicon.alone for lexicon in self._lexicons) else 0.0
                scored.append((distance - _likeness(word, candidate) - whole, -self._weight(candidate), candidate))
        if not scored:
            return None
        return [min(scored)[2]]

    def _swapped(self, word: str) -> list[str] | None:
        """Read "hwo" as "how": in a very short word only two letters that changed places are mended."""
        swaps = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)} - {word}
        known = sorted(swap for swap in swaps if self._weight(swap) >= 1)
        return known[:1] if len(known) == 1 and len(word) == SPLIT_LEAST else None

    def _near(self, word: str, limit: int) -> set[str]:
        if self._index is None:
            self._index = self._build()
        found: set[str] = set()
        for shorter in _deletions(word[:_PREFIX], limit):
            found |= self._index.get(shorter, set())
        return found

    def _build(self) -> dict[str, set[str]]:
        index: dict[str, set[str]] = defaultdict(set)
        for lexicon in self._lexicons:
            for word in lexicon.words:
                if len(word) >= SPLIT_LEAST and word.isalpha():
                    for shorter in _deletions(word[:_PREFIX], slips_allowed(word)):
                        index[shorter].add(word)
        return dict(index)


def _hyphen(tokens: Sequence[Token], place: int) -> bool:
    """Whether a sign is the hyphen of a compound ("call-center", "jan-june"), which parts nothing."""
    if tokens[place].text != "-" or not 0 < place < len(tokens) - 1:
        return False
    before, after = tokens[place - 1], tokens[place + 1]
    return before.is_word and after.is_word and not tokens[place].spaced and not after.spaced


def _deletions(word: str, most: int) -> set[str]:
    found = {word}
    for count in range(1, min(most, len(word) - 1) + 1):
        for places in combinations(range(len(word)), count):
            found.add("".join(char for at, char in enumerate(word) if at not in places))
    return found


def _likeness(word: str, candidate: str) -> float:
    """Prefer slips that fingers make: a neighbouring key, two letters swapped; the first letter is seldom wrong."""
    alike = next((at for at, (a, b) in enumerate(zip(word, candidate, strict=False)) if a != b), len(word))
    bonus = 0.3 * alike / len(word) + (0.1 if word[0] == candidate[0] else 0.0)
    if len(word) == len(candidate):
        wrong = [(a, b) for a, b in zip(word, candidate, strict=True) if a != b]
        if len(wrong) == 1 and frozenset(wrong[0]) in _NEIGHBOURS:
            bonus += 0.15
        if len(wrong) == 2 and wrong[0] == wrong[1][::-1]:
            bonus += 0.15
    return bonus
