"""The lattice of a message: between two tokens lead all the words that may stand there, each with what it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from bot.reading import cased, wider
from bot.reading.spelling import Guess, Speller
from bot.reading.text import Token

STEP = 8
"""Nodes from one token to the next; those between are where a glued word is cut."""
_ELIDED = 2
"""Letters before an apostrophe, at most."""
_NAME = 3
"""A word of so many letters is a name where it stands alone in capitals: "IT H1 25"."""
_NEAR = 2
_SIGNS = '%&/+-.,;:?!()"<>='


@dataclass(frozen=True, slots=True)
class Edge:
    """One word of the lattice, from the node it is filed under to the node ``to``."""

    text: str
    to: int
    token: Token
    cost: float = 0.0
    """What it costs to think that it was meant; 0 for a word as typed."""
    code: bool = False
    """Whether it looks like a mistyped code: a short word in capitals among others that are not."""
    near: bool = False
    """Whether it is two letters of the three of a short name."""
    bound: bool = False
    """Whether it may only be read within a phrase, beside words as typed: what was typed is a word as well."""


@dataclass(slots=True)
class Lattice:
    """All readings of the words of a message: the edges that leave each node."""

    end: int
    tokens: Sequence[Token] = ()
    """Those that are read, one for each step."""
    mixed: bool = True
    """Whether capitals say something."""
    edges: dict[int, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    settled: set[int] = field(default_factory=set)
    """Nodes where capitals leave no doubt about what was meant."""


def weave(tokens: Sequence[Token], speller: Speller) -> Lattice:
    """Return every reading of the tokens; signs that glue words are dropped."""
    kept = [
        token
        for place, token in enumerate(tokens)
        if token.kind != "sign" or (token.text in _SIGNS and not _hyphen(tokens, place))
    ]
    before = {token.start for token in tokens if token.text == "'"}
    mixed = _mixed(kept, speller)
    if not mixed:  # all in capitals: they make no names of words, which then read as in small letters
        kept = [replace(token, raw=token.raw.lower()) for token in kept]
    lattice = Lattice(STEP * len(kept), kept, mixed)
    for place, token in enumerate(kept):
        node = STEP * place
        like = _like_code(lattice, token, speller)
        cut = token.end in before and _glued(kept[place + 1] if place + 1 < len(kept) else None)
        surely = (
            speller.elides(token.text)
            if cut
            else list(cased.surely(speller, token.raw, numbered=_numbered(kept, place)))
        )
        if surely and mixed:
            _add(lattice, node, token, surely)
            lattice.settled.add(node)
            continue
        near = len(token.text) == _NEAR and token.is_word and speller.shortens_code(token.text)
        lattice.edges[node].append(Edge(token.text, node + STEP, token, code=like, near=near))
        if token.is_word:
            _spell(lattice, place, speller, like=like, elided=token.start - 1 in before)
    return lattice


def widen(lattice: Lattice, speller: Speller, wide: Collection[int], *, named: bool) -> None:
    """Add what is thought possible at the nodes in ``wide``, where a first reading explained nothing.

    ``named`` tells whether a segment was spoken of before.
    """
    named = named or any(speller.code(token.text) for token in lattice.tokens)
    for place, token in enumerate(lattice.tokens):
        node = STEP * place
        if node in wide and token.is_word and node not in lattice.settled:
            _widen(lattice, place, speller, sure=named or _like_code(lattice, token, speller))


def _like_code(lattice: Lattice, token: Token, speller: Speller) -> bool:
    """Whether it looks like a mistyped short name: in capitals, among words that are not."""
    return lattice.mixed and token.raw.isupper() and speller.like_code(token.text)


def _mixed(tokens: Sequence[Token], speller: Speller) -> bool:
    """Whether capitals say something: most words, codes aside, are not written in them."""
    words = [token for token in tokens if token.is_word and len(token.raw) > 1 and not speller.code(token.text)]
    capitals = [token for token in words if token.raw.isupper()]
    alone = len(words) == 1 and len(words[0].raw) <= _NAME
    return alone or 2 * len(capitals) <= len(words)


def _spell(lattice: Lattice, place: int, speller: Speller, *, like: bool, elided: bool) -> None:
    """Add what a word may be a slip of, by itself or with the next one; the "s" of "CRM's peak" is no part of that."""
    kept = lattice.tokens
    node, token = STEP * place, kept[place]
    following = kept[place + 1] if place + 1 < len(kept) else None
    if lattice.mixed:
        _add(lattice, node, token, cased.cut(speller, token.raw))
    meant = speller.meant(token.text, glued=_glued(following))
    _add(lattice, node, token, [one for one in meant if speller.code(one.words[0])] if like else meant)
    if following is not None and following.is_word and following.spaced and not (elided or _elides(kept, place + 1)):
        cost = speller.joined(token.text, following.text)
        if cost:
            lattice.edges[node].append(Edge(token.text + following.text, node + 2 * STEP, token, cost))


def _widen(lattice: Lattice, place: int, speller: Speller, *, sure: bool) -> None:
    """Add what is thought of only where nothing explains a word, unless it was thought of before."""
    kept = lattice.tokens
    node, token = STEP * place, kept[place]
    following = kept[place + 1] if place + 1 < len(kept) else None
    found = list(wider.code(speller, token.text, sure=sure))
    if not found:
        found = list(wider.guesses(speller, token.text, glued=_glued(following)))
    known = {edge.text: edge.cost for edge in lattice.edges[node]}
    _add(lattice, node, token, [one for one in found if one.cost < known.get(" ".join(one.words), inf)])


def _add(lattice: Lattice, node: int, token: Token, guesses: Iterable[Guess]) -> None:
    between = max((edge.to for edge in lattice.edges[node] if edge.to < node + STEP), default=node)
    for guess in guesses:
        first = guess.words[0]
        if len(guess.words) == 1:
            lattice.edges[node].append(Edge(first, node + STEP, token, guess.cost, bound=guess.bound))
        elif between < node + STEP - 1:
            between += 1
            lattice.edges[node].append(Edge(first, between, token, guess.cost, bound=guess.bound))
            second, written = guess.words[1], token.raw[len(first) :]
            named = written.isupper() and not token.raw.isupper()  # the "IT" of "thanIT"
            lattice.edges[between].append(Edge(second, node + STEP, token, code=named))


def _numbered(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number is glued to a word."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return after is not None and after.kind == "number" and not after.spaced


def _glued(following: Token | None) -> bool:
    return following is not None and not following.spaced and following.kind in ("word", "number")


def _hyphen(tokens: Sequence[Token], place: int) -> bool:
    """Whether a sign is the hyphen of a compound ("call-center", "jan-june", "6-month"), which parts nothing."""
    if tokens[place].text != "-" or not 0 < place < len(tokens) - 1:
        return False
    before, after = tokens[place - 1], tokens[place + 1]
    glued = not tokens[place].spaced and not after.spaced
    return glued and (before.is_word or after.is_word) and "sign" not in (before.kind, after.kind)


def _elides(tokens: Sequence[Token], place: int) -> bool:
    """Whether a short word is glued to the next one by its apostrophe: the "l" of "que l'ESO" makes no "quel"."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return after is not None and after.is_word and not after.spaced and len(tokens[place].text) <= _ELIDED
