"""Shares and growth."""

from __future__ import annotations

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.lacking import lacking
from bot.answering.scopes import apart
from bot.answering.splits import breakdown
from bot.answering.values import named_outlook, value
from bot.reading.query import Operation, Query
from knowledge import Estimate, Period, PeriodKind, arithmetic


def share(desk: Desk, query: Query) -> Answer:
    """Answer the share of one or several segments, or of one within a group."""
    if query.excluded and not set(query.excluded) & set(query.segments):
        query = query.model_copy(update={"within": desk.complement(query.excluded), "excluded": ()})
    if query.within:
        return _within(desk, query)
    if not query.segments or desk.normal(query.segments) == TOTAL:
        return breakdown(desk, query.model_copy(update={"operation": Operation.BREAKDOWN, "measure": "share"}))
    periods, notes, also = _periods(desk, query)
    if query.comparison == "points" and query.claim is not None and len(query.periods) < 2:
        periods = _until_now(desk, query)
    if len(periods) == 2:
        return _share_change(desk, query, periods)
    facts: list[Fact] = []
    for period in periods:
        known = _finished(desk, query, period)
        estimate = desk.rate("share", query.segments, known, query) if known else None
        if estimate is None or known is None:
            return lacking(desk, query, period)
        facts.append(Fact(role="headline", estimate=estimate, period=known, segments=query.segments))
        if level := desk.level(query.segments, known, query):
            facts.append(Fact(role="amount", estimate=level, period=known))
        if known != period:
            notes.append(Note(name="no_result_yet", period=period))
    if also and (estimate := desk.rate("share", query.segments, also, query)):
        facts.append(Fact(role="also", estimate=estimate, period=also))
    return Answer(
        status="answered", query=query.model_copy(update={"periods": periods}), facts=tuple(facts), notes=tuple(notes)
    )


def _until_now(desk: Desk, query: Query) -> tuple[Period, ...]:
    """Return a period and the latest one, or a year and the one before it where nothing later is held."""
    latest, year = desk.latest(query), desk.latest_year(query)
    base = query.periods[0] if query.periods else year
    if latest is None or base is None:
        return query.periods
    return (base, latest) if base.end < latest.end else (base.year_before(), base)


def _periods(desk: Desk, query: Query) -> tuple[tuple[Period, ...], list[Note], Period | None]:
    """Return the periods asked for; by default the latest, with the latest whole year beside it."""
    if query.periods:
        return query.periods[:2], [], None
    latest = desk.latest(query)
    if latest is None:
        return (), [], None
    segments = desk.normal(query.segments)
    if desk.rate("share", segments, latest, query) is None and (year := desk.latest_year(query)):
        return (year,), [Note(name="default_period", period=year)], None
    return (latest,), [Note(name="default_period", period=latest)], desk.latest_year(query)


def _finished(desk: Desk, query: Query, period: Period) -> Period | None:
    """Return the period itself where it is observed, else the latest observed part of it."""
    if desk.known(query, TOTAL, period):
        return period
    return desk.within(period, query) if period.kind is PeriodKind.YEAR else period


def _share_change(desk: Desk, query: Query, periods: tuple[Period, ...]) -> Answer:
    before, after = sorted(_finished(desk, query, period) or period for period in periods)
    first, second = (desk.rate("share", query.segments, period, query) for period in (before, after))
    if first is None or second is None:
        return lacking(desk, query, before if first is None else after)
    points = arithmetic.points(second, first)
    facts: tuple[Fact, ...] = (
        Fact(role="headline", estimate=points, period=after, base=before, segments=query.segments),
        Fact(role="row_period", estimate=first, period=before),
        Fact(role="row_period", estimate=second, period=after),
    )
    if query.claim is not None and query.claim.amount is not None and query.claim.amount.unit == "ratio":
        facts += (Fact(role="ratio", estimate=arithmetic.ratio(second, first)),)
    return Answer(status="answered", query=query, facts=facts, notes=_close(points))


def _close(estimate: Estimate) -> tuple[Note, ...]:
    return (Note(name="too_close"),) if estimate.sign is None else ()


def _within(desk: Desk, query: Query) -> Answer:
    period = query.periods[0] if query.periods else desk.latest(query)
    if period is None:
        return lacking(desk, query, None)
    part, whole = desk.level(query.segments, period, query), desk.level(query.within, period, query)
    if part is None or whole is None:
        return lacking(desk, query, period)
    facts = (
        Fact(
            role="headline",
            estimate=arithmetic.percentage(part, whole),
            period=period,
            segments=query.segments,
            names=query.within,
        ),
        Fact(role="amount", estimate=part, period=period),
        Fact(role="whole", estimate=whole, period=period, segments=query.within),
    )
    return Answer(status="answered", query=query, facts=facts)


def growth(desk: Desk, query: Query) -> Answer:
    """Answer by how much something grew, in percent and in money."""
    if query.indicator != desk.headline:
        return _other_growth(desk, query)
    multiple = query.comparison == "ratio" and query.claim is not None and len(query.periods) < 2
    if multiple and (goal := _times_the_latest(desk, query)) is not None:
        return goal
    if query.measure == "each" and len(query.periods) > 1:
        return _growth_of_each(desk, query)
    if len(query.periods) >= 2:
        return _between(desk, query, *_ends(query.periods))
    if query.outlook and not query.periods and desk.outlooks(query):
        query = query.model_copy(update={"periods": desk.outlooks(query)[:1]})
    if query.periods:
        return _growth_in(desk, query, query.periods[0])
    latest = desk.latest(query)
    segments = desk.normal(query.segments)
    if latest is None:
        return lacking(desk, query, None)
    found = desk.rate("growth", segments, latest, query)
    year = desk.latest_year(query)
    if found is None and year and desk.rate("growth", segments, year, query):
        answer = _growth_in(desk, query, year)
        return answer.model_copy(update={"notes": (*answer.notes, Note(name="default_period", period=year))})
    answer = _growth_in(desk, query, latest)
    if answer.status != "answered":
        return answer
    facts = answer.facts
    if year and (whole := desk.rate("growth", segments, year, query)):
        facts += (Fact(role="also", estimate=whole, period=year, base=year.year_before()),)
    return answer.model_copy(
        update={"facts": facts, "notes": (*answer.notes, Note(name="default_period", period=latest))}
    )


def _growth_of_each(desk: Desk, query: Query) -> Answer:
    """Answer the growth of each period that is named, one below the other."""
    found = [_growth_in(desk, query, period) for period in query.periods]
    lacked = next((one for one in found if one.status != "answered"), None)
    if lacked is not None:
        return lacked
    facts = tuple(fact for one in found for fact in one.facts if fact.role in ("headline", "change"))
    return found[0].model_copy(
        update={"query": query, "facts": facts, "notes": tuple(n for one in found for n in one.notes)}
    )


def _ends(periods: tuple[Period, ...]) -> tuple[Period, Period]:
    ordered = sorted(periods)
    before, after = ordered[0], ordered[-1]
    if before.kind is PeriodKind.YEAR and after.kind is not PeriodKind.YEAR and after.year > before.year:
        before = Period(kind=after.kind, year=before.year, index=after.index)
    elif after.kind is PeriodKind.YEAR and before.kind is PeriodKind.HALF and before.year != after.year:
        after = Period(kind=before.kind, year=after.year, index=before.index)
        before, after = sorted((before, after))
    return before, after


def _growth_in(desk: Desk, query: Query, period: Period) -> Answer:
    """Growth on the same period a year before; for a year that is not over, of its latest part and as projected."""
    notes: list[Note] = []
    asked = period
    if query.outlook and (projected := _projected_growth(desk, query, period)):
        return projected
    estimate = desk.rate("growth", query.segments, period, query)
    if estimate is None and period.kind is PeriodKind.YEAR:
        part = desk.within(period, query)
        estimate = desk.rate("growth", query.segments, part, query) if part else None
        if estimate and part:
            notes.append(Note(name="no_result_yet", period=period))
            period = part
    if estimate is None:
        return _no_growth(desk, query, asked)
    facts = [
        Fact(role="headline", estimate=estimate, period=period, base=period.year_before(), segments=query.segments)
    ]
    facts += _money(desk, query, period)
    if (
        asked != period
        and desk.normal(query.segments) == TOTAL
        and (expected := desk.rate("growth", TOTAL, asked, query, outlook=True))
    ):
        facts.append(Fact(role="projection", estimate=expected, period=asked, base=asked.year_before()))
    return Answer(
        status="answered", query=query.model_copy(update={"periods": (period,)}), facts=tuple(facts), notes=tuple(notes)
    )


def _projected_growth(desk: Desk, query: Query, period: Period) -> Answer | None:
    """Answer by how much a projected year lies above the year before; a quoted figure must be that projection."""
    if query.threshold is not None and desk.known(query, TOTAL, period):
        period = period.shifted(1)
    expected, before = desk.projection(period, query), desk.level(TOTAL, period.year_before(), query)
    rate = desk.rate("growth", TOTAL, period, query, outlook=True)
    if expected is None or before is None or rate is None or desk.normal(query.segments) != TOTAL:
        return None
    if query.threshold is not None and expected.number not in query.threshold.values:
        return None
    if expected.perimeter != before.perimeter:
        return None
    facts = (
        Fact(role="headline", estimate=rate, period=period, base=period.year_before()),
        Fact(role="change", estimate=arithmetic.difference(expected, before), period=period, base=period.year_before()),
        Fact(role="row_period", estimate=before, period=period.year_before()),
        Fact(role="projection", estimate=expected, period=period),
    )
    return Answer(status="answered", query=query.model_copy(update={"periods": (period,)}), facts=facts)


def _times_the_latest(desk: Desk, query: Query) -> Answer | None:
    """Set a projection or target against the latest year observed: is 2030 to be the double of it?"""
    base = desk.latest_year(query)
    period = named_outlook(desk, query) or (query.periods or desk.outlooks(query)[-1:] or (None,))[0]
    before = desk.level(TOTAL, base, query) if base else None
    goals = desk.knowledge.expected(query.indicator, period) if period else ()
    expected = next((one for one in goals if before and one.perimeter == before.perimeter), None)
    if before is None or expected is None or period is None or base is None or not base < period:
        return None
    facts = (
        Fact(role="headline", estimate=arithmetic.change(expected, before), period=period, base=base),
        Fact(role="ratio", estimate=arithmetic.ratio(expected, before)),
        Fact(role="row_period", estimate=before, period=base),
        Fact(role="projection", estimate=expected, period=period),
    )
    return Answer(status="answered", query=query.model_copy(update={"periods": (base, period)}), facts=facts)


def _money(desk: Desk, query: Query, period: Period) -> list[Fact]:
    now, before = desk.level(query.segments, period, query), desk.level(query.segments, period.year_before(), query)
    if now is None or before is None or now.perimeter != before.perimeter:
        return []
    change = arithmetic.difference(now, before, desk.knowledge.cube)
    return [
        Fact(role="change", estimate=change, period=period, base=period.year_before()),
        Fact(role="row_period", estimate=before, period=period.year_before()),
        Fact(role="row_period", estimate=now, period=period),
    ]


def _no_growth(desk: Desk, query: Query, period: Period) -> Answer:
    """No growth can be told; the progress towards the year before is often what is meant."""
    whole = period.kind is PeriodKind.YEAR and not desk.known(query, query.segments, period)
    part = desk.within(period, query) if whole else period
    facts: tuple[Fact, ...] = ()
    if part and query.segments and (progress := desk.rate("progress", query.segments, part, query)):
        facts = (
            Fact(
                role="progress",
                estimate=progress,
                period=part,
                base=part.whole_year.year_before(),
                segments=query.segments,
            ),
        )
    answer = lacking(desk, query, part or period, Note(name="no_growth", period=part or period, codes=query.segments))
    return answer.model_copy(update={"facts": facts})


def _between(desk: Desk, query: Query, before: Period, after: Period) -> Answer:
    """Change between two periods of one perimeter."""
    if before == after:
        return _growth_in(desk, query, after)
    ends = [_level_at(desk, query, period) for period in (before, after)]
    pair = _same_perimeter(*ends)
    if pair is None:
        return _other_perimeter_growth(desk, query, before, after)
    first, second = pair
    if (
        after == before.shifted(1)
        and after.kind is before.kind
        and not query.outlook
        and (answer := _growth_in(desk, query, after)).status == "answered"
    ):
        return answer if query.comparison != "ratio" else _plus_ratio(answer, first, second)
    change = arithmetic.change(second, first)
    facts = (
        Fact(role="headline", estimate=change, period=after, base=before, segments=query.segments),
        Fact(
            role="change", estimate=arithmetic.difference(second, first, desk.knowledge.cube), period=after, base=before
        ),
        Fact(role="row_period", estimate=first, period=before),
        Fact(role="row_period", estimate=second, period=after),
    )
    notes = _close(facts[1].estimate) if facts[1].estimate else ()
    answer = Answer(status="answered", query=query, facts=facts, notes=notes)
    return answer if query.comparison != "ratio" else _plus_ratio(answer, first, second)


def _plus_ratio(answer: Answer, first: Estimate, second: Estimate) -> Answer:
    return answer.model_copy(
        update={"facts": (Fact(role="ratio", estimate=arithmetic.ratio(second, first)), *answer.facts)}
    )


def _level_at(desk: Desk, query: Query, period: Period) -> tuple[Estimate, ...]:
    observed = desk.levels(query.segments, period, query)
    return observed or desk.levels(query.segments, period, query, outlook=True)


def _same_perimeter(first: tuple[Estimate, ...], second: tuple[Estimate, ...]) -> tuple[Estimate, Estimate] | None:
    return next(((a, b) for a in first for b in second if a.perimeter == b.perimeter), None)


def _other_perimeter_growth(desk: Desk, query: Query, before: Period, after: Period) -> Answer:
    """The printed growth of another perimeter, where the periods are a year apart: 2023 on 2022.

    Else why the two levels may not be set against each other, with both of them.
    """
    if after == before.shifted(1) and (found := desk.rate("growth", query.segments, after, query)):
        facts = (Fact(role="headline", estimate=found, period=after, base=before),)
        return Answer(
            status="answered", query=query, facts=facts, notes=(Note(name="perimeter", codes=(found.perimeter,)),)
        )
    levels = {period: _level_at(desk, query, period) for period in (before, after)}
    missing = next((period for period, found in levels.items() if not found), None)
    scopes = {one.perimeter for found in levels.values() for one in found}
    if missing is not None or (query.perimeter and query.perimeter not in scopes):
        return lacking(desk, query, missing or after)
    return apart(desk, query, {period: found[0] for period, found in levels.items()})


def _other_growth(desk: Desk, query: Query) -> Answer:
    return value(desk, query.model_copy(update={"operation": Operation.VALUE}))
