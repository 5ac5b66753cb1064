"""Follow-ups: what a fragment leaves out is taken from the last question; a complete question takes nothing."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse
from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation, Origin, Query
from bot.reading.referring import refers
from bot.reading.resolve import shares_asked, unit_wanted
from bot.reading.slots import OWN_MEASURE, complete_slots, only_slots, refill
from bot.reading.standing import stands_alone
from bot.reading.stepping import relative_periods, same_year
from knowledge.periods import PeriodKind

Fields = dict[str, Any]


def follows(frame: Frame) -> bool:
    """Whether the clause leans on what was said before: "and…", "that", a correction, or a fragment."""
    if stands_alone(frame):
        return False
    opening = frame.opening
    linked = opening is not None and opening.has(
        "follow.and", "correct.mean", "refer.same", "refer.other", "negate.not"
    )
    return (
        linked
        or _dangling(frame)
        or _of_it(frame)
        or (frame.has("refer.its") and not _named(frame))
        or (frame.has("measure.percent") and not _named(frame))
        or frame.has("correct.mean", "refer.same", "refer.other")
        or _fragment(frame)
        or (frame.has("refer.it") and not _complete(frame))
        or refers(frame)
        or _taken_out(frame)
        or _of_nothing(frame)
    )


def _of_it(frame: Frame) -> bool:
    """Whether "it" stands for a segment: "how much did it bring in?"; in "did Morocco export" it stands for none."""
    named = frame.segments or frame.says_total or frame.has("place.") or set(frame.indicators) - {"exports"}
    return frame.has("refer.subject") and not named


def _of_nothing(frame: Frame) -> bool:
    """Whether a rate is asked for and nothing is named that it could be of: "the trend since 2023?"."""
    rate = frame.has("measure.growth", "measure.fall", "measure.trend", "measure.share")
    named = _named(frame) or frame.exports or bool(frame.indicators)
    return rate and not named and not frame.has("outlook.", "explain.", "combine.", "chart.", "ask.why", "institution.")


def _taken_out(frame: Frame) -> bool:
    """Whether something is taken out or left of a whole that is not named: "without ITO?", "what remains?"."""
    whole = frame.says_total or frame.exports or bool(frame.times.periods)
    left = frame.has("combine.rest") and frame.has("ask.what", "ask.amount") and not frame.indicators
    return frame.has("combine.except", "combine.rest") and (bool(frame.segments) or left) and not whole


def _dangling(frame: Frame) -> bool:
    """Whether a comparison lacks its first side: "how much more than CRM?", "de combien ?"."""
    compared = frame.at("measure.difference", "measure.ratio", "measure.points", "measure.versus")
    named = [place for place, piece in enumerate(frame.pieces) if piece.has("segment.") and not piece.has("segment._T")]
    if not frame.has("measure.difference", "measure.ratio", "measure.points") or frame.figures or frame.says_total:
        return False
    one_side = len(frame.segments) == 1 or (len(frame.segments) > 1 and frame.has("combine.sum"))
    return bool(compared) and (not named or (one_side and min(named) > min(compared)))


def _named(frame: Frame) -> bool:
    """Whether anything is named that a figure could be of; "of it" names nothing."""
    return bool(frame.segments) or frame.says_total or frame.has("select.") or _subject(frame)


def _complete(frame: Frame) -> bool:
    subject = _subject(frame)
    return subject and (frame.has(*OWN_MEASURE, "ask.amount") or bool(frame.times.periods))


def _subject(frame: Frame) -> bool:
    return bool(frame.segments) or any(
        piece.has("indicator.", "topic.", "perimeter.", "place.", "institution.") and not piece.has("refer.it")
        for piece in frame.pieces
    )


def _fragment(frame: Frame) -> bool:
    """A fragment names one thing only: a segment, a period, a measure, a unit."""
    subject = bool(frame.segments) or frame.has("indicator.exports", "indicator.jobs", "topic.", "perimeter.")
    measured = any(piece.has(*OWN_MEASURE) and not piece.has("wish.need", "combine.also") for piece in frame.pieces)
    parts = [subject, bool(frame.times.periods), measured, frame.has("unit.")]
    return sum(parts) <= 1


def merge(fields: Fields, frame: Frame, before: Discourse) -> tuple[Fields, tuple[str, ...]]:
    """Return the fields completed from what was spoken of, and the names of those that were taken."""
    last = before.last
    if last is None:
        return fields, ()
    quoted = last.operation is Operation.DEFINITION and (last.threshold is not None or bool(last.operands))
    if quoted and len(before.turns) > 1:
        before = before.model_copy(update={"turns": before.turns[:-1]})  # "8.9 only? OK. And the same for KPO?"
        last = before.turns[-1]
    if last.operation in (Operation.DERIVED, Operation.ARITHMETIC):
        if (again := _computed_again(fields, frame, last)) is not None:
            return again, ("operation",)
        before = before.after(_basis(last), ())
        last = before.turns[-1]
    if not fields and set(frame.indicators) - {"exports", last.indicator}:
        return {}, ()  # "who are the main companies?": nothing that is held, and no question asked again
    merged: Fields = dict(fields) if fields else {"unit": unit_wanted(frame)}
    taken: list[str] = []
    ranks = [code for code in frame.indicators if code.startswith("rank_")]
    ranked = last.indicator.startswith("rank_") or last.about.startswith("rank_")
    if ranks and ranked and fields.get("topic") != "ranking":
        merged.update(operation=Operation.VALUE, indicator=ranks[0], segments=())
    doubled = merged.get("partial") and frame.has("measure.ratio") and frame.has("relative.")
    if doubled and last.periods and last.periods[-1].kind is PeriodKind.HALF and not last.segments:
        # "so double that for the year?": what is expected for the year, not twice its half.
        year = last.periods[-1].whole_year
        return {"operation": Operation.VALUE, "indicator": last.indicator, "periods": (year,)}, ("periods",)
    other = last.indicator != "exports" and frame.exports
    if not other and (not fields or only_slots(frame, fields)):
        merged, taken = refill(merged, frame, last)
    else:
        merged, taken = complete_slots(merged, frame, before, last)
    relative_periods(merged, frame, last, taken)
    merged["settled"] = bool(last.periods) and frame.times.periods == (last.periods[-1].year_before(),)
    same_year(merged, frame, last)
    merged["missing"] = last.missing if last.missing and _still_meant(frame, last) else ()
    return merged, tuple(taken)


def _still_meant(frame: Frame, last: Query) -> bool:
    """Whether a fragment still asks for what was not held: "exports to France in 2024?", "and in 2023?"."""
    if frame.exports or frame.says_total or set(frame.indicators) - {"exports"} or frame.has("place."):
        return False
    fragment = any(found.origin is Origin.CONTEXT for found in last.origins.values())
    return not (frame.segments and fragment)


def _computed_again(fields: Fields, frame: Frame, last: Query) -> Fields | None:
    """Ask for the same computation in another period: "and in 2024?" after the average of three segments."""
    periods = frame.times.periods
    alone = len(periods) == 1 and not frame.segments and not frame.has(*OWN_MEASURE)
    if not alone or len(last.of) < 2 or any(one.periods != last.of[0].periods for one in last.of):
        return None
    if fields.get("claim") is not None or fields.get("outlook"):
        return None
    of = tuple(one.model_copy(update={"periods": periods}) for one in last.of)
    return last.model_dump() | {"of": of, "origins": {}}


def _basis(last: Query) -> Query:
    """Return the question for the figure that was computed with, which is what a fragment varies."""
    if last.of:
        return last.of[-1]
    operand = last.operands[-1] if last.operands else None
    if operand is None:
        return Query(operation=Operation.VALUE)
    periods = (operand.period,) if operand.period else ()
    return Query(operation=Operation.VALUE, indicator=operand.indicator, segments=operand.segments, periods=periods)


_OF_A_PERIOD = (Operation.VALUE, Operation.SHARE, Operation.SUM, Operation.COMPARISON, Operation.REMAINDER)


def undated(fields: Fields, frame: Frame, last: Query) -> bool:
    """Whether a question names a segment and no time while a period is being spoken of: it is of that period."""
    dated = last.indicator == "exports" and last.periods and last.origin("periods") is not Origin.DEFAULT
    asks = fields.get("operation") in _OF_A_PERIOD
    own = frame.times.periods or frame.times.flags or fields.get("outlook") or fields.get("partial")
    return bool(dated) and asks and bool(frame.segments) and not own and not last.outlook and not last.missing


def in_its_year(fields: Fields, frame: Frame, last: Query) -> bool:
    """Give a half or a quarter without a year, of which nothing else is named, the year spoken of last."""
    bare = not _subject(frame) and not frame.says_total and not frame.exports
    if not bare or fields.get("periods") != frame.times.periods or last.indicator != "exports":
        return False
    said = frame.times.periods
    same_year(fields, frame, last)
    return bool(fields.get("periods") != said)


def implied(fields: Fields, frame: Frame) -> Fields:
    """Read "c'est en hausse ?", "so flat?" as a claim: a follow-up that says which way it went and asks no more."""
    if fields.get("operation") is Operation.COMPARISON and fields.get("measure") == "amount" and shares_asked(frame):
        return fields | {"measure": "share"}  # "which of the two is larger, and with what shares?"
    up, down = frame.has("direction.up"), frame.has("direction.down", "measure.fall")
    flat = frame.has("measure.stable")
    asks = frame.has("ask.amount", "ask.which", "ask.what", "ask.why", "ask.how", "ask.who", "measure.difference")
    ends = frame.open and not frame.amounts
    if fields.get("operation") is not Operation.GROWTH or fields.get("claim") or up + down + flat != 1 or asks:
        return fields
    return fields | {"claim": Claim(direction="up" if up else "down" if down else "stable")} if ends else fields
