"""Stretches of time from one January on: "from January 2024 until June 2025" is a year and a half, not two halves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.reading.cover import Piece
from bot.reading.evidence import MONTHS
from bot.reading.times import Moment, Times, in_order
from knowledge.periods import Period, PeriodKind

_HALF = 6


def stretched(pieces: Sequence[Piece], times: Times) -> Times:
    """Replace the ends of a stretch that runs over several years by the years, and the half, that it is made of."""
    if len(times.moments) < 2 or any(piece.has("per.month", "per.quarter", "month.any") for piece in pieces):
        return times
    times = _first_quarters(pieces, times)
    for first, last in pairwise(times.moments):
        end = _end(pieces, last)
        if not end or not _begins(pieces, first) or first.partial or last.partial or not _linked(pieces, first, last):
            continue
        if first.period.year > last.period.year or first.period == last.period:
            continue
        years = [Period.of_year(year) for year in range(first.period.year, last.period.year)]
        whole = Period.of_year(last.period.year) if end == MONTHS else Period.of_half(last.period.year, 1)
        rest = [moment for moment in times.moments if moment not in (first, last)]
        parts = [*rest, *(Moment(period, first.start) for period in years), Moment(whole, last.start)]
        return replace(times, moments=in_order(parts), flags=times.flags | {"stretch"} if years else times.flags)
    return times


def until_then(pieces: Sequence[Piece]) -> list[Piece]:
    """Read the June of what was "already" done by then as the half-year that ends with it."""
    done = any(piece.has("measure.progress", "verify.done") for piece in pieces)
    half = frozenset({"half.1", "until.6"})
    return [replace(piece, senses=half) if done and piece.has("month.6") else piece for piece in pieces]


def _first_quarters(pieces: Sequence[Piece], times: Times) -> Times:
    """Read "Q1 and Q2 2025" as the first half: no figure is held of either."""
    apart = (
        "select.each",
        "measure.versus",
        "measure.difference",
        "measure.compare",
        "measure.growth",
        "follow.or",
        "measure.trend",
    )
    quarters = [moment for moment in times.moments if moment.period.kind is PeriodKind.QUARTER]
    both = [moment.period.index for moment in quarters] == [1, 2] and len({one.period.year for one in quarters}) == 1
    if both and not any(piece.has(*apart) and not piece.optional for piece in pieces):
        half = Moment(Period.of_half(quarters[0].period.year, 1), quarters[0].start, quarters[0].partial)
        rest = [moment for moment in times.moments if moment not in quarters]
        return replace(times, moments=in_order([*rest, half]))
    return times


def _begins(pieces: Sequence[Piece], moment: Moment) -> bool:
    """Whether a period is a January."""
    month = moment.period.kind is PeriodKind.MONTH and moment.period.index == 1
    if moment.period.kind is PeriodKind.YEAR:  # "from the start of 2023 until June 2025, in total"
        before = [piece for piece in pieces[: moment.start] if not piece.optional or piece.has("since.start")]
        return bool(before) and before[-1].has("since.start") and any(piece.has("combine.sum") for piece in pieces)
    return month or pieces[moment.start].has("since.1")


def _end(pieces: Sequence[Piece], moment: Moment) -> int:
    """Return the month with which a stretch ends, where all up to it is held: June or December."""
    period = moment.period
    if period.kind is PeriodKind.MONTH and period.index in (_HALF, MONTHS):
        return period.index
    if period.kind is PeriodKind.HALF and pieces[moment.start].has("until.6"):
        return _HALF
    return MONTHS if period.kind is PeriodKind.YEAR and pieces[moment.start].has("until.12") else 0


def _linked(pieces: Sequence[Piece], first: Moment, last: Moment) -> bool:
    between = pieces[first.start + 1 : last.start]
    return pieces[last.start].has("until.") or any(piece.has("span.to") or piece.text == "-" for piece in between)
