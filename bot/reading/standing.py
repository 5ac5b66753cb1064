"""Questions that stand by themselves: they name the whole and a time, and take nothing from what was spoken of."""

from __future__ import annotations

from bot.reading.frame import Frame

_OF_SOMETHING = (
    "correct.mean",
    "measure.share",
    "measure.points",
    "measure.ratio",
    "measure.progress",
    "combine.",
    "per.",
    "outlook.",
    "select.",
    "order.",
    "nth.",
    "top.",
    "bottom.",
    "explain.",
    "ask.why",
)
"""What is asked of one thing beside another, which may be what was spoken of: "in % of the 2024 total"."""

_BESIDE = ("relative.year_before", "relative.year_after")
"""Times told from another one."""


def stands_alone(frame: Frame) -> bool:
    """Whether a clause asks for the whole of a named time by itself: "what were digital exports in 2023?"."""
    several = len(frame.times.periods) > 1
    if not (frame.says_total or frame.exports) or not frame.times.periods:
        return False
    if frame.has("refer.subject") and not _subject_named(frame):
        return False  # "how much did it bring in in 2024?"
    # "does H1 2025 pass half of the exports of 2024?", "between H1 2024 and H1 2025"
    bound = ("select.above", "select.between") if several else ()
    of_something = [piece for piece in frame.pieces if piece.has(*_OF_SOMETHING) and not piece.has(*bound)]
    if set(frame.indicators) - {"exports"} or frame.segments or of_something:
        return False
    if (frame.amounts and not _subject_named(frame)) or (frame.has("measure.percent") and not frame.figures):
        return False
    opening = frame.opening
    linked = opening is not None and opening.has("follow.", "refer.", "negate.")
    points = any(
        piece.has("refer.", *_BESIDE) and not piece.optional and not piece.has("verify.inversion")
        for piece in frame.pieces
    )
    compares = frame.has("measure.difference", "measure.versus", "factor.", "fraction.", "times.")
    return not linked and not points and (not compares or several)


def _subject_named(frame: Frame) -> bool:
    """Whether the exports, or the country, stand before the pronoun that takes them up: "le Maroc a-t-il exporté"."""
    named = [place for place in frame.at("indicator.exports", "segment._T") if "xport" in frame.pieces[place].text]
    named += frame.at("place.MA")
    pronouns = frame.at("refer.subject")
    inverted = all(frame.pieces[place].has("verify.inversion") for place in pronouns)
    return bool(named) and inverted and all(min(named) < place for place in pronouns)
