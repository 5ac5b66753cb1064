"""What is asked behind talk of the asker: "I run a garage in Settat and we had a bet, how much did CRM make?".

Used where a sentence as a whole is not understood. What stands before the request may hold words that nothing
explains, a city or a line of business: they are the asker's own where a word for the asker stands before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.reading.asides import TELLERS, asks_for, their_own
from bot.reading.cover import Piece
from bot.reading.meant import is_year

_SPEAKS = (*TELLERS, "aside.speaks")
_OWN = ("aside.open", "aside.role", "self.")
_NAMES = ("segment.", "indicator.", "topic.", "perimeter.", "outlook.", "select.segments")
_ASKS = ("ask.", "measure.", "half.", "quarter.", "relative.", "select.", "aside.close", "wish.need", "verify.")
_PLACED = ("place.", "elsewhere.cities", "elsewhere.institutions")
_NEAR = 2


def requested(sentence: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield what is asked behind talk of the asker, from where the request begins."""
    for place in range(_NEAR, len(sentence)):
        parted = _parts(sentence[place - 1])
        if not parted and not _begins(sentence[place]):
            continue
        before, after = sentence[:place], sentence[place:]
        if _talks(before, after, parted=parted) and _complete(after, before) and not their_own(before, after):
            yield after


def guessed(sentence: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield a question without the guesses behind it: "how many a year, she has 50,000 in mind"."""
    for place, piece in enumerate(sentence):
        before, after = sentence[:place], sentence[place + 1 :]
        parts = piece.kind == "sign" and piece.text in ",;-("
        if not parts:
            continue
        asked = [one for one in before if one.has("ask.") and not one.optional]
        if not asked or not any(one.has("aside.guess") for one in after):
            continue
        wants = any((one.has("ask.") and not one.optional) or one.has("segment.", "half.", "outlook.") for one in after)
        if _named(before) and not wants and not any(is_year(one) for one in after):
            yield before
        return


def _named(said: Sequence[Piece]) -> bool:
    return any(piece.has(*_NAMES) and not piece.has("weak.") and not piece.optional for piece in said)


def _parts(piece: Piece) -> bool:
    return (piece.kind == "sign" and piece.text in ",:;-(") or piece.has("aside.link")


def _begins(piece: Piece) -> bool:
    """Whether a request begins with a word: "I'd like to know", "give me", "how much"."""
    return piece.has("aside.close", "wish.need") or (piece.has("ask.") and not piece.optional)


def _complete(after: Sequence[Piece], before: Sequence[Piece]) -> bool:
    """Whether a request names by itself what it is about; of another sector's people, outright."""
    names = ("segment.", "outlook.") if any(_foreign(piece) for piece in before) else _NAMES
    named = any(piece.has(*names) and not piece.has("weak.") and not piece.optional for piece in after)
    points = any(piece.has("refer.it", "refer.subject") for piece in after)
    told = any(piece.has("place.", "segment.") for piece in before)
    asks = any(piece.has(*_ASKS) or piece.kind == "number" or piece.text == "?" for piece in after)
    return named and asks and not (points and told)


def _foreign(piece: Piece) -> bool:
    return piece.has("elsewhere.") and not piece.has(*_PLACED)


def _talks(before: Sequence[Piece], after: Sequence[Piece], *, parted: bool) -> bool:
    """Whether all that stands before a request is talk of the asker."""
    if not any(piece.has(*(_SPEAKS if parted else TELLERS)) for piece in before):
        return False
    named = {code for piece in after for code in piece.values("segment")}
    own = spoken = wished = False
    for piece in before:
        if _parts(piece):
            own = spoken = False
        own = own or piece.has(*_OWN)
        spoken = spoken or piece.has(*_SPEAKS)
        wished = wished or piece.has("aside.close")
        again = bool(piece.values("segment")) and set(piece.values("segment")) <= named
        if (asks_for(piece) and not again) or (piece.has("ask.") and not piece.optional):
            return False
        if piece.has("elsewhere.", "place.") and not piece.has("place.MA") and (wished or not own):
            return False
        if piece.kind == "unknown" and (wished or not (own or (spoken and parted))):
            return False
    return True
