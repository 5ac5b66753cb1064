"""Follow-ups that are a small expression over the one figure just spoken of: a part of it, it rounded, what is left.

They hold nothing but an operator, what it takes, and words that point or ask. Whatever else is named, they leave alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.checked import claim_of
from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.operators import decimals, only, scaled_by
from bot.reading.query import Claim, Operation, Query
from bot.reading.referring import SPREADS, ordered
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_RATES = (Operation.SHARE, Operation.GROWTH, Operation.PROGRESS)
_POINTS = ("refer.it", "refer.inside", "refer.its", "refer.subject", "refer.figure", "refer.again", "refer.that_of")
_ASKS = ("ask.amount", "ask.what", "ask.count", "ask.degree", "unit.", "measure.amount", "measure.ratio", "correct.")
_PARTS = ("take.", "parts.", "equal.", "each.", "select.each", "split.", "divide.", "multiply.", "cut.", "combine.only")
_SHARES = ("measure.share", "measure.percent", "clause.", "imagined.")
_MOST_SAID = 10
"""How many decimals may be asked for, or a tenth in percent, as which it is read."""
_MONEY = ("MAD", "MAD_bn", "MAD_mn")
_FLOWS = ("net_job_creation",)
"""What is counted over a stretch of time."""
_LEVELS = (Operation.VALUE, Operation.SUM, Operation.REMAINDER, Operation.DERIVED)


def the_figure(before: Discourse) -> Query | None:
    """Return the one figure that was just spoken of; none where there were several."""
    last = before.last
    if last is not None and last.indicator in _FLOWS and last.operation is Operation.VALUE and not last.missing:
        return plain(last)  # over two years, and one figure all the same
    figures = parts(last) if last is not None else ()
    return figures[0] if len(figures) == 1 else None


def part_taken(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "a tenth of it?", "15 % of that", "divide it by three", "et fois sept ?" as that multiple of the figure."""
    found, one = scaled_by(frame), _meant(frame, before)
    if found is None or one is None or _names_other(frame, one) or frame.times.periods:
        return None
    if frame.ranks and not frame.has("order."):
        return None
    by, places = found
    places |= frozenset(frame.at("segment.", "outlook.", "order."))  # "half the target", of which was just spoken
    each = ("per.year", "per.average") if frame.has("divide.") else ()  # "spread over five years, how much a year?"
    if not only(frame, places, *_POINTS, *_ASKS, *_PARTS, *_SHARES, *each):
        return None
    operates = frame.has("factor.", "divide.", "multiply.", "take.", *SPREADS) or frame.has(
        "refer.inside", "refer.figure", "parts.", "equal."
    )
    behind = max(places) + 1
    operates = operates or frame.has("clause.once", "imagined.if")  # "and if it doubled?"
    operates = operates or (behind < len(frame.pieces) and frame.pieces[behind].has("refer.it"))  # "a fifth of that"
    opens = frame.opening is not None and frame.opening.has("follow.and") and not frame.opening.has("verify.so")
    rate = frame.has("measure.percent") and not frame.has("divide.", "multiply.", "fraction.", "factor.", "times.")
    operates = operates or (one.operation is Operation.VALUE and not one.segments and not rate and frame.open)
    asks = operates or frame.has("ask.amount") or (not rate and (frame.has("ask.what") or (opens and frame.open)))
    if not asks or frame.verdict or (one.operation in _RATES and (rate or not operates)):
        return None
    if frame.has("select.above", "select.below", "select.either", "measure.difference", "measure.versus"):
        return None
    again = frame.has("correct.", "combine.only") and before.last is not None
    if again and one.operation is Operation.PER_UNIT and one.per != "jobs":
        one = one.model_copy(update={"operation": Operation.VALUE, "per": "", "measure": "amount"})
    if one.operation is Operation.SHARE and (
        frame.has("measure.amount") or (before.last and before.last.unit in _MONEY)
    ):
        one = one.model_copy(update={"operation": Operation.VALUE})  # "a third of that amount"
    asked: Fields = {"operation": Operation.DERIVED, "of": (one,), "comparison": "scaled", "factor": by}
    return asked | {"unit": fields.get("unit", "")}, ("of",)


def rounded_off(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "round it to the nearest billion", "one decimal please", "plus précisément ?" as the same figure so told."""
    one, last = the_figure(before), before.last
    if one is None or last is None or named(frame) or frame.times.periods or frame.has("ask.affirm"):
        return None
    takes = frozenset(frame.at("number.", "fraction.", "round.") + [one.start for one in frame.numbers])
    if not only(frame, takes, *_POINTS, "ask.amount", "ask.what", "unit.", "combine.only", "combine.add", "select."):
        return None
    if any(number.year or max(number.amount.values) > _MOST_SAID or number.amount.decimals for number in frame.numbers):
        return None  # "rounded that makes 26, no?"
    told = decimals(frame)
    if frame.has("round.finer") or (told is not None and frame.has("combine.add")):
        base = one.of[0] if one.comparison == "rounded" else one
        return plain(base).model_dump() | {"explains": ("combine.", "select.", "number.")}, ("operation", "periods")
    if told is None or one.operation not in (*_LEVELS, *_RATES, Operation.PER_UNIT):
        return None
    base = one.of[0] if one.comparison == "rounded" else one
    step = Decimal(0) if told < 0 else Decimal(1).scaleb(-told)
    return {"operation": Operation.DERIVED, "of": (base,), "comparison": "rounded", "factor": step}, ("of",)


def _meant(frame: Frame, before: Discourse) -> Query | None:
    """Return the figure that is named among those told: "half of the ITO one", "a third of the first"; the last."""
    one = the_figure(before)
    if frame.has("order."):
        of = ordered(frame, before)
        return of[0] if len(of) == 1 else None
    if len(frame.segments) != 1:
        return one
    told = [each for each in before.quantities if each.segments == frame.segments and each.operation is Operation.VALUE]
    plain_ = one is not None and one.operation is Operation.VALUE and one.indicator == "exports" and not one.outlook
    other = one.model_copy(update={"segments": frame.segments}) if one is not None and plain_ else None
    return told[-1] if told else other


def _names_other(frame: Frame, one: Query) -> bool:
    """Whether something else is named than what was just spoken of."""
    if frame.has("outlook.") and not one.outlook:
        return True
    if frame.segments or frame.says_total:
        told = frame.segments == one.segments and not (frame.says_total and one.segments)
        return not told or one.operation not in _LEVELS
    return named(frame)


def _own_year(one: Query) -> Period | None:
    """Return the year that the periods of a figure are a part of."""
    years = {period.year for period in one.periods if period.dated}
    part = bool(one.periods) and all(period.kind in (PeriodKind.HALF, PeriodKind.QUARTER) for period in one.periods)
    return one.periods[0].whole_year if part and len(years) == 1 else None


def _whole(one: Query, year: Period) -> Query:
    """Return the question for the same of a whole year."""
    return Query(operation=Operation.VALUE, segments=one.segments, periods=(year,), perimeter=one.perimeter)


def rest_of_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "which leaves how much for the rest of the year?" after a part of a year as the year less that part."""
    one = the_figure(before)
    year = _own_year(one) if one is not None else None
    if one is None or year is None or one.operation not in (Operation.VALUE, Operation.SUM) or one.outlook:
        return None
    if not frame.has("part.rest") or named(frame) or frame.times.periods or frame.amounts:
        return None
    if one.operation is Operation.VALUE and one.periods[0].kind is PeriodKind.QUARTER:
        beside = [part for part in before.quantities if _beside(part, one)]
        one = _sum_of((*beside, one))
    if not only(frame, frozenset(), "part.", "ask.which", "combine.rest", "combine.needed", *_POINTS, *_ASKS):
        return None
    if (half := _other_half(one, year)) is not None:
        return plain(_whole(one, half)).model_dump() | {"explains": ("combine.",)}, ("segments", "periods")
    return {"operation": Operation.DERIVED, "of": (_whole(one, year), one), "comparison": "rest"}, ("of",)


def _other_half(one: Query, year: Period) -> Period | None:
    """Return the half of a year that some parts of it leave, where they make up the other one."""
    for index in (1, 2):
        half = Period.of_half(year.year, index)
        if half in one.periods or (len(one.periods) == _QUARTERS and all(half.covers(part) for part in one.periods)):
            return Period.of_half(year.year, 3 - index) if len(one.periods) == 1 or half not in one.periods else None
    return None


_QUARTERS = 2
"""Quarters of a half-year."""


def _beside(part: Query, one: Query) -> bool:
    """Whether a figure is that of another part of the same year."""
    apart = part.periods != one.periods and _own_year(part) == _own_year(one) and len(part.periods) == 1
    return apart and part.operation is Operation.VALUE and part.segments == one.segments and not part.outlook


def _sum_of(parts_: tuple[Query, ...]) -> Query:
    periods = tuple(sorted({period for part in parts_ for period in part.periods}))
    if len(periods) == 1:
        return parts_[-1]
    return Query(operation=Operation.SUM, segments=parts_[-1].segments, periods=periods)


def weighed_in_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so half of the year?", "more than half of what it did in 2024?" as a claim about its part of that year."""
    one, said = the_figure(before), frame.times.periods
    rates = [amount for amount in frame.amounts if amount.unit == "percent"]
    if one is None or len(rates) != 1 or len(frame.amounts) != 1 or one.indicator != "exports" or one.outlook:
        return None
    own = _own_year(one)
    if own is None or one.operation not in (Operation.VALUE, Operation.SUM) or len(said) > 1:
        return None
    whole = frame.has("relative.year", "relative.whole", "whole.")
    year = said[0] if said else own if whole else None
    if year is None or year.kind is not PeriodKind.YEAR or frame.has("ask.amount", "outlook.", "ask.which"):
        return None
    if frame.segments and frame.segments != one.segments:
        return None
    if not (frame.verdict or frame.open) or frame.has("measure.growth", "measure.fall", "measure.points", "refer.two"):
        return None
    if set(frame.indicators) - {"exports"} or (frame.says_total and one.segments):
        return None
    claim = claim_of(frame, rates[0])
    if frame.has("measure.difference") and not claim.direction:
        claim = claim.model_copy(update={"direction": "below" if frame.has("tone.less") else "above"})
    asked: Fields = {"operation": Operation.DERIVED, "of": (one, _whole(one, year)), "comparison": "percent"}
    return asked | {"claim": claim}, ("of",)


def share_of_whole(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "in % of the 2024 total?", "what share of the year is that?" as what a sum, or a part of it, is of it."""
    one, said = the_figure(before), frame.times.periods
    if one is None or one.operation not in (Operation.SUM, Operation.VALUE) or one.indicator != "exports":
        return None
    if (
        one.outlook
        or frame.amounts
        or (one.operation is Operation.VALUE and (said or (frame.says_total and one.segments)))
    ):
        return None
    if (
        not frame.has("measure.share", "measure.percent")
        or len(said) > 1
        or frame.verdict
        or frame.has("order.", "nth.")
    ):
        return None
    takes = frozenset(frame.times.taken | set(frame.segment_places))
    if frame.times.flags & {"year_before", "year_after", "same_period"}:
        return None
    if not only(frame, takes, *_POINTS, *_WEIGHS, *_ASKS) or set(frame.indicators) - {"exports"}:
        return None
    own = _own_year(one)
    if own is not None and (not frame.segments or frame.segments == one.segments) and (said or frame.has("relative.")):
        year = said[0] if said else own
        whole = _whole(one, year).model_copy(update={"segments": () if frame.says_total else one.segments})
        return {"operation": Operation.DERIVED, "of": (one, whole), "comparison": "percent"}, ("of",)
    if frame.segments or len(one.segments) < 2 or (said and said != one.periods):
        return None
    return plain(one).model_dump() | {"measure": "share"}, ("segments", "periods")


_WEIGHS = (
    "measure.share",
    "measure.percent",
    "measure.versus",
    "segment._T",
    "relative.",
    "whole.",
    "split.",
    "ask.which",
    "refer.two",
    "refer.three",
    "span.",
)


def level_then(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so it must have been around how much in 2023?" after a growth as the level of that year."""
    last, said = before.last, frame.times.periods
    asks = frame.has("level.was") and frame.has("ask.amount", "ask.what")
    if last is None or last.operation is not Operation.GROWTH or not asks or len(said) != 1 or named(frame):
        return None
    if frame.amounts or frame.has("measure.", "direction.", "outlook.", "combine."):
        return None
    level: Fields = {"operation": Operation.VALUE, "segments": last.segments, "perimeter": last.perimeter}
    return level | {"indicator": last.indicator, "periods": said}, ("segments",)


def moved_so(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so it stagnated?" after a growth as a claim about that growth, whatever else was spoken of."""
    last = before.last
    ways = {
        "stable": frame.has("measure.stable"),
        "up": frame.has("direction.up"),
        "down": frame.has("direction.down", "measure.fall"),
    }
    told = [way for way, said in ways.items() if said]
    if last is None or last.operation is not Operation.GROWTH or len(told) != 1 or frame.amounts or last.outlook:
        return None
    takes = ("measure.stable", "measure.growth", "measure.fall", "direction.", "tone.", "refer.it", "refer.subject")
    asks = frame.verdict or frame.open
    if named(frame) or frame.times.periods or frame.times.flags or not asks or not only(frame, frozenset(), *takes):
        return None
    claim = Claim(direction=told[0], strong=frame.has("tone.strong"))
    return plain(last).model_dump() | {"claim": claim, "comparison": ""}, ("operation", "segments", "periods")
