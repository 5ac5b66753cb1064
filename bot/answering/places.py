"""Hubs and parks: whether a place is one, which there are, what is told of a park."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.info import statements
from bot.answering.lacking import lacking
from bot.reading.query import Amount, Query
from knowledge import Estimate, Period, PeriodKind

_ESTABLISHED, _EMERGING = "established", "emerging"


def _of(desk: Desk, indicator: str) -> dict[str, Estimate]:
    return {estimate.cell.place: estimate for estimate in desk.knowledge.texts(indicator) if estimate.cell}


_MOST_PLACES = 4
_OF_PARKS = ("denied", "park")
"""Ways to ask in which a park is named where a hub is meant."""


def membership(desk: Desk, query: Query) -> Answer:
    """Answer whether a place is a hub (established, emerging or not named) or holds a park."""
    if query.periods or query.topic == "date":
        return _at(desk, query)
    if not query.places:
        return members(desk, query)
    hubs, parks = _of(desk, "hub"), _of(desk, "park")
    facts: list[Fact] = []
    verdict = ""
    for place in query.places[:_MOST_PLACES]:
        if query.about == "park":
            found, role = parks.get(place), "place_park" if place in parks else "place_no_park"
        else:
            found, role = hubs.get(place), f"place_{hubs[place].value}" if place in hubs else "place_unnamed"
        verdict = "no" if not found else verdict or "yes"
        facts.append(Fact(role=role, estimate=found, names=(place,)))
        if query.about != "park" and place in parks and (place not in hubs or query.measure in _OF_PARKS):
            facts.append(Fact(role="place_park", estimate=parks[place], names=(place,)))
    if query.topic in (_ESTABLISHED, _EMERGING) and query.places:
        sides = {hubs[place].value if place in hubs else "" for place in query.places}
        verdict = "yes" if sides == {query.topic} else "no"
    if query.measure == "detail":
        details = _park_details(desk, query)
        if not details:
            return lacking(desk, query.model_copy(update={"indicator": "park_area"}), None)
        facts += details
    verdict = _as_asked(query, verdict)
    names = tuple(place for place, hub in hubs.items() if hub.value == _ESTABLISHED)
    if not any(fact.estimate for fact in facts) and query.about == "hub":
        facts.append(Fact(role="members_established", estimate=hubs[names[0]], names=names))
    return Answer(status="answered", query=query, verdict=verdict, facts=tuple(facts))


def _as_asked(query: Query, verdict: str) -> str:
    """Return the verdict on what is said of places: that they are one, that they are none, that they are alone."""
    if query.measure in ("name", "detail") or (query.measure == "park" and verdict == "yes"):
        return ""  # "Casanearshore is a hub?": the city is one
    if query.measure == "alone":
        return "no"  # "Casablanca hosts most operators?": the four regions do, together
    denied = query.measure == "denied"  # "Fez is a park, no hub, right?"
    return {"yes": "no", "no": "yes"}[verdict] if denied else verdict


def _at(desk: Desk, query: Query) -> Answer:
    """Answer for a period that is named: a source lists the places of its own time, and tells of one when it opened."""
    told = [fact for code in query.places for fact in statements(desk, "park", code)] if query.about == "park" else []
    opened = _openings(told)
    asked = query.periods[0] if query.periods else None
    if opened and asked is None:
        return Answer(status="answered", query=query, facts=tuple(told))
    if asked is not None and len(opened) == len(query.places) == len(query.periods) == 1:
        then = opened[0]
        so = asked.covers(then) if query.topic == "date" else asked.end >= then.start
        verdict = _as_asked(query, "yes" if so else "no")
        return Answer(status="answered", query=query, verdict=verdict, facts=tuple(told))
    if asked is not None and query.measure == "opened" and (found := _opened(desk, asked)):
        return Answer(status="answered", query=query, facts=found)
    if query.topic == "date" or query.measure == "opened":
        return lacking(desk, query, None, Note(name="not_opened"))
    listed = _of(desk, "park" if query.about == "park" else "hub").values()
    first = min(int(desk.knowledge.sources[code].date[:4]) for one in listed for code in one.sources) - 1
    if any(not first <= period.year <= desk.today.year for period in query.periods):
        return lacking(desk, query, None, Note(name="as_of", period=asked))
    return membership(desk, query.model_copy(update={"periods": ()})).model_copy(update={"query": query})


def _openings(told: Iterable[Fact]) -> list[Period]:
    """Return when parks opened of which something is told."""
    return [fact.statement.period for fact in told if fact.statement and fact.statement.period]


def _opened(desk: Desk, asked: Period) -> tuple[Fact, ...]:
    """Return what is told of the parks that opened in a period: "which park opened in 2013?"."""
    parks = _of(desk, "park")
    found: list[Fact] = []
    for place, park in parks.items():
        told = statements(desk, "park", place)
        if any(asked.covers(one) for one in _openings(told)):
            found += [Fact(role="place_park", estimate=park, names=(place,)), *told]
    return tuple(found)


def _park_details(desk: Desk, query: Query) -> list[Fact]:
    """Return what more is known of a park: its area, when it opened."""
    undated = Period(kind=PeriodKind.UNDATED)
    areas = [one for code in query.places for one in desk.knowledge.estimates("park_area", TOTAL, undated, place=code)]
    told = [fact for code in query.places for fact in statements(desk, "park", code)]
    return [*(Fact(role="headline", estimate=one, period=undated) for one in areas), *told]


def _counted(desk: Desk, query: Query, amount: Amount) -> Answer:
    """Say whether there are as many as is said, and list them."""
    answer = members(desk, query.model_copy(update={"claim": None}))
    count = len(desk.parts) if query.about == "segments" else sum(len(fact.names) for fact in answer.facts)
    return answer.model_copy(update={"query": query, "verdict": "yes" if amount.values[0] == count else "no"})


def members(desk: Desk, query: Query) -> Answer:
    """List the hubs, the parks or the segments."""
    if query.periods and query.about != "segments":
        return _at(desk, query)
    if query.claim is not None and query.claim.amount is not None:
        return _counted(desk, query, query.claim.amount)
    if query.about == "segments":
        return Answer(status="answered", query=query, facts=(*statements(desk, "definition", "_T"),))
    if query.about == "park":
        parks = desk.knowledge.texts("park")
        return Answer(
            status="answered",
            query=query,
            facts=tuple(Fact(role="row_park", estimate=one, names=(one.cell.place,)) for one in parks if one.cell),
            table=True,
        )
    hubs = _of(desk, "hub")
    sides = (query.topic,) if query.topic else (_ESTABLISHED, _EMERGING)
    facts = []
    for side in sides:
        names = tuple(place for place, hub in hubs.items() if hub.value == side and place not in query.excluded_places)
        if names:
            facts.append(Fact(role=f"members_{side}", estimate=hubs[names[0]], names=names))
    if query.measure == "sole":
        named = {name for fact in facts for name in fact.names}
        verdict = "yes" if named == set(query.places) else "no"  # "is Casablanca the only hub?"
        return Answer(status="answered", query=query, verdict=verdict, facts=tuple(facts))
    if _EMERGING in sides:
        facts += [fact for fact in statements(desk, "decentralisation") if query.topic == _EMERGING]
    return Answer(status="answered", query=query, facts=tuple(facts))
