"""Follow-ups that compute with the figures just spoken of: a function is named, and no figure or one beside the last.

The rules before this one read what is asked of one figure ("in percent of the total?"). What is left are functions of
two: "the difference?", "how many times that?", "in percent, that drop?". Both figures stand in the answer, so that
everybody sees what was taken.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.reading.discourse import Discourse, parts
from bot.reading.frame import Frame
from bot.reading.query import Operation, Query
from bot.reading.weighed import in_own_year

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_MOVED = ("measure.growth", "measure.fall", "direction.")
_ELSE = (
    "explain.",
    "ask.why",
    "ask.who",
    "ask.where",
    "ask.when",
    "place.",
    "topic.",
    "per.",
    "combine.except",
    "chart.",
    "select.",
    "top.",
    "bottom.",
    "nth.",
    "order.",
    "measure.ahead",
    "tone.more",
    "tone.less",
    "institution.",
)
"""What asks for something else than a function of two amounts."""
_LISTS = (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION)
_QUOTED = (Operation.DEFINITION, Operation.SOURCE)
_LEVELS = (Operation.VALUE, Operation.SUM, Operation.REMAINDER)


def composed(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "il en manque combien ?", "in %, that drop?", "vs end 2024?" as a function of two figures spoken of."""
    last, asked = before.last, function(frame) or _in_percent(frame, before)
    if last is None or not asked or frame.has(*_ELSE) or frame.amounts or fields.get("claim"):
        return None
    other = set(frame.indicators) - {"exports", last.indicator}
    if other or frame.says_total or frame.verdict or last.operation in _LISTS:
        return None
    still = frame.has("combine.needed") and not frame.segments and not frame.times.periods  # "still to be created"
    two = _spoken(before) if _names_none(frame) or still or _names_one(frame, before) else _beside(frame, before)
    if frame.has("combine.needed") and len({one.segments for one in two}) > 1:
        return None  # of two segments none is a goal for the other
    if len(two) != 2 or not _alike(*two) or frame.times.flags - {"range"}:
        return None
    aims = (
        frame.has("combine.needed", "combine.match") or any(one.outlook for one in two) or asked in ("percent", "ratio")
    )
    if not aims and len({one.periods[0].months for one in two if one.periods}) > 1:
        return None  # half a year is no fall from the year before
    later, earlier = sorted(two, key=lambda one: one.periods[0].end if one.periods else date.min)[::-1]
    if asked == "change" and _a_year_apart(later, earlier):
        grown: Fields = {"operation": Operation.GROWTH, "periods": (*earlier.periods, *later.periods)}
        return grown | {"segments": later.segments}, ("segments", "periods")
    aimed = asked == "percent" and later.outlook and not earlier.outlook  # "what percentage of the way was 2024?"
    of = (earlier, later) if aimed else (later, earlier)
    return {"operation": Operation.DERIVED, "of": of, "comparison": asked}, ("of",)


def _in_percent(frame: Frame, before: Discourse) -> str:
    """Read "in percent please" after two totals: of the whole nothing is a share, so their change is meant."""
    bare = all(piece.has("measure.percent", "follow.", "ask.", "aside.") for piece in frame.content)
    two = _spoken(before) if bare and frame.has("measure.percent") else ()
    totals = len(two) == _PAIR and all(one.operation is Operation.VALUE and not one.segments for one in two)
    return "change" if totals and not any(one.outlook for one in two) else ""


_PAIR = 2


def function(frame: Frame) -> str:
    """Return what is to be computed of two figures, by the words of function; empty where none is named."""
    said = frame.means
    percent, moved = said("measure.percent"), said(*_MOVED)
    if said("direction.up") and said("direction.down"):
        return ""  # "up or down?" is asked of one figure
    chosen = (
        ("points", said("measure.points")),
        ("ratio", said("measure.ratio")),
        (
            "change",
            percent and (moved or said("measure.difference") or (said("measure.rate") and said("measure.versus"))),
        ),
        ("percent", percent and said("refer.two", "split.of", "measure.versus", "measure.progress")),
        ("percent", said("measure.progress") and said("ask.amount") and frame.has("split.of")),
        ("difference", said("measure.difference", "combine.needed", "combine.match")),
        ("difference", moved and said("ask.amount")),
        ("sum", said("combine.sum", "combine.add") and not moved),
        ("change", moved),
        ("difference", said("measure.versus") and not percent),
    )
    return next((name for name, fits in chosen if fits), "")


def _a_year_apart(later: Query, earlier: Query) -> bool:
    """Whether two amounts are one year apart, so that a published growth may be told."""
    levels = all(
        one.operation is Operation.VALUE and one.indicator == "exports" and not one.outlook for one in (later, earlier)
    )
    same = levels and later.segments == earlier.segments and len(later.periods) == len(earlier.periods) == 1
    return same and later.periods[0].year_before() == earlier.periods[0]


def _names_none(frame: Frame) -> bool:
    return not frame.segments and not frame.times.periods and not frame.has("outlook.")


def _names_one(frame: Frame, before: Discourse) -> bool:
    """Whether the whole of the two figures is named again: "how much of last year's had it already done?"."""
    said, wholes = frame.times.periods, [one.periods[0] for one in before.quantities[-2:] if len(one.periods) == 1]
    return not frame.segments and len(said) == 1 and said[0] in wholes and function(frame) == "percent"


def _spoken(before: Discourse) -> tuple[Query, ...]:
    """Return the last two figures spoken of, or the ends of a series."""
    last = before.last
    if last is not None and last.operation is Operation.TREND and len(last.periods) > 1:
        ends = parts(last)
        return (ends[0], ends[-1])
    return tuple(before.quantities[-2:])


def _beside(frame: Frame, before: Discourse) -> tuple[Query, ...]:
    """Return the last figure and the one of another period that is named beside it."""
    last = before.last
    figures = parts(last) if last is not None and last.operation in (*_LEVELS, *_QUOTED) else ()
    if len(frame.times.moments) != 1 or len(figures) != 1 or not figures[0].periods or frame.segments:
        return ()
    one = figures[0]
    period = in_own_year(frame, one.periods[0])
    if period == one.periods[0] or frame.has("outlook."):
        return ()
    return one, one.model_copy(update={"periods": (period,), "outlook": False})


def _alike(one: Query, other: Query) -> bool:
    """Whether two figures are amounts of one kind that can be set against each other."""
    levels = one.operation in _LEVELS and other.operation in _LEVELS
    shares = one.operation is other.operation is Operation.SHARE
    apart = (one.segments == other.segments) is not (one.periods == other.periods)
    apart = apart and not any(a.covers(b) or b.covers(a) for a in one.periods for b in other.periods if a != b)
    return (levels or shares) and one.indicator == other.indicator and apart
