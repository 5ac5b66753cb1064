"""Figures that a message quotes: each is told by its cell, and where they differ in kind, so is that."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.answer import Answer, Fact, Note
from bot.answering.desk import TOTAL, Desk
from bot.answering.lacking import lacking
from bot.reading.query import Amount, Query
from knowledge import Estimate, PeriodKind

_MOST = 3


def told_apart(desk: Desk, query: Query) -> Answer:
    """State what each quoted figure stands for, and why they are not to be set against each other."""
    found = [one for amount in query.quoted for one in _printed(desk, amount)[:1]]
    if not found:
        return lacking(desk, query, None, Note(name="not_held"))
    facts = tuple(_fact(desk, one) for one in found[:_MOST])
    notes = other_perimeters(desk, facts)
    perimeters = {one.perimeter for one in found if one.cell and one.cell.indicator == desk.headline}
    if _same_cell(found) and len(perimeters) == 1 and notes:
        notes = (*notes, Note(name="sources_differ"))
    elif notes:
        told = desk.knowledge.statements_on("perimeters")
        facts, notes = facts + tuple(Fact(role="statement", statement=one) for one in told), ()
    elif _same_cell(found):
        notes = (Note(name="same_figure"),)
    elif _part_and_whole(found):
        notes = (Note(name="part_and_whole"),)
        facts += _growth_of_part(desk, query, found)
    return Answer(status="answered", query=query, facts=facts, notes=notes)


def _printed(desk: Desk, amount: Amount) -> tuple[Estimate, ...]:
    units = [amount.unit] if amount.unit else ["MAD_bn", "persons", ""]
    return next(
        (found for unit in units for value in amount.values if (found := desk.knowledge.printed(value, unit))), ()
    )


def _fact(desk: Desk, found: Estimate) -> Fact:
    period = found.cell.period if found.cell else None
    segments = found.cell.segments if found.cell else ()
    role = "headline_perimeter" if in_other_perimeter(desk, found) else "headline"
    moved = found.cell is not None and desk.knowledge.indicators[found.cell.indicator].relation == "growth"
    base = period.year_before() if moved and period is not None else None
    return Fact(role=role, estimate=found, period=period, base=base, segments=() if segments == TOTAL else segments)


def other_perimeters(desk: Desk, facts: Sequence[Fact]) -> tuple[Note, ...]:
    """Name the perimeters of exports that are not the main one."""
    found = [fact.estimate for fact in facts if fact.estimate and fact.estimate.unit == "MAD_bn" and fact.estimate.cell]
    codes = [one.perimeter for one in found if one.cell and one.cell.indicator == desk.headline]
    others = dict.fromkeys(code for code in codes if not desk.knowledge.of_main(code))
    return tuple(Note(name="perimeter", codes=(code,)) for code in others)


def in_other_perimeter(desk: Desk, found: Estimate) -> bool:
    """Whether it is a figure of exports that another perimeter than the main one counts."""
    headline = found.cell is not None and found.cell.indicator == desk.headline
    return headline and not desk.knowledge.of_main(found.perimeter)


def _same_cell(found: Sequence[Estimate]) -> bool:
    cells = {(one.cell.indicator, one.cell.segments, one.cell.period, one.perimeter) for one in found if one.cell}
    return len(cells) == 1 < len(found)


def _part_and_whole(found: Sequence[Estimate]) -> bool:
    kinds = {one.cell.period.kind for one in found if one.cell and one.unit == "MAD_bn"}
    return PeriodKind.YEAR in kinds and len(kinds) > 1


def _growth_of_part(desk: Desk, query: Query, found: Sequence[Estimate]) -> tuple[Fact, ...]:
    parts = [one.cell for one in found if one.cell and one.cell.period.kind is not PeriodKind.YEAR]
    rate = desk.rate("growth", parts[0].segments, parts[0].period, query) if parts else None
    if rate is None:
        return ()
    return (Fact(role="growth_of", estimate=rate, period=parts[0].period, base=parts[0].period.year_before()),)
