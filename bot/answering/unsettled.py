"""What nobody can say yet: a part of a year settles only what the rest cannot undo, a projection settles nothing."""

from __future__ import annotations

from fractions import Fraction

from bot.answering.answer import Answer, Fact
from bot.answering.desk import Desk
from bot.answering.verdicts import MORE, NO, OPEN, TOO_CLOSE, UNTOLD, YES
from bot.reading.query import Claim, Operation, Query
from knowledge import PeriodKind

_WHOLE = 100


def as_far_as_known(desk: Desk, query: Query, claim: Claim, answer: Answer, verdict: str) -> str:
    """Return the verdict, or that it is open: a year of which only a part is told may still turn out either way."""
    first = answer.facts[0] if answer.facts else None
    if claim.amount is None or first is None or first.estimate is None:
        return verdict
    if first.role == "headline_progress_goal":
        return OPEN if verdict == NO and claim.amount.values[0] >= _WHOLE else verdict
    if _part_of_year(query, first):
        over = query.periods[0].end < desk.today
        return _by_a_part(claim, first, verdict, over=over)
    if verdict == TOO_CLOSE and first.estimate.exact.high is None:
        return OPEN if first.estimate.kind.expected else UNTOLD
    return verdict


def _part_of_year(query: Query, told: Fact) -> bool:
    """Whether the figure is of a part of the one year that is asked about."""
    year = query.periods[0] if len(query.periods) == 1 else None
    level = query.operation is Operation.VALUE and told.estimate is not None and told.estimate.unit == "MAD_bn"
    part = year is not None and told.period is not None and told.period != year and year.covers(told.period)
    return level and part and year is not None and year.kind is PeriodKind.YEAR


def _by_a_part(claim: Claim, told: Fact, verdict: str, *, over: bool) -> str:
    """What a part has passed, the whole has passed; nothing else is settled by it."""
    done = told.estimate.exact.low if told.estimate is not None else None
    if claim.amount is None or done is None or claim.change or claim.direction in ("up", "down"):
        return verdict
    passed = done > Fraction(max(claim.amount.values))
    match claim.direction:
        case "above" | "reached":
            return YES if passed or verdict == YES else OPEN
        case "below" | "between":
            return NO if passed else OPEN
        case "either":
            return MORE if passed else OPEN
    settled = passed or verdict != NO  # "13.4 in 2025?" is the part itself, "27 in 2025?" what is expected
    return OPEN if over and not settled else verdict  # a year that is not over has no result, whatever it will be
