"""Charts over time: the total or some segments over years, half-years, quarters or months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.query import Operation, Query
from bot.wording.charts.chart import Chart, ChartKind, Row
from bot.wording.charts.line import Line, asked_periods, lengths, line_of
from bot.wording.charts.shelf import WHOLE, Shelf, between
from bot.wording.charts.words import Words
from knowledge import Basis, Estimate, Period, PeriodKind, arithmetic

_GAP = "…"


def series(query: Query, shelf: Shelf, words: Words) -> Chart | None:
    """Plan one quantity over periods of one length; the periods asked for are all among them."""
    segments = shelf.knowledge.normal(query.segments)
    if query.measure == "growth" and query.operation is not Operation.GROWTH:
        return None
    for kind in lengths(query):
        asked = asked_periods(query, kind)
        line = line_of(query, shelf, segments, kind, asked)
        if _enough(query, line) and all(line.at(period) for period in asked) and _alike(shelf, line):
            return _drawn(query, shelf, words, segments, line, asked)
    return None


def _enough(query: Query, line: Line) -> bool:
    """Whether there is something to see: two results, or a result beside the outlook that is asked for."""
    results = [period for period, one in line.known if not one.kind.expected]
    ahead = query.outlook or any(period in query.periods for period, one in line.known if one.kind.expected)
    return len(results) > 1 or (len(line.known) > 1 and ahead)


def _alike(shelf: Shelf, line: Line) -> bool:
    """Whether all figures count the same thing; only the headline is counted alike in all of a perimeter's sources."""
    printed = {one.observation.perimeter for _, one in line.known if one.observation}
    return len(printed) < 2 or shelf.indicator == shelf.knowledge.headline


def coverage(query: Query, shelf: Shelf, words: Words) -> Chart | None:
    """Plan the part of a stretch of time that this perimeter knows; the chart names what it leaves out."""
    if not (query.spans and len(query.periods) == 2 and query.periods[0].kind is query.periods[1].kind):
        return None
    kind, segments = query.periods[0].kind, shelf.knowledge.normal(query.segments)
    line = line_of(query, shelf, segments, kind, ())
    return _drawn(query, shelf, words, segments, line, ()) if len(line.known) > 1 else None


def _drawn(
    query: Query, shelf: Shelf, words: Words, segments: Sequence[str], line: Line, asked: Sequence[Period]
) -> Chart:
    estimates = [one for _, one in line.known]
    unit = words.unit(estimates)
    words = replace(words, counted=_counted(shelf, estimates))
    told = _told(line, () if query.spans and len(asked) == 1 else asked)
    title, stated, base = _title(query, shelf, words, segments, line, told)
    strong = {told, base} if asked and not (query.spans and len(asked) == 1) else set()
    rows: list[Row] = []
    before: Period | None = None
    for period, estimate in line.points:
        if before is not None and period.year > before.following().year:
            rows.append(Row(label=_GAP, marks=(None,)))
        rows.append(_row(words, period, estimate, unit, strong=period in strong))
        before = period
    outside = [period for period in _stretch(query) if line.at(period) is None]
    notes = [words.say("note.outside", period=words.stretch(outside))] if outside else []
    halves, more = _halves(shelf, words, segments, line)
    return words.chart(
        ChartKind.SERIES,
        title,
        words.subtitle([period for period, _ in line.known], "share" if unit == "percent" else unit, segments),
        rows,
        periods=[period for period, _ in line.known],
        unit=unit,
        notes=[*notes, *halves],
        stated=[*stated, *more],
    )


def _stretch(query: Query) -> list[Period]:
    """Return every period of a stretch of time that was asked for from end to end."""
    ends = sorted(query.periods)
    return between(ends[0], ends[-1]) if query.spans and len(ends) == 2 and ends[0].kind is ends[1].kind else []


def _row(words: Words, period: Period, estimate: Estimate | None, unit: str, *, strong: bool) -> Row:
    if estimate is None:
        return Row(label=words.short(period), marks=(None,), tag=words.say("tag.unknown"))
    tag = words.say(f"tag.{estimate.kind}") if estimate.kind.expected else ""
    return Row(label=words.short(period), marks=(words.mark(estimate, unit),), strong=strong, tag=tag)


def _counted(shelf: Shelf, estimates: Sequence[Estimate]) -> str:
    """Return the perimeter that is printed beside figures of which each perimeter counts something else."""
    if shelf.indicator == shelf.knowledge.headline:
        return ""
    return next((one.observation.perimeter for one in estimates if one.observation), "")


def _told(line: Line, asked: Sequence[Period]) -> Period:
    """Return the period that the title is about: the last one asked for, else the latest result."""
    if asked:
        return asked[-1]
    results = [period for period, one in line.known if not one.kind.expected]
    return results[-1] if results else line.known[-1][0]


def _title(
    query: Query, shelf: Shelf, words: Words, segments: Sequence[str], line: Line, told: Period
) -> tuple[str, list[Estimate], Period | None]:
    """Return the message, the rate it states, and the period that the rate is counted from."""
    estimate = line.at(told)
    assert estimate is not None  # noqa: S101  (the title is about a known period)
    voice, total = words.voice, tuple(segments) == WHOLE
    named = {
        "code": words.voice.listed(segments),
        "figure": words.figure(estimate),
        "period": voice.period(told),
        "in": voice.period(told, "in"),
    }
    ends = [period for period in sorted(query.periods) if line.at(period)]
    if query.operation is Operation.GROWTH and len(ends) == 2 and ends[0] != told.year_before():
        return _changed(words, line, ends, named, total=total)
    if estimate.unit == "percent":
        title = words.say(f"title.share_{words.number(segments)}", who=words.who(segments), **named)
        return title, [], None
    if estimate.kind.expected:
        return words.say(f"title.{estimate.kind}", **named), [], None
    if shelf.indicator != shelf.knowledge.headline:
        return words.say("title.other", **named), [], None
    name = "title.level" if total else "title.level_of"
    base = told.year_before()
    rate = shelf.rate("growth", segments, told, Basis.OBSERVED) if line.at(base) else None
    if rate is None:
        return words.say(name, **named), [], None
    return words.say(f"{name}_growth", growth=words.figure(rate, signed=True), **named), [rate], base


def _changed(
    words: Words, line: Line, ends: Sequence[Period], named: dict[str, str], *, total: bool
) -> tuple[str, list[Estimate], Period | None]:
    first, last = (line.at(period) for period in ends)
    assert first is not None  # noqa: S101  (both ends are known)
    assert last is not None  # noqa: S101
    change = arithmetic.change(last, first)
    title = words.say(
        "title.change" if total else "title.change_of",
        growth=words.figure(change, signed=True),
        base_to=words.voice.period(ends[0], "to"),
        kind=str(words.voice.language.sentences[f"kind.{change.kind}"]) if change.kind.expected else "",
        **named,
    )
    return title, [change], ends[0]


def _halves(shelf: Shelf, words: Words, segments: Sequence[str], line: Line) -> tuple[list[str], list[Estimate]]:
    """Tell the half-years of a chart of quarters that are known only whole."""
    shown = [period for period, _ in line.known]
    if shown[0].kind is not PeriodKind.QUARTER or line.known[0][1].unit == "percent":
        return [], []
    halves = [
        half for year in sorted({one.year for one in shown}) for half in Period.of_year(year).parts(PeriodKind.HALF)
    ]
    lines, stated = [], []
    for half in halves:
        estimate = shelf.level(segments, half)
        if estimate is not None and not any(half.covers(period) for period in shown):
            unit = words.unit([estimate])
            mark = words.mark(estimate, unit)
            lines.append(
                words.say(
                    "note.halves",
                    period=words.short(half),
                    figure=mark.text,
                    range=f" ({mark.range})" if mark.range else "",
                    kind=words.kind(mark),
                )
            )
            stated.append(estimate)
    return lines, stated
