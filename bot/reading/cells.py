"""Rules for computations over cells that are named, each by its period or its segment; no figure is quoted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.reading.computed import arithmetic, of_quoted
from bot.reading.frame import Frame
from bot.reading.functions import MOVED, PERCENT, function, sign, taken_away
from bot.reading.query import Claim, Operand, Operation
from bot.reading.references import chosen, named
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]

_FEW_DIRHAMS = Decimal("0.000001")
"""Billions: a thousand dirhams, of which a part is asked for."""
_COUNTS = ("jobs", "trainees_per_year")


def aimed_at(frame: Frame) -> Fields | None:
    """Read "the 2026 target of the strategy launched in 2024" as the target of the later year."""
    if not frame.has("outlook.target") or len(frame.times.periods) < 2:
        return None
    years = frame.times.years
    other = frame.has("measure.", "combine.", "direction.", "select.", "per.", "times.", "ask.why", "explain.source")
    other = other or (_joined(frame) and len(frame.at("ask.")) > 1)  # "how many by 2030, and what was it in 2022?"
    if not years or frame.quotes or frame.segments or other:
        return None
    return {"operation": Operation.VALUE, "periods": (max(years),), "outlook": True}


def _joined(frame: Frame) -> bool:
    """Whether two periods are told with an "and" between them."""
    moments = frame.times.moments
    return any(piece.has("follow.and") for piece in frame.pieces[moments[0].start : moments[-1].start])


def between_cells(frame: Frame) -> Fields | None:
    """Read a computation over two cells that are named: "H1 2025 minus H1 2024", "Q3 as a share of 2024"."""
    if frame.quotes or frame.has("ask.why", "explain.source", "chart.asked"):
        return None
    told = next((code for code in _COUNTS if code in frame.indicators), "")
    level = told or next((code for code in _COUNTS if f"hint.{code}" in frame.marks), "")
    if level and not frame.segments and (counts := _of_counts(frame, level)):
        return counts
    if set(frame.indicators) - {"exports"}:
        return None
    if _part_of_target(frame):
        return arithmetic(frame, "percentage", [Operand(period=frame.times.periods[0], outlook=True), Operand()])
    if (whole := _of_its_year(frame) or _to_goal(frame)) is not None:
        return whole
    if frame.has("measure.points") and frame.segments:
        return None  # "ITO's weight, 2024 minus H1 2025, in points": two shares, not two amounts
    found = named(frame, "exports")
    return _of_two(frame, found) if found else None


def _part_of_target(frame: Frame) -> bool:
    """Whether it is asked how much of a target is reached by now: "what part of the 2030 target is done?"."""
    aimed = len(frame.times.periods) == 1 and frame.has("outlook.target") and not frame.has("outlook.projection")
    year = aimed and frame.times.periods[0].kind is PeriodKind.YEAR
    asks = frame.has(*PERCENT, "ask.amount", "ask.where") and frame.has("measure.progress", "verify.done")
    return (
        year and asks and not (frame.segments or frame.verdict or frame.has("combine.needed", "measure.growth", "per."))
    )


def part_made(frame: Frame) -> Fields | None:
    """Read "how much of 2024's CRM was made in the second half?" as the figure of that part."""
    if not frame.has("parted.in"):
        return None
    periods = sorted(frame.times.periods, key=lambda period: period.kind is PeriodKind.YEAR)
    if len(periods) != 2 or not frame.has("ask.amount") or frame.has(*PERCENT):
        return None
    part, year = periods
    if part == year or not year.covers(part) or len(frame.segments) > 1 or frame.quotes or frame.has("outlook."):
        return None
    return {"operation": Operation.VALUE, "periods": (part,), "explains": ("parted.",)}


def _of_two(frame: Frame, found: Sequence[Operand]) -> Fields | None:
    """Read what is computed from two periods of one thing."""
    first, second = (one.period for one in found)
    if first is None or second is None:
        return None
    compared = frame.has("measure.points") or (frame.has("measure.difference") and frame.has("measure.rate"))
    compared = compared or taken_away(frame)
    if frame.has("measure.growth") and compared and not frame.has("measure.share"):
        rates = [one.model_copy(update={"indicator": "growth_yoy"}) for one in found]
        return arithmetic(frame, "points", rates)
    nested = first != second and (first.covers(second) or second.covers(first))
    quarter = PeriodKind.QUARTER in (first.kind, second.kind) and PeriodKind.YEAR in (first.kind, second.kind)
    moved = any(
        piece.has("measure.growth", "measure.fall", "direction.") and not piece.has("parted.") for piece in frame.pieces
    )
    if (nested or quarter) and frame.has(*PERCENT, "measure.progress") and not moved:
        return arithmetic(frame, "percentage", found)
    mixed = PeriodKind.YEAR in (first.kind, second.kind) and first.kind is not second.kind
    whole = (
        "whole" in frame.times.flags and frame.has(*PERCENT) and not frame.has(*MOVED)
    )  # "H1 2025 vs full-year 2024, in %"
    own = len(frame.segments) == 1 and frame.has(*PERCENT, "measure.progress") and not _side_by_side(frame)
    if mixed and (own or whole):
        return {"operation": Operation.PROGRESS, "explains": ("measure.compare",)}
    if sign(frame) == "sum":
        return arithmetic(frame, "sum", found)
    if _growth_a_year(frame, first, second):
        return arithmetic(frame, "yearly", found)
    between = frame.has("select.between") and frame.has("ask.amount") and frame.has("unit.") and not nested
    if (taken_away(frame) and not nested) or between or sign(frame) == "difference":
        return arithmetic(frame, "difference", found)
    return None


def _growth_a_year(frame: Frame, first: Period, second: Period) -> bool:
    """Whether the mean growth a year between two years is asked for: "croissance annuelle moyenne 2020-2023"."""
    years = first.kind is second.kind is PeriodKind.YEAR and abs(first.year - second.year) > 1
    asks = frame.has("rate.yearly") or (frame.has("per.year") and frame.has("measure.growth"))
    return years and asks and not frame.verdict


def _side_by_side(frame: Frame) -> bool:
    """Whether two shares are told apart ("in 2024 and in H1 2025") rather than a part of a year set in that year."""
    joined = any(piece.has("follow.and") and piece is not frame.opening for piece in frame.pieces)
    return joined or frame.has(
        "measure.versus", "measure.compare", "measure.trend", "measure.points", "follow.or", *MOVED
    )


def _of_counts(frame: Frame, level: str) -> Fields | None:
    """Read jobs or trainees of two years, or how far the latest count has come towards a target."""
    found = named(frame, level)
    until = frame.has("outlook.") or (frame.has("span.until") and frame.has("combine.needed"))
    aimed = len(frame.times.periods) == 1 and until and frame.has(*PERCENT, "combine.needed")
    if not found and aimed and frame.has("measure.progress", "combine.needed", "refer.have"):
        found = [Operand(indicator=level, period=frame.times.periods[0], outlook=True), Operand(indicator=level)]
    if not found or not frame.has("measure.", "combine.needed"):
        return None
    name = "ratio" if frame.has("measure.ratio") else function(frame, (), found)
    if name == "yearly" and level == "trainees_per_year":
        name = "difference"  # "how many more a year": the count itself is one a year
    return arithmetic(frame, name, found) if name else None


def _of_its_year(frame: Frame) -> Fields | None:
    """Read "the first half of 2024, which percentage of the whole year was it?"."""
    periods = frame.times.periods
    part = len(periods) == 1 and periods[0].kind is not PeriodKind.YEAR
    if not part or not frame.has(*PERCENT) or len(frame.segments) > 1:
        return None
    moved = frame.has(*MOVED, "select.", "combine.", "outlook.")
    its_own = frame.has("measure.progress") and frame.has("relative.that_year", "relative.year")
    moved = moved or (frame.has("measure.progress") and not its_own)  # "in June 2024, how much of that year was done?"
    whole = (
        its_own or "whole" in frame.times.flags or (not frame.segments and (_of_a_part(frame) or _in_its_year(frame)))
    )
    if moved or not whole:
        return None
    both = (periods[0], periods[0].whole_year)
    return arithmetic(frame, "percentage", [Operand(segments=frame.segments, period=one) for one in both])


def _to_goal(frame: Frame) -> Fields | None:
    """Read "which growth a year is needed to reach the 2030 target?": from where exports are now."""
    periods = frame.times.periods
    year = len(periods) == 1 and periods[0].kind is PeriodKind.YEAR and not frame.segments
    aimed = frame.has("outlook.target", "outlook.projection") and frame.has("combine.needed")
    if not year or not aimed or not frame.has("measure.growth", "per.year"):
        return None
    found = [Operand(period=periods[0], outlook=True), Operand()]
    return arithmetic(frame, "yearly" if frame.has("per.year") else "change", found)


def _of_a_part(frame: Frame) -> bool:
    """Whether the share of a part of a year is asked for: "the share of the second half in 2024"."""
    for place in frame.at("measure.share"):
        after = [piece for piece in frame.pieces[place + 1 :] if not piece.optional]
        if after and after[0].has("half.1", "half.2", "quarter.") and not after[0].has("half.any", "quarter.any"):
            return True
    return False


def _in_its_year(frame: Frame) -> bool:
    """Whether the year is the whole of the share: "what percentage of the total 2024 fell in the second half?"."""
    years = {number.start for number in frame.numbers if number.year}
    heads = frame.at("measure.share", "measure.percent", "segment._T")
    shares = [at for at in heads if at + 1 in years or (at + 2 in years and frame.pieces[at + 1].has("split.of"))]
    parts = frame.at("half.1", "half.2", "quarter.")
    return bool(shares) and bool(parts) and min(parts) > shares[0] + 1


def other_half(frame: Frame) -> Fields | None:
    """Read "was the second half of 2024 stronger than the first?" as the one against the other."""
    moments = [one for one in frame.times.moments if one.period.kind is PeriodKind.HALF]
    if len(moments) != 1 or len(frame.times.moments) != 1 or len(frame.segments) > 1 or frame.quotes:
        return None
    half = moments[0].period
    named = f"order.{3 - half.index}"
    after = any(place > moments[0].start and place not in frame.times.taken for place in frame.at(named))
    compares = frame.has(
        "measure.difference", "measure.versus", "tone.more", "tone.less", "direction.", "measure.growth", "verify.beat"
    )
    if not after or not compares or frame.has("times.by", "combine.except", "measure.share", "select.segments"):
        return None
    fields: Fields = {"operation": Operation.GROWTH, "comparison": "difference"}
    both = (Period.of_half(half.year, 1), Period.of_half(half.year, 2))
    if frame.verdict:
        up = (half.index > 1) is not frame.has("tone.less", "direction.down", "measure.fall")
        fields["claim"] = Claim(direction="up" if up else "down")
    return fields | {"periods": both}


def best_part(frame: Frame) -> Fields | None:
    """Read "which quarter was the strongest for CRM?" and "H1 or H2 2024, which was better?"."""
    flags, periods = frame.times.flags, frame.times.periods
    two = len(periods) > 1 and len({period.kind for period in periods}) == 1
    peak = frame.has("peak.time") and len(frame.segments) < 2 and not frame.has("select.segments")
    if peak and not flags & {"half_any", "quarter_any"} and len(periods) < 2 and not _year(frame):
        return _peak(frame)  # "CRM's peak in 2024?"
    kind = "quarter" if "quarter_any" in flags else "half" if "half_any" in flags else "year" if _year(frame) else ""
    higher = frame.has("measure.difference") and frame.has("ask.which") and bool(kind) and not two
    asks = (higher or frame.has("select.max", "select.min")) and (
        frame.has("ask.which", "ask.what")
        or bool(kind)
        or (two and (frame.has("follow.or") or any(len(piece.values("half")) > 1 for piece in frame.pieces)))
    )  # "was it the first or the second half that did best?"
    other = frame.has("measure.share", "measure.growth", "outlook.", "combine.", "per.average")
    if (
        not asks
        or other
        or _of_segments(frame)
        or len(frame.segments) > 1
        or frame.quotes
        or not (two or (kind and _asked_part(frame)))
    ):
        return None
    low = frame.has("select.min") or (higher and frame.has("select.below", "tone.less"))
    order = "min" if low and not frame.has("select.max") else "max"
    fields: Fields = {"operation": Operation.RANKING, "per": "period" if two else kind, "order": order, "rank": 1}
    if kind and len(periods) == 1 and periods[0].kind is not PeriodKind.YEAR:
        fields["periods"] = (periods[0].whole_year,)  # "Q4 was the best quarter of 2024": among all of that year
    return fields


def _peak(frame: Frame) -> Fields | None:
    """Read when something was at its highest or lowest within a year, or among the years."""
    other = frame.has(
        "measure.share", "measure.growth", "outlook.", "combine.", "per.", "ask.amount", "measure.difference"
    )
    named = bool(frame.segments) or frame.exports or frame.says_total
    if other or not named or frame.quotes or frame.verdict:
        return None
    order = "min" if frame.has("select.min") and not frame.has("select.max") else "max"
    per = "quarter" if frame.times.periods else "year"
    return {"operation": Operation.RANKING, "per": per, "order": order, "rank": 1, "explains": ("peak.", "ask.when")}


def _of_segments(frame: Frame) -> bool:
    """Whether segments are spoken of, and not only the "segment" beside the name of one."""
    for place in frame.at("select.segments"):
        beside = (*frame.pieces[max(place - 2, 0) : place], *frame.pieces[place + 1 : place + 2])
        if not any(piece.has("segment.") for piece in beside):
            return True
    return False


def _year(frame: Frame) -> bool:
    """Whether a year is what is asked for: "the best year for CRM", "which year was the weakest?"."""
    when = frame.has("ask.when") and not frame.times.periods
    return when or (any(piece.has("relative.year") for piece in frame.pieces) and not frame.times.periods)


def _asked_part(frame: Frame) -> bool:
    """Whether a quarter or a half is what is asked for: "which quarter", "the best quarter"."""
    heads = frame.at("ask.which", "ask.what", "select.max", "select.min")
    parts = frame.at("quarter.any", "half.any", "relative.year")
    if frame.has("ask.when") and _year(frame):
        return True
    return any(abs(part - head) <= 2 for part in parts for head in heads) and len(frame.times.periods) < 2


def doubled(frame: Frame) -> Fields | None:
    """Read "twice the half-year": the user's own arithmetic, which is no forecast."""
    said = of_quoted(frame)
    halves = [period for period in said.get("periods", frame.times.periods) if period.kind is PeriodKind.HALF]
    own_half = "half_any" in frame.times.flags and (not frame.times.periods or frame.has("times.by"))
    if (year := _repeated(frame, halves)) is not None:
        return arithmetic(frame, "double", [Operand(segments=frame.segments, period=Period.of_half(year, 1))])
    half = len(halves) == 1 or own_half  # "two halves like this one, where do we end up in 2025?"
    own = frame.has("times.by") or (frame.has("times.2") and "whole" not in frame.times.flags and not frame.verdict)
    moved = frame.has("measure.growth", "measure.fall", "direction.")  # "what did it grow by, annualised?"
    if not half or not own or moved or len(frame.times.periods) > 1 or len(frame.segments) > 1:
        return None
    segments = said.get("segments", frame.segments)
    period = halves[0] if halves else None
    if period is not None and period.index > 1:
        # "if the second half repeats the first": of the latest year, unless one is named
        dated = any(number.year for number in frame.numbers) or frame.has("relative.last_year", "relative.year_before")
        period = Period.of_half(period.year, 1) if dated else None
    operand = Operand(segments=segments, period=period)
    return arithmetic(frame, "double", [operand])


def _repeated(frame: Frame, halves: Sequence[Period]) -> int | None:
    """Return the year whose second half is supposed to be like the first: "if H2 2025 equals H1, what is the year?"."""
    same = frame.has("times.by", "verify.equals", "refer.same", "repeat.") or any(
        one.text == "=" for one in frame.pieces
    )
    supposed = same and frame.has("clause.once", "imagined.if")
    years = {period.year for period in frame.times.periods}
    both = frame.has("half.1") and frame.has("half.2") and {half.index for half in halves} <= {1, 2}
    if not supposed or not both or len(years) != 1 or len(frame.segments) > 1 or frame.figures or frame.verdict:
        return None
    return years.pop()


def averaged(frame: Frame) -> Fields | None:
    """Read "the average of the five segments" and "the budget per year"."""
    if not frame.has("per.average", "per.year") or frame.segments:
        return None
    periods = frame.times.periods
    budget = "budget" in frame.indicators or [one.indicator for one in chosen(frame)] == ["budget"]
    if budget and frame.has("per.year"):
        return arithmetic(frame, "each_year", [Operand(indicator="budget")])
    if frame.quotes:
        return None
    if (
        frame.has("per.average")
        and frame.has("select.segments", "select.each")
        and not frame.has("measure.", "per.month", "number.2", "number.3", "number.4", "top.", "bottom.")
    ):
        return arithmetic(frame, "mean", [Operand(period=periods[0] if periods else None)])
    return None
