"""What is told in words or named: definitions, reasons, hubs and parks, sources, how far the data goes."""

from __future__ import annotations

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.lacking import lacking, suggestions
from bot.answering.quoted import in_other_perimeter, told_apart
from bot.answering.rates import growth
from bot.answering.referred import known
from bot.answering.values import outlook, value
from bot.answering.verdicts import NO, equal
from bot.reading.query import Operation, Query
from knowledge import Estimate, IndicatorKind, Kind, Period, PeriodKind, Statement


def definition(desk: Desk, query: Query) -> Answer:
    """Answer what a segment is, or what a figure that was quoted stands for."""
    if query.quoted:
        return told_apart(desk, query)
    if query.operands:
        return quoted(desk, query)
    if query.threshold is not None:
        return _meaning(desk, query)
    named = (query.about or "_T",) if len(query.segments) < 2 else ("_T",) if query.segments[2:] else query.segments
    facts = tuple(fact for code in named for fact in statements(desk, "definition", code))
    return Answer(status="answered", query=query, facts=facts) if facts else lacking(desk, query, None)


def _meaning(desk: Desk, query: Query) -> Answer:
    """Find the printed figure that is quoted: its cell says what it stands for."""
    every = _quoted(desk, query)
    if not every:
        return lacking(desk, query, None, Note(name="not_held"))
    facts = tuple(_quoted_fact(desk, found) for found in every[:3])
    if query.topic == "definition" and len(facts) == 1 and facts[0].role == "headline" and not facts[0].segments:
        facts += statements(desk, "definition", "_T")  # what the total takes in
    notes: tuple[Note, ...] = (
        (Note(name="not_growth"),) if any(fact.role == "headline_progress" for fact in facts) else ()
    )
    notes += _without_date(facts)
    if query.comparison == "either" and (period := facts[0].period):
        notes += (Note(name="whole_year" if period.kind is PeriodKind.YEAR else "part_of_year", period=period),)
    return Answer(status="answered", query=query, facts=facts, notes=notes)


def _without_date(facts: tuple[Fact, ...]) -> tuple[Note, ...]:
    cells = [fact.estimate.cell for fact in facts if fact.estimate and fact.estimate.cell]
    return (Note(name="undated"),) if any(not cell.period.dated for cell in cells) else ()


def quoted(desk: Desk, query: Query) -> Answer:
    """Say what the figures that are quoted stand for; of two scopes, that they may not be set against each other."""
    found = [one for operand in query.operands for one in known(desk, query, operand)[:1]]
    facts = tuple(_quoted_fact(desk, one) for one in dict.fromkeys(found))
    scopes = {one.perimeter for one in found if one.cell and one.cell.indicator == desk.headline}
    if len(scopes) > 1:
        facts = (*statements(desk, "perimeters"), *facts)
    expected = [fact for fact in facts if fact.estimate and fact.estimate.kind is Kind.PROJECTION]
    notes = tuple(Note(name="no_result_yet", period=fact.period) for fact in expected[:1]) + _without_date(facts)
    of_main = len(scopes) == 1 and all(map(desk.knowledge.of_main, scopes))
    if len(scopes) == 1 and not of_main:
        notes += (Note(name="perimeter", codes=tuple(scopes)),)
    if query.topic == "definition" and of_main and not query.segments:
        facts += statements(desk, "definition", "_T")  # what the total takes in
    return Answer(status="answered", query=query, facts=facts, notes=notes)


def _quoted_fact(desk: Desk, found: Estimate) -> Fact:
    period = found.cell.period if found.cell else None
    segments = found.cell.segments if found.cell else ()
    relation = desk.relation(found)
    role = {"progress": "headline_progress"}.get(relation, "headline")
    role = "headline_perimeter" if in_other_perimeter(desk, found) else role
    base = (
        period.whole_year.year_before()
        if period and relation == "progress"
        else period.year_before()
        if period
        else None
    )
    return Fact(role=role, estimate=found, period=period, base=base, segments=() if segments == TOTAL else segments)


def _quoted(desk: Desk, query: Query) -> list[Estimate]:
    """Return the figures that are printed as quoted, each cell once."""
    wanted = set(query.threshold.values) if query.threshold else set()
    unit = query.threshold.unit if query.threshold else ""
    matching = [
        one
        for one in desk.knowledge.observations
        if one.numeric
        and one.number in wanted
        and (one.unit == unit or (not unit and one.unit in ("percent", "MAD_bn", "persons")))
        and (not query.periods or any(_within(one.period, period) for period in query.periods))
        and (query.about != "segments" or one.segment in desk.parts)
        and not one.alternative_to
        and (not query.segments or one.segment in query.segments)
    ]
    found = {
        estimate.cell: estimate
        for one in matching
        for estimate in desk.knowledge.estimates(one.indicator, (one.segment,), one.period, basis=desk.everything)
        if estimate.value == one.number
    }
    return list(found.values())


def _within(printed: Period, said: Period) -> bool:
    """Whether a figure is printed for what is said: "75 % in June 2025" is the half-year that ends there."""
    closes = said.kind is PeriodKind.MONTH and printed.kind is PeriodKind.HALF and printed.end == said.end
    return printed == said or closes


def explanation(desk: Desk, query: Query) -> Answer:
    """Answer why, what for, towards what: a statement, with the figure it explains where there is one."""
    topic = query.topic
    if topic == "growth_drivers" and query.comparison == "fall" and (risen := _risen(desk, query)):
        return risen
    if topic == "growth_drivers" and (query.segments or query.comparison in ("fall", "slow")):
        return _reason_for_segments(desk, query)
    if topic == "job_counts":
        return _job_counts(desk, query)
    facts = statements(desk, topic, query.about or None)
    if not facts:
        return lacking(desk, query, None)
    if topic == "ranking" and query.measure == "rank":
        plain = Query(operation=Operation.VALUE, indicator=query.indicator)
        facts = (*value(desk, plain).facts[:1], *facts)
    if topic == "perimeters":
        facts += _each_perimeter(desk, query)
    if topic == "growth_drivers":
        figure = growth(desk, Query(operation=Operation.GROWTH, periods=query.periods))
        if figure.status == "answered":
            facts += (figure.facts[0].model_copy(update={"role": "growth_figure"}),)
    said = {"peer": "yes", "own": "no"}.get(query.comparison, "") if topic == "ranking" else ""
    return Answer(status="answered", query=query, facts=facts, verdict=said)


def _job_counts(desk: Desk, query: Query) -> Answer:
    """Tell why there are two counts of jobs, with each of them and what it counts."""
    found = value(desk, query.model_copy(update={"operation": Operation.VALUE, "periods": (), "threshold": None}))
    told = statements(desk, "job_counts", "outlook" if query.outlook else "observed")
    return found.model_copy(update={"query": query, "facts": (*told, *found.facts)})


def _each_perimeter(desk: Desk, query: Query) -> tuple[Fact, ...]:
    """Return the total of a period in each perimeter that counts it otherwise."""
    found = [(period, one) for period in query.periods[:1] for one in desk.levels(TOTAL, period, query)]
    return tuple(Fact(role="other_perimeter", estimate=one, period=period) for period, one in found[:2])


def _risen(desk: Desk, query: Query) -> Answer | None:
    """Set right a question why exports fell where they rose."""
    answer = growth(desk, query.model_copy(update={"operation": Operation.GROWTH, "comparison": ""}))
    first = answer.facts[0].estimate if answer.status == "answered" and answer.facts else None
    if first is None or not first.sign or first.sign < 0 or query.segments:
        return None
    return answer.model_copy(update={"query": query, "verdict": "no"})


def _reason_for_segments(desk: Desk, query: Query) -> Answer:
    """No source gives a reason for one segment; its growth can be told where it is known."""
    answer = growth(desk, query.model_copy(update={"operation": Operation.GROWTH, "comparison": ""}))
    note = Note(name="no_reason", codes=query.segments)
    if answer.status != "answered":
        return lacking(desk, query, None, note)
    return answer.model_copy(update={"status": "no_data", "notes": (note,), "suggestions": suggestions(desk, query)})


def statements(desk: Desk, topic: str, about: str | None = None) -> tuple[Fact, ...]:
    """Return what is told in words about a topic."""
    found: tuple[Statement, ...] = desk.knowledge.statements_on(topic, about)
    return tuple(Fact(role="statement", statement=one) for one in found)


# --- sources --------------------------------------------------------------------------------------------------------


def source(desk: Desk, query: Query) -> Answer:
    """Answer where a figure comes from; a projection is told from a result."""
    if wrong := _not_so(desk, query):
        return wrong
    if query.threshold is not None:
        printed = _quoted(desk, query)
        if not printed and query.threshold.unit == "MAD_bn":
            return lacking(desk, query, None, Note(name="not_held"))
        held = [one for one in printed if not one.kind.expected]
        if held:  # "where do the 13.4 billion come from?": the figure, and what it is cited from
            return Answer(
                status="answered", query=query, facts=(_quoted_fact(desk, held[0]), *statements(desk, "source"))
            )
    if query.outlook:
        found = outlook(desk, query.model_copy(update={"periods": _quoted_periods(desk, query), "threshold": None}))
        if found.status == "answered" and found.facts[0].estimate and found.facts[0].estimate.kind.expected:
            told = statements(desk, "projection") if found.facts[0].estimate.kind is Kind.PROJECTION else ()
            named = query.model_copy(update={"periods": found.query.periods})
            return found.model_copy(update={"query": named, "facts": (*told, found.facts[0]), "notes": ()})
    facts = statements(desk, "source")
    if query.indicator != desk.headline and desk.knowledge.indicators[query.indicator].kind is not IndicatorKind.TEXT:
        other = value(desk, query.model_copy(update={"operation": Operation.VALUE, "threshold": None}))
        if other.status == "answered":
            return other.model_copy(update={"query": query})
    return Answer(status="answered", query=query, facts=facts)


def _not_so(desk: Desk, query: Query) -> Answer | None:
    """Set right a figure that a period never had: "exports hit 27 billion last year, where does that come from?"."""
    amount, period = query.threshold, query.periods[0] if len(query.periods) == 1 else None
    if amount is None or amount.unit != "MAD_bn" or period is None or query.indicator != desk.headline:
        return None
    held = desk.levels(desk.normal(query.segments), period, query)
    if not held or any(equal(amount, one) != NO for one in held):
        return None
    plain = query.model_copy(update={"operation": Operation.VALUE, "threshold": None, "outlook": False})
    return value(desk, plain).model_copy(update={"verdict": "no"})


def source_of(desk: Desk, query: Query, asked: Answer) -> Answer:
    """Answer where the figure that was spoken of comes from: the figure again, with what it is cited from."""
    if asked.status != "answered" or not asked.facts:
        return source(desk, query.model_copy(update={"of": ()}))
    facts = (asked.facts[0], *statements(desk, "source"))
    return Answer(status="answered", query=query, facts=facts)


def _quoted_periods(desk: Desk, query: Query) -> tuple[Period, ...]:
    if query.periods or query.threshold is None:
        return query.periods
    found = _quoted(desk, query)
    return (found[0].cell.period,) if found and found[0].cell else ()


def coverage(desk: Desk, query: Query) -> Answer:
    """Answer how far the data goes."""
    plain = Query(operation=Operation.VALUE)
    periods = desk.observed(plain)
    if not periods:
        return lacking(desk, query, None)
    answer = value(desk, plain)
    years = [one for one in reversed(periods) if one.kind is PeriodKind.YEAR]
    whole = [(one, level) for one in years if (level := desk.level(TOTAL, one, plain))]
    return Answer(
        status="answered",
        query=query,
        facts=(answer.facts[0], *(Fact(role="also", estimate=level, period=one) for one, level in whole[:2])),
        notes=(Note(name="coverage", period=periods[0]), Note(name="horizon", period=max(periods))),
    )


def unclear(desk: Desk, query: Query) -> Answer:
    """Ask back: what was understood is kept in the options."""
    return Answer(
        status="clarify",
        query=query,
        suggestions=suggestions(desk, query),
        notes=(Note(name="unclear", words=tuple(one.word for one in query.missing[:3])),),
    )
