"""Figures of two scopes that were spoken of: nothing may be done with both, and the reply says why."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse
from bot.reading.frame import Frame
from bot.reading.query import Operand, Operation, Query

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_DONE = ("ask.why", "measure.", "combine.", "direction.", "verify.apart", "per.average", "refer.two", "same.")
_ELSE = ("measure.share", "measure.amount", "combine.rest", "refer.other", "per.job", "unit.", "explain.source")


def of_two_scopes(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "why two figures?", "so up 46 %?", "the gap?" after figures of two scopes as why they do not compare."""
    of = before.group(2)
    rate = len(frame.amounts) == 1 and frame.amounts[0].unit == "percent"
    asks = frame.has(*_DONE) and not frame.has(*_ELSE)
    own = frame.segments or frame.times.periods or frame.exports or frame.says_total or frame.has("place.", "topic.")
    if len(of) < _PAIR or not in_two_scopes(of) or own or not (asks or rate):
        return None
    if (frame.amounts and not rate) or set(frame.indicators) - {"exports"} or frame.values("perimeter"):
        return None
    return told_apart(of), ("of",)


_PAIR = 2


def in_two_scopes(of: tuple[Query, ...]) -> bool:
    """Whether amounts of two scopes are to be put together, which no sum, gap or rate may do."""
    levels = [one for one in of if one.indicator == "exports" and one.operation in (Operation.VALUE, Operation.SUM)]
    levels = [one for one in levels if not one.outlook or one.perimeter]  # a goal is of the scope it was set for
    return len({"" if one.perimeter == _MAIN else one.perimeter for one in levels}) > 1


_MAIN = "digital"
"""The scope that is meant where none is named."""


def told_apart(of: tuple[Query, ...]) -> Fields:
    """Return the question what each figure stands for, which is answered with why they do not compare."""
    operands = tuple(
        Operand(
            indicator=one.indicator,
            segments=one.segments,
            period=period,
            perimeters=(one.perimeter,) if one.perimeter else (),
            outlook=one.outlook,
        )
        for one in of
        for period in one.periods
    )
    explains = ("refer.", "measure.", "combine.", "chart.", "same.", "direction.", "verify.", "select.")
    return {"operation": Operation.DEFINITION, "operands": operands, "explains": explains}
