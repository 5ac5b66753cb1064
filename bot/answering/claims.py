"""Claims: is what the message asserts true? The figure that is held decides; the asserted one is never repeated."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import Desk
from bot.reading.query import Amount, Claim, Operation, Query
from knowledge import Estimate
from knowledge.estimates import rounded
from knowledge.models import Status

YES, NO, NOT_EXACTLY, TOO_CLOSE = "yes", "no", "not_exactly", "too_close"

_NEAR, _NEAR_ROUGH = Fraction(2, 100), Fraction(5, 100)
"""A claim this close to the figure is "not exactly" rather than "no"; the second is for round words ("a fifth")."""

_STRONG = 5
"""Percent from which on a strong word ("exploded", "collapsed") is borne out."""

_SCALE = {"MAD_bn": Decimal(1), "MAD_mn": Decimal("0.001"), "MAD": Decimal("1e-9")}


def checked(desk: Desk, query: Query, answer: Answer) -> Answer:
    """Add a verdict on the claim to the answer that states the figure."""
    claim = query.claim
    if claim is None:
        return answer
    if claim.body or (claim.currency and answer.status == "answered"):
        return answer.model_copy(update={"verdict": NO})
    if answer.verdict:
        return answer
    if claim.result:
        return _of_projection(claim, answer)
    if (
        query.operation is Operation.GROWTH
        and claim.amount is not None
        and (told := _no_growth_but(desk, query, claim.amount))
    ):
        return told_otherwise(answer, *told)
    if answer.status != "answered":
        return answer
    verdict = _verdict(desk, query, claim, answer)
    if not verdict:
        return answer
    facts = answer.facts
    if verdict == NOT_EXACTLY and claim.amount is not None and _printed_for(desk, query, claim.amount):
        verdict = NO  # "26.17 in 2024?": it is 2023's
    if verdict == YES and claim.amount is not None and "periods" not in query.origins:
        answer = _the_one_meant(answer, claim.amount)
        facts = answer.facts
    if verdict == NO and query.operation is Operation.GROWTH and claim.amount is not None:
        facts += _share_taken_for_growth(desk, query, claim.amount)
    if verdict in (NO, TOO_CLOSE) and claim.amount is not None:
        printed = (*_expected(desk, query, claim.amount), *_printed_for(desk, query, claim.amount))
        facts += tuple(fact for fact in printed if fact.estimate not in answer.estimates)[:1]
    return answer.model_copy(update={"verdict": verdict, "facts": facts})


def _expected(desk: Desk, query: Query, amount: Amount) -> list[Fact]:
    """What is claimed as a result may be a projection or a target."""
    found = [
        (period, one) for period in desk.outlooks(query) for one in desk.knowledge.expected(query.indicator, period)
    ]
    return [
        Fact(role="projection", estimate=one, period=period)
        for period, one in found
        if amount.unit in ("", one.unit) and _equal(amount, one) == YES
    ]


def _the_one_meant(answer: Answer, amount: Amount) -> Answer:
    """Put the figure first that was claimed without a period: "26 billion, right?" is of the year."""
    facts = answer.facts
    first = facts[0].estimate if facts else None
    meant = next(
        (fact for fact in facts if fact.role == "also" and fact.estimate and _equal(amount, fact.estimate) == YES), None
    )
    if first is None or meant is None or _equal(amount, first) == YES:
        return answer
    notes = tuple(note for note in answer.notes if note.name != "default_period")
    headline = meant.model_copy(update={"role": "headline"})
    also = facts[0].model_copy(update={"role": "also"})
    return answer.model_copy(update={"facts": (headline, also), "notes": notes})


def _of_projection(claim: Claim, answer: Answer) -> Answer:
    """Tell a projection from a result, and say no where it was taken for one."""
    if any(fact.role == "outturn" for fact in answer.facts) or answer.status != "answered":
        return answer
    notes = (Note(name="not_result"), *answer.notes)
    return answer.model_copy(update={"notes": notes, "verdict": NO if claim.amount is not None else ""})


def _printed_for(desk: Desk, query: Query, amount: Amount) -> list[Fact]:
    """What is claimed of one period may be printed for another: 10.5 billion is ITO in 2024, not in its last half."""
    segments = desk.normal(query.segments)
    if query.operation is not Operation.VALUE or amount.unit not in ("", "MAD_bn") or len(segments) > 1:
        return []
    found = [(period, desk.level(segments, period, query)) for period in desk.observed(query, segments)]
    return [
        Fact(role="row_period", estimate=one, period=period)
        for period, one in found
        if one is not None and period not in query.periods and _equal(amount, one) == YES
    ]


def told_otherwise(answer: Answer, facts: tuple[Fact, ...], note: str) -> Answer:
    """Say no, with what the figure that was claimed really is."""
    notes = (Note(name=note),)
    return answer.model_copy(
        update={"status": "answered", "verdict": NO, "facts": facts, "notes": notes, "suggestions": ()}
    )


def _no_growth_but(desk: Desk, query: Query, amount: Amount) -> tuple[tuple[Fact, ...], str] | None:
    """A growth that is claimed may be a progress, or a share."""
    if progress := _progress_taken_for_growth(desk, query, amount):
        return progress, "not_growth"
    year = query.periods[0] if query.periods else desk.latest_year(query)
    share = desk.rate("share", query.segments, year, query) if year and query.segments else None
    if share is None or year is None or amount.unit not in ("percent", "points") or _equal(amount, share) != YES:
        return None
    if desk.rate("growth", query.segments, year, query) is not None:
        return None
    facts = [Fact(role="headline", estimate=share, period=year, segments=query.segments)]
    if level := desk.level(query.segments, year, query):
        facts.append(Fact(role="amount", estimate=level, period=year))
    return tuple(facts), "share_not_growth"


def _progress_taken_for_growth(desk: Desk, query: Query, amount: Amount) -> tuple[Fact, ...]:
    """A growth that is claimed may be the progress of a part of the year towards the year before."""
    period = desk.latest(query)
    progress = desk.rate("progress", query.segments, period, query) if period and query.segments else None
    if progress is None or period is None or amount.unit != "percent" or _equal(amount, progress) != YES:
        return ()
    before = period.whole_year.year_before()
    facts = [Fact(role="headline_progress", estimate=progress, period=period, base=before, segments=query.segments)]
    facts += [
        Fact(role="row_period", estimate=level, period=one)
        for one in (period, before)
        if (level := desk.level(query.segments, one, query))
    ]
    return tuple(facts)


def _share_taken_for_growth(desk: Desk, query: Query, amount: Amount) -> tuple[Fact, ...]:
    """A growth that is claimed may be the share of the segment."""
    period = query.periods[0] if query.periods else desk.latest_year(query)
    share = desk.rate("share", query.segments, period, query) if period and query.segments else None
    if share is None or amount.unit != "percent" or _equal(amount, share) != YES:
        return ()
    return (Fact(role="share", estimate=share, period=period),)


def _verdict(desk: Desk, query: Query, claim: Claim, answer: Answer) -> str:
    if claim.pairs:
        return _paired(claim, answer)
    if claim.status:
        return _of_status(claim, answer)
    if claim.order:
        return _ranked(query, answer)
    if claim.amount is not None:
        return _amount(claim, claim.amount, answer)
    if query.operation is Operation.COMPARISON:
        return _compared(query, claim, answer)
    if query.operation is Operation.DERIVED:
        return _set_against(claim, answer)
    return _direction(desk, claim, answer)


def _set_against(claim: Claim, answer: Answer) -> str:
    """The answer states the first figure less the second: its sign says which one is larger."""
    first = answer.facts[0].estimate
    if first is None or first.sign is None:
        return TOO_CLOSE
    return YES if first.sign == (1 if claim.direction == "above" else -1) else NO


def _of_status(claim: Claim, answer: Answer) -> str:
    """Say whether a figure is preliminary, as its source says; of a computed one nothing is said."""
    first = next((fact.estimate for fact in answer.facts if fact.estimate is not None), None)
    if first is None or first.observation is None:
        return ""
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
                _equal(pair.amount, fact.estimate)
                for fact in answer.facts
                if fact.estimate is not None and fact.estimate.unit == pair.amount.unit and fact.period == pair.period
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
        verdicts.append(_equal(pair.amount, own[0]) if own else "")
    if "" in verdicts:
        return ""
    return NO if NO in verdicts else NOT_EXACTLY if NOT_EXACTLY in verdicts else YES


def _ranked(query: Query, answer: Answer) -> str:
    first = next((fact for fact in answer.facts if fact.role in ("ranked", "row")), None)
    if first is None:
        return ""
    said = query.segments[:1]
    return YES if said == first.segments else NO


def _amount(claim: Claim, amount: Amount, answer: Answer) -> str:
    facts = _comparable(amount, answer.facts)
    if not facts:
        return NO if amount.unit == "MAD_bn" else ""
    if claim.direction in ("up", "down"):
        wanted = 1 if claim.direction == "up" else -1
        if facts[0].sign != wanted:
            return NO
    elif claim.direction:
        return _bound(claim, amount, facts[0])
    verdicts = [_equal(amount, fact) for fact in facts]
    return next(
        (verdict for verdict in (YES, NOT_EXACTLY) if verdict in verdicts[:1] or (verdict == YES and YES in verdicts)),
        NO,
    )


def _comparable(amount: Amount, facts: Iterable[Fact]) -> list[Estimate]:
    units = {
        "MAD_bn": ("MAD_bn",),
        "percent": ("percent",),
        "points": ("points", "percent"),
        "persons": ("persons",),
        "ratio": ("ratio",),
        "rank": ("rank",),
    }.get(amount.unit)
    found = [fact.estimate for fact in facts if fact.estimate is not None and isinstance(fact.estimate.value, Decimal)]
    return [one for one in found if units is None or one.unit in units]


def _equal(amount: Amount, estimate: Estimate) -> str:
    shown = Fraction(estimate.number)
    for claimed in amount.values:
        held = (
            estimate.exact.low is not None and estimate.exact.high is not None and Fraction(claimed) in estimate.exact
        )
        if held or claimed == abs(estimate.number) or rounded(abs(shown), amount.decimals) == claimed:
            return YES
    most = abs(shown) * (_NEAR_ROUGH if amount.rough else _NEAR)
    near = any(shown and abs(Fraction(claimed) - abs(shown)) <= most for claimed in amount.values)
    return NOT_EXACTLY if near else NO


def _bound(claim: Claim, amount: Amount, estimate: Estimate) -> str:
    claimed = Fraction(amount.values[0])
    low, high = estimate.exact.low, estimate.exact.high
    above = low is not None and low >= claimed
    below = high is not None and high <= claimed
    if not above and not below:
        return TOO_CLOSE
    return YES if above == (claim.direction == "above") else NO


def _compared(query: Query, claim: Claim, answer: Answer) -> str:
    """The answer states the larger side first; the side that was named first is claimed to be the larger one."""
    first = answer.facts[0]
    if first.estimate is None or first.estimate.sign is None:
        return TOO_CLOSE
    if not query.segments or not first.segments:
        return ""
    larger = set(query.segments[:1]) <= set(first.segments)
    return YES if larger != (claim.direction == "below") else NO


def _direction(desk: Desk, claim: Claim, answer: Answer) -> str:
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
