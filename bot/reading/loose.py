"""What a message names is accounted for: each number, period and segment stands in the query, or has to in its answer.

"40 billion" that is compared with nothing is not understood, whatever else was; "which part of the 26.2 billion?" is
where the answer shows that figure (see ``bot.answering.shown``).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.reading.accounted import IN_WORDS
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.numbers import Number
from bot.reading.query import Loose, Operation, Query
from knowledge.periods import Period, PeriodKind

_LARGEST_PIECE = Decimal("0.0001")
"""In billions: "out of every 100 dirhams" names no amount that was exported."""
_HUNDRED = 100


def loose(frame: Frame, query: Query) -> tuple[Loose, ...]:
    """Return the numbers, periods and segments that are said and stand in no field: the answer has to show them."""
    if query.operation in IN_WORDS or query.operation is Operation.ARITHMETIC or query.missing:
        return ()  # what is computed from numbers that are said keeps its own account of them
    if not (frame.numbers or frame.times.moments or frame.times.flags or frame.segments):
        return ()
    held = _Held.of(query)
    told = (*_periods(frame, query, held), *_numbers(frame, query, held), *_segments(frame, query, held))
    return (*told, *_parts_of_years(frame, query))


def _parts_of_years(frame: Frame, query: Query) -> Iterator[Loose]:
    """A half or a quarter that is named without a date is one that the answer tells: "its growth in that half?"."""
    kinds = {PeriodKind.HALF: "half.any", PeriodKind.QUARTER: "quarter.any"}
    told = {period.kind for period in query.periods} | {moment.period.kind for moment in frame.times.moments}
    if (
        query.per
        or query.comparison == "scaled"
        or query.operation in (Operation.NEEDED, Operation.TREND)
        or frame.has("per.")
    ):
        return
    for kind, sense in kinds.items():
        places = [place for place in frame.at(sense) if not frame.pieces[place].optional]
        if places and kind not in told and PeriodKind.HALF not in told:
            yield Loose(word=frame.pieces[places[0]].text, kind=kind)


class _Held:
    """All periods, numbers and segments that a query holds, in whatever field."""

    def __init__(self) -> None:
        self.periods: set[Period] = set()
        self.numbers: set[Decimal] = set()
        self.segments: set[str] = set()

    @classmethod
    def of(cls, query: Query) -> _Held:
        held = cls()
        held._take(query)
        return held

    def _take(self, query: Query) -> None:
        self.periods.update(query.periods)
        for one in (query.segments, query.against, query.excluded, query.within):
            self.segments.update(one)
        self.numbers |= {Decimal(query.count), Decimal(query.rank), query.factor, query.factor * _HUNDRED}
        amounts = [*query.quoted]
        if query.threshold is not None:
            amounts.append(query.threshold)
        if query.claim is not None:
            amounts += [query.claim.amount] if query.claim.amount is not None else []
            amounts += [pair.amount for pair in query.claim.pairs]
            self.periods.update(pair.period for pair in query.claim.pairs if pair.period is not None)
            self.segments.update(pair.segment for pair in query.claim.pairs)
        for condition in query.conditions:
            amounts += [condition.threshold] if condition.threshold is not None else []
            self.periods.update((condition.period,) if condition.period is not None else ())
            self.segments.update((condition.segment, condition.beside))
        for amount in amounts:
            self.numbers.update(amount.values)
        for operand in query.operands:
            self.segments.update(operand.segments)
            self.periods.update((operand.period,) if operand.period is not None else ())
        for one_ in query.of:
            self._take(one_)


def _periods(frame: Frame, query: Query, held: _Held) -> Iterator[Loose]:
    """A period told without its year is that of the query where it is the same part of another year."""
    if query.operation is Operation.NEEDED or (query.outlook and frame.has("topic.strategy")):
        return  # "still to do from July to December", "aimed at in the strategy of 2024"
    near = {base for period in held.periods for base in (period.year_before(), period.whole_year)}
    parts = {(period.kind, period.index) for period in held.periods}
    for moment in frame.times.moments:
        period = moment.period
        if period in held.periods or period in near:
            continue
        if moment.partial and (period.kind, period.index) in parts:
            continue
        if "same_period" in frame.times.flags and period.kind is PeriodKind.YEAR:
            continue  # "last year at the same date"
        yield Loose(word=frame.pieces[moment.start].text, period=period)


def _numbers(frame: Frame, query: Query, held: _Held) -> Iterator[Loose]:
    years = {period.year % _HUNDRED for period in held.periods if period.kind is not PeriodKind.UNDATED}
    for number in frame.numbers:
        if (
            number.year
            or number.start in frame.times.taken
            or frame.counts(number)
            or _of_progress(frame, query, number)
        ):
            continue
        if number.amount.rough and any(abs(max(number.amount.values) - one) < 1 for one in held.numbers):
            continue  # "a third": 33.3 stands for 33 1/3
        values = {value for one in number.amount.values for value in (one, one / _HUNDRED, one * _HUNDRED)}
        piece = number.amount.unit == "MAD_bn" and max(number.amount.values) < _LARGEST_PIECE
        beside = bool({number.start - 1, number.start - 2} & frame.times.taken)
        short = beside and not number.amount.unit and any(value in years for value in number.amount.values)
        if piece or short or values & held.numbers:
            continue
        word = " ".join(one.text for one in frame.pieces[number.start : number.end])
        yield Loose(word=word, values=number.amount.values, either=frame.has("follow.or"))


def _of_progress(frame: Frame, query: Query, number: Number) -> bool:
    """Whether "half" is what a part of a year is said to have reached, which the answer puts in percent."""
    return query.operation is Operation.PROGRESS and frame.pieces[number.start].has("fraction.")


def _segments(frame: Frame, query: Query, held: _Held) -> Iterator[Loose]:
    every = query.operation in (Operation.BREAKDOWN, Operation.RANKING, Operation.SELECTION)
    for code in frame.segments if not every else ():
        if code not in held.segments and code != TOTAL:
            yield Loose(word=code, segment=code)
