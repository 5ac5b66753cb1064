"""What a fragment leaves out: the last question again with a part changed, or a new operation on its parts."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse
from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation, Query
from knowledge.periods import Period

Fields = dict[str, Any]

OWN_MEASURE = (
    "measure.growth",
    "measure.fall",
    "measure.share",
    "measure.percent",
    "measure.ratio",
    "measure.difference",
    "measure.points",
    "measure.compare",
    "measure.trend",
    "measure.progress",
    "select.max",
    "select.min",
    "nth.",
    "select.ranking",
    "select.breakdown",
    "select.each",
    "select.above",
    "select.below",
    "combine.",
    "per.",
    "explain.",
    "outlook.",
    "direction.",
    "topic.",
    "measure.amount",
)
_NUMERIC = frozenset(
    {
        Operation.VALUE,
        Operation.SHARE,
        Operation.GROWTH,
        Operation.SUM,
        Operation.REMAINDER,
        Operation.COMPARISON,
        Operation.PER_UNIT,
        Operation.BREAKDOWN,
        Operation.RANKING,
        Operation.SELECTION,
        Operation.TREND,
        Operation.PROGRESS,
        Operation.NEEDED,
    }
)


def only_slots(frame: Frame, fields: Fields) -> bool:
    """Whether the clause names only who, when and in which unit, so that the operation comes from before."""
    operation = fields.get("operation")
    return (
        operation in (Operation.VALUE, Operation.SUM, Operation.TREND, Operation.DEFINITION)
        and not any(piece.has(*OWN_MEASURE) and not piece.has("combine.only") for piece in frame.pieces)
        and "claim" not in fields
    )


def refill(fields: Fields, frame: Frame, last: Query) -> tuple[Fields, list[str]]:
    """Ask the last question again with the parts that were said now."""
    base = last.model_dump()
    for name in (
        ("claim", "missing", "origins", "threshold")
        if last.operation is not Operation.SELECTION
        else ("claim", "missing", "origins")
    ):
        base[name] = () if name == "missing" else {} if name == "origins" else None
    taken = ["operation"]
    base["operation"] = last.operation
    only_segments = bool(fields.get("segments")) and not fields.get("periods") and not fields.get("unit")
    told = last.operation is Operation.DEFINITION and last.threshold is None
    if told and only_segments and not frame.exports and not frame.has("ask.amount"):
        return base | {"about": fields["segments"][0], "segments": fields["segments"]}, taken
    if last.operation is Operation.COMPARISON and set(fields.get("segments", ())) & {*last.segments, *last.against}:
        return _one_of_two(fields, last)
    other_level = fields.get("indicator", "exports") not in ("exports", last.indicator)
    if other_level or last.operation not in _NUMERIC:
        if fields.get("operation"):
            return _about_that(fields, last)
        return base, taken
    for name in ("segments", "periods", "unit", "perimeter"):
        if fields.get(name):
            base[name] = fields[name]
        else:
            taken.append(name)
    measured = frame.means("measure.")
    kept = (Operation.VALUE, Operation.GROWTH, Operation.PROGRESS, Operation.TREND, Operation.PER_UNIT)
    if frame.says_total and not frame.segments and last.operation in kept and not measured:
        base["segments"] = ()  # "and the total?"
        taken = [name for name in taken if name != "segments"]
    base |= _said_otherwise(frame, last)
    if (frame.exports or frame.says_total) and not fields.get("perimeter"):
        base["perimeter"] = ""
    if fields.get("unit") and last.operation is Operation.COMPARISON and last.measure == "share":
        base.update(measure="amount", comparison="difference")
    _refit(base, last, fields)
    return base, taken


def _whole_named(frame: Frame) -> bool:
    """Whether the exports as a whole are named in full, with a time: "what were total digital exports in H1 2025?"."""
    firm = any(piece.has("segment._T") and not piece.has("weak.") and not piece.optional for piece in frame.pieces)
    return firm and bool(frame.times.periods) and not frame.has("measure.share", "measure.percent", "split.in_")


def _said_otherwise(frame: Frame, last: Query) -> Fields:
    """Return what a fragment changes beside its parts: the total in money after a share, today's count after a goal."""
    money = frame.has("unit.mad", "unit.billion", "unit.million", "measure.amount")
    whole = (frame.says_total and money) or _whole_named(frame)
    if whole and not frame.segments and last.operation is Operation.SHARE:
        return {"operation": Operation.VALUE, "segments": ()}  # "and the total, in dirhams?"
    places = [int(value) for piece in frame.pieces for value in piece.values("order") if value.isdigit()]
    if last.operation is Operation.RANKING and last.rank and len(places) == 1:
        return {"rank": places[0]}  # "the third one, how much in percent?"
    if frame.has("relative.latest") and last.outlook and last.indicator != "exports":
        return {"outlook": False, "periods": frame.times.periods}  # "and how many are there today?"
    return {}


def _one_of_two(fields: Fields, last: Query) -> tuple[Fields, list[str]]:
    """Ask a question of its own about one of two segments that were set against each other: "and ITO alone?"."""
    if fields.get("operation") not in _NUMERIC:
        return fields, []
    share: Fields = {"operation": Operation.SHARE} if last.measure == "share" else {}
    return fields | share | {"periods": fields.get("periods") or last.periods}, ["periods"]


def _about_that(fields: Fields, last: Query) -> tuple[Fields, list[str]]:
    """Ask a new question about the segment that was explained before."""
    if (
        fields["operation"] in _NUMERIC
        and last.segments
        and not fields.get("segments")
        and fields.get("indicator") == "exports"
    ):
        return fields | {"segments": last.segments}, ["segments"]
    aimed = fields.get("indicator") in ("jobs", "trainees_per_year", "startups")
    counted = aimed and last.indicator != "exports" and last.operation is Operation.VALUE
    if counted and last.periods and not fields.get("periods") and fields["operation"] is Operation.VALUE:
        return fields | {"periods": last.periods, "outlook": last.outlook or fields.get("outlook", False)}, ["periods"]
    return fields, []


def _refit(base: Fields, last: Query, fields: Fields) -> None:
    """Keep a repeated operation sensible for the parts that changed."""
    if fields.get("periods"):
        base["outlook"] = fields.get("outlook", False) or (base["outlook"] and not fields["periods"])
    if not fields.get("segments"):
        return
    if last.operation is Operation.COMPARISON:
        base["segments"], base["against"] = last.segments[:1], fields["segments"]
    elif last.operation in (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION, Operation.REMAINDER) or (
        last.operation is Operation.SUM and len(fields["segments"]) == 1
    ):
        base["operation"] = Operation.SHARE if last.measure == "share" else Operation.VALUE
    elif last.operation is Operation.VALUE and len(fields["segments"]) > 1:
        base["operation"] = Operation.SUM
    if last.indicator != "exports":
        base["indicator"] = "exports"


def _of_the_same(frame: Frame, last: Query) -> bool:
    """Whether "and in H1 2025, the share?" after the share of a segment asks for that one's again."""
    splits = frame.has("select.", "each.", "split.by", "refer.all", "chart.")
    return last.operation is Operation.SHARE and len(last.segments) == 1 and frame.has("measure.share") and not splits


def complete_slots(fields: Fields, frame: Frame, before: Discourse, last: Query) -> tuple[Fields, list[str]]:
    """Keep the operation that was said and take the parts it lacks."""
    taken: list[str] = []
    operation = fields["operation"]
    if operation not in _NUMERIC:
        return _complete_info(fields, frame, last)
    if operation is Operation.BREAKDOWN and _of_the_same(frame, last):
        fields["operation"] = operation = Operation.SHARE
    if (
        not fields.get("segments")
        and not fields.get("excluded")
        and not frame.says_total
        and last.segments
        and operation not in (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION, Operation.NEEDED)
        and fields.get("indicator") == "exports"
    ):
        fields["segments"] = last.segments
        taken.append("segments")
    other = last.indicator == "exports" != fields.get("indicator", "exports") and not last.outlook
    if not fields.get("periods") and last.periods and not other and not (fields.get("outlook") and not last.outlook):
        fields["periods"] = last.periods
        taken.append("periods")
    if last.outlook and not fields.get("outlook") and ("periods" in taken or not fields.get("periods")):
        fields["outlook"] = True
        taken.append("outlook")
    if (
        fields.get("indicator") == "exports"
        and last.indicator != "exports"
        and last.operation in _NUMERIC
        and operation is not Operation.PER_UNIT
        and not frame.has("indicator.exports", "segment.")
        and (not frame.has("outlook.projection") or frame.has("refer.it", "refer.subject"))
    ):
        fields["indicator"] = last.indicator
        taken.append("indicator")
    own = frame.has("refer.it", "refer.subject") and frame.has("select.ranking") and not frame.has("ask.who")
    if operation is Operation.RANKING and not fields.get("rank") and own and len(last.segments) == 1:
        fields["segments"] = last.segments  # "and in which place does it come?"
        taken.append("segments")
    _of_those_mentioned(fields, frame, before, taken)
    _comparison_left(fields, frame, before, last, taken)
    _between_periods(fields, frame, last, taken)
    _remainder_of(fields, frame, before, taken)
    if (
        operation is Operation.RANKING
        and last.operation in (Operation.RANKING, Operation.BREAKDOWN)
        and "measure" not in taken
        and fields.get("measure") == "amount"
    ):
        fields["measure"] = last.measure
    return fields, taken


def _comparison_left(fields: Fields, frame: Frame, before: Discourse, last: Query, taken: list[str]) -> None:
    if fields["operation"] is not Operation.COMPARISON or fields.get("ranks"):
        return
    both = before.segments
    them = last.operation is Operation.RANKING and frame.has("refer.it")
    if not frame.segments and (them or last.operation in (Operation.VALUE, Operation.SHARE)) and len(both) == 2:
        fields["segments"], fields["against"] = both[:1], both[1:]
        taken.append("segments")
        return
    if frame.segments and last.segments and not fields.get("against") and set(frame.segments).isdisjoint(last.segments):
        whole = last.segments if last.operation is Operation.SUM else last.segments[:1]
        fields["segments"], fields["against"] = whole, frame.segments
        taken.append("segments")
    elif (
        frame.segments
        and last.segments
        and fields.get("against")
        and frame.has("measure.difference", "measure.ratio")
        and frame.has("combine.sum")
        and frame.segments[0] not in last.segments
    ):
        fields["segments"], fields["against"] = last.segments[:1], frame.segments
    elif not frame.segments and last.operation is Operation.RANKING and len(last.segments) == 1:
        fields["segments"], fields["against"] = last.segments, ("next",)
        taken.append("segments")
    elif not frame.segments and last.operation in (Operation.COMPARISON, Operation.RANKING) and len(last.segments) > 1:
        fields["segments"], fields["against"] = last.segments[:1], last.segments[1:]
    elif not frame.segments and last.against:
        fields["segments"], fields["against"] = last.segments, last.against


def _of_those_mentioned(fields: Fields, frame: Frame, before: Discourse, taken: list[str]) -> None:
    """Read "which one is the largest?" after two segments as a question about those two."""
    both = before.segments
    which = frame.has("ask.which", "ask.who", "refer.it") and not frame.has("select.segments", "segment.")
    if fields["operation"] is Operation.RANKING and fields.get("rank") == 1 and which and len(both) == 2:
        fields.update(operation=Operation.COMPARISON, segments=both[:1], against=both[1:], comparison="")
        fields.pop("partial", None)
        taken.append("segments")


def _between_periods(fields: Fields, frame: Frame, last: Query, taken: list[str]) -> None:
    """Compare the period spoken of before with the one named now: "how much more than in 2024?"."""
    compares = frame.has("measure.difference", "measure.ratio", "measure.versus", "measure.points")
    grew = fields["operation"] is Operation.GROWTH and frame.has("measure.growth", "measure.fall", "ask.degree")
    if grew and frame.has("ask.degree") and not frame.has("measure.versus", "span.base", "measure.ratio"):
        return  # "and in 2024, by how much did they grow?": in that year, not since
    if (
        not compares
        or frame.segments
        or fields.get("against")
        or fields["operation"] in (Operation.NEEDED, Operation.SELECTION)
        or last.operation in (Operation.COMPARISON, Operation.RANKING)
    ):
        return
    said = frame.times.periods
    periods = (*last.periods[:1], *said) if len(said) == 1 else ()
    if len(periods) != 2 or periods[0] == periods[1]:
        return
    share = last.operation is Operation.SHARE
    fields.update(
        operation=Operation.SHARE if share else Operation.GROWTH,
        comparison="points" if share else "ratio" if frame.has("measure.ratio") else "difference",
        outlook=last.outlook,
        periods=periods,
        segments=fields.get("segments") or last.segments,
        claim=_claim_of(fields, frame, periods),
    )
    fields.pop("partial", None)
    taken.append("operation")


def _claim_of(fields: Fields, frame: Frame, periods: tuple[Period, ...]) -> Claim | None:
    """Return what is claimed of the change in time; "it was higher in 2024" says that it fell since."""
    if frame.has("select.either"):
        return Claim(direction="either")
    claim: Claim | None = fields.get("claim")
    if claim is None and frame.verdict and frame.has("tone.less", "tone.more"):
        claim = Claim(direction="down" if frame.has("tone.less") else "up")
    than, compares = _than(frame)
    first, other = periods if than else periods[::-1]  # "more than in 2023?" is said of what was spoken of
    turns = first < other and (compares or not than)
    if claim is None or claim.amount is not None or not turns:
        return claim
    turned = {"up": "down", "above": "down", "down": "up", "below": "up"}
    return claim.model_copy(update={"direction": turned.get(claim.direction, claim.direction)})


_THAN = (" than", " que", " qu", " ke", " k")


def _than(frame: Frame) -> tuple[bool, bool]:
    """Return whether what was spoken of is set against the period that is named, and whether as more or less."""
    placed = [piece for piece in frame.pieces if piece.has("tone.", "select.above", "select.below", "verify.beat")]
    compares = any(piece.text.endswith(_THAN) or piece.has("verify.beat") for piece in placed)
    against = frame.has("measure.versus", "span.base", "relative.same_period", "select.below")
    above = any(piece.has("select.above") and not piece.text.startswith("plus ") for piece in placed)
    return compares or against or above, bool(placed)


def _remainder_of(fields: Fields, frame: Frame, before: Discourse, taken: list[str]) -> None:
    """Take out what was spoken of: "the rest?" is without all segments named last, "without it?" without the last."""
    last = before.last
    if last is None or fields["operation"] is not Operation.REMAINDER or fields.get("excluded"):
        return
    said = last.segments or last.excluded
    if frame.has("combine.rest") and last.operation in (Operation.VALUE, Operation.SHARE):
        alike = [one for one in before.quantities if one.periods == last.periods and one.operation is last.operation]
        said = tuple(dict.fromkeys(code for one in alike for code in one.segments)) or said
    if said:
        fields["excluded"], fields["segments"] = said, ()
        taken.append("excluded")


def _complete_info(fields: Fields, frame: Frame, last: Query) -> tuple[Fields, list[str]]:
    operation = fields["operation"]
    if operation is Operation.MEMBERSHIP and last.about == "park" and not frame.has("indicator.hub", "topic."):
        if frame.has("ask.when") and not frame.has("indicator.park_area"):
            return fields | {"about": "park", "topic": "date"}, ["about"]
        detail = {"measure": "detail"} if frame.has("indicator.park_area") else {}
        return fields | {"about": "park"} | detail, ["about"]
    if operation is Operation.MEMBERS and last.places and frame.has("refer.subject") and frame.verdict:
        told: Fields = {"operation": Operation.MEMBERSHIP, "places": last.places, "about": fields.get("about", "hub")}
        return fields | told, ["places"]  # "does it have one of the parks as well?"
    if (
        operation is Operation.SOURCE
        and fields.get("threshold") is None
        and not frame.has("indicator.exports", "segment.")
    ):
        fields.update(
            indicator=last.indicator,
            segments=last.segments,
            periods=last.periods,
            outlook=last.outlook or fields.get("outlook", False),
            about=last.about,
            topic=last.topic,
        )
        return fields, ["indicator", "segments", "periods"]
    return fields, []
