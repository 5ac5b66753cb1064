"""What is known of a cell that a question refers to, by name or by a figure that it quotes."""

from __future__ import annotations

from bot.answering.desk import TOTAL, Desk
from bot.reading.query import Operand, Query
from knowledge import Basis, Estimate, PeriodKind


def known(desk: Desk, query: Query, operand: Operand) -> tuple[Estimate, ...]:
    """Return what is known of an operand in every perimeter that may be meant."""
    plain = query.model_copy(update={"indicator": operand.indicator, "perimeter": ""})
    segments = desk.normal(operand.segments)
    period = operand.period
    if period is None:
        return _latest(desk, plain, operand)
    found: tuple[Estimate, ...] = ()
    if operand.outlook and segments == TOTAL:
        found = desk.knowledge.expected(operand.indicator, period)
    found = found or desk.knowledge.estimates(operand.indicator, segments, period, basis=Basis.OBSERVED)
    if operand.perimeters:
        named = {desk.knowledge.canonical_perimeter(code) for code in operand.perimeters}
        found = tuple(one for one in found if desk.knowledge.canonical_perimeter(one.perimeter) in named)
    return found


def _latest(desk: Desk, query: Query, operand: Operand) -> tuple[Estimate, ...]:
    if operand.outlook:
        aimed = desk.outlooks(query)
        return desk.knowledge.expected(operand.indicator, aimed[0]) if aimed else ()
    segments = desk.normal(operand.segments)
    held = desk.observed(query, segments) or desk.knowledge.periods(operand.indicator, segments)
    kinds = (PeriodKind.HALF,) if query.function == "double" else (PeriodKind.YEAR, PeriodKind.SPAN, PeriodKind.UNDATED)
    periods = [period for period in held if period.kind in kinds]
    return tuple(one for period in reversed(periods) for one in desk.levels(segments, period, query))
