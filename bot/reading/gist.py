"""The gist of a question told in other words: what it is about by stems that stand together, where no rule reads it.

It never leads to a figure of a period, a segment or a place: only to statements, lists and the headline counts, and
only where nothing in the clause asks for something that is not held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Operation

Fields = dict[str, Any]
Stems = tuple[tuple[str, ...], ...]
"""Groups of stems: of each group one has to begin a word, each another word."""

_DOMAIN = (
    "segment.",
    "indicator.",
    "topic.",
    "institution.",
    "place.MA",
    "perimeter.",
    "select.segments",
)
_NUMERIC = (
    "measure.percent",
    "measure.points",
    "measure.ratio",
    "measure.difference",
    "measure.share",
    "per.",
    "unit.",
    "combine.sum",
    "combine.needed",
    "outlook.",
)
_COUNTS = frozenset({"jobs", "headline"})
_OPEN_TO_SEGMENTS = frozenset({"topic.high_value_services", "topic.growth_drivers"})


class Gist:
    """What questions are about, by the stems of one language."""

    def __init__(self, stems: Mapping[str, Sequence[str]]) -> None:
        self._stems = {about: tuple(_groups(line) for line in lines) for about, lines in stems.items()}

    def fields(self, frame: Frame, least: int) -> Fields:
        """Return the fields of the query that a clause comes to; empty where its gist is not clear.

        ``least`` is how many stems have to stand together.
        """
        subject = any(piece.has(*_DOMAIN) and not piece.guessed for piece in frame.pieces)
        if frame.elsewhere or frame.figures or frame.idle or frame.has(*_NUMERIC) or not subject:
            return {}
        about = self._about([word for piece in frame.pieces for word in piece.text.split()], least)
        places = [code for code in frame.values("place") if code != "MA"]
        counts = about in _COUNTS
        if places and frame.has("indicator.jobs", "indicator.exports"):
            return {}  # "jobs in Agadir's new hub": no figure is held of a city
        if not about or (counts and (frame.times.periods or places or frame.segments)):
            return {}
        if counts is not frame.has("ask.count", "ask.amount") and about != "headline":
            return {}
        if frame.segments and about not in _OPEN_TO_SEGMENTS:
            return {}
        return _fields(about)

    def _about(self, words: Sequence[str], least: int) -> str:
        """Return what most lines of stems say it is about, the longer ones first; empty for a draw."""
        scores = {
            about: (max(len(groups) for groups in found), len(found))
            for about, lines in self._stems.items()
            if (found := [groups for groups in lines if len(groups) >= least and _all(groups, words)])
        }
        ranked = sorted(scores, key=lambda about: scores[about], reverse=True)
        if not ranked or (len(ranked) > 1 and scores[ranked[0]] == scores[ranked[1]]):
            return ""
        return ranked[0]


def _groups(line: str) -> Stems:
    return tuple(tuple(group.split("|")) for group in line.split())


def _all(groups: Stems, words: Sequence[str]) -> bool:
    """Whether each group begins a word of its own."""
    left = list(words)
    for group in groups:
        found = next((word for word in left if word.startswith(group)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _fields(about: str) -> Fields:
    kind, _, value = about.partition(".")
    if kind == "topic":
        return {"operation": Operation.EXPLANATION, "topic": value}
    if kind == "members":
        return {"operation": Operation.MEMBERS, "about": "hub", "topic": value}
    if kind == "jobs":
        return {"operation": Operation.VALUE, "indicator": "jobs"}
    if kind == "headline":
        return {"operation": Operation.VALUE, "indicator": "exports"}
    return {"operation": Operation(kind)}
