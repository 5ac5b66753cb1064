"""All segments of a period: breakdown, ranking, and those beyond a bound."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.answering.answer import Answer, Fact, Note
from bot.answering.conditions import meeting
from bot.answering.desk import TOTAL, Desk
from bot.answering.lacking import lacking
from bot.answering.parts import best_part
from bot.answering.quantified import QUANTIFIED, quantified
from bot.reading.query import Query
from knowledge import Estimate, Period, PeriodKind, arithmetic

Row = tuple[str, Estimate]


def _period(desk: Desk, query: Query) -> tuple[Period | None, list[Note]]:
    """Return the period asked for, its latest part where it is not over, or the latest one."""
    if query.periods:
        period = query.periods[0]
        if desk.known(query, TOTAL, period) or period.kind is not PeriodKind.YEAR:
            return period, []
        part = desk.within(period, query)
        return (part, [Note(name="no_result_yet", period=period)]) if part else (period, [])
    if query.comparison == "total":  # "do the five shares make a hundred?": of a period that has all of them
        whole = [one for one in desk.observed(query) if not rows(desk, query, one, "share")[1]]
        if whole:
            return whole[-1], []
    latest = desk.latest(query)
    return latest, [Note(name="default_period", period=latest)] if latest else []


def _measured(desk: Desk, query: Query, segments: Sequence[str], period: Period, measure: str) -> Estimate | None:
    if measure == "amount":
        return desk.level(segments, period, query)
    return desk.rate("share" if measure == "share" else "growth", segments, period, query)


def rows(desk: Desk, query: Query, period: Period, measure: str) -> tuple[list[Row], tuple[str, ...]]:
    """Return the segments that are known, in their order, and those that are not."""
    known: list[Row] = []
    unknown: list[str] = []
    for code in desk.parts:
        estimate = _measured(desk, query, (code,), period, measure)
        if estimate is None:
            unknown.append(code)
        else:
            known.append((code, estimate))
    return known, tuple(unknown)


def breakdown(desk: Desk, query: Query) -> Answer:
    """Answer how a total splits into its segments, as amounts and shares."""
    if len(query.periods) == 2 and query.measure != "growth":
        return _side_by_side(desk, query)
    period, notes = _period(desk, query)
    if period is None:
        return lacking(desk, query, None)
    if query.measure == "growth":
        return ranking(desk, query)
    first, second = ("share", "amount") if query.measure == "share" else ("amount", "share")
    known, unknown = rows(desk, query, period, first)
    beside = dict(rows(desk, query, period, second)[0])
    if not known:
        known, unknown = rows(desk, query, period, second)
        beside = {}
    if not known:
        return lacking(desk, query, period)
    facts = []
    for code, estimate in known:
        facts.append(Fact(role="row", estimate=estimate, segments=(code,), period=period))
        if code in beside:
            facts.append(Fact(role="row_beside", estimate=beside[code], segments=(code,), period=period))
    facts += _together(desk, query, unknown, period, first)
    if query.comparison == "total" and len(known) == len(desk.parts):
        facts = [fact for fact in facts if fact.role != "row_beside"]
        facts.append(Fact(role="shares_total", estimate=arithmetic.total([one for _, one in known]), period=period))
    if total := desk.level(TOTAL, period, query):
        facts.insert(0, Fact(role="total", estimate=total, period=period))
    return Answer(
        status="answered",
        query=query.model_copy(update={"periods": (period,)}),
        facts=tuple(facts),
        notes=tuple(notes),
        table=True,
    )


def _side_by_side(desk: Desk, query: Query) -> Answer:
    """Answer the split of two periods, one under the other."""
    both = [breakdown(desk, query.model_copy(update={"periods": (period,)})) for period in query.periods]
    if any(one.status != "answered" for one in both):
        return next(one for one in both if one.status != "answered")
    facts = tuple(fact for one in both for fact in one.facts if fact.role != "row_beside")
    return both[0].model_copy(update={"query": query, "facts": facts, "notes": both[0].notes + both[1].notes})


def _together(desk: Desk, query: Query, unknown: tuple[str, ...], period: Period, measure: str) -> list[Fact]:
    """Return what the unknown ones make together, where that follows."""
    if len(unknown) < 2:
        return []
    estimate = _measured(desk, query, unknown, period, measure)
    return [Fact(role="row", estimate=estimate, segments=unknown, period=period)] if estimate else []


def _key(estimate: Estimate) -> Fraction:
    low, high = estimate.exact.low, estimate.exact.high
    if low is None or high is None:
        return low if low is not None else high if high is not None else Fraction(0)
    return (low + high) / 2


_LEAST = 2
"""Growth rates that a ranking needs: of one alone nothing is the fastest."""


def ranking(desk: Desk, query: Query) -> Answer:
    """Answer which segment comes first, last or nth; unknown ones count only where their sum settles their place."""
    if query.per:
        return best_part(desk, query)
    measure = query.measure
    period, notes = _period(desk, query)
    if period is None:
        return lacking(desk, query, None)
    known, unknown = rows(desk, query, period, measure)
    if measure == "growth" and len(known) < 2:
        year = desk.latest_year(query)
        if year and not query.periods:
            period, notes = year, [Note(name="default_period", period=year)]
            known, unknown = rows(desk, query, period, measure)
    if query.within:
        known = [row for row in known if row[0] in query.within]
        unknown = tuple(code for code in unknown if code in query.within)
    if not known or (measure == "growth" and len(known) < _LEAST):
        return lacking(
            desk,
            query,
            period,
            *([Note(name="no_growth", period=period, codes=desk.parts)] if measure == "growth" else []),
        )
    ordered = sorted(known, key=lambda row: _key(row[1]), reverse=query.order == "max")
    if len(query.segments) == 1 and not query.rank and not query.ranks and query.claim is None:
        return _place_of(desk, query, ordered, period)
    settled = _settled(desk, query, ordered, unknown, period)
    if query.rank and (query.rank > len(ordered) or not settled):
        return _unsettled(desk, query, ordered, unknown, period, measure)
    chosen = [ordered[query.rank - 1]] if query.rank else ordered[: len(query.ranks)] if query.ranks else ordered
    facts = [
        Fact(
            role="ranked" if query.rank else "row",
            estimate=estimate,
            segments=(code,),
            period=period,
            rank=(query.rank or place + 1),
        )
        for place, (code, estimate) in enumerate(chosen)
    ]
    if query.rank:
        facts += _context(desk, query, ordered, chosen[0][0], period, measure)
    elif not query.ranks:
        facts += _together(desk, query, unknown, period, measure)
    if unknown and measure == "growth":
        notes.append(Note(name="unranked", period=period, codes=unknown))
    return Answer(
        status="answered",
        query=query.model_copy(update={"periods": (period,), "segments": (chosen[0][0],) if query.rank else ()}),
        facts=tuple(facts),
        notes=tuple(notes),
        table=not query.rank,
    )


def _place_of(desk: Desk, query: Query, ordered: Sequence[Row], period: Period) -> Answer:
    """Answer in which place a segment comes; where that is not known in this period, in the latest year that tells."""
    places = [place for place, (code, _) in enumerate(ordered, 1) if (code,) == query.segments]
    if places:
        return ranking(desk, query.model_copy(update={"periods": (period,), "rank": places[0], "order": query.order}))
    year = desk.latest_year(query)
    if year and year != period and not query.periods:
        return ranking(desk, query.model_copy(update={"periods": (year,)}))
    known, unknown = rows(desk, query, period, query.measure)
    return _unsettled(desk, query, known, unknown, period, query.measure)


def placed(desk: Desk, query: Query, period: Period, rank: int) -> str | None:
    """Return the segment in a place by amount (-1 is the smallest), or nothing where that is not settled."""
    order = "max" if rank > 0 else "min"
    plain = query.model_copy(update={"measure": "amount", "order": order, "rank": abs(rank)})
    known, unknown = rows(desk, plain, period, "amount")
    ordered = sorted(known, key=lambda row: _key(row[1]), reverse=rank > 0)
    if abs(rank) > len(ordered) or not _settled(desk, plain, ordered, unknown, period):
        return None
    return ordered[abs(rank) - 1][0]


def _settled(desk: Desk, query: Query, ordered: Sequence[Row], unknown: tuple[str, ...], period: Period) -> bool:
    """Whether unknown segments cannot change the place asked for: their sum bounds each of them."""
    if not unknown:
        return True
    if query.measure == "growth":
        return True
    if query.order == "min":
        return False
    together = _measured(desk, query, unknown, period, query.measure)
    if together is None or together.exact.high is None:
        return False
    place = min(query.rank or len(ordered), len(ordered))
    least = ordered[place - 1][1].exact.low
    return least is not None and least > together.exact.high


def _unsettled(
    desk: Desk, query: Query, ordered: Sequence[Row], unknown: tuple[str, ...], period: Period, measure: str
) -> Answer:
    """The place asked for is not known in this period: answer for the latest year whose segments are all known."""
    year = desk.latest_year(query)
    if year and year != period and not query.periods:
        return ranking(desk, query.model_copy(update={"periods": (year,)}))
    facts = [Fact(role="row", estimate=estimate, segments=(code,), period=period, rank=0) for code, estimate in ordered]
    facts += _together(desk, query, unknown, period, measure)
    answer = lacking(desk, query, period, Note(name="unranked", period=period, codes=unknown))
    return answer.model_copy(update={"facts": tuple(facts)})


def _context(desk: Desk, query: Query, ordered: Sequence[Row], code: str, period: Period, measure: str) -> list[Fact]:
    """Return the other measure of the one named, and its neighbours."""
    facts = []
    other = "share" if measure != "share" else "amount"
    if estimate := _measured(desk, query, (code,), period, other):
        facts.append(Fact(role="share" if other == "share" else "amount", estimate=estimate, period=period))
    place = next(at for at, (found, _) in enumerate(ordered) if found == code)
    neighbours = [at for at in (place + 1, place - 1) if 0 <= at < len(ordered)]
    facts += [
        Fact(role="neighbour", estimate=ordered[at][1], segments=(ordered[at][0],), period=period, rank=at + 1)
        for at in neighbours[:1]
    ]
    return facts


def selection(desk: Desk, query: Query) -> Answer:
    """Answer which segments lie above or below a bound, or grew or fell."""
    if query.conditions:
        return meeting(desk, query)
    if query.comparison in QUANTIFIED:
        return quantified(desk, query)
    period, notes = _period(desk, query)
    if query.measure == "growth" and not query.periods:
        period = desk.latest_year(query)
        notes = [Note(name="default_period", period=period)] if period else []
    if period is None:
        return lacking(desk, query, None)
    known, unknown = rows(desk, query, period, query.measure)
    if not known:
        return lacking(desk, query, period)
    bound = Fraction(query.threshold.values[0]) if query.threshold else Fraction(0)
    chosen = [row for row in known if _beyond(row[1], bound, below=query.below)]
    if query.comparison == "between" and query.threshold is not None:
        chosen = [row for row in chosen if _beyond(row[1], Fraction(query.threshold.values[1]), below=True)]
    facts = [
        Fact(role="row", estimate=estimate, segments=(code,), period=period)
        for code, estimate in sorted(chosen, key=lambda row: -_key(row[1]))
    ]
    hidden = _bounded(desk, query, unknown, period, bound)
    if hidden is None and unknown:
        notes.append(Note(name="unranked", period=period, codes=unknown))
    elif hidden:
        facts.append(hidden)
    if not facts:
        notes.append(Note(name="none_beyond", period=period))
        facts = [Fact(role="row", estimate=estimate, segments=(code,), period=period) for code, estimate in known]
    return Answer(
        status="answered",
        query=query.model_copy(update={"periods": (period,), "segments": tuple(code for code, _ in chosen)}),
        facts=tuple(facts),
        notes=tuple(notes),
        table=True,
    )


def _beyond(estimate: Estimate, bound: Fraction, *, below: bool) -> bool:
    low, high = estimate.exact.low, estimate.exact.high
    return (high is not None and high < bound) if below else (low is not None and low > bound)


def _bounded(desk: Desk, query: Query, unknown: tuple[str, ...], period: Period, bound: Fraction) -> Fact | None:
    """Unknown segments whose sum is below the bound are each below it."""
    if not unknown or query.measure == "growth" or query.comparison == "between":
        return None
    together = _measured(desk, query, unknown, period, query.measure)
    if together is None or together.exact.high is None or together.exact.high >= bound:
        return None
    if not query.below:
        return Fact(role="row_below", estimate=together, segments=unknown, period=period)
    return Fact(role="row", estimate=together, segments=unknown, period=period)
