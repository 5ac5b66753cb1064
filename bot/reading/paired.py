"""Follow-ups that set the figure just spoken of against another one: one quoted, one named, or one from before."""

from __future__ import annotations

from typing import Any

from bot.reading.checked import claim_of
from bot.reading.discourse import Discourse, parts, plain
from bot.reading.expressed import the_figure
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.operators import only
from bot.reading.query import Claim, Operand, Operation, Query
from bot.reading.references import chosen as quoted_figures
from bot.reading.references import operands
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
    if frame.amounts or frame.verdict or frame.says_total or frame.has("measure.growth", "measure.fall", "combine."):
        return None
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


def _other_two(frame: Frame, last: Query) -> Leaning | None:
    """Read "and between CRM and BPO?" after a gap as the gap between those."""
    if len(frame.segments) != _SIDES or frame.times.periods or frame.has("combine.sum", "follow.or"):
        return None
    linked = frame.opening is not None and frame.opening.has("follow.and")
    sides = {"segments": frame.segments[:1], "against": frame.segments[1:], "ranks": ()}
    return (plain(last).model_dump() | sides, ("operation", "periods")) if linked else None


_SIDES = 2


_FROM = ("span.since", "span.from", "span.base", "start.from", "measure.versus", "verify.have")
_ADDS = ("combine.needed", "combine.add", "combine.rest", "measure.difference", "create.verb")


def against_quoted(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "starting from the 148,500, how many to add?", "of the 130,000, what share?" after one figure."""
    one = the_figure(before)
    if one is None or one.operation is not Operation.VALUE or len(one.segments) > 1 or len(frame.quotes) != 1:
        return None
    if (
        frame.verdict
        or frame.segments
        or len(frame.amounts) != 1
        or frame.has("measure.growth", "measure.fall", "measure.rate", "per.")
    ):
        return None
    found = quoted_figures(frame)
    if found[0].relation or found[0].indicator != one.indicator or set(frame.indicators) - {one.indicator}:
        return None
    shares = frame.has("measure.share", "measure.percent") and not frame.has("measure.difference")
    function = "percentage" if shares and frame.has("ask.", *_FROM) else ""
    adds = frame.has("ask.amount", "ask.count", "start.from") and frame.has(*_FROM) and frame.has(*_ADDS)
    adds = adds and one.outlook and not found[0].outlook
    function = function or ("ratio" if frame.has("measure.ratio") else "difference" if adds else "")
    quoted = operands(frame, found)[0]
    own = Operand(
        indicator=one.indicator,
        segments=one.segments,
        period=one.periods[0] if one.periods else None,
        perimeters=(one.perimeter,) if one.perimeter else (),
        outlook=one.outlook,
    )
    if not function or own.period is None or (own.period, own.outlook) == (quoted.period, quoted.outlook):
        return None
    asked: Fields = {"operation": Operation.ARITHMETIC, "operands": (quoted, own), "function": function}
    return asked | {"indicator": one.indicator, "segments": one.segments}, ("operands",)


def per_job_spoken(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how much per job then?", "2024 exports divided by that" with the jobs that were spoken of."""
    last, said = before.last, frame.times.periods
    if last is None or frame.segments or frame.amounts or len(said) > 1 or frame.has("outlook.", "measure.growth"):
        return None
    over = frame.has("divide.") and last.indicator == "jobs" and (frame.exports or frame.has("indicator.exports"))
    if not (frame.has("per.job") or over) or set(frame.indicators) - {"exports", "jobs"}:
        return None
    jobs = _jobs_of(last) or next((one for turn in before.turns[::-1] if (one := _jobs_of(turn)) is not None), None)
    if jobs is None or (jobs.period is None and not over):
        return None
    if not only(frame, frame.times.taken, "per.", "divide.", "measure.ratio", "indicator.", "unit.", "ask.", *_POINTS):
        return None
    if jobs.period is None:
        asked: Fields = {"operation": Operation.PER_UNIT, "per": "jobs", "indicator": "exports", "periods": said}
        return asked | {"explains": ("divide.", "measure.ratio", "unit.")}, ("operation",)
    exports = [one for turn in before.turns for one in parts(turn) if _whole_exports(one)]
    period = said[0] if said else exports[-1].periods[0] if exports else jobs.period
    pair = (Operand(period=period), jobs)
    return {"operation": Operation.ARITHMETIC, "operands": pair, "function": "per_job"}, ("operands",)


_POINTS = ("refer.it", "refer.subject", "refer.inside", "refer.two", "measure.amount", "segment._T")


def _whole_exports(one: Query) -> bool:
    plain_ = one.operation is Operation.VALUE and one.indicator == "exports" and not one.outlook
    return plain_ and not one.segments and len(one.periods) == 1


def _jobs_of(turn: Query) -> Operand | None:
    """Return the jobs that a question was about; of a goal none are there yet."""
    held = next((one for one in turn.operands if one.indicator == "jobs" and not one.outlook), None)
    if held is not None:
        return held
    if turn.operation is not Operation.VALUE or turn.indicator != "jobs" or turn.outlook or len(turn.periods) > 1:
        return None
    scope = (turn.perimeter,) if turn.perimeter else ()
    return Operand(indicator="jobs", period=turn.periods[0] if turn.periods else None, perimeters=scope)


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
