"""Follow-ups on one figure that was spoken of: half of it, is it above, where from, why, the other half-year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.asserted import verdict
from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Amount, Claim, Operation, Query
from bot.reading.referring import factor, ordered
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_LISTS = (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION)
_PLACED = ("nth.", "order.")
_MEASURED = (
    "measure.share",
    "measure.percent",
    "measure.growth",
    "measure.fall",
    "measure.ratio",
    "measure.difference",
    "measure.points",
    "measure.progress",
    "combine.sum",
    "combine.rest",
    "combine.needed",
    "per.",
    "outlook.",
    "explain.",
    "select.segments",
    "select.each",
    "select.breakdown",
)
_LEVELS = (Operation.VALUE, Operation.SUM, Operation.SHARE, Operation.REMAINDER, Operation.DERIVED, Operation.PER_UNIT)


def scaled(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "half of that?", "times two", "divided by four" after a figure."""
    by, last = factor(frame), before.last
    figures = parts(last) if last is not None else ()
    if by is None or len(figures) != 1 or named(frame) or frame.times.periods or frame.figures or verdict(frame):
        return None
    unit = fields.get("unit", "")
    return {"operation": Operation.DERIVED, "of": figures, "comparison": "scaled", "factor": by, "unit": unit}, ("of",)


def part_of_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the second?" after a first half, "just the fourth" after quarter by quarter."""
    last = before.last
    if last is None or last.operation in _LISTS or named(frame) or frame.has("select.segments", "ask.which", "top."):
        return None
    place = next((int(value) for kind in ("nth", "order") for value in frame.values(kind)), 0)
    kinds = {period.kind for period in last.periods}
    kind = next(iter(kinds & {PeriodKind.HALF, PeriodKind.QUARTER}), None)
    if kind is None and last.per == "quarter" and last.periods:
        kind = PeriodKind.QUARTER
    most = {PeriodKind.HALF: 2, PeriodKind.QUARTER: 4}.get(kind, 0) if kind is not None else 0
    if kind is None or not 1 <= place <= most or frame.times.periods:
        return None
    if len(before.group(0)) > 1 and len({one.segments for one in before.group(0)}) > 1 and not frame.has("nth."):
        return None
    period = Period(kind=kind, year=last.periods[-1].year, index=place)
    operation = (
        last.operation if last.operation in (Operation.SHARE, Operation.GROWTH, Operation.SUM) else Operation.VALUE
    )
    asked = plain(last).model_dump() | {"operation": operation, "periods": (period,), "per": "", "of": ()}
    return asked, ("segments",)


def the_first(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "back to the first, its growth?" and "the latter, in 2024?" as questions about what was named."""
    last = before.last
    listed = last is not None and (last.operation is Operation.RANKING or _whole_list(last))
    if last is None or listed or named(frame):
        return None
    which = frame.has("ask.which") and not frame.has("measure.", "unit.")
    if which or frame.has("ask.who", "select.segments", "top.", "bottom."):
        return None
    of = ordered(frame, before)
    if len(of) != 1 or not of[0].segments:
        return None
    periods = fields.get("periods") or of[0].periods
    operation, measure = _asked_of(frame, of[0])
    asked: Fields = {"indicator": of[0].indicator, "segments": of[0].segments, "periods": periods, "measure": measure}
    return asked | {"operation": operation, "unit": fields.get("unit", "")}, ("segments",)


def _whole_list(last: Query) -> bool:
    return last.operation is Operation.BREAKDOWN and len(last.segments) < 2


def _asked_of(frame: Frame, one: Query) -> tuple[Operation, str]:
    several = len(one.segments) > 1
    if frame.has("measure.growth", "measure.fall", "direction."):
        return Operation.GROWTH, "amount"
    if frame.has("measure.share", "measure.percent"):
        return (Operation.SUM if several else Operation.SHARE), "share" if several else "amount"
    if frame.has("measure.amount", "unit.", "ask.amount"):
        return (Operation.SUM if several else Operation.VALUE), "amount"
    return one.operation, one.measure


def claimed(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so more than half?", "14, as the press said?" as a claim about the figure before."""
    last = before.last
    amounts = frame.figures or frame.amounts or _counted(frame, last)
    if last is not None and amounts and not frame.amounts:
        return plain(last).model_dump() | {"claim": claim_of(frame, amounts[0])}, ("operation", "indicator")
    if last is None or len(frame.amounts) != 1 or (named(frame) and not _of_the_whole(frame)) or frame.times.periods:
        return None
    bounded = frame.has("select.above", "select.below", "measure.difference")
    if frame.has("ask.amount", "ask.which", "ask.who", "ask.what", "ask.why", "factor.", "combine.needed", "explain."):
        return None
    said = verdict(frame) or bounded or frame.has("verify.so", "refer.it", "refer.subject", "chat.ack")
    if not said or last.operation not in _CLAIMABLE:
        return None
    if last.operation is Operation.VALUE and not last.segments and amounts[0].unit == "percent":
        return None  # a percentage is no claim about a level
    moved = frame.has("measure.growth", "measure.fall", "direction.") and not bounded
    if moved and last.operation is not Operation.GROWTH:
        return None
    return plain(last).model_dump() | {"claim": claim_of(frame, amounts[0])}, ("operation", "segments", "periods")


def _counted(frame: Frame, last: Query | None) -> tuple[Amount, ...]:
    """Read "more than 2000?" after a count of firms or jobs as a number, and no year."""
    years = [number.amount for number in frame.numbers if number.year]
    counted = last is not None and last.indicator not in ("exports", "budget") and last.operation is Operation.VALUE
    bounded = frame.has("select.above", "select.below") and len(years) == len(frame.numbers) == 1
    few = len(frame.content) <= _FEW
    return tuple(years) if counted and bounded and few and not named(frame) else ()


_FEW = 3
"""Pieces of a clause that is nothing but a bound: "more than 2000?"."""
_CLAIMABLE = (*_LEVELS, Operation.GROWTH, Operation.RANKING, Operation.COMPARISON, Operation.PROGRESS, Operation.NEEDED)


def _of_the_whole(frame: Frame) -> bool:
    """Whether only the whole is named, of which a part is told: "above half of the total"."""
    only = frame.says_total and not frame.segments and not frame.has("place.", "topic.", "institution.", "perimeter.")
    return only and any(one.unit == "percent" for one in frame.amounts)


def claim_of(frame: Frame, amount: Amount) -> Claim:
    """Return what is asserted about a figure: that it is an amount, above or below it."""
    above, below = frame.has("select.above"), frame.has("select.below")
    direction = "above" if above and not below else "below" if below and not above else ""
    return Claim(amount=amount, direction=direction)


def reached(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and CRM, has it done half yet?" after how far another segment has come."""
    last = before.last
    half = next((one for one in frame.amounts if one.unit == "percent"), None)
    done = frame.has("measure.progress", "factor.1_2") or half is not None
    if last is None or last.operation is not Operation.PROGRESS or not done or not verdict(frame):
        return None
    amount = half or Amount(values=(Decimal(50),), unit="percent")
    base = plain(last).model_dump()
    return base | {"segments": frame.segments or last.segments, "claim": Claim(amount=amount, direction="above")}, (
        "periods",
    )


def source_of(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "where does that come from?" as the source of the figure before."""
    last = before.last
    asks = fields.get("operation") is Operation.SOURCE or (
        frame.has("ask.where", "ask.who") and frame.has("explain.source")
    )
    if last is None or not asks or fields.get("threshold") is not None or frame.segments or last.outlook:
        return None
    if last.operation not in (*_LEVELS, Operation.GROWTH) or frame.has("indicator.", "outlook."):
        return None
    periods = frame.times.periods
    about = plain(last)
    if periods:
        about = next(
            (one for one in reversed(before.turns) if one.periods == periods),
            about.model_copy(update={"periods": periods}),
        )
        about = plain(about)
    return {"operation": Operation.SOURCE, "of": (about,)}, ("of",)


def why(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "why?" after a figure as the reasons for its growth."""
    last = before.last
    asks = frame.has("ask.why") and not named(frame) and not frame.times.periods and not frame.amounts
    if last is None or not asks or last.indicator != "exports" or last.outlook:
        return None
    if last.operation not in (Operation.GROWTH, Operation.TREND, Operation.VALUE) or frame.has("measure.", "select."):
        return None
    asked: Fields = {"operation": Operation.EXPLANATION, "topic": "growth_drivers", "segments": last.segments}
    return asked | {"periods": last.periods[-1:]}, ("segments", "periods")


def per_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how much is that a year?" after a figure that counts several years."""
    last = before.last
    if last is None or not frame.has("per.year") or named(frame) or last.indicator == "exports":
        return None
    if last.operation is not Operation.VALUE:
        return None
    return plain(last).model_dump() | {"operation": Operation.PER_UNIT, "per": "year"}, ("indicator", "periods")


def each_one(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and what does each one export?" after the jobs."""
    last = before.last
    if (
        last is None
        or last.indicator != "jobs"
        or frame.segments
        or not frame.has("select.each", "per.job", "per.head")
    ):
        return None
    periods = fields.get("periods", ())
    return {"operation": Operation.PER_UNIT, "per": "jobs", "indicator": "exports", "periods": periods}, ("operation",)


def how_much(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "not who, how much" after the source of a projection, "by how much?" after a growth, "the amount again"."""
    last = before.last
    if last is None or named(frame) or frame.times.periods or frame.figures or frame.has(*_MEASURED):
        return None
    asks = frame.has("ask.amount", "measure.amount")
    if last.operation is Operation.SOURCE and asks:
        outlook = last.outlook or bool(last.periods and not last.of)
        base = last.of[0] if last.of else Query(operation=Operation.VALUE, periods=last.periods, outlook=outlook)
        return base.model_dump(), ("operation", "periods")
    again = frame.has("refer.again") and asks and not frame.has("ask.amount")
    if again and last.operation in (Operation.GROWTH, Operation.SHARE):
        asked: Fields = {"operation": Operation.VALUE, "segments": last.segments, "periods": last.periods[-1:]}
        return asked | {"unit": fields.get("unit", "")}, ("segments", "periods")
    return None


def same_measure(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "in %?" after a growth, or after one segment against another."""
    last = before.last
    percent = frame.has("measure.percent") and not frame.has("measure.growth", "measure.fall", "combine.", "per.")
    if last is None or not percent or frame.segments or frame.times.periods or frame.figures or frame.has("outlook."):
        return None
    if last.operation is Operation.GROWTH:
        return plain(last).model_dump() | {"comparison": ""}, ("operation", "segments", "periods")
    sides = parts(last)
    if last.operation is Operation.COMPARISON and len(sides) == 2 and last.measure == "amount":
        return {"operation": Operation.DERIVED, "of": sides, "comparison": "change"}, ("of",)
    if last.operation is Operation.REMAINDER:
        return plain(last).model_dump() | {"measure": "share"}, ("operation", "excluded", "periods")
    return None


def quoted(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the one at 4.19?", "37.4?" after a question for the segment with a figure."""
    last = before.last
    amounts = frame.figures or frame.amounts
    if last is None or last.operation is not Operation.DEFINITION or last.threshold is None or len(amounts) != 1:
        return None
    if frame.segments or fields.get("operation") not in (None, Operation.VALUE, Operation.DEFINITION):
        return None
    periods = frame.times.periods or last.periods
    return plain(last).model_dump() | {"threshold": amounts[0], "periods": periods}, ("periods",)


def that_of(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the one of ITO, was it above 40?" as the figure before, of another segment, with its claim."""
    last = before.last
    amounts = frame.figures or frame.amounts
    if last is None or len(frame.segments) != 1 or not frame.has("refer.that_of", "relative.same_shape"):
        return None
    if last.operation not in (Operation.SHARE, Operation.GROWTH) or len(amounts) != 1 or frame.times.periods:
        return None
    claim = claim_of(frame, amounts[0].model_copy(update={"unit": "percent"}))
    both = frame.has("select.above") and frame.has("select.below")
    asked: Fields = {"segments": frame.segments, "claim": None if both else claim}
    return plain(last).model_dump() | asked, ("operation", "periods")


def moved_too(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and BPO, by how much?" after the growth of another segment."""
    last = before.last
    if last is None or last.operation is not Operation.GROWTH or len(frame.segments) != 1 or frame.says_total:
        return None
    asks = frame.has("measure.difference") and not frame.has(
        "measure.versus", "select.above", "select.below", "combine."
    )
    if not asks or frame.figures or frame.has("measure.share", "measure.ratio", "measure.points", "refer.it"):
        return None
    periods = frame.times.periods or last.periods
    return plain(last).model_dump() | {"segments": frame.segments, "periods": periods}, ("operation", "periods")


def beyond(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "those above 10%?" after a breakdown or a ranking."""
    last = before.last
    amounts = frame.figures or frame.amounts
    if last is None or last.operation not in _LISTS or last.rank or len(amounts) != 1 or named(frame):
        return None
    above, below = frame.has("select.above"), frame.has("select.below")
    if above == below or frame.times.periods or verdict(frame):
        return None
    percent = amounts[0].unit == "percent" or (not amounts[0].unit and last.measure == "share")
    threshold = amounts[0].model_copy(update={"unit": "percent" if percent else "MAD_bn"})
    asked: Fields = {"operation": Operation.SELECTION, "threshold": threshold, "below": below, "periods": last.periods}
    return asked | {"measure": "share" if percent else "amount", "segments": ()}, ("periods",)


def the_first_place(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "has the first one you named a park?" after a list of places."""
    last = before.last
    places = [int(value) for value in frame.values("order")]
    told = last is not None and last.operation in (Operation.MEMBERS, Operation.MEMBERSHIP)
    if not told or not before.listed or len(places) != 1 or abs(places[0]) > len(before.listed) or frame.segments:
        return None
    place = before.listed[places[0] - 1] if places[0] > 0 else before.listed[places[0]]
    about = "park" if frame.has("indicator.park") else "hub"
    return {"operation": Operation.MEMBERSHIP, "about": about, "places": (place,)}, ("places",)


def against_derived(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is that less than 2024?" after a figure that was computed: each side is a figure of its own."""
    last = before.last
    said, base = frame.times.periods, last
    above, below = frame.has("select.above", "direction.up"), frame.has("select.below", "direction.down")
    if last is None or base is None or last.operation not in (Operation.DERIVED, Operation.PER_UNIT) or above == below:
        return None
    if (
        len(said) != 1
        or frame.segments
        or frame.figures
        or last.per == "jobs"
        or (last.of and last.comparison != "scaled")
    ):
        return None
    base = last.of[0] if last.of else last
    other = Query(operation=Operation.VALUE, segments=base.segments, periods=said, perimeter=base.perimeter)
    compared = frame.at("select.above", "select.below", "direction.up", "direction.down")
    behind = min(moment.start for moment in frame.times.moments) > min(compared)
    of = (plain(last), other) if behind else (other, plain(last))
    claim = Claim(direction="above" if above else "below")
    return {"operation": Operation.DERIVED, "of": of, "comparison": "difference", "claim": claim}, ("of",)


def of_the_ranking(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "who is ahead?" and "how many places up?" after a rank of the country."""
    last = before.last
    if last is None or not last.indicator.startswith("rank_") or frame.segments or frame.figures:
        return None
    ahead = frame.has("ask.who", "ask.which") and frame.has("measure.difference", "select.max", "measure.ahead")
    gained = frame.has("ask.amount", "ask.count") and frame.has("direction.", "measure.growth", "measure.difference")
    if not ahead and not gained:
        return None
    about = "rank_world" if gained else last.indicator
    return {"operation": Operation.EXPLANATION, "topic": "ranking", "about": about}, ("indicator",)


def in_scope(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the other figure, the one of the main scope?" as the same figure in another perimeter."""
    last = before.last
    codes = frame.values("perimeter")
    if last is None or len(codes) != 1 or frame.segments or frame.figures or last.indicator != "exports":
        return None
    if last.operation not in (Operation.VALUE, Operation.GROWTH) or not frame.has("refer.other", "refer.that_of"):
        return None
    periods = frame.times.periods or last.periods
    return plain(last).model_dump() | {"perimeter": codes[0], "periods": periods}, ("operation", "periods")
