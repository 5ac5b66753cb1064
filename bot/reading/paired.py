"""Follow-ups that set the figure just spoken of against another one: one quoted, one named, or one from before."""

from __future__ import annotations

from typing import Any

from bot.reading.checked import claim_of
from bot.reading.discourse import Discourse, plain
from bot.reading.expressed import the_figure
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.operators import only
from bot.reading.query import Claim, Operation, Query
from bot.reading.weighed import in_own_year, way_of
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_APART = (
    "measure.versus",
    "measure.ahead",
    "measure.difference",
    "measure.compare",
    "select.above",
    "order.next",
    "select.between",
)
_LINKS = ("tone.", "refer.same", "ask.amount", "ask.degree", "ask.what", "split.", "span.", "nth.", "order.", "select.")


def compared_otherwise(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and over number three?", "and against ESO?", "same comparison for 2024?": one side or the time varied."""
    last, said = before.last, frame.times.periods
    if last is None or last.operation is not Operation.COMPARISON or not last.segments or not last.against:
        return None
    if frame.amounts or frame.verdict or frame.has("measure.growth", "measure.fall", "combine."):
        return None
    if frame.says_total:
        return _in_whole(frame, last)
    takes = frozenset(frame.times.taken | set(frame.segment_places))
    if not only(frame, takes, *_APART, *_LINKS) or set(frame.indicators) - {"exports"}:
        return None
    kept = plain(last).model_dump() | {"ranks": ()}
    ranks = tuple(dict.fromkeys(int(place) for piece in frame.pieces for place in piece.places("nth")))
    apart = frame.has(*_APART)
    if len(said) == 1 and not frame.segments and not ranks and frame.has("measure.compare", "measure.difference"):
        return kept | {"periods": said, "explains": ("measure.compare",)}, ("segments", "against")
    if (two := _other_two(frame, last)) is not None:
        return two
    if said or not apart:
        return None
    if len(ranks) == 1 and not frame.segments:
        return kept | {"against": (), "ranks": ranks}, ("segments", "periods")
    if len(frame.segments) == 1 and frame.segments != last.segments and not ranks:
        return kept | {"against": frame.segments}, ("segments", "periods")
    return None


def _in_whole(frame: Frame, last: Query) -> Leaning | None:
    """Read "and against the total?" after a gap as the share of the first."""
    bare = only(frame, frozenset(), "segment._T", "measure.versus", "measure.compare", "split.", "span.")
    if not bare or frame.segments or frame.times.periods or len(last.segments) != 1:
        return None
    return {"operation": Operation.SHARE, "segments": last.segments, "periods": last.periods}, ("segments", "periods")


def _other_two(frame: Frame, last: Query) -> Leaning | None:
    """Read "and between CRM and BPO?" after a gap as the gap between those."""
    if len(frame.segments) != _SIDES or frame.times.periods or frame.has("combine.sum", "follow.or"):
        return None
    linked = frame.opening is not None and frame.opening.has("follow.and")
    sides = {"segments": frame.segments[:1], "against": frame.segments[1:], "ranks": ()}
    return (plain(last).model_dump() | sides, ("operation", "periods")) if linked else None


_SIDES = 2


def short_of_it(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so the first half fell short by how much?" after half of the projection as the one less the other."""
    one, moments = the_figure(before), frame.times.moments
    if one is None or one.operation is not Operation.DERIVED or len(one.of) != 1 or len(moments) != 1 or frame.amounts:
        return None
    base = one.of[0]
    asks = frame.has("ask.amount", "ask.degree", "measure.difference", "combine.needed")
    apart = frame.has(
        "combine.needed", "select.below", "select.above", "measure.difference", "measure.versus", "short."
    )
    if not asks or not apart or frame.segments or frame.verdict or base.operation is not Operation.VALUE:
        return None
    if not base.periods or frame.has("measure.growth", "measure.fall", "measure.percent", "outlook."):
        return None
    other = Query(operation=Operation.VALUE, segments=base.segments, periods=(in_own_year(frame, base.periods[0]),))
    return {"operation": Operation.DERIVED, "of": (one, other), "comparison": "difference"}, ("of",)


def harder_than(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so a bit better than in the first half, right?" after what is missing as it against that half."""
    last, moments = before.last, frame.times.moments
    way = way_of(frame) or ("below" if frame.has("tone.less") else "above" if frame.has("tone.more") else "")
    if last is None or last.operation is not Operation.NEEDED or not way or frame.amounts or named(frame) or last.per:
        return None
    if not (frame.verdict or frame.open) or frame.has("measure.growth", "measure.percent", "ask.amount", "per."):
        return None
    places = {place for piece in frame.pieces for kind in ("order", "nth") for place in piece.places(kind)}
    goals = [period for period in last.periods if period.kind is PeriodKind.YEAR]
    if len(goals) != 1 or len(moments) > 1 or not (moments or places == {1}):
        return None
    half = in_own_year(frame, goals[0]) if moments else Period.of_half(goals[0].year, 1)
    if half.kind is not PeriodKind.HALF:
        return None
    other = Query(operation=Operation.VALUE, periods=(half,))
    asked: Fields = {"operation": Operation.DERIVED, "of": (plain(last), other), "comparison": "difference"}
    return asked | {"claim": Claim(direction=way)}, ("of",)


def points_moved(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so up what, 6 points?" after two shares of one segment as a claim about the points between them."""
    of = before.group(2)
    points = [amount for amount in frame.figures if amount.unit == "points"]
    if len(of) != 2 or len(points) != 1 or len(frame.figures) != 1 or named(frame) or frame.times.periods:
        return None
    shares = all(one.operation is Operation.SHARE and len(one.periods) == 1 for one in of)
    if not shares or of[0].segments != of[1].segments or of[0].periods == of[1].periods or not frame.open:
        return None
    periods = tuple(sorted(period for one in of for period in one.periods))
    claim = claim_of(frame, points[0])
    direction = "down" if frame.has("direction.down", "measure.fall") else "up" if frame.has("direction.up") else ""
    claim = claim.model_copy(update={"direction": direction}) if not frame.has("select.") else claim
    asked: Fields = {"operation": Operation.SHARE, "comparison": "points", "segments": of[0].segments}
    return asked | {"periods": periods, "claim": claim}, ("segments", "periods")


def missing_to_goal(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "back to the exports: against 2024, how much is missing?" as the goal that was spoken of less that year."""
    last, said = before.last, frame.times.periods
    asks = frame.has("combine.needed") and frame.has("ask.amount", "measure.difference") and len(said) == 1
    asks = asks and not frame.has("combine.match") and last is not None and not last.missing
    if last is None or not asks or frame.amounts or frame.segments or said[0].kind is not PeriodKind.YEAR:
        return None
    if frame.has(
        "outlook.projection",
        "outlook.target",
        "measure.growth",
        "measure.percent",
        "measure.ratio",
        "multiply.",
        "per.",
    ):
        return None
    meant = "exports" if frame.exports else last.indicator
    if set(frame.indicators) - {meant}:
        return None
    goals = [one for one in before.quantities if one.outlook and one.indicator == meant and _is_level(one)]
    if not goals or goals[-1].periods[0].year <= said[0].year:
        return None
    goal = goals[-1]
    now = Query(operation=Operation.VALUE, indicator=meant, segments=goal.segments, periods=said)
    return {"operation": Operation.DERIVED, "of": (goal, now), "comparison": "difference"}, ("of",)


def _is_level(one: Query) -> bool:
    return one.operation is Operation.VALUE and len(one.periods) == 1


def part_of_period(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "Q3 of it?" after a year as the same figure of that part of it."""
    one, moments = the_figure(before), frame.times.moments
    if one is None or len(moments) != 1 or not frame.has("refer.inside") or named(frame) or frame.amounts:
        return None
    if one.operation not in (Operation.VALUE, Operation.SHARE) or len(one.periods) != 1 or one.outlook:
        return None
    own = in_own_year(frame, one.periods[0])
    if not one.periods[0].covers(own) or own == one.periods[0] or not only(frame, frame.times.taken, "refer."):
        return None
    return plain(one).model_dump() | {"periods": (own,)}, ("operation", "segments")


def gap_claimed(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so the gap is under a billion?" after two amounts as a claim about what lies between them."""
    of = before.group(2)
    money = [amount for amount in frame.figures if amount.unit == "MAD_bn"]
    gap = any(piece.has("measure.difference") and not piece.has("select.", "tone.") for piece in frame.pieces)
    asks = gap and (frame.verdict or frame.open) and not frame.has("ask.amount")
    if (
        len(of) != _SIDES
        or before.last is None
        or before.last.operation is not Operation.VALUE
        or len(money) != 1
        or len(frame.amounts) != 1
        or not asks
        or named(frame)
    ):
        return None
    levels = all(one.operation is Operation.VALUE and one.indicator == "exports" for one in of)
    if not levels or frame.times.periods or frame.has("measure.growth", "measure.percent", "combine.", "outlook."):
        return None
    if not only(frame, frozenset(one for number in frame.numbers for one in range(number.start, number.end)), *_GAP):
        return None
    asked: Fields = {"operation": Operation.DERIVED, "of": of, "comparison": "difference"}
    return asked | {"claim": claim_of(frame, money[0])}, ("of",)


_GAP = ("measure.difference", "select.", "tone.", "refer.", "explain.apart", "unit.", "split.")


def left_for_others(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how much is left for the others?" after segments asked one by one as the whole without them."""
    last = before.last
    takes = ("combine.rest", "combine.needed", "refer.other", "measure.share", "measure.percent", "ask.")
    if last is None or last.operation not in (Operation.VALUE, Operation.SHARE) or len(last.segments) != 1:
        return None
    if not frame.has("combine.rest") or named(frame) or frame.times.periods or frame.amounts or last.outlook:
        return None
    if last.indicator != "exports" or not only(frame, frozenset(frame.at("number.")), *takes):
        return None
    alike = [one for one in before.quantities if one.periods == last.periods and len(one.segments) == 1]
    codes = tuple(dict.fromkeys(code for one in alike for code in one.segments))
    share = last.operation is Operation.SHARE or frame.has("measure.share", "measure.percent")
    asked: Fields = {"operation": Operation.REMAINDER, "excluded": codes, "periods": last.periods}
    return asked | {"measure": "share" if share else "amount", "indicator": "exports"}, ("excluded", "periods")
