"""Charts of who comes before whom: a ranking, and one side against the other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.query import Operation, Query
from bot.wording.charts.chart import Chart, ChartKind
from bot.wording.charts.parts import (
    UNITS,
    Part,
    asked_segments,
    holds,
    in_order,
    known_parts,
    measure_of,
    one_period,
    row,
    sides,
    size,
    unpublished,
    when,
)
from bot.wording.charts.shelf import Shelf
from bot.wording.charts.words import Words
from knowledge import Estimate, Period, arithmetic

_Title = tuple[str, tuple[str, ...], list[Estimate]]


def ranking(query: Query, shelf: Shelf, words: Words) -> Chart | None:
    """Plan the segments in their order, numbered; the place asked for stands out."""
    period = one_period(query, shelf)
    if period is None:
        return None
    measure = measure_of(query)
    parts, unknown = known_parts(shelf, period, measure)
    if measure == "growth":
        parts = [part for part in parts if len(part[0]) == 1]
        unknown = tuple(code for code in shelf.parts if (code,) not in [codes for codes, _ in parts])
    asked = asked_segments(query, shelf)
    if len(parts) < 2 or not holds(parts, asked) or not in_order(parts):
        return None
    unit = words.unit([estimate for _, estimate in parts])
    title, told, stated = _ranked(query, words, parts, period)
    rows = []
    for place, (codes, estimate) in enumerate(parts):
        bar = row(words, codes, estimate, unit, strong=set(codes) <= set(asked or told), signed=measure == "growth")
        numbered = not unknown and all(len(one) == 1 for one, _ in parts)
        rows.append(bar.model_copy(update={"label": f"{place + 1}. {bar.label}"}) if numbered else bar)
    return words.chart(
        ChartKind.RANKING,
        title,
        words.subtitle([period], UNITS.get(measure, unit)),
        rows,
        periods=[period],
        unit=unit,
        notes=unpublished(words, unknown),
        stated=stated,
    )


def comparison(query: Query, shelf: Shelf, words: Words) -> Chart | None:
    """Plan one side against the other."""
    period = one_period(query, shelf)
    left, right = sides(query, shelf)
    if period is None or not left or not right or set(left) & set(right) or query.measure == "growth":
        return None
    measure = "share" if query.measure == "share" else "amount"
    found = [(codes, shelf.measured(measure, codes, period)) for codes in (left, right)]
    both = sorted(((codes, one) for codes, one in found if one is not None), key=size, reverse=True)
    if len(both) < 2:
        return None
    (ahead, more), (behind, less) = both
    gap = (
        arithmetic.points(more, less) if measure == "share" else arithmetic.difference(more, less, shelf.knowledge.cube)
    )
    named = {"who": words.who(ahead), "other": words.who(behind), **when(words, period)}
    title = (
        words.say(f"title.ahead_{words.number(ahead)}", figure=words.figure(gap), **named)
        if gap.sign == 1
        else words.say("title.versus", **named)
    )
    unit = words.unit([more, less])
    return words.chart(
        ChartKind.COMPARISON,
        title,
        words.subtitle([period], UNITS.get(measure, unit)),
        [row(words, codes, estimate, unit, strong=codes == ahead, jointly=True) for codes, estimate in both],
        periods=[period],
        unit=unit,
        stated=[gap] if gap.sign == 1 else [],
    )


def _ranked(query: Query, words: Words, parts: Sequence[Part], period: Period) -> _Title:
    """Return the title of a ranking, whom it is about and what it states."""
    named = when(words, period)
    if query.operation is Operation.SELECTION:
        return _selected(query, words, period), (), []
    place = (query.rank or 1) - 1
    ordered = parts if query.order == "max" else parts[::-1]
    if place >= len(ordered):
        return words.say("title.ranking", **named), (), []
    codes, estimate = ordered[place]
    figure = words.figure(estimate, signed=query.measure == "growth")
    if query.measure == "growth":
        known = place == 0 and (query.rank or query.order == "min" or estimate.sign == 1)
        if not known:
            return words.say("title.growths", **named), (), []
        name = f"title.growth_{query.order}"
        return words.say(name, code=words.voice.listed(codes), figure=figure, **named), codes, [estimate]
    if any(len(one) > 1 for one, _ in ordered[: place + 1]):
        return words.say("title.ranking", **named), (), []
    name = f"title.{query.order}.{'1' if place == 0 else 'n'}"
    return words.say(name, who=words.who(codes), figure=figure, rank=_nth(words, place), **named), codes, [estimate]


def _nth(words: Words, place: int) -> str:
    ordinals = words.voice.language.sentences["nth"]
    return str(ordinals[place]) if place < len(ordinals) else str(place + 1)


def _selected(query: Query, words: Words, period: Period) -> str:
    """Say which segments lie beyond the bound asked for."""
    named, bound = when(words, period), query.threshold
    if bound is None or not query.segments or query.measure == "growth" or bound.unit not in ("percent", "MAD_bn"):
        return words.say("title.ranking", **named)
    value, voice = bound.values[0], words.voice
    written = (
        str(voice.setting("percent")).format(number=voice.number(value, bound.decimals))
        if bound.unit == "percent"
        else voice.money(value, bound.decimals, bound.unit)
    )
    side = "below" if query.below else "above"
    return words.say(
        f"title.{side}_{words.number(query.segments)}", who=words.who(query.segments), bound=written, **named
    )
