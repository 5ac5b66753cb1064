"""Follow-ups on one figure told otherwise: against another period, in money, within a group, as a claim of its own."""

from __future__ import annotations

from typing import Any

from bot.reading.checked import claim_of
from bot.reading.discourse import Discourse, members, parts, plain
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Operation, Query
from bot.reading.referring import group
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]
_MOVED = ("measure.growth", "measure.fall", "direction.")
_MONEY = ("unit.mad", "unit.billion", "unit.million")


def compared_with(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how does that compare with H1 2024?" as the change from the one period to the other."""
    last, said = before.last, frame.times.periods
    figures = parts(last) if last is not None else ()
    if last is None or len(figures) != 1 or len(said) != 1 or frame.segments or frame.figures:
        return None
    one = figures[0]
    compares = frame.has("measure.compare", "measure.versus") and fields.get("operation") is Operation.VALUE
    if not compares or not (frame.has("refer.it", "refer.subject") or _opens(frame)) or frame.has("combine.sum"):
        return None
    if one.operation not in (Operation.VALUE, Operation.SHARE) or len(one.periods) != 1 or said == one.periods:
        return None
    if last.outlook and said[0] < one.periods[0] and said[0].kind is one.periods[0].kind:
        other = one.model_copy(update={"periods": said, "outlook": False})
        return {"operation": Operation.DERIVED, "of": (one, other), "comparison": "difference"}, ("of",)
    if one.periods[0].kind is not said[0].kind or set(frame.indicators) - {"exports"}:
        return None
    change: Fields = {"segments": one.segments, "periods": tuple(sorted((said[0], one.periods[0])))}
    if one.operation is Operation.SHARE:
        return change | {"operation": Operation.SHARE, "comparison": "points"}, ("segments", "periods")
    return change | {"operation": Operation.GROWTH, "indicator": one.indicator}, ("segments", "periods")


def _opens(frame: Frame) -> bool:
    """Whether nothing but a link stands before what compares: "and compared with 2023?"."""
    first = min(frame.at("measure.compare", "measure.versus"))
    return all(piece.optional or piece.kind == "sign" or piece.has("follow.") for piece in frame.pieces[:first])


def until(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and by 2023, what's the % rise?" after an earlier year as the change from that year."""
    last, moments = before.last, frame.times.moments
    figures = parts(last) if last is not None else ()
    if fields.get("operation") is not Operation.GROWTH or len(figures) != 1 or len(moments) != 1 or frame.segments:
        return None
    one, moment = figures[0], moments[0]
    led = moment.start > 0 and frame.pieces[moment.start - 1].has("span.until")
    if not led or one.operation is not Operation.VALUE or len(one.periods) != 1:
        return None
    if one.periods[0].kind is not moment.period.kind or not one.periods[0] < moment.period:
        return None
    asked: Fields = {"segments": one.segments, "periods": (one.periods[0], moment.period), "claim": None}
    return fields | asked, ("segments", "periods")


def share_of_those(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "what's ITO's share of the two?" as its share of what the two make together."""
    last = before.last
    asks = frame.has("measure.share", "measure.percent") and len(frame.segments) == 1 and not frame.times.periods
    if last is None or not asks or frame.figures or frame.has(*_MOVED, "measure.points", "combine.except"):
        return None
    those = frame.has("refer.two", "refer.three", "refer.four", "refer.all", "combine.only")
    summed = last.operation is Operation.SUM and frame.has("refer.inside", "refer.it")
    if not those and not summed:
        return None
    of = members(last) if summed else group(frame, before) or before.group(2)
    codes = tuple(dict.fromkeys(code for one in of for code in one.segments))
    alike = all(one.periods == of[0].periods and one.indicator == "exports" for one in of)
    if len(of) < 2 or not alike or frame.segments[0] not in codes:
        return None
    asked: Fields = {"operation": Operation.SHARE, "segments": frame.segments, "within": codes}
    return asked | {"periods": of[0].periods}, ("within", "periods")


def share_then(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the share in H1 2025?" after the share of a segment as its share then, and no part of that year."""
    last = before.last
    if last is None or last.operation is not Operation.SHARE or not last.segments or last.within or last.excluded:
        return None
    part_of_year = fields.get("operation") is Operation.ARITHMETIC and fields.get("function") == "percentage"
    asks = part_of_year and frame.has("measure.share") and len(frame.times.periods) == 1
    if not asks or frame.segments or frame.figures or frame.says_total or frame.exports:
        return None
    return plain(last).model_dump() | {"periods": frame.times.periods}, ("operation", "segments")


def same_percent(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and Q3's share of it?" after one quarter in percent of its year as that of another quarter."""
    moments, of = frame.times.moments, _percentage(before.last)
    if len(of) != 2 or len(moments) != 1:
        return None
    part, whole = of
    asks = frame.has("measure.share", "measure.percent") or frame.has("follow.and")
    if not asks or frame.segments or frame.figures or frame.has(*_MOVED, "combine.", "outlook."):
        return None
    if len(part.periods) != 1 or len(whole.periods) != 1 or whole.periods[0].kind is not PeriodKind.YEAR:
        return None
    said = moments[0].period
    said = Period(kind=said.kind, year=whole.periods[0].year, index=said.index) if moments[0].partial else said
    if not whole.periods[0].covers(said) or said.kind is PeriodKind.YEAR:
        return None
    of = (part.model_copy(update={"periods": (said,)}), whole)
    return {"operation": Operation.DERIVED, "of": of, "comparison": "percent"}, ("of",)


def _percentage(last: Query | None) -> tuple[Query, ...]:
    """Return the two figures of which the one was told in percent of the other."""
    if last is not None and last.operation is Operation.DERIVED and last.comparison == "percent":
        return last.of
    if last is None or last.operation is not Operation.ARITHMETIC or last.function != "percentage":
        return ()
    return tuple(
        Query(operation=Operation.VALUE, indicator=one.indicator, segments=one.segments, periods=(one.period,))
        for one in last.operands
        if one.period is not None
    )


def claimed_of(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and CRM 4.9?" after a figure as a claim about the same of another segment or period."""
    last = before.last
    if last is None or last.operation not in (Operation.VALUE, Operation.SHARE) or len(frame.amounts) != 1:
        return None
    amount = frame.amounts[0]
    if len(frame.segments) + len(frame.times.periods) != 1 or not frame.open or last.indicator != "exports":
        return None
    if fields.get("claim") is not None or frame.has("ask.", "measure.growth", "measure.fall", "combine.", "select."):
        return None
    share = amount.unit == "percent" or (not amount.unit and last.operation is Operation.SHARE)
    if amount.unit not in ("", "percent", "MAD_bn") or frame.has("measure.difference", "measure.ratio", "outlook."):
        return None
    if not amount.unit and not amount.decimals and not frame.times.periods:
        return None  # "and CRM 4?"
    meant = amount.model_copy(update={"unit": "percent" if share else "MAD_bn"})
    operation = Operation.SHARE if share and (frame.segments or last.segments) else Operation.VALUE
    if share and operation is Operation.VALUE:
        return None
    asked: Fields = {"operation": operation, "claim": claim_of(frame, meant)}
    asked |= {"segments": frame.segments or last.segments, "periods": frame.times.periods or last.periods}
    return plain(last).model_dump() | asked, ("operation", "periods" if frame.segments else "segments")


def share_claimed(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is it a third of the total?" after a growth or a gap as a claim about the share of that segment."""
    last = before.last
    rates = [one for one in frame.amounts if one.unit == "percent"]
    told = (Operation.GROWTH, Operation.COMPARISON, Operation.VALUE)
    if last is None or last.operation not in told or not frame.says_total:
        return None
    if len(rates) != 1 or len(frame.amounts) != 1 or frame.segments or len(last.segments) != 1 or last.outlook:
        return None
    if not frame.open or frame.asks or frame.has(*_MOVED, "measure.points", "combine.", "outlook."):
        return None
    if frame.has("refer.its") and frame.times.periods:
        return None  # "over 70 % of its 2024 total?": of its own year
    periods = frame.times.periods or last.periods[-1:]
    asked: Fields = {"operation": Operation.SHARE, "segments": last.segments, "periods": periods}
    return asked | {"claim": claim_of(frame, rates[0])}, ("segments", "periods")


def behind_a_place(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how many points behind the second?" after one segment as it against the segment in that place."""
    last = before.last
    figures = parts(last) if last is not None else ()
    apart = frame.has("measure.difference", "measure.ratio", "measure.points", "measure.versus")
    if len(figures) != 1 or len(frame.ranks) != 1 or not apart or frame.segments or frame.times.periods:
        return None
    one = figures[0]
    if not frame.means("nth.", "select.", "top.", "bottom."):
        return None
    if len(one.segments) != 1 or one.segments == (TOTAL,) or frame.figures or not _levels(one):
        return None
    if len(before.group(2)) == 2 and frame.has("order."):
        return None
    points = frame.has("measure.points") or (one.operation is Operation.SHARE and not frame.has(*_MONEY))
    kind = "points" if points else "ratio" if frame.has("measure.ratio") else "difference"
    asked: Fields = {"operation": Operation.COMPARISON, "comparison": kind, "measure": "share" if points else "amount"}
    return asked | {"segments": one.segments, "ranks": frame.ranks, "periods": one.periods}, ("segments", "periods")


def _levels(one: Query) -> bool:
    return one.operation in (Operation.VALUE, Operation.SHARE) and one.indicator == "exports" and not one.outlook


def times_another(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how many times more than in 2022?" after a count of people as the one over the other."""
    last, said = before.last, frame.times.periods
    if last is None or last.indicator == "exports" or last.indicator.startswith("rank_"):
        return None
    if last.operation is not Operation.VALUE or not frame.has("measure.ratio", "measure.difference") or named(frame):
        return None
    if frame.figures or frame.has("measure.share", "combine.", "per.", "select.max", "select.min"):
        return None
    kind = "ratio" if frame.has("measure.ratio") else "difference"
    one = plain(last)
    if len(said) == 1 and said != last.periods:
        of: tuple[Query, ...] = (one, one.model_copy(update={"periods": said, "outlook": False}))
    else:
        of = before.group(2) if not said else ()
    if len(of) != 2 or any(found.indicator != last.indicator for found in of):
        return None
    return {"operation": Operation.DERIVED, "of": of, "comparison": kind}, ("of",)


def share_of_its_period(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "as a share of H1?" after one segment in that half as its share."""
    last, moments = before.last, frame.times.moments
    figures = parts(last) if last is not None else ()
    if len(figures) != 1 or len(moments) != 1 or named(frame) or frame.figures or not frame.has("measure.share"):
        return None
    one, moment = figures[0], moments[0]
    if one.operation is not Operation.VALUE or len(one.segments) != 1 or len(one.periods) != 1 or frame.has(*_MOVED):
        return None
    own = one.periods[0]
    year = own.year if moment.partial else moment.period.year
    if (own.kind, own.index, own.year) != (moment.period.kind, moment.period.index, year):
        return None
    return {"operation": Operation.SHARE, "segments": one.segments, "periods": one.periods}, ("segments",)
