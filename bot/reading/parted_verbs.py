"""Verbs in two parts: "take CRM *out of* the total", "leave engineering aside", « mettre le CRM de côté »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bot.reading.cover import Piece
from bot.reading.lexicon import PADDING

_OUT = frozenset({"combine.except", "combine.without"})
_LONGEST = 12
"""Pieces of a list of segments between a verb and its second part."""


def joined_verbs(pieces: Sequence[Piece]) -> list[Piece]:
    """Read a verb with its second part behind what it takes away as one word that takes something out."""
    read = list(pieces)
    for place, piece in enumerate(pieces):
        if piece.has("cut.aside") and place:
            _aside(read, place)
        if piece.has("divide.verb"):
            _divided(read, place)
        if piece.has("heap.verb"):
            _heaped(read, place)
        if not piece.has("cut.verb"):
            continue
        if _away_before(read, place):
            continue
        taken = list(takewhile(_listed, pieces[place + 1 : place + 1 + _LONGEST]))
        end = place + 1 + len(taken)
        if end == len(pieces) or not pieces[end].has("cut.away") or not any(one.has(*_TAKEN) for one in taken):
            continue
        read[place] = replace(piece, senses=_OUT | {"cut.order"})
        closes = end + 1 == len(pieces) or pieces[end + 1].kind == "sign"  # "take ITO away, what is left?"
        links = frozenset() if closes else frozenset({"split.in", "measure.versus", "span.from"})
        read[end] = replace(pieces[end], senses=links | {PADDING})
    return read


def _aside(read: list[Piece], place: int) -> None:
    """Read "tourism aside" as nothing that is asked for, and "CRM aside" as what is left out."""
    if read[place - 1].has("elsewhere."):
        read[place - 1 : place + 1] = [replace(one, senses=frozenset({PADDING})) for one in read[place - 1 : place + 1]]
    elif read[place - 1].has("segment.") and all(_listed(one) for one in read[: place - 1]):
        read[place] = replace(read[place], senses=_OUT)


def _heaped(read: list[Piece], place: int) -> None:
    """Read "stack 2024 on top of the first half of 2025" as the one added to the other."""
    onto = next((at for at in range(place + 1, len(read)) if read[at].has("heap.onto")), None)
    if onto is None or any(piece.kind == "sign" for piece in read[place:onto]):
        return
    heaped, under = read[place + 1 : onto], read[onto + 1 :]
    if all(any(one.kind == "number" or one.has(*_HEAPED) for one in part) for part in (heaped, under)):
        read[onto] = replace(read[onto], senses=frozenset({"combine.sum", "combine.add"}))


_HEAPED = ("segment.", "half.", "quarter.", "relative.", "indicator.exports")


_TAKEN = ("segment.", "half.1", "half.2", "quarter.1", "quarter.2", "quarter.3", "quarter.4")
"""What can be taken out of a whole: "take Q3 out of CRM 2024"."""


def _away_before(read: list[Piece], place: int) -> bool:
    """Read "set aside the call centres": both parts of the verb stand before what is left out."""
    away = place + 1
    if away + 1 >= len(read) or not read[away].has("cut.away"):
        return False
    listed = takewhile(_listed, read[away + 1 : away + 1 + _LONGEST])
    if not any(one.has(*_TAKEN) for one in takewhile(lambda one: not one.has("segment._T"), listed)):
        return False  # "the bite that engineering takes out of the total"
    read[place] = replace(read[place], senses=frozenset({PADDING}))
    read[away] = replace(read[away], senses=_OUT | {"cut.order"})
    return True


_PARTS = {"6": "per.sixth", "12": "per.twelfth"}


def _divided(read: list[Piece], place: int) -> None:
    """Read "divide the exports by twelve" as twelfths, "by the jobs" as the amount for each."""
    by = next((at for at in range(place + 1, len(read) - 1) if read[at].has("split.by")), None)
    if by is None or any(piece.kind == "sign" for piece in read[place:by]):
        return
    at = next((at for at in range(by + 1, len(read)) if not read[at].optional and not read[at].has("ask.count")), by)
    count = read[at].text if read[at].kind == "number" else next(iter(read[at].values("number")), "")
    part = "per.job" if read[at].has("indicator.jobs") else _PARTS.get(count, "")
    if part:
        read[at] = replace(read[at], senses=frozenset({part}), kind="phrase")
        for one in (place, *range(by, at)):
            read[one] = replace(read[one], senses=frozenset({PADDING}))


def _listed(piece: Piece) -> bool:
    """Whether a piece belongs to a list of segments, or of parts of a year."""
    return piece.has("segment.", "select.segments", "half.", "quarter.") or (
        (piece.optional or piece.text in ",&+") and not piece.has("cut.away", "clause.once")
    )
