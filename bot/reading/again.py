"""Follow-ups that go on from a figure: what it started from, its amount alone, less or plus another period."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.per_head import named_beside
from bot.reading.query import Missing, Operation, Query
from bot.reading.resolve import unit_wanted
from bot.reading.stepping import beside
from bot.reading.weighed import in_own_year
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]
_LISTS = (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION)
_OTHER = ("measure.growth", "measure.fall", "measure.share", "measure.percent", "per.", "outlook.", "select.")


def base_of(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "up from?", "on partait de combien ?" after a change or a goal as the figure that it starts from."""
    last = before.last
    said = frame.times.periods
    if last is None or not _asks_base(frame) or named(frame) or frame.amounts or len(said) > 1:
        return None
    if said and not frame.has("ask.base"):
        return None
    base: Fields = {"operation": Operation.VALUE, "indicator": last.indicator, "segments": last.segments}
    base |= {"explains": ("ask.base", "measure.versus", "measure.compare", "ask.what", "ask.which")}
    if said:
        return base | {"periods": said, "perimeter": last.perimeter}, ("indicator", "segments")
    if last.operation is Operation.DERIVED and len(last.of) > 1:
        return last.of[1].model_dump(), ("operation", "periods")
    if last.outlook or last.operation is Operation.NEEDED:
        return base | {"segments": (), "perimeter": last.perimeter}, ("indicator",)
    moved = last.operation in (Operation.GROWTH, Operation.VALUE, Operation.SHARE) and bool(last.periods)
    if not moved:
        return None
    earliest = min(last.periods, key=lambda period: period.end)
    period = earliest if len(last.periods) > 1 else earliest.year_before()
    operation = Operation.SHARE if last.operation is Operation.SHARE else Operation.VALUE
    return base | {"operation": operation, "periods": (period,), "perimeter": last.perimeter}, ("segments", "periods")


def best_of_series(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "which one was the best?" after a series as a question for one of its periods."""
    last = before.last
    asks = frame.has("select.max", "select.min") and frame.has("ask.which", "ask.what", "ask.when")
    if last is None or last.operation is not Operation.TREND or not asks or named_beside(frame):
        return None
    if frame.has("select.segments", "measure.share", "measure.growth", "combine.", "outlook.", "nth."):
        return None
    order = "min" if frame.has("select.min") and not frame.has("select.max") else "max"
    periods = frame.times.periods or (() if last.per else last.periods)
    ranked: Fields = {"operation": Operation.RANKING, "per": last.per or "year", "order": order, "rank": 1}
    return ranked | {"segments": last.segments, "periods": periods}, ("segments",)


_KINDS = {PeriodKind.QUARTER: "quarter", PeriodKind.HALF: "half", PeriodKind.YEAR: "year"}


def at_its_peak(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "when was the peak?", "and the trough?" after the figure of a period as a question among its like."""
    last = before.last
    asks = frame.has("peak.time") and not named_beside(frame) and not frame.times.periods and not frame.figures
    if last is None or not asks or len(last.periods) != 1 or last.indicator != "exports":
        return None
    ranked = last.operation is Operation.RANKING and last.per in _KINDS.values()
    if not (ranked or last.operation is Operation.VALUE) or frame.has("select.segments", "measure.share"):
        return None
    period = last.periods[0]
    within = frame.has("ask.when") and bool(last.segments) and period.kind is PeriodKind.YEAR
    kind = last.per if ranked else "quarter" if within else _KINDS.get(period.kind, "")
    if not kind:
        return None
    judged = not ranked and not frame.has("ask.when", "ask.which", "ask.what", "follow.", "relative.year")
    if judged:  # "is that the peak?": a verdict on one period, and what follows goes on from its figure
        words = tuple(Missing(word=frame.pieces[place].text, kind="unused") for place in frame.at("peak.time"))
        return plain(last).model_dump() | {"not_held": words}, ("operation", "segments", "periods")
    order = "min" if frame.has("select.min") and not frame.has("select.max") else "max"
    asked: Fields = {"operation": Operation.RANKING, "per": kind, "order": order, "rank": 1}
    return asked | {"segments": last.segments, "periods": (period.whole_year,)}, ("segments", "periods")


def same_segment(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how does 2023 look for the same segment?" as the last question in that period."""
    last, said = before.last, frame.times.periods
    same = frame.has("refer.same") and frame.has("select.segments") and len(said) == 1
    if last is None or not same or not last.segments or frame.segments or frame.figures:
        return None
    if frame.has("measure.", "combine.", "outlook.", "select.max", "select.min", "ask.why"):
        return None
    asked: Fields = {"periods": said, "explains": ("refer.", "select.", "ask.how")}
    return plain(last).model_dump() | asked, ("operation", "segments")


def why_not_there(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "why isn't BPO there?" after a list as its figure: where none is published, the answer says so."""
    last = before.last
    denied = frame.has("negate.not", "ask.affirm") and not frame.has("measure.", "direction.", "combine.")
    if last is None or last.operation not in _LISTS or not frame.has("ask.why") or not denied:
        return None
    if len(frame.segments) != 1 or frame.amounts:
        return None
    asked: Fields = {"operation": Operation.VALUE, "segments": frame.segments}
    periods = frame.times.periods or last.periods
    return asked | {"periods": periods, "explains": ("ask.", "negate.", "refer.", "denial.")}, ("periods",)


def some_quarters(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "just the last two then" after a series by quarter as those quarters of the year."""
    last, end = before.last, frame.end_counted
    if last is None or last.per != "quarter" or len(last.periods) != 1 or end is None or named(frame):
        return None
    kind, count = end
    if last.periods[0].kind is not PeriodKind.YEAR or not 1 < count < _QUARTERS or frame.has("measure.", "ask.which"):
        return None
    places = range(1, count + 1) if kind == "top" else range(_QUARTERS - count + 1, _QUARTERS + 1)
    periods = tuple(Period.of_quarter(last.periods[0].year, place) for place in places)
    asked: Fields = {"operation": Operation.TREND, "per": "", "measure": "amount", "periods": periods}
    return plain(last).model_dump() | asked | {"explains": ("top.", "bottom.", "combine.only")}, ("segments",)


_QUARTERS = 4


def on_average(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and on average?" after figures by quarter as their plain average."""
    last = before.last
    asks = frame.has("per.average") and not named(frame) and not frame.has("per.job", "measure.", "combine.")
    if last is None or last.per not in ("quarter", "month", "half") or not asks or frame.figures:
        return None
    periods = frame.times.periods or last.periods
    return {
        "operation": Operation.PER_UNIT,
        "per": last.per,
        "measure": "average",
        "segments": last.segments,
        "periods": periods,
    }, ("segments", "periods")


_SET = ("measure.versus", "measure.compare", "span.base", "span.from")
_ASKED = ("ask.what", "ask.which", "ask.amount", "measure.amount", "refer.", "follow.")


def _asks_base(frame: Frame) -> bool:
    """Whether a clause asks what something is set against and says nothing else: "par rapport à quel montant ?"."""
    if frame.has("ask.base"):
        return True
    asks = frame.has(*_SET) and frame.has("ask.what", "ask.which", "ask.amount")
    return asks and all(piece.has(*_SET, *_ASKED) for piece in frame.content)


def amount_of_it(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "just the amount then", "in dirhams, how much more is that?" after a rate or a list."""
    last = before.last
    money = frame.has("measure.amount", "unit.mad", "unit.billion", "unit.million")
    if last is None or not money or named(frame) or frame.times.periods or frame.figures or frame.has(*_TAKEN):
        return None
    wanted = {"unit": fields.get("unit") or unit_wanted(frame)}
    if last.operation in _LISTS and frame.has("refer.it", "refer.again", "refer.same", "combine.only"):
        return plain(last).model_dump() | wanted | {"measure": "amount", "chart": False}, ("operation", "periods")
    if last.operation is not Operation.GROWTH or last.comparison == "ratio":
        return None
    if not frame.has("combine.only") or frame.has("measure.difference", "combine.add"):
        return plain(last).model_dump() | wanted | {"comparison": "difference"}, ("operation", "segments", "periods")
    level: Fields = {"operation": Operation.VALUE, "indicator": last.indicator, "segments": last.segments}
    return level | wanted | {"periods": last.periods[-1:]}, ("segments", "periods")


def amount_of_share(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "what amount is behind that share?" after a share as the amount of the segment."""
    last = before.last
    if last is None or last.operation is not Operation.SHARE or len(last.segments) != 1 or named(frame):
        return None
    refers = frame.has("refer.it", "refer.its", "refer.subject") and frame.has("measure.share", "measure.percent")
    refers = refers and frame.has("measure.amount")
    money = frame.has("unit.mad", "unit.billion", "unit.million", "measure.amount")  # "and in dirhams?"
    bare = (
        money
        and not frame.has("combine.")
        and all(piece.has("unit.", "measure.amount", "follow.", "ask.amount") for piece in frame.content)
    )
    if not (refers or bare) or frame.times.periods or frame.amounts or frame.has("per."):
        return None
    level: Fields = {"operation": Operation.VALUE, "segments": last.segments, "periods": last.periods}
    explains = ("explain.why", "measure.", "ask.", "tone.")
    return level | {"unit": fields.get("unit", ""), "explains": explains}, ("segments", "periods")


def in_unit(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "my table is in millions, what do I type?" after an amount as that amount in millions."""
    last, unit = before.last, unit_wanted(frame)
    if last is None or not unit or last.operation not in (Operation.VALUE, Operation.SUM, Operation.REMAINDER):
        return None
    if named(frame) or frame.times.periods or frame.amounts or last.indicator != "exports" or frame.has(*_TAKEN):
        return None
    if frame.has("measure.difference", "combine.", "verify.so") or unit == last.unit:
        return None
    return plain(last).model_dump() | {
        "unit": unit,
        "explains": ("ask.what", "self.", "select.", "tone.", "measure."),
    }, (
        "operation",
        "segments",
        "periods",
    )


_TAKEN = (
    "measure.percent",
    "measure.share",
    "measure.growth",
    "measure.fall",
    "measure.points",
    "per.",
    "outlook.",
    "explain.",
    "refer.other",
    "combine.except",
    "combine.rest",
    "order.",
    "nth.",
    "top.",
    "ask.why",
    "ask.which",
    "ask.who",
)


def less_a_period(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "subtract last year's total" after a figure as the difference of the two."""
    one, said = _figure(before), frame.times.periods
    if one is None or len(said) != 1 or frame.segments or frame.figures or not frame.has("combine.except"):
        return None
    if frame.has("measure.share", "measure.percent", "per.", "outlook.", "ask.which") or said == one.periods:
        return None
    part = in_own_year(frame, one.periods[0])
    within = one.periods[0] != part and one.periods[0].covers(part)  # "the projection, minus H1"
    if within and one.outlook and not one.segments:
        asked: Fields = {"operation": Operation.NEEDED, "outlook": True, "periods": one.periods}
        return asked | {"explains": ("combine.", "measure.", "verify.")}, ("periods", "outlook")
    other = one.model_copy(update={"periods": (part,) if within else said, "outlook": False})
    return {"operation": Operation.DERIVED, "of": (one, other), "comparison": "rest" if within else "difference"}, (
        "of",
    )


def plus_a_period(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "plus Q4, what do you get?" after the figure of one period as the sum of the two."""
    one, moments = _figure(before), frame.times.moments
    steps = {"part_before": -1, "part_after": 1}
    step = next((steps[flag] for flag in frame.times.flags if flag in steps), 0)
    if one is None or (len(moments) != 1 and not step) or frame.segments or frame.figures or one.outlook:
        return None
    opens = frame.opening is not None and frame.opening.has("combine.add", "combine.sum", "follow.and")
    if not opens or not frame.has("combine.add", "combine.sum") or frame.has(*_OTHER):
        return None
    other = in_own_year(frame, one.periods[0]) if moments else beside(one.periods[0], step)
    if other == one.periods[0] or other.covers(one.periods[0]) or one.periods[0].covers(other):
        return None
    asked: Fields = {"operation": Operation.SUM, "segments": one.segments, "periods": (one.periods[0], other)}
    return asked | {"indicator": "exports", "perimeter": one.perimeter}, ("segments", "periods")


def _figure(before: Discourse) -> Query | None:
    """Return the one amount that was spoken of last, of one period."""
    figures = parts(before.last) if before.last is not None else ()
    one = figures[0] if len(figures) == 1 else None
    if one is None or one.operation is not Operation.VALUE or len(one.periods) != 1 or one.indicator != "exports":
        return None
    return one
