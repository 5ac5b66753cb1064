"""Cover a message with phrases: every token ends up in a piece with senses, or stays unexplained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from operator import itemgetter

from bot.reading.lexicon import ELSEWHERE, PADDING, Lexicon, Node
from bot.reading.spelling import Lattice
from bot.reading.thresholds import DOUBT

_UNEXPLAINED = 10.0
_MEANING = 1.0
_PADDING = 1.01
_NUMBER = 0.9
# A phrase of the other language costs a little more, so that a word both share is read in the message's own.
_BORROWED = 0.3


@lru_cache(maxsize=None)  # bounded by the phrases of the languages; no message makes senses of its own
def marks(senses: frozenset[str]) -> frozenset[str]:
    """Return the senses and their kinds, each named with a closing dot."""
    return senses | {f"{kind}." for kind, dot, _ in (sense.partition(".") for sense in senses) if dot}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words side by side and all that they may mean; ``start`` / ``end`` are nodes of the lattice."""

    start: int
    end: int
    senses: frozenset[str]
    text: str
    kind: str = "phrase"
    """phrase, number, sign or unknown."""
    guessed: bool = False
    """Whether a typing slip was mended to read it."""
    borrowed: bool = False
    """Whether it was read in the other language."""

    def has(self, *prefixes: str) -> bool:
        """Whether some sense is one of these, or of a kind named with a closing dot."""
        return not marks(self.senses).isdisjoint(prefixes)

    def values(self, kind: str) -> list[str]:
        """Return the values of the senses of one kind, sorted."""
        return sorted(sense.partition(".")[2] for sense in self.senses if sense.startswith(f"{kind}."))

    @property
    def optional(self) -> bool:
        """Whether it may be passed over: padding, or a word that is padding as well."""
        return PADDING in self.senses


Scored = tuple[float, Piece]


def cover(lattice: Lattice, own: Lexicon, other: Lexicon | None) -> tuple[Piece, ...]:
    """Choose the pieces that explain most with the fewest phrases; the longest phrase wins.

    A word that two readings mend to different meanings, one nearly as likely as the other, stays unexplained.
    """
    found = {node: _candidates(lattice, node, own, other) for node in lattice.edges}
    cost, pieces = _cheapest(lattice, found)
    doubtful = [piece for piece in pieces if piece.guessed and not _alike(piece, found, lattice, cost, pieces)]
    return tuple(Piece(one.start, one.end, frozenset(), one.text, "unknown") if one in doubtful else one for one in pieces)


def _cheapest(
    lattice: Lattice, found: Mapping[int, Sequence[Scored]], without: Piece | None = None
) -> tuple[float, list[Piece]]:
    best: dict[int, tuple[float, Piece | None]] = {lattice.end: (0.0, None)}
    for node in sorted(found, reverse=True):
        scored = [
            (cost + best[piece.end][0], -piece.end, piece)
            for cost, piece in found[node]
            if piece is not without and piece.end in best
        ]
        if scored:
            cost, _, piece = min(scored, key=itemgetter(0, 1))
            best[node] = (cost, piece)
    if 0 not in best:
        return inf, []
    pieces, position = [], 0
    while (piece := best[position][1]) is not None:
        pieces.append(piece)
        position = piece.end
    return best[0][0], pieces


def _alike(
    piece: Piece, found: Mapping[int, Sequence[Scored]], lattice: Lattice, cost: float, pieces: Sequence[Piece]
) -> bool:
    """Whether the best reading without this piece costs clearly more, or means the same."""
    second, others = _cheapest(lattice, found, piece)
    return second - cost > DOUBT or _said(others) == _said(pieces)


def _said(pieces: Sequence[Piece]) -> list[frozenset[str]]:
    return [piece.senses for piece in pieces if not piece.optional and piece.kind != "sign"]


def _candidates(lattice: Lattice, start: int, own: Lexicon, other: Lexicon | None) -> list[Scored]:
    found = _phrases(lattice, start, own, borrowed=False)
    if other is not None:
        mine = {piece.end for _, piece in found if not piece.guessed}
        found += [one for one in _phrases(lattice, start, other, borrowed=True) if one[1].end not in mine]
    for edge in lattice.edges[start]:
        if not edge.cost and not any(piece.end == edge.to and piece.text == edge.text for _, piece in found):
            kind = edge.token.kind if edge.token.kind != "word" else "unknown"
            piece = Piece(start, edge.to, frozenset(), edge.text, kind)
            found.append((_UNEXPLAINED if kind == "unknown" else _NUMBER, piece))
    return found


def _phrases(lattice: Lattice, start: int, lexicon: Lexicon, *, borrowed: bool) -> list[Scored]:
    found: list[Scored] = []
    paths: list[tuple[int, Node, float, str]] = [(start, lexicon.root, 0.0, "")]
    while paths:
        place, node, cost, text = paths.pop()
        for edge in lattice.edges.get(place, ()):
            following = node.following.get(edge.text)
            if following is None:
                continue
            read, paid = f"{text} {edge.text}" if text else edge.text, cost + edge.cost
            paths.append((edge.to, following, paid, read))
            if following.senses:
                piece = Piece(start, edge.to, frozenset(following.senses), read, "phrase", paid > 0, borrowed)
                found.append((_cost(piece) + paid, piece))
    return found


def _cost(piece: Piece) -> float:
    cost = _PADDING if piece.senses == {PADDING} else _MEANING
    if all(sense.startswith(ELSEWHERE) for sense in piece.senses):
        cost = _PADDING
    return cost + (_BORROWED if piece.borrowed else 0.0)
