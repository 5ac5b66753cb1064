"""Follow-ups: what a fragment leaves out is taken from the last question; a complete question takes nothing."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse
from bot.reading.frame import Frame
from bot.reading.query import Operation, Query
from bot.reading.referring import refers
from bot.reading.resolve import unit_wanted
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]

_OWN_MEASURE = (
    "measure.growth",
    "measure.fall",
    "measure.share",
    "measure.percent",
    "measure.ratio",
    "measure.difference",
    "measure.points",
    "measure.compare",
    "measure.trend",
    "measure.progress",
    "select.max",
    "select.min",
    "nth.",
    "select.ranking",
    "select.breakdown",
    "select.each",
    "select.above",
    "select.below",
    "combine.",
    "per.",
    "explain.",
    "outlook.",
    "direction.",
    "topic.",
    "measure.amount",
)
_NUMERIC = frozenset(
    {
        Operation.VALUE,
        Operation.SHARE,
        Operation.GROWTH,
        Operation.SUM,
        Operation.REMAINDER,
        Operation.COMPARISON,
        Operation.PER_UNIT,
        Operation.BREAKDOWN,
        Operation.RANKING,
        Operation.SELECTION,
        Operation.TREND,
        Operation.PROGRESS,
        Operation.NEEDED,
    }
)


def follows(frame: Frame) -> bool:
    """Whether the clause leans on what was said before: "and…", "that", a correction, or a fragment."""
    opening = frame.opening
    linked = opening is not None and opening.has(
        "follow.and", "correct.mean", "refer.same", "refer.other", "negate.not"
    )
    return (
        linked
        or _dangling(frame)
        or _of_it(frame)
        or (frame.has("measure.percent") and not _named(frame))
        or frame.has("correct.mean", "refer.same", "refer.other")
        or _fragment(frame)
        or (frame.has("refer.it") and not _complete(frame))
        or refers(frame)
        or _taken_out(frame)
    )


def _of_it(frame: Frame) -> bool:
    """Whether "it" stands for a segment: "how much did it bring in?"; in "did Morocco export" it stands for none."""
    named = frame.segments or frame.says_total or frame.has("place.") or set(frame.indicators) - {"exports"}
    return frame.has("refer.subject") and not named


def _taken_out(frame: Frame) -> bool:
    """Whether something is taken out or left of a whole that is not named: "without ITO?", "what's left for ESO?"."""
    whole = frame.says_total or frame.exports or bool(frame.times.periods)
    return frame.has("combine.except", "combine.rest") and bool(frame.segments) and not whole


def _dangling(frame: Frame) -> bool:
    """Whether a comparison lacks its first side: "how much more than CRM?", "de combien ?"."""
    compared = frame.at("measure.difference", "measure.ratio", "measure.points", "measure.versus")
    named = [place for place, piece in enumerate(frame.pieces) if piece.has("segment.") and not piece.has("segment._T")]
    if not frame.has("measure.difference", "measure.ratio", "measure.points") or frame.figures or frame.says_total:
        return False
    one_side = len(frame.segments) == 1 or (len(frame.segments) > 1 and frame.has("combine.sum"))
    return bool(compared) and (not named or (one_side and min(named) > min(compared)))


def _named(frame: Frame) -> bool:
    """Whether anything is named that a figure could be of; "of it" names nothing."""
    return bool(frame.segments) or frame.says_total or frame.has("select.") or _subject(frame)


def _complete(frame: Frame) -> bool:
    subject = _subject(frame)
    return subject and (frame.has(*_OWN_MEASURE, "ask.amount") or bool(frame.times.periods))


def _subject(frame: Frame) -> bool:
    return bool(frame.segments) or any(
        piece.has("indicator.", "topic.", "perimeter.", "place.", "institution.") and not piece.has("refer.it")
        for piece in frame.pieces
    )


def _fragment(frame: Frame) -> bool:
    """A fragment names one thing only: a segment, a period, a measure, a unit."""
    subject = bool(frame.segments) or frame.has("indicator.exports", "indicator.jobs", "topic.", "perimeter.")
    parts = [subject, bool(frame.times.periods), frame.has(*_OWN_MEASURE), frame.has("unit.")]
    return sum(parts) <= 1


def merge(fields: Fields, frame: Frame, before: Discourse) -> tuple[Fields, tuple[str, ...]]:
    """Return the fields completed from what was spoken of, and the names of those that were taken."""
    last = before.last
    if last is None:
        return fields, ()
    if last.operation in (Operation.DERIVED, Operation.ARITHMETIC):
        if (again := _computed_again(fields, frame, last)) is not None:
            return again, ("operation",)
        before = before.after(_basis(last), ())
        last = before.turns[-1]
    merged: Fields = dict(fields) if fields else {"unit": unit_wanted(frame)}
    taken: list[str] = []
    ranks = [code for code in frame.indicators if code.startswith("rank_")]
    if ranks and last.indicator.startswith("rank_"):
        merged.update(operation=Operation.VALUE, indicator=ranks[0], segments=())
    doubled = merged.get("partial") and frame.has("measure.ratio") and frame.has("relative.")
    if doubled and last.periods and last.periods[-1].kind is PeriodKind.HALF and not last.segments:
        # "so double that for the year?": what is expected for the year, not twice its half.
        year = last.periods[-1].whole_year
        return {"operation": Operation.VALUE, "indicator": last.indicator, "periods": (year,)}, ("periods",)
    other = last.indicator != "exports" and frame.exports
    if not other and (not fields or _only_slots(frame, fields)):
        merged, taken = _refill(merged, frame, last)
    else:
        merged, taken = _complete_slots(merged, frame, before, last)
    _relative_periods(merged, frame, last, taken)
    _same_year(merged, frame, last)
    return merged, tuple(taken)


def _computed_again(fields: Fields, frame: Frame, last: Query) -> Fields | None:
    """Ask for the same computation in another period: "and in 2024?" after the average of three segments."""
    periods = frame.times.periods
    alone = len(periods) == 1 and not frame.segments and not frame.has(*_OWN_MEASURE)
    if not alone or len(last.of) < 2 or any(one.periods != last.of[0].periods for one in last.of):
        return None
    if fields.get("claim") is not None or fields.get("outlook"):
        return None
    of = tuple(one.model_copy(update={"periods": periods}) for one in last.of)
    return last.model_dump() | {"of": of, "origins": {}}


def _basis(last: Query) -> Query:
    """Return the question for the figure that was computed with, which is what a fragment varies."""
    if last.of:
        return last.of[-1]
    operand = last.operands[-1] if last.operands else None
    if operand is None:
        return Query(operation=Operation.VALUE)
    periods = (operand.period,) if operand.period else ()
    return Query(operation=Operation.VALUE, indicator=operand.indicator, segments=operand.segments, periods=periods)


def _same_year(fields: Fields, frame: Frame, last: Query) -> None:
    """Give a half or a quarter without a year the year spoken of last."""
    years = {period.year for period in last.periods if period.dated}
    moments = frame.times.moments
    if len(years) == 1 and moments and all(moment.partial for moment in moments):
        year = years.pop()
        fields["periods"] = tuple(_in_year(moment.period, year) for moment in moments)


def _in_year(period: Period, year: int) -> Period:
    """Return the same part of another year."""
    return Period(kind=period.kind, year=year, index=period.index)


def _only_slots(frame: Frame, fields: Fields) -> bool:
    """Whether the clause names only who, when and in which unit, so that the operation comes from before."""
    operation = fields.get("operation")
    return (
        operation in (Operation.VALUE, Operation.SUM, Operation.TREND, Operation.DEFINITION)
        and not frame.has(*_OWN_MEASURE)
        and "claim" not in fields
    )


def _refill(fields: Fields, frame: Frame, last: Query) -> tuple[Fields, list[str]]:
    """Ask the last question again with the parts that were said now."""
    base = last.model_dump()
    for name in (
        ("claim", "missing", "origins", "threshold")
        if last.operation is not Operation.SELECTION
        else ("claim", "missing", "origins")
    ):
        base[name] = () if name == "missing" else {} if name == "origins" else None
    taken = ["operation"]
    base["operation"] = last.operation
    other_level = fields.get("indicator", "exports") not in ("exports", last.indicator)
    if other_level or last.operation not in _NUMERIC:
        if fields.get("operation"):
            return _about_that(fields, last)
        return base, taken
    for name in ("segments", "periods", "unit", "perimeter"):
        if fields.get(name):
            base[name] = fields[name]
        else:
            taken.append(name)
    if (frame.exports or frame.says_total) and not fields.get("perimeter"):
        base["perimeter"] = ""
    if fields.get("unit") and last.operation is Operation.COMPARISON and last.measure == "share":
        base.update(measure="amount", comparison="difference")
    _refit(base, last, fields)
    return base, taken


def _about_that(fields: Fields, last: Query) -> tuple[Fields, list[str]]:
    """Ask a new question about the segment that was explained before."""
    if (
        fields["operation"] in _NUMERIC
        and last.segments
        and not fields.get("segments")
        and fields.get("indicator") == "exports"
    ):
        return fields | {"segments": last.segments}, ["segments"]
    return fields, []


def _refit(base: Fields, last: Query, fields: Fields) -> None:
    """Keep a repeated operation sensible for the parts that changed."""
    if fields.get("periods"):
        base["outlook"] = fields.get("outlook", False) or (base["outlook"] and not fields["periods"])
    if not fields.get("segments"):
        return
    if last.operation is Operation.COMPARISON:
        base["segments"], base["against"] = last.segments[:1], fields["segments"]
    elif last.operation in (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION, Operation.REMAINDER) or (
        last.operation is Operation.SUM and len(fields["segments"]) == 1
    ):
        base["operation"] = Operation.SHARE if last.measure == "share" else Operation.VALUE
    elif last.operation is Operation.VALUE and len(fields["segments"]) > 1:
        base["operation"] = Operation.SUM
    if last.indicator != "exports":
        base["indicator"] = "exports"


def _complete_slots(fields: Fields, frame: Frame, before: Discourse, last: Query) -> tuple[Fields, list[str]]:
    """Keep the operation that was said and take the parts it lacks."""
    taken: list[str] = []
    operation = fields["operation"]
    if operation not in _NUMERIC:
        return _complete_info(fields, frame, last)
    if (
        not fields.get("segments")
        and not fields.get("excluded")
        and not frame.says_total
        and last.segments
        and operation not in (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION, Operation.NEEDED)
        and fields.get("indicator") == "exports"
    ):
        fields["segments"] = last.segments
        taken.append("segments")
    other = fields.get("indicator", "exports") not in ("exports", last.indicator) and not last.outlook
    if not fields.get("periods") and last.periods and not other and not (fields.get("outlook") and not last.outlook):
        fields["periods"] = last.periods
        taken.append("periods")
    if last.outlook and not fields.get("outlook") and ("periods" in taken or not fields.get("periods")):
        fields["outlook"] = True
        taken.append("outlook")
    if (
        fields.get("indicator") == "exports"
        and last.indicator != "exports"
        and last.operation in _NUMERIC
        and operation is not Operation.PER_UNIT
        and not frame.has("indicator.exports", "segment.", "outlook.projection")
    ):
        fields["indicator"] = last.indicator
        taken.append("indicator")
    _of_those_mentioned(fields, frame, before, taken)
    _comparison_left(fields, frame, before, last, taken)
    _between_periods(fields, frame, last, taken)
    _remainder_of(fields, last, taken)
    if (
        operation is Operation.RANKING
        and last.operation in (Operation.RANKING, Operation.BREAKDOWN)
        and "measure" not in taken
        and fields.get("measure") == "amount"
    ):
        fields["measure"] = last.measure
    return fields, taken


def _comparison_left(fields: Fields, frame: Frame, before: Discourse, last: Query, taken: list[str]) -> None:
    if fields["operation"] is not Operation.COMPARISON:
        return
    both = before.segments
    them = last.operation is Operation.RANKING and frame.has("refer.it")
    if not frame.segments and (them or last.operation in (Operation.VALUE, Operation.SHARE)) and len(both) == 2:
        fields["segments"], fields["against"] = both[:1], both[1:]
        taken.append("segments")
        return
    if frame.segments and last.segments and not fields.get("against") and set(frame.segments).isdisjoint(last.segments):
        fields["segments"], fields["against"] = last.segments[:1], frame.segments
        taken.append("segments")
    elif (
        frame.segments
        and last.segments
        and fields.get("against")
        and frame.has("measure.difference", "measure.ratio")
        and frame.has("combine.sum")
        and frame.segments[0] not in last.segments
    ):
        fields["segments"], fields["against"] = last.segments[:1], frame.segments
    elif not frame.segments and last.operation is Operation.RANKING and len(last.segments) == 1:
        fields["segments"], fields["against"] = last.segments, ("next",)
        taken.append("segments")
    elif not frame.segments and last.operation in (Operation.COMPARISON, Operation.RANKING) and len(last.segments) > 1:
        fields["segments"], fields["against"] = last.segments[:1], last.segments[1:]
    elif not frame.segments and last.against:
        fields["segments"], fields["against"] = last.segments, last.against


def _of_those_mentioned(fields: Fields, frame: Frame, before: Discourse, taken: list[str]) -> None:
    """Read "which one is the largest?" after two segments as a question about those two."""
    both = before.segments
    which = frame.has("ask.which", "ask.who", "refer.it") and not frame.has("select.segments", "segment.")
    if fields["operation"] is Operation.RANKING and fields.get("rank") == 1 and which and len(both) == 2:
        fields.update(operation=Operation.COMPARISON, segments=both[:1], against=both[1:], comparison="")
        fields.pop("partial", None)
        taken.append("segments")


def _between_periods(fields: Fields, frame: Frame, last: Query, taken: list[str]) -> None:
    """Compare the period spoken of before with the one named now: "how much more than in 2024?"."""
    compares = frame.has("measure.difference", "measure.ratio", "measure.versus", "measure.points")
    if (
        not compares
        or frame.segments
        or fields.get("against")
        or last.operation in (Operation.COMPARISON, Operation.RANKING)
    ):
        return
    said = frame.times.periods
    periods = (*last.periods[:1], *said) if len(said) == 1 else ()
    if len(periods) != 2 or periods[0] == periods[1]:
        return
    share = last.operation is Operation.SHARE
    fields.update(
        operation=Operation.SHARE if share else Operation.GROWTH,
        comparison="points" if share else "ratio" if frame.has("measure.ratio") else "difference",
        outlook=last.outlook,
        periods=periods,
        segments=fields.get("segments") or last.segments,
    )
    fields.pop("partial", None)
    taken.append("operation")


def _remainder_of(fields: Fields, last: Query, taken: list[str]) -> None:
    if fields["operation"] is Operation.REMAINDER and not fields.get("excluded"):
        said = last.segments or last.excluded
        if said:
            fields["excluded"], fields["segments"] = said, ()
            taken.append("excluded")


def _complete_info(fields: Fields, frame: Frame, last: Query) -> tuple[Fields, list[str]]:
    operation = fields["operation"]
    if (
        operation is Operation.SOURCE
        and fields.get("threshold") is None
        and not frame.has("indicator.exports", "segment.")
    ):
        fields.update(
            indicator=last.indicator,
            segments=last.segments,
            periods=last.periods,
            outlook=last.outlook or fields.get("outlook", False),
            about=last.about,
            topic=last.topic,
        )
        return fields, ["indicator", "segments", "periods"]
    return fields, []


def _relative_periods(fields: Fields, frame: Frame, last: Query, taken: list[str]) -> None:
    """Read "the year before", "the other half", "the latest half" from the period spoken of last."""
    anchor = last.periods[-1] if last.periods else None
    flags = frame.times.flags
    if anchor is None or fields.get("operation") is Operation.PER_UNIT:
        return
    periods: tuple[Period, ...] = ()
    if "same_period" in flags and anchor.months in _PARTS:
        periods = _same_part(fields, frame, anchor)
    elif frame.times.periods:
        return
    else:
        latest = flags & {"latest", "half_any"} and not frame.has("combine.", "factor.", "fraction.")
        periods = _stepped(fields, flags, anchor)
        if not periods and not latest:
            return
    fields["periods"] = periods
    if "periods" in taken:
        taken.remove("periods")


_PARTS = (3, 6)
"""Months of a half-year and of a quarter."""


def _same_part(fields: Fields, frame: Frame, anchor: Period) -> tuple[Period, ...]:
    """Return the same part of another year; of the year before where none is named."""
    years = [period.year for period in frame.times.periods] or [anchor.year - 1]
    others = tuple(_in_year(anchor, year) for year in years)
    against = frame.has("measure.versus", "measure.difference", "measure.compare")
    changes = fields.get("operation") in (Operation.GROWTH, Operation.COMPARISON)
    if changes and against and anchor not in others:
        fields["operation"] = Operation.GROWTH
        return (*others, anchor)
    return others


def _stepped(fields: Fields, flags: set[str], anchor: Period) -> tuple[Period, ...]:
    """Return the period that lies a step from the last one."""
    changes = fields.get("operation") in (Operation.GROWTH, Operation.COMPARISON)
    if "year_before" in flags and not changes:
        return (anchor.year_before(),)
    if "year_after" in flags:
        return (anchor.shifted(1),)
    step = 1 if "part_after" in flags else -1 if "part_before" in flags else 0
    if step and anchor.months in _PARTS:
        other = _neighbour(anchor, step)
        if changes:
            fields.update(operation=Operation.GROWTH, against=())
            fields.pop("partial", None)
            return tuple(sorted((anchor, other)))
        return (other,)
    if "half_other" in flags and anchor.kind is PeriodKind.HALF:
        return (Period.of_half(anchor.year, 3 - anchor.index),)
    return (anchor.whole_year,) if "whole" in flags and anchor.kind is not PeriodKind.YEAR else ()


def _neighbour(period: Period, step: int) -> Period:
    """Return the half-year or quarter before or after."""
    most = 12 // period.months
    place = period.year * most + period.index - 1 + step
    return Period(kind=period.kind, year=place // most, index=place % most + 1)
