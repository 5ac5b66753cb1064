"""Questions about places: hubs, parks, and whether a place is one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.reading.frame import Frame
from bot.reading.query import Operation

Fields = dict[str, Any]

_POLES = ("topic.hubs_emerging", "topic.hubs_established")
_HUBS = ("indicator.hub", *_POLES, "topic.decentralisation")
_OF_FOUR = ("refer.four", "top.4")
"""What the established hubs are called as well: "one of the four cities"."""
_SIZED = ("indicator.park_area", "indicator.jobs", "hint.jobs", "ask.amount")
_TWO, _FOUR = 2, 4
_DECENTRALISED: Fields = {"operation": Operation.EXPLANATION, "topic": "decentralisation"}


def park_detail(frame: Frame) -> Fields | None:
    """Read how large a park is and when it opened."""
    if not frame.has("indicator.park"):
        return None
    places = _places(frame)
    if places and frame.has("pieces.opened", "ask.when") and not frame.segments and not frame.has(*_SIZED, "ask.which"):
        opened: Fields = {"operation": Operation.MEMBERSHIP, "about": "park", "places": places, "topic": "date"}
        return opened | {"measure": "amount" if _then(frame) else "name"}
    sized = frame.has("indicator.park_area", "ask.when")
    sized = sized or (bool(places) and frame.has("ask.amount") and len(frame.content) <= 2)
    if not sized or frame.segments or frame.has("indicator.jobs", "hint.jobs"):
        return None
    return {"operation": Operation.MEMBERSHIP, "about": "park", "places": places, "measure": "detail"}


def _then(frame: Frame) -> bool:
    """Whether a park is said to have opened in that year itself: "before 2014" is borne out by no year."""
    said = [frame.pieces[moment.start - 1] for moment in frame.times.moments if moment.start]
    return all(piece.has("split.in", "pieces.opened", "indicator.park", "verify.") for piece in said)


def place_asked(frame: Frame) -> Fields | None:
    """Read questions on hubs, parks and whether a place is one."""
    places = _places(frame)
    park = frame.has("indicator.park")
    hub = frame.has(*_HUBS) or _where(frame) or _sited(frame)
    if not (places or park or hub) or _of_figures(frame):
        return None
    if places and (fields := _with_places(frame, places, park=park, hub=hub)) is not None:
        return fields
    if not park and not hub:
        return None
    if frame.has("topic.decentralisation") and not frame.has("indicator.hub", "topic.hubs_emerging", "ask.where"):
        return dict(_DECENTRALISED)
    if (
        (frame.segments and not _sited(frame)) or frame.figures or frame.has("measure.growth")
    ):  # "where to open a call centre?"
        return None
    opened = park and frame.has("pieces.opened") and bool(frame.times.periods)  # "which park opened in 2013?"
    listed: Fields = {"operation": Operation.MEMBERS, "about": "park" if park else "hub", "topic": _side(frame)}
    return listed | ({"measure": "opened", "topic": ""} if opened else {})


def _places(frame: Frame) -> tuple[str, ...]:
    return tuple(code for code in frame.values("place") if code != "MA")


def _where(frame: Frame) -> bool:
    """Whether it asks where, and not where figures come from or where they stand."""
    other = frame.has("explain.source", "measure.progress") or (frame.has("topic.") and not frame.has(*_POLES))
    return frame.has("ask.where") and not frame.times.periods and not frame.amounts and not other


def _sited(frame: Frame) -> bool:
    """Whether it asks where to go with one of these trades: "where should I open a call centre?"."""
    return frame.has("site.asked") and (bool(frame.segments) or frame.has("perimeter.offshoring_old"))


def _of_figures(frame: Frame) -> bool:
    """Whether a place, or a word for one, stands in a question about figures."""
    money = frame.has("ask.amount") and not frame.has("indicator.hub", "indicator.park", *_POLES)
    firms = frame.has("indicator.companies", "indicator.startups") and not frame.has("ask.where")
    cities = any(one.has("ask.which") and after.has("indicator.hub") for one, after in pairwise(frame.pieces))
    firms = firms and not cities  # "which cities host these firms?"
    firms = firms and not (
        frame.has("indicator.park") and frame.questioned and not frame.has("ask.")
    )  # "is there a park for such firms?"
    settled = frame.verdict and frame.has("indicator.hub") and not frame.has("ask.amount", "ask.count")
    firms = firms and not settled  # "are digital firms really setting up in Agadir?"
    if frame.exports and frame.has("select.max", "select.min", "measure.amount", "ask.amount"):
        return True  # "which park earns the most export revenue?"
    counted = frame.has("hint.jobs") and frame.has("ask.count") and not frame.has("ask.where", "ask.which")
    counted = counted or frame.has("indicator.jobs", "indicator.rank_world", "indicator.rank_africa", "institution.")
    return money or counted or firms


def _with_places(frame: Frame, places: tuple[str, ...], *, park: bool, hub: bool) -> Fields | None:
    """Read what is asked of places that are named."""
    denied = park and frame.has("indicator.hub") and frame.has("negate.not", "combine.except")
    indicator = "park" if park and not denied else "hub"
    chosen = ("select.max", "select.min", "measure.percent", "measure.share", "measure.compare", "hint.")
    figures = bool(frame.times.periods) or bool(frame.segments) or frame.has(*chosen)
    policy = frame.has("topic.strategy", "topic.decentralisation", "topic.efforts")
    if policy and frame.has("ask.which", "ask.what") and not frame.has("ask.amount", "measure."):
        return dict(_DECENTRALISED)
    named = frame.has("indicator.park", *_HUBS)
    if (not named and (figures or frame.exports)) or (frame.exports and frame.times.periods):
        return {"operation": Operation.VALUE}
    listed: Fields = {"operation": Operation.MEMBERS, "topic": _side(frame)}
    if frame.has("verify.sole") and not frame.asks and not park:
        return listed | {"about": "hub", "places": places, "measure": "sole"}
    if _all_of_them(frame, places) and not park:
        side = "established" if frame.has("refer.four") else _side(frame, flips=False)
        return listed | {"about": "hub", "places": places, "measure": "sole", "topic": side}
    asked = frame.has("verify.opening", "verify.inversion", "verify.so") and frame.has("negate.not") and not frame.asks
    if frame.has("combine.except") and not denied and not asked:  # "is Fez not a hub?"
        return listed | {"about": indicator, "excluded_places": places, "topic": _side(frame, flips=False)}
    if frame.has("indicator.exports", "measure.growth", "measure.share") and not hub and not park:
        return None
    if frame.has("topic.decentralisation") and not frame.has("ask.affirm", "ask.where"):
        return dict(_DECENTRALISED)
    asked_for = any(
        one.has("ask.what", "ask.which") and two.has("indicator.hub") for one, two in pairwise(frame.content)
    )
    if asked_for and len(places) == 1 and frame.has(*_POLES) and not frame.has("ask.affirm"):
        return listed | {"about": "hub"}  # "which town beside Oujda is a new hub?"
    return _member(frame, places, indicator, denied=denied)


def _all_of_them(frame: Frame, places: tuple[str, ...]) -> bool:
    """Whether as many places are named as are counted: "the four hubs are Casablanca, Rabat, Fez and Oujda?"."""
    counted = (len(places) == _FOUR and frame.has("refer.four")) or (len(places) == _TWO and frame.has("refer.two"))
    sided = frame.has(*_POLES) or len(places) == _FOUR
    return (
        counted and sided and not frame.asks and not frame.has("combine.except", "combine.only", "negate.", "ask.which")
    )


def _member(frame: Frame, places: tuple[str, ...], indicator: str, *, denied: bool) -> Fields:
    """Read whether places are hubs or hold parks, or what these are called."""
    named_only = frame.asks and not frame.has("ask.affirm")
    named_only = named_only or (frame.ends[-1:] != () and frame.ends[-1].has("ask.where"))  # "Casanearshore c'est où ?"
    fields: Fields = {"operation": Operation.MEMBERSHIP, "about": indicator, "places": places}
    parks = {code for piece in frame.pieces if piece.has("indicator.park") for code in piece.values("place")}
    if indicator == "park" and parks and set(places) > parks:  # "Casanearshore is in Rabat, right?"
        wrong = "denied" if frame.verdict else "name"
        return fields | {"places": tuple(code for code in places if code in parks), "measure": wrong}
    if parks == set(places) and frame.has("indicator.hub") and not (named_only or denied):
        return fields | {"about": "hub", "measure": "park"}  # "Tétouan Shore is a hub?": it is a park
    if (len(places) == 1 or frame.has(*_POLES)) and not named_only:
        fields["topic"] = _side(frame)  # "Oujda is an established hub, right?"
    if frame.has("negate.not") and not frame.has("indicator.park", *_HUBS, "ask.affirm"):
        return fields | {"measure": "name"}  # "none in Agadir?": a yes would be read either way
    if indicator == "hub" and _alone(frame, places):
        return fields | {"measure": "alone"}
    return fields | {"measure": "name" if named_only else "denied" if denied else "amount"}


def the_largest(frame: Frame) -> bool:
    """Whether a hub is said to be the largest or the second one: "the biggest hub", not "a main hub"."""
    for place in frame.at("select.max", "select.min", "nth."):
        before = frame.pieces[place - 1].text if place else ""
        said = frame.pieces[place].text.partition(" ")[0]
        if _DEFINITE & {before, said}:
            return not frame.has("part.of", "split.out")
    return False


_DEFINITE = {"the", "le", "la", "l"}


def _alone(frame: Frame, places: tuple[str, ...]) -> bool:
    """Whether places are said to host most operators by themselves, which four regions do together."""
    among = frame.has("indicator.hub", "refer.four", "top.4", "number.", "part.of", "negate.", "ask.where", "ask.which")
    return frame.has("pieces.majority") and len(places) < _FOUR and not among


def _side(frame: Frame, *, flips: bool = True) -> str:
    if frame.has("topic.hubs_emerging") and frame.has("topic.hubs_established", "select.max"):
        return ""
    denied = flips and any(piece.has("negate.not") and not piece.has("answer.no") for piece in frame.pieces)
    if flips and frame.has("combine.except") and frame.has("topic.hubs_established", *_OF_FOUR):
        return "emerging"  # "any towns outside the usual four?"
    if denied and frame.has("topic.hubs_emerging", "topic.hubs_established"):
        return "established" if frame.has("topic.hubs_emerging") else "emerging"
    if frame.has("topic.hubs_emerging", "topic.decentralisation"):
        return "emerging"
    return "established" if frame.has("topic.hubs_established", "select.max", *_OF_FOUR) else ""
