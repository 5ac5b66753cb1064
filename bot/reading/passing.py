"""Words that nothing explains and that may still be passed over, because of where they stand.

"Between ITO and CRM, who is *winning* in 2024?" asks for the same figures without that word; "*bakery* exports in
2024", "exports of *toys*" and "jobs in *Wakanda*" do not. A word restricts what is asked for where it stands beside it
or behind a preposition. So a question that is surely of this subject, and asks outright for something that is measured
here, may hold one such word elsewhere; the reply then says which word it left out.
"""

from __future__ import annotations

from bot.reading.anchor import weigh
from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.thresholds import ANCHOR_STRONG, MOST_PASSED, SHORTEST_PASSED

_NAMES = ("segment.", "indicator.", "place.", "perimeter.", "measure.share", "hint.", "institution.", "topic.")
"""What a word beside it restricts."""
_HEAD = (
    "ask.which",
    "ask.count",
    "ask.who",
    "measure.versus",
    "measure.difference",
    "split.by",
    "split.in",
    "combine.",
    "nth.",
    "order.",
)
"""What the word behind is an object of."""
_ASKS = ("ask.amount", "measure.", "select.", "nth.", "top.", "combine.", "per.", "fraction.", "outlook.", "direction.")
_LINKS = ("light", "noun")
SHORTEST_WORD = 3
"""Letters up to which a word that says nothing is an article or the like."""


def passed(frame: Frame) -> tuple[str, ...]:
    """Return the unknown words of a clause that may be passed over; empty where one of them may not."""
    places = [place for place, piece in enumerate(frame.pieces) if piece.kind == "unknown"]
    others = len(frame.unknown) - len(places)
    if frame.quotes and not frame.has(*_NAMES, "outlook.", "hint.", "unit.billion", "unit.mad", "half."):
        return ()  # "2.58 vs 2.334, ratio of gears": numbers alone do not show what is spoken of
    if not places or others or frame.elsewhere or len(places) > MOST_PASSED or weigh(frame) < ANCHOR_STRONG:
        return ()
    if not (frame.has(*_ASKS) or frame.verdict) or not all(_aside(frame, place) for place in places):
        return ()
    return tuple(frame.pieces[place].text for place in places)


def _aside(frame: Frame, place: int) -> bool:
    """Whether a word stands beside nothing that it could restrict."""
    piece = frame.pieces[place]
    if piece.telling or not piece.text.isalpha() or len(piece.text) < SHORTEST_PASSED:
        return False
    before = [other for other in reversed(frame.pieces[:place]) if not _article(other)]
    following = frame.pieces[place + 1 :]
    ahead = next((other for other in following if other.kind not in _LINKS and not _noun(other)), None)
    if ahead is not None and ahead.has(*_NAMES) and not ahead.optional:
        return False  # "bakery exports", "video game exports"
    if not before or before[0].kind == "sign":
        return True
    of = before[0].has("split.of") and len(before) > 1 and before[1].has(*_NAMES)
    return not (of or before[0].has(*_HEAD) or (before[0].has(*_NAMES) and not before[0].optional))


def _noun(piece: Piece) -> bool:
    """Whether a piece is a longer word that says nothing, and no preposition: it may belong to a name."""
    return piece.optional and len(piece.text) > SHORTEST_WORD and not piece.has("split.", "follow.", "ask.", "verify.")


def _article(piece: Piece) -> bool:
    """Whether a piece is a short word that says nothing, and no preposition."""
    return piece.optional and len(piece.text) <= SHORTEST_WORD and not piece.has("split.of", "split.in", "split.by")
