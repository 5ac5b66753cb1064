"""What a sentence says of the one before it: what was meant, a remark that asks nothing, the year meant instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.reading.cover import Piece, following
from bot.reading.lexicon import ELSEWHERE

TOLD = (
    "segment.",
    "indicator.",
    "measure.",
    "topic.",
    "outlook.",
    "half.",
    "place.",
    "perimeter.",
    "select.",
    "combine.",
    "unit.",
)
"""What a statement of this subject tells something of."""
SUBJECTS = (*TOLD, "quarter.", "elsewhere.", "held.", "factor.")
"""What a question may be about."""


def is_year(piece: Piece) -> bool:
    """Whether a piece is a number that can only be a year."""
    return piece.kind == "number" and re.fullmatch(r"(19|20)\d\d", piece.text) is not None


def with_what_is_meant(sentences: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Join "I mean the ones where operators are" to the question that it says more of."""
    joined: list[list[Piece]] = []
    for sentence in sentences:
        opening = next((piece for piece in sentence if piece.kind != "sign"), None)
        says_more = opening is not None and opening.has("correct.mean") and not opening.has("negate.")
        asked = (
            bool(joined) and joined[-1][-1].text == "?" and any(one.has("elsewhere.", "place.") for one in joined[-1])
        )
        if says_more and asked and sentence[-1].text != "?" and not any(_tells_apart(one) for one in sentence):
            joined[-1] = [*joined[-1][:-1], *sentence, joined[-1][-1]]
        else:
            joined.append(list(sentence))
    return joined


def _tells_apart(piece: Piece) -> bool:
    """Whether a piece names something to be asked for instead: "I mean exports", "I mean 2024"."""
    return piece.kind == "number" or piece.has("segment.", "elsewhere.", "place.", "half.", "measure.")


def only_remarked(sentence: Sequence[Piece], first: Sequence[Piece]) -> bool:
    """Whether a statement only follows a question on what is not held: "…, coverage rate? it is a new hub"."""
    asked = first is not sentence and first[-1].text == "?" and any(one.has(f"{ELSEWHERE}.") for one in first)
    marked = any(piece.text == "?" for piece in sentence)
    other = any(piece.has("ask.") and not piece.has("ask.affirm") and not piece.optional for piece in sentence)
    return asked and not marked and not other


def year_after_negated(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Read "not 2023 but the year that followed" as the later year."""
    for place, piece in enumerate(clause[:-1]):
        if not piece.has("negate.not"):
            continue
        after = following(clause, place)
        later = next((at for at in range(place, len(clause)) if clause[at].has("relative.year_after")), 0)
        if after is not None and is_year(clause[after]) and later:
            year = str(int(clause[after].text) + 1)
            named = replace(clause[later], senses=frozenset(), kind="number", text=year)
            return [*clause[:place], *clause[after + 1 : later], named, *clause[later + 1 :]]
    return clause


def years_meant(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Read "neither 2024 nor 2025: the year just before" and "2016 …. Exports that year?" as the year itself."""
    return _that_year(_beside_negated(pieces))


def _beside_negated(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Read the year before, or after, the ones that are said not to be wanted."""
    out: list[int] = []
    years: list[int] = []
    for place, piece in enumerate(pieces):
        after = following(pieces, place) if piece.has("negate.not") else None
        if after is not None and is_year(pieces[after]):
            out += range(place, after + 1)
            years.append(int(pieces[after].text))
    told = [place for place, piece in enumerate(pieces) if is_year(piece) and place not in out]
    relative = [place for place, piece in enumerate(pieces) if piece.has("relative.year_before", "relative.year_after")]
    if not years or told or len(relative) != 1 or relative[0] < max(out):
        return pieces
    at = relative[0]
    year = min(years) - 1 if pieces[at].has("relative.year_before") else max(years) + 1
    named = replace(pieces[at], senses=frozenset(), kind="number", text=str(year))
    kept = [named if place == at else piece for place, piece in enumerate(pieces) if place not in out]
    return kept[1:] if kept and kept[0].text in (",", ":") else kept


def _that_year(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Read "that year" as the one year that an earlier sentence of the same message names."""
    at = next((place for place, piece in enumerate(pieces) if piece.has("relative.that_year")), None)
    years = {piece.text for piece in pieces if is_year(piece)}
    if at is None or len(years) != 1:
        return pieces
    named = next(place for place, piece in enumerate(pieces) if is_year(piece))
    apart = any(piece.kind == "sign" and piece.text in ".!?;" for piece in pieces[named:at])
    dated = any(piece.has("half.", "quarter.") for piece in pieces)
    if not apart or dated:
        return pieces
    year = replace(pieces[at], senses=frozenset(), kind="number", text=next(iter(years)))
    return [*pieces[:at], year, *pieces[at + 1 :]]
