"""What words can mean in one language: phrases tied to senses, and the words that say nothing.

A *sense* is ``kind.value``: ``segment.ITO``, ``half.1``, ``measure.growth``. Phrases come from the language folder
(question words) and from the knowledge (names); this module holds no word of any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from sys import intern
from types import MappingProxyType

from bot.reading.text import clean, tokenize

PADDING = "pad"
ELSEWHERE = "elsewhere"
BESIDE = "beside"
SIGNS = "%&/+<>"
"""Signs that a phrase may hold."""

SILENT = frozenset(
    {
        PADDING,
        "aside.open",
        "aside.close",
        "aside.link",
        "aside.speaks",
        "aside.role",
        "aside.guess",
        "split.by",
        "split.of",
        "split.in",
        "split.per",
        "denial.open",
        "denial.close",
        "abbr.dot",
    }
)
"""Senses that ask for nothing."""
CODED = "segment."
SHORTEST_CODE, LONGEST_CODE = 3, 4
MEANINGFUL = 2
"""Weight of a word that means something, alone or in a phrase; padding and what is elsewhere weigh less."""

_MANY = 5_000
"""Phrases after which places are shared: all of them unshared would take memory that the process then keeps."""
_PLAIN = re.compile(r"(?:[a-z]+|\d+)(?: (?:[a-z]+|\d+))*")
_BRACKETS = re.compile(r"[()\[\]|]|[^()\[\]|]+")


def expand(template: str) -> Iterator[str]:
    """Write out "(a|b) c [d]": "a c", "a c d", "b c", "b c d"; groups may stand in each other."""
    marks = _BRACKETS.findall(template)
    written, _ = _choices(marks, 0)
    yield from dict.fromkeys(" ".join(one.split()) for one in written)


def _choices(marks: list[str], start: int) -> tuple[list[str], int]:
    """Return all readings from ``start`` to the bracket that closes them, and where it stands."""
    found: list[str] = []
    current = [""]
    position = start
    while position < len(marks) and marks[position] not in ")]":
        mark = marks[position]
        if mark == "|":
            found, current = found + current, [""]
        elif mark in "([":
            inner, position = _choices(marks, position + 1)
            current = [f"{left} {right}" for left, right in product(current, inner if mark == "(" else [*inner, ""])]
        else:
            current = [f"{left} {mark}" for left in current]
        position += 1
    return found + current, position


_NOWHERE: Mapping[str, Node] = MappingProxyType({})
"""What follows where nothing does: most phrases end, and a dictionary for each would take megabytes."""


@dataclass(slots=True)
class Node:
    """A place in the tree of phrases: what may follow, and what the phrase so far means."""

    following: Mapping[str, Node] = field(default_factory=lambda: _NOWHERE)
    senses: frozenset[str] = frozenset()


class Lexicon:
    """The phrases of one language, as a tree over folded words."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.root = Node()
        self._senses: dict[frozenset[str], frozenset[str]] = {}
        """What phrases mean: the same few for most of them."""
        self.words: dict[str, int] = {}
        """Each word of a phrase, with how much it matters (see ``MEANINGFUL``)."""
        self.alone: set[str] = set()
        """Words that mean something by themselves."""
        self.codes: set[str] = set()
        """Short names of segments, which are one letter apart."""
        self.light: frozenset[str] = frozenset()
        """Frequent words that are only verbs, adverbs and adjectives: padding where nothing else explains them."""
        self.discourse: frozenset[str] = frozenset()
        """Nouns of talk and work ("report", "boss"): the same, unless one stands where what is asked for stands."""
        self.verbal: tuple[str, ...] = ()
        """Endings that only verbs have."""
        self.heavy: tuple[str, ...] = ()
        """Beginnings of words that ask for something though nothing explains them ("import", "unemploy")."""
        self.function: frozenset[str] = frozenset()
        """The commonest words, which carry no meaning: articles, prepositions, forms of "to be"."""
        self.frequent: Mapping[str, int] = {}
        """Real words, each with its rank: 1 is the most frequent."""
        self._shared = False
        """Whether places of the tree are shared: one that changes is copied first."""
        self._grown = 0
        """Phrases since they were."""

    def add(self, sense: str, templates: Iterable[str]) -> None:
        """Add phrases that mean ``sense``."""
        weight = 1 if sense in SILENT or sense.startswith(ELSEWHERE) else MEANINGFUL
        for template in templates:
            for phrase in expand(template):
                self._add_phrase(phrase, sense, weight)
                self._grown += 1
            if self._grown > _MANY:
                self.share()

    def _add_phrase(self, phrase: str, sense: str, weight: int) -> None:
        node = self.root
        for word in map(intern, words_of(phrase)):
            self.words[word] = max(weight, self.words.get(word, 0))
            node = _after(node, word, copied=self._shared)
        if node is not self.root:
            senses = node.senses | {sense}
            node.senses = self._senses.setdefault(senses, senses)
            if node is self.root.following.get(phrase) and weight > 1:
                self.alone.add(phrase)
                if sense.startswith(CODED) and SHORTEST_CODE <= len(phrase) <= LONGEST_CODE:
                    self.codes.add(phrase)

    def share(self) -> None:
        """Let places from which the same may follow be one: most phrases end as others do.

        Written out, the trees of both languages have a hundred thousand places and take twenty megabytes.
        """
        _shared(self.root, {}, {})
        self._shared, self._grown = True, 0

    def alone_senses(self, word: str) -> frozenset[str]:
        """Return what it means by itself."""
        node = self.root.following.get(word)
        return node.senses if node is not None else frozenset()

    def speaks(self, word: str) -> bool:
        """Whether it is a phrase by itself."""
        return bool(self.alone_senses(word))

    def knows(self, word: str) -> bool:
        """Whether it is a word of this language, as far as the lists go."""
        return word in self.words or word in self.frequent


_Said = tuple[frozenset[str], frozenset[tuple[str, int]]]
"""What a place means, and what follows it: words, each with the identity of the one place that it leads to."""


def _shared(node: Node, known: dict[_Said, Node], seen: dict[int, tuple[Node, Node]]) -> Node:
    """Return the one place that stands for all from which the same may follow, with the same meaning."""
    if id(node) in seen:
        return seen[id(node)][1]
    if node.following:
        node.following = {word: _shared(one, known, seen) for word, one in node.following.items()}
    said = (node.senses, frozenset((word, id(one)) for word, one in node.following.items()))
    one = known.setdefault(said, node)
    seen[id(node)] = (node, one)  # both are kept: an identity is only good while what has it is there
    return one


def _after(node: Node, word: str, *, copied: bool) -> Node:
    """Return what a word leads to, a new place where it led nowhere."""
    if node.following is _NOWHERE:
        node.following = {}
    following = node.following.get(word)
    if following is None:
        following = Node()
        assert isinstance(node.following, dict)  # noqa: S101
        node.following[word] = following
    elif copied:
        assert isinstance(node.following, dict)  # noqa: S101
        following = node.following[word] = Node(dict(following.following) or _NOWHERE, following.senses)
    return following


def words_of(phrase: str) -> list[str]:
    """Return the folded words of a phrase, as the reader sees them in a message."""
    if _PLAIN.fullmatch(phrase):  # nearly all are; the general way costs a second at the start
        return phrase.split(" ")
    return [token.text for token in tokenize(clean(phrase)) if token.kind != "sign" or token.text in SIGNS]


def build(
    language: str,
    phrases: Mapping[str, Iterable[str]],
    frequent: Iterable[str],
    function: Iterable[str] = (),
    light: Iterable[str] = (),
    discourse: Iterable[str] = (),
) -> Lexicon:
    """Build the lexicon of one language from phrases by sense and lists of its words."""
    lexicon = Lexicon(language)
    for sense, templates in phrases.items():
        lexicon.add(sense, templates)
    lexicon.share()
    lexicon.frequent = {word: rank for rank, word in enumerate(frequent, 1)}
    lexicon.function = frozenset(function)
    lexicon.light = frozenset(light)
    lexicon.discourse = frozenset(word for line in discourse for word in line.split())
    return lexicon
