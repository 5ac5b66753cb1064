"""Everything said is accounted for: a word of function has to do something in the query, and what is named to be in it.

The contract says which senses an operation can take; here it is seen whether this query does take them. "Per month"
that leaves no trace in a query, "without CRM" that excludes nothing, "40 billion" that is compared with nothing are
not understood, whatever else was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.numbers import Number
from bot.reading.query import CHAT, Loose, Missing, Operation, Query
from knowledge.periods import Period, PeriodKind

_TOLD = frozenset(
    {
        Operation.EXPLANATION,
        Operation.SOURCE,
        Operation.COVERAGE,
        Operation.MEMBERS,
        Operation.MEMBERSHIP,
        Operation.DEFINITION,
        Operation.UNRELATED,
        Operation.UNCLEAR,
        Operation.UNREADABLE,
        *CHAT,
    }
)
"""What is answered in words, which take up what was said in their own way."""
_COMPUTED = (Operation.DERIVED, Operation.ARITHMETIC)
_LARGEST_PIECE = Decimal("0.0001")
"""In billions: "out of every 100 dirhams" names no amount that was exported."""
_HUNDRED = 100


def _checks(query: Query) -> bool:
    """Whether it is checked against something that was said."""
    return query.claim is not None or query.threshold is not None


def _operates(*operations: Operation) -> Callable[[Query, Frame], bool]:
    return lambda query, _: query.operation in operations


def _per(query: Query, _: Frame) -> bool:
    return bool(query.per) or query.operation in (Operation.PER_UNIT, Operation.TREND)


def _multiplied(query: Query, frame: Frame) -> bool:
    product = frame.has("measure.share")  # "the share multiplied by the total"
    return _checks(query) or query.comparison == "ratio" or query.factor != 1 or product


def _in_points(query: Query, _: Frame) -> bool:
    return _checks(query) or query.comparison == "points"


def _together(query: Query, frame: Frame) -> bool:
    apart = query.operation is Operation.COMPARISON and len(query.segments) == len(query.against) == 1
    if apart and frame.has("combine.sum", "combine.add") and set(frame.segments) == {*query.segments, *query.against}:
        return False  # "is it more than CRM and ITO together?" sets neither against the other
    listed = query.operation in (Operation.RANKING, Operation.SELECTION) and not frame.says_total
    several = len({*query.segments, *query.against, *query.within}) > 1 or len(query.periods) > 1
    return several or not listed  # "the total of ITO" is ITO; "the podium adds up to …" is no ranking


def _left_out(query: Query, frame: Frame) -> bool:
    operates = query.operation in (Operation.REMAINDER, Operation.NEEDED, Operation.COMPARISON, Operation.RANKING)
    rest = query.operation is Operation.SUM and frame.has("combine.rest")
    points = query.operation is Operation.SHARE and query.comparison == "points"
    operates = operates or bool(query.conditions) or query.comparison == "missing"
    return bool(query.excluded) or operates or rest or points or query.indicator != "exports" or bool(query.perimeter)


def _bounded(query: Query, frame: Frame) -> bool:
    operates = query.operation in (Operation.COMPARISON, Operation.SELECTION, Operation.RANKING)
    averages = query.operation is Operation.PER_UNIT and len(query.periods) > 1
    operates = operates or (query.operation is Operation.GROWTH and not frame.amounts)  # "double-digit growth?"
    return _checks(query) or operates or averages or query.outlook or _counted(query)


def _difference(query: Query, _: Frame) -> bool:
    operates = query.operation in (Operation.COMPARISON, Operation.GROWTH, Operation.NEEDED, Operation.SELECTION)
    operates = operates or query.operation is Operation.RANKING
    return bool(query.comparison) or operates or _checks(query)


def _share(query: Query, frame: Frame) -> bool:
    operates = query.operation in (
        Operation.SHARE,
        Operation.PROGRESS,
        Operation.GROWTH,
        Operation.BREAKDOWN,
        Operation.RANKING,
        Operation.PER_UNIT,
        Operation.COMPARISON,
        Operation.REMAINDER,
    )
    weighs = query.operation is Operation.VALUE and (bool(query.unit) or frame.has("ask.amount", "unit.", "factor."))
    return operates or weighs or query.measure == "share" or _checks(query)


def _change(query: Query, _: Frame) -> bool:
    operates = query.operation in (Operation.GROWTH, Operation.TREND)
    operates = operates or (query.operation is Operation.PER_UNIT and query.measure == "series")  # half by half
    return operates or query.measure == "growth" or bool(query.comparison) or _checks(query) or _counted(query)


def _counted(query: Query) -> bool:
    return query.indicator != "exports"


def _extreme(query: Query, frame: Frame) -> bool:
    operates = query.operation in (Operation.RANKING, Operation.SELECTION, Operation.COMPARISON)
    either = frame.has("follow.or")  # "a big piece or a small one?"
    return operates or bool(query.ranks) or _checks(query) or either


def _expected(query: Query, _: Frame) -> bool:
    operates = query.operation in (Operation.NEEDED, Operation.PROGRESS, Operation.GROWTH)
    return query.outlook or operates or _checks(query)


def _placed(query: Query, _: Frame) -> bool:
    lists = (Operation.RANKING, Operation.SELECTION, Operation.BREAKDOWN, Operation.COMPARISON, Operation.TREND)
    return query.operation in lists or _counted(query)


def _several(query: Query, _: Frame) -> bool:
    parts = len(query.segments) + len(query.periods) + len(query.excluded) + len(query.of) + len(query.operands)
    operates = query.operation in (Operation.BREAKDOWN, Operation.RANKING, Operation.TREND, Operation.COMPARISON)
    return parts > 1 or operates or _counted(query)


def _side_by_side(query: Query, _: Frame) -> bool:
    several = len(query.periods) > 1 or len(query.segments) + len(query.against) > 1
    operates = query.operation in (
        Operation.NEEDED,
        Operation.PROGRESS,
        Operation.GROWTH,
        Operation.TREND,
        Operation.SHARE,
    )
    return several or operates or bool(query.comparison) or _checks(query) or bool(query.perimeter) or _counted(query)


_DOES: dict[str, Callable[[Query, Frame], bool]] = {
    **dict.fromkeys(("per.month", "per.quarter", "per.day", "per.half", "per.job", "per.average"), _per),
    "measure.ratio": _multiplied,
    "select.ranking": _placed,
    "measure.points": _in_points,
    **dict.fromkeys(("combine.sum", "combine.add"), _together),
    **dict.fromkeys(("combine.rest", "combine.except", "combine.without"), _left_out),
    **dict.fromkeys(("select.above", "select.below"), _bounded),
    "measure.difference": _difference,
    **dict.fromkeys(("measure.share", "measure.percent"), _share),
    **dict.fromkeys(("measure.growth", "measure.fall", "measure.trend"), _change),
    **dict.fromkeys(("select.max", "select.min"), _extreme),
    **dict.fromkeys(("outlook.projection", "outlook.target"), _expected),
    **dict.fromkeys(("refer.two", "refer.three", "refer.four"), _several),
    **dict.fromkeys(("measure.versus", "measure.compare"), _side_by_side),
    "combine.needed": _operates(
        Operation.NEEDED, Operation.SUM, Operation.GROWTH, Operation.COMPARISON, Operation.REMAINDER, Operation.PROGRESS
    ),
}
"""Senses of function, and whether a query does what they say."""


_FIGURES = frozenset(
    {"measure.percent", "measure.points", "measure.ratio", "wanted.percent", "per.month", "per.day", "per.job"}
)
"""Senses that ask for a figure: no statement answers them."""


def idle_words(frame: Frame, query: Query, explained: tuple[str, ...]) -> tuple[Missing, ...]:
    """Return the words of function that leave no trace in the query; ``explained`` are senses that a rule took up."""
    counts = ("ask.count", "ask.amount", "ask.when", "measure.difference", "select.above", "select.below", "ask.affirm")
    counted = query.operation is Operation.VALUE and query.indicator in ("companies", "startups")
    if counted and frame.asks and not frame.has(*counts):
        return tuple(Missing(word=frame.pieces[place].text, kind="unused") for place in frame.at("ask."))
    if query.operation in (Operation.EXPLANATION, Operation.SOURCE, Operation.MEMBERS) and not frame.amounts:
        asked = [piece for piece in frame.pieces if not piece.optional and piece.has(*_FIGURES)]
        if frame.has("measure.amount"):  # "the amount behind that share"
            asked += [piece for piece in frame.pieces if piece.has("measure.share")]
        return tuple(Missing(word=piece.text, kind="unused") for piece in asked)
    if query.operation is Operation.NEEDED and not query.per and frame.has("per.year"):
        yearly = [frame.pieces[place] for place in frame.at("per.year") if not frame.pieces[place].optional]
        if yearly:
            return tuple(Missing(word=piece.text, kind="unused") for piece in yearly)
    if _spread_over_years(frame, query):
        return tuple(Missing(word=frame.pieces[place].text, kind="unused") for place in frame.at("per.year"))
    if query.operation in _TOLD or query.operation in _COMPUTED or frame.marks.isdisjoint(_DOES):
        return ()
    return tuple(
        Missing(word=piece.text, kind="unused")
        for place, piece in enumerate(frame.pieces)
        if not piece.optional and piece.text[0].isalnum() and place not in frame.numbered and not frame.ruled_out(piece)
        if _idle(piece.senses, query, frame) and not piece.has(*explained)
    )


def _spread_over_years(frame: Frame, query: Query) -> bool:
    """Whether a rate a year is asked for, and the whole change over several years would be told."""
    years = [period.year for period in query.periods if period.kind is PeriodKind.YEAR]
    apart = len(years) > 1 and max(years) - min(years) > 1
    return (
        apart
        and query.operation is Operation.GROWTH
        and any(piece.has("per.year") and not piece.optional for piece in frame.pieces)
    )


def _idle(senses: frozenset[str], query: Query, frame: Frame) -> bool:
    """Whether a word has a function, and none of those it may have is seen in the query."""
    functions = [_DOES[sense] for sense in senses if sense in _DOES]
    others = "span.over" in senses or any(
        sense not in _DOES and not sense.startswith(("tone.", "pad", "ask.", "span.")) for sense in senses
    )
    return bool(functions) and not others and not any(does(query, frame) for does in functions)


def loose(frame: Frame, query: Query) -> tuple[Loose, ...]:
    """Return the numbers, periods and segments that are said and stand in no field: the answer has to show them."""
    if query.operation in _TOLD or query.operation is Operation.ARITHMETIC or query.missing:
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
    if query.per or query.operation in (Operation.NEEDED, Operation.TREND) or frame.has("per."):
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
