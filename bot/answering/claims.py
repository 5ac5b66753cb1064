"""Claims: is what the message asserts true? The figure that is held decides; the asserted one is never repeated."""

from __future__ import annotations

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import Desk
from bot.answering.unsettled import as_far_as_known
from bot.answering.verdicts import (
    DEPENDS,
    NO,
    NOT_EXACTLY,
    OPEN,
    TOO_CLOSE,
    YES,
    equal,
    verdict_of,
    verdict_of_fact,
)
from bot.reading.query import Amount, Claim, Operation, Origin, Query
from knowledge import Basis, PeriodKind, arithmetic


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
    if claim.amount is not None and (otherwise := _otherwise(desk, query, claim.amount, answer)) is not None:
        return otherwise
    return _judged(desk, query, claim, answer) if answer.status == "answered" else answer


def _judged(desk: Desk, query: Query, claim: Claim, answer: Answer) -> Answer:
    """Add the verdict on what is claimed of the figures."""
    verdict = verdict_of(desk, query, claim, _as_counted(desk, query, claim, answer))
    if verdict == YES and _of_longer(query, answer):
        verdict = NOT_EXACTLY  # "18,500 jobs created in 2024?": over two years
    if verdict == YES and claim.amount is not None:  # "120,000 direct jobs?": the indirect ones are counted with them
        verdict = NOT_EXACTLY if claim.part else _of_another_scope(desk, query, answer, claim.amount)
    if verdict == YES and claim.amount is not None and claim.amount.unit == "points" and _rate_alone(query):
        verdict = NOT_EXACTLY  # "growth of 3.5 points": percent, and no points
    if verdict == YES and _expected_only(desk, query, answer, claim):
        over = bool(query.periods) and query.periods[0].end < desk.today
        verdict = OPEN if over else NO  # a year that is not over has no result; "there are 3,000 start-ups": not yet
        return answer.model_copy(update={"verdict": verdict, "notes": (Note(name="not_result"), *answer.notes)})
    if verdict in (YES, NO) and (_of_a_year_to_come(query, answer) or _only_aimed_at(query, answer)):
        verdict = OPEN  # "has 2025 beaten 2024?": only its first half is told
    verdict = as_far_as_known(desk, query, claim, answer, verdict)
    if claim.whole and verdict == YES and _of_a_part(query, answer, claim):
        verdict = NO  # "13.4 billion is for the whole of 2025?"
    if not verdict:
        return answer
    if query.topic == "why" and verdict == YES:
        return answer.model_copy(update={"status": "no_data", "notes": (Note(name="no_reason", codes=query.segments),)})
    if claim.amount is None:
        return answer.model_copy(update={"verdict": verdict})
    if _depends(claim, query, answer, verdict):
        return answer.model_copy(update={"verdict": DEPENDS})
    return _set_right(desk, query, claim.amount, answer, verdict)


def _as_counted(desk: Desk, query: Query, claim: Claim, answer: Answer) -> Answer:
    """Leave out counts of a part, such as the jobs in one group's parks: none of them bears a claim on the whole out.

    Where a scope is named, the goal of another one does not either: "240,000 jobs in offshoring by 2030?".
    """
    counted = claim.amount is not None and claim.amount.unit in ("persons", "")
    if query.indicator == desk.headline or not counted:
        return answer
    whole = [fact for fact in answer.facts if not _of_another(desk, query, fact)]
    if query.origin("periods") is Origin.SAID:  # "120,000 jobs in 2024?": that count has no date
        whole = [fact for fact in whole if fact.period is not None and fact.period.dated] or whole
    return answer.model_copy(update={"facts": tuple(whole)}) if whole else answer


def _of_another(desk: Desk, query: Query, fact: Fact) -> bool:
    if fact.estimate is None or fact.period is None or not fact.period.dated:
        return False
    scope = fact.estimate.perimeter
    if scope == query.perimeter or desk.knowledge.periods(desk.headline, perimeter=scope, basis=Basis.OUTLOOK):
        return False
    return bool(query.perimeter) or not fact.estimate.kind.expected


def _depends(claim: Claim, query: Query, answer: Answer, verdict: str) -> bool:
    """Whether the latest period and the latest year decide a bound differently, and neither was named."""
    also = [fact for fact in answer.facts if fact.role == "also" and fact.estimate is not None]
    open_ = bool(also) and not query.periods and claim.direction in ("above", "below", "reached", "between")
    if not open_ or verdict not in (YES, NO):
        return False
    other = verdict_of_fact(claim, also[0])
    return other in (YES, NO) and other != verdict


def _of_longer(query: Query, answer: Answer) -> bool:
    """Whether the figure that was claimed of a year is that of several."""
    told = answer.facts[0].period if answer.facts else None
    one = len(query.periods) == 1 and query.periods[0].kind is PeriodKind.YEAR
    return one and told is not None and told.kind is PeriodKind.SPAN and told != query.periods[0]


def _rate_alone(query: Query) -> bool:
    return query.operation is Operation.GROWTH and query.comparison != "points"


def _of_a_year_to_come(query: Query, answer: Answer) -> bool:
    """Whether two years are set against each other, and only a part of the later one is told."""
    told = answer.facts[0].period if answer.facts else None
    years = len(query.periods) > 1 and all(period.kind is PeriodKind.YEAR for period in query.periods)
    moved = query.operation is Operation.GROWTH and query.claim is not None and query.claim.amount is None
    return moved and years and told is not None and told.kind is not PeriodKind.YEAR


def _only_aimed_at(query: Query, answer: Answer) -> bool:
    """Whether a growth that is said to have happened is one up to a target: "did exports triple from 2020 to 2030?"."""
    first = answer.facts[0].estimate if answer.facts else None
    moved = query.operation is Operation.GROWTH and not query.outlook
    return moved and first is not None and first.kind.expected


def _expected_only(desk: Desk, query: Query, answer: Answer, claim: Claim) -> bool:
    """Whether what is said to be so is only expected: "did Morocco export 27 billion in 2025?"."""
    if query.outlook or (not claim.past and (query.periods or query.indicator == desk.headline)):
        return False
    borne = [fact.estimate for fact in answer.facts if fact.estimate and claim.amount is not None]
    equals = [one for one in borne if claim.amount is not None and equal(claim.amount, one) == YES]
    return bool(equals) and all(one.kind.expected for one in equals)


def _of_another_scope(desk: Desk, query: Query, answer: Answer, amount: Amount) -> str:
    """Agree only in part where the figure that bears a claim out is printed of another scope, and none was named."""
    if (
        query.perimeter
        or query.indicator != desk.headline
        or query.operation not in (Operation.VALUE, Operation.GROWTH)
    ):
        return YES
    borne = [fact.estimate for fact in answer.facts if fact.estimate and equal(amount, fact.estimate) == YES]
    borne = [one for one in borne if not one.kind.expected]
    return NOT_EXACTLY if borne and not any(desk.knowledge.of_main(one.perimeter) for one in borne) else YES


def _of_a_part(query: Query, answer: Answer, claim: Claim) -> bool:
    """Whether the figure that was claimed of a year is that of a part of it."""
    first = answer.facts[0] if answer.facts else None
    if first is None or first.period is None or first.estimate is None or claim.amount is None or not query.periods:
        return False
    part = first.period != query.periods[0] and first.period.year == query.periods[0].year
    return part and equal(claim.amount, first.estimate) == YES


def _otherwise(desk: Desk, query: Query, amount: Amount, answer: Answer) -> Answer | None:
    """Return the answer that says what a figure really is: a progress, a share, the target of another year."""
    if query.operation is Operation.GROWTH and (told := _no_growth_but(desk, query, amount)):
        return told_otherwise(answer, *told)
    if query.outlook and answer.status == "no_data" and (other := _expected(desk, query, amount)):
        facts = tuple(fact.model_copy(update={"role": "headline"}) for fact in other[:1])
        return told_otherwise(answer, facts)  # "the 40 billion are for 2027?"
    return None


def _set_right(desk: Desk, query: Query, amount: Amount, answer: Answer, verdict: str) -> Answer:
    """Add to a verdict on a figure what that figure stands for where it is printed of something else."""
    if verdict == NOT_EXACTLY and _printed_for(desk, query, amount):
        verdict = NO  # "26.17 in 2024?": it is 2023's
    dated = "periods" in query.origins and query.indicator == desk.headline
    if verdict == YES:
        answer = _the_one_meant(answer, amount, _EXPECTED if dated else (*_OTHERS, *_EXPECTED))
    facts = answer.facts
    if verdict == NO and query.operation is Operation.GROWTH:
        facts += _share_taken_for_growth(desk, query, amount)
    if verdict in (NO, TOO_CLOSE):
        printed = (*_expected(desk, query, amount), *_printed_for(desk, query, amount))
        facts += tuple(fact for fact in printed if fact.estimate not in answer.estimates)[:1]
    if query.comparison == "difference" and query.operation is Operation.VALUE:
        facts = _gap(amount, facts)
        direction = query.claim.direction if query.claim is not None else ""
        verdict = verdict if verdict == NO and direction else ""  # "by how much?" is answered by no yes
    return answer.model_copy(update={"verdict": verdict, "facts": facts})


def _gap(amount: Amount, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Add by how much the figure lies off the amount that it was set against, behind the figure itself."""
    first = facts[0].estimate if facts else None
    if first is None or amount.unit not in ("", first.unit):
        return facts
    return (facts[0], Fact(role="beyond", estimate=arithmetic.beyond(first, amount.values[0])), *facts[1:2])


def _expected(desk: Desk, query: Query, amount: Amount) -> list[Fact]:
    """What is claimed as a result may be a projection or a target."""
    found = [
        (period, one) for period in desk.outlooks(query) for one in desk.knowledge.expected(query.indicator, period)
    ]
    return [
        Fact(role="projection", estimate=one, period=period)
        for period, one in found
        if amount.unit in ("", one.unit) and equal(amount, one) == YES
    ]


_OTHERS = ("also", "beside")
"""The roles of figures that stand behind the first: of another period, by another count."""
_EXPECTED = ("projection",)
"""The role of what is expected of a year of which a part is told first."""


def _the_one_meant(answer: Answer, amount: Amount, roles: tuple[str, ...]) -> Answer:
    """Put the figure first that was claimed: "26 billion, right?" is of the year, "27 in 2025" is expected of it."""
    facts = answer.facts
    first = facts[0].estimate if facts else None
    meant = next(
        (fact for fact in facts if fact.role in roles and fact.estimate and equal(amount, fact.estimate) == YES), None
    )
    if first is None or meant is None or equal(amount, first) == YES:
        return answer
    notes = tuple(note for note in answer.notes if note.name not in ("default_period", "no_result_yet"))
    headline = meant.model_copy(update={"role": "headline"})
    rest = facts[0].model_copy(update={"role": "so_far" if meant.role in _EXPECTED else meant.role})
    query = answer.query
    if meant.role in _EXPECTED:
        query = query.model_copy(update={"outlook": True})  # what is spoken of from here on
    return answer.model_copy(update={"facts": (headline, rest), "notes": notes, "query": query})


def _of_projection(claim: Claim, answer: Answer) -> Answer:
    """Tell a projection from a result, and say no where it was taken for one."""
    if any(fact.role == "outturn" for fact in answer.facts) or answer.status != "answered":
        return answer
    notes = (Note(name="not_result"), *answer.notes)
    return answer.model_copy(
        update={"notes": notes, "verdict": NO if claim.amount is not None or claim.direction else ""}
    )


def _printed_for(desk: Desk, query: Query, amount: Amount) -> list[Fact]:
    """What is claimed of one period may be printed for another: 10.5 billion is ITO in 2024, not in its last half."""
    segments = desk.normal(query.segments)
    if query.operation is not Operation.VALUE or amount.unit not in ("", "MAD_bn") or len(segments) > 1:
        return []
    found = [(period, desk.level(segments, period, query)) for period in desk.observed(query, segments)]
    return [
        Fact(role="row_period", estimate=one, period=period)
        for period, one in found
        if one is not None and period not in query.periods and equal(amount, one) == YES
    ]


def told_otherwise(answer: Answer, facts: tuple[Fact, ...], note: str = "") -> Answer:
    """Say no, with what the figure that was claimed really is."""
    notes = (Note(name=note),) if note else ()
    return answer.model_copy(
        update={"status": "answered", "verdict": NO, "facts": facts, "notes": notes, "suggestions": ()}
    )


def _no_growth_but(desk: Desk, query: Query, amount: Amount) -> tuple[tuple[Fact, ...], str] | None:
    """A growth that is claimed may be a progress, or a share."""
    if progress := _progress_taken_for_growth(desk, query, amount):
        return progress, "not_growth"
    year = query.periods[0] if query.periods else desk.latest_year(query)
    share = desk.rate("share", query.segments, year, query) if year and query.segments else None
    if share is None or year is None or amount.unit not in ("percent", "points") or equal(amount, share) != YES:
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
    if progress is None or period is None or amount.unit != "percent" or equal(amount, progress) != YES:
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
    """A growth that is claimed may be the share of the segment: "KPO grew 0.2 %"."""
    period = query.periods[0] if query.periods else desk.latest_year(query)
    share = desk.rate("share", query.segments, period, query) if period and query.segments else None
    if share is None or amount.unit != "percent" or equal(amount, share) != YES:
        return ()
    return (Fact(role="share", estimate=share, period=period),)
