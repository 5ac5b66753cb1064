"""Verdicts: how what is claimed stands to the figures of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from bot.answering.answer import Answer, Fact
from bot.answering.desk import Desk
from bot.reading.query import Amount, Claim, Operation, Query
from knowledge import Estimate
from knowledge.estimates import rounded
from knowledge.models import Qualifier, Status

YES, NO, NOT_EXACTLY, TOO_CLOSE = "yes", "no", "not_exactly", "too_close"
OPEN = "open"
"""Where the year is not over, or only a projection is published of it."""
UNTOLD = "untold"
"""Where all that is published is a bound: "more than 120,000"."""
DEPENDS = "depends"
"""Where no period was named, and the latest half-year and the latest year say different things."""
MORE, LESS = "more", "less"
"""Which of the two it is, where a message asks "more or less than …?" and claims neither."""

_NEAR, _NEAR_ROUGH = Fraction(2, 100), Fraction(10, 100)
"""A claim this close to the figure is "not exactly" rather than "no"; the second is for round words ("a fifth")."""

_MEANT_ROUGH = Fraction(25, 1000)
"""A round word this close to the figure is true: 51.1 % is "half"."""

_WHOLE = Decimal(100)

_STRONG = 5
"""Percent from which on a strong word ("exploded", "collapsed") is borne out."""


def verdict_of(desk: Desk, query: Query, claim: Claim, answer: Answer) -> str:
    """Return the verdict on a claim, empty where the answer bears none out."""
    if claim.pairs:
        return _paired(claim, answer)
    if claim.status:
        return _of_status(claim, answer)
    if claim.order:
        return _ranked(query, answer)
    if claim.amount is not None and claim.amount.unit == "ratio" and query.operation is Operation.COMPARISON:
        return _ratio(query, claim, claim.amount, answer)
    if claim.amount is not None and query.per == "jobs" and claim.amount.unit == "MAD_bn":
        return _amount(claim, _in_dirhams(claim.amount), answer.facts[:1])
    if claim.amount is not None:
        if answer.query.operation is Operation.BREAKDOWN and claim.amount.values == (_WHOLE,):
            return YES  # "do the shares add up to 100 %?"
        bare = () if claim.amount.unit else tuple(fact for fact in answer.facts[:1] if fact.role == "headline")
        changes = (*bare, *(fact for fact in answer.facts if fact.role == "change"))
        return _amount(claim, claim.amount, changes if claim.change else answer.facts)
    if query.operation is Operation.COMPARISON:
        return _compared(query, claim, answer)
    if query.operation is Operation.DERIVED:
        return _set_against(claim, answer)
    return _direction(desk, query, claim, answer)


def _in_dirhams(amount: Amount) -> Amount:
    """Return money as single dirhams, as it falls to one job."""
    values = tuple(value * _BILLION for value in amount.values)
    return amount.model_copy(update={"values": values, "unit": "MAD", "decimals": 0})


_BILLION = Decimal(1_000_000_000)


def verdict_of_fact(claim: Claim, fact: Fact) -> str:
    """Return the verdict on a claimed amount by one figure of an answer."""
    if claim.amount is None or not _comparable(claim.amount, [fact]):
        return ""
    return _amount(claim, claim.amount, (fact,))


def _ratio(query: Query, claim: Claim, amount: Amount, answer: Answer) -> str:
    """Judge "CRM is half of ITO": what the first side is said to be of the second."""
    if claim.direction in ("above", "below"):
        return _ratio_bound(query, claim, max(amount.values), answer)
    smaller = max(amount.values) < 1
    if _compared(query, Claim(direction="below" if smaller else ""), answer) == NO:
        return NO
    values = tuple(1 / value if smaller else value for value in amount.values)
    return _amount(claim, amount.model_copy(update={"values": values}), answer.facts)


def _ratio_bound(query: Query, claim: Claim, bound: Decimal, answer: Answer) -> str:
    """Judge "ESO is over half of CRM": the answer gives the larger side over the smaller one."""
    ratio = next((fact.estimate for fact in answer.facts if fact.estimate and fact.estimate.unit == "ratio"), None)
    low, high = (ratio.exact.low, ratio.exact.high) if ratio is not None else (None, None)
    if low is None or high is None or low <= 0 or not answer.facts[0].segments:
        return ""
    larger = set(query.segments[:1]) <= set(answer.facts[0].segments)
    least, most = (low, high) if larger else (1 / high, 1 / low)
    if least <= Fraction(bound) <= most:
        return TOO_CLOSE
    return YES if (least > Fraction(bound)) == (claim.direction == "above") else NO


def _set_against(claim: Claim, answer: Answer) -> str:
    """The answer states the first figure less the second: its sign says which one is larger."""
    first = answer.facts[0].estimate
    if first is None or first.sign is None:
        return TOO_CLOSE
    if claim.direction == "either":
        return MORE if first.sign == 1 else LESS
    return YES if first.sign == (1 if claim.direction == "above" else -1) else NO


def _of_status(claim: Claim, answer: Answer) -> str:
    """Say whether a figure is preliminary, as its source says; of a computed one nothing is said."""
    first = next((fact.estimate for fact in answer.facts if fact.estimate is not None), None)
    if first is None or first.observation is None:
        return ""
    if claim.status == "projection":
        return YES if first.kind.expected else NO
    return YES if (first.status is Status.PRELIMINARY) == (claim.status == "preliminary") else NO


def _paired(claim: Claim, answer: Answer) -> str:
    """Check figures asserted side by side, each against the figure of its own period; swapped ones are false."""
    if any(pair.segment for pair in claim.pairs):
        return _paired_segments(claim, answer)
    levels = [(fact.period, fact.estimate) for fact in answer.facts if fact.estimate and fact.role == "headline"]
    swapped = any(
        pair.period != period and Decimal(str(level.value)) in pair.amount.values
        for pair in claim.pairs
        for period, level in levels
    )
    verdicts = [
        next(
            (
                equal(pair.amount, fact.estimate)
                for fact in answer.facts
                if fact.estimate is not None
                and fact.estimate.unit == pair.amount.unit
                and pair.period in (fact.period, None)
            ),
            NO,
        )
        for pair in claim.pairs
    ]
    if NO in verdicts or (swapped and NOT_EXACTLY in verdicts):
        return NO
    return NOT_EXACTLY if NOT_EXACTLY in verdicts else YES


def _paired_segments(claim: Claim, answer: Answer) -> str:
    """Check figures asserted of several segments, each against its own."""
    verdicts = []
    for pair in claim.pairs:
        own = [
            fact.estimate
            for fact in answer.facts
            if fact.estimate is not None and fact.segments == (pair.segment,) and fact.estimate.unit == pair.amount.unit
        ]
        verdicts.append(equal(pair.amount, own[0]) if own else "")
    if "" in verdicts:
        return ""
    return NO if NO in verdicts else NOT_EXACTLY if NOT_EXACTLY in verdicts else YES


def _ranked(query: Query, answer: Answer) -> str:
    first = next((fact for fact in answer.facts if fact.role in ("ranked", "row")), None)
    if first is None:
        return ""
    said = query.segments[:1]
    return YES if said == first.segments else NO


def _amount(claim: Claim, amount: Amount, told: Sequence[Fact]) -> str:
    facts = _comparable(amount, told)
    if not facts:
        return NO if amount.unit == "MAD_bn" else ""
    if claim.direction in ("up", "down"):
        wanted = 1 if claim.direction == "up" else -1
        if facts[0].sign != wanted:
            return TOO_CLOSE if facts[0].sign is None else NO
    elif claim.direction == "between":
        return _between(amount, facts[0])
    elif claim.direction == "reached":
        return _reached(amount, facts[0])
    elif claim.direction:
        return _bound(claim, amount, facts[0])
    least, most = facts[0].exact.low, facts[0].exact.high
    if least is None and most is not None and not claim.direction and 0 < amount.values[0] <= most:
        return UNTOLD  # of "at most 218,500" nothing below it is ruled out
    verdicts = [_to_the_letter(claim, amount, fact) for fact in facts]
    return next(
        (verdict for verdict in (YES, NOT_EXACTLY) if verdict in verdicts[:1] or (verdict == YES and YES in verdicts)),
        NO,
    )


def _to_the_letter(claim: Claim, amount: Amount, estimate: Estimate) -> str:
    """Return whether an amount is the one that is held; "exactly" bears no bound, no "about" and no round figure."""
    verdict = equal(amount, estimate)
    if not claim.exact or verdict != YES:
        return verdict
    printed = estimate.observation.qualifier if estimate.observation is not None else Qualifier.EXACT
    if estimate.exact.high is None or printed is not Qualifier.EXACT:
        return NOT_EXACTLY
    within = amount.decimals > 0 and any(Fraction(one) in estimate.exact for one in amount.values)
    return YES if within or estimate.number in amount.values else NOT_EXACTLY


def _between(amount: Amount, estimate: Estimate) -> str:
    """Judge "between 2 and 3 billion" by all that is known of the figure."""
    least, most = (Fraction(value) for value in amount.values)
    low, high = estimate.exact.low, estimate.exact.high
    if low is not None and high is not None and least <= low and high <= most:
        return YES
    outside = (high is not None and high < least) or (low is not None and low > most)
    return NO if outside else TOO_CLOSE


def _reached(amount: Amount, estimate: Estimate) -> str:
    """Judge "did it reach 30?"; of what is only said to be more than 27 it cannot be told."""
    if estimate.number >= amount.values[0] or _as_shown(amount, estimate):
        return YES
    return NO if estimate.exact.high is not None else TOO_CLOSE


def _comparable(amount: Amount, facts: Iterable[Fact]) -> list[Estimate]:
    units = {
        "MAD_bn": ("MAD_bn",),
        "MAD": ("MAD",),
        "percent": ("percent",),
        "points": ("points", "percent"),
        "ratio": ("ratio",),
        "persons": ("persons",),
        "rank": ("rank",),
    }.get(amount.unit)
    found = [fact.estimate for fact in facts if fact.estimate is not None and isinstance(fact.estimate.value, Decimal)]
    return [one for one in found if units is None or one.unit in units]


_LAST_DIGIT = Fraction(1, 10)
"""What a difference of two printed shares may be off by: "40.3 − 37.4 = 2.9" is right, though it is 2.98 unrounded."""


def equal(amount: Amount, estimate: Estimate) -> str:
    """Return whether an amount is the one that is held, nearly so, or not."""
    shown = Fraction(estimate.number)
    for claimed in amount.values:
        held = (
            estimate.exact.low is not None and estimate.exact.high is not None and Fraction(claimed) in estimate.exact
        )
        same = not amount.rough and rounded(abs(shown), amount.decimals) == claimed
        same = same or (estimate.unit == "points" and abs(abs(shown) - Fraction(claimed)) <= _LAST_DIGIT)
        if held or claimed == abs(estimate.number) or same:
            return YES
    most = abs(shown) * (_NEAR_ROUGH if amount.rough else _NEAR)
    if amount.rough:
        close = abs(shown) * _MEANT_ROUGH
        if any(abs(Fraction(claimed) - abs(shown)) <= close for claimed in amount.values):
            return YES
    near = any(shown and abs(Fraction(claimed) - abs(shown)) <= most for claimed in amount.values)
    return NOT_EXACTLY if near else NO


def _as_shown(amount: Amount, estimate: Estimate) -> bool:
    """Whether an amount is the one that is held, to as many digits as were said and to no fewer than one."""
    return amount.decimals > 0 and equal(amount, estimate) == YES


def _bound(claim: Claim, amount: Amount, estimate: Estimate) -> str:
    claimed = Fraction(amount.values[0])
    low, high = estimate.exact.low, estimate.exact.high
    if claim.falling:
        if estimate.sign != -1:
            return NO
        low, high = (None if high is None else -high), (None if low is None else -low)
    above = low is not None and low >= claimed
    below = high is not None and high <= claimed
    if not above and not below:
        same = estimate.formula is None and claim.direction in ("above", "below") and estimate.exact.high is not None
        return NOT_EXACTLY if same and claimed == abs(Fraction(estimate.number)) else TOO_CLOSE
    if claim.direction == "either":
        return MORE if above else LESS
    return YES if above == (claim.direction == "above") else NO


def _compared(query: Query, claim: Claim, answer: Answer) -> str:
    """The answer states the larger side first; the side that was named first is claimed to be the larger one."""
    first = answer.facts[0]
    if first.estimate is None or first.estimate.sign is None:
        return TOO_CLOSE
    if not query.segments or not first.segments:
        return ""
    larger = set(query.segments[:1]) <= set(first.segments)
    if claim.direction == "either":
        return MORE if larger else LESS
    return YES if larger != (claim.direction == "below") else NO


def _all_along(desk: Desk, query: Query, claim: Claim, answer: Answer) -> str:
    """Judge "they have been rising since 2020" by each rate that is told; of other years nothing is known."""
    rates = [fact.estimate for fact in answer.facts if fact.estimate and desk.relation(fact.estimate) == "growth"]
    signs = {rate.sign for rate in rates}
    wanted = 1 if claim.direction == "up" else -1
    if -wanted in signs:
        return NO
    told = min((fact.period.start for fact in answer.facts if fact.period and fact.period.dated), default=None)
    since = min((period.start for period in query.periods), default=None)
    whole = signs == {wanted} and told is not None and since is not None and told <= since
    return YES if whole else UNTOLD


def _direction(desk: Desk, query: Query, claim: Claim, answer: Answer) -> str:
    growth = next(
        (fact.estimate for fact in answer.facts if fact.estimate and desk.relation(fact.estimate) == "growth"), None
    )
    growth = growth or next(
        (
            fact.estimate
            for fact in answer.facts
            if fact.estimate and fact.estimate.unit in ("percent", "points") and fact.role == "headline"
        ),
        None,
    )
    if growth is None:
        return ""
    if query.operation is Operation.TREND and claim.direction in ("up", "down"):
        return _all_along(desk, query, claim, answer)
    if claim.direction == "stable":
        return YES if abs(growth.number) < 1 else NO
    if growth.sign is None:
        return TOO_CLOSE
    up = growth.sign > 0
    if claim.direction == "either":
        return "up" if up else "down"
    if claim.strong and abs(growth.number) < _STRONG and up == (claim.direction in ("up", "above")):
        return NOT_EXACTLY
    return YES if up == (claim.direction in ("up", "above")) else NO
