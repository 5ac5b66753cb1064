"""Two questions in one sentence: "the total in 2024 and ITO's share", "what is CRM and how much did it earn?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.reading.bounded import bounded
from bot.reading.claimed import side_by_side
from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.opposed import of_segments
from bot.reading.query import Operation, Query
from bot.reading.thresholds import MOST_LINKS

_ONE = (
    "measure.difference",
    "measure.ratio",
    "measure.versus",
    "measure.compare",
    "measure.points",
    "select.between",
    "combine.sum",
    "combine.rest",
    "combine.except",
    "combine.only",
    "combine.needed",
    "combine.match",
    "refer.two",
    "top.",
    "bottom.",
)
"""What holds both halves of a sentence together: it is one question about two things."""
_ASKED = {
    "share": ("measure.share", "measure.percent"),
    "growth": ("measure.growth", "measure.fall", "measure.trend"),
    "ranking": ("select.max", "select.min", "select.ranking", "nth."),
    "breakdown": ("select.breakdown", "select.each"),
    "outlook": ("outlook.projection", "outlook.target"),
    "source": ("explain.source",),
    "definition": ("explain.definition",),
    "reason": ("ask.why", "explain.why"),
    "where": ("ask.where",),
    "topic": ("topic.",),
    "progress": ("measure.progress",),
    "unit": ("per.",),
}


def halves(sentence: Sequence[Piece], today: date) -> Iterator[tuple[Sequence[Piece], Sequence[Piece]]]:
    """Yield the ways in which a sentence falls into two that each ask for something of their own."""
    if not 0 < sum(_joins(piece) for piece in sentence[1:-1]) <= MOST_LINKS:
        return
    whole = Frame.of(sentence, today)
    if whole.has("follow.or") and (whole.quoted or _of_those_two(whole)):
        return  # "0.2 %, KPO's share or the growth?"
    yield from _by_how_much(sentence, today)
    if (
        any(piece.has(*_ONE) and not piece.has("segment._T") for piece in whole.pieces)
        or of_segments(whole)
        or side_by_side(whole)
        or bounded(whole)
    ):
        return
    for place, piece in enumerate(sentence):
        if not _joins(piece) or not 1 <= place < len(sentence) - 1:
            continue
        if piece.text == "+" and sentence[place - 1].has("segment.") and sentence[place + 1].has("segment."):
            continue  # "ITO+ESO" is their sum
        left = Frame.of(sentence[:place], today)
        if not (before := _asked(left)):
            continue
        right = Frame.of(sentence[place + 1 :], today)
        if _leans(right, left):
            continue
        after = _asked(right)
        again = before & after and left.times.periods and right.times.periods
        own = again and set(left.segments).isdisjoint(right.segments) and left.times.periods != right.times.periods
        own = bool(own and left.segments and right.segments)  # "ITO in H1 2025 and CRM in 2024"
        if (
            piece.text == ","
            and not left.asks
            and not (_listed(left) and _listed(right) and (own or not before & after))
        ):
            continue
        amount = after == {"amount"} and not right.has("ask.", "measure.amount")
        amount = amount and not _of_its_own(left, right) and not own
        if (after - before or again) and not amount:
            yield sentence[:place], sentence[place + 1 :]


_COMPUTES = ("measure.percent", "measure.progress", "measure.ratio", "measure.difference", "measure.growth")


def _leans(right: Frame, left: Frame) -> bool:
    """Whether the second half only says more of the first: both are one question."""
    if right.has("refer.it") and not left.segments and not right.segments and right.has("ask.affirm"):
        return True
    if len(left.quotes) > 1 and right.has(*_COMPUTES) and not (_figures(right) or right.times.periods or right.quotes):
        return True  # "17.9 in 2023 and 25 in 2026, so what percentage of the way is it?"
    if right.has("per.job") and left.quotes and "jobs" in left.indicators:
        return True  # "with the 148,500 jobs, exports per job?"
    if right.opening is not None and right.opening.has("per.", "combine.add"):
        return True  # "per employee and per month"
    if right.has("outlook.") and not (_figures(right) or right.has("ask.")) and set(left.indicators) - {"exports"}:
        return True  # "back to the jobs, is there a goal for 2030?"
    # "which grew faster, ESO or BPO, and at what rate?"
    return _of_those_two(left) and not _figures(right) and right.has("measure.") and not right.times.periods


def _joins(piece: Piece) -> bool:
    """Whether a piece may stand between two questions."""
    return piece.has("follow.and") or piece.text in {",", "et", "and", "n", "&", "+"}


def _by_how_much(sentence: Sequence[Piece], today: date) -> Iterator[tuple[Sequence[Piece], Sequence[Piece]]]:
    """Part "who comes second, and by how many points?" at the link: the second half leans on the first."""
    if not any(piece.has("measure.difference", "measure.points") for piece in sentence):
        return
    for place, piece in enumerate(sentence):
        if not piece.has("follow.and") or not 1 <= place < len(sentence) - 1:
            continue
        left, right = Frame.of(sentence[:place], today), Frame.of(sentence[place + 1 :], today)
        ranks = left.has("ask.who", "ask.which") and left.has("nth.", "select.max", "select.min") and not left.segments
        gap = right.has("measure.difference", "measure.points") and not (_figures(right) or right.times.periods)
        if ranks and gap and not left.has("measure.difference", "measure.points", "select.between"):
            yield sentence[:place], sentence[place + 1 :]


def differ(first: Query, second: Query) -> bool:
    """Whether two halves are two questions."""
    told = (Operation.EXPLANATION, Operation.DEFINITION, Operation.SOURCE, Operation.MEMBERS, Operation.MEMBERSHIP)
    if first.operation is second.operation and first.operation in told:
        return (first.topic, first.about) != (second.topic, second.about)
    kept = {"origins", "earlier", "mentioned", "passed"}
    return first.model_dump(exclude=kept) != second.model_dump(exclude=kept)


def _of_those_two(frame: Frame) -> bool:
    """Whether one of several segments is asked for: what follows without a name is said of that one."""
    return len(frame.segments) > 1 and frame.has("ask.which", "ask.who", "follow.or")


def _listed(frame: Frame) -> bool:
    """Whether a part is an item of a list ("exports 2024, jobs, projection 2025") and no sentence."""
    named = _figures(frame) or frame.has("outlook.", "topic.")
    told = any(piece.kind in ("light", "noun", "unknown") for piece in frame.pieces)
    return named and not told and not frame.has("ask.", "verify.", "self.", "hearsay.", "aside.close")


def _figures(frame: Frame) -> bool:
    """Whether something is named that a figure is of."""
    return bool(frame.segments or frame.indicators) or frame.says_total


def _of_its_own(left: Frame, right: Frame) -> bool:
    """Whether a whole figure follows on something else: "the hubs and the total 2024"."""
    figure = bool(right.times.periods) and (right.says_total or right.exports or bool(right.segments))
    return figure and not (left.segments or left.exports or left.says_total or left.times.periods)


def _asked(frame: Frame) -> set[str]:
    """Return the kinds of things that a half asks for."""
    found = {kind for kind, senses in _ASKED.items() if frame.has(*senses)}
    found |= set(frame.indicators) - {"exports"}
    named = bool(frame.segments) or frame.says_total or frame.exports
    of_it = frame.has("refer.its") and frame.has("measure.amount")
    if frame.has("ask.amount") or (named and frame.times.periods) or of_it:
        found.add("amount")
    return found
