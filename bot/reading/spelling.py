"""Typing slips: every word that may have been meant, with what it costs to think so.

A message becomes a lattice: between two tokens lead the word as typed, the known words that one slip turns into it, and
the words that it is made of when a space was lost or put in. ``cover`` then takes the way that explains most for least.
A real word is never taken for a slip of another one, and a code only for a slip that leaves no doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from bot.reading import slips
from bot.reading.deletions import Index, slips_allowed
from bot.reading.lexicon import CODED, MEANINGFUL, SILENT, Lexicon
from bot.reading.sounds import Sounds
from bot.reading.thresholds import COMMON, DWARFED, SPLIT_LEAST

_SHORT = 3
_INFLECTED, _ELIDED, _CUT, _SHORT_CUT = 0.3, 0.05, 0.7, 0.3
_FOREIGN, _SILENT, _PART, _FUNCTION = 0.6, 0.8, 0.2, -0.2
_RARE = 30_000
_CODE = 0.3
_SOUNDS, _SLIPPED, _USUAL = 0.1, 0.6, 1_000
"""What it costs to think that a word was written as it sounds; a word that only frames a question must be usual."""
_LEAST_REAL = 4
"""Letters from which on a word is thought to be a slip of one that is not known here."""
_MOST = 6
"""Words considered for one token."""
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Guess:
    """One or two words that may be meant, and what it costs to think so."""

    words: tuple[str, ...]
    cost: float
    bound: bool = False
    """Whether it may only be read within a phrase (see ``lattice.Edge``)."""


class Speller:
    """Knows the words of one language (its own) and of the others."""

    def __init__(
        self,
        own: Lexicon,
        others: Sequence[Lexicon],
        elided: Iterable[str] = (),
        sounds: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.own = own
        self._others = tuple(others)
        self._lexicons = (own, *others)
        self._words = tuple(lexicon.words for lexicon in self._lexicons)
        self._codes = frozenset().union(*(lexicon.codes for lexicon in self._lexicons))
        self._elided = frozenset(elided)
        self._vocabulary = frozenset().union(*self._words, own.function, self._elided)
        self._shortened = frozenset(
            code[:at] + code[at + 1 :]
            for code in own.codes
            if len(code) == _SHORT and f"{CODED}{code.upper()}" in own.alone_senses(code)
            for at in range(_SHORT)
        )
        self._index: Index | None = None
        self._spoken: Sounds | None = None
        self._sounds = tuple(sounds)
        self._meant: dict[tuple[str, bool], list[Guess]] = {}
        self._near_by: dict[str, tuple[tuple[str, float], ...]] = {}

    def knows(self, word: str) -> bool:
        """Whether some language knows the word."""
        return any(lexicon.knows(word) for lexicon in self._lexicons)

    def rank(self, word: str) -> int:
        """Return its rank in the language where it is most frequent."""
        return min(lexicon.frequent.get(word, _RARE) for lexicon in self._lexicons)

    def meant(self, typed: str, *, glued: bool) -> list[Guess]:
        """Return what may be meant instead of the typed word, the likeliest first."""
        key = (typed, glued)
        if key not in self._meant:
            if len(self._meant) > _CACHED:  # bounded: messages are hostile
                self._meant.clear()
            found: dict[tuple[str, ...], Guess] = {}
            for words, cost in self._guesses(typed, glued):
                if words not in found or cost < found[words].cost:
                    found[words] = Guess(words, cost)
            found.pop((typed,), None)
            self._meant[key] = self._likeliest(found.values())[:_MOST]
        return self._meant[key]

    def near(self, typed: str) -> tuple[tuple[str, float], ...]:
        """Return the words that one slip of the fingers turns into ``typed``, with its cost.

        A word is looked at from several sides, and those beside a slip are the same few in most messages.
        """
        if typed not in self._near_by:
            if len(self._near_by) > _CACHED:
                self._near_by.clear()
            vocabulary, frequent = self._vocabulary, self.own.frequent
            self._near_by[typed] = tuple(one for one in slips.near(typed) if one[0] in vocabulary or one[0] in frequent)
        return self._near_by[typed]

    def elides(self, typed: str) -> list[Guess]:
        """Return what stands before an apostrophe by a slip: the "k" of "k'ITO", the "quel" of "quel'ESO"."""
        if len(typed) > 2 and typed[-1] in self._elided and typed not in self._elided:
            return [Guess((typed[:-1], typed[-1]), _ELIDED)] if typed[:-1] in self.own.function else []
        if len(set(typed)) > 1 or typed in self._elided or (typed in self.own.function and len(typed) > 1):
            return []
        return [Guess((word,), cost) for word, cost in self.near(typed) if len(word) == 1 and word in self._elided]

    def _likeliest(self, guesses: Iterable[Guess]) -> list[Guess]:
        """Sort guesses; those that a word of another subject outdoes are none."""
        ranked = sorted(guesses, key=lambda one: (one.cost, one.words))
        other = next((one.cost for one in ranked if len(one.words) == 1 and self._strange(one.words[0])), inf)
        return [one for one in ranked if one.cost < other]

    def _strange(self, word: str) -> bool:
        """Whether a word, once mended, would still say nothing that is understood."""
        return (
            not any(word in lexicon.words for lexicon in self._lexicons)
            and word not in self.own.light
            and word not in self.own.discourse
        )

    def _guesses(self, typed: str, glued: bool) -> Iterable[tuple[tuple[str, ...], float]]:  # noqa: FBT001
        if self.own.speaks(typed):
            return
        if typed in self.own.words and len(typed) > 1:  # a part of longer phrases only
            yield from (split for split in self.cut(typed, glued=glued) if split[0][0] in self._elided)
            return
        if not (glued and typed[-1:] in self.own.words):
            yield from self._heard(typed)
        if typed in self.own.frequent and len(typed) > 1:
            yield from self._real_word(typed, glued)
            return
        if typed[-1:] == "s" and self.code(typed[:-1]):
            yield (typed[:-1],), _INFLECTED
            return
        if len(typed) <= _SHORT and self.like_code(typed):
            # What may be a mistyped code is never passed over as a mistyped "of" or "the".
            found = {
                word: cost for word, cost in self.near(typed) if self.code(word) and cost <= slips.BESIDE + slips.FIRST
            }
            if len(found) == 1 and not any(other.knows(typed) for other in self._others):
                yield from (((word,), cost + _CODE) for word, cost in found.items())
            return
        yield from self._inflected(typed)
        foreign = len(typed) > 1 and any(other.knows(typed) for other in self._others)
        extra = _FOREIGN if foreign else 0.0
        for word, cost in self.near(typed):
            worth = self._worth(word, cost) if not foreign or word in self.own.words else None
            if worth is not None:
                yield (word,), worth + extra
        for words, cost in self.cut(typed, glued=glued):
            yield words, cost + extra
        if not foreign:
            yield from self._distant(typed)
            yield from self._real(typed)

    def _real_word(self, typed: str, glued: bool) -> Iterable[tuple[tuple[str, ...], float]]:  # noqa: FBT001
        """Yield what a word that is none of this subject may still be a slip of."""
        yield from self._inflected(typed)
        yield from self._cut_surely(typed, glued)
        if len(typed) <= _SHORT and self.like_code(typed):
            return  # what may be a short name is never passed over as a word of grammar
        yield from (((word,), cost + _FOREIGN) for word, cost in self.near(typed) if self._dwarfs(word, typed, cost))

    def _real(self, typed: str) -> Iterable[tuple[tuple[str, ...], float]]:
        """Yield words that ask for nothing here and are one slip away: "belongef", or the "ferry" in "ferty"."""
        if len(typed) < _LEAST_REAL:
            return
        near = {word: cost for word, cost in self.near(typed) if self._listed(word)}
        frequent = self.own.frequent
        near = {word: slips.EDIT for word in slips.edits(typed) if word in frequent and self._listed(word)} | near
        for word, cost in near.items():
            yield (word,), cost + slips.weight(self.own.frequent[word]) + _SILENT

    def _listed(self, word: str) -> bool:
        """Whether it is a real word and none that is known here."""
        return word in self.own.frequent and not self._weight(word)

    def _heard(self, typed: str) -> Iterable[tuple[tuple[str, ...], float]]:
        """Read what is written as it sounds, unless it is a common word itself."""
        if self.own.frequent.get(typed, _RARE) < COMMON or self.code(typed) or self.like_code(typed):
            return
        if self._spoken is None:
            self._spoken = Sounds(self._sounds)
            self._spoken.learn(word for word in self.own.words if word.isalpha() and not self.code(word))
        slipped = any(len(word) > _SHORT and self._weight(word) for word, _ in self.near(typed))
        base = _SOUNDS + _SLIPPED * slipped
        for word in self._spoken.like(typed):
            meant = self._weight(word) >= MEANINGFUL and len(typed) > _SHORT
            usual = self.own.frequent.get(word, _RARE) < _USUAL
            if word in self.own.function or (word != typed and typed not in self.own.frequent and (meant or usual)):
                yield (word,), base + slips.unlike(typed, word) + slips.weight(self.own.frequent.get(word, _RARE))

    def _cut_surely(self, typed: str, glued: bool) -> Iterable[tuple[tuple[str, ...], float]]:  # noqa: FBT001
        """Cut a listed word into function words ("ofthe"), or before an apostrophe or a number ("dus1")."""
        for words, cost in self.cut(typed, glued=glued):
            if all(half in self.own.function or len(half) == 1 for half in words):
                yield words, cost + _FOREIGN

    def _dwarfs(self, word: str, typed: str, cost: float) -> bool:
        """Whether a real word is likelier a slip of a function word: "rom" for "from", "thee" for "the"."""
        rank = self.own.frequent.get(word, 0)
        return (
            word in self.own.function
            and bool(rank)
            and (cost == slips.DOUBLED or self.own.frequent[typed] > DWARFED * rank)
        )

    def _inflected(self, typed: str) -> Iterable[tuple[tuple[str, ...], float]]:
        """Read "recette" as "recettes", where the other number of the word means something by itself."""
        plural = (f"{typed}s", typed.removesuffix("s"))
        for word in (*plural, typed.removesuffix("es"), typed.removesuffix("e"), f"{typed}es", f"{typed}e"):
            long = min(len(word), len(typed)) > _SHORT
            if word != typed and long and self._weight(word) >= MEANINGFUL and word in self.own.alone:
                yield (word,), _INFLECTED if word in plural else _INFLECTED + slips.DOUBLED

    def like_code(self, typed: str) -> bool:
        """Whether a word is no code and one slip away from one."""
        near_length = 1 < len(typed) <= _SHORT + 1
        return near_length and not self.code(typed) and any(self.code(word) for word, _ in self.near(typed))

    def shortens_code(self, typed: str) -> bool:
        """Whether it is a short name of three letters but for one: "es", "bp"."""
        return typed in self._shortened

    def code(self, word: str) -> bool:
        """Whether it is the short name of a segment."""
        return word in self._codes

    def _weight(self, word: str) -> int:
        if word not in self._vocabulary:
            return 0
        return max(words.get(word, 0) for words in self._words)

    def _worth(self, word: str, cost: float) -> float | None:
        """Return the cost of a slip that leads to a word, or nothing where it is no word or may not be mended."""
        weight = self._weight(word)
        if not weight or not word.isalpha():
            return None
        if self.code(word):
            # BPO and KPO are one key apart: a letter left out leaves too much doubt.
            return cost + _CODE if cost <= slips.BESIDE + slips.FIRST else None
        if len(word) == 1 or word in self._elided:
            return None
        if len(word) <= _SHORT and weight >= MEANINGFUL and cost > slips.SWAPPED and word not in self.own.words:
            return None
        foreign = 0.0 if word in self.own.words else _FOREIGN
        cost += slips.weight(self.rank(word))
        if word in self.own.function:
            return cost + _FUNCTION
        senses = set().union(*(lexicon.alone_senses(word) for lexicon in self._lexicons))
        if weight < MEANINGFUL or (senses and senses <= SILENT):
            return cost + foreign + _SILENT
        return cost + foreign + (0.0 if senses else _PART)

    def cut(self, typed: str, *, glued: bool) -> Iterable[tuple[tuple[str, ...], float]]:
        """Read "lito" as "l ito", "premiersemestre" as "premier semestre", "itos1" as "ito s 1"."""
        elided = _ELIDED
        for cut in range(len(typed) - 1, 0, -1):
            left, right = typed[:cut], typed[cut:]
            if left in self._elided and len(right) >= SPLIT_LEAST and self._stands(right):
                yield (left, right), elided
            elif glued and len(right) == 1 and self._stands(left) and right in self.own.words and cut > 1:
                yield (left, right), _CUT
            elif (self.code(left) and self._joins(right)) or (self.code(right) and self._joins(left)):
                yield (left, right), _CUT + _SHORT_CUT  # "vsbpo", "crmpour"
            elif right in self.own.function and len(right) == 1 and left in self.own.function:
                yield (left, right), _CUT  # "thana"
            elif min(len(left), len(right)) > 1 and self._stands(left) and self._stands(right):
                small = sum(len(half) < SPLIT_LEAST for half in (left, right))
                elided = _CUT + _FOREIGN  # "lapart" is "la part" rather than "l apart"
                yield (left, right), _CUT + small * _SHORT_CUT + self._rarity(left) + self._rarity(right)

    def _rarity(self, half: str) -> float:
        """Return what it costs that a half is a rare word: "aveage" is hardly "ave age"."""
        rank = self.own.frequent.get(half, 1 if len(half) < SPLIT_LEAST else _RARE)
        return slips.weight(rank) / 2 if len(half) <= SPLIT_LEAST else 0.0

    def _joins(self, word: str) -> bool:
        """Whether a short word may be glued to a code."""
        return len(word) > 1 and self.own.speaks(word) and word not in self._elided

    def _stands(self, word: str) -> bool:
        """Whether a word may be one of two glued ones: a very short one only where it is among the commonest."""
        if len(word) < SPLIT_LEAST:
            return word in self.own.function or word in self._elided or word in self.own.alone
        return word in self.own.words or self.code(word)

    def _distant(self, typed: str) -> Iterable[tuple[tuple[str, ...], float]]:
        most = slips_allowed(typed)
        if not most:
            return
        for word in self._near(typed, most):
            cost = slips.distance(typed, word, min(most, slips_allowed(word)))
            if cost is not None and cost >= slips.EDIT and len(typed) <= _SHORT + 1:
                continue  # any four letters are near to some word
            # Words that say nothing are near to everything: only a slip of the fingers leads to one.
            worth = self._worth(word, cost) if cost is not None and self._weight(word) >= MEANINGFUL else None
            if worth is not None:
                yield (word,), worth

    def joined(self, left: str, right: str) -> float:
        """Return what it costs to read two neighbours as one word, 0 where they make none."""
        together = left + right
        weight = self._weight(together)
        code = self.code(together)
        if code:
            return _CUT if min(len(left), len(right)) == 1 or not (self.knows(left) and self.knows(right)) else 0.0
        if not weight:
            return 0.0
        whole = all(self.own.speaks(half) and (len(half) > 1 or half in self.own.function) for half in (left, right))
        silent = weight < MEANINGFUL and together not in self.own.function
        foreign = _FOREIGN if together not in self.own.words else 0.0
        return _CUT + foreign + _SILENT * (whole + silent)

    def _near(self, word: str, limit: int) -> set[str]:
        if self._index is None:
            self._index = Index(word for lexicon in self._lexicons for word in lexicon.words)
        return self._index.near(word, limit)
