"""What is set off from a question that is whole without it: "my phone dies soon, ITO H1 25", "2020, the covid year, …".

A part between commas, colons, dashes and brackets, or behind a "please", is left out where it talks of whoever asks,
or only says what year that was. It must hold nothing that a figure could be asked for, and no place or line of
business that the figure could be meant for: "textile: exports 2024?" is asked of the textiles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.reading.asides import asks_for, their_own
from bot.reading.cover import Piece
from bot.reading.meant import is_year

_SPEAKS = ("self.", "aside.open", "aside.role", "aside.speaks")
_WHOLE = ("segment.", "perimeter.", "outlook.", "topic.", "indicator.hub", "indicator.park")
"""What a question is about that is this sector's and no other's."""
_ASKS = ("ask.", "measure.", "half.", "quarter.", "relative.", "select.")
_OF_A_THING = ("place.", "elsewhere.cities", "elsewhere.countries", "elsewhere.institutions", "elsewhere.companies")
_WANTS = ("aside.close", "wish.need", "hearsay.", "verify.", "negate.", "select.above", "select.below", "refer.city")
_THINGS = ("elsewhere.other_subjects", "elsewhere.software_senses", "elsewhere.events")
_JOINS = ("split.", "span.", "combine.", "follow.or", "per.")
_LEAST, _FEWEST = 3, 2
"""Words of an aside, and of one behind a "please"."""


def set_apart(sentence: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield the sentence without what is set off in it and talks of the asker; first without all that does."""
    parts = _parts(sentence)
    apart = [place for place, part in enumerate(parts) if _of_asker(part) or _leans(parts[:place], part)]
    if not apart or len(apart) == len(parts):
        return
    kept = [piece for place, part in enumerate(parts) if place not in apart for piece in part]
    spoken = [piece for place in apart for piece in parts[place]]
    while kept and kept[0].kind == "sign":
        kept = kept[1:]
    if not their_own(spoken, kept) and _complete(kept, strict=any(piece.has("elsewhere.") for piece in spoken)):
        yield [*kept, *(piece for piece in sentence[-1:] if piece.text == "?" and kept[-1].text != "?")]


def _parts(sentence: Sequence[Piece]) -> list[list[Piece]]:
    """Part a sentence at its signs and behind each "please"; a sign closes the part before it."""
    parts: list[list[Piece]] = [[]]
    for piece in sentence:
        if piece.kind == "sign" and piece.text in ",:;-()":
            parts.append([])
            continue
        parts[-1].append(piece)
        if _please(piece):
            parts.append([])
    return [part for part in parts if part]


def _please(piece: Piece) -> bool:
    return piece.has("aside.close") and piece.optional


def _said(part: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in part if piece.kind != "sign" and not _please(piece)]


def _of_asker(part: Sequence[Piece]) -> bool:
    """Whether a part talks of the asker and names nothing that could be asked for: "our ERP takes only millions"."""
    said = _said(part)
    words = sum(len(piece.text.split()) for piece in said)
    return words >= _LEAST and any(piece.has(*_SPEAKS) for piece in said) and not any(_asked(piece) for piece in said)


def _leans(before: Sequence[Sequence[Piece]], part: Sequence[Piece]) -> bool:
    return bool(before) and (_behind_please(before[-1], part) or _names_year(before[-1], part))


def _behind_please(before: Sequence[Piece], part: Sequence[Piece]) -> bool:
    """Whether a part behind "please" says why: "svp l'imprimante attend"."""
    said = _said(part)
    if not (before and _please(before[-1])) or len(said) < _FEWEST or said[0].has(*_JOINS):
        return False
    foreign = any(piece.has("elsewhere.") and not piece.has(*_THINGS) for piece in said)
    return not foreign and not any(_asked(piece) or piece.kind == "unknown" for piece in said)


def _names_year(before: Sequence[Piece], part: Sequence[Piece]) -> bool:
    """Whether a part behind a year says what happened in it: "2020, année covid", "2020, the year of the lockdowns"."""
    said = _said(part)
    year = any(is_year(piece) for piece in _said(before)[-1:])
    named = any(piece.has("relative.year", "relative.whole") for piece in said[:2] + said[-1:])
    named = named or all(piece.has("elsewhere.events") or piece.optional for piece in said)
    told = [piece for piece in said if not piece.has("relative.year", "relative.whole")]
    return year and bool(told) and named and not any(_asked(piece) for piece in told)


def _asked(piece: Piece) -> bool:
    """Whether a figure could be asked by this word, or asked for it."""
    if piece.optional and not piece.has(*_OF_A_THING):
        return False
    if piece.has("quantity.only", "unit.million", "unit.billion"):
        return False  # "our template only takes millions"
    return asks_for(piece) or piece.kind == "number" or piece.has("ask.", "indicator.", "topic.", *_OF_A_THING, *_WANTS)


def _complete(kept: Sequence[Piece], *, strict: bool) -> bool:
    """Whether what is left names by itself what it is about and asks for something."""
    names = _WHOLE if strict else (*_WHOLE, "indicator.")
    named = any(piece.has(*names) and not piece.optional for piece in kept)
    asks = any(piece.has(*_ASKS) or piece.kind == "number" or piece.text == "?" for piece in kept)
    return named and asks and not any(piece.has("refer.city", "imagined.") for piece in kept)
