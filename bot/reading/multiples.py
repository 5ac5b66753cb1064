"""Multiples and averages set against other figures: "double of it: more or less than 2024?"."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.asserted import factors, multiple
from bot.reading.cover import following
from bot.reading.discourse import Discourse, parts
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Amount, Claim, Missing, Operation, Query
from bot.reading.references import chosen, covered, expected
from bot.reading.referring import factor
from bot.reading.weighed import way_of
from knowledge.periods import PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]


def of_each_other(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so double, right?" after two figures of one kind as a claim about the larger one over the smaller."""
    scale, of = factor(frame), before.group(2)
    if not scale or not frame.verdict or named(frame) or frame.times.periods or frame.figures:
        return None
    if frame.has(
        "refer.it", "refer.inside", "ask.amount", "measure.difference", "measure.versus", "combine.", "order."
    ):
        return None
    last = before.last
    if (
        last is None
        or len(of) != 2
        or of[-1] not in parts(last)
        or any(one.operation is not Operation.VALUE for one in of)
    ):
        return None
    larger = scale if scale > 1 else 1 / scale
    claim = Claim(amount=Amount(values=(larger,), unit="ratio", decimals=0, rough=True))
    return {"operation": Operation.DERIVED, "of": of, "comparison": "multiple", "claim": claim}, ("of",)


def multiple_of(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is it double that of 2024?" after a figure of another year as a claim about their ratio."""
    last = before.last
    figures, said = parts(last) if last is not None else (), frame.times.periods
    scale = factor(frame)
    by = next(iter(factors(frame)), str(scale).replace(".", "_") if scale else "")
    if frame.says_total and not frame.means("refer."):
        return None  # "the total of 2024, doubled": of nothing that was spoken of
    asks = frame.verdict or frame.open
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


def scaled_against(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "double of it: more or less than 2024?" as the multiple of the figure before against another one."""
    last, way, by = before.last, way_of(frame), scale(frame)
    figures = parts(last) if last is not None else ()
    if not way or by is None or len(figures) != 1 or frame.figures or frame.has("measure.share", "measure.growth"):
        return None
    one, said = figures[0], frame.times.periods
    compared = min(frame.at("select.above", "select.below", "select.either"), default=0)
    scaling = min(frame.at("factor.", "times.", "fraction."), default=len(frame.pieces))
    if one.operation is not Operation.VALUE or len(frame.segments) > 1 or len(said) > 1 or scaling >= compared:
        return None
    segments, periods = frame.segments or one.segments, said or one.periods
    if (segments, periods) == (one.segments, one.periods):
        return None
    multiplied = _multiplied(one, by)
    other = Query(operation=Operation.VALUE, segments=segments, periods=periods, perimeter=one.perimeter)
    asked: Fields = {"operation": Operation.DERIVED, "of": (multiplied, other), "comparison": "difference"}
    return asked | {"claim": Claim(direction=way)}, ("of",)


def dirham_for_dirham(frame: Frame) -> Fields | None:
    """Read "for each dirham of ESO, how many of ITO?" as the second over the first, whichever is the larger."""
    each, named = frame.at("dirham.each"), frame.segment_places
    after = [place for place in named if each and place > each[0]]
    other = any(
        piece.has("measure.", "combine.", "direction.", "outlook.")
        for piece in frame.pieces
        if not piece.has("earned.")
    )
    if len(each) != 1 or len(named) != _BOTH or not after or other or len(frame.times.periods) > 1 or frame.figures:
        return None
    base = after[0]
    one = Query(operation=Operation.VALUE, periods=frame.times.periods)
    of = tuple(
        one.model_copy(update={"segments": (frame.pieces[place].values("segment")[0],)})
        for place in (next(at for at in named if at != base), base)
    )
    asked: Fields = {"operation": Operation.DERIVED, "of": of, "comparison": "each"}
    return asked | {"segments": (), "periods": (), "explains": ("dirham.", "earned.", "ask.count")}


_BOTH = 2


def scale(frame: Frame) -> Decimal | None:
    """Return what a figure is multiplied with: "half of", "the double of"."""
    if (by := factor(frame)) is not None:
        return by
    values = factors(frame)
    if len(values) == 1:
        return Decimal(values[0].replace("_", "."))
    parts_ = frame.values("fraction")
    if len(parts_) != 1:
        return None
    part, _, whole = parts_[0].partition("_")
    return Decimal(part) / Decimal(whole) if whole else None


def _multiplied(one: Query, by: Decimal) -> Query:
    return Query(operation=Operation.DERIVED, of=(one,), comparison="scaled", factor=by)


def multiple_against(frame: Frame) -> Fields | None:
    """Read "double CRM in H1 2025: more or less than CRM in 2024?": a multiple of one cell against another."""
    places = frame.at("select.above", "select.below", "select.either")
    if not places:
        return None
    by = scale(frame)
    scaling = min(frame.at("factor.", "times.", "fraction."), default=len(frame.pieces))
    if by is None or not frame.open or frame.has("ask.amount", "measure.share", "measure.growth", "combine.sum"):
        return None
    cut = places[0]
    left = [code for piece in frame.pieces[:cut] for code in piece.values("segment") if code != TOTAL]
    right = [code for piece in frame.pieces[cut:] for code in piece.values("segment") if code != TOTAL]
    before = [moment.period for moment in frame.times.moments if moment.start < cut]
    after = [moment.period for moment in frame.times.moments if moment.start > cut]
    if scaling >= cut or max(len(left), len(right), len(before), len(after)) > 1 or not (before and (right or after)):
        return None
    cells = (tuple(left), tuple(before)), (tuple(right or left), tuple(after or before))
    if cells[0] == cells[1]:
        return None
    one, other = (Query(operation=Operation.VALUE, segments=codes, periods=periods) for codes, periods in cells)
    multiplied = _multiplied(one, by)
    asked: Fields = {"operation": Operation.DERIVED, "of": (multiplied, other), "comparison": "difference"}
    return asked | {"claim": Claim(direction=way_of(frame)), "periods": (), "segments": ()}


_ARTICLE = 3
"""Letters of a word that is no verb: "half of the 2024 total?"."""
_APART = ("measure.difference", "measure.versus", "combine.needed", "measure.compare")


def against_part(frame: Frame) -> Fields | None:
    """Read "how far is 13.4 from half of 27?": one figure against a fraction of another."""
    places = frame.at("fraction.")
    if len(places) != 1 or frame.segments or not frame.has(*_APART) or frame.verdict:
        return None
    by = scale(frame)
    if by is None or by >= 1:
        return None
    if set(frame.indicators) - {"exports"} or frame.has("measure.growth", "measure.fall", "per.", "select.max"):
        return None
    cells = _cells(frame)
    scaled = next((place for place, _ in cells if place > places[0]), None)
    if len(cells) != 2 or scaled is None or not all(one.optional for one in frame.pieces[places[0] + 1 : scaled]):
        return None
    whole = dict(cells)[scaled]
    other = next(one for place, one in cells if place != scaled)
    part = _multiplied(whole, by)
    asked: Fields = {"operation": Operation.DERIVED, "of": (other, part), "comparison": "difference"}
    return asked | {"periods": (), "segments": (), "outlook": False}


def quoted_multiple(frame: Frame) -> Fields | None:
    """Read "is 40 billion double 2024?" as a claim about the one figure over the other."""
    by, places = scale(frame), frame.at("times.", "factor.", "fraction.")
    opened = frame.first is not None and frame.first.has("verify.opening")  # "is 40 double what we made in 2024?"
    asks = opened or frame.verdict or (frame.open and not frame.asks)
    if by is None or len(places) != 1 or len(frame.quotes) != 1 or not asks or frame.segments:
        return None
    if set(frame.indicators) - {"exports"} or frame.has(
        "measure.growth", "measure.fall", "per.", "ask.amount", "ask.why"
    ):
        return None
    cells = _cells(frame)
    between = [place for place, _ in cells if place > places[0]]
    if len(cells) != 2 or len(between) != 1 or frame.quotes[0][0] > places[0] or cells[0][1] == cells[1][1]:
        return None
    bounds = frame.pieces[cells[0][0] : places[0] + 1]
    above = any(piece.has("select.above", "tone.more") for piece in bounds)
    below = any(piece.has("select.below", "tone.less") for piece in bounds)
    way = "" if above is below else "above" if above else "below"
    claim = Claim(amount=Amount(values=(by,), unit="ratio", rough=not way), direction=way)
    asked: Fields = {"operation": Operation.DERIVED, "of": tuple(one for _, one in cells), "comparison": "ratio"}
    told: Fields = {"periods": (), "segments": (), "outlook": False, "explains": ("times.", "factor.", "ask.what")}
    return asked | told | {"claim": claim}


def supposed(frame: Frame) -> Fields | None:
    """Read "if KPO doubled from 2024, how much would that be?" as the multiple of that year."""
    by = factors(frame)
    if not frame.has("clause.once", "imagined.if") or not frame.has("ask.amount") or len(by) != 1 or frame.quotes:
        return None
    if len(frame.segments) > 1 or set(frame.indicators) - {"exports"} or frame.has("outlook.", "per.", "combine."):
        return None
    moments = frame.times.moments
    based = len(moments) == 1 and any(
        piece.has("span.from", "span.base") for piece in frame.pieces[max(moments[0].start - 2, 0) : moments[0].start]
    )
    if not based or moments[0].period.kind is not PeriodKind.YEAR:
        times = (piece.text for piece in frame.pieces if piece.has("times."))
        return {"operation": Operation.VALUE, "not_held": tuple(Missing(word=one, kind="unused") for one in times)}
    whole = Query(operation=Operation.VALUE, segments=frame.segments, periods=frame.times.periods)
    asked: Fields = {"operation": Operation.DERIVED, "of": (whole,), "comparison": "scaled", "claim": None}
    told = ("direction.", "measure.", "times.", "clause.", "modal.", "imagined.")
    return asked | {"factor": Decimal(by[0].replace("_", ".")), "periods": (), "segments": (), "explains": told}


def part_of_cell(frame: Frame) -> Fields | None:
    """Read "half of ITO in 2024, how much is that?", "what is 10 % of the 2024 total?": a part of one named figure."""
    by, places = _part(frame)
    segments, periods = frame.segments, frame.times.periods
    if by is None or by >= 1 or frame.quotes or len(segments) > 1 or len(periods) != 1:
        return None
    other = ("measure.", "combine.", "select.", "direction.", "per.", "outlook.", "nth.", "times.", "tone.")
    weighs = frame.has("measure.share") and not frame.has("ask.which")  # "how much does a quarter of it represent?"
    else_ = any(
        piece.has(*other) and not (weighs and piece.has("measure.share"))
        for place, piece in enumerate(frame.pieces)
        if place not in places
    )
    follows = frame.opening is not None and frame.opening.has("follow.", "split.in")  # "and over half of 2025?"
    opens = (
        not follows and frame.open and frame.content[:1] == (frame.pieces[places[0]],) and not frame.has("ask.affirm")
    )
    opens = opens and not any(one.optional and len(one.text) > _ARTICLE for one in frame.pieces)  # no verb: no claim
    asks = frame.has("ask.amount") or (frame.opening is not None and frame.opening.has("ask.what"))
    if not opens and (frame.verdict or not asks):
        return None
    if else_ or set(frame.indicators) - {"exports"}:
        return None
    behind = following(frame.pieces, places[-1])
    if behind is None:
        return None
    after = frame.pieces[behind]
    told = after.kind == "number" or after.has("segment.", "indicator.exports")
    if not told or not (segments or frame.says_total or frame.exports or after.kind == "number"):
        return None
    whole = Query(operation=Operation.VALUE, segments=segments, periods=periods)
    asked: Fields = {"operation": Operation.DERIVED, "of": (whole,), "comparison": "scaled", "factor": by}
    return asked | {"periods": (), "segments": (), "explains": ("measure.share",)}


def _part(frame: Frame) -> tuple[Decimal | None, list[int]]:
    """Return the one fraction or percentage of a clause as a factor, with the places where it stands."""
    places = frame.at("fraction.")
    if len(places) == 1:
        return scale(frame), places
    rates = [number for number in frame.numbers if number.amount.unit == "percent" and not number.year]
    if places or len(rates) != 1:
        return None, places
    return rates[0].amount.values[0] / 100, list(range(rates[0].start, rates[0].end))


def _cells(frame: Frame) -> list[tuple[int, Query]]:
    """Return the figures that are quoted or named by their period, each with its place."""
    quoted = chosen(frame)
    if any(one.indicator != "exports" or one.relation or one.segment != TOTAL for one in quoted):
        return []
    found = [
        (place, Query(operation=Operation.VALUE, periods=(one.period,), outlook=one.outlook))
        for (place, _), one in zip(frame.quotes, quoted, strict=True)
    ]
    found += [
        (moment.start, Query(operation=Operation.VALUE, periods=(moment.period,), outlook=expected(frame, moment)))
        for moment in frame.times.moments
        if not covered(moment, quoted)
    ]
    return sorted(found, key=lambda one: one[0])
