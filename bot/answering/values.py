"""Levels: one figure, with the growth and the share that give it meaning."""

from __future__ import annotations

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.lacking import lacking
from bot.reading.query import Query
from knowledge import Basis, Estimate, Period, PeriodKind


def value(desk: Desk, query: Query) -> Answer:
    """Answer "how much": the level of one cell, or what is projected for it."""
    if query.indicator != desk.headline:
        return _other_level(desk, query)
    segments = desk.normal(query.segments)
    if query.outlook:
        # What is projected is the total; a segment's latest result would answer another question.
        return outlook(desk, query) if segments == TOTAL else lacking(desk, query, (*query.periods, None)[0])
    if not query.periods:
        return _latest(desk, query)
    facts: list[Fact] = []
    notes: list[Note] = []
    for period in query.periods[:3]:
        found = period_facts(desk, query, period, notes, brief=len(query.periods) > 1)
        if not found:
            return lacking(desk, query, period)
        facts += found
    if all(fact.estimate and fact.estimate.kind.expected for fact in facts):
        query = query.model_copy(update={"outlook": True})  # "exports in 2030?" leads on as "the target for 2030?"
    return Answer(status="answered", query=query, facts=tuple(facts), notes=tuple(notes))


def period_facts(desk: Desk, query: Query, period: Period, notes: list[Note], *, brief: bool = False) -> list[Fact]:
    """Return the level of one period with its context; for an unfinished year its latest part and the projection."""
    found = desk.levels(query.segments, period, query)
    if not found:
        return _unfinished(desk, query, period, notes)
    facts = [Fact(role="headline", estimate=found[0], period=period)]
    if not brief:
        facts += meaning(desk, query, found[0], period)
    for other in found[1:2] if not query.perimeter else ():
        facts.append(Fact(role="other_perimeter", estimate=other, period=period))
    return facts


def meaning(desk: Desk, query: Query, estimate: Estimate, period: Period) -> list[Fact]:
    """Return what makes a level meaningful: its growth and, for a segment, its share."""
    facts: list[Fact] = []
    if not desk.knowledge.of_main(estimate.perimeter):
        return facts
    growth = desk.rate("growth", query.segments, period, query)
    if growth is not None and desk.knowledge.of_main(growth.perimeter):
        facts.append(Fact(role="growth", estimate=growth, period=period, base=period.year_before()))
    if desk.normal(query.segments) != TOTAL and (share := desk.rate("share", query.segments, period, query)):
        facts.append(Fact(role="share", estimate=share, period=period))
    return facts


def _unfinished(desk: Desk, query: Query, period: Period, notes: list[Note]) -> list[Fact]:
    """A year that is not observed whole: its latest part, and the projection for the total."""
    if period.kind is not PeriodKind.YEAR:
        return []
    facts = []
    part = desk.within(period, query, desk.normal(query.segments))
    estimate = desk.level(query.segments, part, query) if part else None
    if estimate and part:
        facts = [Fact(role="headline", estimate=estimate, period=part), *meaning(desk, query, estimate, part)]
        notes.append(Note(name="no_result_yet", period=period))
    if desk.normal(query.segments) == TOTAL:
        expected = _expected(desk, query, period)
        beside = bool(facts)
        facts += [Fact(role=_role(e, expected, beside=beside), estimate=e, period=period) for e in expected]
        if facts and not estimate and period.end < desk.today:
            notes.append(Note(name="no_result", period=period))
    return facts


def _role(one: Estimate, found: list[Estimate], *, beside: bool) -> str:
    """Return how what is expected is told: that of another scope than the first never as if it were of the same."""
    if one.perimeter != found[0].perimeter:
        return "other_perimeter"
    return "projection" if beside else "headline"


def _expected(desk: Desk, query: Query, period: Period) -> list[Estimate]:
    return list(desk.knowledge.expected(query.indicator, period))[:2]


def _latest(desk: Desk, query: Query) -> Answer:
    """No period was said: the latest observed one, then the latest whole year."""
    segments = desk.normal(query.segments)
    yearly = desk.latest_year(query, segments) if query.per == "year" else None  # "more than 20 billion a year?"
    latest = yearly or desk.latest(query, segments)
    if latest is None:
        return lacking(desk, query, None)
    notes = [Note(name="default_period", period=latest)] if "latest" not in query.origins else []
    facts = period_facts(desk, query, latest, notes)
    year = desk.latest_year(query, segments)
    if year and year != latest and (whole := desk.level(segments, year, query)):
        facts.append(Fact(role="also", estimate=whole, period=year))
    return Answer(
        status="answered", query=query.model_copy(update={"periods": (latest,)}), facts=tuple(facts), notes=tuple(notes)
    )


def outlook(desk: Desk, query: Query) -> Answer:
    """Answer what is projected or aimed at."""
    named = named_outlook(desk, query)
    periods = query.periods or ((named,) if named else desk.outlooks(query)[:1])
    facts: list[Fact] = []
    notes: list[Note] = []
    if any(period.kind in (PeriodKind.QUARTER, PeriodKind.MONTH) for period in periods):
        return lacking(desk, query, periods[0])  # what is expected is the whole year
    for period in periods[:2]:
        year = period if period.kind is PeriodKind.YEAR else period.whole_year
        found = _expected(desk, query, year)
        observed = desk.level(TOTAL, year, query)
        if observed and not found:
            facts.append(Fact(role="headline", estimate=observed, period=year))
            notes.append(Note(name="result_known", period=year))
        facts += [
            Fact(
                role="headline" if not place or e.perimeter == found[0].perimeter else "other_perimeter",
                estimate=e,
                period=year,
            )
            for place, e in enumerate(found)
        ]
        if found and year.end < desk.today and not observed:
            notes.append(Note(name="no_result", period=year))
        if found and observed:
            facts.append(Fact(role="outturn", estimate=observed, period=year))
        part = desk.within(year, query)
        if found and part and (done := desk.level(TOTAL, part, query)):
            facts.append(Fact(role="so_far", estimate=done, period=part))
    if not facts:
        return lacking(desk, query, periods[0] if periods else None)
    return Answer(
        status="answered",
        query=query.model_copy(
            update={"periods": tuple(periods), "outlook": not all(_known(desk, query, one) for one in periods)}
        ),
        facts=tuple(facts),
        notes=tuple(notes),
    )


def _known(desk: Desk, query: Query, period: Period) -> bool:
    return desk.level(TOTAL, period.whole_year, query) is not None and not _expected(desk, query, period.whole_year)


def named_outlook(desk: Desk, query: Query) -> Period | None:
    """Return the period whose projection or target a message quotes."""
    wanted = set(query.threshold.values) if query.threshold else set()
    every = desk.knowledge.periods(query.indicator, TOTAL, basis=Basis.OUTLOOK)
    return next(
        (one for one in every if any(e.number in wanted for e in desk.knowledge.expected(query.indicator, one))), None
    )


def _other_level(desk: Desk, query: Query) -> Answer:
    """Levels other than exports: jobs, budget, ranks; every count that fits is given, each with what it counts."""
    if query.segments and desk.normal(query.segments) != TOTAL:
        return lacking(desk, query, None)
    known = desk.knowledge.periods(query.indicator, TOTAL, basis=Basis.OUTLOOK)
    if not known:
        return lacking(desk, query, None)
    if _apart(desk, query):
        known = desk.knowledge.periods(query.indicator, TOTAL, perimeter=query.perimeter, basis=Basis.OUTLOOK)
        return _of_perimeter(desk, query, known) if known else lacking(desk, query, None)
    periods = _spanned(query.periods, known) or _headline_periods(desk, query, known)
    facts = [
        Fact(role="headline" if place == 0 else "beside", estimate=estimate, period=period)
        for place, (period, estimate) in enumerate(
            (period, estimate) for period in periods for estimate in desk.levels(TOTAL, period, query, outlook=True)
        )
    ]
    facts = _scope_first(desk, query, facts)
    told = facts[0].period if facts else None
    notes: tuple[Note, ...] = ()
    if told is not None and told.kind is PeriodKind.SPAN and [one.kind for one in query.periods] == [PeriodKind.YEAR]:
        notes = (Note(name="of_longer", period=query.periods[0]),)
    if query.topic == "date" and told is not None and not told.dated:
        notes = (Note(name="undated"),)
    if query.periods and (undated := _undated_beside(desk, query, known)):
        notes = (Note(name="undated"),) if not facts else ()
        facts += [
            Fact(role="beside" if facts else "headline", estimate=one, period=one.cell.period if one.cell else None)
            for one in undated
        ]
    if not facts:
        return lacking(desk, query, query.periods[0] if query.periods else None)
    if all(fact.estimate and fact.estimate.kind.expected for fact in facts):
        query = query.model_copy(update={"outlook": True})  # "how many start-ups?" is told as the goal that it is
    return Answer(status="answered", query=query, facts=tuple(facts[:4]), notes=notes)


def _scope_first(desk: Desk, query: Query, facts: list[Fact]) -> list[Fact]:
    """Put the count of the scope that is named first, where no period is: "stable jobs"."""
    wanted = {query.perimeter, desk.knowledge.canonical_perimeter(query.perimeter)} if query.perimeter else set()
    mine = [fact for fact in facts if fact.estimate is not None and fact.estimate.perimeter in wanted]
    if query.periods or not mine or mine == facts[:1]:
        return facts
    ordered = [*mine, *(fact for fact in facts if fact not in mine)]
    return [fact.model_copy(update={"role": "beside" if at else "headline"}) for at, fact in enumerate(ordered)]


def _apart(desk: Desk, query: Query) -> bool:
    """Whether a perimeter is named that counts a part of the sector only, such as the parks of one group.

    Where all observations are of one perimeter, it only names them: "the budget of the strategy".
    """
    every = {one.perimeter for one in desk.knowledge.observations if one.indicator == query.indicator}
    return (
        len(every) > 1
        and bool(query.perimeter)
        and not desk.knowledge.periods(desk.headline, perimeter=query.perimeter, basis=Basis.OUTLOOK)
    )


def _of_perimeter(desk: Desk, query: Query, known: tuple[Period, ...]) -> Answer:
    """Answer with what one perimeter counts, and with nothing of the others."""
    years = {period.whole_year for period in query.periods}
    chosen = [period for period in known if not years or period in years]
    facts = tuple(
        Fact(role="headline" if place == 0 else "beside", estimate=one, period=period)
        for place, period in enumerate(chosen)
        for one in desk.levels(TOTAL, period, query, outlook=True)[:1]
        if one.perimeter == query.perimeter
    )
    return Answer(status="answered", query=query, facts=facts) if facts else lacking(desk, query, None)


def _spanned(periods: tuple[Period, ...], known: tuple[Period, ...]) -> tuple[Period, ...]:
    """Read two years in a row, or the last of them, as the span that is counted as one, where there is one."""
    if len(periods) == 1 and periods[0].kind is PeriodKind.MONTH and periods[0] not in known:
        periods = (periods[0].whole_year,)  # "jobs in December 2024": a count of that year
    if len(periods) == 1 and periods[0] not in known:
        ends = tuple(one for one in known if one.kind is PeriodKind.SPAN and one.end == periods[0].end)
        return ends or periods
    if len(periods) == 2:  # "2024-2026" may be said in full
        spans = tuple(one for one in known if one.kind is PeriodKind.SPAN and all(one.covers(year) for year in periods))
        return spans or periods
    return periods


def _undated_beside(desk: Desk, query: Query, known: tuple[Period, ...]) -> tuple[Estimate, ...]:
    """An undated figure stands beside one of the latest years; it says nothing about earlier or later ones."""
    dated = [period for period in desk.knowledge.periods(query.indicator, TOTAL) if period.dated]
    undated = [period for period in known if not period.dated]
    recent = (
        bool(dated)
        and not query.outlook
        and all(dated[-1].year <= period.year <= desk.today.year for period in query.periods)
    )
    return desk.levels(TOTAL, undated[0], query) if undated and recent else ()


def _headline_periods(desk: Desk, query: Query, known: tuple[Period, ...]) -> tuple[Period, ...]:
    """Undated figures first, then the latest; targets only where they are asked for."""
    undated = [period for period in known if not period.dated]
    observed = [period for period in desk.knowledge.periods(query.indicator, TOTAL) if period.dated]
    aimed = [period for period in known if period.dated and period not in observed]
    if query.outlook and aimed:
        return tuple(aimed[-1:])
    chosen = [*undated, *observed[-1:]]
    now = "latest" in query.origins  # "how many are there today?": a target says nothing of it
    return tuple(chosen or ([] if now else aimed[-1:]))
