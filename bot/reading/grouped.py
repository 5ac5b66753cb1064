"""Follow-ups on several figures that were spoken of: their sum, their average, the gap between them."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, parts
from bot.reading.frame import Frame
from bot.reading.lexicon import PADDING
from bot.reading.query import Claim, Operation, Query
from bot.reading.referring import group, ordered
from bot.reading.scopes import in_two_scopes, told_apart

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_SHARES = (Operation.SHARE,)
_FEW = 3
"""Pieces of a clause that is nothing but "and by how many points?"."""
_PART_AVERAGES = ("per.month", "per.quarter", "per.day", "per.half", "per.year", "per.job", "month.any", "quarter.any")


def named(frame: Frame) -> bool:
    """Whether a clause names a figure itself: then it points at none."""
    places = frame.has("place.", "topic.", "institution.", "perimeter.")
    return bool(frame.segments) or frame.says_total or places or bool(set(frame.indicators) - {"exports"})


def kind_of(frame: Frame) -> str:
    """Return what is to be done with several figures; empty where the clause does not say."""
    average = frame.has("per.average") and not frame.has(*_PART_AVERAGES)
    chosen = frame.has("select.max", "select.min") and frame.has("ask.which", "ask.who", "ask.what")
    moved = frame.has("measure.growth", "measure.fall", "measure.stable", "direction.")
    apart = frame.has("measure.difference", "measure.compare")
    kinds = (
        ("rest", frame.has("combine.except")),
        ("mean", average),
        ("points", frame.has("measure.points")),
        ("ratio", frame.has("measure.ratio") and not frame.has("factor.")),
        ("sum", frame.has("combine.sum") and not apart and not moved),
        ("growth", moved),
        ("difference", apart or chosen),
        ("share", frame.has("measure.share", "measure.percent")),
    )
    return next((kind for kind, said in kinds if said), "")


def together(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "the sum of the two", "the average of the three", "si on enlève ces deux-là", "combined?"."""
    grouped = frame.has("refer.two", "refer.three", "refer.four") and frame.says_total
    kind = kind_of(frame) or ("sum" if _bare(frame) or grouped else "")
    if frame.segments or not kind or set(frame.indicators) - {"exports"}:
        return None
    if frame.has("top.", "bottom.", "refer.other", "combine.rest") and kind != "rest":
        return None
    of = group(frame, before)
    if (
        not of
        and kind in ("sum", "mean")
        and not _names_another(frame)
        and not frame.times.periods
        and not frame.figures
    ):
        of = _alike(before)
    if len(of) < 2:
        return None
    if frame.times.periods and not all(one.periods == of[0].periods for one in of):
        return None
    if frame.times.periods:
        of = tuple(one.model_copy(update={"periods": frame.times.periods[:1]}) for one in of)
    return combine(kind, of, fields, frame)


def last_ones(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "the last two together?" after figures asked one by one as the sum of those."""
    last, spoken, end = before.last, before.quantities, frame.end_counted
    if last is None or last.operation not in (Operation.VALUE, Operation.SHARE) or end is None or frame.segments:
        return None
    kind, count = end
    of = spoken[:count] if kind == "top" else spoken[-count:]
    codes = tuple(dict.fromkeys(code for one in of for code in one.segments))
    if not frame.has("combine.sum") or len(spoken) <= count or len(codes) != count or not _same_periods(of):
        return None
    measure = "share" if last.operation is Operation.SHARE else "amount"
    asked: Fields = {"operation": Operation.SUM, "segments": codes, "periods": of[0].periods, "measure": measure}
    return asked | {"explains": ("top.", "bottom.")}, ("segments", "periods")


def _names_another(frame: Frame) -> bool:
    """Whether something else than what was spoken of is named; "en tout" adds that up."""
    if not named(frame):
        return False
    wholes = [piece for piece in frame.pieces if piece.has("segment._T") and not piece.optional]
    return bool(frame.segments) or frame.exports or not all(piece.has("combine.sum") for piece in wholes)


def _bare(frame: Frame) -> bool:
    """Whether a clause is nothing but "the two?"."""
    counted = frame.has("refer.two", "refer.three", "refer.four", "refer.all")
    return counted and all(piece.has("refer.", "follow.") for piece in frame.content)


def _alike(before: Discourse) -> tuple[Query, ...]:
    """Return the figures that may be added up without being named: the last ones of one kind."""
    last = before.last
    found = before.group(0)
    if last is None or len(found) < 2:
        return ()
    same = [one for one in found if one.operation is found[-1].operation and one.indicator == found[-1].indicator]
    periods = [one for one in same if one.periods == same[-1].periods and one.segments]
    segments = [one for one in same if one.segments == same[-1].segments]
    return tuple(periods) if len(periods) > 1 else tuple(segments)


def apart(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "the gap?", "how many times less?", "so it fell?" after two figures that differ in one thing."""
    last = before.last
    claimed = len(frame.figures) == 1 and frame.figures[0].unit == "percent" and frame.verdict
    kind = "growth" if claimed and not frame.has("measure.share") else kind_of(frame)
    if last is None or named(frame) or frame.times.periods or frame.has("refer.other"):
        return None
    if frame.ranks and not (frame.has("ask.which") and _same_segments(before.group(2)) and before.group(2)):
        return None
    if frame.figures and not (claimed and kind == "growth" and last.operation is Operation.VALUE):
        return None
    if kind not in ("points", "ratio", "difference", "growth") or (
        last.operation is Operation.RANKING and not _two_places(before)
    ):
        return None
    if not claimed and frame.times.flags & {"year_before", "year_after", "same_period", "since", "every", "whole"}:
        return None
    of = before.group(2)
    if len(of) < 2 or not (_same_periods(of) or _same_segments(of)):
        return None
    if kind == "growth" and not (_same_segments(of) and _comparable(of)) and not _which_grew(of, frame):
        return None
    if frame.has("direction.up") and frame.has("direction.down"):
        fields = fields | {"claim": Claim(direction="either")}
    if claimed:
        amount = frame.figures[0]
        direction = "down" if frame.has("measure.fall", "direction.down") else "up"
        fields = fields | {"claim": Claim(amount=amount, direction=direction)}
    found = combine(kind, of, fields, frame)
    if found is None or not frame.has("select.max", "select.min") or found[0].get("operation") is not Operation.GROWTH:
        return found
    return found[0] | {"explains": ("select.max", "select.min")}, found[1]  # "which of the two years was lower?"


def _two_places(before: Discourse) -> bool:
    """Whether the last two questions each asked for one place of a ranking."""
    return len(before.turns) > 1 and all(
        turn.operation is Operation.RANKING and turn.rank for turn in before.turns[-2:]
    )


def _which_grew(of: tuple[Query, ...], frame: Frame) -> bool:
    """Whether of two growths the larger one is asked for: "which grew faster?"."""
    return frame.has("ask.which", "ask.who") and all(one.operation is Operation.GROWTH for one in of)


def _comparable(of: tuple[Query, ...]) -> bool:
    """Whether two figures are of periods of one length, so that one can have grown into the other."""
    first, second = of[0].periods, of[1].periods
    shares = of[0].operation in _SHARES or of[0].measure == "share"
    return len(first) == len(second) == 1 and (first[0].kind is second[0].kind or shares)


def _same_periods(of: tuple[Query, ...]) -> bool:
    return all(one.periods == of[0].periods for one in of) and len({one.segments for one in of}) == len(of)


def _same_segments(of: tuple[Query, ...]) -> bool:
    return all(one.segments == of[0].segments for one in of) and len({one.periods for one in of}) == len(of)


def ordinals(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is the first more than half of the second?" after two figures."""
    of = ordered(frame, before)
    claim = fields.get("claim")
    share_of_one = len(of) == 1 and frame.has("measure.share") and not frame.has("measure.difference", "select.above")
    if share_of_one and of[0].operation is Operation.VALUE and of[0].segments and not frame.times.periods:
        asked_share: Fields = {"operation": Operation.SHARE, "segments": of[0].segments, "periods": of[0].periods}
        return asked_share, ("segments", "periods")  # "for the first one I asked, what share of the total?"
    if len(of) == 1 and kind_of(frame) in ("ratio", "difference", "points") and len(before.group(2)) == 2:
        of = (*of, *(one for one in before.group(2) if one != of[0]))  # "how many times bigger is the first?"
    if len(of) != 2 or frame.segments or frame.times.periods:
        return None
    percent = bool(frame.figures) and frame.figures[0].unit == "percent"
    part = frame.has("measure.share", "measure.percent") and not frame.has("measure.points", "measure.growth")
    if part and _whole_first(frame):
        of = of[::-1]
    if percent or part:
        asked: Fields = {"operation": Operation.DERIVED, "of": of, "comparison": "percent", "claim": claim}
        return asked, ("of",)
    return combine(kind_of(frame) or "difference", of, fields, frame)


def _whole_first(frame: Frame) -> bool:
    """Whether the first of two that are named is what the other is a part of: "what percent of the second is …?"."""
    place = frame.at("order.")[0]
    before = [piece for piece in frame.pieces[:place] if piece.senses != {PADDING}]
    return bool(before) and before[-1].has("split.of") and frame.has("ask.what", "ask.which", "ask.amount")


def combine(kind: str, of: tuple[Query, ...], fields: Fields, frame: Frame) -> Leaning | None:
    """Return the question that does ``kind`` with these figures; of two scopes, that nothing may be done with them."""
    return (told_apart(of), ("of",)) if in_two_scopes(of) else _combined(kind, of, fields, frame)


def _combined(kind: str, of: tuple[Query, ...], fields: Fields, frame: Frame) -> Leaning | None:
    said: Fields = {"claim": fields.get("claim"), "unit": fields.get("unit", ""), "chart": frame.has("chart.asked")}
    taken = ("segments", "periods")
    plain = all(one.operation in (Operation.VALUE, Operation.SHARE, Operation.SUM) for one in of)
    exports_only = all(one.indicator == "exports" for one in of)
    exports = exports_only and not any(one.outlook for one in of)
    shares = all(one.operation in _SHARES or one.measure == "share" for one in of)
    if len(of) == 2 and _which_grew(of, frame) and _same_periods(of):
        sides: Fields = {"segments": of[0].segments, "against": of[1].segments, "periods": of[0].periods}
        return said | sides | {"operation": Operation.COMPARISON, "measure": "growth"}, taken
    codes = tuple(dict.fromkeys(code for one in of for code in one.segments))
    money = frame.has("unit.", "measure.amount") and not frame.has("measure.share", "measure.percent", "measure.points")
    shares = shares and not money
    measure = "share" if shares or kind == "share" or frame.has("measure.share", "measure.percent") else "amount"
    one_period = plain and exports and _same_periods(of) and all(one.segments for one in of)
    base: Fields = {"indicator": of[0].indicator, "perimeter": of[-1].perimeter} | said
    if kind == "rest":
        rest = {"operation": Operation.REMAINDER, "excluded": codes, "periods": of[-1].periods, "measure": measure}
        return (base | rest, ("excluded", "periods")) if codes and one_period else None
    if kind in ("sum", "share") and one_period and len(codes) == sum(len(one.segments) for one in of):
        sum_: Fields = {"operation": Operation.SUM, "segments": codes, "periods": of[0].periods, "measure": measure}
        return base | sum_, taken
    if kind == "share":
        return None
    if kind == "sum" and plain and _same_segments(of) and not shares:
        periods = tuple(period for one in of for period in one.periods)
        return base | {"operation": Operation.SUM, "segments": of[0].segments, "periods": periods}, taken
    if kind in ("sum", "mean"):
        return said | {"operation": Operation.DERIVED, "of": of, "comparison": kind}, ("of",)
    if len(of) != 2:
        return _ranked(of, base, frame) if one_period else None
    if one_period:
        sides = {"segments": of[0].segments, "against": of[1].segments, "periods": of[0].periods}
        points = "share" if kind == "points" or shares else "growth" if kind == "growth" else "amount"
        comparison = kind if kind in ("ratio", "points", "difference") else ""
        return base | sides | {"operation": Operation.COMPARISON, "comparison": comparison, "measure": points}, taken
    if (
        plain
        and exports_only
        and _same_segments(of)
        and len(of[0].periods) == len(of[1].periods) == 1
        and kind != "percent"
    ):
        return _between(kind, of, base, shares=shares), taken
    comparison = "change" if kind == "growth" else kind
    return said | {"operation": Operation.DERIVED, "of": of, "comparison": comparison}, ("of",)


def _ranked(of: tuple[Query, ...], base: Fields, frame: Frame) -> Leaning | None:
    codes = tuple(code for one in of for code in one.segments)
    asked: Fields = {"operation": Operation.COMPARISON, "segments": codes, "periods": of[0].periods}
    return (base | asked, ("segments", "periods")) if frame.has("measure.compare", "select.") else None


def _between(kind: str, of: tuple[Query, ...], base: Fields, *, shares: bool) -> Fields:
    """Return the change between two periods of one figure."""
    periods = (of[0].periods[0], of[1].periods[0])
    change: Fields = {"segments": of[0].segments, "periods": periods, "outlook": of[0].outlook or of[1].outlook}
    if shares:
        return base | change | {"operation": Operation.SHARE, "comparison": "points"}
    comparison = "ratio" if kind == "ratio" else "difference" if kind == "difference" else ""
    return base | change | {"operation": Operation.GROWTH, "comparison": comparison}


def over_a_rank(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "by how much over the runner-up?" and "which comes right after ITO?" after a ranking."""
    last = before.last
    lists = (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION)
    if last is None or last.operation not in lists or frame.times.periods or frame.figures:
        return None
    base: Fields = {"operation": Operation.COMPARISON, "periods": last.periods, "indicator": "exports"}
    if len(frame.segments) == 1 and frame.has("order.next") and frame.has("ask.which", "ask.who", "ask.what"):
        return base | {"segments": frame.segments, "against": ("next",)}, ("periods",)
    apart = frame.has("measure.difference", "measure.ratio", "measure.points")
    if not last.rank or last.measure == "growth" or not apart or len(frame.ranks) > 1 or named(frame):
        return None
    ranks = frame.ranks or tuple(place for piece in frame.pieces for place in piece.places("order") if place > 0)
    if not ranks and (last.order == "min" or len(frame.content) > _FEW):
        return None
    own = last.rank if last.order == "max" else -last.rank
    kind = kind_of(frame)
    other = ranks[0] if ranks else max(last.rank - 1, 1) if last.rank > 1 else 2
    comparison = kind if kind in ("ratio", "points") else "difference"
    measure = "share" if kind == "points" else "amount"
    return base | {"ranks": (own, other), "comparison": comparison, "measure": measure}, ("periods",)


def less_another(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "minus CRM" after one segment as the difference of the two, and not as the whole without it."""
    last = before.last
    figures = parts(last) if last is not None else ()
    if last is None or not frame.has("combine.except") or len(frame.segments) != 1 or len(figures) != 1:
        return None
    one = figures[0]
    plain = one.operation in (Operation.VALUE, Operation.SHARE) and len(one.segments) == 1
    if not plain or one.segments == frame.segments or frame.says_total or frame.exports or frame.times.periods:
        return None
    asked: Fields = {"operation": Operation.COMPARISON, "comparison": "difference", "segments": one.segments}
    measure = "share" if one.operation is Operation.SHARE else "amount"
    return asked | {"against": frame.segments, "periods": one.periods, "measure": measure}, ("segments", "periods")


def without_it(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and without it?" after one segment as the whole without that segment."""
    last = before.last
    figures = parts(last) if last is not None else ()
    taken = frame.has("combine.except", "combine.without") and not named(frame)
    if not taken or not frame.has("refer.it", "refer.subject", "refer.them") or len(figures) != 1 or frame.amounts:
        return None
    one = figures[0]
    if not one.segments or one.operation not in (Operation.VALUE, Operation.SHARE, Operation.SUM) or one.outlook:
        return None
    if frame.times.periods or frame.has("measure.growth", "measure.ratio", "outlook.", "ask.why", "ask.which"):
        return None
    share = one.operation is Operation.SHARE or frame.has("measure.share", "measure.percent")
    asked: Fields = {"operation": Operation.REMAINDER, "excluded": one.segments, "periods": one.periods}
    return asked | {"indicator": "exports", "measure": "share" if share else "amount"}, ("excluded", "periods")


def without_it_too(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and without CRM either", "now remove CRM" as one segment more that is left out."""
    last = before.last
    whole = frame.says_total or frame.exports or bool(frame.times.periods)
    bare = all(piece.has("segment.", "combine.", "follow.") for piece in frame.content)
    also = frame.has("combine.also") and (bare or frame.has("combine.except", "combine.rest", "negate.not"))
    also = also or (frame.has("cut.order") and frame.has("combine.except") and not whole)
    if last is None or last.operation is not Operation.REMAINDER or not also or not frame.segments:
        return None
    excluded = tuple(dict.fromkeys((*last.excluded, *frame.segments)))
    return last.model_dump() | {"excluded": excluded, "origins": {}}, ("excluded", "periods")
