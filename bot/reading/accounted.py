"""Words of function are accounted for: each has to do something in the query.

The contract says which senses an operation can take; here it is seen whether this query does take them. "Per month"
that leaves no trace in a query, "without CRM" that excludes nothing are not understood, whatever else was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.query import CHAT, Missing, Operation, Query
from knowledge.periods import PeriodKind

IN_WORDS = frozenset(
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


_BESIDE = (
    "tone.",
    "pad",
    "ask.",
    "span.",
    "cut.",
    "take.",
    "round.",
    "parts.",
    "start.",
    "create.",
    "short.",
    "level.",
)
"""Senses beside a function that take nothing up by themselves."""
_FIGURES = frozenset(
    {"measure.percent", "measure.points", "measure.ratio", "wanted.percent", "per.month", "per.day", "per.job"}
)
"""Senses that ask for a figure: no statement answers them."""


def idle_words(frame: Frame, query: Query, explained: tuple[str, ...]) -> tuple[Missing, ...]:
    """Return the words of function that leave no trace in the query; ``explained`` are senses that a rule took up."""
    counts = ("ask.count", "ask.amount", "ask.when", "measure.difference", "select.above", "select.below", "ask.affirm")
    counted = query.operation is Operation.VALUE and query.indicator in ("companies", "startups")
    aimed = frame.has("outlook.target") and frame.has("ask.what")  # "what is the target for start-ups?"
    if counted and frame.asks and not aimed and not frame.has(*counts):
        return _unused(frame.pieces[place] for place in frame.at("ask."))
    if query.operation in (Operation.EXPLANATION, Operation.SOURCE, Operation.MEMBERS) and not frame.amounts:
        asked = [piece for piece in frame.pieces if not piece.optional and piece.has(*_FIGURES)]
        if frame.has("measure.amount"):  # "the amount behind that share"
            asked += [piece for piece in frame.pieces if piece.has("measure.share")]
        return _unused(asked)
    needed = query.operation is Operation.NEEDED and not query.per and frame.means("per.year")
    if needed or _spread_over_years(frame, query):
        return _unused(piece for piece in frame.pieces if piece.has("per.year") and not piece.optional)
    if query.operation in IN_WORDS or query.operation in _COMPUTED or frame.marks.isdisjoint(_DOES):
        return ()
    return _unused(
        piece
        for place, piece in enumerate(frame.pieces)
        if not piece.optional
        and piece.text[:1].isalnum()
        and place not in frame.numbered
        and not frame.ruled_out(piece)
        if _idle(piece.senses, query, frame) and not piece.has(*explained)
    )


def _unused(pieces: Iterable[Piece]) -> tuple[Missing, ...]:
    return tuple(Missing(word=piece.text, kind="unused") for piece in pieces)


def _spread_over_years(frame: Frame, query: Query) -> bool:
    """Whether a rate a year is asked for, and the whole change over several years would be told."""
    years = [period.year for period in query.periods if period.kind is PeriodKind.YEAR]
    apart = len(years) > 1 and max(years) - min(years) > 1
    return apart and query.operation is Operation.GROWTH and frame.means("per.year")


def _idle(senses: frozenset[str], query: Query, frame: Frame) -> bool:
    """Whether a word has a function, and none of those it may have is seen in the query."""
    functions = [_DOES[sense] for sense in senses if sense in _DOES]
    others = "span.over" in senses or any(sense not in _DOES and not sense.startswith(_BESIDE) for sense in senses)
    return bool(functions) and not others and not any(does(query, frame) for does in functions)
