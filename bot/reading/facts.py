"""Questions about what is told in words: places, reasons, strategy, institutions."""

from __future__ import annotations

from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Operation

_MEASURED = (
    "ask.amount",
    "measure.growth",
    "measure.share",
    "measure.percent",
    "measure.ratio",
    "measure.points",
    "combine.needed",
    "per.",
    "select.nth",
)


def place_asked(frame: Frame) -> dict[str, Any] | None:
    """Read questions on hubs, parks and whether a place is one."""
    places = tuple(code for code in frame.values("place") if code != "MA")
    park = frame.has("indicator.park")
    hub = frame.has("indicator.hub", "topic.hubs_emerging", "topic.hubs_established", "topic.decentralisation") or (
        frame.has("ask.where")
        and not frame.times.periods
        and not frame.amounts
        and not frame.has("explain.source", "measure.progress", "topic.drivers")
    )
    sized = frame.has("indicator.park_area", "ask.when") or (
        places and frame.has("ask.amount") and len(frame.content) <= 2
    )
    if park and sized and not frame.segments and not frame.has("indicator.jobs", "hint.jobs"):
        return {"operation": Operation.MEMBERSHIP, "about": "park", "places": places, "measure": "detail"}
    poles = ("topic.hubs_emerging", "topic.hubs_established")
    money = frame.has("ask.amount") and not frame.has("indicator.hub", "indicator.park", *poles)
    if money or frame.has("indicator.jobs", "indicator.rank_world", "indicator.rank_africa", "institution."):
        return None
    if frame.has("indicator.companies", "indicator.startups") and not frame.has("ask.where"):
        return None
    denied = park and frame.has("indicator.hub") and frame.has("negate.not", "combine.except") and bool(places)
    indicator = "park" if park and not denied else "hub"
    named = frame.has(
        "indicator.hub", "indicator.park", "topic.hubs_emerging", "topic.hubs_established", "topic.decentralisation"
    )
    figures = (
        bool(frame.times.periods)
        or bool(frame.segments)
        or frame.has("select.max", "select.min", "measure.percent", "measure.share", "measure.compare", "hint.")
    )
    emerging = frame.has("topic.strategy", "topic.decentralisation", "topic.efforts") and frame.has(
        "ask.which", "ask.what"
    )
    if places and emerging and not frame.has("ask.amount", "measure."):
        return {"operation": Operation.EXPLANATION, "topic": "decentralisation"}
    if places and ((not named and (figures or frame.exports)) or (frame.exports and frame.times.periods)):
        return {"operation": Operation.VALUE}
    if places and frame.has("combine.except") and not denied:
        return {"operation": Operation.MEMBERS, "about": indicator, "excluded_places": places, "topic": _side(frame)}
    if places and not (frame.has("indicator.exports", "measure.growth", "measure.share") and not hub and not park):
        if frame.has("topic.decentralisation") and not frame.has("ask.affirm", "ask.where"):
            return {"operation": Operation.EXPLANATION, "topic": "decentralisation"}
        named_only = frame.asks and not frame.has("ask.affirm")
        fields = {"operation": Operation.MEMBERSHIP, "about": indicator, "places": places}
        if len(places) == 1 and not named_only:
            fields["topic"] = _side(frame)  # "Oujda is an established hub, right?"
        return fields | {"measure": "name" if named_only else "denied" if denied else "amount"}
    if park or hub:
        if frame.has("topic.decentralisation") and not frame.has("indicator.hub", "topic.hubs_emerging", "ask.where"):
            return {"operation": Operation.EXPLANATION, "topic": "decentralisation"}
        if frame.segments or frame.figures or frame.has("measure.growth"):
            return None
        return {"operation": Operation.MEMBERS, "about": indicator, "topic": _side(frame)}
    return None


def _side(frame: Frame) -> str:
    if frame.has("topic.hubs_emerging") and frame.has("topic.hubs_established", "select.max"):
        return ""
    denied = any(piece.has("negate.not") and not piece.has("answer.no") for piece in frame.pieces)
    if denied and frame.has("topic.hubs_emerging", "topic.hubs_established"):
        return "established" if frame.has("topic.hubs_emerging") else "emerging"
    if frame.has("topic.hubs_emerging", "topic.decentralisation"):
        return "emerging"
    return "established" if frame.has("topic.hubs_established", "select.max") else ""


_TOPICS = (
    "unit",
    "modernisation",
    "high_value_services",
    "growth_drivers",
    "resilience",
    "markets",
    "decentralisation",
    "perimeters",
    "preliminary",
    "efforts",
    "strategy",
    "goals",
    "drivers",
)


def explained(frame: Frame) -> dict[str, Any] | None:
    """Read questions whose answer is a statement: why, what for, towards what."""
    topics = [topic for topic in _TOPICS if _strong(frame, f"topic.{topic}")]
    if ahead := _ahead(frame):
        return ahead
    if frame.currencies and not frame.quotes and not frame.times.periods and not frame.segments:
        return {"operation": Operation.EXPLANATION, "topic": "unit"}
    why = frame.has("ask.why") or (frame.has("explain.why") and not frame.compared)  # "BPO is behind ESO?"
    figure = frame.has("indicator.exports") and (bool(frame.times.periods) or bool(frame.segments))
    numeric = (
        figure
        or frame.has(*_MEASURED)
        or bool(frame.figures)
        or frame.has(
            "indicator.budget",
            "indicator.startups",
            "indicator.trainees_per_year",
            "indicator.jobs",
            "indicator.companies",
            "indicator.rank_world",
            "indicator.rank_africa",
            "indicator.rank_mena",
            "indicator.net_job_creation",
        )
    )
    if frame.has("ask.why") and len([one for one in frame.amounts if one.decimals or one.unit]) > 1:
        return {"operation": Operation.EXPLANATION, "topic": "perimeters"}
    if why and not topics and not frame.has("place.", "segment.", "indicator.", "measure.", "direction.", "refer."):
        return None
    counted = frame.has("indicator.budget", "indicator.trainees_per_year", "indicator.startups") and not frame.has(
        "ask.why"
    )
    if frame.has("ask.why") or (why and not counted and not frame.has("ask.amount")):
        return _reason(frame, topics)
    institution = [code for code in frame.values("institution") if code not in ("institutions", "other")]
    if institution and not numeric and not frame.times.periods and not frame.segments:
        if "modernisation" in topics:
            return {"operation": Operation.EXPLANATION, "topic": "modernisation"}
        if not frame.has("outlook."):
            return {"operation": Operation.EXPLANATION, "topic": "institution", "about": institution[0]}
    if not topics or numeric or (frame.segments and topics[0] != "growth_drivers"):
        return None
    topic = topics[0]
    if topic == "goals":
        topic = "strategy"
    if topic == "strategy" and frame.times.periods and not frame.has("ask.") and _weak(frame, "topic.strategy"):
        return {"operation": Operation.VALUE, "outlook": True}  # "cap 2025"
    if topic == "strategy" and frame.times.periods and frame.has("indicator.exports", "outlook.target"):
        return None
    return {"operation": Operation.EXPLANATION, "topic": topic}


def _ahead(frame: Frame) -> dict[str, Any] | None:
    """Read "who is ahead of Morocco in Africa?"."""
    ranks = [code for code in frame.indicators if code.startswith("rank_")]
    who = frame.has("ask.who", "ask.which") and frame.has("measure.difference", "select.max") and bool(ranks)
    moved = ranks and frame.has("measure.growth", "measure.fall", "measure.difference") and not frame.segments
    if not frame.has("topic.ahead") and not who and not moved:
        return None
    if frame.segments or frame.has("select.segments", "indicator.exports", "indicator.jobs"):
        return None
    return {"operation": Operation.EXPLANATION, "topic": "ranking", "about": ranks[0] if ranks else "rank_africa"}


def _weak(frame: Frame, sense: str) -> bool:
    return all(piece.has("weak.") for piece in frame.pieces if piece.has(sense))


def _strong(frame: Frame, sense: str) -> bool:
    return any(piece.has(sense) and not piece.has("direction.", "measure.", "select.") for piece in frame.pieces)


def _reason(frame: Frame, topics: list[str]) -> dict[str, Any]:
    moved = frame.has(
        "measure.growth", "measure.fall", "direction.", "measure.trend", "measure.stable", "topic.growth_drivers"
    )
    rose = frame.has("direction.up", "measure.growth", "topic.growth_drivers")
    fell = frame.has("measure.fall", "direction.down", "measure.stable") and not rose
    if "perimeters" in topics:
        return {"operation": Operation.EXPLANATION, "topic": "perimeters"}
    for topic in ("modernisation", "high_value_services", "decentralisation"):
        if topic in topics:
            return {"operation": Operation.EXPLANATION, "topic": topic}
    if moved and "drivers" not in topics:
        return {
            "operation": Operation.EXPLANATION,
            "topic": "growth_drivers",
            "comparison": "slow" if fell and frame.has("tone.slow") else "fall" if fell else "",
            "segments": frame.segments,
            "periods": frame.times.periods,
        }
    return {"operation": Operation.EXPLANATION, "topic": "drivers" if "drivers" in topics or not topics else topics[0]}
