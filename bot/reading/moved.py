"""Rules for what moved: a growth, the growth of several, a series over periods."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.reading.compared import growth_of_several
from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation, Query

Fields = dict[str, Any]


def growth(frame: Frame) -> Fields | None:
    """Read how much something rose or fell."""
    since = "since" in frame.times.flags and len(frame.times.periods) == 1
    if since and not (frame.has("measure.share") and frame.segments and frame.verdict):
        return trend(frame)
    yearly = frame.has("measure.trend") and "year_before" in frame.times.flags  # "évolution sur un an"
    if frame.has("measure.growth", "measure.fall", "measure.stable", "direction.") or yearly:
        if _risen_to(frame) or _to_how_much(frame):
            return {"operation": Operation.VALUE}
        if len(frame.segments) > 1 and not frame.has("combine.sum"):
            return growth_of_several(frame)
        if (
            frame.has("measure.share")
            and frame.segments
            and (len(frame.times.periods) > 1 or frame.has("measure.points") or frame.verdict or _either_way(frame))
        ):
            return {"operation": Operation.SHARE, "comparison": "points"}
        return {
            "operation": Operation.GROWTH,
            "comparison": "difference"
            if frame.has("measure.difference", "unit.mad", "unit.billion") and not frame.figures
            else "",
        }
    return None


def share_over_time(frame: Frame) -> Fields | None:
    """Read "the evolution of CRM's share" as its share then and now."""
    asks = frame.has("measure.trend") and frame.has("measure.share") and len(frame.segments) == 1
    ranked = frame.has("select.max", "select.min", "select.segments", "select.each", "select.ranking")
    other = ranked or frame.has("measure.ratio", "combine.", "per.", "outlook.", "ask.affirm", "measure.points")
    if not asks or other or frame.figures or len(frame.times.periods) > _ENDS:
        return None
    claim = {} if len(frame.times.periods) == _ENDS else {"claim": Claim(direction="either")}
    return {"operation": Operation.SHARE, "comparison": "points"} | claim


_ENDS = 2


def taken_on(frame: Frame) -> Fields | None:
    """Read "BPO took 17 % in 2024?" as a growth that is claimed: what it made is no percentage."""
    rates = [number for number in frame.numbers if number.amount.unit == "percent"]
    if len(rates) != 1 or not frame.has("took.on") or frame.has("measure.share", "measure.points", "combine."):
        return None
    before = [one for one in frame.pieces[: rates[0].start] if not one.optional or one.has("took.on")]
    if not before or not before[-1].has("took.on") or len(frame.segments) > 1 or frame.asks:
        return None
    return {"operation": Operation.GROWTH, "comparison": ""}


def _either_way(frame: Frame) -> bool:
    """Whether it is asked if something rose or fell: "la part de l'ITO augmente ou baisse ?"."""
    up, down = ("direction.up", "measure.growth", "measure.difference"), ("direction.down", "measure.fall")
    return frame.has("follow.or") and frame.has(*up) and frame.has(*down)


def _to_how_much(frame: Frame) -> bool:
    """Whether the level is asked that something came to: "il est descendu à combien ?", "it fell to how much?"."""
    told = [piece for piece in frame.pieces if not piece.optional or piece.has("ask.level")]
    return any(
        before.has("measure.growth", "measure.fall", "direction.") and after.has("ask.level")
        for before, after in pairwise(told)
    )


def _risen_to(frame: Frame) -> bool:
    """Whether a level is said to have been come to: "exports rose to 13.4 billion", "monté à plus de 9 milliards"."""
    money = [number for number in frame.numbers if number.amount.unit == "MAD_bn" and not number.year]
    if (
        len(money) != 1
        or len(frame.times.periods) > 1
        or frame.has("measure.versus", "select.between", "measure.share")
    ):
        return False
    for piece in reversed(frame.pieces[: money[0].start]):
        if piece.has("span.to"):
            return not piece.has("follow.")
        if not piece.optional and not piece.has("select.", "measure.difference", "tone."):
            break
    return False


def pace_against(frame: Frame) -> Fields | None:
    """Read "is it speeding up or losing steam against 2024?": the latest growth less that of the year named."""
    up, down = frame.has("pace.up"), frame.has("pace.down")
    moments = [moment for moment in frame.times.moments if not moment.partial]
    if not (up or down) or len(moments) != 1 or len(frame.segments) > 1 or frame.quotes or frame.figures:
        return None
    base = moments[0]
    before = frame.pieces[base.start - 1] if base.start else None
    set_against = frame.has("measure.versus") or (before is not None and before.has("span.since", "since.start"))
    last = all(place < base.start for place in frame.at("pace."))
    other = frame.has("measure.share", "outlook.", "ask.amount", "ask.degree", "ask.why", "combine.", "per.")
    if not last or not set_against or other or not (frame.verdict or frame.open):
        return None
    one = Query(operation=Operation.GROWTH, segments=frame.segments)
    of = (one, one.model_copy(update={"periods": (base.period,)}))
    claim = Claim(direction="either" if up and down else "above" if up else "below")
    asked: Fields = {"operation": Operation.DERIVED, "comparison": "points", "of": of, "periods": (), "segments": ()}
    return asked | {"claim": claim, "explains": ("measure.", "direction.", "tone.", "pace.", "follow.", "refer.")}


def growth_of_each(frame: Frame) -> Fields | None:
    """Read the growth of a year beside that of a half: no growth leads from one to the other."""
    kinds = {period.kind for period in frame.times.periods}
    if len(frame.times.periods) != 2 or len(kinds) != 2 or len(frame.segments) > 1:
        return None
    grew = frame.has("measure.growth", "measure.fall", "measure.rate")
    other = frame.has(
        "measure.share",
        "measure.progress",
        "measure.ratio",
        "select.segments",
        "outlook.",
        "combine.needed",
        "combine.rest",
    )
    if not grew or other or frame.figures or frame.has("measure.points", "per.", "ask.why", "explain."):
        return None
    return _one_above(frame) or {"operation": Operation.GROWTH, "measure": "each"}


def _one_above(frame: Frame) -> Fields | None:
    """Read "was growth in 2024 higher than in H1 2025?" as the one rate less the other."""
    moments = frame.times.moments
    between = frame.pieces[moments[0].start : moments[-1].start]
    than = any(piece.has("measure.versus", "span.base", "relative.same_shape") for piece in between)
    below = frame.has("tone.less", "select.below", "tone.slow")
    above = frame.has("tone.more", "select.above", "verify.beat") or (than and not below)
    if above is below or not (frame.verdict or frame.open) or frame.has("ask.amount", "ask.degree"):
        return None
    placed = frame.at("tone.more", "tone.less", "select.above", "select.below", "verify.beat")
    leads = not placed or moments[0].start < placed[-1] or than
    periods = frame.times.periods if leads else frame.times.periods[::-1]
    one = Query(operation=Operation.GROWTH, segments=frame.segments)
    of = tuple(one.model_copy(update={"periods": (period,)}) for period in periods)
    asked: Fields = {"operation": Operation.DERIVED, "comparison": "points", "of": of, "periods": (), "segments": ()}
    return asked | {"claim": Claim(direction="above" if above else "below")}


def trend(frame: Frame) -> Fields | None:
    """Read a series over periods."""
    flags = frame.times.flags
    several = len(frame.times.periods) > 1 or flags & {"every", "since", "quarter_any"}
    if (frame.has("measure.trend") or flags & {"every", "since"}) and not frame.has("ask.affirm"):
        return {"operation": Operation.TREND, "spans": bool(flags & {"since", "range"}) or not several}
    if _by_year(frame):
        return {"operation": Operation.TREND, "spans": True}
    if several and len(frame.segments) <= 1 and not frame.has("measure.share", "measure.percent"):
        return {
            "operation": Operation.TREND,
            "spans": bool(flags & {"since", "range"}),
            "per": "quarter" if _quarterly(frame) else "",
        }
    return None


def _by_year(frame: Frame) -> bool:
    """Whether a figure of each year is asked for: "exports by year", "annual exports"."""
    named = frame.exports or frame.says_total or len(frame.segments) == 1
    yearly = frame.has("per.year") and not frame.times.periods and not frame.figures and bool(named)
    return yearly and not set(frame.indicators) - {"exports"} and not frame.has(*_NO_SERIES)


_NO_SERIES = ("ask.amount", "per.average", "measure.", "outlook.", "combine.", "select.", "topic.", "explain.")


def _quarterly(frame: Frame) -> bool:
    """Whether quarters in general are asked for: "are there quarters for CRM?"."""
    return "quarter_any" in frame.times.flags and not frame.times.periods
