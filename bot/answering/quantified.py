"""What is said of all segments, of none of them, or of one alone: one figure may decide it, or none that is held."""

from __future__ import annotations

from fractions import Fraction

from bot.answering.answer import Answer, Note
from bot.answering.conditions import beyond, range_of, told
from bot.answering.desk import Desk
from bot.answering.lacking import lacking
from bot.answering.verdicts import NO, YES
from bot.reading.query import Query
from knowledge import Period

QUANTIFIED = ("all", "none", "sole")


def quantified(desk: Desk, query: Query) -> Answer:
    """Say yes or no where the figures held decide it, with those that do; else which ones are not published."""
    period = query.periods[0] if query.periods else _decisive(desk, query)
    if period is None:
        return lacking(desk, query, None)
    met = {code: _meets(desk, query, code, period) for code in desk.parts}
    found = _verdict(query, met)
    shown = [code for code in desk.parts if found is not False or _against(query, code, met)]
    facts = told(desk, query, shown, (period,))
    hidden = tuple(code for code in desk.parts if met[code] is None)
    if found is None:
        note = Note(name="no_growth" if query.measure == "growth" else "unranked", period=period, codes=hidden)
        return lacking(desk, query, period, note).model_copy(update={"facts": facts})
    notes = () if query.periods else (Note(name="default_period", period=period),)
    query = query.model_copy(update={"periods": (period,)})
    return Answer(status="answered", query=query, facts=facts, notes=notes, verdict=YES if found else NO)


def _decisive(desk: Desk, query: Query) -> Period | None:
    """Return the latest period that tells something: growth by segment is told of whole years."""
    return desk.latest_year(query) if query.measure == "growth" else desk.latest(query)


def _meets(desk: Desk, query: Query, code: str, period: Period) -> bool | None:
    value = Fraction(query.threshold.values[0]) if query.threshold else Fraction(0)
    return beyond(range_of(desk, query, code, period), (value, value), below=query.below)


def _against(query: Query, code: str, met: dict[str, bool | None]) -> bool:
    """Whether the figure of a segment belongs beside a no: it contradicts what is said, or is what it is said of."""
    if query.comparison == "sole":
        return code in query.segments or met[code] is True
    return met[code] is (query.comparison == "none")


def _verdict(query: Query, met: dict[str, bool | None]) -> bool | None:
    if query.comparison == "sole":
        others = [one for code, one in met.items() if code not in query.segments]
        own = [met[code] for code in query.segments if code in met]
        if False in own or True in others:
            return False
        return None if None in own or None in others else True
    wanted = query.comparison == "all"
    if (not wanted) in met.values():
        return False
    return None if None in met.values() else True
