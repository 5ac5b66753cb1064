"""Words near a typed one: found by what is left of them when letters are taken out."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import combinations
from zlib import crc32

from bot.reading.thresholds import SLIPS, SPLIT_LEAST

_BITS = 32
_MASK = (1 << _BITS) - 1
_PREFIX = 8
_PART_BITS = 4


def slips_allowed(word: str) -> int:
    """Return how many slips may be mended in a word of this length."""
    return max((count for least, count in SLIPS if len(word) >= least), default=0)


class Index:
    """Words by what is left of them when letters are taken out, to find those that are near.

    What is left is kept as a number: as strings and sets, it would take sixty megabytes. Two that share a number by
    chance only have one more word looked at.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if len(word) > SPLIT_LEAST and word.isalpha()})
        # Sorted in parts: as Python's own numbers, all of them take twenty megabytes that the process then keeps.
        parts = [array("Q") for _ in range(1 << _PART_BITS)]
        for place, word in enumerate(self._words):
            for shorter in _deletions(word[:_PREFIX], slips_allowed(word)):
                number = _number(shorter)
                parts[number >> _BITS - _PART_BITS].append(number << _BITS | place)
        self._places = array("Q")
        for part in parts:
            self._places.extend(sorted(part))

    def near(self, word: str, limit: int) -> set[str]:
        """Return the words that may be so many letters away."""
        found: set[str] = set()
        for shorter in _deletions(word[:_PREFIX], limit):
            number = _number(shorter)
            at = bisect_left(self._places, number << _BITS)
            while at < len(self._places) and self._places[at] >> _BITS == number:
                found.add(self._words[self._places[at] & _MASK])
                at += 1
        return found


def _number(text: str) -> int:
    return crc32(text.encode())


def _deletions(word: str, most: int) -> set[str]:
    found = {word}
    for count in range(1, min(most, len(word) - 1) + 1):
        for places in combinations(range(len(word)), count):
            found.add("".join(char for at, char in enumerate(word) if at not in places))
    return found
