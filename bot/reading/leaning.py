"""Fragments that lean on the question before in a way of their own: "the two together?", "and the other one?"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.reading.about import (
    budget_of_it,
    dated,
    goal_for_it,
    goal_of_another,
    how_much,
    in_other_scope,
    meaning_of,
    of_the_ranking,
    of_the_segment,
    source_of,
    the_other_hubs,
    why,
    with_more,
    year_of_it,
)
from bot.reading.again import (
    amount_of_it,
    amount_of_share,
    at_its_peak,
    base_of,
    best_of_series,
    in_unit,
    less_a_period,
    on_average,
    plus_a_period,
    same_segment,
    some_quarters,
    why_not_there,
)
from bot.reading.aims import (
    each_month,
    growth_of_projection,
    level_then,
    part_of_the_goal,
    part_of_the_year_before,
    progress_of_it,
    progress_of_part,
    still_missing,
)
from bot.reading.beyond import by_how_much
from bot.reading.brought import against_quoted, less_number, per_job_spoken
from bot.reading.checked import as_result, beyond, both_claimed, claimed, part_of_all, ranked
from bot.reading.composed import composed
from bot.reading.discourse import Discourse, plain
from bot.reading.earlier import at_that_time
from bot.reading.expressed import level_then as level_of_year
from bot.reading.expressed import (
    moved_so,
    part_taken,
    rest_of_year,
    rounded_off,
    share_of_whole,
    weighed_in_year,
)
from bot.reading.frame import Frame
from bot.reading.grouped import (
    apart,
    last_ones,
    less_another,
    named,
    ordinals,
    over_a_rank,
    together,
    without_it,
    without_it_too,
)
from bot.reading.multiples import multiple_of, of_each_other, scaled_against
from bot.reading.paired import (
    compared_otherwise,
    gap_claimed,
    harder_than,
    left_for_others,
    missing_to_goal,
    part_of_period,
    points_moved,
    short_of_it,
)
from bot.reading.per_head import each_one, per_job_counted, per_job_expected, per_job_in, per_year
from bot.reading.pointed import (
    moved_too,
    part_of_year,
    same_measure,
    still_quoted,
    the_first,
    the_first_place,
    unit_of_another,
)
from bot.reading.query import Operation, Origin, Query
from bot.reading.recalled import (
    best_of_those,
    faster_of_two,
    figure_given,
    figure_seen,
    of_two_counts,
    once_or_each_year,
)
from bot.reading.scopes import of_two_scopes
from bot.reading.shifted import (
    behind_a_place,
    claimed_of,
    compared_with,
    same_percent,
    share_claimed,
    share_of_its_period,
    share_of_those,
    share_then,
    times_another,
    until,
)
from bot.reading.sited import for_all, listed_too, of_the_park, said_again, whether_a_hub
from bot.reading.standing import stands_alone
from bot.reading.tallied import how_many, of_them, so_many
from bot.reading.weighed import (
    again_compared,
    against_another,
    against_derived,
    against_outlook,
    against_period,
    against_year,
    growth_against,
    outdoing,
    slower,
)
from knowledge.periods import Period

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_LEVELS = (Operation.VALUE, Operation.SHARE, Operation.SUM)


def lean(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Return the query that a fragment makes together with what was spoken of, where one of these rules reads it."""
    last = before.last
    if (whole := for_all(fields, frame, before)) is not None:
        return whole
    if (aim := missing_to_goal(fields, frame, before)) is not None:
        return aim
    if fields.get("topic") == "perimeters":
        return None  # "is that on the same basis as the 26.2 of 2024?": of two series, whatever was spoken of
    if last is None or last.missing or _whole_question(frame) or stands_alone(frame):
        return None
    found = next((one for rule in _POINTING if (one := rule(fields, frame, before)) is not None), None)
    found = found or next((one for rule in _RULES if (one := rule(fields, frame, last)) is not None), None)
    return found or composed(fields, frame, before)


def _whole_question(frame: Frame) -> bool:
    """Whether a clause names the exports and a period itself, and points at nothing: it takes nothing from before."""
    named_ = any(
        piece.has("indicator.exports", "segment._T") and "xpor" in piece.text and not piece.has("weak.")
        for piece in frame.pieces
    )
    points = frame.means("refer.")
    points = points or (frame.has("combine.add") and frame.has("follow.and"))  # "and with the exports of H1 2025?"
    points = points or (frame.has("divide.") and not frame.amounts)  # "2024 exports divided by that"
    return named_ and bool(frame.times.periods) and not points and not frame.has("per.head")


def _in_percent(fields: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "in %?" after an amount as its share."""
    whole = (
        frame.says_total and not frame.segments and not frame.times.periods and not frame.has("select.", "ask.which")
    )
    unnamed = fields.get("operation") is Operation.VALUE and not named(frame) and not frame.times.periods
    bare = last.origin("operation") is not Origin.CONTEXT and frame.has("measure.percent", "measure.share")
    bare = bare and all(piece.has("measure.percent", "measure.share", "follow.", "ask.") for piece in frame.content)
    if last.operation is Operation.REMAINDER and last.excluded and bare:
        return plain(last).model_dump() | {"measure": "share"}, ("operation", "periods")
    rated = frame.has("measure.percent", "measure.share") or (whole and frame.has("measure.versus"))
    alone = (not fields or whole or unnamed) and rated and not frame.figures
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


def _change_between(fields: Fields, frame: Frame, last: Query) -> Leaning | None:
    """Read "so it fell compared with 2024?" after a later period, and "the difference?" after two periods."""
    changes = (Operation.GROWTH, Operation.COMPARISON, Operation.SHARE)
    if fields.get("operation") not in changes or frame.segments or last.outlook:
        return None
    said, before = frame.times.periods, last.periods
    pair: tuple[Period, ...] = ()
    if len(said) == 1 and len(before) == 1 and frame.has("measure.versus") and said[0] < before[0]:
        pair = (said[0], before[0])
    its = last.operation is Operation.SHARE and frame.has("refer.that_of", "refer.subject") and not frame.exports
    shared = bool(last.segments) and (its or frame.has("measure.points", "measure.share"))
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
    how_many,
    of_them,
    figure_given,
    of_two_counts,
    best_of_those,
    faster_of_two,
    figure_seen,
    of_two_scopes,
    part_of_all,
    so_many,
    once_or_each_year,
    rounded_off,
    part_taken,
    rest_of_year,
    weighed_in_year,
    share_of_whole,
    level_of_year,
    moved_so,
    compared_otherwise,
    against_quoted,
    less_number,
    per_job_spoken,
    short_of_it,
    harder_than,
    points_moved,
    gap_claimed,
    part_of_period,
    at_that_time,
    goal_of_another,
    goal_for_it,
    by_how_much,
    last_ones,
    both_claimed,
    each_month,
    level_then,
    part_of_the_goal,
    part_of_the_year_before,
    some_quarters,
    said_again,
    of_the_park,
    listed_too,
    whether_a_hub,
    per_job_counted,
    still_quoted,
    unit_of_another,
    of_the_ranking,
    of_the_segment,
    base_of,
    same_segment,
    why_not_there,
    share_claimed,
    budget_of_it,
    year_of_it,
    at_its_peak,
    best_of_series,
    on_average,
    dated,
    outdoing,
    plus_a_period,
    less_a_period,
    amount_of_it,
    amount_of_share,
    in_unit,
    with_more,
    the_other_hubs,
    meaning_of,
    over_a_rank,
    the_first_place,
    per_job_expected,
    per_job_in,
    in_other_scope,
    share_of_those,
    share_then,
    share_of_its_period,
    same_percent,
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
    without_it,
    without_it_too,
    ranked,
    as_result,
    beyond,
    moved_too,
    ordinals,
    together,
    claimed,
    part_of_year,
    the_first,
    source_of,
    why,
    per_year,
    each_one,
    how_much,
    same_measure,
    apart,
    left_for_others,
)
_RULES: tuple[Callable[[Fields, Frame, Query], Leaning | None], ...] = (
    _in_percent,
    _what_is_left,
    _the_other_one,
    progress_of_it,
    progress_of_part,
    still_missing,
    growth_of_projection,
    _change_between,
)
