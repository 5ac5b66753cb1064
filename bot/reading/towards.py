"""Rules for a goal: what is still missing to it, how far a part has come towards it."""

from __future__ import annotations

from typing import Any

from bot.reading.asserted import in_both
from bot.reading.computed import share_missing
from bot.reading.evidence import MONTHS
from bot.reading.frame import Frame
from bot.reading.query import Amount, Missing, Operation, Query
from bot.reading.references import chosen
from knowledge.periods import PeriodKind

Fields = dict[str, Any]

_MOST_BILLIONS = 100


def needed(frame: Frame) -> Fields | None:
    """Read what is still missing to a goal: "how much is left to get to 27?"."""
    if not frame.has("combine.needed", "combine.rest") or (frame.has("combine.except") and frame.segments):
        return None
    money = _sums_of_money(frame)
    if frame.verdict and money and not any(one.outlook for one in chosen(frame)):
        return None  # "did we pass 26 billion or stay below?"
    bare = bool(frame.times.years) and not frame.verdict and not frame.segments  # "reste à faire 2025"
    bare = bare and all(one.kind == "number" or one.has("combine.needed") for one in frame.content)
    bare = bare and not frame.has("wish.need")
    goal = (
        money
        or (frame.has("combine.match") and frame.times.periods)
        or frame.has("outlook.projection", "outlook.target", "topic.projection")
        or (frame.has("indicator.exports", "segment._T") and frame.times.periods and not _only_wished(frame))
        or _one_to_beat_the_other(frame)
        or bare
        or _rest_of_a_year(frame)
    )
    if aimed := _from_year_to_goal(frame):
        return aimed
    lacks = frame.has("combine.needed") or (frame.has("combine.rest") and frame.has("outlook.") and not frame.segments)
    if lacks and goal and not frame.has("measure.percent", "measure.share", "measure.growth", "measure.ratio"):
        strong = bare or frame.has("measure.difference", "ask.amount", "combine.rest", "ask.what") or money
        if strong:
            threshold = money[0] if money else None
            asked: Fields = {"operation": Operation.NEEDED, "threshold": threshold, "outlook": True}
            # "in the second half": the one that is still to come, whichever year was the last to have one
            periods = tuple(moment.period for moment in frame.times.moments if not moment.partial)
            periods = frame.times.periods[1:2] if _one_to_beat_the_other(frame) and not money else periods
            return asked | {"periods": periods, "per": "month" if frame.has("per.month", "per.pace") else ""}
    return None


def _only_wished(frame: Frame) -> bool:
    """Whether what is needed is the figure itself: "il me faudrait le montant des exportations de 2024"."""
    return all(frame.pieces[place].has("aside.close", "wish.need") for place in frame.at("combine.needed"))


def _from_year_to_goal(frame: Frame) -> Fields | None:
    """Read "how much must be added to 2024 to get to the 2030 target?" as the one against the other."""
    periods = frame.times.periods
    years = len(periods) == 2 and all(period.kind is PeriodKind.YEAR for period in periods)
    aimed = frame.has("outlook.target", "outlook.projection") and frame.has("combine.needed")
    if not years or not aimed or frame.segments or frame.quotes or frame.has("measure.percent", "measure.growth"):
        return None
    if frame.has("per.") or set(frame.indicators) - {"exports"}:
        return None
    kind = "ratio" if frame.has("measure.ratio") else "difference"
    fields: Fields = {"operation": Operation.GROWTH, "comparison": kind, "outlook": True}
    return fields | {"periods": tuple(sorted(periods)), "explains": ("combine.needed", "unit.")}


def pace_needed(frame: Frame) -> Fields | None:
    """Read "with 13.4 done by June, what monthly average is needed until December?": the goal need not be named."""
    if not frame.has("per.month", "per.pace") or not frame.has("combine.needed") or frame.segments:
        return None
    quoted = chosen(frame)
    later = any(moment.period.kind is PeriodKind.HALF and moment.period.index == 2 for moment in frame.times.moments)
    done = all(one.indicator == "exports" for one in quoted)
    if not later or not done or frame.has("outlook.target", "measure.percent", "measure.growth"):
        return None
    goals = [one for one in _sums_of_money(frame) if one.unit == "MAD_bn"] if any(one.outlook for one in quoted) else []
    asked: Fields = {"operation": Operation.NEEDED, "threshold": goals[0] if goals else None, "outlook": True}
    years = {number.amount.values[0] for number in frame.numbers if number.year}
    periods = tuple(moment.period for moment in frame.times.moments if moment.period.year in years)
    return asked | {"periods": periods[-1:], "per": "month", "explains": ("per.average", "measure.progress")}


def _one_to_beat_the_other(frame: Frame) -> bool:
    """Whether one year is to do better than the one before it: "how much is missing for 2025 to beat 2024?"."""
    years = [period.year for period in frame.times.periods if period.kind is PeriodKind.YEAR]
    beats = frame.has("verify.beat", "select.above", "combine.match")
    return beats and len(years) == 2 and years[0] == years[1] + 1 and frame.has("combine.needed")


def _rest_of_a_year(frame: Frame) -> bool:
    """Whether the rest of a year has to bring something: "what must the rest of 2025 deliver?"."""
    years = {number.start for number in frame.numbers if number.year} | set(frame.at("relative."))
    if frame.has("part.rest") and frame.has("wish.need") and not frame.segments:
        return True
    for place in frame.at("combine.rest") if frame.has("wish.need") and not frame.segments else []:
        after = frame.pieces[place + 1 : place + 4]
        if any(at in years for at in range(place + 1, place + 4)) and after[0].has("split.of"):
            return True
    return False


def _sums_of_money(frame: Frame) -> list[Amount]:
    """Return the amounts of money; towards a goal, a bare "27" can only be one."""
    money = [figure for figure in frame.figures if figure.unit == "MAD_bn"]
    bare = [one for one in frame.amounts if not one.unit and MONTHS < max(one.values) < _MOST_BILLIONS]
    if money or not frame.has("combine.needed", "measure.progress", "measure.percent", "measure.share", "fraction."):
        return money
    # "13.4 of the 27": the goal is the larger one.
    return sorted((one.model_copy(update={"unit": "MAD_bn"}) for one in bare), key=lambda one: -max(one.values))


def joint_progress(frame: Frame) -> Fields | None:
    """Read "ITO and CRM together, the half-year as a percentage of their 2024?" as the one sum over the other."""
    if len(frame.segments) < 2 or not frame.has("combine.sum", "refer.two", "refer.three") or frame.quotes:
        return None
    whole = [period for period in frame.times.periods if period.kind is PeriodKind.YEAR]
    part = tuple(period for period in frame.times.periods if period.kind is not PeriodKind.YEAR)
    rate = frame.has("measure.percent", "measure.progress", "measure.share")
    half = len(part) == 1 or (not part and "half_any" in frame.times.flags)
    other = frame.has("measure.growth", "measure.fall", "measure.points", "direction.", "outlook.", "follow.or")
    if len(whole) != 1 or not half or not rate or other or frame.figures:
        return None
    one = Query(operation=Operation.SUM, segments=frame.segments)
    of = tuple(one.model_copy(update={"periods": periods}) for periods in (part, tuple(whole)))
    asked: Fields = {"operation": Operation.DERIVED, "comparison": "percent", "of": of, "segments": (), "periods": ()}
    return asked | {"claim": None, "explains": ("combine.", "refer.", "measure.", "relative.", "half.", "span.")}


def progress(frame: Frame) -> Fields | None:
    """Read how far a part has come towards a whole or a goal: "how much of 2024 is done by June?"."""
    reached = _reached(frame)
    if reached is None or not share_missing(frame):
        return reached
    return {"comparison": "missing"} | reached


def _reached(frame: Frame) -> Fields | None:
    rate = frame.has(
        "measure.percent",
        "measure.share",
        "ask.amount",
        "ask.which",
        "measure.ratio",
        "ask.where",
        "ask.how",
        "ask.what",
        "measure.versus",
        "relative.whole",
        "outlook.projection",
        "outlook.target",
    )
    money = _sums_of_money(frame)
    periods = frame.times.periods
    whole = len(periods) == 1 and periods[0].kind is PeriodKind.YEAR
    weighs = frame.has("share.verb") and frame.has("measure.share", "measure.percent") and bool(frame.segments)
    ratio = len(frame.segments) > 1 and frame.has("measure.ratio")  # "how many times over does CRM cover ESO?"
    if (
        frame.has("select.breakdown", "select.any")
        or in_both(frame)
        or ratio
        or (weighs and whole and not frame.has("verify.done", "refer.have"))
    ):
        return None  # "what share of 2024 does ITO cover?"
    later = [frame.pieces[moment.start] for moment in frame.times.moments if moment.partial and moment.period.index > 1]
    left = frame.has("combine.needed", "combine.rest") and frame.has("outlook.projection", "measure.percent")
    if left and later and frame.has("measure.percent", "measure.share"):
        # "what % of the projection remains for the second half?": the one that is still to come, which none has reached
        return {"operation": Operation.PROGRESS, "not_held": tuple(Missing(word=one.text) for one in later)}
    kinds = {period.kind for period in periods}
    mixed = len(periods) == 2 and PeriodKind.YEAR in kinds and len(kinds) == 2
    if frame.has(
        "measure.growth", "measure.fall", "measure.trend", "measure.compare", "measure.difference", "measure.points"
    ):
        return None
    reached = frame.has("measure.progress") or (mixed and frame.has("combine.match") and frame.has("ask.amount"))
    if (
        reached
        and rate
        and (periods or money or frame.has("outlook.", "relative.last_year"))
        and (
            frame.has("measure.percent", "measure.share")
            or mixed
            or money
            or frame.has("outlook.projection", "outlook.target")
            or not frame.has("ask.amount")
        )
    ):
        if len(periods) == 1 and periods[0].kind != PeriodKind.YEAR and not money and not frame.has("outlook."):
            return None
        return {"operation": Operation.PROGRESS, "threshold": money[0] if money else None}
    if (
        (money or frame.has("outlook.projection", "outlook.target"))
        and frame.has("measure.percent", "measure.share", "fraction.")
        and len(frame.segments) == 0
    ) and (
        any(p.kind is not PeriodKind.YEAR for p in periods)
        or frame.times.flags & {"latest", "half_any"}
        or (money and frame.has("refer.subject"))
        or (periods and frame.has("outlook."))
        or (money and not periods and not frame.has("outlook.result"))
    ):
        return {"operation": Operation.PROGRESS, "threshold": money[0] if money else None, "outlook": True}
    amounts = [place for place in frame.at("ask.amount") if place + 1 < len(frame.pieces)]
    out_of = any(frame.pieces[place + 1].has("split.of") for place in amounts)
    if mixed and out_of and frame.has("until.6", "measure.progress") and len(frame.segments) < 2:
        return {"operation": Operation.PROGRESS}  # "how much of its whole 2024 had it made by June 2025?"
    part = "half_any" in frame.times.flags and frame.has("combine.match", "measure.progress")
    if part and whole and len(frame.segments) < 2 and frame.has("measure.share", "measure.percent"):
        return {"operation": Operation.PROGRESS}  # "in six months, what share of its 2024 has it made again?"
    joined = frame.has("follow.and") and not frame.has("measure.progress")
    if (
        mixed
        and not joined
        and len(frame.segments) == 0
        and frame.has("measure.percent", "measure.share", "measure.ratio")
        and not frame.quotes
    ):
        return {"operation": Operation.PROGRESS}
    return None
