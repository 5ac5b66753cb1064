"""What a sentence says of the one before it: what was meant, a remark that asks nothing, the year meant instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.reading.cover import Piece
from bot.reading.lexicon import ELSEWHERE


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
        after = next((one for one in clause[place + 1 :] if not one.optional), None)
        later = next((at for at in range(place, len(clause)) if clause[at].has("relative.year_after")), 0)
        if after is not None and is_year(after) and later:
            year = str(int(after.text) + 1)
            named = replace(clause[later], senses=frozenset(), kind="number", text=year)
            return [*clause[:place], *clause[clause.index(after) + 1 : later], named, *clause[later + 1 :]]
    return clause
