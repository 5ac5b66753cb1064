"""Whether an answer shows what a message named beside its question: "which part of the 26.2 billion is BPO?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.answering.answer import Answer
from bot.reading.query import Loose, Missing
from knowledge import Estimate, Period, PeriodKind
from knowledge.estimates import terms

_SCALES = tuple(Decimal(10) ** power for power in (0, 2, 3, 9, -2, -3, -9))
"""What a number may count that is said without its unit: billions, millions, dirhams; a share may be in hundredths."""


def unshown(loose: Sequence[Loose], answer: Answer) -> tuple[Missing, ...]:
    """Return the words of what the answer shows nowhere; of "15.7 or 15.8?" it has to show one."""
    if not loose:
        return ()
    lost = [one for one in loose if not _shows(answer, one)]
    either = [one for one in loose if one.either]
    if any(one not in lost for one in either):
        lost = [one for one in lost if not one.either]
    return tuple(Missing(word=one.word, kind="unused") for one in lost)


def _shows(answer: Answer, loose: Loose) -> bool:
    if loose.period is not None:
        return any(told == loose.period or _ends(told, loose.period) for told in _periods(answer))
    if loose.kind is not None:
        return any(told.kind is loose.kind for told in _periods(answer))
    if loose.segment:
        return any(loose.segment in fact.segments or loose.segment in fact.names for fact in answer.facts)
    numbers = {number for estimate in answer.estimates for number in _numbers(estimate)}
    return any(_same(number * scale, value) for value in loose.values for number in numbers for scale in _SCALES)


def _periods(answer: Answer) -> set[Period]:
    told = {period for fact in answer.facts for period in (fact.period, fact.base) if period is not None}
    cells = [estimate.cell for estimate in answer.estimates if estimate.cell is not None]
    return told | {cell.period for cell in cells} | {note.period for note in answer.notes if note.period is not None}


def _ends(told: Period, said: Period) -> bool:
    """Whether a year is the first or the last one of a span of years."""
    return told.kind is PeriodKind.SPAN and said.kind is PeriodKind.YEAR and said.year in (told.year, told.index)


def _numbers(estimate: Estimate) -> Iterator[Decimal]:
    """Return a figure as it is shown, as others print it, and those that its formula takes."""
    yield abs(estimate.number)
    for printed in (estimate.observation, *estimate.others):
        if printed is not None and isinstance(printed.value, Decimal):
            yield abs(printed.value)
    for formula in (estimate.formula, estimate.tight):
        for term in terms(formula) if formula is not None else ():
            yield abs(term.value)


def _same(number: Decimal, said: Decimal) -> bool:
    """Whether a number is another one, as closely as that was said."""
    exponent = said.as_tuple().exponent
    return isinstance(exponent, int) and abs(number - abs(said)) * 2 <= Decimal(1).scaleb(min(exponent, 0))
