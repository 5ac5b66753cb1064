"""What is asked of somebody or something else than the figures that are held.

Another country that was spoken of, people counted by what they are, a figure per engineer, an if.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.lexicon import PADDING
from bot.reading.query import Missing, Operation
from bot.reading.staff import parts_of_staff

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
    spoken += tuple(Missing(word=one.text, kind="countries") for one in premise.pieces if one.has("peer."))
    pairs = list(pairwise(frame.pieces))
    theirs = any(before.has("refer.third") and after.has("indicator.exports") for before, after in pairs)
    told = premise.has("aside.open", "hearsay.", "outlook.") or bool(premise.segments)
    if not spoken or (told and not theirs) or frame.has("place.MA", "self.") or not frame.has("refer.third"):
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
    told = premise.has("segment.", "indicator.exports", "half.", "quarter.") and not premise.amounts
    if not told or not frame.has("ask.amount", "measure.", "indicator."):
        return ()
    return tuple(Missing(word=piece.text) for piece in premise.pieces if piece.has("imagined."))


def not_counted(frame: Frame, fields: Mapping[str, Any]) -> list[Piece]:
    """Return people by what they are, clients, parts of counts, goals and budgets: none of them is counted."""
    people = [*_by_kind(frame), *_directly(frame), *_clients(frame), *_each_person(frame), *_parts_of_people(frame)]
    return [
        *people,
        *parts_of_staff(frame, fields),
        *_imagined_rate(frame),
        *_part_of_figure(frame, fields),
        *_goal_of_segment(frame, fields),
        *_rank_in(frame, fields),
        *_elsewhere_held(frame, fields),
    ]


def _imagined_rate(frame: Frame) -> list[Piece]:
    """Return the "imagine" of "imagine exports fall by 20 %, how much?": a rate that is only supposed."""
    if not frame.has("imagined."):
        return []
    supposed_ = any(amount.unit == "percent" for amount in frame.unquoted) and frame.has("ask.amount")
    moved = frame.has("measure.fall", "measure.growth", "direction.")
    return [piece for piece in frame.pieces if piece.has("imagined.")] if supposed_ and moved else []


def _part_of_figure(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the training of "of the 11 billion, how much for training?": a quoted goal or budget has no parts."""
    parted = [
        place
        for place, _ in frame.quotes
        if any(one.has("split.out", "part.of") for one in frame.pieces[max(place - _NEAR, 0) : place])
        or any(one.has("part.of") for one in frame.pieces[place + 1 :])
    ]
    if (
        not parted
        or not frame.has("ask.amount")
        or frame.has("per.", "divide.")
        or fields.get("operation") not in _LEVELS
    ):
        return
    printed = [one for place, quotes in frame.quotes if place in parted for one in quotes]
    goals = all(one.outlook or one.indicator != "exports" for one in printed)
    if not goals or any(one.relation for one in printed):
        return
    named = [piece for piece in frame.pieces[parted[0] :] if piece.has("segment.", "hint.", "topic.", "indicator.")]
    known = {one.indicator for one in printed}
    yield from (piece for piece in named if not piece.optional and not known & set(piece.values("indicator")))


def _goal_of_segment(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the segment of "the growth expected of CRM in 2025": only the whole is projected."""
    if fields.get("operation") is Operation.GROWTH and frame.segments and not frame.amounts:
        forecast = frame.has("outlook.projection", "outlook.target") and not frame.has("outlook.result")
        yield from (piece for piece in frame.pieces if forecast and set(piece.values("segment")) - {TOTAL})


def _rank_in(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the rank of "Casablanca's rank" and of "Morocco's rank in AI": hubs are not ranked, nor is AI."""
    if fields.get("operation") not in (Operation.MEMBERSHIP, Operation.EXPLANATION):
        return
    ranked = [piece for piece in frame.pieces if piece.has("select.ranking") and not piece.optional]
    if (
        ranked
        and frame.has("place.")
        and not frame.has("ask.why", "topic.ahead", "topic.markets", "topic.drivers", "indicator.rank_world")
    ):
        yield from ranked


def _elsewhere_held(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the hubs of "exports of the emerging hubs", and the ministry of "how many employees at the ministry?"."""
    figures = frame.exports or frame.has("measure.growth", "measure.share", "measure.percent")
    listed = fields.get("operation") is Operation.MEMBERS and fields.get("about") == "hub"
    listed = listed or fields.get("operation") in (Operation.GROWTH, Operation.SHARE, Operation.TREND)
    if listed and figures and not frame.has("ask.", "verify.", "explain.", "combine."):
        yield from (piece for piece in frame.pieces if piece.has("indicator.hub", "topic.hubs_emerging"))
    if fields.get("indicator") != "jobs" or frame.has("hearsay.", "explain.source"):
        return
    for place in frame.at("indicator.jobs"):
        after = next(
            (
                (at, one)
                for at, one in enumerate(frame.pieces[place + 1 :])
                if not (one.senses and one.senses <= _SMALL)
            ),
            None,
        )
        if after is not None and after[0] and after[1].has("institution."):
            yield after[1]


_NEAR = 2
_LEVELS = (Operation.VALUE, Operation.DEFINITION)


def _by_kind(frame: Frame) -> Iterator[Piece]:
    """Yield the young and the foreigners of "how many young people are there?"; the young who are trained are held."""
    if not frame.has("hint.young", "hint.foreign") or (frame.has(*_TRAINED) and not frame.segments):
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
    for before, piece in _after(frame, "ask.count") if frame.has("counted.clients") else ():
        if piece.has("counted.clients") and before.has("ask.count"):
            yield piece


def _each_person(frame: Frame) -> Iterator[Piece]:
    """Yield the "engineer" of "exports per engineer" and of "what does an ITO engineer earn?"."""
    if not frame.has("split.per", "someone."):
        return
    for before, piece in pairwise(frame.pieces):
        another = set(before.values("segment")) - {TOTAL} - set(piece.values("segment"))
        named = " " not in piece.text and set(piece.values("segment")) - {TOTAL}
        if before.has("split.per") and named and not frame.has("explain."):
            yield piece  # "dirhams per call centre agent"
        elif piece.has("someone.") and (another or (before.has("split.by") and piece.has("segment."))):
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


_SMALL = frozenset({PADDING, "split.of", "split.out", "split.in", "span.from", "span.to"})


def counts_unknown(frame: Frame) -> bool:
    """Whether something is counted that nothing explains: "how many nationalities work there?"."""
    return any(before.has("ask.count") and after.kind == "unknown" for before, after in pairwise(frame.pieces))
