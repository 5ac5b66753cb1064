"""Towards a goal: what is still needed, how far a period has come, and figures per month or per job."""

from __future__ import annotations

from decimal import Decimal

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.lacking import lacking
from bot.answering.values import value
from bot.reading.query import Operation, Origin, Query
from knowledge import Estimate, Kind, Period, PeriodKind, arithmetic

_SECOND = 2


def _goal(desk: Desk, query: Query) -> tuple[Period, Estimate] | None:
    """Return the projection or target that is meant: by its figure, its year, or the nearest one."""
    goals = [(period, estimate) for period in desk.outlooks(query) if (estimate := desk.projection(period, query))]
    if query.threshold is not None:
        wanted = set(query.threshold.values)
        named = [goal for goal in goals if Decimal(str(goal[1].value)) in wanted]
        return named[0] if named else None  # what is missing to another amount is not what is missing to this one
    years = [period.whole_year for period in query.periods]
    dated = [goal for goal in goals if goal[0] in years]
    if dated:
        return dated[0]
    return goals[0] if goals and not [year for year in years if year.year > desk.today.year] else None


def _matched(desk: Desk, query: Query) -> tuple[Period, Estimate] | None:
    """Return the whole year that the running one is to match: "how much is missing to equal 2024?"."""
    years = [period for period in query.periods if period.kind is PeriodKind.YEAR]
    if query.threshold is not None or not (years or query.segments):
        return None
    year = years[0] if years else desk.latest_year(query)
    level = desk.level(query.segments, year, query) if year else None
    return (year, level) if year and level and desk.within(year.shifted(1), query) else None


def needed(desk: Desk, query: Query) -> Answer:
    """Answer how much is missing to reach a projection or target."""
    halves = [period for period in query.periods if period.kind is PeriodKind.HALF and period.index == _SECOND]
    if halves and query.threshold is None and desk.level(query.segments, halves[0], query):
        return value(desk, query.model_copy(update={"outlook": False}))  # "what was left for the second half of 2024?"
    matched = _matched(desk, query)
    goal = matched or _goal(desk, query)
    if goal is None:
        return lacking(desk, query, query.periods[0] if query.periods else None)
    period, estimate = goal
    part = desk.within(period.shifted(1) if matched else period, query)
    done_at = part or desk.latest_year(query)
    done = desk.level(query.segments if matched else TOTAL, done_at, query) if done_at else None
    if done is None or done_at is None or done.perimeter != estimate.perimeter:
        return lacking(desk, query, period)
    missing = arithmetic.difference(estimate, done)
    facts: tuple[Fact, ...] = (
        Fact(
            role="headline_matched" if matched else "headline_needed",
            estimate=missing,
            period=period,
            base=done_at,
            segments=query.segments if matched else (),
        ),
        Fact(role="row_period" if matched else "projection", estimate=estimate, period=period),
        Fact(role="row_period", estimate=done, period=done_at),
    )
    notes = () if part else (Note(name="distance", period=done_at),)
    if query.per == "month" and part and (months := period.months - part.months) > 0:
        pace = Fact(role="computed_pace", estimate=arithmetic.average(missing, months))
        facts = (pace, *facts)
    return Answer(
        status="answered",
        query=query.model_copy(update={"periods": (period,), "outlook": not matched}),
        facts=facts,
        notes=notes,
    )


def progress(desk: Desk, query: Query) -> Answer:
    """Answer how much of a year (the one before, or the projected one) a part of a year has reached."""
    part, whole, goal = _part_and_whole(desk, query)
    if part is None:
        return lacking(desk, query, query.periods[0] if query.periods else None)
    done = desk.level(query.segments, part, query)
    if done is None:
        return lacking(desk, query, part)
    if goal is not None:
        lacks = query.comparison == "missing"
        rate = arithmetic.left_over(done, goal) if lacks else arithmetic.percentage(done, goal)
        role = "headline_missing_goal" if lacks else "headline_progress_goal"
        facts = (
            Fact(role=role, estimate=rate, period=part, base=whole),
            Fact(role="projection", estimate=goal, period=whole),
            Fact(role="row_period", estimate=done, period=part),
        )
        return Answer(status="answered", query=query, facts=facts)
    if whole is None:
        return lacking(desk, query, part)
    printed = desk.rate("progress", query.segments, part, query) if whole == part.whole_year.year_before() else None
    level = desk.level(query.segments, whole, query)
    estimate = printed or (arithmetic.percentage(done, level) if level else None)
    if estimate is None:
        return lacking(desk, query, whole)
    facts_list = [Fact(role="headline_progress", estimate=estimate, period=part, base=whole, segments=query.segments)]
    facts_list.append(Fact(role="row_period", estimate=done, period=part))
    if level:
        facts_list.append(Fact(role="row_period", estimate=level, period=whole))
    notes = (Note(name="not_growth"),) if whole.year < part.year else ()
    return Answer(
        status="answered",
        query=query.model_copy(update={"periods": (part, whole)}),
        facts=tuple(facts_list),
        notes=notes,
    )


def _part_and_whole(desk: Desk, query: Query) -> tuple[Period | None, Period | None, Estimate | None]:
    parts = [_as_half(period) for period in query.periods if period.kind is not PeriodKind.YEAR]
    years = [period for period in query.periods if period.kind is PeriodKind.YEAR]
    over = parts[0].whole_year if parts and query.outlook and query.threshold is None else None
    if over is not None and desk.level(query.segments, over, query) is not None:
        return parts[0], over, None  # the year is over: how much of it was done by then
    if query.outlook or query.threshold is not None:
        goal = _goal(desk, query)
        if goal is not None and query.threshold is None and years and goal[0] not in years:
            return None, None, None  # the goal of 2025 says nothing of that of 2026
        if goal is not None:
            return (parts[0] if parts else desk.within(goal[0], query)), goal[0], goal[1]
        return None, None, None
    latest = desk.latest(query, desk.normal(query.segments))
    part = parts[0] if parts else None
    if part is None and years and years[0].year >= desk.today.year:
        part, years = desk.within(years[0], query), years[1:]
    part = part or latest
    if part is None or part.kind is PeriodKind.YEAR:
        return None, None, None
    return part, years[0] if years else part.whole_year.year_before(), None


def _as_half(period: Period) -> Period:
    """Read "in June 2025" as the half-year that ends then: takings are counted since January."""
    return Period.of_half(period.year, 1) if period.kind is PeriodKind.MONTH and period.index == 6 else period


_PARTS = {"month": 1, "quarter": 3, "half": 6}


def per_unit(desk: Desk, query: Query) -> Answer:
    """Answer the average per month, quarter or day, or the exports per job."""
    if query.per == "jobs" and "jobs" not in desk.knowledge.indicators:
        return lacking(desk, query, query.periods[0] if query.periods else None)
    if query.per == "jobs":
        return _per_job(desk, query)
    if query.per == "year":
        return _per_year(desk, query)
    if query.indicator != desk.headline:  # a count of jobs is no flow
        return lacking(desk, query, query.periods[0] if query.periods else None)
    quarters = _quarters(desk, query)
    if quarters and query.measure == "series":
        series = query.model_copy(update={"operation": Operation.TREND})
        return Answer(status="answered", query=series, facts=quarters, table=True)
    period = query.periods[0] if query.periods else desk.latest(query)
    if period is None:
        return lacking(desk, query, None)
    level = desk.level(query.segments, period, query)
    expected = None if level else desk.projection(period, query) if not query.segments else None
    if query.outlook and not query.segments and (projected := desk.projection(period, query)):
        level, expected = None, projected
    if level is None and expected is None and period.kind is PeriodKind.YEAR and (part := desk.within(period, query)):
        period, level = part, desk.level(query.segments, part, query)
    estimate = level or expected
    if estimate is None or not period.months:
        return lacking(desk, query, period)
    parts = period.months // _PARTS[query.per] if query.per in _PARTS else 0
    count = query.count or ((period.end - period.start).days + 1 if query.per == "day" else parts)
    if count < 1 or (count == 1 and query.per != "day"):
        return lacking(desk, query, period)
    facts = (
        Fact(
            role=f"headline_per_{query.per}",
            estimate=arithmetic.average(estimate, count),
            period=period,
            segments=query.segments,
        ),
        Fact(role="projection" if expected else "row_period", estimate=estimate, period=period),
    )
    return Answer(
        status="answered",
        query=query.model_copy(update={"periods": (period,), "outlook": expected is not None}),
        facts=(*facts, *(quarters if query.measure == "amount" else ())),
        notes=(Note(name="average"),),
    )


def _quarters(desk: Desk, query: Query) -> tuple[Fact, ...]:
    """Return what is printed for single quarters, where a figure by quarter is asked for."""
    if query.per != "quarter" or query.measure == "average":
        return ()
    segments = desk.normal(query.segments)
    within = [period.whole_year for period in query.periods]
    return tuple(
        Fact(role="row_period", estimate=level, period=period)
        for period in desk.observed(query, segments)
        if period.kind is PeriodKind.QUARTER and (not within or period.whole_year in within)
        if (level := desk.level(segments, period, query)) is not None
    )


def _per_year(desk: Desk, query: Query) -> Answer:
    """Spread a figure that counts several years evenly over them."""
    spans = [one for one in desk.knowledge.periods(query.indicator, TOTAL) if one.kind is PeriodKind.SPAN]
    level = desk.level(TOTAL, spans[-1], query) if spans else None
    if level is None:
        return lacking(desk, query, query.periods[0] if query.periods else None)
    facts = (
        Fact(role="headline_per_year", estimate=arithmetic.average(level, spans[-1].months // 12), period=spans[-1]),
        Fact(role="row_period", estimate=level, period=spans[-1]),
    )
    return Answer(status="answered", query=query, facts=facts, notes=(Note(name="average"),))


def _aimed_at(desk: Desk, level: Estimate, period: Period) -> tuple[Estimate, ...]:
    """Return the jobs that the same source aims at for the year of a target."""
    return tuple(one for one in desk.knowledge.expected("jobs", period) if one.perimeter == level.perimeter)


def _counted(jobs: Estimate) -> Fact:
    """Tell a count of jobs with the year it is of, or as undated."""
    dated = jobs.cell.period if jobs.cell is not None and jobs.cell.period.dated else None
    return Fact(role="operand", estimate=jobs, period=dated) if dated else Fact(role="jobs_counted", estimate=jobs)


def _per_job(desk: Desk, query: Query) -> Answer:
    query = query.model_copy(update={"indicator": desk.headline})
    if query.segments:
        return lacking(
            desk, query.model_copy(update={"indicator": "jobs"}), query.periods[0] if query.periods else None
        )
    aimed = desk.outlooks(query)[:1] if query.outlook else ()
    latest = desk.latest(query) if query.origin("latest") is Origin.SAID else desk.latest_year(query)
    period = (*query.periods[:1], *aimed, latest)[0]
    level = desk.level(TOTAL, period, query) if period else None
    if period is not None and level is None and (expected := desk.projection(period, query)):
        level = expected
    jobs = desk.knowledge.estimates("jobs", TOTAL, Period.parse(""))
    if level is not None and level.kind is Kind.TARGET and period is not None:
        jobs = _aimed_at(desk, level, period)  # the jobs of today say nothing of what is aimed at
    elif level is not None and period is not None and not desk.knowledge.of_main(level.perimeter):
        jobs = tuple(one for one in desk.knowledge.estimates("jobs", TOTAL, period) if one.perimeter == level.perimeter)
    if level is None or not jobs or period is None:
        return lacking(desk, query, period)
    each, role = arithmetic.per(level, jobs[0], "MAD"), "headline_per_jobs"
    if query.measure in _PARTS:
        each, role = arithmetic.average(each, period.months // _PARTS[query.measure]), f"{role}_{query.measure}"
    facts = (
        Fact(role=role, estimate=each, period=period),
        Fact(role="row_period" if level.kind is not Kind.PROJECTION else "projection", estimate=level, period=period),
        _counted(jobs[0]),
    )
    return Answer(status="answered", query=query.model_copy(update={"periods": (period,)}), facts=facts)
