"""The door of the room: a query in, what is known about it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.answering import derived, goals, info, places, rates, series, splits, sums, values
from bot.answering.answer import Answer, Note
from bot.answering.claims import checked
from bot.answering.computed import computed
from bot.answering.desk import Desk
from bot.answering.lacking import elsewhere, lacking
from bot.answering.picked import picked
from bot.answering.scopes import with_scopes
from bot.answering.shown import unshown
from bot.answering.tallied import tallied
from bot.answering.verdicts import DEPENDS, NO, NOT_EXACTLY, UNTOLD, YES
from bot.reading.query import CHAT, HEADLINE, Operation, Query
from knowledge import Knowledge

_OPERATIONS: dict[Operation, Callable[[Desk, Query], Answer]] = {
    Operation.VALUE: values.value,
    Operation.SHARE: rates.share,
    Operation.GROWTH: rates.growth,
    Operation.TREND: series.trend,
    Operation.BREAKDOWN: splits.breakdown,
    Operation.RANKING: splits.ranking,
    Operation.SELECTION: splits.selection,
    Operation.SUM: sums.total,
    Operation.REMAINDER: sums.remainder,
    Operation.COMPARISON: sums.comparison,
    Operation.NEEDED: goals.needed,
    Operation.PROGRESS: goals.progress,
    Operation.PER_UNIT: goals.per_unit,
    Operation.ARITHMETIC: computed,
    Operation.DEFINITION: info.definition,
    Operation.EXPLANATION: info.explanation,
    Operation.MEMBERSHIP: places.membership,
    Operation.MEMBERS: places.members,
    Operation.SOURCE: info.source,
    Operation.COVERAGE: info.coverage,
}


def answer(query: Query, knowledge: Knowledge, today: date) -> Answer:
    """Return what the knowledge says about a query; never raises for a query that reading can make."""
    desk = Desk(knowledge, today)
    query = _of(query, knowledge)
    if query.operation in CHAT:
        return Answer(status="chat", query=query)
    if query.operation in (Operation.UNRELATED, Operation.UNREADABLE):
        return Answer(status="out_of_scope", query=query)
    if query.operation is Operation.UNCLEAR:
        return info.unclear(desk, query)
    if query.missing:
        return elsewhere(desk, query)
    if query.indicator not in knowledge.indicators:
        return Answer(status="out_of_scope", query=query)
    found = _judged(desk, query)
    if query.operation is Operation.GROWTH and query.perimeter and found.status == "no_data":
        # "is offshoring up in 2025?": of the main series, which is then said
        other = _judged(desk, query.model_copy(update={"perimeter": ""}))
        found = other if other.status == "answered" else found
    if found.status == "answered" and not found.facts and not found.notes:
        return lacking(desk, query, query.periods[0] if query.periods else None)
    if found.status == "answered" and (lost := unshown(query.loose, found)):
        return elsewhere(desk, query.model_copy(update={"missing": lost, "claim": None}))
    found = with_scopes(desk, picked(desk, tallied(_scoped(desk, query, found))))
    if query.passed and found.status == "answered":
        left = Note(name="passed", words=query.passed)
        return found.model_copy(update={"notes": (*found.notes, left)})
    return found


def _judged(desk: Desk, query: Query) -> Answer:
    return _plainly(query, checked(desk, query, _answered(desk, query)))


def _plainly(query: Query, found: Answer) -> Answer:
    """Leave out a yes or a no to what was said in the negative, and a yes to what is said of all years."""
    if query.denied and found.verdict in (YES, NO, NOT_EXACTLY, DEPENDS):
        return found.model_copy(update={"verdict": ""})
    if query.ever and found.verdict in (YES, DEPENDS, *([NO] if query.ever == "past" else [])):
        return found.model_copy(update={"verdict": UNTOLD})  # of the years before nothing is held
    return found


def _scoped(desk: Desk, query: Query, found: Answer) -> Answer:
    """Say so where the scope that is asked for has no figure, and the main series answers."""
    of_main = desk.knowledge.of_main
    first = next(iter(found.estimates), None)
    if not query.perimeter or query.indicator != desk.headline or first is None or found.status != "answered":
        return found
    if of_main(query.perimeter) or not of_main(first.perimeter):
        return found
    note = Note(name="not_that_scope", codes=(query.perimeter,))
    verdict = "" if found.verdict == YES else found.verdict  # the main series bears nothing out of another scope
    return found.model_copy(update={"notes": (*found.notes, note), "verdict": verdict})


def _of(query: Query, knowledge: Knowledge) -> Query:
    """Return the query with the code that this knowledge has for its headline indicator."""
    if knowledge.headline == HEADLINE:
        return query
    code = knowledge.headline if query.indicator == HEADLINE else query.indicator
    return query.model_copy(update={"indicator": code, "of": tuple(_of(one, knowledge) for one in query.of)})


def _answered(desk: Desk, query: Query) -> Answer:
    if query.operation is Operation.DERIVED:
        return derived.derived(desk, query, lambda one: _answered(desk, one))
    if query.operation is Operation.SOURCE and query.of:
        return info.source_of(desk, query, _answered(desk, query.of[0]))
    return _OPERATIONS[query.operation](desk, query)
