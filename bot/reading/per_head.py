"""Follow-ups about one figure over another: so much a year, a job, over another count of jobs."""

from __future__ import annotations

from typing import Any

from bot.reading.discourse import Discourse, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Operand, Operation, Query

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]


def per_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "how much is that a year?" after a figure that counts several years."""
    last = before.last
    if last is None or not frame.has("per.year") or named(frame) or last.indicator == "exports":
        return None
    if last.operation is not Operation.VALUE or frame.has("outlook.") or frame.amounts:
        return None
    return plain(last).model_dump() | {"operation": Operation.PER_UNIT, "per": "year"}, ("indicator", "periods")


def each_one(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and what does each one export?" after the jobs."""
    last = before.last
    if (
        last is None
        or last.indicator != "jobs"
        or frame.segments
        or not frame.has("select.each", "per.job", "per.head")
    ):
        return None
    periods = fields.get("periods", ())
    return {"operation": Operation.PER_UNIT, "per": "jobs", "indicator": "exports", "periods": periods}, ("operation",)


def per_job_expected(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and with the projection instead?" after the exports per job as those that are expected, per job."""
    last = before.last
    if last is None or last.operation is not Operation.PER_UNIT or last.per != "jobs" or named_beside(frame):
        return None
    if not frame.has("outlook.projection", "outlook.target") or frame.has("measure.", "combine.needed", "combine.rest"):
        return None
    later = tuple(period for period in frame.times.periods if period not in last.periods)
    asked: Fields = {"outlook": True, "periods": later[:1]}
    return plain(last).model_dump() | asked, ("operation",)


def named_beside(frame: Frame) -> bool:
    """Whether something else than the whole is named: what is asked of it is no variation of the last question."""
    return bool(frame.segments) or bool(set(frame.indicators) - {"exports"}) or frame.has("place.", "institution.")


def per_job_counted(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and with the 148,500 stable jobs?" after the exports per job, "divide it by 120k jobs" after exports."""
    last = before.last
    divided = last is not None and last.operation is Operation.VALUE and frame.has("divide.", "per.job")
    if last is None or last.segments or last.outlook or (last.indicator != "exports" and last.function != "per_job"):
        return None
    exports = _over_jobs(last)
    if exports is None and divided and len(last.periods) < 2:
        exports = Operand(period=last.periods[0] if last.periods else None)
    counts = {printed for _, found in frame.quotes for printed in found if printed.indicator == "jobs"}
    if exports is None or len(frame.quotes) != 1 or len(counts) != 1 or frame.segments or frame.times.periods:
        return None
    combines = [piece for piece in frame.pieces if piece.has("combine.") and not piece.has("combine.only")]
    if any(not piece.optional for piece in combines) or frame.has(
        "explain.", "ask.affirm", "outlook.", "measure.growth", "measure.difference"
    ):
        return None
    count = counts.pop()
    if count.outlook:
        return None
    jobs = Operand(indicator="jobs", period=count.period, perimeters=(count.perimeter,))
    asked: Fields = {"operation": Operation.ARITHMETIC, "operands": (exports, jobs), "function": "per_job"}
    return asked, ("operands",)


def _over_jobs(last: Query) -> Operand | None:
    """Return the exports that were told per job; none where something else was."""
    if last.operation is Operation.PER_UNIT and last.per == "jobs" and len(last.periods) < 2:
        return Operand(period=last.periods[0] if last.periods else None)
    if last.operation is Operation.ARITHMETIC and last.function == "per_job":
        return next((one for one in last.operands if one.indicator == "exports"), None)
    return None


def per_job_in(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "and with only the exports of H1 2025?" after the exports per job as those of that period per job."""
    last, said = before.last, frame.times.periods
    if last is None or _over_jobs(last) is None or len(said) != 1 or named_beside(frame) or frame.amounts:
        return None
    if frame.has("measure.", "outlook.", "select.", "explain.", "combine.rest", "combine.except", "ask.why", "per."):
        return None
    if last.operation is Operation.PER_UNIT:
        explains = ("combine.only", "combine.add")
        return plain(last).model_dump() | {"periods": said, "explains": explains}, ("operation", "per")
    operands = tuple(
        one.model_copy(update={"period": said[0]}) if one.indicator == "exports" else one for one in last.operands
    )
    return plain(last).model_dump() | {"operands": operands}, ("operation", "operands")
