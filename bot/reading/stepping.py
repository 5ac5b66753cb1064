"""Periods told from the one spoken of last: the year before, the other half, the next quarter."""

from __future__ import annotations

from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation, Query
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]


def same_year(fields: Fields, frame: Frame, last: Query) -> None:
    """Give a half or a quarter without a year the year spoken of last."""
    years = {period.year for period in last.periods if period.dated}
    moments = frame.times.moments
    if len(years) == 1 and moments and all(moment.partial for moment in moments):
        year = years.pop()
        fields["periods"] = tuple(_in_year(moment.period, year) for moment in moments)


def _in_year(period: Period, year: int) -> Period:
    """Return the same part of another year."""
    return Period(kind=period.kind, year=year, index=period.index)


def relative_periods(fields: Fields, frame: Frame, last: Query, taken: list[str]) -> None:
    """Read "the year before", "the other half", "the latest half" from the period spoken of last."""
    anchor = last.periods[-1] if last.periods else None
    flags = frame.times.flags
    if anchor is None or fields.get("operation") is Operation.PER_UNIT:
        return
    if "half_any" in flags and anchor.kind is PeriodKind.HALF and _that_half(frame):
        return
    periods: tuple[Period, ...] = ()
    if "same_period" in flags and anchor.months in _PARTS:
        periods = _same_part(fields, frame, anchor)
    elif frame.times.periods:
        return
    else:
        now = any(piece.has("relative.latest") and not piece.has("follow.and") for piece in frame.pieces)
        latest = ("half_any" in flags or now) and not frame.has("combine.", "factor.", "fraction.")
        periods = _stepped(fields, flags, anchor)
        if not periods and not latest:
            return
    fields["periods"] = periods
    if "periods" in taken:
        taken.remove("periods")


def _that_half(frame: Frame) -> bool:
    """Whether a half is pointed at: "and its growth in that half?"."""
    places = frame.at("half.any")
    return any(place and frame.pieces[place - 1].has("refer.it") for place in places)


_PARTS = (3, 6)
"""Months of a half-year and of a quarter."""


def _same_part(fields: Fields, frame: Frame, anchor: Period) -> tuple[Period, ...]:
    """Return the same part of another year; of the year before where none is named."""
    years = [period.year for period in frame.times.periods] or [anchor.year - 1]
    others = tuple(_in_year(anchor, year) for year in years)
    against = frame.has("measure.versus", "measure.difference", "measure.compare", "relative.year_before")
    if (frame.segments or frame.says_total) and not frame.times.periods and not against:
        return (anchor,)  # "and CRM over the same period?"
    changes = fields.get("operation") in (Operation.GROWTH, Operation.COMPARISON)
    if changes and against and anchor not in others:
        fields["operation"] = Operation.GROWTH
        return (*others, anchor)
    return others


def _stepped(fields: Fields, flags: frozenset[str], anchor: Period) -> tuple[Period, ...]:
    """Return the period that lies a step from the last one."""
    changes = fields.get("operation") in (Operation.GROWTH, Operation.COMPARISON)
    if steps := [int(flag.removeprefix("step_")) for flag in flags if flag.startswith("step_")]:
        return () if changes else (anchor.shifted(steps[0]),)
    if "year_before" in flags and "whole" in flags and not changes:
        return (anchor.whole_year.year_before(),)  # "no, the whole year before"
    if "year_before" in flags and not changes:
        return (anchor.year_before(),)
    if flags & {"year_before", "year_after"} and fields.get("partial") and not fields.get("segments"):
        # "better or worse the year after?": one year against the other
        fields.update(operation=Operation.GROWTH, claim=fields.get("claim") or Claim(direction="either"))
        fields.pop("partial")
        return (anchor.shifted(1) if "year_after" in flags else anchor,)
    if "year_after" in flags:
        return (anchor.shifted(1),)
    step = 1 if "part_after" in flags else -1 if "part_before" in flags else 0
    if step and anchor.kind is PeriodKind.YEAR:
        half = Period.of_half(anchor.year + 1, 1) if step > 0 else Period.of_half(anchor.year - 1, 2)
        return () if changes else (half,)
    if step and anchor.months in _PARTS:
        other = beside(anchor, step)
        if changes:
            fields.update(operation=Operation.GROWTH, against=())
            fields.pop("partial", None)
            return tuple(sorted((anchor, other)))
        return (other,)
    if "half_other" in flags and anchor.kind is PeriodKind.HALF:
        return (Period.of_half(anchor.year, 3 - anchor.index),)
    return (anchor.whole_year,) if "whole" in flags and anchor.kind is not PeriodKind.YEAR else ()


def beside(period: Period, step: int) -> Period:
    """Return the half-year or quarter before or after; of a year, the year."""
    most = 12 // period.months
    place = period.year * most + period.index - 1 + step
    return Period(kind=period.kind, year=place // most, index=place % most + 1)
