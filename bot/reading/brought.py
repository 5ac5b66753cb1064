"""Follow-ups that bring a number along: a count or an amount set against the figure just spoken of."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, parts
from bot.reading.expressed import the_figure
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.operators import only
from bot.reading.query import Operand, Operation, Query
from bot.reading.references import chosen as quoted_figures
from bot.reading.references import operands

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_FROM = ("span.since", "span.from", "span.base", "start.from", "measure.versus", "verify.have")
_ADDS = ("combine.needed", "combine.add", "combine.rest", "measure.difference", "create.verb")


def against_quoted(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "starting from the 148,500, how many to add?", "of the 130,000, what share?" after one figure."""
    one = the_figure(before)
    if one is None or one.operation is not Operation.VALUE or len(one.segments) > 1 or len(frame.quotes) != 1:
        return None
    if (
        frame.verdict
        or frame.segments
        or len(frame.amounts) != 1
        or frame.has("measure.growth", "measure.fall", "measure.rate", "per.")
    ):
        return None
    found = quoted_figures(frame)
    if found[0].relation or found[0].indicator != one.indicator or set(frame.indicators) - {one.indicator}:
        return None
    shares = frame.has("measure.share", "measure.percent") and not frame.has("measure.difference")
    function = "percentage" if shares and frame.has("ask.", *_FROM) else ""
    adds = frame.has("ask.amount", "ask.count", "start.from") and frame.has(*_FROM) and frame.has(*_ADDS)
    adds = adds and one.outlook and not found[0].outlook
    function = function or ("ratio" if frame.has("measure.ratio") else "difference" if adds else "")
    quoted = operands(frame, found)[0]
    own = Operand(
        indicator=one.indicator,
        segments=one.segments,
        period=one.periods[0] if one.periods else None,
        perimeters=(one.perimeter,) if one.perimeter else (),
        outlook=one.outlook,
    )
    if not function or own.period is None or (own.period, own.outlook) == (quoted.period, quoted.outlook):
        return None
    asked: Fields = {"operation": Operation.ARITHMETIC, "operands": (quoted, own), "function": function}
    return asked | {"indicator": one.indicator, "segments": one.segments}, ("operands",)


def less_number(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "starting from 100,000, how many to add?", "minus 2 billion?" as the figure less that number."""
    one = the_figure(before)
    if one is None or one.operation not in _AMOUNTS or len(frame.amounts) != 1 or named(frame):
        return None
    if any(printed.indicator == one.indicator for _, found in frame.quotes for printed in found):
        return None  # what is quoted is a figure of its own
    amount = frame.amounts[0]
    counted = one.indicator != "exports"
    unit = ("", "persons") if counted else ("MAD_bn",)
    said = min(amount.values) if not counted else max(amount.values)
    starts = counted and one.outlook and frame.has("start.from") and frame.has(*_ADDS)
    lessens = frame.means("combine.except", "measure.minus") and not frame.has("measure.share", "measure.percent")
    if amount.unit not in unit or not (starts or lessens) or (counted and said < _COUNTS) or frame.verdict:
        return None
    number = {place for found in frame.numbers for place in range(found.start, found.end)}
    takes = ("combine.", "measure.difference", "measure.minus", "ask.", "indicator.", "start.", "create.", "span.")
    if frame.times.periods or not only(frame, frozenset(number), *takes, *_POINTS):
        return None
    asked: Fields = {
        "operation": Operation.DERIVED,
        "of": (one,),
        "comparison": "beyond",
        "factor": said,
        "threshold": amount,
    }
    return asked, ("of",)


_AMOUNTS = (Operation.VALUE, Operation.SUM, Operation.REMAINDER, Operation.NEEDED)
_COUNTS = 1000


def per_job_spoken(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how much per job then?", "2024 exports divided by that" with the jobs that were spoken of."""
    last, said = before.last, frame.times.periods
    if last is None or frame.segments or frame.amounts or len(said) > 1 or frame.has("outlook.", "measure.growth"):
        return None
    over = frame.has("divide.") and last.indicator == "jobs" and (frame.exports or frame.has("indicator.exports"))
    if not (frame.has("per.job") or over) or set(frame.indicators) - {"exports", "jobs"}:
        return None
    jobs = _jobs_of(last) or next((one for turn in before.turns[::-1] if (one := _jobs_of(turn)) is not None), None)
    if jobs is None or (jobs.period is None and not over):
        return None
    if not only(frame, frame.times.taken, "per.", "divide.", "measure.ratio", "indicator.", "unit.", "ask.", *_POINTS):
        return None
    if jobs.period is None:
        asked: Fields = {"operation": Operation.PER_UNIT, "per": "jobs", "indicator": "exports", "periods": said}
        return asked | {"explains": ("divide.", "measure.ratio", "unit.")}, ("operation",)
    exports = [one for turn in before.turns for one in parts(turn) if _whole_exports(one)]
    period = said[0] if said else exports[-1].periods[0] if exports else jobs.period
    pair = (Operand(period=period), jobs)
    return {"operation": Operation.ARITHMETIC, "operands": pair, "function": "per_job"}, ("operands",)


_POINTS = ("refer.it", "refer.subject", "refer.inside", "refer.two", "measure.amount", "segment._T")


def _whole_exports(one: Query) -> bool:
    plain_ = one.operation is Operation.VALUE and one.indicator == "exports" and not one.outlook
    return plain_ and not one.segments and len(one.periods) == 1


def _jobs_of(turn: Query) -> Operand | None:
    """Return the jobs that a question was about; of a goal none are there yet."""
    held = next((one for one in turn.operands if one.indicator == "jobs" and not one.outlook), None)
    if held is not None:
        return held
    if turn.operation is not Operation.VALUE or turn.indicator != "jobs" or turn.outlook or len(turn.periods) > 1:
        return None
    scope = (turn.perimeter,) if turn.perimeter else ()
    return Operand(indicator="jobs", period=turn.periods[0] if turn.periods else None, perimeters=scope)
