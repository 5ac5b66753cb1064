"""Follow-ups that assert something of what was spoken of: is it above 40, more than CRM, reached already?"""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Amount, Claim, Operation, Query
from bot.reading.referring import group
from knowledge.periods import PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]
_DONE = ("measure.progress", "verify.done", "past.verb")
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
    if not _said(frame, amounts[0], bounded=bounded) or last.operation not in _CLAIMABLE:
        return None
    expected = any(one.outlook for _, printed in frame.quotes for one in printed)
    money = amounts[0].unit in ("", "MAD_bn") and not amounts[0].rough
    told = frame.has("indicator.exports", *_DONE) and not frame.has("outlook.", "tense.future")
    if last.outlook and money and told:
        done = Claim(amount=amounts[0], result=True)  # "so 27 is exported?"
        return plain(last).model_dump() | {"claim": done}, ("operation", "periods")
    rate = last.operation is Operation.VALUE and not last.segments and amounts[0].unit == "percent"
    # "together that is less than 10 %" is said of no single figure
    together = frame.means("combine.sum") and last.operation in (Operation.VALUE, Operation.SHARE)
    if rate or together or (last.outlook and frame.quotes and not expected):
        return None  # a percentage is no claim about a level, nor a result ("is 26.2 above it?") about what is expected
    if last.operation is Operation.VALUE and _of_its_year(frame, last):
        year = last.periods[0].whole_year
        # "and the ministry says 27 for the year"
        asked = {"periods": (year,), "claim": claim_of(frame, amounts[0]), "outlook": expected}
        return plain(last).model_dump() | asked, ("operation", "segments")
    moved = frame.has("measure.growth", "measure.fall", "direction.") and not bounded
    if moved and last.operation is not Operation.GROWTH:
        return None
    return plain(last).model_dump() | {"claim": claim_of(frame, amounts[0])}, ("operation", "segments", "periods")


def _said(frame: Frame, amount: Amount, *, bounded: bool) -> bool:
    """Whether a clause says an amount of the figure before, and asks for none itself."""
    rounded = frame.open and amount.rough and amount.unit == "percent"  # "call it a tenth?"
    rounded = rounded and not frame.has("measure.amount", "given.", "refer.again")  # "what was the fifth figure?"
    if frame.has("ask.amount", "ask.which", "ask.who", "ask.why", "factor.", "combine.needed", "explain."):
        return False
    if frame.means("ask.what") or (frame.has("ask.what") and not rounded):
        return False
    points = frame.has("verify.so", "refer.it", "refer.subject", "chat.ack")
    return frame.verdict or bounded or rounded or points


def _of_its_year(frame: Frame, last: Query) -> bool:
    """Whether the whole year is named after a part of it."""
    part = len(last.periods) == 1 and last.periods[0].kind is not PeriodKind.YEAR and last.periods[0].dated
    return part and ("whole" in frame.times.flags or frame.has("relative.year"))


def part_of_all(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is that half of the total?" after one segment as a claim about its share."""
    last = before.last
    one = parts(last) if last is not None else ()
    amounts = [amount for amount in frame.amounts if amount.unit == "percent" and amount.rough]
    whole = frame.has("whole.of") or (frame.says_total and frame.has("fraction."))
    said = whole and (frame.open or frame.verdict) and len(amounts) == len(frame.amounts) == 1
    if len(one) != 1 or not said or len(one[0].segments) != 1 or frame.segments or frame.times.periods:
        return None
    if one[0].operation not in (Operation.VALUE, Operation.SHARE) or frame.has("ask.amount", "ask.which", "measure."):
        return None
    asked: Fields = {"operation": Operation.SHARE, "segments": one[0].segments, "periods": one[0].periods}
    explains = ("whole.", "fraction.", "refer.", "select.", "ask.", "verify.")
    return asked | {"claim": claim_of(frame, amounts[0]), "explains": explains}, ("segments", "periods")


def both_claimed(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so those two alone are more than three quarters?" after two segments as a claim about their sum."""
    of = _those(frame, before)
    amounts = [one for one in frame.amounts if one.unit in ("percent", "MAD_bn")]
    bound = len(amounts) == len(frame.amounts) == 1 and (frame.has("select.above", "select.below") or frame.verdict)
    if len(of) < 2 or not bound or frame.segments or frame.has("measure.growth", "measure.points", "ask.amount"):
        return None
    codes = tuple(code for one in of for code in one.segments)
    alike = len(set(codes)) == len(codes) == len(of) and len({one.periods for one in of}) == 1
    if not alike or any(one.indicator != "exports" or one.outlook for one in of) or frame.times.periods:
        return None
    measure = "share" if amounts[0].unit == "percent" else "amount"
    asked: Fields = {"operation": Operation.SUM, "segments": codes, "measure": measure, "periods": of[0].periods}
    explains = ("refer.", "measure.", "select.", "fraction.", "tone.")
    return asked | {"claim": claim_of(frame, amounts[0]), "explains": explains}, ("segments", "periods")


def _those(frame: Frame, before: Discourse) -> tuple[Query, ...]:
    """Return the figures that are pointed at, or that are said to be something together."""
    if pointed := group(frame, before):
        return pointed
    last = before.last
    summed = frame.means("combine.sum") and last is not None and last.operation in (Operation.VALUE, Operation.SHARE)
    return before.group(2) if summed else ()


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
    if not amount.unit and frame.has("unit.billion", "unit.million"):  # "in billions, 40.3?"
        scale = 1 if frame.has("unit.billion") else _THOUSAND
        amount = amount.model_copy(update={"unit": "MAD_bn", "values": tuple(one / scale for one in amount.values)})
    return Claim(amount=amount, direction=direction)


_THOUSAND = 1000


def as_result(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so it has been reached?" after a projection or a target: it is no result."""
    last = before.last
    asks = frame.verdict or frame.has("verify.so") or frame.open
    sure = frame.has("outlook.projection", "topic.preliminary") and frame.has(
        "refer.subject", "refer.it", "verify.opening"
    )
    done = sure or frame.has("measure.progress", "outlook.result", "combine.match")
    done = done and not frame.has("ask.amount", "ask.which", "ask.who", "combine.needed", "combine.except")
    if last is None or not last.outlook or last.operation is not Operation.VALUE or not asks or not done:
        return None
    if frame.segments or frame.times.periods or frame.has("measure.percent", "measure.share", "fraction.", "ask.when"):
        return None
    direction = "" if sure or frame.has("tense.future") else "above"  # what is only projected has not been reached
    return plain(last).model_dump() | {"claim": Claim(result=True, direction=direction)}, ("operation", "periods")


def beyond(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "those above 10%?" after a breakdown or a ranking."""
    last = before.last
    amounts = frame.figures or frame.amounts
    if last is None or last.operation not in _LISTS or last.rank or len(amounts) != 1 or named(frame):
        return None
    above, below = frame.has("select.above"), frame.has("select.below")
    if last.operation is Operation.SELECTION and last.threshold is not None and not (above or below):
        bare = all(
            piece.kind == "number" or piece.has("unit.", "measure.percent", "follow.") for piece in frame.content
        )
        above, below = bare and not last.below, bare and last.below  # "and 3 bn?", of what lies above 2
    if above == below or frame.times.periods or frame.verdict:
        return None
    percent = amounts[0].unit == "percent" or (not amounts[0].unit and last.measure == "share")
    threshold = amounts[0].model_copy(update={"unit": "percent" if percent else "MAD_bn"})
    asked: Fields = {"operation": Operation.SELECTION, "threshold": threshold, "below": below, "periods": last.periods}
    return asked | {"measure": "share" if percent else "amount", "segments": ()}, ("periods",)


def ranked(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "it's the largest, right?" after a segment as a claim about its place."""
    last = before.last
    figures = parts(last) if last is not None else ()
    asks = fields.get("operation") is Operation.RANKING and bool(fields.get("rank"))
    if last is None or not asks or len(figures) != 1 or len(figures[0].segments) != 1 or frame.segments:
        return None
    points = any(piece.has("refer.it", "refer.subject") and not piece.has("split.in") for piece in frame.pieces)
    own = (points or frame.has("ask.affirm")) and not frame.has("ask.who", "ask.which", "ask.what")
    if not own or frame.has("select.segments", "ask.amount") or last.operation is Operation.RANKING:
        return None
    if not frame.verdict and not frame.open:
        return None
    periods = frame.times.periods or figures[0].periods
    claim = Claim(order=fields["order"], rank=fields["rank"])
    return fields | {"segments": figures[0].segments, "periods": periods, "claim": claim}, ("segments", "periods")
