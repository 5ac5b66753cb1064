"""Follow-ups on what was given: the first figure of all, the same more exactly, the other of two counts."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, plain
from bot.reading.frame import Frame
from bot.reading.query import Operation, Query
from bot.reading.referring import group

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_LISTS = (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION, Operation.MEMBERS, Operation.MEMBERSHIP)
_OTHER = (
    "measure.growth",
    "measure.fall",
    "measure.share",
    "measure.percent",
    "measure.ratio",
    "measure.difference",
    "measure.points",
    "combine.",
    "per.",
    "outlook.",
    "explain.",
    "select.segments",
    "factor.",
    "fraction.",
    "indicator.",
    "direction.",
    "ask.why",
    "ask.where",
    "place.",
    "institution.",
)


def figure_given(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "what was the very first number you gave me?" and "the second one again?" as the question for that one."""
    last = before.last
    places = [place for piece in frame.pieces for place in piece.places("order")]
    given = frame.has("given.figure")
    places = places or ([1] if given and frame.has("select.max") else [])  # "the one you told me first"
    listed = last is not None and last.operation in _LISTS and not frame.has("measure.amount")
    again = frame.has("refer.again") and not listed
    if last is None or len(set(places)) != 1 or not (given or again) or frame.segments or frame.times.periods:
        return None
    if frame.amounts or frame.has(*_OTHER) or frame.says_total or frame.times.flags:
        return None
    of = group(frame, before)
    inner = of[places[0] - 1 if places[0] > 0 else places[0]] if of and abs(places[0]) <= len(of) else None
    asked = inner or before.given(places[0])
    explains = {
        "explains": (
            "given.",
            "negate.",
            "answer.",
            "order.",
            "select.",
            "refer.",
            "nth.",
            "ask.",
            "measure.amount",
            "number.",
        )
    }
    if asked is None:
        return {"operation": Operation.UNCLEAR} | explains, ()
    return asked.model_dump() | explains, ("operation", "indicator", "segments", "periods")


_COUNTED = ("jobs", "net_job_creation", "startups", "trainees_per_year", "budget")
_PICKS = (
    ("recent", ("pick.recent", "relative.latest")),
    ("oldest", ("pick.oldest",)),
    ("largest", ("pick.largest", "select.max", "tone.more", "direction.up")),
    ("smallest", ("pick.smallest", "select.min", "tone.less", "direction.down")),
    ("other", ("refer.other", "combine.rest")),
)


def of_two_counts(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the other count?", "the more recent of the two?" after a count of jobs as the one that is meant."""
    counted = _counted(before.last)
    pick = next((name for name, senses in _PICKS if frame.has(*senses)), "")
    if counted is not None and _of_its_year(frame):
        own: Fields = {"periods": frame.times.periods, "perimeter": "", "outlook": False, "topic": ""}
        return counted.model_dump() | own | {"explains": _COUNT_SAID}, ("operation", "indicator")
    if counted is None or not pick or frame.segments or frame.amounts or frame.exports or frame.says_total:
        return None
    if frame.times.periods and frame.times.periods != counted.periods:
        return None
    clear = frame.has("pick.", "refer.other", "combine.rest")
    if frame.has("measure.versus", "combine.add") or (frame.has("ask.amount") and not clear):
        return None
    if frame.values("perimeter") or set(frame.indicators) - {counted.indicator} or frame.has(*_APART):
        return None
    if pick == "other" and before.last is not None:
        pick = _OPPOSITE.get(before.last.pick, pick)
    asked: Fields = {"pick": pick, "periods": counted.periods, "topic": "", "origins": {}}
    return counted.model_dump() | asked | {"explains": _COUNT_SAID}, ("operation", "indicator", "periods")


def _of_its_year(frame: Frame) -> bool:
    """Whether the count of a year is asked for: "there was one by the ministry at the end of 2024 too?"."""
    said = frame.has("tally.", "refer.that_of", "topic.job_counts", "refer.other", "institution.ministry")
    other = frame.segments or frame.amounts or frame.exports or frame.says_total or frame.means(*_APART)
    return len(frame.times.periods) == 1 and said and not other and not set(frame.indicators) - {"jobs"}


_COUNT_SAID = (
    "pick.",
    "refer.",
    "combine.rest",
    "combine.also",
    "select.",
    "tone.",
    "relative.",
    "direction.",
    "measure.",
    "number.",
    "outlook.",
    "topic.job_counts",
    "order.",
    "institution.",
    "ask.",
    "tally.",
)


_OPPOSITE = {"recent": "oldest", "oldest": "recent", "largest": "smallest", "smallest": "largest", "other": ""}
"""The other of two, after one of them."""
_APART = (
    "measure.growth",
    "measure.share",
    "measure.percent",
    "measure.ratio",
    "combine.sum",
    "combine.needed",
    "combine.except",
    "per.",
    "ask.why",
    "ask.who",
    "ask.where",
    "explain.source",
    "topic.hubs_established",
    "place.",
    "select.segments",
    "verify.beat",
    "ask.affirm",
)


def _counted(last: Query | None) -> Query | None:
    """Return the question for the counts that were spoken of, where there are two of one thing."""
    if last is None or last.missing or last.indicator != "jobs":
        return None
    if last.operation is Operation.VALUE:
        return plain(last)
    if last.operation is Operation.DEFINITION and last.operands:
        one = last.operands[0]
        periods = (one.period,) if one.period is not None and one.period.dated else ()
        scope = one.perimeters[0] if one.perimeters and len(last.operands) == 1 else ""
        return Query(operation=Operation.VALUE, indicator="jobs", periods=periods, outlook=one.outlook, perimeter=scope)
    if last.operation is Operation.EXPLANATION and last.topic == "job_counts":
        return Query(operation=Operation.VALUE, indicator="jobs", periods=last.periods, outlook=last.outlook)
    return None


def best_of_those(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "which of those three comes last?" after three segments as the last one of these."""
    of = group(frame, before)
    codes = tuple(one.segments[0] for one in of if len(one.segments) == 1)
    order = "min" if frame.has("select.min") else "max" if frame.has("select.max") else ""
    if not order or len(set(codes)) != len(of) or len(of) < _SEVERAL or frame.segments or frame.amounts:
        return None
    alike = len({(one.periods, one.operation, one.indicator, one.perimeter) for one in of}) == 1
    if (
        not alike
        or of[0].indicator != "exports"
        or frame.has("nth.", "top.", "bottom.", "combine.sum", "combine.except")
    ):
        return None
    if frame.has("measure.growth", "measure.fall", "direction.", "measure.difference", "measure.ratio", "ask.affirm"):
        return None
    share = of[0].operation is Operation.SHARE or frame.has("measure.share", "measure.percent")
    periods = frame.times.periods or of[0].periods
    asked: Fields = {"operation": Operation.RANKING, "within": codes, "periods": periods, "order": order, "rank": 1}
    explains = ("refer.", "combine.only", "select.", "ask.", "order.")
    return asked | {"measure": "share" if share else "amount", "explains": explains}, ("within", "periods")


_TWO, _SEVERAL = 2, 3


_SET_OUT = ("measure.fall", "measure.share", "measure.ratio", "measure.points", "measure.difference")


def figure_seen(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "but I also saw +0.2 % for 2024, what is that?" as what that figure stands for, of nothing said before."""
    asks = frame.has("ask.what", "explain.definition") and not frame.has("ask.amount", "ask.affirm", "ask.why")
    one = len(frame.quoted) == len(frame.amounts) == 1 and frame.amounts[0].unit in ("percent", "MAD_bn", "persons")
    seen = frame.has("combine.also", "refer.other", "combine.rest", "self.", "aside.speaks", "explain.definition")
    if before.last is None or not asks or not one or not seen or frame.segments or len(frame.times.periods) > 1:
        return None
    if any(piece.has("measure.growth") and piece.text != "+" for piece in frame.pieces):
        return None
    if frame.has(*_SET_OUT, "per.", "combine.except", "combine.sum", "outlook.", "factor.", "unit.mad"):
        return None
    inside = frame.has("refer.inside") or (frame.has("split.of") and frame.has("refer.it"))
    if inside and not frame.has("refer.other", "combine.also"):
        return None  # "0.2 % of that"
    explains = (
        "combine.",
        "refer.",
        "explain.",
        "self.",
        "measure.percent",
        "answer.",
        "tally.",
        "ask.",
        "measure.growth",
        "direction.",
    )
    asked: Fields = {"operation": Operation.DEFINITION, "threshold": frame.amounts[0], "segments": ()}
    return asked | {"periods": frame.times.periods, "explains": explains}, ("threshold",)


def once_or_each_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is that per year or in total?" after a budget or a count as that figure with the time it is for."""
    last = before.last
    told = last is not None and last.operation is Operation.VALUE and last.indicator != "exports"
    asks = (
        frame.has("follow.or") and frame.has("per.year", "per.month") and frame.has("ask.affirm", "refer.it", "verify.")
    )
    if last is None or not told or not asks or frame.segments or frame.amounts or frame.exports:
        return None
    explains = ("per.", "segment.", "combine.", "refer.", "follow.", "select.", "whole.", "relative.", "measure.")
    return plain(last).model_dump() | {"explains": explains}, ("operation", "indicator")


def faster_of_two(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "which is higher?" after the growth of two periods as both of them, one below the other."""
    of = before.group(2)
    chosen = frame.has("select.max", "select.min", "pick.", "measure.difference", "direction.")
    asks = chosen and frame.has("refer.two", "ask.which") and not frame.has("select.segments")
    if len(of) != _TWO or not asks or frame.segments or frame.amounts or frame.times.periods:
        return None
    growth = all(one.operation is Operation.GROWTH and len(one.periods) == 1 for one in of)
    if not growth or of[0].segments != of[1].segments or of[0].periods == of[1].periods or of[0].outlook:
        return None
    if frame.exports or frame.says_total or frame.has("ask.why", "ask.amount", "measure.points", "measure.ratio"):
        return None
    periods = tuple(sorted(period for one in of for period in one.periods))
    asked: Fields = {"operation": Operation.TREND, "measure": "growth", "segments": of[0].segments, "periods": periods}
    explains = ("select.", "pick.", "measure.", "refer.", "ask.", "tone.", "direction.")
    return asked | {"explains": explains}, ("segments", "periods")
