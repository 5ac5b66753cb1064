"""Signs and counts by what stands beside them: "+35 %" says that something grew, "the 3 billion" counts no figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.reading.cover import Piece
from bot.reading.lexicon import PADDING
from bot.reading.referring import COUNTS

_PLACES = ("indicator.hub", "indicator.park", "topic.hubs_emerging", "topic.hubs_established")
_GREW = frozenset({"measure.growth", "direction.up"})


def signed(pieces: Sequence[Piece]) -> list[Piece]:
    """Read a plus in front of a percentage as growth, unless it adds it to what stands before."""
    pieces = _as_words(pieces)
    pieces = [_amount(piece, pieces[place + 1 : place + 2]) for place, piece in enumerate(pieces)]
    pieces = [_city(piece, pieces[place + 1 :]) for place, piece in enumerate(pieces)]
    pieces = [_pronoun(pieces, place) for place in range(len(pieces))]
    pieces = _bounded(pieces)
    if any(piece.has("money.spent") for piece in pieces):
        pieces = _spent(pieces)
    return [
        replace(piece, senses=_GREW, kind="phrase") if piece.text == "+" and _says_growth(pieces, place) else piece
        for place, piece in enumerate(pieces)
    ]


def _as_words(pieces: Sequence[Piece]) -> list[Piece]:
    """Read signs that stand for words: "c + ou - que", "lequel a le + vendu", "+ que le CRM"."""
    read = list(pieces)
    for place, piece in enumerate(pieces):
        if piece.text not in "+-" or piece.kind != "sign":
            continue
        before, after = pieces[:place], pieces[place + 1 :]
        either = len(after) > 1 and after[0].has("follow.or") and after[1].text in "+-" and after[1].kind == "sign"
        if either and after[1].text != piece.text and len(after) > 2 and after[2].text in _THAN:
            read[place] = replace(piece, senses=_EITHER, kind="phrase")
            read[place + 1] = replace(after[0], senses=_PAD)
            read[place + 2] = replace(after[1], senses=_PAD, kind="phrase")
        elif piece.text == "+" and before and before[-1].text in ("le", "la", "les") and after and not _named(after[0]):
            read[place] = replace(piece, senses=frozenset({"select.max"}), kind="phrase")
        elif piece.text == "+" and after and after[0].text in (*_THAN, "de", "d"):
            read[place] = replace(piece, senses=_MORE, kind="phrase")
    return read


def _named(piece: Piece) -> bool:
    return piece.kind == "number" or piece.has("segment.")


_PAD = frozenset({PADDING})
_EITHER = frozenset({"either.than", "measure.difference", "select.either"})
_THAN = ("que", "qu", "ke", "k")


def _city(piece: Piece, after: Sequence[Piece]) -> Piece:
    """Read the name of a city that is a word of talk as well ("Safi") as the city, where it is asked about hubs."""
    if not piece.has("elsewhere.cities") or not piece.optional or not after or after[0].kind == "sign":
        return piece
    return replace(piece, senses=frozenset({"elsewhere.cities"})) if any(one.has(*_PLACES) for one in after) else piece


def _amount(piece: Piece, after: Sequence[Piece]) -> Piece:
    """Read "the 3" in front of a unit as a number, and not as three figures that were spoken of."""
    if not piece.has(*COUNTS):
        return piece
    counts = [count for sense, count in COUNTS.items() if piece.has(sense)]
    united = bool(after) and after[0].has("unit.million", "unit.billion", "unit.thousand", "measure.percent")
    if len(counts) != 1 or not united:
        return piece
    return replace(piece, senses=frozenset(), text=str(counts[0]), kind="number")


def _spent(pieces: Sequence[Piece]) -> list[Piece]:
    """Read money beside the strategy as its budget: "how much did the state spend on the strategy?"."""
    other = any(piece.has("indicator.", "segment.") and not piece.has("money.spent") for piece in pieces)
    strategy = any(piece.has("topic.strategy") for piece in pieces) and not other
    reason = any(
        piece.has("ask.why", "explain.why", "topic.drivers") and "money.spent" not in piece.senses for piece in pieces
    )
    named = not reason and any(piece.has("segment.") and not piece.has("segment._T") for piece in pieces)
    read = []
    for piece in pieces:
        if not piece.has("money.spent"):
            read.append(piece)
        elif strategy:
            read.append(replace(piece, senses=frozenset({"indicator.budget"})))
        elif piece.has("money.cost") and named:
            read.append(replace(piece, senses=frozenset({"elsewhere.measures"})))  # "what did ITO cost?"
        else:
            senses = piece.senses - {"money.spent", "money.cost"}
            read.append(replace(piece, senses=senses, kind=piece.kind if senses else "unknown", telling=not senses))
    return read


def _pronoun(pieces: Sequence[Piece], place: int) -> Piece:
    """Read "ca" as a pronoun unless it stands where the turnover would: "le CA 2024", "ca du CRM"."""
    piece = pieces[place]
    if piece.text != "ca" or not piece.has("refer.it"):
        return piece
    before = pieces[place - 1] if place else None
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    noun = before is not None and before.text in ("le", "du", "au", "quel", "un", "de", "mon", "son")
    noun = noun or (
        after is not None and (after.kind == "number" or after.has("segment.", "half.", "quarter.", "split.of"))
    )
    return piece if noun else replace(piece, senses=piece.senses - {"indicator.exports", "weak.alias"})


def _bounded(pieces: Sequence[Piece]) -> list[Piece]:
    """Read "more than a third of that", said of a segment, as a bound and the fraction that it is claimed to pass."""
    read = list(pieces)
    named = any(piece.has("segment.") and not piece.has("segment._T") for piece in pieces)
    for place, (piece, after) in enumerate(pairwise(pieces)):
        if piece.has("measure.versus") and piece.has("select.above") and _amount_follows(after):
            read[place] = replace(piece, senses=frozenset({"select.above"}))  # "over three quarters" sets nothing apart
        if piece.has("select.above") and piece.has("measure.versus") and _is_year(after):
            read[place] = replace(piece, senses=piece.senses - {"select.above", "tone.more"})  # "over 2024-26"
        if piece.text.startswith("plus ") and piece.has("select.max", "select.min") and _compares(pieces, place):
            read[place] = replace(piece, senses=_MORE if piece.has("select.max") else _LESS)  # "plus forte que"
        if after.has("fraction.") and piece.text in _BOUNDS:
            read[place] = replace(piece, senses=frozenset({_BOUNDS[piece.text]}))
        if piece.has("per.quarter") and piece.text == "a quarter" and after.has("split.of"):
            read[place] = replace(piece, senses=frozenset({"fraction.1_4"}))  # "a quarter of CRM"
        if piece.has("select.max") and piece.has("verify.beat") and after.has("select.segments", "quarter.", "half."):
            read[place] = replace(piece, senses=frozenset({"select.max"}))  # "the top segment" beats none
        if named and after.has("factor.") and piece.has("select.above", "select.below"):
            fractions = frozenset(f"fraction.{value}" for value in after.values("factor") if "_" in value)
            read[place + 1] = replace(after, senses=fractions | {"refer.inside"}) if fractions else after
    return read


def _amount_follows(after: Piece) -> bool:
    """Whether a number follows that can be no year: "over 40", "over three quarters"; not "over 2024"."""
    year = len(after.text) == _YEAR and after.text.isdigit()
    return (after.kind == "number" and not year) or after.has("fraction.")


def _is_year(piece: Piece) -> bool:
    return piece.kind == "number" and len(piece.text) == _YEAR and piece.text.isdigit()


_YEAR = 4


def _compares(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a French "plus" compares and ranks nothing: "plus forte que", "elle était plus élevée"."""
    following = next((piece for piece in pieces[place + 1 :] if piece.kind != "sign"), None)
    than = following is not None and following.text in ("que", "qu", "k")
    return than or (place > 0 and pieces[place - 1].text in _BEING)


_BEING = ("est", "etait", "sont", "etaient", "sera", "fut", "serait", "a ete", "ont ete", "est elle", "est il")


_MORE = frozenset({"measure.difference", "select.above", "tone.more"})
_LESS = frozenset({"measure.difference", "select.below", "tone.less"})
_BOUNDS = {"plus": "select.above", "moins": "select.below"}
"""French words that a fraction follows without "de": "plus du tiers", "moins du quart"."""


def _says_growth(pieces: Sequence[Piece], place: int) -> bool:
    after = list(pieces[place + 1 : place + 3])
    before = pieces[place - 1] if place else None
    adds = before is not None and (before.kind == "number" or before.has("measure.percent", "unit."))
    return len(after) == 2 and after[0].kind == "number" and after[1].has("measure.percent") and not adds
