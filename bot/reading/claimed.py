"""Rules for claims whose form says what is claimed: part of a year, a share, figures side by side, a projection taken
for a result, one year beaten by the next.

They stand before the rules for questions: "Did more than a third of H1 2025 come from IT?" asks for no source.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from bot.reading.asserted import factors, in_both, multiple
from bot.reading.cover import following
from bot.reading.evidence import MONTHS, THOUSAND, TOTAL
from bot.reading.frame import Frame
from bot.reading.numbers import Number
from bot.reading.query import Amount, Claim, Operation, Pair
from knowledge.periods import PeriodKind

Fields = dict[str, Any]

_MOVED = ("measure.growth", "measure.fall", "direction.", "measure.points", "measure.trend", "times.")
_FEW = 4
"""Segments of which it may be said that together they make a part of the whole."""

_TWO = 2

_COUNTS = ("ask.amount", "ask.which", "ask.where", "ask.why", "ask.how")


def _percent(frame: Frame) -> Amount | None:
    """Return the one fraction or percentage that is claimed."""
    found = [amount for amount in frame.figures if amount.unit == "percent"]
    return found[0] if len(found) == 1 else None


def _goals(frame: Frame) -> list[Amount]:
    """Return the quoted projections and targets; beside a fraction a bare "27" can only be one."""
    if not frame.has("held.outlook"):
        return []
    found = [
        number.amount.model_copy(update={"unit": "MAD_bn"})
        for number in frame.numbers
        if frame.pieces[number.start].has("held.outlook")
        and number.amount.unit in ("", "MAD_bn")
        and max(number.amount.values) > MONTHS
        and not number.year
    ]
    return sorted(found, key=lambda one: -max(one.values))


def part_of_year(frame: Frame) -> Fields | None:
    """Read "over half of 2024 is in the bag by June": what a part of a year reached of a year or a goal."""
    if _percent(frame) is None:
        return None
    periods = frame.times.periods
    parts = [period for period in periods if period.kind is not PeriodKind.YEAR]
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    goals = _goals(frame)
    if in_both(frame):
        return None
    reached = bool(parts) or frame.has("measure.progress") or bool(frame.times.flags & {"half_any", "latest"})
    whole = bool(years) or bool(goals) or frame.has("outlook.")
    if (frame.asks and not frame.verdict) or len(frame.segments) > 1 or not reached or not whole:
        return None
    if frame.has(*_MOVED) or (frame.segments and not years) or len(parts) > 1 or len(years) > 1:
        return None
    outlook = bool(goals) or frame.has("outlook.")
    return {"operation": Operation.PROGRESS, "threshold": goals[0] if goals else None, "outlook": outlook}


def share_of_whole(frame: Frame) -> Fields | None:
    """Read "one dirham in five comes from engineering": a fraction that is claimed of a segment."""
    amount = _percent(frame)
    if amount is None or not frame.segments:
        return None
    claimed = amount.rough or frame.has("measure.share", "select.above", "select.below")
    asked = frame.asks or not frame.open
    said = frame.verdict or not asked or (amount.rough and not frame.asks)
    moved = frame.has(*_MOVED) and not _of_the_total(frame)
    if not claimed or not said or moved or frame.has("measure.versus", "combine.except"):
        return None
    if frame.has(*_COUNTS) or set(frame.indicators) - {"exports"} or of_the_segment(frame):
        return None
    if len(frame.segments) > 1:
        return {"operation": Operation.SUM, "measure": "share"}
    return {"operation": Operation.PROGRESS if _passes_year(frame) else Operation.SHARE}


def _passes_year(frame: Frame) -> bool:
    """Whether a segment is said to have passed a part of a year of its own: "ESO has passed 80 % of 2024"."""
    if _of_its_own(frame):
        return True
    if not frame.has("verify.beat") or frame.has("measure.share") or frame.says_total or frame.exports:
        return False
    years = {number.start for number in frame.numbers if number.year}
    return any(following(frame.pieces, place) in years for place in frame.at("measure.percent", "fraction."))


_REACHES = ("select.above", "verify.beat", "combine.match", "measure.progress", "measure.reached", "verify.done")


def _of_its_own(frame: Frame) -> bool:
    """Whether a fraction is of a year of the segment's own: "has ITO passed half of its 2024 total?"."""
    years = frame.times.years
    if len(years) != 1 or len(frame.times.periods) != 1 or frame.has("measure.share") or not frame.has(*_REACHES):
        return False
    for place in frame.at("fraction.", "measure.percent"):
        after = frame.pieces[place + 1 : place + _NEAR_ITS]
        if any(piece.has("refer.its") for piece in after):
            return True
    return False


def whole_passed(frame: Frame) -> Fields | None:
    """Read "has the sector passed half of its 2024 total?": what has come in since, of a year that is over."""
    years = frame.times.years
    asks = frame.verdict and not frame.has(*_COUNTS, "ask.who", *_MOVED, "measure.share", "outlook.")
    if not asks or frame.segments or len(years) != 1 or len(frame.times.periods) != 1 or frame.quotes:
        return None
    told = frame.exports or frame.says_total or frame.has("aside.speaks")
    if not told or _percent(frame) is None or len(frame.amounts) != 1 or not frame.has(*_REACHES, "select.below"):
        return None
    return {"operation": Operation.PROGRESS, "segments": (), "explains": ("select.", "refer.", "verify.", "measure.")}


_NEAR_ITS = 3
"""Pieces between a fraction and the "its" of what it is a fraction of."""


def of_the_segment(frame: Frame) -> bool:
    """Whether a fraction is told of a segment, not of the total: "half of ITO was made in the first half"."""
    for place in frame.at("fraction.") if len(frame.segments) == 1 else []:
        named = next((at for at in range(place + 1, len(frame.pieces)) if not frame.pieces[at].optional), place)
        between = frame.pieces[place + 1 : named]
        of = all(len(one.text) == 1 and not one.has("span.to") for one in between) or between[0].has("split.of")
        if set(frame.pieces[named].values("segment")) - {TOTAL} and of:
            return True
    return False


def _of_the_total(frame: Frame) -> bool:
    """Whether a percentage is bounded and said to be of the total: "ITO slipped below 40 % of the total"."""
    bounds = [place for place in frame.at("measure.percent", "fraction.") if _bound_before(frame, place)]
    if bounds and any(place < bounds[0] for place in frame.at("measure.share")):
        return True  # "CRM's share fell below a third"
    for place in frame.at("measure.percent"):
        after = [piece for piece in frame.pieces[place + 1 : place + 4] if piece.has("split.of", "segment._T")]
        if len(after) > 1 and after[0].has("split.of") and frame.has("select.above", "select.below"):
            return True
    return False


def _bound_before(frame: Frame, place: int) -> bool:
    before = [piece for piece in frame.pieces[max(place - 3, 0) : place] if piece.kind != "number"]
    return any(piece.has("select.above", "select.below") for piece in before)


def points_said(frame: Frame) -> Fields | None:
    """Read "from 40.3 % to 39.2 %, so ITO fell by 1.1 %?": the change of a share, said in percent."""
    if len(frame.segments) != 1:
        return None
    rates = [amount for amount in frame.figures if amount.unit == "percent"]
    moved = frame.has("measure.growth", "measure.fall", "direction.")
    points = [amount for amount in frame.figures if amount.unit == "points"]
    either = len(rates) == len(points) == 1 and rates[0].values == points[0].values and frame.has("follow.or")
    two = len(frame.times.periods) == _TWO and len(frame.amounts) == _TWO
    if either and moved and two:  # did it go up by 6 % or by 6 points?
        return {"operation": Operation.SHARE, "comparison": "points", "claim": Claim(amount=points[0])}
    counts = frame.has(*_COUNTS, "measure.versus", "combine.") or len(frame.times.periods) > _TWO
    if frame.verdict and len(points) == len(frame.amounts) == 1 and not counts:
        return {"operation": Operation.SHARE, "comparison": "points"}  # "ESO took six points of share, true or false?"
    if len(rates) < 3 or not moved or frame.has(*_COUNTS):
        return None
    return {"operation": Operation.SHARE, "comparison": "points", "claim": Claim(amount=rates[-1])}


def few_make(frame: Frame) -> Fields | None:
    """Read "two segments made over three quarters of it, right?" as the share of the largest ones."""
    if _percent(frame) is None or not frame.has("select.segments"):
        return None
    counts = [
        int(value)
        for piece, after in pairwise(frame.pieces)
        if after.has("select.segments")
        for value in (*piece.values("number"), *([piece.text] if piece.kind == "number" else []))
        if value.isdigit() and 1 < int(value) <= _FEW
    ]
    if len(counts) != 1 or frame.segments or not frame.verdict or frame.has(*_MOVED):
        return None
    return {"operation": Operation.SUM, "measure": "share", "ranks": tuple(range(1, counts[0] + 1))}


def side_by_side(frame: Frame) -> Fields | None:
    """Read "26.17 in 2023 and 26.2 in 2024, right?": each figure is said of the period, or the segment, beside it."""
    if len(frame.times.moments) < 2 or len(frame.numbers) < 2:
        return None
    if frame.has(*_COUNTS, "measure.percent", "measure.ratio", "combine.sum") and not frame.has("ask.affirm"):
        return None
    if factors(frame) or (frame.has("measure.growth", "per.year", "span.from") and not frame.verdict):
        return None  # "from 13.5 in 2020 to 17.9 in 2023, what growth a year?"
    placed = [
        (number.start, number.amount.model_copy(update={"unit": "MAD_bn"}))
        for number in frame.numbers
        if not number.year and number.start not in frame.times.taken
        if number.amount.unit == "MAD_bn" or (not number.amount.unit and number.amount.decimals)
    ]
    moments = [(moment.start, moment.period) for moment in frame.times.moments]
    if len(placed) < 2 or len(placed) != len(moments) or len({period for _, period in moments}) < len(moments):
        return None
    if (
        len(frame.segments) > 1
        or set(frame.indicators) - {"exports"}
        or not alternate([start for start, _ in placed], [start for start, _ in moments])
    ):
        return None
    pairs = tuple(Pair(amount=amount, period=period) for (_, amount), (_, period) in zip(placed, moments, strict=True))
    return {"operation": Operation.VALUE, "claim": Claim(pairs=pairs)}


def alternate(figures: Sequence[int], others: Sequence[int]) -> bool:
    """Whether figures and what they are said of take turns, whichever comes first."""
    order = sorted([(start, "figure") for start in figures] + [(start, "other") for start in others])
    kinds = [kind for _, kind in order]
    return kinds[::2] == [kinds[0]] * len(figures) and kinds[1::2] == [kinds[1]] * len(figures) and kinds[0] != kinds[1]


def taken_for_result(frame: Frame) -> Fields | None:
    """Read "27 billion, is that in the bag?": a quoted projection of which it is asked whether it is a result."""
    if not frame.has("held.outlook"):
        return None
    goals = _goals(frame)
    done = frame.has("outlook.result", "measure.progress", "verify.done")
    alone = len(frame.amounts) == 1 and not frame.segments and not set(frame.indicators) - {"exports"}
    if (
        not goals
        or not done
        or not alone
        or frame.has(*_COUNTS, "measure.percent", "measure.share", "combine.needed", *_MOVED)
    ):
        return None
    return {
        "operation": Operation.VALUE,
        "outlook": True,
        "threshold": goals[0],
        "claim": Claim(result=True, amount=goals[0]),
    }


def status_claimed(frame: Frame) -> Fields | None:
    """Read "are the 2024 figures final?"."""
    if not frame.has("verify.final", "topic.preliminary"):
        return None
    final, early = frame.has("verify.final"), frame.has("topic.preliminary") and not frame.has("verify.final")
    asks = frame.has(*_COUNTS, "ask.who") or (frame.asks and not frame.verdict)
    measured = frame.means("measure.", "outlook.projection")
    if not (final or early) or asks or not frame.times.periods or measured:
        return None
    claim = Claim(status="final" if final else "preliminary")
    return {"operation": Operation.VALUE, "claim": claim, "periods": frame.times.periods[:1]}


def projection_claimed(frame: Frame) -> Fields | None:
    """Read "is 13.4 billion a projection?" as what kind of figure it is said to be."""
    goal = frame.has("outlook.projection", "outlook.target", "topic.projection")
    alone = len(frame.quotes) == len(frame.amounts) == 1 and not frame.times.periods and not frame.segments
    other = frame.has(*_COUNTS, "ask.who", "measure.", "combine.", "direction.", "explain.", "select.", "follow.or")
    asks = frame.verdict or (frame.questioned and not frame.asks)
    if not goal or not alone or other or not asks or frame.amounts[0].unit != "MAD_bn":
        return None
    if frame.has("outlook.result", "institution.", "negate.not", "verify.done"):
        return None
    claim = Claim(status="projection")
    return {"operation": Operation.DEFINITION, "threshold": frame.amounts[0], "segments": (), "claim": claim}


def few_jobs(frame: Frame) -> Fields | None:
    """Read "the sector has only 120 jobs?": a count that is claimed, thousands or not."""
    if set(frame.indicators) != {"jobs"} or len(frame.numbers) != 1:
        return None
    counted = [
        number
        for number in frame.numbers
        if not number.amount.unit and not number.year and number.end < len(frame.pieces)
        if frame.pieces[number.end].has("indicator.jobs")
    ]
    if frame.has("either.than") and not counted:
        counted = [number for number in frame.numbers if not number.year]  # "are the jobs more or less than 100,000?"
    opened = frame.first is not None and frame.first.has("verify.opening")  # "is the number of jobs above 110,000?"
    if not counted and frame.has("select.above", "select.below", "verify.beat"):
        counted = [one for one in frame.numbers if not one.year and not one.amount.unit and _thousands(one)]
    if (
        len(counted) != 1
        or frame.segments
        or (frame.has(*_COUNTS) and not frame.has("either.than") and not opened)
        or frame.has("per.", "measure.percent")
    ):
        return None
    amount = counted[0].amount.model_copy(update={"unit": "persons"})
    way = "above" if frame.has("select.above", "verify.beat") else "below" if frame.has("select.below") else ""
    claim = Claim(amount=amount, direction="either" if frame.has("either.than") else way)
    return {"operation": Operation.VALUE, "indicator": "jobs", "claim": claim}


def _thousands(number: Number) -> bool:
    return max(number.amount.values) >= THOUSAND


def in_other_money(frame: Frame) -> Fields | None:
    """Read "26.2 billion dollars in 2024?": a held amount, said in a currency that it is not in."""
    if not frame.quotes or not frame.has("elsewhere.currencies"):
        return None
    said = [
        number
        for number in frame.numbers
        if number.start in {place for place, _ in frame.quotes} and number.amount.unit == "MAD_bn"
    ]
    currencies = [piece for piece in frame.pieces if piece.has("elsewhere.currencies") and frame.ruled_out(piece)]
    if len(said) != 1 or not currencies or frame.has("unit.mad", "unit.convert", "ask.amount", "measure.percent"):
        return None
    fields: Fields = {"operation": Operation.DEFINITION, "threshold": said[0].amount, "claim": Claim(currency=True)}
    return fields | {"segments": frame.segments[:1], "periods": ()}


def beaten(frame: Frame) -> Fields | None:
    """Read "did we beat last year's first half?" as the growth of the same period a year later."""
    periods = frame.times.periods
    asks = len(periods) == 1 and frame.has("verify.beat") and not frame.amounts and frame.verdict
    if (
        not asks
        or len(frame.segments) > 1
        or set(frame.indicators) - {"exports"}
        or frame.has("outlook.", "nth.", "order.")
    ):
        return None
    after = periods[0].shifted(1)
    return {
        "operation": Operation.GROWTH,
        "periods": (periods[0], after),
        "comparison": "difference",
        "claim": Claim(direction="up"),
    }


def multiplied(frame: Frame) -> Fields | None:
    """Read "exports will double by 2030, right?": a target said to be a multiple of what is exported now."""
    times = factors(frame)
    if not times or len(frame.quotes) > 1:
        return None  # "is the 40 billion more than double 17.9?": what is compared is said
    goals = _goals(frame)
    aimed = bool(goals) or frame.has("outlook.") or len(frame.times.periods) == 1
    other = frame.segments or set(frame.indicators) - {"exports"} or frame.has(*_COUNTS)
    if not frame.verdict or not aimed or other:
        return None
    years = tuple(period for period in frame.times.periods if period.kind is PeriodKind.YEAR)
    return {
        "operation": Operation.GROWTH,
        "comparison": "ratio",
        "outlook": True,
        "periods": years[-1:],
        "threshold": goals[0] if goals and not years else None,
        "claim": Claim(amount=multiple(times[0])),
    }
