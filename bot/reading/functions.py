"""What is computed from figures that a clause refers to, by the words and signs between and around them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.cover import Printed, following
from bot.reading.frame import Frame
from bot.reading.query import Operand
from knowledge.periods import PeriodKind

PERCENT = ("measure.percent", "measure.share", "fraction.")
MOVED = ("measure.growth", "measure.fall", "direction.", "measure.difference")
_LEFT = ("combine.needed", "combine.rest", "combine.except")
_SIGNS = {"-": "difference", "+": "sum", "/": "ratio", "÷": "ratio"}
_YEARS = 2
"""Years between two figures from which on a change a year is told apart from the whole change."""


def function(frame: Frame, quoted: Sequence[Printed], found: Sequence[Operand]) -> str:
    """Choose what is computed; empty where nothing asks for it."""
    kinds = {one.indicator for one in found}
    if kinds == {"exports", "jobs"}:
        return "per_job"
    if len(kinds) > 1:
        return ""
    if any(one.relation for one in quoted):
        added = sign(frame) == "sum" or _summed(frame)
        shares = all(one.relation == "share" for one in quoted)
        return "points" if not added else "sum" if shares and len(found) == len(quoted) else ""
    return _of_levels(frame, found)


def _of_levels(frame: Frame, found: Sequence[Operand]) -> str:
    counted = frame.has("ask.amount") and not frame.has(*PERCENT)  # "how many jobs from 148,500 to 270,000?"
    moved = frame.has(*MOVED) or (_from_to(frame) and not counted)
    asked = sign(frame)
    of_target = {one.indicator for one in found} == {"trainees_per_year"} and frame.has(*PERCENT) and not moved
    chosen = (
        ("percentage", of_target),  # "14,000 a year: what percentage of the target is it?"
        ("ratio", frame.has("measure.ratio", "multiply.by") and not frame.has(*PERCENT)),
        ("yearly", frame.has("per.year") and _years_apart(found) and (moved or not _counted_yearly(found))),
        ("percentage", frame.has("fraction.") or _out_of(frame)),
        ("change", frame.has(*PERCENT) and moved),
        ("change", percent_above(frame)),
        ("percentage", frame.has(*PERCENT)),
        ("ratio", frame.has("measure.ratio", "times.2") or asked == "ratio"),
        ("sum", asked == "sum" or _summed(frame)),
        (
            "percentage",
            frame.has("measure.progress") and not frame.has("combine.needed", *MOVED) and not _came_to(frame),
        ),
        ("change", moved and not frame.has("measure.difference")),
        ("difference", asked == "difference" or frame.has("measure.difference", "measure.versus", "measure.compare")),
        ("difference", frame.has(*_LEFT) or _from_to(frame)),
    )
    return next((name for name, fits in chosen if fits), "")


def _came_to(frame: Frame) -> bool:
    """Whether the one figure that is quoted is what something is said to have come to: "ITO reached 9.797 in 2024"."""
    quoted = [place for place, _ in frame.quotes]
    return len(quoted) == 1 and any(following(frame.pieces, place) in quoted for place in frame.at("measure.progress"))


def percent_above(frame: Frame) -> bool:
    """Whether a percentage says by how much one figure lies above another: "53 % above 2024"."""
    for place in frame.at("measure.percent"):
        after = following(frame.pieces, place)
        if after is not None and frame.pieces[after].has("select.above", "tone.more"):
            return True
    return False


def _years_apart(found: Sequence[Operand]) -> bool:
    years = [one.period.year for one in found if one.period and one.period.kind is PeriodKind.YEAR]
    return len(years) < len(found) or max(years) - min(years) >= _YEARS


def _counted_yearly(found: Sequence[Operand]) -> bool:
    """Whether the count itself is one a year: "they train 100,000 a year"."""
    return {one.indicator for one in found} == {"trainees_per_year"}


def _from_to(frame: Frame) -> bool:
    """Whether the figures are the ends of a way: "from 26.22 to 40"."""
    places = [place for place, _ in frame.quotes]
    if len(places) < 2:
        return False
    opened = any(frame.pieces[place].has("span.from") for place in range(max(0, places[0] - 1), places[0]))
    return opened and any(frame.pieces[place].has("span.to") for place in range(places[0], places[-1]))


def _out_of(frame: Frame) -> bool:
    """Whether one figure is told out of another: "2.58 of 3.46"."""
    places = [place for place, _ in frame.quotes]
    if len(places) < 2 or frame.has(*MOVED, "measure.ratio", "combine.", "measure.versus"):
        return False
    between = [piece for piece in frame.pieces[places[0] + 1 : places[-1]] if not piece.has("unit.", "indicator.")]
    return any(piece.has("split.out") for piece in between) and all(piece.optional for piece in between)


def _summed(frame: Frame) -> bool:
    """Whether they are to be added; "27 vs 26.2, what is the plus?" asks for the difference."""
    if frame.has("measure.versus", "measure.difference"):
        return False
    first = min((place for place, _ in frame.quotes), default=0)
    return any(place > first or frame.pieces[place].text != "plus" for place in frame.at("combine.sum"))


def sign(frame: Frame) -> str:
    """Return what the signs right between figures or periods ask for; "2023-2024" and "mid-2025" ask for nothing."""
    figures = {number.start for number in frame.numbers if not number.year}
    moments = {moment.start for moment in frame.times.moments}
    before = frame.numbered | set(frame.at("unit.", "indicator.", "hint."))
    found = set()
    for place, piece in enumerate(frame.pieces[1:-1], 1):
        if piece.text not in _SIGNS or place - 1 not in before:
            continue
        dated = place + 1 in moments and piece.text in "-+" and "range" not in frame.times.flags
        if place + 1 in figures or piece.text == "÷" or dated:
            found.add(_SIGNS[piece.text])
    return found.pop() if len(found) == 1 else ""


def taken_away(frame: Frame) -> bool:
    """Whether a word right between two figures or periods takes one from the other: "H1 2025 minus H1 2024"."""
    starts = {moment.start for moment in frame.times.moments} | {place for place, _ in frame.quotes}
    again = len(frame.segments) == 1  # "ESO 2024 minus ESO H1 2025": the same one again
    for place in frame.at("combine.except", "measure.minus"):
        after = next(
            (
                at
                for at in range(place + 1, len(frame.pieces))
                if not frame.pieces[at].optional and not (again and frame.pieces[at].has("segment."))
            ),
            0,
        )
        before = next((at for at in range(place - 1, -1, -1) if not frame.pieces[at].optional), -1)
        if after in starts and before in frame.numbered | set(frame.at("unit.", "outlook.", "measure.rate")):
            return True
    return False
