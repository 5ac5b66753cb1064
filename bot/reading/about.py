"""Follow-ups that ask something else about what was spoken of: its source, why, per year, per job, the jobs in it."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Operation, Query

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]
_LEVELS = (Operation.VALUE, Operation.SUM, Operation.SHARE, Operation.REMAINDER, Operation.DERIVED, Operation.PER_UNIT)
_MEASURED = (
    "measure.share",
    "measure.percent",
    "measure.growth",
    "measure.fall",
    "measure.ratio",
    "measure.difference",
    "measure.points",
    "measure.progress",
    "combine.sum",
    "combine.rest",
    "combine.needed",
    "per.",
    "outlook.",
    "explain.",
    "select.segments",
    "select.each",
    "select.breakdown",
)


def goal_of_another(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and as for jobs?" after a goal as the goal for them."""
    last = before.last
    others = set(frame.indicators) & {"jobs", "trainees_per_year", "startups"}
    if last is None or not last.outlook or len(others) != 1 or frame.times.periods:
        return None
    other = ("measure.", "per.month", "per.job", "ask.why", "ask.where", "combine.needed")
    if frame.amounts or frame.segments or frame.exports or frame.has(*other):
        return None
    asked: Fields = {"operation": Operation.VALUE, "indicator": others.pop(), "outlook": True, "segments": ()}
    return asked | {"periods": last.periods}, ("periods", "outlook")


def goal_for_it(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the target for 2030?" after the jobs as the target for jobs."""
    last = before.last
    if last is None or last.indicator == "exports" or last.operation is not Operation.VALUE or named(frame):
        return None
    if not frame.has("outlook.target") or frame.exports or frame.amounts or last.indicator.startswith("rank_"):
        return None
    if frame.has("measure.", "combine.", "per.", "ask.why", "ask.who", "select.", "unit.mad", "unit.billion"):
        return None
    asked: Fields = {"operation": Operation.VALUE, "indicator": last.indicator, "outlook": True}
    return asked | {"periods": frame.times.periods}, ("indicator",)


def source_of(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "where does that come from?" as the source of the figure before."""
    last = before.last
    asks = fields.get("operation") is Operation.SOURCE or (
        frame.has("ask.where", "ask.who") and frame.has("explain.source")
    )
    if last is None or not asks or fields.get("threshold") is not None or frame.segments:
        return None
    if last.outlook and last.operation is not Operation.DEFINITION:
        return None
    quoted = parts(last) if last.operation is Operation.DEFINITION else ()  # "27 bn is for when?", "who says so?"
    if last.operation not in (*_LEVELS, Operation.GROWTH) and not quoted:
        return None
    if frame.has("indicator.", "outlook."):
        return None
    periods = frame.times.periods
    about = quoted[0] if quoted else plain(last)
    if periods:
        about = next(
            (one for one in reversed(before.turns) if one.periods == periods),
            about.model_copy(update={"periods": periods}),
        )
        about = plain(about)
    return {"operation": Operation.SOURCE, "of": (about,)}, ("of",)


def why(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "why?" after a figure as the reasons for its growth."""
    last = before.last
    moving = last is not None and last.operation in (Operation.GROWTH, Operation.TREND)
    if last is not None and last.topic == "growth_drivers" and frame.has("explain.why") and not frame.times.periods:
        return plain(last).model_dump() | {"explains": ("explain.", "ask.", "select.")}, ("operation", "topic")
    told = moving and frame.has("explain.why") and not frame.has("ask.amount", "explain.source")
    asks = (frame.has("ask.why") or told) and not named(frame) and not frame.times.periods and not frame.amounts
    if last is None or not asks or last.indicator != "exports" or last.outlook:
        return None
    moved = frame.has("measure.fall", "measure.growth", "direction.") and bool(last.segments)
    if last.operation not in (Operation.GROWTH, Operation.TREND, Operation.VALUE) or frame.has("select."):
        return None
    if frame.has("measure.") and not moved:
        return None
    asked: Fields = {"operation": Operation.EXPLANATION, "topic": "growth_drivers", "segments": last.segments}
    asked |= {"explains": ("explain.", "ask.what", "ask.which", "refer.")}
    asked |= {"comparison": "fall"} if frame.has("measure.fall", "direction.down") else {}
    return asked | {"periods": last.periods[-1:]}, ("segments", "periods")


def in_other_scope(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and just in the parks of the group?" after the jobs as those of that count."""
    last = before.last
    codes = frame.values("perimeter")
    if last is None or last.indicator != "jobs" or last.operation is not Operation.VALUE or len(codes) != 1:
        return None
    if frame.segments or frame.exports or frame.amounts or frame.has("measure.share", "measure.percent", "explain."):
        return None
    if frame.has("measure.growth", "measure.fall", "measure.difference", "measure.ratio", "per.", "ask.why"):
        return None
    if frame.has("refer.other"):
        other = codes[0] if last.perimeter else ""  # "and the other count?": it stands beside
        return plain(last).model_dump() | {"perimeter": other}, ("operation", "periods")
    return plain(last).model_dump() | {"perimeter": codes[0], "periods": frame.times.periods}, ("operation",)


def dated(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "as of which date?" after a figure as that figure once more, with the note that it has no date."""
    last = before.last
    when = frame.has("ask.when", "explain.coverage")
    asks = last is not None and last.operation is Operation.VALUE and when
    if last is None or not asks or frame.segments or frame.times.periods or frame.has("measure.", "topic."):
        return None
    if last.indicator == "exports" or set(frame.indicators) - {last.indicator}:
        return None
    return plain(last).model_dump() | {"topic": "date", "explains": ("explain.",)}, ("operation", "indicator")


def budget_of_it(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and how much money is behind it?" after the strategy as its budget."""
    last = before.last
    told = last is not None and last.operation is Operation.EXPLANATION and last.topic in ("strategy", "goals")
    worth = any(piece.has("weak.") and piece.has("indicator.exports") for piece in frame.pieces)
    money = worth and frame.has("ask.amount", "ask.what")
    if not told or not money or frame.segments or frame.times.periods or frame.amounts or frame.says_total:
        return None
    asked: Fields = {"operation": Operation.VALUE, "indicator": "budget"}
    return asked | {"explains": ("explain.why", "measure.difference", "tone.")}, ("indicator",)


def year_of_it(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so which year is that 40.3 from?" as what that figure stands for."""
    asks = frame.has("ask.when") and len(frame.quotes) == 1 and len(frame.amounts) == 1
    if before.last is None or not asks or frame.segments or frame.times.periods or frame.has("outlook.", "combine."):
        return None
    asked: Fields = {"operation": Operation.DEFINITION, "threshold": frame.amounts[0]}
    return asked | {"explains": ("ask.when", "measure.versus", "span.")}, ("threshold",)


def how_much(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "not who, how much" after the source of a projection, "by how much?" after a growth, "the amount again"."""
    last = before.last
    if last is None or named(frame) or frame.times.periods or frame.figures or frame.has(*_MEASURED):
        return None
    asks = frame.has("ask.amount", "measure.amount")
    if last.operation is Operation.SOURCE and asks:
        outlook = last.outlook or bool(last.periods and not last.of)
        base = last.of[0] if last.of else Query(operation=Operation.VALUE, periods=last.periods, outlook=outlook)
        return base.model_dump(), ("operation", "periods")
    again = frame.has("refer.again") and asks and not frame.has("ask.amount")
    if again and last.operation in (Operation.GROWTH, Operation.SHARE):
        asked: Fields = {"operation": Operation.VALUE, "segments": last.segments, "periods": last.periods[-1:]}
        return asked | {"unit": fields.get("unit", "")}, ("segments", "periods")
    return None


def of_the_segment(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and how many people does it employ?" after a segment as a question about that segment."""
    last = before.last
    if last is not None and last.indicator == "jobs" and last.operation is Operation.VALUE and frame.segments:
        own = (
            frame.exports or frame.times.periods or frame.has("ask.amount", "unit.", "measure.", "explain.", "ask.what")
        )
        return None if own else (plain(last).model_dump() | {"segments": frame.segments}, ("indicator",))
    asks = fields.get("indicator") == "jobs" and fields.get("operation") is Operation.VALUE
    if last is None or not asks or not last.segments or frame.segments or frame.says_total or frame.exports:
        return None
    if not frame.has("refer.it", "refer.subject", "refer.inside") or frame.has("topic.", "institution."):
        return None
    return fields | {"segments": last.segments}, ("segments",)


def of_the_ranking(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "who is ahead?" and "how many places up?" after a rank of the country."""
    last = before.last
    spoken = "" if last is None else last.about if last.about.startswith("rank_") else last.indicator
    if not spoken.startswith("rank_") or frame.segments or frame.figures or frame.has("peer."):
        return None
    beyond = ("measure.difference", "select.max", "measure.ahead", "tone.less", "tone.more")
    ahead = frame.has("ask.who", "ask.which") and frame.has(*beyond)
    gained = frame.has("ask.amount", "ask.count", "measure.difference") and frame.has(
        "direction.", "measure.growth", "measure.difference"
    )
    moved = frame.open and frame.has("direction.", "measure.growth", "measure.fall") and not frame.times.periods
    moved = moved or (frame.has("ask.where", "relative.year_before") and frame.has("refer.subject", "refer.it"))
    if not ahead and not gained and not moved:
        return None
    ranks = [code for code in frame.indicators if code.startswith("rank_")]
    about = "rank_world" if (gained and not ahead) or moved else (*ranks, spoken)[0]
    return {"operation": Operation.EXPLANATION, "topic": "ranking", "about": about}, ("indicator",)


def the_other_hubs(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and the other four?" after the emerging hubs as the established ones."""
    last = before.last
    other = {"emerging": "established", "established": "emerging"}
    if last is None or last.operation is not Operation.MEMBERS or last.about != "hub" or last.topic not in other:
        return None
    four = frame.has("top.4", "refer.four") or ("4" in frame.values("number") and _goes_on(frame))
    four = last.topic == "emerging" and four  # "and the four big ones?", "et les quatre régions ?"
    if not (four or frame.has("refer.other", "combine.rest")) or frame.segments or frame.times.periods or frame.exports:
        return None
    asked: Fields = {"topic": other[last.topic], "explains": ("top.", "refer.", "combine.", "number.", "indicator.")}
    return plain(last).model_dump() | asked, ("operation",)


def _goes_on(frame: Frame) -> bool:
    """Whether a clause opens with "and" and asks for no verdict by a word."""
    return frame.opening is not None and frame.opening.has("follow.and") and not frame.has("ask.affirm", "verify.so")


def with_more(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and with ESO on top?", "plus the KPO" as what was spoken of and one segment more."""
    last = before.last
    other = ("ask.who", "ask.which", "measure.growth", "combine.rest", "measure.difference", "measure.ratio")
    apart = frame.has(*other, "measure.points", "measure.compare") and not frame.has("refer.two")
    also = (
        frame.has("combine.also") and frame.has("follow.and") and last is not None and last.operation is Operation.SUM
    )
    adds = (frame.has("combine.sum", "combine.add") or also) and not apart
    if last is None or not adds or not frame.segments or frame.times.periods or frame.figures or last.outlook:
        return None
    if (
        last.operation not in (Operation.SUM, Operation.VALUE, Operation.SHARE)
        or not last.segments
        or len(last.periods) != 1
    ):
        return None
    if not set(frame.segments).isdisjoint(last.segments) or (len(frame.segments) > 1 and not frame.has("combine.add")):
        return None
    share = (
        last.operation is Operation.SHARE or last.measure == "share" or frame.has("measure.share", "measure.percent")
    )
    alike = [one for one in before.quantities if one.operation is last.operation and one.periods == last.periods]
    spoken = tuple(dict.fromkeys(code for one in alike for code in one.segments)) or last.segments
    codes = tuple(dict.fromkeys((*spoken, *frame.segments)))
    asked: Fields = {"operation": Operation.SUM, "segments": codes, "periods": last.periods}
    return asked | {"indicator": "exports", "measure": "share" if share else "amount"}, ("segments", "periods")


def meaning_of(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "what does that stand for?" after a segment."""
    last = before.last
    alone = all(piece.has("explain.definition", "ask.") for piece in frame.content)
    refers = alone or frame.has("refer.it", "refer.subject")
    asks = frame.has("explain.definition") and refers and not frame.figures
    if last is None or not asks or len(last.segments) != 1 or named(frame) or frame.times.periods:
        return None
    return {"operation": Operation.DEFINITION, "about": last.segments[0], "topic": "definition"}, ("about",)
