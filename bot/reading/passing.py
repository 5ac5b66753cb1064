"""Words that nothing explains and that may still be passed over, because of where they stand.

"CRM in 2024, says the latest *tally*" asks for the same figure without its last word; "*bakery* exports in 2024" does
not. A word restricts what is asked for where it stands beside it; at the end of a clause, or in one that holds nothing
of the subject, it hardly does. The reply then says which word it left out.
"""

from __future__ import annotations

from bot.reading.anchor import weigh
from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.thresholds import ANCHOR_STRONG, MOST_PASSED, SHORTEST_PASSED

_SUBJECT = (
    "segment.",
    "indicator.",
    "measure.",
    "select.",
    "outlook.",
    "topic.",
    "place.",
    "perimeter.",
    "hint.",
    "per.",
    "nth.",
)
_HEAD = (
    "ask.which",
    "ask.what",
    "ask.count",
    "ask.who",
    "measure.versus",
    "measure.difference",
    "split.by",
    "split.in",
    "combine.",
)


def passed(frame: Frame) -> tuple[str, ...]:
    """Return the unknown words of a clause that may be passed over; empty where one of them may not."""
    places = [place for place, piece in enumerate(frame.pieces) if piece.kind == "unknown"]
    others = len(frame.unknown) - len(places)
    if not places or others or frame.elsewhere or len(places) > MOST_PASSED or weigh(frame) < ANCHOR_STRONG:
        return ()
    return tuple(frame.pieces[place].text for place in places) if all(_aside(frame, place) for place in places) else ()


def _aside(frame: Frame, place: int) -> bool:
    """Whether a word stands behind all that is asked for in its part of the clause, and beside none of it."""
    piece = frame.pieces[place]
    if piece.named or not piece.text.isalpha() or len(piece.text) < SHORTEST_PASSED:
        return False
    start, end = place, place + 1
    while start and frame.pieces[start - 1].kind != "sign":
        start -= 1
    while end < len(frame.pieces) and frame.pieces[end].kind != "sign":
        end += 1
    if any(_subject(frame, after) for after in range(place + 1, end)):
        return False
    before = list(range(start, place))
    if not any(_subject(frame, other) for other in before):
        return bool(before) or start > 0
    return _apart(frame, before)


def _apart(frame: Frame, before: list[int]) -> bool:
    """Whether something that says nothing stands between a word and what is asked for."""
    last = frame.pieces[before[-1]]
    if last.has(*_HEAD) or not last.optional or last.has("split.of") or _subject(frame, before[-1]):
        return False
    two = frame.pieces[before[-2]] if len(before) > 1 else None
    return two is None or not (_article(last) and two.has(*_HEAD, "split.of"))


def _article(piece: Piece) -> bool:
    return len(piece.text) <= 3


def _subject(frame: Frame, place: int) -> bool:
    piece = frame.pieces[place]
    return place in frame.numbered or (piece.has(*_SUBJECT) and not piece.optional)
