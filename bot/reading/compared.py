"""Rules for segments against each other: comparison, ranking, those beyond a bound."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.query import Amount, Operation, Query
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]


_PAIR = 2


def _sides(frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split the segments at the word that compares them: what stands before, and what after."""
    split = list(frame.at("measure.versus", "measure.difference", "measure.ratio", "measure.compare"))
    split = split or (frame.at(*_PLACED) if frame.compared or _placed_between(frame) else [])
    sequence = [
        (place, piece.values("segment")[0])
        for place, piece in enumerate(frame.pieces)
        if piece.has("segment.") and not piece.has("segment._T")
    ]
    for cut in split:
        left = tuple(dict.fromkeys(code for place, code in sequence if place < cut))
        right = tuple(dict.fromkeys(code for place, code in sequence if place > cut and code not in left))
        if left and right:
            return left, right
    group = _added(frame, sequence)
    rest = tuple(code for code in frame.segments if code not in group)
    return (group, rest) if len(group) > 1 and rest else (frame.segments[:1], frame.segments[1:])


_PLACED = ("select.above", "select.below", "verify.beat", "tone.more", "tone.less")


def _placed_between(frame: Frame) -> bool:
    """Whether it is asked how much one segment lies above another: "how much is ITO above CRM?"."""
    if len(frame.segments) != _PAIR or not frame.has("ask.amount") or frame.figures:
        return False
    placed = frame.at("select.above", "select.below", "measure.ahead")
    named = frame.segment_places
    return bool(placed) and named[0] < placed[0] < named[-1]


def _slashed(frame: Frame) -> Fields | None:
    """Read "ITO/CRM, H1 2025" as the one over the other."""
    if len(frame.segments) != _PAIR:
        return None
    places = frame.at("segment.")
    between = [piece for piece in frame.pieces[places[0] + 1 : places[-1]] if not piece.optional]
    asked = frame.has("measure.", "combine.", "select.", "nth.")
    if len(between) != 1 or between[0].text not in "/÷" or asked:
        return None
    sides = {"segments": frame.segments[:1], "against": frame.segments[1:]}
    return {"operation": Operation.COMPARISON, "comparison": "ratio"} | sides


def _plus(frame: Frame) -> bool:
    return any(piece.text == "+" for piece in frame.pieces)


def _added(frame: Frame, sequence: list[tuple[int, str]]) -> tuple[str, ...]:
    """Return the segments that a sign or a link adds up: "ESO + CRM on one side, ITO on the other"."""
    group: list[str] = []
    for (place, code), (after, other) in pairwise(sequence):
        between = [piece for piece in frame.pieces[place + 1 : after] if not piece.optional or piece.has("follow.and")]
        if between and all(piece.text in "+&" or piece.has("follow.and", "combine.sum") for piece in between):
            group += [code, other]
        elif group:
            break
    return tuple(dict.fromkeys(group))


def comparison(frame: Frame) -> Fields | None:
    """Read one segment, or period, against another."""
    compares = frame.has("measure.ratio", "measure.difference", "measure.points", "measure.compare", "measure.versus")
    ends = frame.has("select.between") and frame.has("ask.amount") and len(frame.ranks) == _PAIR
    if not compares and not frame.compared and not ends and not _placed_between(frame):
        return _slashed(frame)
    if _claims_only_amount(frame) or _taken_out(frame) or _leads_all(frame):
        return None
    kind = next((kind for kind in ("ratio", "points", "difference") if frame.has(f"measure.{kind}")), "")
    measure = (
        "share"
        if frame.has("measure.share", "measure.points") and frame.segments
        else "growth"
        if frame.has("measure.growth", "measure.fall") and len(frame.segments) > 1
        else "amount"
    )
    kind = kind or ("difference" if ends or _placed_between(frame) else "")
    fields: Fields = {"operation": Operation.COMPARISON, "comparison": kind, "measure": measure}
    if not frame.segments and len(frame.ranks) == 2 and not frame.has("top.", "bottom.") and not _from_top(frame):
        return fields | {"ranks": frame.ranks, "measure": "share" if kind == "points" else measure}
    if len(frame.segments) == 2 and kind == "difference" and measure == "amount" and _in_percent(frame):
        periods = frame.times.periods
        of = tuple(Query(operation=Operation.VALUE, segments=(code,), periods=periods) for code in frame.segments)
        return {"operation": Operation.DERIVED, "comparison": "change", "of": of}
    if len(frame.segments) >= 2:
        return fields | _opposed(frame)
    if kind == "points" and len(frame.segments) == 1 and len(frame.times.periods) == 1:
        period = frame.times.periods[0]
        return {"operation": Operation.SHARE, "comparison": "points", "periods": (period.year_before(), period)}
    if _against_rest(frame):
        return fields | {"against": ("rest",)}
    if len(frame.times.periods) > 1 or frame.times.flags & {"year_before", "same_period"}:
        if measure == "share":
            return {"operation": Operation.SHARE, "comparison": "points"}
        return {"operation": Operation.GROWTH, "comparison": kind or "difference"}
    bounded = bool(frame.figures) and frame.has("select.above", "select.below")  # "ESO made more than 2.5 billion?"
    moved = any(piece.has("direction.") and not piece.has("measure.difference") for piece in frame.pieces)
    moved = (moved and not frame.segments) or frame.has("measure.growth", "measure.fall")  # "en hausse de combien ?"
    partial = kind and not moved and not frame.verdict and not bounded and not _earned(frame, kind)
    return fields | {"partial": True} if partial else None


def _taken_out(frame: Frame) -> bool:
    """Whether all segments are listed behind what takes them out: "if we remove CRM and ESO from the total"."""
    cuts, named = frame.at("combine.except"), [place for place in frame.at("segment.") if _of_one(frame.pieces[place])]
    if not cuts or len(named) < _PAIR or cuts[0] > named[0]:
        return False
    between = [piece for piece in frame.pieces[named[0] : named[-1]] if piece.kind != "sign" and not _of_one(piece)]
    listed = all(
        (piece.optional and not piece.has("measure.versus", "span.from")) or piece.has("combine.except")
        for piece in between
    )
    compares = ("measure.ratio", "measure.difference", "measure.points", "measure.compare")
    bound = ("combine.except", "select.above", "select.below") if frame.figures else ("combine.except",)
    other = any(piece.has(*compares) and not piece.has(*bound) for piece in frame.pieces)
    return listed and not other and not frame.pieces[cuts[0]].has("negate.not")


def _of_one(piece: Piece) -> bool:
    return piece.has("segment.") and not piece.has("segment._T")


def _earned(frame: Frame, kind: str) -> bool:
    """Whether "gagné" says what was made, and not how much more: "combien l'ITO a gagné ?"."""
    named = bool(frame.segments) or frame.exports or frame.says_total
    earned = all(piece.has("earned.") for piece in frame.pieces if piece.has("measure.difference"))
    return kind == "difference" and earned and named


_OTHER_THAN_FIRST = (
    "measure.growth",
    "measure.fall",
    "measure.share",
    "measure.percent",
    "measure.points",
    "order.",
    "nth.",
    "combine.needed",
    "direction.",
    "outlook.",
)


def in_front(frame: Frame) -> Fields | None:
    """Read "which segment came out ahead in 2024?" as the first of the ranking, "which one trailed?" as the last."""
    if frame.segments or frame.amounts or not frame.has("measure.difference"):
        return None
    which = frame.has("ask.which", "ask.who", "ask.what") and frame.has("select.segments")
    other = any(piece.has(*_OTHER_THAN_FIRST) and not piece.has("select.segments", "tone.") for piece in frame.pieces)
    if not which or other:
        return None
    if len(frame.times.periods) > 1 or frame.times.flags & {"year_before", "same_period"} or len(frame.ranks) > 1:
        return None
    order = "min" if frame.has("tone.less", "select.below", "select.min") else "max"
    first: Fields = {"operation": Operation.RANKING, "order": order, "rank": 1, "measure": "amount", "segments": ()}
    return first | {"explains": ("combine.rest", "explain.why", "refer.other", "earned.", "measure.difference")}


def _leads_all(frame: Frame) -> bool:
    """Whether it is asked who leads in a period: "who is ahead in H1 2025?"."""
    asks = frame.has("measure.ahead") and frame.has("ask.who", "ask.which")
    return asks and not frame.segments and bool(frame.times.periods) and not frame.has("indicator.rank_", "place.")


def _from_top(frame: Frame) -> bool:
    """Whether the ends only say in which order to rank: "rank them from largest to smallest"."""
    sets = frame.has("measure.difference", "measure.ratio", "measure.compare", "measure.points", "measure.versus")
    listed = frame.has("span.from") and not frame.has("ask.amount", "measure.difference", "measure.ratio")
    return set(frame.ranks) == {1, -1} and (frame.has("select.ranking") or listed or not sets)


def _against_rest(frame: Frame) -> bool:
    """Whether one segment is set against all others: "ITO against the rest", "CRM versus the other segments"."""
    if len(frame.segments) != 1:
        return False
    others = frame.has("refer.other") and frame.has("select.segments") and not frame.times.periods[1:]
    sets_against = frame.has("measure.compare", "measure.versus", "measure.difference")
    return frame.has("combine.rest") or (others and sets_against)


def _opposed(frame: Frame) -> Fields:
    """Return the two sides of a comparison of several segments; nothing where each stands for itself."""
    rest = [place for place in frame.at("combine.rest") if not frame.pieces[place].has("refer.other")]
    if rest and rest[-1] > frame.at("segment.")[-1]:
        return {"segments": frame.segments, "against": ("rest",)}  # "CRM and ITO against the rest"
    if frame.has("combine.sum", "combine.rest") or len(frame.segments) == _PAIR or _plus(frame):
        left, right = _sides(frame)
        return {"segments": left, "against": right} if right else {}
    return {}


def _in_percent(frame: Frame) -> bool:
    """Whether one amount is asked for in percent above another: "by what percent is ITO ahead of CRM?"."""
    other = frame.has("measure.share", "combine.", "select.above", "select.below", "direction.", "ask.affirm")
    return frame.has("measure.percent") and len(frame.times.periods) == 1 and not other and not frame.figures


def growth_of_several(frame: Frame) -> Fields:
    """Read the growth of several segments as one against the other: no one asks for the growth of their sum."""
    left, right = _sides(frame)
    return {"operation": Operation.COMPARISON, "measure": "growth", "segments": left, "against": right}


def _claims_only_amount(frame: Frame) -> bool:
    return (
        frame.has("combine.sum")
        and bool(frame.figures)
        and not frame.has("measure.versus", "measure.ratio", "measure.compare")
    )


_OF_WHICH = (
    "select.any",
    "select.segments",
    "ask.which",
    "ask.who",
    "refer.it",
    "ask.what",
    "select.each",
    "ask.amount",
)


def any_beyond(frame: Frame) -> Fields | None:
    """Read "is anything below 1 % in 2024?" as which segments are: nothing is claimed of the whole."""
    return selection(frame) if frame.has("select.any") and not frame.segments else None


def selection(frame: Frame) -> Fields | None:
    """Read which segments lie beyond a bound, grew or fell."""
    if frame.segments or not any(piece.has(*_OF_WHICH) and not piece.has("split.in") for piece in frame.pieces):
        return None
    bound = frame.has("select.above", "select.below", "verify.beat")
    amounts = [figure for figure in frame.figures if figure.unit in ("percent", "MAD_bn")]
    digits = _digits_bound(frame)
    grows = frame.has("measure.growth", "measure.fall", "direction.") and (
        frame.has("ask.which", "select.segments", "ask.what")
    )
    few = frame.has("top.", "bottom.") and not frame.has("ask.which", "ask.who", "ask.what")
    if few:
        return None
    if frame.has("select.between") and len(amounts) == 2 and amounts[0].unit == amounts[1].unit:
        low, high = sorted(amount.values[0] for amount in amounts)
        measure = "share" if amounts[0].unit == "percent" else "amount"
        between = amounts[0].model_copy(update={"values": (low, high)})
        return {"operation": Operation.SELECTION, "threshold": between, "comparison": "between", "measure": measure}
    digits = digits or (_a_billion(frame) if bound and not amounts else None)
    listed = frame.has("select.segments", "select.any", "ask.which", "ask.who", "quantity.all")
    grown = frame.has("measure.rate", "measure.growth") and not frame.has("select.segments", "ask.who")
    if grown and amounts and amounts[0].unit == "MAD_bn":
        return None  # "since we passed 27 billion, what is the growth?"
    if bound and (amounts or digits) and (listed or digits):
        threshold = amounts[0] if amounts else digits
        measure = "share" if threshold and threshold.unit == "percent" else "amount"
        if measure == "share" and frame.has("measure.growth"):
            measure = "growth"
        below = frame.has("select.below") and not (
            frame.has("select.above") and frame.at("select.above")[0] < frame.at("select.below")[0]
        )
        return {"operation": Operation.SELECTION, "threshold": threshold, "below": below, "measure": measure}
    if (
        grows
        and frame.has("select.segments", "ask.which")
        and frame.has("select.segments")
        and not frame.has("select.max", "select.min", "nth.")
    ):
        years = sorted(frame.times.periods)
        dated: Fields = {"periods": (years[-1],)} if _next_year(years) else {}  # "which shrank between 2023 and 2024?"
        return dated | {
            "operation": Operation.SELECTION,
            "measure": "growth",
            "below": (frame.has("measure.fall", "direction.down") and not frame.has("measure.growth"))
            is not frame.has("negate.not", "denial.close"),
        }
    return None


def _a_billion(frame: Frame) -> Amount | None:
    """Read "under a billion", "above a million" as one of them: an article stands where a number would."""
    for place in frame.at("unit.billion", "unit.million"):
        alone = place and place not in frame.numbered and frame.pieces[place - 1].text in ("a", "the", "un", "le")
        if alone and any(
            frame.pieces[at].has("select.above", "select.below") for at in range(max(place - 3, 0), place)
        ):
            value = Decimal(1) if frame.pieces[place].has("unit.billion") else Decimal("0.001")
            return Amount(values=(value,), unit="MAD_bn")
    return None


def _next_year(years: Sequence[Period]) -> bool:
    """Whether two years follow each other, so that a change is the one of the later year."""
    return len(years) == _PAIR and years[0].kind is PeriodKind.YEAR and years[1] == years[0].shifted(1)


def _digits_bound(frame: Frame) -> Amount | None:
    """Read "double digits" as ten percent."""
    words = frame.words("select.above", "select.below")
    return Amount(values=(Decimal(10),), unit="percent") if "digit" in words or "chiffre" in words else None


def ranking(frame: Frame) -> Fields | None:
    """Read which segment comes first, last or nth."""
    if _leads_all(frame):
        return {"operation": Operation.RANKING, "order": "max", "rank": 1, "measure": "amount"}
    if not frame.has("select.max", "select.min", "nth.", "select.ranking") or _peak_of_nothing(frame):
        return None
    most = [frame.pieces[place] for place in (*frame.at("select.max"), *frame.at("select.min"))]
    if frame.amounts and most and all(piece.has("verify.beat") for piece in most) and not frame.has("nth."):
        return None  # "did exports top 13 billion?"
    if frame.has("indicator.rank_world", "indicator.rank_africa", "indicator.rank_mena") and not frame.segments:
        return None
    if frame.has("indicator.jobs", "indicator.startups", "indicator.companies") and not frame.segments:
        return None
    if len(frame.segments) == 2 and not frame.verdict and frame.has("ask.which", "ask.who", "select.between"):
        measure = "share" if frame.has("measure.share") else "growth" if frame.has("measure.growth") else "amount"
        sides = {"segments": frame.segments[:1], "against": frame.segments[1:]}
        return {"operation": Operation.COMPARISON, "measure": "amount" if measure == "share" else measure} | sides
    subject = (
        frame.segments
        or frame.has(
            "select.segments", "ask.which", "ask.who", "ask.what", "indicator.exports", "segment._T", "select.ranking"
        )
        or frame.times.periods
        or len(frame.content) <= 3
    )
    if not subject or (frame.has("ask.amount") and frame.segments and not frame.verdict):
        return None
    rank = _nth(frame)
    order = (
        "min"
        if frame.has("select.min")
        and not (frame.has("select.max") and frame.at("select.max")[0] < frame.at("select.min")[0])
        and not rank
        else "max"
    )
    rising = frame.has("ranking.ascending")  # "from the smallest to the largest"
    order = "min" if rising else order
    first = order == "min" or (frame.has("select.max") and not frame.has("select.ranking", "nth."))
    if first and rank == 0 and not rising:
        rank = 1
    measure = (
        "growth"
        if frame.has("measure.growth", "measure.fall", "direction.")
        else "share"
        if frame.has("measure.share", "measure.percent")
        else "amount"
    )
    if frame.has("measure.fall", "tone.slow") and order == "max" and measure == "growth":
        order = "min"
    fields = {"operation": Operation.RANKING, "order": order, "rank": rank, "measure": measure}
    if _place_asked(frame) and rank == 0:
        return fields | {"segments": frame.segments, "claim": None}
    return fields | {"segments": frame.segments or (), "within": _among(frame)}


def _among(frame: Frame) -> tuple[str, ...]:
    """Return the segments that are chosen from: "which is the largest of ESO, BPO and KPO?"."""
    chosen = len(frame.segments) > _PAIR and frame.has("ask.which", "ask.who", "ask.what") and not frame.verdict
    others = frame.has("combine.except", "combine.rest", "order.after", "measure.difference", "negate.not")
    return frame.segments if chosen and not others else ()


def _peak_of_nothing(frame: Frame) -> bool:
    """Whether a summit is spoken of, and nothing that can have one: "the highest summit of Morocco"."""
    named = frame.segments or frame.exports or frame.says_total or frame.times.periods or frame.has("select.segments")
    return frame.has("peak.time") and frame.has("place.MA") and not named


def _place_asked(frame: Frame) -> bool:
    """Whether it is asked in which place one segment comes: "what rank does ESO hold?"."""
    said = frame.has("select.max", "select.min", "nth.", "top.", "bottom.") or frame.figures
    return len(frame.segments) == 1 and frame.has("select.ranking") and not said and not frame.verdict


_LONGEST = 5


def end_to_end(frame: Frame) -> Fields | None:
    """Read "2024 from worst to best, with shares" as the whole ranking."""
    order = _order_told(frame)
    sides = len(frame.segments) == _PAIR and frame.has("ask.which", "ask.who")
    counted = {"rank_world", "rank_africa", "rank_mena", "jobs", "startups", "companies"} & set(frame.indicators)
    if not order or sides or counted or frame.has("nth."):
        return None
    measure = "share" if frame.has("measure.share", "measure.percent") else "amount"
    return {"operation": Operation.RANKING, "order": order, "measure": measure, "segments": frame.segments}


def _order_told(frame: Frame) -> str:
    """Return in which order all are told: "from the smallest to the largest", "best to worst"."""
    first, last = frame.at("select.max"), frame.at("select.min")
    if not first or not last or set(first) & set(last) or frame.has("measure.growth", "measure.fall", "ask.amount"):
        return ""
    start, end = min(first[0], last[0]), max(first[-1], last[-1])
    between = frame.pieces[start + 1 : end]
    joined = any(piece.has("span.to") or piece.text == "-" for piece in between) and len(between) < _LONGEST
    named = any(piece.has("segment.", "ask.") and not piece.optional for piece in between)
    return ("min" if last[0] == start else "max") if joined and not named else ""


def _nth(frame: Frame) -> int:
    """Return the place that is asked for, 0 if none."""
    return int(frame.values("nth")[0]) if frame.has("nth.") else 0
