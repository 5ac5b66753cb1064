"""Rules for what is measured: a level, a share, an average, the parts of a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.asserted import weighs
from bot.reading.computed import of_quoted
from bot.reading.cover import following
from bot.reading.evidence import THOUSAND
from bot.reading.frame import Frame
from bot.reading.meant import is_year
from bot.reading.query import Claim, Missing, Operation, Query
from bot.reading.references import chosen
from knowledge.periods import PeriodKind

Fields = dict[str, Any]

_WHOLE = Decimal(100)
_LEVELS = (
    "jobs",
    "budget",
    "trainees_per_year",
    "startups",
    "net_job_creation",
    "companies",
    "rank_world",
    "rank_africa",
    "rank_mena",
)


def _meant(frame: Frame, code: str) -> bool:
    """A rank is meant where a place or an index is named: "in the world" alone says nothing."""
    firm = any(piece.has(f"indicator.{code}") and not piece.has("weak.") for piece in frame.pieces)
    return firm or not code.startswith("rank_") or frame.has("select.ranking", "nth.")


def indicator_of(frame: Frame) -> str:
    """Choose the most particular indicator that is named; a hint ("people") counts where an amount is asked."""
    if _employed(frame):
        return "jobs"
    named = [code for code in _LEVELS if code in frame.indicators and _meant(frame, code)]
    particular = [code for code in reversed(_LEVELS) if code in named]
    if particular:
        return particular[0]
    asks = "exports" not in frame.indicators and not frame.segments and frame.has("ask.amount", "ask.affirm")
    persons = any(one.unit == "persons" for one in frame.figures) or frame.has("held.persons")
    counted = frame.has("ask.count") and "exports" not in frame.indicators  # "how many people work in ESO?"
    hinted = frame.values("hint") if asks or persons or counted else ()
    return "trainees_per_year" if "trainees_per_year" in hinted else "jobs" if "jobs" in hinted else "exports"


def _employed(frame: Frame) -> bool:
    """Whether so many people are said to work there: "500,000 people work in digital exports?"."""
    counted = [number for number in frame.numbers if max(number.amount.values) >= THOUSAND and not number.year]
    after = [frame.pieces[number.end] for number in counted if number.end < len(frame.pieces)]
    said = any(piece.has("hint.jobs") for piece in after)
    money = any(one.unit in ("MAD_bn", "percent") for one in frame.amounts) or frame.has("unit.", "per.", "measure.")
    return said and not money and not frame.segments and set(frame.indicators) <= {"exports", "jobs"}


# --- computed -------------------------------------------------------------------------------------------------------


def _left_out(frame: Frame) -> str:
    """Return the segment that is taken out of the whole: "without CRM, what would ITO weigh?"."""
    first, *others = frame.segment_places or (0,)
    between = frame.pieces[first + 1 : others[0]] if len(others) == 1 else ()
    asked_apart = any(piece.text == "," or piece.has("measure.share", "ask.") for piece in between)
    compared = ("measure.points", "measure.difference", "measure.versus")
    if not asked_apart or frame.means(*compared):
        return ""
    for place in frame.at("combine.except", "combine.without"):
        after = following(frame.pieces, place)
        if after in frame.segment_places:
            return frame.pieces[after].values("segment")[0]
    return ""


def share_within(frame: Frame) -> Fields | None:
    """Read "the share of ITO in ITO and CRM together": one segment within a group."""
    if len(frame.segments) < 2 or not frame.has("measure.share", "measure.percent"):
        return None
    if len(frame.times.periods) > 1 and not frame.has("follow.or", "measure.points"):
        return None  # "ITO and CRM in H1 2025 as a percentage of ITO and CRM in 2024": of another time, and no part
    sequence = [
        piece.values("segment")[0] for piece in frame.pieces if piece.has("segment.") and not piece.has("segment._T")
    ]
    left_out = _left_out(frame)
    if left_out and len(frame.segments) == 2 and frame.has("measure.share", "measure.percent"):
        rest = tuple(code for code in frame.segments if code != left_out)
        return {"operation": Operation.SHARE, "segments": rest, "excluded": (left_out,), "explains": ("combine.",)}
    again = frame.has("combine.sum", "refer.two", "refer.three") and len(sequence) > len(frame.segments)
    either = frame.has("follow.or") and frame.has("measure.difference", "select.max")  # "ITO or CRM, which is bigger?"
    if not (frame.has("combine.only") or again) or either:
        return None
    asked = [code for code in frame.segments if sequence.count(code) > 1] or [sequence[-1]]
    if frame.has("combine.except") and sequence.count(sequence[-1]) == 1:  # "of what is neither ITO nor CRM, ESO is …"
        without = tuple(code for code in frame.segments if code != sequence[-1])
        return {"operation": Operation.SHARE, "segments": (sequence[-1],), "excluded": without}
    return {"operation": Operation.SHARE, "segments": (asked[-1],), "within": frame.segments}


def per_unit(frame: Frame) -> Fields | None:
    """Read an amount a month, a day, a quarter or a job."""
    needed = frame.has("combine.needed") and (frame.has("outlook.") or any(one.outlook for one in chosen(frame)))
    if needed or not frame.has("per.", "divide.", "measure.ratio"):
        return None  # "how much a month to get to the 27?"
    if per := _parts_of_a_year(frame):
        return {"operation": Operation.PER_UNIT, "per": per, "measure": "average"} | of_quoted(frame)
    if (frame.has("per.job") or _over_jobs(frame)) and not frame.has("per.day"):
        spread = next((part for part in ("month", "quarter") if frame.has(f"per.{part}")), "amount")
        return {"operation": Operation.PER_UNIT, "per": "jobs", "indicator": "exports", "measure": spread}
    if frame.has("per.job"):
        asked = [piece.text for piece in frame.pieces if piece.has("per.day")]
        return {"operation": Operation.PER_UNIT, "per": "jobs", "not_held": tuple(Missing(word=one) for one in asked)}
    if frame.has("chart.asked") and frame.has("per.quarter", "per.year", "per.half") and not frame.has("per.average"):
        return {"operation": Operation.TREND} | ({"per": "quarter"} if frame.has("per.quarter") else {"spans": True})
    rated = frame.has("measure.growth") and not frame.has("per.average")  # "the half-yearly growth of 2025"
    for per in ("month", "quarter", "day", "half") if not (rated and "half_any" in frame.times.flags) else ():
        periods = frame.times.periods
        if frame.has(f"per.{per}") and len(periods) == 2 and frame.has("measure.versus", "measure.difference"):
            one = Query(operation=Operation.PER_UNIT, per=per, measure="average", segments=frame.segments)
            of = tuple(one.model_copy(update={"periods": (period,)}) for period in periods)
            claim = {"claim": Claim(direction="either")} if weighs(frame) else {}
            return {"operation": Operation.DERIVED, "of": of, "comparison": "difference"} | claim
        if frame.has(f"per.{per}"):
            asked = [piece.text for piece in frame.pieces if piece.has("per.working") and not _days(frame)]
            return {
                "not_held": tuple(Missing(word=word, kind="breakdowns") for word in asked),
                "operation": Operation.PER_UNIT,
                "per": per,
                "measure": "average" if frame.has("per.average") else "amount" if frame.has("ask.amount") else "series",
                "count": _days(frame) if per == "day" else 0,
            } | of_quoted(frame)
    if frame.has("per.average") and "half_any" in frame.times.flags:
        return {"operation": Operation.PER_UNIT, "per": "half", "measure": "average"}
    if frame.has("per.average", "per.average") and frame.has("month.any", "quarter.any"):
        return {
            "operation": Operation.PER_UNIT,
            "per": "quarter" if frame.has("quarter.any") else "month",
            "measure": "average",
        }
    return None


def averages_apart(frame: Frame) -> Fields | None:
    """Read "the monthly average of ITO, and that of CRM?": it is not asked of both together."""
    spread = frame.has("per.month", "per.quarter", "per.day", "per.half") and not frame.has("combine.")
    each = frame.has("refer.that_of") and len(frame.segments) > 1
    return {"operation": Operation.UNCLEAR} if spread and each else None


def _over_jobs(frame: Frame) -> bool:
    """Whether exports are divided by the number of jobs: "the exports of 2024 divided by the number of jobs"."""
    for place in frame.at("divide.", "measure.ratio") if frame.exports else []:
        after = next((one for one in frame.pieces[place + 1 :] if not one.optional and not one.has("ask.count")), None)
        if after is not None and after.has("indicator.jobs"):
            return True
    return False


def _days(frame: Frame) -> int:
    """Return the number of days that is named: "(181 days)", "with 125 working days"."""
    for number in frame.numbers:
        after = frame.pieces[number.end] if number.end < len(frame.pieces) else None
        if after is not None and after.has("count.days") and not number.amount.decimals and not number.year:
            return int(number.amount.values[0])
    return 0


def _parts_of_a_year(frame: Frame) -> str:
    """Read "the projection divided by twelve" as so much a month, where the period has so many."""
    periods = of_quoted(frame).get("periods", frame.times.periods)
    kinds = {period.kind for period in periods}
    twelfth = frame.has("per.twelfth") and kinds == {PeriodKind.YEAR}
    sixth = frame.has("per.sixth") and (kinds == {PeriodKind.HALF} or (not kinds and "half_any" in frame.times.flags))
    return "month" if twelfth or sixth else ""


def standing(frame: Frame) -> Fields | None:
    """Read where the country stands: "where is Morocco in Africa for offshoring attractiveness?"."""
    if not frame.has("select.ranking"):
        return None
    if _bare_rank(frame):
        return {"operation": Operation.VALUE, "indicator": "rank_world", "segments": (), "perimeter": ""}
    if _of_the_country(frame):
        return {"operation": Operation.VALUE, "indicator": "rank_world", "segments": (), "perimeter": ""}
    ranks = [code for code in frame.indicators if code.startswith("rank_")]
    asks = not frame.has("ask.why", "ask.affirm", "verify.", "select.max")
    opened = frame.opening is not None and frame.opening.has("select.ranking")  # "which rank was it, before the rise?"
    asks = asks and (opened or not frame.has("measure."))
    if not ranks or not asks or frame.segments or frame.has("place.Casablanca", "select.segments", "explain.source"):
        return None
    dated = ("measure.before", "measure.growth", "direction.up") if frame.times.periods else ()
    fields: Fields = {"operation": Operation.VALUE, "indicator": indicator_of(frame), "explains": dated}
    return fields | {"segments": (), "perimeter": ""}


def _bare_rank(frame: Frame) -> bool:
    """Whether nothing but a rank and a year is said: "rank in 2023?"; segments are ranked, and have none alone."""
    said = [piece for piece in frame.content if not piece.has("ask.", "pieces.rank")]
    return frame.has("pieces.rank") and bool(frame.times.periods) and all(is_year(piece) for piece in said)


def _of_the_country(frame: Frame) -> bool:
    """Whether a rank is asked of the country itself: "Morocco's rank?", "le rang du Maroc ?"."""
    ranked = [piece for piece in frame.pieces if piece.has("select.ranking") and not piece.optional]
    told = [piece for piece in frame.content if not piece.has("select.ranking", "place.MA", "ask.")]
    return bool(ranked) and not told and frame.has("place.MA") and not frame.numbers and not frame.elsewhere


def level(frame: Frame) -> Fields | None:
    """A level other than the headline one, named outright: jobs, budget, ranks."""
    moved = frame.has("measure.growth", "measure.fall") and frame.has("measure.percent", "measure.trend")
    level = indicator_of(frame)
    moved = moved or (level.startswith("rank_") and frame.has("measure.growth", "measure.fall", "measure.difference"))
    ranked = frame.has("select.max", "select.min", "select.ranking", "nth.") and not level.startswith("rank_")
    if level == "exports" or frame.segments or ranked or frame.has("select.segments", "explain.source") or moved:
        return None
    both = ("refer.two",) if level == "net_job_creation" else ()  # "over the two years", which it is counted over
    aimed = level in ("jobs", "trainees_per_year", "startups") and frame.has("topic.strategy", "topic.goals")
    fields: Fields = {"operation": Operation.VALUE, "explains": both}
    return fields | ({"outlook": True} if aimed and not frame.times.periods else {})


def adds_up(frame: Frame) -> Fields | None:
    """Read "do the five shares add up to 100 %?"."""
    if not frame.has("combine.sum"):
        return None
    shares = frame.has("measure.share", "measure.percent")
    whole = frame.has("select.each", "select.segments", "refer.all") or any(
        _WHOLE in amount.values for amount in frame.amounts
    )
    whole = whole or frame.has("scale.100")
    other = frame.has("measure.growth", "combine.except", "combine.rest", "top.", "bottom.", "outlook.", "per.")
    others = [amount for amount in frame.amounts if _WHOLE not in amount.values]
    if not shares or not whole or other or frame.segments or others:
        return None
    return {"operation": Operation.BREAKDOWN, "measure": "share", "comparison": "total", "segments": ()}


def breakdown(frame: Frame) -> Fields | None:
    """Read all segments side by side: "how do the exports split?"."""
    spread = frame.has("select.breakdown", "select.each")
    shares = (
        frame.has("measure.share", "measure.percent")
        and not frame.segments
        and not frame.has("combine.", "refer.it", "measure.progress")
        and (frame.times.periods or frame.has("select.segments"))
        and not frame.has("measure.growth", "measure.fall", "direction.")
        and not frame.figures
    )
    if (
        (spread or shares)
        and not (len(frame.segments) == 1 and not frame.has("select.each"))
        and "jobs" not in frame.indicators
    ):
        measure = (
            "share"
            if frame.has("measure.share", "measure.percent")
            else "growth"
            if frame.has("measure.growth")
            else "amount"
        )
        moved = ("measure.growth", "measure.fall") if measure == "growth" else ()
        fields: Fields = {"operation": Operation.BREAKDOWN, "measure": measure, "segments": frame.segments}
        return fields | {"explains": moved} | _split_total(frame)
    return None


def _split_total(frame: Frame) -> Fields:
    """Return the period of a total that is quoted to be split: "who makes what of the 26.2 billion?"."""
    money = [one for one in frame.figures if one.unit == "MAD_bn"]
    if len(money) != 1 or frame.verdict:
        return {}
    totals = {one.period for one in chosen(frame) if one.indicator == "exports" and not one.relation}
    if frame.times.periods:
        return {"claim": None}
    return {"claim": None, "periods": tuple(totals)} if len(totals) == 1 else {"operation": Operation.UNCLEAR}


def _in_money(frame: Frame) -> bool:
    """Whether what something weighs is asked for in dirhams: "combien pèse l'ITO en dirhams ?"."""
    unit = any(
        piece.has("unit.mad", "unit.billion", "unit.million") and place not in frame.numbered
        for place, piece in enumerate(frame.pieces)
    )
    other = frame.has("measure.percent", "fraction.", "measure.growth", "measure.fall", "measure.points", "direction.")
    return unit and not other and not frame.figures and len(frame.segments) == 1


def share(frame: Frame) -> Fields | None:
    """Read what part of the total something is."""
    referred = frame.has("measure.percent") and (frame.says_total or frame.has("refer.it"))
    if frame.segments and _in_money(frame):
        return {"operation": Operation.VALUE}
    if frame.has("measure.share", "measure.percent") and (frame.segments or frame.has("measure.share") or referred):
        return {"operation": Operation.SHARE}
    return None


def share_of_total(frame: Frame) -> Fields | None:
    """Read "BPO's share times the total of 2024" as the amount that it comes to."""
    multiplies = frame.has("multiply.") and frame.has("measure.share") and frame.says_total
    if not multiplies or len(frame.segments) != 1 or len(frame.times.periods) != 1 or frame.amounts:
        return None
    explains = ("multiply.", "measure.ratio", "measure.share", "split.")
    return {"operation": Operation.VALUE, "explains": explains}


def _only_spoken_of(frame: Frame) -> bool:
    """Whether the sector is spoken of and no figure of it is asked for: "what is the sector moving into?"."""
    named = frame.exports or frame.segments or frame.times.periods or frame.times.flags or frame.has("outlook.")
    amount = frame.has("ask.amount", "measure.", "unit.", "per.", "indicator.") or frame.amounts
    asks = frame.has("ask.what", "ask.who", "ask.where") and any(
        piece.has("ask.what", "ask.who", "ask.where") and not piece.optional for piece in frame.ends
    )
    verbs = sum(piece.kind in ("light", "noun") for piece in frame.pieces)
    return asks and not named and not amount and verbs > 0


def value(frame: Frame) -> Fields | None:
    """Read one level, the plainest of all questions."""
    level = indicator_of(frame)
    if level != "exports" and not level.startswith("rank_") and frame.has("select.max", "select.min"):
        return None  # "the biggest company": no figure that is held
    if frame.has("indicator.companies", "indicator.startups") and frame.exports:
        return {"operation": Operation.VALUE, "indicator": "exports"}
    known = (
        frame.segments
        or frame.indicators
        or frame.says_total
        or frame.times.periods
        or frame.has("outlook.", "perimeter.")
        or frame.times.flags & {"latest", "half_any"}
    )
    if level == "exports" and _only_spoken_of(frame):
        return None
    if level == "exports" and frame.has("select.segments") and not frame.segments and frame.times.periods:
        return {"operation": Operation.BREAKDOWN, "measure": "amount"}  # "segments H1 25, amounts"
    if known or frame.has("hint.jobs"):
        return {"operation": Operation.VALUE}
    return None
