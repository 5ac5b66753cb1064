"""Follow-ups that assert something of what was spoken of: is it above 40, more than CRM, reached already?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.asserted import factors, multiple, verdict
from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Amount, Claim, Operation, Query
from bot.reading.referring import factor
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]
_LISTS = (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION)
_LEVELS = (Operation.VALUE, Operation.SUM, Operation.SHARE, Operation.REMAINDER, Operation.DERIVED, Operation.PER_UNIT)


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
    above, below = frame.has("select.above", "direction.up"), frame.has("select.below", "direction.down")
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


def against_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is that more than all of 2024?" after a part of another year as a share of that year."""
    last, said = before.last, frame.times.periods
    above, below = frame.has("select.above", "direction.up"), frame.has("select.below", "direction.down")
    if last is None or last.operation is not Operation.VALUE or len(last.periods) != 1 or above is below:
        return None
    part = last.periods[0]
    if len(said) != 1 or said[0].kind is not PeriodKind.YEAR or part.kind is PeriodKind.YEAR or said[0].covers(part):
        return None
    relative = frame.times.flags & {"same_period", "year_before"}
    if (
        relative
        or named(frame)
        or frame.amounts
        or frame.has("ask.amount", "measure.growth", "measure.fall", "outlook.")
    ):
        return None
    claim = Claim(amount=Amount(values=(Decimal(100),), unit="percent"), direction="above" if above else "below")
    asked: Fields = {"operation": Operation.PROGRESS, "periods": (part, said[0]), "claim": claim}
    return plain(last).model_dump() | asked, ("periods",)


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


def against_another(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is it more than CRM?" and "so CRM was ahead of it?" as one segment against another, with the claim."""
    last = before.last
    figures = parts(last) if last is not None else ()
    if last is None or len(figures) != 1 or len(frame.segments) != 1 or frame.times.periods or frame.amounts:
        return None
    faster = frame.has("measure.growth") and not frame.has("measure.fall")
    compared = frame.at("measure.difference", "measure.compare", "select.above", "select.below", "measure.versus")
    compared = compared or (frame.at("measure.growth") if faster and figures[0].operation is Operation.GROWTH else [])
    asked = any(piece.has("ask.affirm") and piece.has("measure.difference") for piece in frame.pieces)
    leads = min(compared, default=0) < min(frame.at(f"segment.{frame.segments[0]}"))
    dangling = leads and (frame.questioned or frame.has("measure.compare", "measure.versus"))
    refers = asked or dangling or frame.has("refer.it", "refer.subject", "measure.compare")
    if not compared or not refers or not figures[0].segments or frame.segments == figures[0].segments:
        return None
    if frame.has("measure.fall", "combine.", "ask.amount", "measure.ratio", "measure.points"):
        return None
    if frame.has("measure.growth") and not dangling:
        return None
    said = min(frame.at(f"segment.{frame.segments[0]}"))
    first, second = figures[0].segments, frame.segments
    if said < min(compared):
        first, second = second, first
    below = frame.has("select.below", "direction.down")
    claim = Claim(direction="below" if below else "") if verdict(frame) or dangling or frame.has("verify.so") else None
    measures = {Operation.SHARE: "share", Operation.GROWTH: "growth"}
    measure = "growth" if faster else measures.get(figures[0].operation, "amount")
    sides: Fields = {"segments": first, "against": second, "periods": figures[0].periods, "claim": claim}
    return sides | {"operation": Operation.COMPARISON, "measure": measure}, ("periods",)


def as_result(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so it has been reached?" after a projection or a target: it is no result."""
    last = before.last
    asks = verdict(frame) or frame.has("verify.so") or frame.questioned
    sure = frame.has("outlook.projection", "topic.preliminary") and frame.has(
        "refer.subject", "refer.it", "verify.opening"
    )
    done = sure or frame.has("measure.progress", "outlook.result", "combine.match")
    done = done and not frame.has("ask.amount", "ask.which", "ask.who")
    if last is None or not last.outlook or last.operation is not Operation.VALUE or not asks or not done:
        return None
    if frame.segments or frame.times.periods or frame.has("measure.percent", "measure.share", "fraction.", "ask.when"):
        return None
    direction = "" if sure else "above"  # what is only projected has not been reached
    return plain(last).model_dump() | {"claim": Claim(result=True, direction=direction)}, ("operation", "periods")


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


def against_period(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "better than the second half of 2024?" after a half-year as one figure against the other, with the claim."""
    last = before.last
    figures, said = parts(last) if last is not None else (), frame.times.periods
    if last is None or len(figures) != 1 or len(said) != 1 or frame.segments or frame.figures or last.outlook:
        return None
    base = figures[0]
    if base.operation not in (Operation.VALUE, Operation.SHARE, Operation.SUM) or len(base.periods) != 1:
        return None
    own, other = base.periods[0], _in_own_year(frame, base.periods[0])
    above, below = frame.has("select.above", "direction.up"), frame.has("select.below", "direction.down")
    yearly = own.kind is PeriodKind.YEAR or own.index == other.index
    if above == below or own.kind is not other.kind or own == other or yearly or frame.has("ask.amount", "ask.which"):
        return None
    of = (base, base.model_copy(update={"periods": (other,)}))
    claim = Claim(direction="above" if above else "below")
    return {"operation": Operation.DERIVED, "of": of, "comparison": "difference", "claim": claim}, ("of",)


def _in_own_year(frame: Frame, own: Period) -> Period:
    """Return the period that is named; without its year it is of the year spoken of."""
    moment = frame.times.moments[0]
    return moment.period.model_copy(update={"year": own.year}) if moment.partial else moment.period


def ranked(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "it's the largest, right?" after a segment as a claim about its place."""
    last = before.last
    figures = parts(last) if last is not None else ()
    asks = fields.get("operation") is Operation.RANKING and bool(fields.get("rank"))
    if last is None or not asks or len(figures) != 1 or len(figures[0].segments) != 1 or frame.segments:
        return None
    own = frame.has("refer.it", "refer.subject", "ask.affirm") and not frame.has("ask.who", "ask.which", "ask.what")
    if not own or frame.has("select.segments", "ask.amount") or last.operation is Operation.RANKING:
        return None
    if not verdict(frame) and not frame.questioned:
        return None
    periods = frame.times.periods or figures[0].periods
    claim = Claim(order=fields["order"], rank=fields["rank"])
    return fields | {"segments": figures[0].segments, "periods": periods, "claim": claim}, ("segments", "periods")


def multiple_of(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is it double that of 2024?" after a figure of another year as a claim about their ratio."""
    last = before.last
    figures, said = parts(last) if last is not None else (), frame.times.periods
    scale = factor(frame)
    by = next(iter(factors(frame)), str(scale).replace(".", "_") if scale else "")
    asks = verdict(frame) or frame.questioned
    if not by or len(figures) != 1 or len(said) != 1 or frame.segments or frame.figures or not asks:
        return None
    base = figures[0]
    if (
        base.operation is not Operation.VALUE
        or len(base.periods) != 1
        or base.periods == said
        or frame.has("ask.amount")
    ):
        return None
    asked: Fields = {
        "operation": Operation.GROWTH,
        "comparison": "ratio",
        "segments": base.segments,
        "outlook": base.outlook,
    }
    return asked | {"periods": (said[0], base.periods[0]), "claim": Claim(amount=multiple(by))}, ("segments", "periods")
