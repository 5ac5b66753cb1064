"""Slips of the fingers: which words a typed one may stand for, and how far it is from each.

The kinds are those of a keyboard: a letter left out, doubled, changed with its neighbour, or hit on the key beside
it (AZERTY and QWERTY). Anything else is an edit like any other, and costs more.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from math import log10

from rapidfuzz.distance import OSA

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")

DOUBLED, SWAPPED, SINGLE, BESIDE, LEFT_OUT, EDIT = 0.5, 0.6, 0.65, 0.7, 0.85, 1.3
FIRST = 0.1
"""The first letter of a word is seldom the wrong one."""
_RANK = 0.2
"""So much for each power of ten of a word's rank."""


def _neighbours() -> dict[str, str]:
    found: dict[str, set[str]] = {letter: set() for letter in LETTERS}
    for left, right in (pair for row in _ROWS for pair in pairwise(row)):
        found[left].add(right)
        found[right].add(left)
    return {letter: "".join(sorted(beside)) for letter, beside in found.items()}


_BESIDE = _neighbours()


def beside(letter: str) -> str:
    """Return the letters of the keys beside one."""
    return _BESIDE.get(letter, "")


def weight(rank: int) -> float:
    """Return what the rank of a word costs: a rarer one is less likely meant."""
    return _RANK * log10(rank)


def near(typed: str) -> Iterator[tuple[str, float]]:
    """Yield all that one slip of the fingers turns into ``typed``, with its cost; nearly all of it is no word."""
    squeezed = "".join(letter for letter, _ in groupby(typed))
    if squeezed != typed:
        yield squeezed, DOUBLED
        yield "".join(letter * min(2, len(list(run))) for letter, run in groupby(typed)), DOUBLED
    for at in range(len(typed)):
        first = 0.0 if at else FIRST
        if typed[at : at + 1] == typed[at + 1 : at + 2]:
            yield typed[:at] + typed[at + 1 :], DOUBLED
        elif at + 1 < len(typed):
            yield typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :], SWAPPED
        for letter in _BESIDE.get(typed[at], ""):
            yield typed[:at] + letter + typed[at + 1 :], BESIDE + first
    for at in range(len(typed) + 1):
        first = 0.0 if at else FIRST
        left, right, beside_it = typed[:at], typed[at:], typed[max(0, at - 1) : at + 1]
        single, left_out = SINGLE + first, LEFT_OUT + first
        for letter in LETTERS:
            yield left + letter + right, single if letter in beside_it else left_out  # "sory", "comerce"


def edits(typed: str) -> Iterator[str]:
    """Yield what one letter put in or changed for any other turns into ``typed``."""
    for at in range(len(typed)):
        left, right = typed[:at], typed[at + 1 :]
        yield left + right
        for letter in LETTERS:
            yield left + letter + right


def distance(typed: str, word: str, most: int) -> float | None:
    """Return the cost of any edits at all that lead from ``word`` to ``typed``, if there are at most ``most``."""
    edits = OSA.distance(typed, word, score_cutoff=most)
    if edits > most:
        return None
    alike = next((at for at, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), len(typed))
    short = min(edits, max(0, len(word) - len(typed)))
    if edits == 1:
        return LEFT_OUT + 0.1 if short else EDIT
    return edits * EDIT - short * (EDIT - LEFT_OUT) - 0.3 * alike / len(typed) + (FIRST if not alike else 0.0)


def unlike(typed: str, word: str) -> float:
    """Return how much of a word that is written as it sounds is written otherwise: "fe", "kel"."""
    return OSA.normalized_distance(typed, word)
