"""Fragments that lean on the question before in a way of their own: "the two together?", "and the other one?"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.reading.about import (
    ahead_of_it,
    each_one,
    goal_of_another,
    how_much,
    hubs_in_all,
    in_other_scope,
    its,
    meaning_of,
    of_the_ranking,
    of_the_segment,
    off_the_goal,
    per_job_expected,
    per_year,
    source_of,
    the_other_hubs,
    why,
    with_more,
)
from bot.reading.checked import as_result, beyond, claimed, ranked, reached
from bot.reading.discourse import Discourse
from bot.reading.frame import Frame
from bot.reading.grouped import (
    apart,
    less_another,
    named,
    of_the_year,
    ordinals,
    over_a_rank,
    to_match,
    together,
    without_it_too,
)
from bot.reading.multiples import multiple_of, of_each_other, scaled_against
from bot.reading.pointed import (
    between_averages,
    in_scope,
    moved_too,
    part_of_year,
    quoted,
    same_measure,
    scaled,
    still_quoted,
    that_of,
    the_first,
    the_first_place,
    unit_of_another,
)
from bot.reading.query import Claim, Operation, Query
from bot.reading.shifted import (
    behind_a_place,
    claimed_of,
    compared_with,
    growth_in_money,
    same_percent,
    share_in_money,
    share_of_its_period,
    share_of_those,
    short_of,
    times_another,
    until,
)
from bot.reading.standing import stands_alone
from bot.reading.weighed import (
    again_compared,
    against_another,
    against_derived,
    against_outlook,
    against_period,
    against_year,
    growth_against,
    slower,
)
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_LEVELS = (Operation.VALUE, Operation.SHARE, Operation.SUM)


def lean(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Return the query that a fragment makes together with what was spoken of, where one of these rules reads it."""
    last = before.last
    if last is None or last.missing or _whole_question(frame) or stands_alone(frame):
        return None
    found = next((one for rule in _POINTING if (one := rule(fields, frame, before)) is not None), None)
    return found or next((one for rule in _RULES if (one := rule(fields, frame, last)) is not None), None)


def _whole_question(frame: Frame) -> bool:
    """Whether a clause names the exports and a period itself, and points at nothing: it takes nothing from before."""
    named_ = any(
        piece.has("indicator.exports", "segment._T") and "xpor" in piece.text and not piece.has("weak.")
        for piece in frame.pieces
    )
    points = any(piece.has("refer.") and not piece.optional for piece in frame.pieces)
    return named_ and bool(frame.times.periods) and not points and not frame.has("per.head")


def _in_percent(fields: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "in %?" after an amount as its share."""
    whole = (
        frame.says_total and not frame.segments and not frame.times.periods and not frame.has("select.", "ask.which")
    )
    unnamed = fields.get("operation") is Operation.VALUE and not named(frame) and not frame.times.periods
    alone = (not fields or whole or unnamed) and frame.has("measure.percent", "measure.share") and not frame.figures
    alone = alone and not frame.has("measure.growth", "measure.fall", "combine.", "outlook.", "per.")
    if not alone or last.operation not in _LEVELS or not last.segments:
        return None
    operation = Operation.SUM if len(last.segments) > 1 else Operation.SHARE
    asked: Fields = {"operation": operation, "indicator": "exports", "measure": "share", "segments": last.segments}
    return asked | {"periods": last.periods}, ("segments", "periods")


def _what_is_left(fields: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "how much is left for the other two?" after a sum."""
    rest = frame.has("combine.rest") or (frame.has("refer.other") and frame.has("ask.amount"))
    asks = rest and not frame.segments and not frame.has("outlook.", "refer.same")
    if not asks or last.operation is not Operation.SUM or not last.segments or frame.figures:
        return None
    asked: Fields = {"operation": Operation.REMAINDER, "indicator": "exports", "excluded": last.segments}
    return asked | {"periods": fields.get("periods") or last.periods}, ("excluded", "periods")


def _the_other_one(_: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "and the other one?" after a comparison: both sides stand in its answer."""
    asks = frame.has("refer.other") and not frame.segments and not frame.times.periods
    if not asks or last.operation is not Operation.COMPARISON or not last.against:
        return None
    return last.model_dump() | {"origins": {}, "claim": None, "missing": ()}, ("operation", "segments", "periods")


def _progress_of_it(_: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "what percentage is reached by June?" after a projection or a year as progress towards it."""
    part = [period for period in frame.times.periods if period.kind is not PeriodKind.YEAR]
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


def _progress_of_part(_: Fields, frame: Frame, last: Query) -> Leaning | None:
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
    again = last.operation is Operation.PROGRESS and (bool(years) or aim) and not frame.has("measure.", "ask.amount")
    if not again and not (asks and (aim or (years and frame.has("split.of", "refer.", "measure.versus")))):
        return None
    if len(said) > len(years) or (not again and last.operation not in (Operation.VALUE, Operation.PROGRESS)):
        return None
    asked: Fields = {"operation": Operation.PROGRESS, "indicator": "exports", "segments": last.segments}
    half = next((one for one in frame.amounts if one.unit == "percent"), None)
    asked |= {"threshold": money[0] if money else None, "claim": Claim(amount=half) if half is not None else None}
    return asked | {"outlook": aim, "periods": (part, *(() if aim else years[:1]))}, ("segments", "periods")


def _still_missing(_: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "how much is left to do after June?" after a projection or a target."""
    asks = frame.has("combine.needed", "combine.rest") and not frame.segments and not frame.figures
    years = [moment for moment in frame.times.moments if not moment.partial]  # its own year, no other goal
    years = [one for one in years if one.period.year not in {period.year for period in last.periods}]
    if not asks or not last.outlook or last.segments or years or frame.has("measure.percent", "measure.share"):
        return None
    if last.indicator != "exports" or frame.has("indicator.", "measure.growth", "measure.fall", "per.", "ask.why"):
        return None
    if named(frame):
        return None
    return {"operation": Operation.NEEDED, "outlook": True, "periods": last.periods}, ("periods", "outlook")


def _growth_of_projection(fields: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "what growth on 2024 would that be?" after a projection."""
    said = frame.times.periods
    asks = fields.get("operation") is Operation.GROWTH and last.outlook and not last.segments and not frame.segments
    asks = asks and "year_after" not in frame.times.flags and len(said) < 2  # two years need no third
    if not asks or not last.periods or (said and not said[0] < last.periods[0]):
        return None
    return fields | {"outlook": True, "periods": last.periods[:1]}, ("periods", "outlook")


def _change_between(fields: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "so it fell compared with 2024?" after a later period, and "the difference?" after two periods."""
    changes = (Operation.GROWTH, Operation.COMPARISON, Operation.SHARE)
    if fields.get("operation") not in changes or frame.segments or last.outlook:
        return None
    said, before = frame.times.periods, last.periods
    pair: tuple[Period, ...] = ()
    if len(said) == 1 and len(before) == 1 and frame.has("measure.versus") and said[0] < before[0]:
        pair = (said[0], before[0])
    shared = bool(last.segments) and frame.has("measure.points", "measure.share")
    if not pair or (fields.get("operation") is Operation.SHARE and not shared):
        return None
    kept = {name: value for name, value in fields.items() if name != "partial"}
    if shared:
        shares: Fields = {"operation": Operation.SHARE, "comparison": "points", "segments": last.segments}
        return kept | shares | {"periods": pair, "against": ()}, ("segments", "periods")
    comparison = "difference" if frame.has("measure.difference") else str(fields.get("comparison", ""))
    asked: Fields = {"operation": Operation.GROWTH, "comparison": comparison, "segments": last.segments}
    return kept | asked | {"periods": pair, "against": ()}, ("segments", "periods")


_POINTING: tuple[Callable[[Fields, Frame, Discourse], Leaning | None], ...] = (
    ahead_of_it,
    goal_of_another,
    off_the_goal,
    quoted,
    still_quoted,
    between_averages,
    unit_of_another,
    reached,
    of_the_ranking,
    of_the_segment,
    with_more,
    the_other_hubs,
    meaning_of,
    over_a_rank,
    the_first_place,
    per_job_expected,
    in_other_scope,
    hubs_in_all,
    share_of_those,
    share_of_its_period,
    short_of,
    share_in_money,
    same_percent,
    growth_in_money,
    until,
    claimed_of,
    times_another,
    again_compared,
    growth_against,
    slower,
    scaled_against,
    of_each_other,
    against_outlook,
    against_year,
    against_derived,
    against_another,
    against_period,
    compared_with,
    behind_a_place,
    multiple_of,
    less_another,
    without_it_too,
    to_match,
    of_the_year,
    ranked,
    as_result,
    beyond,
    in_scope,
    that_of,
    moved_too,
    ordinals,
    together,
    claimed,
    scaled,
    part_of_year,
    the_first,
    source_of,
    why,
    per_year,
    each_one,
    how_much,
    same_measure,
    its,
    apart,
)
_RULES: tuple[Callable[[Fields, Frame, Query], Leaning | None], ...] = (
    _in_percent,
    _what_is_left,
    _the_other_one,
    _progress_of_it,
    _progress_of_part,
    _still_missing,
    _growth_of_projection,
    _change_between,
)
