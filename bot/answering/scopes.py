"""Which scope figures are of: an answer that rests on another one than the main series says so, whatever was asked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import Desk
from bot.reading.query import Query
from knowledge import Estimate, Period

_TOLD_BY_ROLE = ("other_perimeter", "headline_perimeter")


def with_scopes(desk: Desk, found: Answer) -> Answer:
    """Name the scopes of an answer's figures that nothing in it names yet."""
    mine: list[Fact] = []
    others: list[Fact] = []
    for fact in found.facts:
        if fact.estimate is not None and _of_headline(desk, fact.estimate):
            (others if _foreign(desk, fact.estimate) else mine).append(fact)
    # Beside figures of the main series it has to be said which ones are of another.
    enough = ("scope_rows",) if mine else ("perimeter", "scope_rows")
    told = {code for note in found.notes if note.name in enough for code in note.codes}
    untold = [fact for fact in others if fact.role not in _TOLD_BY_ROLE and _code(fact) not in told]
    if not untold:
        return found
    beside = [fact for fact in untold if any((fact.role, fact.period) == (one.role, one.period) for one in mine)]
    facts = tuple(
        fact.model_copy(update={"role": "other_perimeter"}) if fact in beside else fact for fact in found.facts
    )
    notes = _notes([fact for fact in untold if fact not in beside], alone=not mine)
    kept = [
        note for note in found.notes if note.name != "perimeter" or not set(note.codes) & {_code(one) for one in untold}
    ]
    return found.model_copy(update={"facts": facts, "notes": (*kept, *notes)})


def apart(desk: Desk, query: Query, levels: Mapping[Period, Estimate]) -> Answer:
    """Say why two levels may not be set against each other, with both of them: they are counted in two scopes."""
    told = tuple(Fact(role="statement", statement=one) for one in desk.knowledge.statements_on("perimeters"))
    rows = tuple(Fact(role="row_period", estimate=one, period=period) for period, one in levels.items())
    return Answer(status="answered", query=query, facts=(*told, *rows))


def _notes(untold: list[Fact], *, alone: bool) -> list[Note]:
    codes = dict.fromkeys(_code(fact) for fact in untold)
    if alone:
        return [Note(name="perimeter", codes=(code,)) for code in codes]
    dated = {
        code: tuple(dict.fromkeys(fact.period.code for fact in untold if fact.period and _code(fact) == code))
        for code in codes
    }
    return [
        Note(name="scope_rows", codes=(code,), words=words) if words else Note(name="perimeter", codes=(code,))
        for code, words in dated.items()
    ]


def _code(fact: Fact) -> str:
    return fact.estimate.perimeter if fact.estimate is not None else ""


def _foreign(desk: Desk, estimate: Estimate) -> bool:
    return not desk.knowledge.of_main(estimate.perimeter)


def _of_headline(desk: Desk, estimate: Estimate) -> bool:
    """Whether it is the headline figure, a rate of it, or computed from nothing else."""
    indicators = desk.knowledge.indicators
    printed = {one.indicator for one in estimate.inputs}
    return bool(printed) and all(code == desk.headline or indicators[code].of == desk.headline for code in printed)
