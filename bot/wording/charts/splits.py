"""Charts of how a total splits: the segments of one period, and the shares of two side by side."""

from __future__ import annotations

from bot.reading.query import Query
from bot.wording.charts.chart import Chart, ChartKind
from bot.wording.charts.parts import (
    UNITS,
    asked_segments,
    holds,
    known_pairs,
    known_parts,
    measure_of,
    moved_most,
    one_period,
    row,
    unpublished,
    when,
)
from bot.wording.charts.shelf import WHOLE, Shelf
from bot.wording.charts.words import Words
from knowledge import arithmetic


def breakdown(query: Query, shelf: Shelf, words: Words) -> Chart | None:
    """Plan how a total splits into its segments; the ones asked for stand out."""
    period = one_period(query, shelf)
    if period is None:
        return None
    measure = measure_of(query)
    if measure == "growth":
        return None
    parts, unknown = known_parts(shelf, period, measure)
    asked = asked_segments(query, shelf)
    if len(parts) < 2 or not holds(parts, asked):
        return None
    told = asked or parts[0][0]
    share = shelf.rate("share", told, period)
    unit = words.unit([estimate for _, estimate in parts])
    beside = {codes: shelf.rate("share", codes, period) for codes, _ in parts} if measure == "amount" else {}
    rows = [
        row(words, codes, estimate, unit, strong=set(codes) <= set(told), beside=beside.get(codes))
        for codes, estimate in parts
    ]
    title = (
        words.say("title.breakdown", **when(words, period))
        if share is None
        else words.say(
            f"title.share_{words.number(told)}",
            who=words.who(told),
            figure=words.figure(share),
            **when(words, period),
        )
    )
    total = shelf.level(WHOLE, period) if measure == "amount" else None
    return words.chart(
        ChartKind.BREAKDOWN,
        title,
        words.subtitle([period], UNITS.get(measure, unit), total=total),
        rows,
        periods=[period],
        unit=unit,
        notes=unpublished(words, unknown),
        stated=[one for one in (share, total) if one is not None],
    )


def shares(query: Query, shelf: Shelf, words: Words) -> Chart | None:
    """Plan the shares of two periods side by side; segments known together only in one are together in both."""
    periods = [shelf.settled(period) for period in sorted(query.periods)]
    before, after = (periods[0], periods[-1]) if len(periods) == 2 else (None, None)
    if before is None or after is None or before == after or query.measure == "growth":
        return None
    pairs = known_pairs(shelf, before, after)
    asked = asked_segments(query, shelf)
    if len(pairs) < 2 or not holds([(codes, now) for codes, _, now in pairs], asked):
        return None
    told = asked or moved_most(pairs)
    first, second = (shelf.rate("share", told, period) for period in (before, after)) if told else (None, None)
    rows = [
        row(words, codes, now, now.unit, strong=set(codes) <= set(told), earlier=then) for codes, then, now in pairs
    ]
    named = {"base": words.voice.period(before), **when(words, after)}
    title = words.say("title.shares", **named)
    moved = first is not None and second is not None and arithmetic.points(second, first).sign is not None
    if moved and first is not None and second is not None:
        title = words.say(
            f"title.moved_{words.number(told)}",
            who=words.who(told),
            before=words.figure(first),
            figure=words.figure(second),
            **named,
        )
    return words.chart(
        ChartKind.SHARES,
        title,
        words.subtitle([before, after], "share"),
        rows,
        periods=[before, after],
        unit="percent",
        series=(words.short(before), words.short(after)),
        stated=[one for one in (first, second) if moved and one is not None],
    )
