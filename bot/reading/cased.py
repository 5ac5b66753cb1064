"""What capitals tell of slips: where a space was lost ("auS1", "thanIT"), and which letter of a short name is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.reading import slips
from bot.reading.spelling import Guess, Speller
from bot.reading.text import fold

_SEAM = re.compile(r"^([^\W\d_A-Z]{2,})([A-Z]+)$|^([A-Z]{3,})([^\W\d_A-Z]+)$")
"""Small letters before capitals or the other way round, and nothing else: "OpenAI" is a name."""
_ODD = re.compile(r"^[a-z][A-Z]{2}$|^[A-Z][a-z][A-Z]$|^[A-Z]{2}[a-z]$")
"""A short name in capitals but for one letter."""
_CUT = 0.3


def cut(speller: Speller, raw: str) -> Iterator[Guess]:
    """Yield the two words of "ESOfait" and "thanIT"."""
    found = _SEAM.match(raw)
    if found is None or speller.knows(fold(raw)):
        return
    halves = tuple(fold(half) for half in found.groups() if half)
    if all(speller.own.speaks(half) or half in speller.own.words for half in halves):
        yield Guess(halves, _CUT)


def surely(speller: Speller, raw: str, *, numbered: bool) -> Iterator[Guess]:
    """Yield what leaves no doubt: the "le S" of "leS1", and a short name with one letter wrong."""
    yield from code(speller, raw)
    if numbered and raw[:-1].islower() and raw[-1:].isupper():
        word, letter = fold(raw[:-1]), fold(raw[-1:])
        if word in speller.own.words and letter in speller.own.words:
            yield Guess((word, letter), _CUT)


def code(speller: Speller, raw: str) -> Iterator[Guess]:
    """Yield the name of a segment where the key beside it was hit for one letter: "BoO", "CtM"."""
    if not _ODD.match(raw):
        return
    at = next(place for place, letter in enumerate(raw) if letter.islower())
    typed = fold(raw)
    for letter in slips.beside(typed[at]):
        word = typed[:at] + letter + typed[at + 1 :]
        if speller.code(word):
            yield Guess((word,), slips.BESIDE)
