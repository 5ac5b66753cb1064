"""Several segments at once: sums, remainders, and one against another."""

from __future__ import annotations

from collections.abc import Callable

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.lacking import lacking
from bot.answering.rates import growth, share
from bot.answering.scopes import apart
from bot.answering.splits import placed, rows
from bot.answering.verdicts import NO, YES, equal
from bot.reading.query import Query
from knowledge import Estimate, Period, PeriodKind, arithmetic


def _period(desk: Desk, query: Query, segments: tuple[str, ...]) -> tuple[Period | None, list[Note]]:
    if query.periods:
        period = query.periods[0]
        if (
            period.kind is PeriodKind.YEAR
            and not desk.known(query, TOTAL, period)
            and (part := desk.within(period, query))
        ):
            return part, [Note(name="no_result_yet", period=period)]
        return period, []
    latest = desk.latest(query)
    if latest and all(desk.known(query, (code,), latest) or len(segments) > 1 for code in segments):
        return latest, [Note(name="default_period", period=latest)]
    year = desk.latest_year(query)
    return year, [Note(name="default_period", period=year)] if year else []


def total(desk: Desk, query: Query) -> Answer:
    """Answer what some segments make together, with each of them."""
    if query.ranks:
        return _of_ranks(desk, query, total)
    if len(query.periods) > 1:
        return _of_periods(desk, query)
    return _group(desk, query, query.segments, "sum")


def _of_periods(desk: Desk, query: Query) -> Answer:
    """Answer what several periods make together, where none is part of another."""
    periods = sorted(query.periods)
    if any(one.covers(other) for one in periods for other in periods if one != other):
        return lacking(desk, query, periods[0])
    known = {period: desk.levels(query.segments, period, query) for period in periods}
    if not all(known.values()):
        return lacking(desk, query, next(period for period, levels in known.items() if not levels))
    scopes = [{level.perimeter: level for level in levels} for levels in known.values()]
    shared = next((scope for scope in scopes[0] if all(scope in others for others in scopes)), None)
    if shared is None:
        return apart(desk, query, {period: levels[0] for period, levels in known.items()})
    found = list(zip(periods, [one[shared] for one in scopes], strict=True))
    whole = arithmetic.total([level for _, level in found])
    facts = [Fact(role="headline_periods", estimate=whole, segments=query.segments)]
    facts += [Fact(role="row_period", estimate=level, period=period) for period, level in found]
    return Answer(status="answered", query=query, facts=tuple(facts))


def _of_ranks(desk: Desk, query: Query, operation: Callable[[Desk, Query], Answer]) -> Answer:
    """Put the segments in the places of a ranking that stand for them, where the figures settle those places."""
    periods = query.periods[:1] or tuple(one for one in (desk.latest(query), desk.latest_year(query)) if one)
    for period in periods:
        codes = [placed(desk, query, period, rank) for rank in query.ranks]
        if all(codes):
            named = tuple(code for code in codes if code)
            return operation(desk, query.model_copy(update={"ranks": (), "segments": named, "periods": (period,)}))
        if operation is total and (last := _last_ones(desk, query, period)):
            return operation(desk, query.model_copy(update={"ranks": (), "segments": last, "periods": (period,)}))
    return lacking(desk, query, periods[0] if periods else None)


def _last_ones(desk: Desk, query: Query, period: Period) -> tuple[str, ...]:
    """Return the smallest ones where only their sum is known, and each of the others is above it."""
    known, unknown = rows(desk, query.model_copy(update={"measure": "amount"}), period, "amount")
    together = desk.level(unknown, period, query) if unknown else None
    lasts = sorted(query.ranks) == list(range(-len(unknown), 0))
    most = together.exact.high if together else None
    if not lasts or most is None or any(one.exact.low is None or one.exact.low <= most for _, one in known):
        return ()
    return unknown


def remainder(desk: Desk, query: Query) -> Answer:
    """Answer what is left of the total without some segments."""
    if query.ranks:
        return _of_ranks(desk, query, _without)
    rest = desk.complement(query.excluded)
    if not rest or not query.excluded:
        return lacking(desk, query, query.periods[0] if query.periods else None)
    return _group(desk, query, rest, "rest")


def _without(desk: Desk, query: Query) -> Answer:
    return remainder(desk, query.model_copy(update={"excluded": query.segments, "segments": ()}))


def _group(desk: Desk, query: Query, segments: tuple[str, ...], role: str) -> Answer:
    period, notes = _period(desk, query, segments)
    if period is None:
        return lacking(desk, query, None)
    level = desk.level(segments, period, query)
    share = desk.rate("share", segments, period, query)
    first, second = (share, level) if query.measure == "share" else (level, share)
    if first is None:
        return lacking(desk, query, period)
    facts = [Fact(role=f"headline_{role}", estimate=first, period=period, segments=segments, names=query.excluded)]
    if second is not None and desk.normal(segments) != TOTAL:
        facts.append(Fact(role="amount" if query.measure == "share" else "share", estimate=second, period=period))
    relation = "share" if query.measure == "share" else ""
    for code in segments if role == "sum" or len(segments) < 4 else ():
        member = desk.rate(relation, (code,), period, query) if relation else desk.level((code,), period, query)
        if member is not None:
            facts.append(Fact(role="row", estimate=member, segments=(code,), period=period))
    return Answer(
        status="answered", query=query.model_copy(update={"periods": (period,)}), facts=tuple(facts), notes=tuple(notes)
    )


def comparison(desk: Desk, query: Query) -> Answer:
    """Answer how two segments (or groups) stand to each other: difference, ratio, points."""
    if len(query.ranks) == 1 and query.segments and (period := (*query.periods, desk.latest_year(query))[0]):
        other = placed(desk, query, period, query.ranks[0])
        query = query.model_copy(update={"against": (other,) if other else (), "ranks": ()})
    if query.ranks:
        return _of_ranks(desk, query, comparison)
    left = query.segments
    if query.against == ("next",):
        left, following = _next(desk, query)
        query = query.model_copy(update={"segments": left, "against": following})
    right = desk.complement(left) if query.against == ("rest",) else query.against
    if not right and len(left) >= 2:
        if len(left) > 2:
            return _several(desk, query)
        left, right = left[:1], left[1:]
    if not left or not right:
        return _against_total(desk, query)
    period, notes = _period(desk, query, (*left, *right))
    if period is None:
        return lacking(desk, query, None)
    if meant := _meant(desk, query, left, right, period):
        period, notes = meant, []
    first, second = _pair(desk, query, left, right, period)
    if first is None or second is None:
        year = desk.latest_year(query)
        if not query.periods and year and year != period:
            return comparison(desk, query.model_copy(update={"periods": (year,)}))
        absent = query.model_copy(update={"segments": left if first is None else right})
        grown = Note(name="no_growth", period=period, codes=absent.segments)
        return lacking(desk, absent, period, *([grown] if query.measure == "growth" else []))
    return Answer(
        status="answered",
        query=query.model_copy(update={"periods": (period,), "segments": left, "against": right}),
        facts=tuple(_compared(desk, query, (left, first), (right, second), period)),
        notes=tuple(notes),
    )


def _meant(desk: Desk, query: Query, left: tuple[str, ...], right: tuple[str, ...], latest: Period) -> Period | None:
    """Return the year whose gap is the one that is claimed without a period: "is the gap 2.9 points?"."""
    amount, year = query.claim.amount if query.claim else None, desk.latest_year(query)
    if query.periods or amount is None or year is None or year == latest:
        return None
    for period, wanted in ((latest, NO), (year, YES)):
        first, second = _pair(desk, query, left, right, period)
        if first is None or second is None:
            return None
        gap = arithmetic.points(first, second) if query.measure == "share" else arithmetic.difference(first, second)
        if (equal(amount, gap) == YES) is not (wanted == YES):
            return None
    return year


def _next(desk: Desk, query: Query) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the last of the segments in size, and the one that comes after it."""
    period = query.periods[0] if query.periods else desk.latest_year(query)
    if period is not None and period.kind is PeriodKind.YEAR and not desk.known(query, TOTAL, period):
        period = desk.within(period, query)
    known = rows(desk, query, period, "amount")[0] if period else []
    ordered = [code for code, estimate in sorted(known, key=lambda row: -_middle(row[1]))]
    place = max((ordered.index(code) for code in query.segments if code in ordered), default=-1)
    left = (ordered[place],) if place >= 0 else query.segments[:1]
    return left, (ordered[place + 1],) if 0 <= place < len(ordered) - 1 else tuple(ordered[place - 1 : place])


def _pair(
    desk: Desk, query: Query, left: tuple[str, ...], right: tuple[str, ...], period: Period
) -> tuple[Estimate | None, Estimate | None]:
    relation = {"share": "share", "growth": "growth"}.get(query.measure)
    if relation:
        return desk.rate(relation, left, period, query), desk.rate(relation, right, period, query)
    return desk.level(left, period, query), desk.level(right, period, query)


def _compared(
    desk: Desk,
    query: Query,
    left: tuple[tuple[str, ...], Estimate],
    right: tuple[tuple[str, ...], Estimate],
    period: Period,
) -> list[Fact]:
    """State the larger less the smaller, so that "how much more is the smaller one" is set right."""
    (left_names, first), (right_names, second) = left, right
    if _middle(first) < _middle(second):
        (left_names, first), (right_names, second) = (right_names, second), (left_names, first)
    both = (
        Fact(role="row", estimate=first, segments=left_names, period=period),
        Fact(role="row", estimate=second, segments=right_names, period=period),
    )
    if query.measure in ("share", "growth"):
        points = arithmetic.points(first, second)
        role = "headline_points"
        head = [Fact(role=role, estimate=points, segments=left_names, names=right_names, period=period)]
        head += _as_printed(first, second)
        if query.measure == "share" and query.comparison == "ratio":
            head.append(
                Fact(role="ratio", estimate=arithmetic.ratio(first, second), segments=left_names, names=right_names)
            )
        return [*head, *both]
    difference = arithmetic.difference(first, second, desk.knowledge.cube)
    ratio = arithmetic.ratio(first, second)
    facts = [
        Fact(role="headline_difference", estimate=difference, segments=left_names, names=right_names, period=period),
        Fact(role="ratio", estimate=ratio, segments=left_names, names=right_names),
        *both,
    ]
    if query.comparison == "points" or query.claim is not None:
        one, other = (desk.rate("share", names, period, query) for names in (left_names, right_names))
        if one and other:
            facts.append(
                Fact(role="points", estimate=arithmetic.points(one, other), segments=left_names, names=right_names)
            )
            facts += _as_printed(one, other)
    if query.comparison == "ratio":
        facts[0], facts[1] = (
            facts[1].model_copy(update={"role": "headline_ratio", "period": period}),
            facts[0].model_copy(update={"role": "difference"}),
        )
    return facts


def _as_printed(first: Estimate, second: Estimate) -> list[Fact]:
    """Tell what the two published shares give, where rounding sets them apart from the amounts."""
    found = arithmetic.printed_points(first, second)
    return [Fact(role="printed_points", estimate=found)] if found else []


def _middle(estimate: Estimate) -> float:
    return float(estimate.central)


def _several(desk: Desk, query: Query) -> Answer:
    period, notes = _period(desk, query, query.segments)
    if period is None:
        return lacking(desk, query, None)
    known, _ = rows(desk, query, period, query.measure)
    chosen = [(code, estimate) for code, estimate in known if code in query.segments]
    if len(chosen) < len(query.segments):
        return lacking(desk, query, period)
    facts = tuple(
        Fact(role="row", estimate=estimate, segments=(code,), period=period)
        for code, estimate in sorted(chosen, key=lambda row: -_middle(row[1]))
    )
    return Answer(status="answered", query=query, facts=facts, notes=tuple(notes), table=True)


def _against_total(desk: Desk, query: Query) -> Answer:
    if query.segments:
        return share(desk, query)
    return growth(desk, query)
