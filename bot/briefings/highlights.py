"""What a briefing points out: the largest change, how far a year has come, what is expected; and whence it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from bot.answering.answer import Fact
from bot.answering.desk import TOTAL, Desk
from bot.reading.query import Operation, Query
from knowledge import Estimate, Interval, Period, arithmetic


def sources(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Return every source that figures rest on: where each is printed, and all that a computed one is made of."""
    found = [fact.estimate for fact in facts if fact.estimate is not None]
    return tuple(
        dict.fromkeys(
            source
            for one in found
            for source in ([leaf.source for leaf in one.inputs] if one.formula is not None else one.sources[:1])
        )
    )


def outlook(expected: Estimate, period: Period, today: date) -> Fact:
    """Give what is expected for a year, or was expected for one that is over."""
    return Fact(role="brief_expected" if period.end < today else "brief_outlook", estimate=expected, period=period)


def moved(desk: Desk, period: Period, *, strict: bool = False) -> Iterator[Fact]:
    """Give the segment that changed most on a year before, in that period or else (unless strict) in the latest year.

    Two whose intervals overlap are both given: which of them moved more is too close to tell.
    """
    query = Query(operation=Operation.GROWTH)
    year = desk.latest_year(query)
    for candidate in (period,) if strict or year is None or period.covers(year) else (period, year):
        rates = [(code, desk.rate("growth", (code,), candidate, query)) for code in desk.parts]
        known = [(code, rate) for code, rate in rates if rate is not None]
        if known:
            role = "brief_moved" if len(known) == len(rates) else "brief_moved_known"
            role += "" if candidate == period else "_in"
            for code, rate in _farthest(known):
                yield Fact(role=role, estimate=rate, segments=(code,), period=candidate, base=candidate.year_before())
            return


def _farthest(known: Sequence[tuple[str, Estimate]]) -> list[tuple[str, Estimate]]:
    first = max(known, key=lambda one: abs(one[1].central))
    least = _reach(first[1].exact)[0]
    return [first, *(one for one in known if one is not first and least <= _reach(one[1].exact)[1])]


def _reach(exact: Interval) -> tuple[Fraction, Fraction]:
    """Return the least and the most that a change may be, whichever way it goes."""
    low, high = exact.low, exact.high
    if low is None or high is None:
        return Fraction(0), Fraction(10**9)
    least = Fraction(0) if low <= 0 <= high else min(abs(low), abs(high))
    return least, max(abs(low), abs(high))


def progress(desk: Desk, segments: tuple[str, ...], part: Period, whole: Period | None = None) -> Iterator[Fact]:
    """Give how much of the year before a part of a year has reached."""
    year = part.whole_year.year_before()
    if part == part.whole_year or (whole is not None and whole != year):
        return
    query = Query(operation=Operation.PROGRESS, segments=segments)
    group = desk.normal(segments) if segments else TOTAL
    done, before = desk.level(group, part, query), desk.level(group, year, query)
    reached = desk.rate("progress", group, part, query)
    if reached is None and done is not None and before is not None and done.perimeter == before.perimeter:
        reached = arithmetic.percentage(done, before)
    if reached is not None:
        yield Fact(role="brief_progress", estimate=reached, period=part, base=year, segments=segments)
