"""A second look at words that nothing explained, and at their neighbours: more is thought possible there.

What was typed may be a word of its own ("las", "el", "alf") and is still rather a slip where a far commoner word of
grammar is one slip away, or where the words beside it make a known phrase with the one that was meant ("*las* year").
Such a guess is *bound*: it counts within a phrase only. Short names of segments are guessed where one alone is near.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.reading import slips
from bot.reading.spelling import Guess, Speller
from bot.reading.thresholds import ABBREVIATED, DWARFED, UNUSUAL

_BOUND, _OTHER, _CODE, _GLUED = 0.3, 0.6, 0.8, 0.7
_NEARLY, _RARER = 0.6, 3
"""So that it leaves a doubt beside a verb or a noun of talk, where it is so many times rarer than the other word."""
_LETTER = 0.55
"""So that "d1 2025" is read as "s1 2025", a letter that says nothing being no reading at all."""
_RARE = 30_000
_SHORT = 3
"""Letters of the short name of a segment."""


def guesses(speller: Speller, typed: str, *, glued: bool) -> Iterator[Guess]:
    """Yield what a word may be a slip of, that is thought of only where nothing explains it."""
    own = speller.own
    speaks = own.speaks(typed)
    like = not speaks and len(typed) <= _SHORT and speller.like_code(typed)
    near = _near(speller, typed)
    for word, cost in near.items():
        if not word.isalpha() or (len(word) == 1 and not glued and word not in own.function):
            continue  # a letter alone is meant only in "s1" and before an apostrophe
        if len(typed) == 1 and len(word) > 1 and word not in own.function:
            continue
        rank = own.frequent.get(word, _RARE)
        if glued and len(word) == 1 and len(set(typed)) == 1:
            yield Guess((word,), _LETTER, bound=True)
        elif not speaks and _outdone(speller, typed, word, rank):
            yield Guess((word,), _NEARLY)
        elif like:
            continue  # what may be a short name is never passed over as a word of grammar
        elif not speaks and word in own.function and rarity(speller, typed) > DWARFED * rank:
            yield Guess((word,), cost + _OTHER + slips.weight(rank))
        elif word in own.words and (len(word) > 2 or len(word) == len(typed)):
            yield Guess((word,), cost + _BOUND + slips.weight(rank), bound=True)
    if not speaks:
        yield from _cut(speller, typed, glued=glued)


def _cut(speller: Speller, typed: str, *, glued: bool) -> Iterator[Guess]:
    """Yield the two words that lost the space between them; a real word falls into words of grammar only."""
    own, listed = speller.own, typed in speller.own.frequent
    for words, cost in speller.cut(typed, glued=glued):
        if not listed or all(half in own.function or speller.code(half) or len(half) == 1 for half in words):
            yield Guess(words, cost + _OTHER)
    if own.frequent.get(typed, _RARE) < UNUSUAL:
        return  # "party" is no "part y"
    for at in range(1, len(typed)):
        halves = (typed[:at], typed[at:])
        if all(half in own.words for half in halves):
            yield Guess(halves, _GLUED + _BOUND, bound=True)


def _outdone(speller: Speller, typed: str, word: str, rank: int) -> bool:
    """Whether a real word that asks for nothing is nearly as likely a slip of one that does ("fist" of "first")."""
    own = speller.own
    asks = word in own.alone and len(typed) >= _SHORT
    idle = typed in own.light or typed in own.discourse
    return asks and idle and (speller.code(word) or _RARER * rank < own.frequent.get(typed, _RARE))


def _near(speller: Speller, typed: str) -> dict[str, float]:
    """Return the words of a language that are one slip away."""
    found: dict[str, float] = {}
    words, function = speller.own.words, speller.own.function
    for word, cost in speller.near(typed):
        if word in words or word in function:
            found[word] = min(cost, found.get(word, cost))
    found.pop(typed, None)
    return found


def rarity(speller: Speller, typed: str) -> int:
    """Return the rank of a word; what is short and not among the commonest is listed for what it abbreviates."""
    rank = speller.own.frequent.get(typed, _RARE)
    return _RARE if len(typed) < _SHORT and rank > ABBREVIATED else rank


def code(speller: Speller, typed: str, *, sure: bool) -> Iterator[Guess]:
    """Yield the short name of a segment that a word is a slip of, where there is one only.

    Without something that speaks for a name (capitals, another one beside it), a real word is none.
    """
    own = speller.own
    if not 1 < len(typed) <= _SHORT + 1 or speller.code(typed):
        return
    if not sure and (own.speaks(typed) or speller.rank(typed) < UNUSUAL):
        return
    if len(typed) >= _SHORT and speller.rank(typed) < UNUSUAL:
        return  # "SEO" and "KPI" are names of other things
    near = _near(speller, typed)
    found = {word: cost for word, cost in near.items() if f"segment.{word.upper()}" in own.alone_senses(word)}
    if len(found) == 1:
        yield from (Guess((word,), cost + _CODE) for word, cost in found.items())
