"""Rules for a ranking: which segment comes first, last or nth, and all of them in order."""

from __future__ import annotations

from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Operation

Fields = dict[str, Any]

_PAIR = 2


def ranking(frame: Frame) -> Fields | None:
    """Read which segment comes first, last or nth."""
    if leads_all(frame):
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


def leads_all(frame: Frame) -> bool:
    """Whether it is asked who leads in a period: "who is ahead in H1 2025?"."""
    asks = frame.has("measure.ahead") and frame.has("ask.who", "ask.which")
    return asks and not frame.segments and bool(frame.times.periods) and not frame.has("indicator.rank_", "place.")


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
