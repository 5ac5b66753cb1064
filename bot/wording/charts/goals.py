"""Charts of how far a period has come: towards a projection, a target, or the whole of a year."""

from __future__ import annotations

from bot.reading.query import Operation, Query
from bot.wording.charts.chart import Chart, ChartKind, Row
from bot.wording.charts.shelf import WHOLE, Shelf
from bot.wording.charts.words import Words
from knowledge import Estimate, Period, PeriodKind, arithmetic


def progress(query: Query, shelf: Shelf, words: Words) -> Chart | None:
    """Plan what is done against what is to be reached."""
    segments = shelf.knowledge.normal(query.segments)
    ends = _towards_goal(query, shelf, segments) or _towards_year(query, shelf, segments)
    if ends is None:
        return None
    part, whole, goal = ends
    done = shelf.level(segments, part)
    if done is None:
        return None
    printed = shelf.rate("progress", segments, part) if whole == part.whole_year.year_before() else None
    reached = printed or arithmetic.percentage(done, goal)
    left = arithmetic.difference(goal, done)
    unit = words.unit([done, goal])
    rows = [
        Row(
            label=words.short(part),
            marks=(words.mark(done, unit),),
            beside=words.mark(reached, reached.unit),
            strong=True,
        ),
        Row(
            label=words.short(whole),
            marks=(words.mark(goal, unit),),
            tag=words.say(f"goal.{goal.kind}", period=words.short(whole)) if goal.kind.expected else "",
        ),
    ]
    if goal.kind.expected and left.sign == 1:
        rest = words.mark(left, unit)
        rows.append(Row(label=words.say("rest"), marks=(rest,), tag=words.say("remaining", figure=rest.text)))
    missing = query.operation is Operation.NEEDED and left.sign == 1
    return words.chart(
        ChartKind.PROGRESS,
        _title(words, segments, part, whole, goal, left if missing else reached, missing=missing),
        words.subtitle([part, whole], unit, segments),
        rows,
        periods=[part, whole],
        unit=unit,
        notes=[],
        stated=[left] if missing else [],
    )


def _towards_goal(query: Query, shelf: Shelf, segments: tuple[str, ...]) -> tuple[Period, Period, Estimate] | None:
    """Return the latest part (or the latest year), the year, and what is projected or aimed at for it."""
    named = query.threshold.values if query.threshold is not None else ()
    if segments != WHOLE or not (query.outlook or named or query.operation is Operation.NEEDED):
        return None
    years = [period.whole_year for period in query.periods]
    open_years = [period for period in shelf.outlooks() if period.kind is PeriodKind.YEAR]
    goals = [(year, goal) for year in open_years if (goal := shelf.expected(year)) is not None]
    if named:
        goals = [(year, goal) for year, goal in goals if goal.number in named]
    elif years:
        goals = [(year, goal) for year, goal in goals if year in years]
    if not goals:
        return None
    year, goal = goals[0]
    observed = [period for period in shelf.printed() if period.kind is PeriodKind.YEAR]
    said = [period for period in query.periods if year.covers(period) and period != year]
    part = said[0] if said else shelf.observed_part(year) or (observed[-1] if observed else None)
    return None if part is None else (part, year, goal)


def _towards_year(query: Query, shelf: Shelf, segments: tuple[str, ...]) -> tuple[Period, Period, Estimate] | None:
    """Return the part of a year, the whole year it is held against, and the total of that year."""
    if query.outlook or query.threshold is not None:
        return None
    years = [period for period in query.periods if period.kind is PeriodKind.YEAR]
    parts = [period for period in query.periods if period.kind is not PeriodKind.YEAR]
    latest = shelf.latest()
    part = parts[0] if parts else latest
    if part is None or not 0 < part.months < 12:
        return None
    whole = years[0] if years else part.whole_year.year_before()
    goal = shelf.level(segments, whole)
    return None if goal is None or whole.year >= part.year else (part, whole, goal)


def _title(  # noqa: PLR0913  (the parts of a title)
    words: Words,
    segments: tuple[str, ...],
    part: Period,
    whole: Period,
    goal: Estimate,
    told: Estimate,
    *,
    missing: bool,
) -> str:
    towards = str(goal.kind) if goal.kind.expected else "year"
    verb = "needed" if missing else "progress"
    of = "_of" if verb == "progress" and towards == "year" and segments != WHOLE else ""
    return words.say(
        f"title.{verb}_{towards}{of}",
        who=words.who(segments) if segments != WHOLE else "",
        figure=words.figure(told),
        base=words.voice.period(whole),
        **{"in": words.voice.period(part, "in")},
    )
