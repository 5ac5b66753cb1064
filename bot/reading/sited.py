"""Follow-ups about a city or its park: what it is called, how large it is, whether the city is a hub."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, plain
from bot.reading.frame import Frame
from bot.reading.query import Operation

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]

_DETAILS = ("indicator.park_area", "ask.when")
_OTHER = ("measure.", "per.", "outlook.", "combine.", "indicator.jobs", "hint.jobs", "ask.why")


def of_the_park(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and its area?", "how is it called?", "the one in Rabat is called?" after a park or the parks."""
    last = before.last
    told = last is not None and last.operation in (Operation.MEMBERSHIP, Operation.MEMBERS) and last.about == "park"
    if last is None or not told or frame.segments or frame.exports or frame.times.periods or frame.has(*_OTHER):
        return None
    places = tuple(code for code in frame.values("place") if code != "MA") or last.places
    detail, name = frame.has(*_DETAILS), frame.has("ask.name")
    if not places or not (detail or name):
        return None
    asked: Fields = {"operation": Operation.MEMBERSHIP, "about": "park", "places": places}
    explains = (*_DETAILS, "ask.", "explain.", "refer.")
    return asked | {"measure": "detail" if detail else "name", "explains": explains}, ("places",)


def whether_a_hub(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and that city, is it a main hub or a new one?" after a park as a question about that city."""
    last = before.last
    hub = frame.has("indicator.hub", "topic.hubs_established", "topic.hubs_emerging")
    if last is None or last.operation is not Operation.MEMBERSHIP or not last.places or not hub:
        return None
    if not frame.has("refer.city", "refer.it", "refer.subject") or frame.has("place.", *_OTHER) or frame.segments:
        return None
    asked: Fields = {"operation": Operation.MEMBERSHIP, "about": "hub", "places": last.places}
    return asked | {"explains": ("refer.", "topic.", "select.", "follow.")}, ("places",)


def listed_too(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and Agadir has none?", "Fez isn't on it?" after a list of parks or hubs as asked of that list."""
    last = before.last
    places = tuple(code for code in frame.values("place") if code != "MA")
    told = last is not None and last.operation in (Operation.MEMBERS, Operation.MEMBERSHIP) and last.about == "park"
    if last is None or not told or not places or not frame.has("negate.not", "verify.inside", "refer.inside"):
        return None
    if frame.segments or frame.exports or frame.times.periods or frame.has(*_OTHER, *_DETAILS, "ask.name", "topic."):
        return None
    if frame.has("indicator.hub", "combine.except", "correct."):
        return None
    asked: Fields = {"operation": Operation.MEMBERSHIP, "about": "park", "places": places, "measure": "name"}
    return asked | {"explains": ("negate.", "verify.", "refer.", "ask.", "indicator.park", "number.")}, ("about",)


def for_all(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and for all countries together?" after what is not held of one of them as the question without it."""
    last = before.last
    if last is None or not last.missing or not frame.has("whole.all") or frame.segments or frame.amounts:
        return None
    operation = Operation.VALUE if last.operation is Operation.SOURCE else last.operation
    asked: Fields = {"operation": operation, "missing": (), "explains": ("whole.",)}
    return plain(last).model_dump() | asked, ("operation", "periods")


def said_again(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and in 2024, was I right?" after a claim as the same claim of that period."""
    last, claim = before.last, before.claim
    if last is None or claim is None or len(frame.times.periods) != 1 or frame.segments or frame.amounts:
        return None
    asks = frame.has("ask.affirm") and not frame.has("measure.", "select.", "combine.", "direction.", "outlook.")
    if not asks or claim.amount is not None or frame.times.periods == last.periods:
        return None
    return plain(last).model_dump() | {"periods": frame.times.periods, "claim": claim}, ("operation", "segments")
