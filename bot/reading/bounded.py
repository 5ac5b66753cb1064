"""Segments that meet several conditions: "above 3 billion in 2024 but not in H1 2025", "below ITO yet above ESO"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.query import Amount, Condition, Operation
from knowledge.periods import Period

Fields = dict[str, Any]

_UP = ("select.above", "tone.more", "verify.beat", "measure.ahead")
_DOWN = ("select.below", "tone.less")
_NAMED = ("ask.which", "ask.who", "select.segments")
_COUNTED = ("ask.amount", "ask.degree", "measure.points", "ask.affirm", "select.max", "select.min")
_WHICH = ("ask.which", "ask.who", "ask.what", "select.segments", "select.each", "ask.amount")
_MOVED = ("measure.growth", "measure.fall", "direction.", "measure.ratio", "fraction.", "factor.")
_OTHER = ("ask.why", "nth.", "explain.definition")
_UNITS = ("percent", "MAD_bn", "")
_MOST = 4
_EXPLAINS = (
    "combine.sum",
    "combine.except",
    "combine.rest",
    "refer.two",
    "tone.",
    "select.",
    "measure.",
    "verify.",
    "ask.",
    "explain.source",
)


@dataclass(frozen=True)
class _Said:
    """A bound or a period, where it stands; ``denied`` is a period that is said not to meet the bound before it."""

    place: int
    bounds: tuple[Condition, ...] = ()
    period: Period | None = None
    denied: bool = False


def bounded(frame: Frame) -> Fields | None:
    """Read which segments lie beyond several bounds or beyond one in several periods, or whether one of them does."""
    if frame.has(*_MOVED, *_OTHER) or set(frame.indicators) - {"exports", "hub"} or _compares(frame):
        return None
    said = sorted((*_bounds(frame), *_periods(frame)), key=lambda one: one.place)
    bounds = [bound for one in said for bound in one.bounds]
    if _by_how_much(frame, said):
        return None
    relative = {code for bound in bounds for code in (bound.segment, bound.beside) if code}
    periods = [one for one in said if one.period is not None]
    several = len(bounds) > 1 or len(periods) > 1
    which = frame.has("ask.which", "ask.who") and len(frame.segments) > 1 and not relative
    if not bounds or not (several or which or (relative and frame.has(*_NAMED) and not frame.has(*_COUNTED))):
        return None
    if sum(bound.threshold is not None for bound in bounds) != len(frame.amounts):
        return None
    about = tuple(code for code in frame.segments if code not in relative)
    within = about if len(about) > 1 and not relative and frame.has("ask.which", "ask.who") else ()
    about = () if within else about
    subject = _subject(frame, about, said) if several else None
    if (about or not (relative or frame.has(*_WHICH)) or _whole(frame)) and subject is None:
        return None
    if subject is None and len([piece for piece in frame.pieces if piece.has("ask.which", "ask.who")]) > 1:
        return {"operation": Operation.UNCLEAR}  # "which one passes 3 billion in 2024, and which one in H1 2025?"
    conditions = _dated(said)
    if not conditions or len(conditions) > _MOST:
        return {"operation": Operation.UNCLEAR}
    rates = {bound.threshold.unit for bound in conditions if bound.threshold is not None}
    share = frame.has("measure.share", "measure.percent") if not rates else rates == {"percent"}
    return {
        "operation": Operation.SELECTION,
        "measure": "share" if share else "amount",
        "conditions": conditions,
        "segments": subject or (),
        "within": within,
        "explains": _EXPLAINS,
    }


def _by_how_much(frame: Frame, said: list[_Said]) -> bool:
    """Whether the bound behind a segment is that of the gap: "ITO beats CRM by more than 2 billion"."""
    behind = [one for one in said if one.bounds]
    for first, second in pairwise(behind):
        apart = frame.pieces[first.place : second.place]
        joined = any(piece.has("follow.and", "follow.or", "combine.except") or piece.kind == "sign" for piece in apart)
        if first.bounds[0].segment and second.bounds[0].threshold is not None and not joined:
            return True
    return False


def _compares(frame: Frame) -> bool:
    """Whether a gap, a meaning or the first of two is asked for beside what could be bounds."""
    gaps = ("measure.difference", "measure.versus", "measure.compare", "measure.points", "combine.needed")
    return any(piece.has(*gaps) and not piece.has(*_UP, *_DOWN) for piece in frame.pieces if not piece.optional)


def _subject(frame: Frame, about: tuple[str, ...], said: list[_Said]) -> tuple[str, ...] | None:
    """Return whom a claim is about, named in front of all bounds: "is ITO above 5 billion in 2024 and in H1 2025?"."""
    asks = frame.verdict or (frame.questioned and not frame.asks)
    first = next(one.place for one in said if one.bounds)
    crossed = any(bound.segment for one in said for bound in one.bounds) and said[0].period is not None
    if not asks or frame.has(*_NAMED) or len(about) > 1 or crossed:
        return None
    if about:
        return about if frame.segment_places[0] < first else None
    return ("_T",) if _whole(frame) else None


def _whole(frame: Frame) -> bool:
    return not frame.segments and (frame.exports or frame.says_total) and not frame.has(*_NAMED)


def _bounds(frame: Frame) -> Iterator[_Said]:
    """Find each bound with the figure or the segment right behind it."""
    amounts = {number.start: number.amount for number in frame.numbers if not number.year}
    for place, piece in enumerate(frame.pieces):
        if piece.has("select.between"):
            yield from _between(frame, place, amounts)
            continue
        up, down = piece.has(*_UP), piece.has(*_DOWN)
        if up is down:
            continue
        after = _next(frame, place, amounts)
        if after is None:
            continue
        if after in amounts and amounts[after].unit in _UNITS:
            yield _Said(place, (Condition(threshold=amounts[after], below=down),))
        elif code := _segment(frame.pieces[after]):
            yield _Said(place, (Condition(segment=code, below=down),))


def _between(frame: Frame, place: int, amounts: dict[int, Amount]) -> Iterator[_Said]:
    """Read "between ITO and ESO": behind the one, ahead of the other."""
    first = _next(frame, place, amounts)
    second = _next(frame, first, amounts) if first is not None else None
    if first is None or second is None:
        return
    one, other = _segment(frame.pieces[first]), _segment(frame.pieces[second])
    placed = not frame.has("select.max", "tone.", "measure.ahead", "follow.or")
    if one and other and one != other and placed and frame.has("ask.what", *_NAMED):
        yield _Said(place, (Condition(segment=one, beside=other),))


def _segment(piece: Piece) -> str:
    codes = [code for code in piece.values("segment") if code != "_T"]
    return codes[0] if len(codes) == 1 else ""


def _next(frame: Frame, place: int, amounts: dict[int, Amount]) -> int | None:
    """Return where the next thing stands that is said, over padding and links."""
    for at in range(place + 1, len(frame.pieces)):
        piece = frame.pieces[at]
        if at in amounts or _segment(piece):
            return at
        if not piece.optional and not piece.has("follow.and", "follow.or"):
            return None
    return None


def _periods(frame: Frame) -> Iterator[_Said]:
    for moment in frame.times.moments:
        before = [piece for piece in frame.pieces[: moment.start] if not piece.optional and piece.kind != "sign"]
        denied = bool(before) and before[-1].has("negate.not")
        yield _Said(moment.start, period=moment.period, denied=denied)


def _dated(said: list[_Said]) -> tuple[Condition, ...]:
    """Give each bound the periods that stand behind it, or before it where none does."""
    found: list[Condition] = []
    ends_dated = said[-1].period is not None
    for place, one in enumerate(said):
        if not one.bounds:
            continue
        behind = _run(said, place + 1) if ends_dated else []
        before = [other for other in said[:place] if other.period is not None]
        periods = behind or before[-1:]
        for bound in one.bounds:
            if not periods:
                found.append(bound)
            for other in periods:
                below = bound.below is not other.denied
                found.append(bound.model_copy(update={"period": other.period, "below": below}))
    return tuple(dict.fromkeys(found))


def _run(said: list[_Said], start: int) -> list[_Said]:
    """Return the periods that stand together behind a bound, over other bounds: "below ITO, above ESO in 2024"."""
    periods: list[_Said] = []
    for one in said[start:]:
        if one.period is not None:
            periods.append(one)
        elif periods:
            break
    return periods
