"""Rules for claims that set two things against each other: one period above another, a figure for each segment."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.reading.claimed import alternate
from bot.reading.cover import following
from bot.reading.evidence import TOTAL
from bot.reading.facts import placed_behind
from bot.reading.frame import Frame
from bot.reading.query import Amount, Claim, Operation, Pair, Query
from bot.reading.references import chosen

Fields = dict[str, Any]

_COUNTS = ("ask.amount", "ask.which", "ask.where", "ask.why", "ask.how", "ask.who")


def _leads(frame: Frame) -> bool:
    """Whether the period named first is what is judged; "less than in 2023 in 2024" names the other one first."""
    compared = frame.at("tone.more", "tone.less", "verify.beat")
    return not compared or frame.times.moments[0].start < compared[-1]


def period_above(frame: Frame) -> Fields | None:
    """Read "2023 did better than 2024?": the period named first is said to be the higher one, or the lower one."""
    periods = frame.times.periods
    if len(periods) != 2:
        return None
    more, less = frame.has("tone.more", "verify.beat"), frame.has("tone.less")
    if more is less or frame.amounts or len(frame.segments) > 1 or frame.has(*_COUNTS):
        return None
    stated = frame.verdict or frame.open
    other = frame.has("measure.share", "measure.points", "measure.ratio", "combine.", "topic.", "nth.")
    if not stated or other or set(frame.indicators) - {"exports"} or periods[0].kind is not periods[1].kind:
        return None
    periods = periods if _leads(frame) else periods[::-1]
    later = periods[0] > periods[1]
    claim = Claim(direction="up" if later is more else "down")
    return {
        "operation": Operation.GROWTH,
        "comparison": "difference",
        "periods": periods,
        "claim": claim,
        "outlook": frame.has("outlook."),
    }


_ALL_SEGMENTS = 5
_ALL = Amount(values=(Decimal(100),), unit="percent")


def shares_listed(frame: Frame) -> Fields | None:
    """Read "the five shares were 40.3, 37.4, 13.2, 8.9 and 0.2, right?": each is said of the segment of its place."""
    if len(frame.amounts) != _ALL_SEGMENTS:
        return None
    said = [amount for amount in frame.amounts if amount.unit in ("", "percent")]
    shares = frame.has("measure.share", "measure.percent") or any(one.unit == "percent" for one in said)
    if len(said) != _ALL_SEGMENTS or frame.segments or not shares:
        return None
    if frame.has(*_COUNTS, "measure.growth", "measure.fall", "combine.sum") or len(frame.times.periods) > 1:
        return None
    ordered = zip(said, ("ITO", "CRM", "ESO", "BPO", "KPO"), strict=True)
    printed = {one.period for one in chosen(frame) if one.relation == "share"}
    dated: Fields = {} if frame.times.periods or len(printed) != 1 else {"periods": tuple(printed)}
    pairs = tuple(Pair(amount=one.model_copy(update={"unit": "percent"}), segment=code) for one, code in ordered)
    return {"operation": Operation.BREAKDOWN, "measure": "share", "segments": (), "claim": Claim(pairs=pairs)} | dated


def fraction_of(frame: Frame) -> Fields | None:
    """Read "CRM is half of ITO in 2024?": a segment that is said to be a fraction of another."""
    if len(frame.segments) != 2 or not frame.figures:
        return None
    percents = [place for place in frame.at("measure.percent") if place and frame.pieces[place - 1].kind == "number"]
    of = [
        place for place in percents if frame.pieces[place + 1 : place + 2] and frame.pieces[place + 1].has("split.of")
    ]
    at = frame.at("fraction.") or (of if frame.verdict or frame.open else [])
    after = next(
        (
            piece
            for place in at
            for piece in frame.pieces[place + 1 :]
            if not piece.optional and not piece.has("ask.what")
        ),
        None,
    )  # "half of what CRM made"
    if len(at) != 1 or after is None or not set(after.values("segment")) - {TOTAL}:
        return None
    if frame.pieces[at[0] + 1].has("split.in") and not frame.pieces[at[0] + 1].has("split.of"):
        return None  # "four fifths for ITO and CRM"
    if frame.has(*_COUNTS, "measure.share", "measure.growth", "combine.sum"):
        return None
    said = frame.figures[0]
    values = tuple(value / 100 for value in said.values)
    more, less = frame.has("select.above", "tone.more", "verify.beat"), frame.has("select.below", "tone.less")
    way = "" if more == less else "above" if more else "below"
    claim = Claim(amount=said.model_copy(update={"values": values, "unit": "ratio"}), direction=way)
    sides: Fields = {"segments": frame.segments[:1], "against": frame.segments[1:], "comparison": "ratio"}
    return {"operation": Operation.COMPARISON, "measure": "amount", "claim": claim} | sides


def why_above(frame: Frame) -> Fields | None:
    """Read "why did CRM overtake ITO in 2024?": whether it did comes first."""
    compares = frame.has("verify.beat", "tone.more", "tone.less", "measure.difference")
    if (
        not frame.has("ask.why")
        or len(frame.segments) != 2
        or not compares
        or frame.has("measure.growth", "ask.amount")
    ):
        return None
    left, right = frame.segments
    below = "below" if frame.has("tone.less") and not frame.has("tone.more") else ""
    fields: Fields = {"operation": Operation.COMPARISON, "topic": "why", "segments": (left,), "against": (right,)}
    return fields | {"comparison": "difference", "measure": "amount", "claim": Claim(direction=below)}


def why_ranked(frame: Frame) -> Fields | None:
    """Read "why is BPO the largest segment?": whether it is comes first."""
    most, least = frame.has("select.max"), frame.has("select.min")
    other = frame.has("ask.amount", "measure.growth", "measure.fall", "measure.difference", "direction.", "nth.")
    if not frame.has("ask.why") or len(frame.segments) != 1 or most is least or other:
        return None
    order = "max" if most else "min"
    fields: Fields = {"operation": Operation.RANKING, "topic": "why", "order": order, "rank": 1, "measure": "amount"}
    return fields | {"claim": Claim(order=order, rank=1), "explains": ("ask.why", "explain.why", "topic.", "measure.")}


def rest_claimed(frame: Frame) -> Fields | None:
    """Read "if ITO is 40.3 % and CRM 37.4 %, the rest is 30 %, right?" as what is left without them."""
    rest = frame.at("combine.rest")
    rates = [number for number in frame.numbers if number.amount.unit == "percent" and not number.year]
    if not rest or len(rates) < _BOTH or not frame.verdict or len(rates) != len(frame.segments) + 1:
        return None
    if rates[-1].start < rest[-1] or frame.segment_places[-1] > rest[0] or len(frame.amounts) != len(rates):
        return None
    claim = Claim(amount=rates[-1].amount)
    fields: Fields = {"operation": Operation.REMAINDER, "excluded": frame.segments, "segments": (), "measure": "share"}
    printed = {one.period for one in chosen(frame) if one.relation == "share" and one.segment in frame.segments}
    fields |= {"periods": frame.times.periods or (tuple(printed) if len(printed) == 1 else ())}
    return fields | {"claim": claim, "quoted": tuple(one.amount for one in rates[:-1])}


def next_to(frame: Frame) -> Fields | None:
    """Read "which segment comes after ITO?", "the biggest after ITO and CRM?", "the runner-up behind ITO?"."""
    behind = placed_behind(frame)
    places = [int(place) for place in frame.values("nth")]
    if (behind or _right_before(frame, "tone.less")) and len(places) == len(frame.segments) == 1 and not frame.verdict:
        ranked: Fields = {"operation": Operation.RANKING, "order": "max", "rank": places[0], "measure": "amount"}
        return ranked | {
            "segments": (),
            "claim": None,
            "explains": ("explain.why", "measure.difference", "indicator.", "tone."),
        }
    asks = frame.has("ask.which", "ask.who", "ask.what", "select.max")
    asks = asks and (behind or frame.has("order.after", "order.next"))
    headed = len(frame.segments) == 1 and not frame.verdict and _right_before(frame, "order.after")
    other = frame.has("measure.percent", "measure.growth", "combine.") or (frame.has("ask.amount") and not headed)
    if not (asks or headed) or not frame.segments or other:
        return None
    return {"operation": Operation.COMPARISON, "comparison": "difference", "measure": "amount", "against": ("next",)}


def _right_before(frame: Frame, sense: str) -> bool:
    """Whether a word of one sense stands right before a segment: "the runner-up behind ITO"."""
    after = (following(frame.pieces, place) for place in frame.at(sense))
    return any(at in frame.segment_places for at in after if at is not None)


def crossed(frame: Frame) -> Fields | None:
    """Read "which is bigger, ITO in H1 2025 or ESO in 2024?": two segments, each in a period of its own."""
    if len(frame.segments) != 2:
        return None
    named = frame.segment_places
    moments = [moment for moment in frame.times.moments if not moment.partial]
    which = frame.has("ask.who", "ask.which") and frame.has("follow.or")  # « qui fait plus, l'ITO au S1 … ou … ? »
    compares = which or (frame.verdict and frame.has("tone.more", "tone.less", "select.above", "select.below"))
    compares = compares or frame.has("measure.difference", "measure.ratio", "measure.compare", "measure.versus")
    if len(named) != 2 or len(moments) != 2 or moments[0].period == moments[1].period:
        return None
    other = frame.has("measure.share", "measure.percent", "measure.growth", "measure.points", "outlook.")
    joint = frame.means("combine.")
    other = other or (joint and not which)
    if not compares or other or frame.amounts or not alternate(named, [moment.start for moment in moments]):
        return None
    pairs = zip(frame.segments, moments, strict=True)
    of = tuple(Query(operation=Operation.VALUE, segments=(code,), periods=(one.period,)) for code, one in pairs)
    kind = "ratio" if frame.has("measure.ratio") else "difference"
    above, below = frame.has("tone.more", "select.above"), frame.has("tone.less", "select.below")
    claim = Claim(direction="above" if above else "below") if frame.verdict and above is not below else None
    asked: Fields = {"operation": Operation.DERIVED, "comparison": kind, "of": of, "segments": (), "periods": ()}
    return asked | {"claim": claim, "explains": ("combine.", "tone.", "select.")}


def large_or_small(frame: Frame) -> Fields | None:
    """Read "engineering, is it a big part or a small one?" as its share."""
    either = frame.has("select.max") and frame.has("select.min") and frame.has("follow.or")
    if not either or len(frame.segments) != 1 or frame.has("select.segments", "measure.growth", "ask.amount"):
        return None
    return {"operation": Operation.SHARE, "explains": ("select.max", "select.min")}


def listed_sum(frame: Frame) -> Fields | None:
    """Read "BPO 8.9 + KPO 0.2 + ESO 13.2, that makes 22.3, right?": shares that are said, and what they come to."""
    if len(frame.segments) < 2 or not frame.numbers:
        return None
    said = [number for number in frame.numbers if not number.year and number.start not in frame.times.taken]
    named = [
        (place, code) for place, piece in enumerate(frame.pieces) for code in piece.values("segment") if code != TOTAL
    ]
    codes = tuple(dict.fromkeys(code for _, code in named))
    if len(codes) != len(named) or len(said) != len(named) + 1 or not frame.verdict:
        return None
    printed = {one.period for one in chosen(frame) if one.relation == "share" and one.segment in codes}
    rates = all(one.amount.unit in ("", "percent") for one in said)
    placed = alternate([one.start for one in said[:-1]], [place for place, _ in named])
    if len(printed) != 1 or not rates or not placed or frame.has(*_COUNTS, "measure.growth", "direction."):
        return None
    claim = Claim(amount=said[-1].amount.model_copy(update={"unit": "percent"}))
    fields: Fields = {"operation": Operation.SUM, "measure": "share", "segments": codes, "claim": claim}
    return fields | {"periods": frame.times.periods or tuple(printed)}


def same_amount(frame: Frame) -> Fields | None:
    """Read "5.25 billion = 5,250 million, right?" as amounts that are all said of one figure."""
    said = [amount for amount in frame.amounts if amount.unit == "MAD_bn"]
    asks = frame.verdict or (frame.questioned and not frame.asks)
    if len(said) < _BOTH or len(said) != len(frame.amounts) or not asks or len(frame.segments) > 1:
        return None
    scales = {
        sense
        for piece in frame.pieces
        for sense in ("unit.billion", "unit.million", "unit.thousand")
        if piece.has(sense)
    }
    equated = any(piece.text == "=" for piece in frame.pieces)
    other = (*_COUNTS, "measure.", "combine.", "select.", "direction.", "outlook.", "per.", "follow.or", "times.")
    if not (equated or len(scales) > 1) or frame.has(*other) or len(frame.times.periods) > 1:
        return None
    if set(frame.indicators) - {"exports"} or not (frame.segments or frame.times.periods or frame.exports):
        return None
    period = (*frame.times.periods, None)[0]
    return {"operation": Operation.VALUE, "claim": Claim(pairs=tuple(Pair(amount=one, period=period) for one in said))}


_BOTH = 2


def percent_of_other(frame: Frame) -> Fields | None:
    """Read "what percent of ITO's amount is ESO's?" as the one over the other."""
    asks = frame.has("measure.percent", "measure.share") and len(frame.segments) == _BOTH and not frame.figures
    if not asks or frame.has("combine.", "measure.growth", "measure.fall", "measure.points", "measure.difference"):
        return None
    named = frame.segment_places
    rates = frame.at("measure.percent", "measure.share")
    if (
        len(named) != 2
        or frame.has("measure.versus", "measure.ratio", "select.", "follow.or", "refer.two")
        or len(frame.times.periods) > 1
    ):
        return None
    between = frame.pieces[named[0] + 1 : named[1]]
    told = any(named[0] < rate < named[1] for rate in rates)  # "BPO, that is what percentage of ESO?"
    joined = any(piece.has("follow.and", "number.and") or piece.text in ",-/+&" for piece in between)
    if not between or (joined and not told):
        return None
    whole = [place for place in named if _of_it(frame, place, rates)]
    if len(whole) != 1:
        return None
    one = Query(operation=Operation.VALUE, periods=frame.times.periods)
    part, of = (
        one.model_copy(update={"segments": (frame.pieces[place].values("segment")[0],)})
        for place in (next(at for at in named if at != whole[0]), whole[0])
    )
    return {"operation": Operation.DERIVED, "of": (part, of), "comparison": "percent", "segments": (), "periods": ()}


def _of_it(frame: Frame, place: int, rates: Sequence[int]) -> bool:
    """Whether a segment stands right behind "percentage of"."""
    before = max((rate for rate in rates if rate < place), default=None)
    if before is None:
        return False
    linked = frame.pieces[before + 1 : place]
    said = any(piece.has("split.of", "split.out") for piece in (frame.pieces[before], *linked))
    return said and all(piece.optional for piece in linked)


def of_segments(frame: Frame) -> Fields | None:
    """Read "ITO 40 %, CRM 37 %, right?": each figure is said of the segment beside it."""
    if len(frame.segments) < 2 or len(frame.numbers) < 2:
        return None
    placed = [
        (number.start, number.amount)
        for number in frame.numbers
        if not number.year and number.start not in frame.times.taken
        if number.amount.unit in ("MAD_bn", "percent") or (not number.amount.unit and number.amount.decimals)
    ]
    named = [
        (place, code) for place, piece in enumerate(frame.pieces) for code in piece.values("segment") if code != TOTAL
    ]
    if len(placed) < 2 or len(placed) != len(named) or len({code for _, code in named}) < len(named):
        return None
    if not frame.verdict or frame.has(*_COUNTS, "measure.growth", "measure.fall", "direction.", "combine.", "outlook."):
        return None
    if len(frame.times.periods) > 1 or not alternate([start for start, _ in placed], [place for place, _ in named]):
        return None
    share = all(amount.unit == "percent" for _, amount in placed)
    pairs = tuple(
        Pair(amount=amount if amount.unit else amount.model_copy(update={"unit": "MAD_bn"}), segment=code)
        for (_, amount), (_, code) in zip(placed, named, strict=True)
    )
    measure = "share" if share else "amount"
    return {"operation": Operation.BREAKDOWN, "measure": measure, "segments": (), "claim": Claim(pairs=pairs)}
