"""Cover a message with phrases: every token ends up in a piece with senses, or stays unexplained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.lexicon import ELSEWHERE, PADDING, Lexicon
from bot.reading.text import Token

_UNEXPLAINED = 10.0
_MEANING = 1.0
_PADDING = 1.01
_NUMBER = 0.9
# A phrase of the other language costs a little more, so that a word both share is read in the message's own.
_BORROWED = 0.3


@dataclass(frozen=True, slots=True)
class Piece:
    """Some tokens side by side and all that they may mean; ``start`` / ``end`` count tokens."""

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
        return any(
            sense == prefix or (prefix[-1] == "." and sense.startswith(prefix))
            for prefix in prefixes
            for sense in self.senses
        )

    def values(self, kind: str) -> list[str]:
        """Return the values of the senses of one kind, sorted."""
        return sorted(sense.partition(".")[2] for sense in self.senses if sense.startswith(f"{kind}."))

    @property
    def optional(self) -> bool:
        """Whether it may be passed over: padding, or a word that is padding as well."""
        return PADDING in self.senses


@dataclass(frozen=True, slots=True)
class Word:
    """A token as read: its text, mended or not."""

    text: str
    token: Token
    guessed: bool = False


def cover(words: Sequence[Word], own: Lexicon, other: Lexicon | None) -> tuple[Piece, ...]:
    """Choose the pieces that explain most with the fewest phrases; the longest phrase wins."""
    size = len(words)
    best: list[tuple[float, Piece | None]] = [(0.0, None)] * (size + 1)
    for start in range(size - 1, -1, -1):
        best[start] = min(
            ((_cost(piece) + best[piece.end][0], piece) for piece in _candidates(words, start, own, other)),
            key=lambda scored: (scored[0], -(scored[1].end)),
        )
    pieces, position = [], 0
    while position < size:
        piece = best[position][1]
        assert piece is not None  # every start has at least the one-token piece  # noqa: S101
        pieces.append(piece)
        position = piece.end
    return tuple(pieces)


def _candidates(words: Sequence[Word], start: int, own: Lexicon, other: Lexicon | None) -> list[Piece]:
    found = _phrases(words, start, own, borrowed=False)
    if other is not None:
        mine = {piece.end for piece in found}
        found += [piece for piece in _phrases(words, start, other, borrowed=True) if piece.end not in mine]
    word = words[start]
    if not any(piece.end == start + 1 for piece in found):
        kind = word.token.kind if word.token.kind != "word" else "unknown"
        found.append(Piece(start, start + 1, frozenset(), word.text, kind, word.guessed))
    return found


def _phrases(words: Sequence[Word], start: int, lexicon: Lexicon, *, borrowed: bool) -> list[Piece]:
    found, node = [], lexicon.root
    for end in range(start, len(words)):
        following = node.following.get(words[end].text)
        if following is None:
            break
        node = following
        if node.senses:
            span = words[start : end + 1]
            found.append(
                Piece(
                    start,
                    end + 1,
                    frozenset(node.senses),
                    " ".join(word.text for word in span),
                    "phrase",
                    any(word.guessed for word in span),
                    borrowed,
                )
            )
    return found


def _cost(piece: Piece) -> float:
    if piece.kind == "unknown":
        return _UNEXPLAINED
    if not piece.senses:
        return _NUMBER
    cost = _PADDING if piece.senses == {PADDING} else _MEANING
    if all(sense.startswith(ELSEWHERE) for sense in piece.senses):
        cost = _PADDING
    return cost + (_BORROWED if piece.borrowed else 0.0)
