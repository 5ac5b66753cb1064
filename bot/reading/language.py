"""In which language a message is written; a short or neutral one falls back on the chat's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.reading.text import Token
from bot.reading.thresholds import FOREIGN_LEAST, FOREIGN_SHARE
from bot.reading.tongue import Tongue

_STOPWORD = 2.0
_KNOWN = 0.5


def choose(tokens: Sequence[Token], tongues: Mapping[str, Tongue], fallback: str) -> tuple[str, bool]:
    """Return the language, and whether the message is written in none that we hold."""
    words = [token for token in tokens if token.is_word]
    scores = {code: sum(_worth(word, tongue, tongues) for word in words) for code, tongue in tongues.items()}
    best = max(scores.values(), default=0.0)
    leaders = [code for code, score in scores.items() if score == best]
    code = leaders[0] if len(leaders) == 1 else fallback
    return code, _foreign(words, tongues)


def _worth(word: Token, tongue: Tongue, tongues: Mapping[str, Tongue]) -> float:
    others = [other for other in tongues.values() if other is not tongue]
    score = 0.0
    if word.text in tongue.stopwords:
        score += _STOPWORD
    if tongue.lexicon.knows(word.text) and not any(other.lexicon.knows(word.text) for other in others):
        score += _KNOWN
    if word.text in tongue.lexicon.words and not any(word.text in other.lexicon.words for other in others):
        score += _KNOWN
    return score


def _foreign(words: Sequence[Token], tongues: Mapping[str, Tongue]) -> bool:
    counted = [word for word in words if len(word.text) > 1]
    if len(counted) < FOREIGN_LEAST:
        return False
    strange = [word for word in counted if not any(tongue.lexicon.knows(word.text) for tongue in tongues.values())]
    return len(strange) > FOREIGN_SHARE * len(counted)
