"""In which language a message is written; a short or neutral one falls back on the chat's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest

from bot.reading.text import Token
from bot.reading.thresholds import FOREIGN_LEAST, FOREIGN_SHARE
from bot.reading.tongue import Tongue

_STOPWORD = 2.0
_SHARED = 1.0
"""A word that decides for one language and that the other uses as well: "exports", "segment"."""
_KNOWN = 0.5
_CLOSE = 1.0
"""How far apart two languages may be for both to be read: one word that only one of them knows."""
_DISCOUNT = 0.6
_SUBJECTS = ("segment.", "indicator.", "measure.share", "measure.growth", "measure.ratio")
_HALF = 0.3
"""What half-years and quarters are called in short ("T2", "H1") says little: about as much as a borrowed word costs."""


def choose(tokens: Sequence[Token], tongues: Mapping[str, Tongue], fallback: str) -> dict[str, float]:
    """Return the language, or several where the words hardly tell them apart, ``fallback`` first.

    Each comes with what speaks for it, as a discount on what its reading costs.
    """
    pairs = list(zip_longest(tokens, tokens[1:]))
    words = [token for token, after in pairs if token.is_word and not _half(token, after)]
    halves = [token.text for token, after in pairs if _half(token, after)]
    dated = [after.text for token, after in pairs if after is not None and _year_first(token, after)]
    scores = {
        code: _worth(words, tongue, [other for other in tongues.values() if other is not tongue])
        + _HALF
        * (
            sum(half in tongue.halves for half in halves)
            + sum(tongue.year_first and _names(tongue, word) for word in dated)
        )
        for code, tongue in tongues.items()
    }
    best = max(scores.values(), default=0.0)
    near = sorted((code for code, score in scores.items() if best - score <= _CLOSE), key=lambda code: code != fallback)
    return {code: _DISCOUNT * scores[code] for code in near}


def _names(tongue: Tongue, word: str) -> bool:
    """Whether a word names what figures are of."""
    return any(sense.startswith(_SUBJECTS) for sense in tongue.lexicon.alone_senses(word))


def _year_first(token: Token, after: Token | None) -> bool:
    """Whether it is a year right before a word: "2024 total"."""
    year = token.kind == "number" and len(token.text) == 4 and token.text.isdigit()
    return year and after is not None and after.is_word


def _half(token: Token, after: Token | None) -> bool:
    """Whether it is the letter of "s1" or "q3", which is no word of any language."""
    return len(token.text) == 1 and after is not None and after.kind == "number"


def _worth(words: Sequence[Token], tongue: Tongue, others: Sequence[Tongue]) -> float:
    """Return how much the words of a message speak for one language and against the others."""
    own, score = tongue.lexicon, 0.0
    for word in words:
        phrased = any(word.text in other.lexicon.words for other in others)
        if word.text in tongue.stopwords:
            score += _SHARED if phrased else _STOPWORD
        if word.text in own.words and not phrased:
            score += _KNOWN
        if not phrased and own.knows(word.text) and not any(other.lexicon.knows(word.text) for other in others):
            score += _KNOWN
    return score


def foreign(tokens: Sequence[Token], unread: Collection[str], tongues: Mapping[str, Tongue]) -> bool:
    """Whether a message is written in none of the languages; ``unread`` are the words that nothing explains."""
    counted = [token.text for token in tokens if token.is_word and len(token.text) > 1]
    strange = [
        word
        for word in counted
        if word in unread and not any(tongue.lexicon.knows(word) for tongue in tongues.values())
    ]
    return len(counted) >= FOREIGN_LEAST and len(strange) > FOREIGN_SHARE * len(counted)
