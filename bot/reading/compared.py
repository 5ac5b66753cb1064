"""Rules for segments against each other."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece
from bot.reading.first_placed import leads_all
from bot.reading.frame import Frame
from bot.reading.query import Operation, Query
from knowledge.periods import PeriodKind

Fields = dict[str, Any]


_PAIR = 2


def _sides(frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split the segments at the word that compares them: what stands before, and what after."""
    split = list(frame.at("measure.versus", "measure.difference", "measure.ratio", "measure.compare"))
    split = split or (frame.at(*_PLACED) if frame.compared or _placed_between(frame) else [])
    sequence = [
        (place, piece.values("segment")[0])
        for place, piece in enumerate(frame.pieces)
        if piece.has("segment.") and not piece.has("segment._T")
    ]
    for cut in split:
        left = tuple(dict.fromkeys(code for place, code in sequence if place < cut))
        right = tuple(dict.fromkeys(code for place, code in sequence if place > cut and code not in left))
        if left and right:
            return left, right
    group = _added(frame, sequence)
    rest = tuple(code for code in frame.segments if code not in group)
    return (group, rest) if len(group) > 1 and rest else (frame.segments[:1], frame.segments[1:])


_PLACED = ("select.above", "select.below", "verify.beat", "tone.more", "tone.less")


def _placed_between(frame: Frame) -> bool:
    """Whether it is asked how much one segment lies above another: "how much is ITO above CRM?"."""
    if len(frame.segments) != _PAIR or not frame.has("ask.amount") or frame.figures:
        return False
    placed = frame.at("select.above", "select.below", "measure.ahead")
    named = frame.segment_places
    return bool(placed) and named[0] < placed[0] < named[-1]


def _slashed(frame: Frame) -> Fields | None:
    """Read "ITO/CRM, H1 2025" as the one over the other."""
    if len(frame.segments) != _PAIR:
        return None
    places = frame.at("segment.")
    between = [piece for piece in frame.pieces[places[0] + 1 : places[-1]] if not piece.optional]
    asked = frame.has("measure.", "combine.", "select.", "nth.")
    if len(between) != 1 or between[0].text not in "/÷" or asked:
        return None
    sides = {"segments": frame.segments[:1], "against": frame.segments[1:]}
    return {"operation": Operation.COMPARISON, "comparison": "ratio"} | sides


def _plus(frame: Frame) -> bool:
    return any(piece.text == "+" for piece in frame.pieces)


def _added(frame: Frame, sequence: list[tuple[int, str]]) -> tuple[str, ...]:
    """Return the segments that a sign or a link adds up: "ESO + CRM on one side, ITO on the other"."""
    group: list[str] = []
    for (place, code), (after, other) in pairwise(sequence):
        between = [piece for piece in frame.pieces[place + 1 : after] if not piece.optional or piece.has("follow.and")]
        if between and all(piece.text in "+&" or piece.has("follow.and", "combine.sum") for piece in between):
            group += [code, other]
        elif group:
            break
    return tuple(dict.fromkeys(group))


def comparison(frame: Frame) -> Fields | None:
    """Read one segment, or period, against another."""
    told = ("measure.ratio", "measure.difference", "measure.points", "measure.compare", "measure.versus")
    compares = frame.has(*told) and not _years_through(frame)
    ends = frame.has("select.between") and frame.has("ask.amount") and len(frame.ranks) == _PAIR
    if not compares and not frame.compared and not ends and not _placed_between(frame):
        return _slashed(frame)
    if _claims_only_amount(frame) or _taken_out(frame) or leads_all(frame):
        return None
    kind = next((kind for kind in ("ratio", "points", "difference") if frame.has(f"measure.{kind}")), "")
    measure = (
        "share"
        if frame.has("measure.share", "measure.points") and frame.segments
        else "growth"
        if frame.has("measure.growth", "measure.fall") and len(frame.segments) > 1
        else "amount"
    )
    kind = kind or ("difference" if ends or _placed_between(frame) else "")
    fields: Fields = {"operation": Operation.COMPARISON, "comparison": kind, "measure": measure}
    if not frame.segments and len(frame.ranks) == 2 and not frame.has("top.", "bottom.") and not _from_top(frame):
        return fields | {"ranks": frame.ranks, "measure": "share" if kind == "points" else measure}
    if len(frame.segments) == 2 and kind == "difference" and measure == "amount" and _in_percent(frame):
        periods = frame.times.periods
        of = tuple(Query(operation=Operation.VALUE, segments=(code,), periods=periods) for code in frame.segments)
        return {"operation": Operation.DERIVED, "comparison": "change", "of": of}
    if len(frame.segments) >= 2:
        return fields | _opposed(frame)
    if kind == "points" and len(frame.segments) == 1 and len(frame.times.periods) == 1:
        period = frame.times.periods[0]
        return {"operation": Operation.SHARE, "comparison": "points", "periods": (period.year_before(), period)}
    if _against_rest(frame):
        return fields | {"against": ("rest",)}
    if len(frame.times.periods) > 1 or frame.times.flags & {"year_before", "same_period"}:
        if measure == "share":
            return {"operation": Operation.SHARE, "comparison": "points"}
        return {"operation": Operation.GROWTH, "comparison": kind or "difference"}
    bounded = bool(frame.figures) and frame.has("select.above", "select.below")  # "ESO made more than 2.5 billion?"
    moved = any(piece.has("direction.") and not piece.has("measure.difference") for piece in frame.pieces)
    moved = (moved and not frame.segments) or frame.has("measure.growth", "measure.fall")  # "en hausse de combien ?"
    partial = kind and not moved and not frame.verdict and not bounded and not _earned(frame, kind)
    return fields | {"partial": True} if partial else None


def _years_through(frame: Frame) -> bool:
    """Whether all years of a stretch are asked for: "offshoring from 2020 to 2023", and nothing about the change."""
    years = [period.year for period in frame.times.periods if period.kind is PeriodKind.YEAR]
    through = "range" in frame.times.flags and max(years, default=0) - min(years, default=0) > 1
    compares = any(piece.has("measure.", "direction.") and not piece.has("span.from") for piece in frame.pieces)
    return through and not compares and not frame.figures and len(frame.segments) < _PAIR and not frame.verdict


def _taken_out(frame: Frame) -> bool:
    """Whether all segments are listed behind what takes them out: "if we remove CRM and ESO from the total"."""
    cuts, named = frame.at("combine.except"), [place for place in frame.at("segment.") if _of_one(frame.pieces[place])]
    if not cuts or len(named) < _PAIR or cuts[0] > named[0]:
        return False
    between = [piece for piece in frame.pieces[named[0] : named[-1]] if piece.kind != "sign" and not _of_one(piece)]
    listed = all(
        (piece.optional and not piece.has("measure.versus", "span.from")) or piece.has("combine.except")
        for piece in between
    )
    compares = ("measure.ratio", "measure.difference", "measure.points", "measure.compare")
    bound = ("combine.except", "select.above", "select.below") if frame.figures else ("combine.except",)
    other = any(piece.has(*compares) and not piece.has(*bound) for piece in frame.pieces)
    return listed and not other and not frame.pieces[cuts[0]].has("negate.not")


def _of_one(piece: Piece) -> bool:
    return piece.has("segment.") and not piece.has("segment._T")


def _earned(frame: Frame, kind: str) -> bool:
    """Whether "gagné" says what was made, and not how much more: "combien l'ITO a gagné ?"."""
    named = bool(frame.segments) or frame.exports or frame.says_total
    earned = all(piece.has("earned.") for piece in frame.pieces if piece.has("measure.difference"))
    return kind == "difference" and earned and named


_OTHER_THAN_FIRST = (
    "measure.growth",
    "measure.fall",
    "measure.share",
    "measure.percent",
    "measure.points",
    "order.",
    "nth.",
    "combine.needed",
    "direction.",
    "outlook.",
)


def in_front(frame: Frame) -> Fields | None:
    """Read "which segment came out ahead in 2024?" as the first of the ranking, "which one trailed?" as the last."""
    if frame.segments or frame.amounts or not frame.has("measure.difference"):
        return None
    which = frame.has("ask.which", "ask.who", "ask.what") and frame.has("select.segments")
    other = any(piece.has(*_OTHER_THAN_FIRST) and not piece.has("select.segments", "tone.") for piece in frame.pieces)
    if not which or other:
        return None
    if len(frame.times.periods) > 1 or frame.times.flags & {"year_before", "same_period"} or len(frame.ranks) > 1:
        return None
    order = "min" if frame.has("tone.less", "select.below", "select.min") else "max"
    first: Fields = {"operation": Operation.RANKING, "order": order, "rank": 1, "measure": "amount", "segments": ()}
    return first | {"explains": ("combine.rest", "explain.why", "refer.other", "earned.", "measure.difference")}


def _from_top(frame: Frame) -> bool:
    """Whether the ends only say in which order to rank: "rank them from largest to smallest"."""
    sets = frame.has("measure.difference", "measure.ratio", "measure.compare", "measure.points", "measure.versus")
    listed = frame.has("span.from") and not frame.has("ask.amount", "measure.difference", "measure.ratio")
    return set(frame.ranks) == {1, -1} and (frame.has("select.ranking") or listed or not sets)


def _against_rest(frame: Frame) -> bool:
    """Whether one segment is set against all others: "ITO against the rest", "CRM versus the other segments"."""
    if len(frame.segments) != 1:
        return False
    others = frame.has("refer.other") and frame.has("select.segments") and not frame.times.periods[1:]
    sets_against = frame.has("measure.compare", "measure.versus", "measure.difference")
    return frame.has("combine.rest") or (others and sets_against)


def _opposed(frame: Frame) -> Fields:
    """Return the two sides of a comparison of several segments; nothing where each stands for itself."""
    rest = [place for place in frame.at("combine.rest") if not frame.pieces[place].has("refer.other")]
    if rest and rest[-1] > frame.at("segment.")[-1]:
        return {"segments": frame.segments, "against": ("rest",)}  # "CRM and ITO against the rest"
    if frame.has("combine.sum", "combine.rest") or len(frame.segments) == _PAIR or _plus(frame):
        left, right = _sides(frame)
        return {"segments": left, "against": right} if right else {}
    return {}


def _in_percent(frame: Frame) -> bool:
    """Whether one amount is asked for in percent above another: "by what percent is ITO ahead of CRM?"."""
    other = frame.has("measure.share", "combine.", "select.above", "select.below", "direction.", "ask.affirm")
    return frame.has("measure.percent") and len(frame.times.periods) == 1 and not other and not frame.figures


def growth_of_several(frame: Frame) -> Fields:
    """Read the growth of several segments as one against the other: no one asks for the growth of their sum."""
    left, right = _sides(frame)
    return {"operation": Operation.COMPARISON, "measure": "growth", "segments": left, "against": right}


def _claims_only_amount(frame: Frame) -> bool:
    return (
        frame.has("combine.sum")
        and bool(frame.figures)
        and not frame.has("measure.versus", "measure.ratio", "measure.compare")
    )
