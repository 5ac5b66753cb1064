"""The segments of a period as parts of a chart: which are known, which only together, how they stand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from bot.reading.query import Operation, Query
from bot.wording.charts.chart import Row
from bot.wording.charts.shelf import WHOLE, Shelf
from bot.wording.charts.words import Words
from knowledge import Estimate, Period, arithmetic

Part = tuple[tuple[str, ...], Estimate]
"""Some segments (one, or several that are known only together) and their figure."""

Pair = tuple[tuple[str, ...], Estimate, Estimate]
"""The same with the figures of two periods."""

UNITS = {"share": "share", "growth": "growth"}
"""Measures that are written in a unit of their own."""


def one_period(query: Query, shelf: Shelf) -> Period | None:
    """Return the one period that a chart shows: the one asked for, its latest known part, or the latest."""
    if len(query.periods) > 1:
        return None
    period = query.periods[0] if query.periods else shelf.latest()
    return shelf.settled(period) if period else None


def measure_of(query: Query) -> str:
    """Return what the bars measure: ``amount``, ``share`` or ``growth``."""
    if query.measure in UNITS:
        return query.measure
    return "share" if query.unit == "percent" or query.operation is Operation.SHARE else "amount"


def asked_segments(query: Query, shelf: Shelf) -> tuple[str, ...]:
    """Return the segments that the question is about; empty is all of them."""
    if query.operation is Operation.REMAINDER and query.excluded:
        chosen = tuple(code for code in shelf.parts if code not in query.excluded)
    else:
        chosen = query.segments
    group = shelf.knowledge.normal(chosen)
    return () if group == WHOLE else group


def sides(query: Query, shelf: Shelf) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the two sides of a comparison."""
    left, right = query.segments, query.against
    if right == ("rest",):
        right = tuple(code for code in shelf.parts if code not in left)
    if not right and len(left) == 2:
        left, right = left[:1], left[1:]
    known = {*left, *right} <= set(shelf.parts)
    return (left, right) if known else ((), ())


def known_parts(shelf: Shelf, period: Period, measure: str) -> tuple[list[Part], tuple[str, ...]]:
    """Return the segments by size, those that are known only together as one; and those that are not known."""
    single = [((code,), shelf.measured(measure, (code,), period)) for code in shelf.parts]
    parts: list[Part] = [(codes, one) for codes, one in single if one is not None]
    unknown = tuple(codes[0] for codes, one in single if one is None)
    if len(unknown) > 1 and (together := shelf.measured(measure, unknown, period)) is not None:
        parts.append((unknown, together))
        unknown = ()
    return sorted(parts, key=size, reverse=True), unknown


def known_pairs(shelf: Shelf, before: Period, after: Period) -> list[Pair]:
    """Return the segments by their later share, with both shares; the others together, where that is known."""
    pairs: list[Pair] = []
    rest: list[str] = []
    for code in shelf.parts:
        then, now = shelf.rate("share", (code,), before), shelf.rate("share", (code,), after)
        if then is None or now is None:
            rest.append(code)
        else:
            pairs.append(((code,), then, now))
    if len(rest) > 1:
        then, now = shelf.rate("share", rest, before), shelf.rate("share", rest, after)
        if then is not None and now is not None:
            pairs.append((tuple(rest), then, now))
    return sorted(pairs, key=lambda pair: pair[2].central, reverse=True)


def moved_most(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Return the segments whose share moved most, nothing where rounding could have moved it."""
    codes, then, now = max(pairs, key=lambda pair: abs(pair[2].central - pair[1].central))
    return codes if arithmetic.points(now, then).sign is not None else ()


def size(part: Part) -> Decimal:
    """Return what parts are sorted by."""
    return part[1].number


def holds(parts: Sequence[Part], asked: Sequence[str]) -> bool:
    """Whether the bars of these parts show the segments asked for, none more and none less."""
    shown = {code for codes, _ in parts if set(codes) <= set(asked) for code in codes}
    return shown == set(asked)


def in_order(parts: Sequence[Part]) -> bool:
    """Whether no two figures are too close to say which is larger."""
    return all(
        more.exact.low is not None and less.exact.high is not None and more.exact.low > less.exact.high
        for (_, more), (_, less) in pairwise(parts)
    )


def row(  # noqa: PLR0913  (the parts of a row)
    words: Words,
    codes: tuple[str, ...],
    estimate: Estimate,
    unit: str,
    *,
    strong: bool,
    beside: Estimate | None = None,
    earlier: Estimate | None = None,
    signed: bool = False,
    jointly: bool = False,
) -> Row:
    """Return the bar of some segments, with the share beside it or the earlier period before it."""
    label, detail = words.label(codes, jointly=jointly)
    mark = words.mark(estimate, unit, signed=signed)
    return Row(
        label=label,
        detail=detail,
        marks=(mark,) if earlier is None else (words.mark(earlier, unit), mark),
        beside=None if beside is None else words.mark(beside, beside.unit),
        strong=strong,
    )


def unpublished(words: Words, codes: Sequence[str]) -> list[str]:
    """Say which segments have no figure."""
    return [words.say("note.unknown", who=words.voice.listed(codes))] if codes else []


def when(words: Words, period: Period) -> dict[str, str]:
    """Return the parts of a sentence that name a period."""
    voice = words.voice
    return {"period": voice.period(period), "in": voice.period(period, "in")}
