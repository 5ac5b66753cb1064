"""Follow-ups on one figure that was spoken of: half of it, the first, the latter, the other half-year."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Operation, Query
from bot.reading.referring import ordered
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]
_LISTS = (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION)


def _places(frame: Frame, kind: str) -> list[int]:
    """Return the places in an order that are named, each once."""
    return sorted({place for piece in frame.pieces for place in piece.places(kind)})


def part_of_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the second?" after a first half, "just the fourth" after quarter by quarter."""
    last = before.last
    if last is None or last.operation in _LISTS or named(frame) or frame.has("select.segments", "ask.which", "top."):
        return None
    place = next((place for kind in ("nth", "order") for place in _places(frame, kind)), 0)
    kinds = {period.kind for period in last.periods}
    kind = next(iter(kinds & {PeriodKind.HALF, PeriodKind.QUARTER}), None)
    if kind is None and last.per == "quarter" and last.periods:
        kind = PeriodKind.QUARTER
    most = {PeriodKind.HALF: 2, PeriodKind.QUARTER: 4}.get(kind, 0) if kind is not None else 0
    if kind is None or not 1 <= place <= most or frame.times.periods:
        return None
    if len(before.group(0)) > 1 and len({one.segments for one in before.group(0)}) > 1 and not frame.has("nth."):
        return None
    period = Period(kind=kind, year=last.periods[-1].year, index=place)
    operation = (
        last.operation if last.operation in (Operation.SHARE, Operation.GROWTH, Operation.SUM) else Operation.VALUE
    )
    asked = plain(last).model_dump() | {"operation": operation, "periods": (period,), "per": "", "of": ()}
    return asked, ("segments",)


def the_first(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "back to the first, its growth?" and "the latter, in 2024?" as questions about what was named."""
    last = before.last
    listed = last is not None and (last.operation is Operation.RANKING or _whole_list(last))
    listed = listed and not (before.listed and _one_of_them(frame))
    if last is None or listed or named(frame):
        return None
    which = frame.has("ask.which") and not frame.has("measure.", "unit.")
    if which or frame.has("ask.who", "select.segments", "top.", "bottom."):
        return None
    of = ordered(frame, before)
    if len(of) != 1 or not (of[0].segments or of[0].indicator != last.indicator):
        return None
    periods = fields.get("periods") or _stepped(frame, of[0].periods)
    operation, measure = _asked_of(frame, of[0])
    asked: Fields = {"indicator": of[0].indicator, "segments": of[0].segments, "periods": periods, "measure": measure}
    return asked | {"operation": operation, "unit": fields.get("unit", "")}, ("segments",)


def _stepped(frame: Frame, periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """Return the year before or after, where it is asked for: "the first one again, but the year before"."""
    if len(periods) != 1 or frame.times.periods:
        return periods
    step = {"year_before": -1, "year_after": 1}
    return next((_years_on(periods[0], by) for flag, by in step.items() if flag in frame.times.flags), periods)


def _years_on(period: Period, by: int) -> tuple[Period, ...]:
    return (Period(kind=period.kind, year=period.year + by, index=period.index),)


def _one_of_them(frame: Frame) -> bool:
    """Whether "the second one" can only be one of a list, and not a place in a ranking that is asked for."""
    ordered_ = [piece for piece in frame.pieces if piece.has("order.")]
    return bool(ordered_) and not any(piece.has("nth.", "select.") for piece in ordered_)


def _whole_list(last: Query) -> bool:
    return last.operation is Operation.BREAKDOWN and len(last.segments) < 2


def _asked_of(frame: Frame, one: Query) -> tuple[Operation, str]:
    several = len(one.segments) > 1
    if frame.has("measure.growth", "measure.fall", "direction."):
        return Operation.GROWTH, "amount"
    if frame.has("measure.share", "measure.percent"):
        return (Operation.SUM if several else Operation.SHARE), "share" if several else "amount"
    if frame.has("measure.amount", "unit.", "ask.amount"):
        return (Operation.SUM if several else Operation.VALUE), "amount"
    return one.operation, one.measure


def moved_too(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and BPO, by how much?" after the growth of another segment."""
    last = before.last
    if last is None or last.operation is not Operation.GROWTH or len(frame.segments) != 1 or frame.says_total:
        return None
    asks = frame.has("measure.difference") and not frame.has(
        "measure.versus", "select.above", "select.below", "combine."
    )
    if not asks or frame.figures or frame.has("measure.share", "measure.ratio", "measure.points", "refer.it"):
        return None
    periods = frame.times.periods or last.periods
    return plain(last).model_dump() | {"segments": frame.segments, "periods": periods}, ("operation", "periods")


def same_measure(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "in %?" after a growth, or after one segment against another."""
    last = before.last
    percent = frame.has("measure.percent") and not frame.has("measure.growth", "measure.fall", "combine.", "per.")
    percent = percent and not frame.has("measure.points")
    if last is None or not percent or frame.segments or frame.times.periods or frame.figures:
        return None
    if frame.has("outlook.projection", "outlook.target"):
        return None
    if last.operation is Operation.GROWTH:
        return plain(last).model_dump() | {"comparison": ""}, ("operation", "segments", "periods")
    sides = parts(last)
    if last.operation is Operation.COMPARISON and len(sides) == 2 and last.measure == "amount":
        return {"operation": Operation.DERIVED, "of": sides, "comparison": "change"}, ("of",)
    if last.operation is Operation.REMAINDER:
        return plain(last).model_dump() | {"measure": "share"}, ("operation", "excluded", "periods")
    return None


def the_first_place(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "has the first one you named a park?" after a list of places."""
    last = before.last
    places = _places(frame, "order")
    told = last is not None and last.operation in (Operation.MEMBERS, Operation.MEMBERSHIP)
    if not told or not before.listed or len(places) != 1 or abs(places[0]) > len(before.listed) or frame.segments:
        return None
    place = before.listed[places[0] - 1] if places[0] > 0 else before.listed[places[0]]
    about = "park" if frame.has("indicator.park") else "hub"
    asked: Fields = {"operation": Operation.MEMBERSHIP, "about": about, "places": (place,)}
    return asked | {"explains": ("order.", "nth.", "select.", "given.", "refer.", "number.")}, ("places",)


def still_quoted(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so it is no growth?" after a figure that was quoted: what it stands for says so."""
    last = before.last
    told = last is not None and last.operation is Operation.DEFINITION and last.threshold is not None
    asks = frame.has("measure.growth", "measure.progress") and frame.has("verify.so", "negate.not", "refer.subject")
    if last is None or not told or not asks or named(frame) or frame.times.periods or frame.amounts:
        return None
    if frame.has("ask.amount", "ask.which", "refer.its"):
        return None
    return plain(last).model_dump(), ("operation",)


def unit_of_another(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and compared with that of 2024?" after an average a month as one average against the other."""
    last, said = before.last, frame.times.periods
    compares = frame.has("measure.compare", "measure.versus", "measure.difference")
    if last is None or last.operation is not Operation.PER_UNIT or not compares or len(said) != 1 or frame.segments:
        return None
    if last.per == "jobs" or last.periods == said or frame.figures or not last.periods:
        return None
    if frame.has("select.above", "select.below", "direction."):
        return None
    of = (plain(last), plain(last).model_copy(update={"periods": said, "outlook": False}))
    return {"operation": Operation.DERIVED, "of": of, "comparison": "difference"}, ("of",)
