"""Follow-ups about a goal: how far a part has come towards it, what is missing, what growth it would be."""

from __future__ import annotations

from typing import Any

from bot.reading.checked import claim_of
from bot.reading.discourse import Discourse, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.operators import only
from bot.reading.query import Claim, Operation, Query
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]


def progress_of_it(_: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "what percentage is reached by June?" after a projection or a year as progress towards it."""
    part = [period for period in frame.times.periods if period.kind is not PeriodKind.YEAR]
    if len(part) == 1 and len(last.periods) == 1 and frame.times.moments[0].partial and _its_own(frame):
        part = [Period(kind=part[0].kind, year=last.periods[0].year, index=part[0].index)]
    half = next((one for one in frame.amounts if one.unit == "percent" and one.rough), None)
    if half is not None and last.outlook and frame.has("measure.progress") and not frame.segments and not part:
        claim = Claim(amount=half, direction="above" if frame.has("select.above") or frame.verdict else "")
        return {"operation": Operation.PROGRESS, "outlook": True, "periods": last.periods, "claim": claim}, ("periods",)
    asks = frame.has("measure.percent", "measure.share", "measure.progress", "refer.inside") and not frame.segments
    moved = frame.has("measure.growth", "measure.fall", "direction.", "combine.sum", "combine.rest", "combine.except")
    years = [period for period in last.periods if period.kind is PeriodKind.YEAR]
    running = bool(part) and len(years) == 1 and years[0].year == part[0].year
    outlook = last.outlook or running
    whole = outlook or (frame.has("refer.it") and len(years) == 1)
    of_outlook = last.outlook and not last.segments and last.indicator == "exports"
    bare = not moved and not frame.times.periods and not frame.figures
    if asks and bare and of_outlook and frame.has("ask.amount", "ask.which", "ask.what"):
        return {"operation": Operation.PROGRESS, "outlook": True, "periods": last.periods}, ("periods", "outlook")
    if not asks or not part or moved or last.operation is not Operation.VALUE or not whole:
        return None
    if last.segments and outlook:
        return None
    asked: Fields = {"operation": Operation.PROGRESS, "indicator": "exports", "outlook": outlook}
    return asked | {"segments": last.segments, "periods": (part[0], *(() if outlook else years))}, ("outlook",)


def each_month(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "per month?" after what is missing to a goal as what is missing a month until then."""
    last = before.last
    goals = [period.year for period in last.periods] if last is not None else []
    until = all(moment.period.year in goals or moment.partial for moment in frame.times.moments)  # "until December"
    until = until and not any(moment.period.index == 1 for moment in frame.times.moments)
    bare = until and only(frame, frame.times.taken, "per.month", "per.average", "ask.", "span.", "until.")
    if last is None or last.operation is not Operation.NEEDED or not frame.has("per.month") or not bare:
        return None
    return plain(last).model_dump() | {"per": "month"}, ("operation", "periods")


def part_of_the_goal(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "what % of the 27 is that?" after what is missing to a goal as the one in percent of the other."""
    last = before.last
    asks = frame.has("measure.percent", "measure.share") and frame.has("refer.it", "refer.subject")
    if last is None or last.operation is not Operation.NEEDED or not last.outlook or not asks or named(frame):
        return None
    if frame.has("measure.growth", "measure.fall", "direction.", "combine.", "measure.progress") or frame.segments:
        return None
    goal = Query(operation=Operation.VALUE, periods=last.periods, outlook=True)
    return {"operation": Operation.DERIVED, "of": (plain(last), goal), "comparison": "percent"}, ("of",)


def part_of_the_year_before(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so what % of the year before is that?" after a half-year as its progress towards that whole year."""
    last = before.last
    asks = frame.has("measure.percent", "measure.share") and "year_before" in frame.times.flags and not frame.segments
    if last is None or last.operation is not Operation.VALUE or len(last.periods) != 1 or not asks or last.outlook:
        return None
    half = last.periods[0]
    if half.kind is not PeriodKind.HALF or frame.has("measure.growth", "measure.fall", "direction.", "measure.versus"):
        return None
    periods = (half, half.whole_year.year_before())
    return {"operation": Operation.PROGRESS, "segments": last.segments, "periods": periods}, ("segments", "periods")


def _its_own(frame: Frame) -> bool:
    """Whether a part of the year spoken of is meant: "by the end of June that year"."""
    return frame.has("relative.that_year", "refer.its") or (frame.has("relative.year") and frame.has("refer.it"))


def level_then(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and where were we in 2024?" after a goal as the figure of that year."""
    last, said = before.last, frame.times.periods
    asks = frame.has("measure.progress") and frame.has("ask.where", "ask.level") and not frame.segments
    if last is None or not asks or not last.outlook or last.operation is not Operation.VALUE or len(said) != 1:
        return None
    if said == last.periods or said[0].kind is not PeriodKind.YEAR or frame.has("measure.percent", "measure.share"):
        return None
    if frame.amounts or named(frame) or frame.has("measure.difference", "combine.needed", "combine.rest"):
        return None
    level: Fields = {"operation": Operation.VALUE, "indicator": last.indicator, "perimeter": last.perimeter}
    return level | {"periods": said, "explains": ("measure.progress", "ask.")}, ("indicator",)


def progress_of_part(_: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "in percent of the projection?" after a half-year, and "and of 2024?" after that."""
    said = frame.times.periods
    years = [period for period in said if period.kind is PeriodKind.YEAR]
    part = next((period for period in last.periods if period.kind in (PeriodKind.HALF, PeriodKind.QUARTER)), None)
    if (
        part is None
        or frame.segments
        or frame.has("measure.growth", "measure.fall", "direction.", "combine.", "per.job", "select.segments")
    ):
        return None
    money = [figure for figure in frame.figures if figure.unit == "MAD_bn"]
    aim = frame.has("outlook.projection", "outlook.target") or len(money) == 1
    asks = frame.has("measure.percent", "measure.share", "measure.progress", "fraction.")
    if frame.has("refer.its") and frame.has("measure.share") and "whole" not in frame.times.flags:
        return None  # "its share in 2024?": of the whole, not of its own year
    again = last.operation is Operation.PROGRESS and (bool(years) or aim) and not frame.has("measure.", "ask.amount")
    if not again and not (asks and (aim or (years and frame.has("split.of", "refer.", "measure.versus")))):
        return None
    if len(said) > len(years) or (not again and last.operation not in (Operation.VALUE, Operation.PROGRESS)):
        return None
    asked: Fields = {"operation": Operation.PROGRESS, "indicator": "exports", "segments": last.segments}
    half = next((one for one in frame.amounts if one.unit == "percent"), None)
    claim = claim_of(frame, half) if half is not None else None  # "over half of its 2024?": which side it lies on
    asked |= {"threshold": money[0] if money else None, "claim": claim}
    return asked | {"outlook": aim, "periods": (part, *(() if aim else years[:1]))}, ("segments", "periods")


def still_missing(_: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "how much is left to do after June?" after a projection or a target."""
    asks = frame.has("combine.needed", "combine.rest") or (frame.has("combine.except") and frame.has("verify.done"))
    asks = asks and not frame.segments and not frame.figures
    years = [moment for moment in frame.times.moments if not moment.partial]  # its own year, no other goal
    years = [one for one in years if one.period.year not in {period.year for period in last.periods}]
    if not asks or not last.outlook or last.segments or years or frame.has("measure.percent", "measure.share"):
        return None
    if last.indicator != "exports" or frame.has("measure.growth", "measure.fall", "per.", "ask.why"):
        return None
    if named(frame):
        return None
    explains = ("combine.", "measure.progress", "verify.")
    asked: Fields = {"operation": Operation.NEEDED, "outlook": True, "periods": last.periods, "explains": explains}
    return asked, ("periods", "outlook")


def growth_of_projection(fields: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "what growth on 2024 would that be?" after a projection."""
    said = frame.times.periods
    asks = fields.get("operation") is Operation.GROWTH and last.outlook and not last.segments and not frame.segments
    asks = asks and "year_after" not in frame.times.flags and len(said) < 2  # two years need no third
    if not asks or not last.periods or (said and not said[0] < last.periods[0]):
        return None
    if said and said[0].kind is PeriodKind.YEAR and last.periods[0].year - said[0].year > 1:
        of = (plain(last), Query(operation=Operation.VALUE, indicator=last.indicator, periods=said))
        return {"operation": Operation.DERIVED, "of": of, "comparison": "change"}, ("of",)
    return fields | {"outlook": True, "periods": last.periods[:1]}, ("periods", "outlook")
