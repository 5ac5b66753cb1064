"""Questions about what is told in words: places, reasons, strategy, institutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece, following
from bot.reading.frame import Frame
from bot.reading.query import Operation
from knowledge.periods import Period, PeriodKind

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
_LEVELS = (
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
    "strategy",
    "efforts",
    "goals",
    "drivers",
)


def explained(frame: Frame) -> dict[str, Any] | None:
    """Read questions whose answer is a statement: why, what for, towards what."""
    topics = [topic for topic in _TOPICS if _strong(frame, f"topic.{topic}")] if frame.has("topic.") else []
    why = frame.has("ask.why") or (frame.has("explain.why") and not frame.compared and not placed_behind(frame))
    levels = [one for one in frame.amounts if (one.decimals or one.unit) and one.unit not in ("percent", "points")]
    if frame.has("ask.why") and len(levels) > 1:
        return {"operation": Operation.EXPLANATION, "topic": "perimeters"}
    if why and not topics and not frame.has("place.", "segment.", "indicator.", "measure.", "direction.", "refer."):
        return None
    counted = frame.has("indicator.budget", "indicator.trainees_per_year", "indicator.startups") and not frame.has(
        "ask.why"
    )
    if frame.has("ask.why") or (why and not counted and not frame.has("ask.amount")):
        return _reason(frame, topics) or None
    institution = [code for code in frame.values("institution") if code not in ("institutions", "other")]
    if institution and not frame.times.periods and not frame.segments and not _numeric(frame):
        if "modernisation" in topics:
            return {"operation": Operation.EXPLANATION, "topic": "modernisation"}
        if not frame.has("outlook."):
            return {"operation": Operation.EXPLANATION, "topic": "institution", "about": institution[0]}
    of_firms = (
        bool(topics) and topics[0] == "drivers" and not frame.times.periods and frame.has("ask.which", "ask.what")
    )
    if not topics or _numeric(frame) or (frame.segments and topics[0] != "growth_drivers" and not of_firms):
        return None
    topic = topics[0]
    if topic == "perimeters" and frame.has("outlook.") and frame.times.periods:
        return None  # "projection for 2026 in this same perimeter?"
    if topic == "goals":
        topic = "strategy"
    if topic == "strategy" and frame.times.periods and not frame.has("ask.") and _weak(frame, "topic.strategy"):
        return {"operation": Operation.VALUE, "outlook": True}  # "cap 2025"
    if (
        topic == "strategy"
        and frame.times.periods
        and frame.has("indicator.exports", "indicator.jobs", "ask.amount", "unit.", "perimeter.")
    ):
        return None
    return {"operation": Operation.EXPLANATION, "topic": topic}


def target_of(frame: Frame) -> dict[str, Any] | None:
    """Read "exports aimed at by Digital Morocco 2030" as what is aimed at for the year in the name of the strategy."""
    if not frame.has("topic.strategy") or not frame.exports or not frame.has("outlook.target"):
        return None
    other = frame.has("ask.why", "ask.who", "explain.", "combine.", "per.", *_MEASURED[1:5])
    if other or frame.segments or frame.quotes:
        return None
    named = [word for place in frame.at("topic.strategy") for word in frame.pieces[place].text.split()]
    years = [int(word) for word in named if word.isdigit() and len(word) == len("2030")]
    if not years or frame.times.periods:
        return None
    return {"operation": Operation.VALUE, "outlook": True, "periods": (Period.of_year(years[0]),)}


def placed_behind(frame: Frame) -> bool:
    """Whether "behind" only says which place something takes: "BPO is behind ESO?", "the runner-up behind IT"."""
    behind = [place for place in frame.at("explain.why") if frame.pieces[place].has("tone.less")]
    if len(behind) < len(frame.at("explain.why")):
        return False
    after = (following(frame.pieces, place) for place in behind)
    return frame.has("nth.", "select.ranking") and any(
        at is not None and frame.pieces[at].has("segment.") for at in after
    )


_TWO = Decimal(2)


def two_totals(frame: Frame) -> dict[str, Any] | None:
    """Read "why are there two different totals for 2023?": the figures of both scopes, or that there are two."""
    apart = frame.has("verify.apart", "explain.apart", "combine.match", "refer.two", "refer.same", "measure.difference")
    two = ("2" in frame.values("number")) or any(number.amount.values == (_TWO,) for number in frame.numbers)
    of_total = frame.has("segment._T", "indicator.exports", "alone.statistic", "unit.", "measure.amount")
    years = frame.times.years
    other = set(frame.indicators) - {"exports"} or frame.segments or frame.has("measure.growth", "measure.share")
    if not (two and of_total and years) or other or len(frame.times.periods) > 1:
        return None
    if not frame.has("ask.why", "explain.why", "explain.apart") and not (apart and frame.has("ask.what")):
        return None
    explains = ("ask.", "explain.", "verify.", "combine.", "number.", "refer.", "measure.", "topic.")
    return {"operation": Operation.VALUE, "periods": tuple(years), "perimeter": "", "explains": explains}


def ahead(frame: Frame) -> dict[str, Any] | None:
    """Read "who is ahead of Morocco in Africa?", "how many places did it gain?"."""
    ranks = [code for code in frame.indicators if code.startswith("rank_")]
    who = frame.has("ask.who", "ask.which") and frame.has("measure.difference", "select.max") and bool(ranks)
    moved = ranks and frame.has("measure.growth", "measure.fall", "measure.difference") and not frame.segments
    behind = frame.has("ask.who") and frame.has("tone.less") and bool(ranks)  # "second in Africa, behind whom?"
    peer = frame.has("peer.") and all(frame.ruled_out(one) for one in frame.pieces if one.has("peer."))
    if not frame.has("topic.ahead") and not who and not moved and not behind and not peer:
        return None
    if frame.segments or frame.has("select.segments", "indicator.exports", "indicator.jobs"):
        return None
    if peer or behind:
        return _beside(frame, ranks)
    return {"operation": Operation.EXPLANATION, "topic": "ranking", "about": ranks[0] if ranks else "rank_africa"}


_BESIDE = 2
"""Pieces between a country and the rank that is its own."""


def _beside(frame: Frame, ranks: list[str]) -> dict[str, Any]:
    """Read which country stands ahead of Morocco, with the rank that is asked for beside it."""
    peers = frame.values("peer")
    near = [code for code in ranks if code != "rank_world"]
    about = near[0] if near else peers[0] if peers else "rank_africa"
    ranking = frame.at("select.ranking", "indicator.rank_world", "indicator.rank_africa", "indicator.rank_mena")
    named = not any(abs(place - one) <= _BESIDE for place in frame.at("peer.") for one in ranking)  # "Egypt's rank"
    ranked = frame.has("select.ranking", "nth.", "ask.where") and named and not frame.verdict
    asked = ranks[0] if ranks and ranked else ""
    explains = ("peer.", "indicator.", "select.", "measure.", "tone.", "topic.", "nth.", "ask.", "segment.")
    fields: dict[str, Any] = {"operation": Operation.EXPLANATION, "topic": "ranking", "about": about}
    fields |= {"comparison": _said_ahead(frame)} if peers and frame.verdict else {}
    return fields | {"indicator": asked or "exports", "measure": "rank" if asked else "amount", "explains": explains}


def which_strategy(frame: Frame) -> dict[str, Any] | None:
    """Read "which strategy does the plan to train 100,000 young people belong to?": its name, not the figure."""
    asked = any(first.has("ask.which") and then.has("topic.strategy") for first, then in pairwise(frame.content))
    told = set(frame.indicators) & {"trainees_per_year", "startups"}
    if (
        not asked
        or not told
        or frame.segments
        or frame.times.periods
        or frame.has("ask.amount", "measure.", "combine.")
    ):
        return None
    explains = ("topic.", "indicator.", "outlook.", "explain.", "hint.", "per.", "number.", "scale.", "unit.")
    return {"operation": Operation.EXPLANATION, "topic": "strategy", "indicator": "exports", "explains": explains}


def told_of_peers(
    parted: Iterable[tuple[Sequence[Piece], Frame | None]], today: date
) -> Iterator[tuple[Sequence[Piece], Frame | None]]:
    """Join a bare question to the countries told before: "Egypt ranks above you, they say. True, in Africa?"."""
    for sentence, premise in parted:
        if premise is not None and premise.has("peer.") and _bare_verdict(Frame.of(sentence, today)):
            yield [one for one in (*premise.pieces, *sentence) if one.text != "."], None
        else:
            yield sentence, premise


def _bare_verdict(frame: Frame) -> bool:
    bare = not (frame.segments or frame.times.periods or frame.amounts or frame.exports or frame.has("peer."))
    asks = frame.has("ask.amount", "ask.which", "ask.who", "ask.what", "ask.where", "ask.why", "ask.how", "ask.when")
    return bare and not asks and frame.verdict


def _said_ahead(frame: Frame) -> str:
    """Return who is said to be ahead, a country that is or Morocco: "is Egypt ahead of Morocco?"."""
    peer = frame.at("peer.")[0]
    ahead = frame.at("measure.ahead", "tone.more", "topic.ahead", "tone.less")
    if not ahead or frame.has("follow.or"):
        return ""
    first = peer < ahead[0]
    behind = frame.has("tone.less") and not frame.has("tone.more", "topic.ahead", "measure.ahead")
    return "peer" if first is not behind else "own"


def joint_project(frame: Frame) -> dict[str, Any] | None:
    """Read what the two institutions do together."""
    both = frame.has("institution.office_des_changes") and frame.has("institution.ministry")
    figure = frame.figures or (frame.has("indicator.exports") and (frame.times.periods or frame.segments))
    if not both or figure or frame.has("ask.amount", "explain.source", "ask.who", "outlook."):
        return None
    return {"operation": Operation.EXPLANATION, "topic": "modernisation"}


def markets(frame: Frame) -> dict[str, Any] | None:
    """Read on which markets Morocco stands well."""
    asks = frame.has("ask.which", "ask.where") and not frame.has("ask.amount", "measure.growth")
    named = frame.segments or frame.times.periods or frame.exports
    if not asks or named or not _strong(frame, "topic.markets"):
        return None
    return {"operation": Operation.EXPLANATION, "topic": "markets"}


def _numeric(frame: Frame) -> bool:
    """Whether a figure is asked for, and no statement."""
    figure = frame.has("indicator.exports") and (bool(frame.times.periods) or bool(frame.segments))
    figure = figure or (frame.says_total and any(period.kind is PeriodKind.HALF for period in frame.times.periods))
    return figure or frame.has(*_MEASURED, *_LEVELS) or bool(frame.figures)


def _weak(frame: Frame, sense: str) -> bool:
    return all(piece.has("weak.") for piece in frame.pieces if piece.has(sense))


def _strong(frame: Frame, sense: str) -> bool:
    named = (frame.pieces[place] for place in frame.at(sense))
    return any(not piece.has("direction.", "measure.", "select.") for piece in named)


def _reason(frame: Frame, topics: list[str]) -> dict[str, Any]:
    moved = frame.has(
        "measure.growth", "measure.fall", "direction.", "measure.trend", "measure.stable", "topic.growth_drivers"
    )
    compared = len(frame.times.periods) > 1 and frame.has("tone.", "measure.difference", "measure.versus")
    moved = moved or compared
    rose = frame.has("direction.up", "measure.growth", "topic.growth_drivers")
    fell = frame.has("measure.fall", "direction.down", "measure.stable") and not rose
    fell = fell or (compared and frame.has("tone.less"))
    differ = frame.has("refer.same") and frame.has("negate.not", "combine.except")  # "why is it not the same?"
    if "perimeters" in topics or (differ and not topics and not frame.segments):
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
    if not topics and frame.segments and frame.figures and not frame.has("place.MA"):
        # "why is CRM's share 37.4 %?": nobody published why
        fields: dict[str, Any] = {"topic": "growth_drivers", "comparison": "fall", "segments": frame.segments}
        return {"operation": Operation.EXPLANATION, "periods": frame.times.periods, **fields}
    if not topics and not frame.has(*_OF_THE_SECTOR):
        return {}
    return {"operation": Operation.EXPLANATION, "topic": "drivers" if "drivers" in topics or not topics else topics[0]}


_OF_THE_SECTOR = ("place.", "segment.", "indicator.", "perimeter.", "hint.", "select.segments", "refer.there")
"""What "why" has to ask about for the strengths of the country to be its answer."""
