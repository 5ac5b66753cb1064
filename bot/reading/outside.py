"""What is asked of somebody or something else than the figures that are held.

Another country that was spoken of, people counted by what they are, a figure per engineer, an if.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.reading.cover import Piece
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.lexicon import PADDING
from bot.reading.query import Missing

_OTHERS = ("countries", "companies", "cities", "other_sectors")
"""What a "its" or "there" may stand for, where one was spoken of just before."""
_PEOPLE = ("indicator.jobs", "hint.jobs", "hint.young", "hint.foreign")
_NAMED = ("segment.", "indicator.", "place.", "topic.", "perimeter.")
_TRAINED = ("indicator.trainees_per_year", "hint.trainees_per_year", "topic.strategy", "topic.goals")


def of_premise(frame: Frame, premise: Frame | None) -> tuple[Missing, ...]:
    """Return what the statement before a question makes of it: another country's figure, or one under an if."""
    return (of_another(frame, premise) or supposed(frame, premise)) if premise is not None else ()


def of_another(frame: Frame, premise: Frame) -> tuple[Missing, ...]:
    """Return the country of "Egypt is ahead. How much are its exports?": the figure asked for is its own."""
    spoken = tuple(one for one in premise.elsewhere if one.kind in _OTHERS)
    ours = premise.has("self.", "aside.open", "hearsay.", "segment.", "outlook.") or frame.has("place.MA", "self.")
    if not spoken or ours or not frame.has("refer.third"):
        return ()
    pointing = frame.at("refer.third")
    named = frame.at("segment.", "indicator.", "select.segments", "topic.")
    first = next((place for place in pointing if not named or place < named[0]), None)
    after = next((place for place in pointing if named and place > named[-1]), None)
    asks = bool(named) or frame.has("ask.amount", "measure.")
    owner = first if first is not None else after
    return spoken[-1:] if asks and owner is not None else ()


def supposed(frame: Frame, premise: Frame) -> tuple[Missing, ...]:
    """Return the "suppose" of "suppose CRM disappears; how much would exports be?"."""
    told = premise.has("segment.", "indicator.exports") and not premise.numbers
    if not told or not frame.has("ask.amount", "measure.", "indicator."):
        return ()
    return tuple(Missing(word=piece.text) for piece in premise.pieces if piece.has("imagined."))


def counted_otherwise(frame: Frame) -> list[Piece]:
    """Return people by what they are, clients, the two parts of a count: none of them is counted."""
    return [*_by_kind(frame), *_directly(frame), *_clients(frame), *_each_person(frame), *_parts_of_people(frame)]


def _by_kind(frame: Frame) -> Iterator[Piece]:
    """Yield the young and the foreigners of "how many young people are there?"; the young who are trained are held."""
    if frame.has(*_TRAINED) and not frame.segments:
        return
    for before, piece in _after(frame, "ask.count", "measure.percent", "measure.share"):
        if piece.has("hint.young", "hint.foreign") and (before.has("ask.count") or not piece.has("indicator.")):
            yield piece


def _directly(frame: Frame) -> Iterator[Piece]:
    """Yield "direct" and "indirect" where each is counted for itself: the one count holds both."""
    parts = frame.at("pieces.direct"), frame.at("pieces.indirect")
    counts = frame.at("ask.amount", "measure.share", "measure.percent", "select.breakdown", "select.each")
    if not all(parts) or not counts or not frame.has("indicator.jobs", "hint.jobs", "held.persons"):
        return
    between = [place for place in counts if min(parts[0][0], parts[1][0]) < place < max(parts[0][0], parts[1][0])]
    if between or frame.has("measure.share", "measure.percent", "select.breakdown"):
        yield from (frame.pieces[place] for place in parts[1])


def _clients(frame: Frame) -> Iterator[Piece]:
    for before, piece in _after(frame, "ask.count"):
        if piece.has("counted.clients") and before.has("ask.count"):
            yield piece


def _each_person(frame: Frame) -> Iterator[Piece]:
    """Yield the "engineer" of "exports per engineer" and of "what does an ITO engineer earn?"."""
    for before, piece in pairwise(frame.pieces):
        another = set(before.values("segment")) - {TOTAL} - set(piece.values("segment"))
        if piece.has("someone.") and (another or (before.has("split.by") and piece.has("segment."))):
            yield piece


def _parts_of_people(frame: Frame) -> Iterator[Piece]:
    """Yield the people of "what percentage of people are in CRM?": jobs are not counted by segment."""
    if not frame.segments or frame.has("per.job"):
        return
    for _, piece in _after(frame, "measure.percent", "measure.share"):
        if piece.has(*_PEOPLE) and not piece.optional:
            yield piece


def _after(frame: Frame, *senses: str) -> Iterator[tuple[Piece, Piece]]:
    """Yield what stands right behind one of these, past articles and prepositions."""
    for place in frame.at(*senses):
        rest = frame.pieces[place + 1 :]
        following = next((one for one in rest if not one.senses <= _SMALL and one.kind != "sign"), None)
        if following is not None:
            yield frame.pieces[place], following


_SMALL = frozenset({PADDING, "split.of", "split.in", "span.from", "span.to"})
