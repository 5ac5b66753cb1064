"""From evidence to an operation: which question do these pieces ask together?

The rules stand in order, the most specific first; each looks at senses only, never at words. What a rule leaves
unexplained is caught afterwards by the contract (``reader``), so none can answer an easier question than the one asked.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from bot.reading.asserted import with_claim
from bot.reading.based import base_asked, joint_share_moved, share_at_both_ends
from bot.reading.beyond import off_an_amount
from bot.reading.bounded import bounded
from bot.reading.cells import aimed_at, averaged, best_part, between_cells, doubled, other_half, part_made
from bot.reading.claimed import (
    beaten,
    few_jobs,
    few_make,
    in_other_money,
    multiplied,
    part_of_year,
    points_said,
    projection_claimed,
    share_of_whole,
    side_by_side,
    status_claimed,
    taken_for_result,
    whole_passed,
)
from bot.reading.combined import behind, beyond_a_year, combined, first_ones, mean_of, not_of, over_periods
from bot.reading.compared import comparison, in_front
from bot.reading.completed import completed
from bot.reading.computed import computed, meant, stands_for, two_scopes
from bot.reading.counted import parts_counted
from bot.reading.facts import ahead, explained, joint_project, markets, target_of, two_totals, which_strategy
from bot.reading.first_placed import end_to_end, ranking
from bot.reading.frame import Frame
from bot.reading.measured import (
    adds_up,
    averages_apart,
    breakdown,
    indicator_of,
    level,
    per_unit,
    share,
    share_of_total,
    share_within,
    standing,
    value,
)
from bot.reading.moved import growth, growth_of_each, pace_against, share_over_time, taken_on, trend
from bot.reading.multiples import (
    against_part,
    dirham_for_dirham,
    multiple_against,
    part_of_cell,
    quoted_multiple,
    supposed,
)
from bot.reading.opposed import (
    crossed,
    fraction_of,
    large_or_small,
    listed_sum,
    next_to,
    of_segments,
    percent_of_other,
    period_above,
    rest_claimed,
    same_amount,
    shares_listed,
    why_above,
    why_ranked,
)
from bot.reading.placed import park_detail, place_asked
from bot.reading.quantified import quantified
from bot.reading.query import Operation
from bot.reading.quoting import apart, count_of_a_year, covering, either, indirect_ones, rates_apart, whose
from bot.reading.ranked import places_gained, rank_claimed, rank_within
from bot.reading.selected import any_beyond, selection
from bot.reading.sliced import equal_parts
from bot.reading.sorting import level_with, sorted_into
from bot.reading.subtracted import one_from_another, whole_less, year_without
from bot.reading.told import by_its_figure, coverage, definition, members, segment_of, source, spelled_out
from bot.reading.towards import joint_progress, needed, pace_needed, progress
from bot.reading.worth import how_many_of, out_of_a_hundred, shares_missing
from knowledge.periods import PeriodKind

Fields = dict[str, Any]
Rule = Callable[[Frame], Fields | None]


def resolve(frame: Frame) -> Fields:
    """Return the fields of the query that a clause asks; an empty mapping when it asks nothing we know."""
    for rule in _RULES:
        fields = rule(frame)
        if fields is not None:
            return with_claim(frame, _with_common(frame, fields))
    return {}


_IN_MONEY = frozenset({Operation.VALUE, Operation.SUM, Operation.GROWTH, Operation.COMPARISON, Operation.PER_UNIT,
                       Operation.NEEDED, Operation.REMAINDER, Operation.BREAKDOWN, Operation.RANKING,
                       Operation.TREND})  # fmt: skip
"""What is told in amounts, in millions or in billions as they are asked for."""


def _with_common(frame: Frame, fields: Fields) -> Fields:
    fields.setdefault("indicator", indicator_of(frame))
    fields.setdefault("segments", frame.segments)
    fields.setdefault("periods", frame.times.periods)
    fields.setdefault("chart", frame.has("chart.asked"))
    fields.setdefault("outlook", frame.has("outlook.projection", "outlook.target") or _to_come(frame, fields))
    if fields["operation"] is Operation.COMPARISON and fields.get("measure") == "amount" and shares_asked(frame):
        fields["measure"] = "share"
    if "perimeter" not in fields and frame.values("perimeter"):
        fields["perimeter"] = frame.values("perimeter")[0]
    if fields["operation"] is Operation.VALUE and frame.has("per.year") and not fields["periods"]:
        fields.setdefault("per", "year")
    if "unit" not in fields and fields["operation"] in _IN_MONEY:
        fields["unit"] = unit_wanted(frame)
    return fields


def shares_asked(frame: Frame) -> bool:
    """Whether it is asked what the shares are, beside which is the larger: "…, and with what shares?"."""
    asked = any(
        before.has("ask.what", "ask.which") and piece.has("measure.share") for before, piece in pairwise(frame.content)
    )
    return asked and not frame.has("unit.", "measure.ratio")


def _to_come(frame: Frame, fields: Fields) -> bool:
    """Whether it is asked what a year should bring: "how much should 2025 bring in?" ("I would know …" does not)."""
    year = [period.kind for period in frame.times.periods] == [PeriodKind.YEAR]
    wishes = any(before.has("aside.speaks") and piece.has("modal.") for before, piece in pairwise(frame.pieces))
    asks = frame.has("modal.should") and not wishes and frame.has("ask.amount") and not frame.has("self.", "explain.")
    return year and asks and fields["operation"] is Operation.VALUE and not frame.figures


def unit_wanted(frame: Frame) -> str:
    """Return the unit that an answer is wanted in."""
    if frame.figures:
        return ""
    if frame.has("unit.million"):
        return "MAD_mn"
    if frame.has("unit.billion"):
        return "MAD_bn"
    return "MAD" if frame.has("unit.convert") and not frame.has("measure.percent") else ""


_RULES: tuple[Rule, ...] = (
    two_scopes,
    completed,
    which_strategy,
    year_without,
    one_from_another,
    whole_less,
    base_asked,
    share_at_both_ends,
    joint_share_moved,
    any_beyond,
    bounded,
    sorted_into,
    level_with,
    quantified,
    parts_counted,
    equal_parts,
    same_amount,
    meant,
    adds_up,
    rates_apart,
    count_of_a_year,
    apart,
    indirect_ones,
    whose,
    either,
    dirham_for_dirham,
    how_many_of,
    out_of_a_hundred,
    shares_missing,
    multiple_against,
    quoted_multiple,
    supposed,
    against_part,
    part_of_cell,
    fraction_of,
    shares_listed,
    rest_claimed,
    listed_sum,
    of_segments,
    percent_of_other,
    period_above,
    why_above,
    why_ranked,
    next_to,
    not_of,
    behind,
    crossed,
    large_or_small,
    off_an_amount,
    taken_on,
    share_over_time,
    points_said,
    side_by_side,
    in_other_money,
    status_claimed,
    projection_claimed,
    few_jobs,
    rank_within,
    rank_claimed,
    places_gained,
    taken_for_result,
    part_of_year,
    whole_passed,
    share_of_whole,
    few_make,
    beaten,
    multiplied,
    covering,
    coverage,
    source,
    by_its_figure,
    definition,
    segment_of,
    spelled_out,
    park_detail,
    place_asked,
    ahead,
    joint_project,
    standing,
    markets,
    two_totals,
    target_of,
    explained,
    members,
    pace_needed,
    computed,
    part_made,
    between_cells,
    other_half,
    best_part,
    aimed_at,
    doubled,
    averaged,
    joint_progress,
    share_of_total,
    share_within,
    mean_of,
    averages_apart,
    per_unit,
    level,
    needed,
    pace_against,
    growth_of_each,
    progress,
    selection,
    first_ones,
    over_periods,
    beyond_a_year,
    in_front,
    comparison,
    end_to_end,
    ranking,
    breakdown,
    combined,
    growth,
    trend,
    share,
    stands_for,
    value,
)
