"""Figures that were spoken of, computed with: half of that, the average of the three, one in percent of the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.lacking import lacking
from bot.answering.rounding import rounded
from bot.reading.query import Query
from knowledge import Estimate, arithmetic

Ask = Callable[[Query], Answer]
_WITH_NUMBER = {"scaled": arithmetic.scaled, "beyond": arithmetic.beyond}
"""What is done with one figure and a plain number."""
_MONEY = ("MAD_bn", "MAD_mn", "MAD")


def derived(desk: Desk, query: Query, ask: Ask) -> Answer:
    """Answer a computation with the figures of other questions; what one of them lacks, it lacks."""
    if query.comparison == "rounded":
        return rounded(query, ask(query.of[0]))
    facts: list[Fact] = []
    rows: dict[str, list[Fact]] = {}
    for one in query.of:
        answer = ask(one)
        head = answer.facts[0] if answer.status == "answered" and answer.facts else None
        if head is None or head.estimate is None or any(note.name == "no_result_yet" for note in answer.notes):
            return (
                answer.model_copy(update={"query": query, "status": "no_data"}) if head is None else _unfit(desk, query)
            )
        facts.append(head.model_copy(update={"role": "headline"}) if head.role == "ranked" else head)
        # "the periods below together": what a sum is made of stands below it
        rows[head.role] = [fact for fact in answer.facts if fact.role == "row_period"]
    if len({_length(one) for one in query.of}) > 1 and any(one.per for one in query.of):
        return _unfit(desk, query)  # so much a month is not set against so much a half-year
    estimates = [fact.estimate for fact in facts if fact.estimate is not None]
    found = _result(desk, query, estimates)
    if found is None:
        return _unfit(desk, query)
    name = "ratio" if query.comparison == "multiple" else query.comparison
    headline = Fact(role=f"derived_{name}", estimate=found)
    shown = [each for fact in facts for each in (fact, *(rows[fact.role] if fact.role == "headline_periods" else ()))]
    return Answer(status="answered", query=query, facts=(headline, *shown))


def _length(query: Query) -> str:
    """Return what an amount is counted over, where one is an average: a half-year's may meet an average half-year."""
    months = query.periods[0].months if query.periods else 0
    return query.per or {1: "month", 3: "quarter", 6: "half", 12: "year"}.get(months, "")


def _unfit(desk: Desk, query: Query) -> Answer:
    return lacking(desk, query, None, Note(name="unfit"))


def _result(desk: Desk, query: Query, estimates: Sequence[Estimate]) -> Estimate | None:
    if any(isinstance(one.value, str) or one.unit == "rank" for one in estimates):
        return None
    if query.comparison in _WITH_NUMBER:
        return _WITH_NUMBER[query.comparison](estimates[0], query.factor)
    if len({one.unit for one in estimates}) > 1 or not _together(estimates) or _says_nothing(query, estimates):
        return None
    rates = estimates[0].unit in ("percent", "points")
    match query.comparison:
        case "sum" | "mean":
            if _overlapping(desk, estimates) or (rates and any(desk.relation(one) != "share" for one in estimates)):
                return None
            total = arithmetic.total(estimates)
            return total if query.comparison == "sum" else arithmetic.average(total, len(estimates))
        case "difference" | "points" | "rest":
            directed = query.claim is not None and query.claim.amount is None
            first, second = sorted(estimates[:2], key=lambda one: one.central, reverse=not directed)
            if directed or query.comparison == "rest":
                first, second = estimates[:2]
            return arithmetic.points(first, second) if rates else arithmetic.difference(first, second)
        case "ratio" | "multiple":
            return None if rates else arithmetic.ratio(*_larger_first(query, estimates))
        case "percent":
            return arithmetic.percentage(*estimates[:2])
        case "change":
            return None if rates else arithmetic.change(*estimates[:2])
    return None


def _larger_first(query: Query, estimates: Sequence[Estimate]) -> tuple[Estimate, Estimate]:
    first, second = estimates[:2]
    if (query.claim is None or query.comparison == "multiple") and first.central < second.central:
        return second, first
    return first, second


def _together(estimates: Sequence[Estimate]) -> bool:
    """Whether figures may meet: of one indicator only within one perimeter."""
    for one, other in combinations(estimates, 2):
        same = one.cell is None or other.cell is None or one.cell.indicator == other.cell.indicator
        if same and one.perimeter != other.perimeter:
            return False
    return True


def _says_nothing(query: Query, estimates: Sequence[Estimate]) -> bool:
    """Whether a figure would be set against itself, or of both only the least is known."""
    same = len({(one.cell, one.perimeter, one.kind) for one in estimates}) < len(estimates)
    least = query.comparison in ("difference", "change") and all(one.exact.high is None for one in estimates)
    return least or (same and all(one.cell is not None for one in estimates))


def _overlapping(desk: Desk, estimates: Sequence[Estimate]) -> bool:
    """Whether one of them holds another, so that a sum would count it twice."""
    cells = [one.cell for one in estimates]
    if any(cell is None for cell in cells):
        return True
    for one, other in combinations([cell for cell in cells if cell is not None], 2):
        wide = TOTAL in (desk.normal(one.segments), desk.normal(other.segments))
        shared = wide or bool(set(one.segments) & set(other.segments))
        touching = one.period == other.period or one.period.covers(other.period) or other.period.covers(one.period)
        if shared and touching:
            return True
    return False
