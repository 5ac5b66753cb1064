"""Cover a message with phrases: every token ends up in a piece with senses, or stays unexplained."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice, zip_longest
from math import inf
from operator import itemgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.reading.lattice import STEP, Edge, Lattice
from bot.reading.lexicon import BESIDE, CODED, ELSEWHERE, PADDING, SILENT, Lexicon, Node
from bot.reading.thresholds import COMMON, DOUBT, DOUBT_DENIED, DOUBT_SILENT, LEAST_VERB, MOST_DOUBTED
from knowledge.periods import Period

_UNEXPLAINED = 10.0
_MEANING = 1.0
_PADDING = 1.01
_NAME, _ALL = 0.95, "segment._T"
_NUMBER = 0.9
_LIGHT = 1.5
_VERBAL = 4.0
"""A word known by its ending alone is rather a slip, where one leads to a known word."""
# A phrase of the other language costs a little more, so that a word both share is read in the message's own.
_BORROWED, _BORROWED_SHORT, _SHORT = 0.3, 1.5, 3
_POINTING = frozenset({"refer.it", "refer.subject"})
_FRAME = ("ask.", "verify.", "follow.", "measure.amount", "chat.")
"""Kinds of words that frame a question and name nothing in it."""


@cache  # bounded by the phrases of the languages; no message makes senses of its own
def marks(senses: frozenset[str]) -> frozenset[str]:
    """Return the senses and their kinds, each named with a closing dot."""
    return senses | {f"{kind}." for kind, dot, _ in (sense.partition(".") for sense in senses) if dot}


@cache  # bounded likewise
def _values(senses: frozenset[str], kind: str) -> tuple[str, ...]:
    return tuple(sorted(sense.partition(".")[2] for sense in senses if sense.startswith(f"{kind}.")))


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed figure that a number in a message may quote."""

    indicator: str
    relation: str
    """share, growth or progress where it is a rate; empty for a level."""
    segment: str
    period: Period
    perimeter: str
    unit: str
    value: Decimal
    outlook: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words side by side and all that they may mean; ``start`` / ``end`` are nodes of the lattice."""

    start: int
    end: int
    senses: frozenset[str]
    text: str
    kind: str = "phrase"
    """phrase, number, sign, light (a verb, an adverb or an adjective that nothing else explains), noun (one of talk and
    work) or unknown."""
    mended: frozenset[Edge] = frozenset()
    """The words in it that were typed otherwise."""
    borrowed: bool = False
    """Whether it was read in the other language."""
    quotes: tuple[Printed, ...] = ()
    """What a number may quote."""
    near: bool = False
    """Whether it is the short name of a segment but for one letter."""
    telling: bool = False
    """Whether nothing explains it and it must not be passed over: typed like a name, or a word of weight."""

    def has(self, *prefixes: str) -> bool:
        """Whether some sense is one of these, or of a kind named with a closing dot."""
        return not marks(self.senses).isdisjoint(prefixes)

    def values(self, kind: str) -> list[str]:
        """Return the values of the senses of one kind, sorted."""
        return list(_values(self.senses, kind))

    def places(self, kind: str) -> list[int]:
        """Return the values of a kind that count: "order.3", not "order.next"."""
        return [int(value) for value in self.values(kind) if value.lstrip("-").isdigit()]

    @property
    def guessed(self) -> bool:
        """Whether a typing slip was mended to read it."""
        return bool(self.mended)

    @property
    def optional(self) -> bool:
        """Whether it may be passed over: padding, or a word that is padding as well."""
        return PADDING in self.senses


def following(pieces: Sequence[Piece], place: int) -> int | None:
    """Return where the next piece stands that may not be passed over."""
    return next((at for at in range(place + 1, len(pieces)) if not pieces[at].optional), None)


Scored = tuple[float, Piece]


@dataclass(frozen=True, slots=True)
class Covered:
    """The pieces that explain most with the fewest phrases, and their cost."""

    cost: float
    pieces: tuple[Piece, ...]
    rivals: tuple[tuple[Edge | Piece, tuple[Piece, ...]], ...] = ()
    """Words that were mended while another reading is nearly as likely, each with the pieces of that one."""

    def without(self, doubtful: Collection[Edge | Piece], own: Lexicon) -> tuple[Piece, ...]:
        """Return the pieces with words left unread that may be several."""
        said = [
            _unread(one, own) if one in doubtful or not one.mended.isdisjoint(doubtful) else one for one in self.pieces
        ]
        return _named(said)


def cover(lattice: Lattice, own: Lexicon, other: Lexicon | None) -> Covered:
    """Cover a message; the longest phrase wins."""
    found = {node: _candidates(lattice, node, own, other) for node in lattice.edges}
    nodes = sorted(found, reverse=True)
    best = _weighed(found, nodes, {lattice.end: (0.0, None)})
    cost, pieces = _cheapest(best)
    rivals = []
    doubted = list(islice(_open_to_doubt(pieces), MOST_DOUBTED + 1))
    if len(doubted) > MOST_DOUBTED:
        # Nobody types so many slips: to weigh each of them would take time that is everybody's.
        rest = frozenset(_open_to_doubt(pieces)).difference(doubted[:MOST_DOUBTED])
        pieces = [_unread(one, own) if one in rest or not one.mended.isdisjoint(rest) else one for one in pieces]
    for mended in doubted[:MOST_DOUBTED]:
        # What begins behind the word is as it was.
        behind = mended.end if isinstance(mended, Piece) else mended.to
        kept = {node: way for node, way in best.items() if node >= behind}
        second, others = _cheapest(_weighed(found, [node for node in nodes if node < behind], kept, mended))
        doubtful = second - cost <= DOUBT or _dearer(mended, others) <= _lightly(mended, pieces)
        if doubtful and not _alike(_said(others), _said(pieces)):
            rivals.append((mended, _named(others)))
    return Covered(cost, _named(pieces), tuple(rivals))


def _dearer(mended: Edge | Piece, others: Sequence[Piece]) -> float:
    """Return how much less likely the same word is meant as it is read otherwise, whatever phrases it makes there."""
    if isinstance(mended, Piece):
        return inf
    read = [edge for piece in others for edge in piece.mended if edge.token is mended.token]
    return read[0].cost - mended.cost if len(read) == 1 else inf


def _lightly(mended: Edge | Piece, pieces: Sequence[Piece]) -> float:
    """Return how much less likely another word may be where the one that is read says nothing, or denies."""
    piece = next((one for one in pieces if mended in one.mended), None)
    if piece is None or isinstance(mended, Piece) or mended.text.startswith(mended.token.text):
        return -inf  # a word that was torn in two is whole again
    return DOUBT_SILENT if piece.optional else DOUBT_DENIED if piece.has("negate.not") else -inf


def _open_to_doubt(pieces: Sequence[Piece]) -> Iterator[Edge | Piece]:
    """Yield what was mended, and the words that are no more than verbs and nouns of talk: they may be slips as well."""
    for piece, after in zip_longest(pieces, pieces[1:]):
        yield from piece.mended
        if not piece.mended and (piece.kind in ("light", "noun") or _numbered(piece, after)):
            yield piece


def _numbered(piece: Piece, after: Piece | None) -> bool:
    """Whether it is a letter that says nothing, before a number: the "d" of "d1 2025"."""
    lone = len(piece.text) == 1 and piece.optional and piece.kind == "phrase"
    return lone and after is not None and after.kind == "number" and after.start == piece.end and len(after.text) == 1


def unexplained(pieces: Sequence[Piece]) -> set[int]:
    """Return the nodes of the words that nothing explains, and of those beside them."""
    return {
        node
        for piece, after in zip_longest(pieces, pieces[1:])
        if piece.kind in ("unknown", "light", "noun")
        or _numbered(piece, after)
        or (piece.optional and piece.guessed)
        or (piece.borrowed and len(piece.text) <= _SHORT)
        for node in range(piece.start - STEP, piece.end + STEP, STEP)
    }


def _named(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(_as_typed(one) if _is_named(pieces, place) else one for place, one in enumerate(pieces))


def _is_named(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a word that was mended to padding is all that stands behind a preposition: "to ATT in 2024" is a name."""
    one = pieces[place]
    if place == 0 or len(one.mended) != 1 or not one.optional or any(not s.startswith(_PLAIN) for s in one.senses):
        return False
    before, after = pieces[place - 1], pieces[place + 1] if place + 1 < len(pieces) else None
    typed = next(iter(one.mended)).token.raw
    if not typed[0].isupper() and not one.has("split.", "span."):
        return False  # "from thhe 27": an article may stand there
    ends = after is None or after.kind in ("sign", "number") or after.has("split.")
    return before.has("split.in", "split.of") and before.optional and not before.guessed and ends


def _unread(piece: Piece, own: Lexicon) -> Piece:
    """Leave a word unread that may be several; one that is no word at all must not be passed over."""
    real = bool(piece.mended) and all(edge.token.text in own.frequent for edge in piece.mended)
    return Piece(piece.start, piece.end, frozenset(), piece.text, "unknown", telling=not real)


_PLAIN = (PADDING, "split.", "span.", "aside.")
"""The senses of words that say nothing by themselves."""


def _as_typed(piece: Piece) -> Piece:
    typed = "".join(edge.token.text for edge in piece.mended)
    return Piece(piece.start, piece.end, frozenset(), typed, "unknown", telling=True)


Ways = dict[int, tuple[float, Piece | None]]
"""From each node, the cost of the cheapest way to the end, and the piece it begins with."""


def _weighed(
    found: Mapping[int, Sequence[Scored]], nodes: Sequence[int], best: Ways, without: Edge | Piece | None = None
) -> Ways:
    """Add the ways from more nodes, the last one first, that do without a word or a piece."""
    for node in nodes:
        scored = [
            (cost + best[piece.end][0], -piece.end, piece)
            for cost, piece in found[node]
            if piece.end in best and (without is None or (without not in piece.mended and piece != without))
        ]
        if scored:
            cost, _, piece = min(scored, key=itemgetter(0, 1))
            best[node] = (cost, piece)
    return best


def _cheapest(best: Ways) -> tuple[float, list[Piece]]:
    if 0 not in best:
        return inf, []
    pieces, position = [], 0
    while (found_here := best[position][1]) is not None:
        pieces.append(found_here)
        position = found_here.end
    return best[0][0], pieces


def _said(pieces: Sequence[Piece]) -> list[frozenset[str]]:
    """Return what the pieces ask for; which question word it was ("which", "with") makes no other question of it."""
    return [
        piece.senses
        for piece in pieces
        if not piece.optional and piece.kind != "sign" and not all(sense.startswith(_FRAME) for sense in piece.senses)
    ]


def _alike(first: Sequence[frozenset[str]], second: Sequence[frozenset[str]]) -> bool:
    """Whether two readings say the same: "what" and "whats" share what they mean."""
    return len(first) == len(second) and all(
        one == other or one & other for one, other in zip(first, second, strict=True)
    )


def _candidates(lattice: Lattice, start: int, own: Lexicon, other: Lexicon | None) -> list[Scored]:
    found = _phrases(lattice, start, own, borrowed=False)
    if other is not None:
        mine = {piece.end for _, piece in found if not piece.guessed}
        read = {(piece.end, piece.text) for _, piece in found}
        found += [
            (cost, piece)
            for cost, piece in _phrases(lattice, start, other, borrowed=True)
            if piece.end not in mine and (piece.end, piece.text) not in read and not _false_friend(piece, own, other)
        ]
    explained = {(piece.end, piece.text) for _, piece in found}
    for edge in lattice.edges[start]:
        if (edge.to, edge.text) in explained:
            continue
        if not edge.cost:
            explained.add((edge.to, edge.text))
            found.append(_single(start, edge, own, other))
        elif not edge.token.raw[:1].isupper() and edge.text not in own.words and (kind := _light(edge.text, own)):
            piece = Piece(start, edge.to, frozenset({PADDING}), edge.text, kind, frozenset({edge}))
            explained.add((edge.to, edge.text))
            found.append((_LIGHT + edge.cost, piece))
    return found


def _light(word: str, lexicon: Lexicon) -> str:
    """Return the kind of a word that asks for nothing though no phrase holds it; empty for any other."""
    return "light" if word in lexicon.light else "noun" if word in lexicon.discourse else ""


def _false_friend(piece: Piece, own: Lexicon, other: Lexicon) -> bool:
    """Whether a word that says nothing in the other language is a word of this one: the "car" of an English message."""
    silent = piece.senses <= SILENT and piece.text not in other.function
    rank = own.frequent.get(piece.text, COMMON)
    return silent and rank < COMMON and rank < other.frequent.get(piece.text, COMMON)


def _single(start: int, edge: Edge, own: Lexicon, other: Lexicon | None) -> Scored:
    """Return the piece for a token that no phrase explains."""
    if edge.token.kind != "word":
        return _NUMBER, Piece(start, edge.to, frozenset(), edge.text, edge.token.kind)
    if edge.code:
        return _UNEXPLAINED, Piece(start, edge.to, frozenset(), edge.text, "unknown")
    for lexicon, borrowed in ((own, False), (other, True)):
        if lexicon is None or (borrowed and edge.text in own.frequent):
            continue
        if kind := _light(edge.text, lexicon):
            light = Piece(start, edge.to, frozenset({PADDING}), edge.text, kind, borrowed=borrowed, near=edge.near)
            return _LIGHT, light
    if _verbal(edge.text, own, other):
        return _VERBAL, Piece(start, edge.to, frozenset({PADDING}), edge.text, "light")
    telling = (edge.token.raw[:1].isupper() and start > 0) or edge.text.startswith(own.heavy)
    return _UNEXPLAINED, Piece(start, edge.to, frozenset(), edge.text, "unknown", telling=telling)


def _verbal(word: str, own: Lexicon, other: Lexicon | None) -> bool:
    """Whether a word that no list knows is a verb by its ending, and no slip of one that asks for something."""
    listed = word in own.frequent or (other is not None and (word in other.frequent or word in other.words))
    verb = len(word) >= LEAST_VERB and not listed and word.endswith(own.verbal) and not word.startswith(own.heavy)
    return verb and process.extractOne(word, own.alone, scorer=OSA.distance, score_cutoff=1) is None


def _phrases(lattice: Lattice, start: int, lexicon: Lexicon, *, borrowed: bool) -> list[Scored]:
    found: list[Scored] = []
    paths: list[tuple[int, Node, frozenset[Edge], str]] = [(start, lexicon.root, frozenset(), "")]
    while paths:
        place, node, mended, text = paths.pop()
        for edge in lattice.edges.get(place, ()):
            following = node.following.get(edge.text)
            if following is None:
                continue
            read, told = f"{text} {edge.text}" if text else edge.text, mended | {edge} if edge.cost else mended
            paths.append((edge.to, following, told, read))
            senses = _in_capitals(following.senses) if edge.code and not text else following.senses
            if edge.code and text and not marks(senses).isdisjoint(_POINTING):
                continue  # "How much did IT earn": no "did it"
            if senses and not (told and _loose(told, read)):
                piece = Piece(start, edge.to, senses, read, "phrase", told, borrowed, near=edge.near and not text)
                found.append((_cost(piece) + sum(one.cost for one in told), piece))
    return found


def _loose(mended: Collection[Edge], text: str) -> bool:
    """Whether words that are only guessed within a phrase stand without another one as typed."""
    return any(edge.bound for edge in mended) and text.count(" ") < len(mended)


def _in_capitals(senses: frozenset[str]) -> frozenset[str]:
    """Return what a short word in capitals means: the name it stands for ("IT"), and never padding ("SO", "ES")."""
    named = frozenset(sense for sense in senses if sense.startswith(f"{BESIDE}."))
    return named or (frozenset() if PADDING in senses else senses)


def _cost(piece: Piece) -> float:
    cost = _worth(piece.senses, several=" " in piece.text)
    if piece.borrowed:
        return cost + (_BORROWED if len(piece.text) > _SHORT else _BORROWED_SHORT)
    return cost


@cache  # bounded by the phrases of the languages, as above
def _worth(senses: frozenset[str], *, several: bool) -> float:
    """Return what a phrase costs by what it means; ``several`` tells whether it is one of several words."""
    if all(sense.startswith(ELSEWHERE) for sense in senses):
        return _PADDING
    if several and any(sense.startswith(CODED) and sense != _ALL for sense in senses):
        return _NAME  # "how much did / IT outsourcing earn", not "how much did it / outsourcing …"
    return _PADDING if senses <= SILENT else _MEANING
