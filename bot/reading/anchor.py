"""How surely a clause is about this subject."""

from __future__ import annotations

from bot.reading.frame import Frame
from knowledge.periods import PeriodKind


def weigh(frame: Frame) -> int:
    """Weigh how surely a clause is about this subject."""
    score = 0
    if frame.segments or frame.has("perimeter."):
        score += 3
    for piece in frame.pieces:
        if piece.has("indicator.exports"):
            score += 3 if "xpor" in piece.text else 1
        elif piece.has("segment._T"):
            score += 1 if len(piece.text) < 7 and piece.text != "digital" else 2
        elif piece.has("indicator.", "institution.", "topic.", "place."):
            score += 1 if piece.optional or piece.has("place.MA") else 2
    if frame.times.periods or frame.times.flags & {"latest", "half_any"}:
        score += 1
    if any(period.kind in (PeriodKind.HALF, PeriodKind.QUARTER) for period in frame.times.periods) or _only_periods(
        frame
    ):
        score += 1
    score += 2 if frame.has("per.job", "explain.coverage") else 1 if frame.has("per.") else 0
    if any(figure.unit == "MAD_bn" for figure in frame.figures):
        score += 1
    if frame.has(
        "measure.",
        "select.max",
        "select.min",
        "select.ranking",
        "select.each",
        "select.breakdown",
        "outlook.",
        "explain.source",
        "explain.coverage",
        "select.segments",
        "hint.",
        "nth.",
    ):
        score += 1
    if frame.has("explain.source", "select.segments", "outlook.projection"):
        score += 1
    return score


def _only_periods(frame: Frame) -> bool:
    """Whether a message is a period and next to nothing else: "2025 ?"."""
    words = [place for place, piece in enumerate(frame.pieces) if piece.kind != "sign" and place not in frame.numbered]
    return bool(frame.times.periods) and len(words) <= 1
