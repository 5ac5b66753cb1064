"""From evidence to an operation: which question do these pieces ask together?

The rules stand in order, the most specific first; each looks at senses only, never at words. What a rule leaves unexplained
is caught afterwards by the contract (``reader``), so no rule can answer an easier question than the one asked.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bot.reading.facts import explained, place_asked
from bot.reading.frame import Frame
from bot.reading.query import Amount, Claim, Operation
from knowledge.periods import PeriodKind

Fields = dict[str, Any]
Rule = Callable[[Frame], Fields | None]

_NUMERIC = (
    "ask.amount",
    "measure.",
    "per.",
    "combine.",
    "unit.",
    "select.max",
    "select.min",
    "nth.",
    "select.ranking",
    "select.above",
    "select.below",
    "select.each",
    "select.breakdown",
    "outlook.projection",
    "outlook.target",
)
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


def resolve(frame: Frame) -> Fields:
    """Return the fields of the query that a clause asks; an empty mapping when it asks nothing we know."""
    for rule in _RULES:
        fields = rule(frame)
        if fields is not None:
            return _with_claim(frame, _with_common(frame, fields))
    return {}


def _with_common(frame: Frame, fields: Fields) -> Fields:
    fields.setdefault("indicator", _indicator(frame))
    fields.setdefault("segments", frame.segments)
    fields.setdefault("periods", frame.times.periods)
    fields.setdefault("outlook", frame.has("outlook.projection", "outlook.target"))
    if "perimeter" not in fields and frame.values("perimeter"):
        fields["perimeter"] = frame.values("perimeter")[0]
    if "unit" not in fields and fields["operation"] in (Operation.VALUE, Operation.SUM, Operation.GROWTH):
        fields["unit"] = _unit(frame)
    return fields


def _unit(frame: Frame) -> str:
    if frame.figures:
        return ""
    if frame.has("unit.million"):
        return "MAD_mn"
    if frame.has("unit.billion"):
        return "MAD_bn"
    return "MAD" if frame.has("unit.convert") and frame.has("unit.mad") else ""


def _indicator(frame: Frame) -> str:
    """Choose the most particular indicator that is named; a hint ("people") counts where an amount is asked."""
    named = [code for code in _LEVELS if code in frame.indicators]
    particular = [code for code in reversed(_LEVELS) if code in named]
    if particular:
        return particular[0]
    if (
        "exports" not in frame.indicators
        and not frame.segments
        and frame.has("hint.jobs")
        and frame.has("ask.amount", "ask.affirm")
    ):
        return "jobs"
    return "exports"


# --- info -----------------------------------------------------------------------------------------------------------


def _coverage(frame: Frame) -> Fields | None:
    if frame.has("explain.coverage") and not frame.segments and not frame.times.periods:
        return {"operation": Operation.COVERAGE}
    return None


def _source(frame: Frame) -> Fields | None:
    who = frame.has("ask.who") and frame.has("outlook.", "indicator.exports") and not frame.has("select.", "measure.")
    said = frame.has("explain.source") and not (frame.has("ask.amount") and frame.times.periods)
    if frame.segments and frame.has("measure.share"):
        return None
    institutions = frame.has("institution.institutions") and frame.has("ask.")
    if frame.has("outlook.result") and frame.has("outlook.projection") and not frame.has("ask.who"):
        return None
    if not (who or said or institutions) or (
        frame.has("select.max", "nth.") and not frame.has("institution.") and not said
    ):
        return None
    outlook = frame.has("outlook.projection", "outlook.target") or any(
        figure.unit == "MAD_bn" for figure in frame.figures
    )
    threshold = frame.figures[0] if frame.figures else None
    return {"operation": Operation.SOURCE, "outlook": outlook, "threshold": threshold}


def _definition(frame: Frame) -> Fields | None:
    asks = frame.has("explain.definition")
    bare = frame.has("ask.what") and not frame.has(
        "ask.amount",
        "measure.",
        "select.",
        "outlook.",
        "combine.",
        "per.",
        "unit.",
        "topic.",
        "indicator.exports",
        "indicator.jobs",
    )
    quiet = not frame.times.periods and not frame.has("measure.share", "measure.growth", "measure.points")
    if frame.figures and frame.has("measure.share") and frame.has("measure.growth") and _verdict(frame):
        return {"operation": Operation.DEFINITION, "threshold": frame.figures[0], "segments": ()}
    if (
        frame.figures
        and asks
        and not frame.has("outlook.", "select.above", "select.below", "combine.")
        and len(frame.figures) == 1
        and frame.has("ask.", "refer.", "explain.")
    ):
        return {"operation": Operation.DEFINITION, "threshold": frame.figures[0], "segments": frame.segments[:1]}
    if frame.segments and quiet and (asks or bare) and not frame.amounts:
        return {"operation": Operation.DEFINITION, "about": frame.segments[0], "topic": "definition"}
    return None


def _explanation(frame: Frame) -> Fields | None:
    return explained(frame)


def _place(frame: Frame) -> Fields | None:
    return place_asked(frame)


# --- computed -------------------------------------------------------------------------------------------------------


def _share_within(frame: Frame) -> Fields | None:
    sequence = [
        piece.values("segment")[0] for piece in frame.pieces if piece.has("segment.") and not piece.has("segment._T")
    ]
    if not frame.has("combine.only") or len(frame.segments) < 2 or not frame.has("measure.share", "measure.percent"):
        return None
    asked = [code for code in frame.segments if sequence.count(code) > 1] or [sequence[-1]]
    return {"operation": Operation.SHARE, "segments": (asked[-1],), "within": frame.segments}


def _per_unit(frame: Frame) -> Fields | None:
    if frame.has("per.job") and not frame.has("ask.count"):
        return {"operation": Operation.PER_UNIT, "per": "jobs", "indicator": "exports"}
    for per in ("month", "quarter", "day", "half"):
        if frame.has(f"per.{per}"):
            return {
                "operation": Operation.PER_UNIT,
                "per": per,
                "measure": "average" if frame.has("per.average") else "amount",
            }
    if frame.has("per.average", "per.average") and frame.has("month.any", "quarter.any"):
        return {
            "operation": Operation.PER_UNIT,
            "per": "quarter" if frame.has("quarter.any") else "month",
            "measure": "average",
        }
    return None


def _level(frame: Frame) -> Fields | None:
    """A level other than the headline one, named outright: jobs, budget, ranks."""
    moved = frame.has("measure.growth", "measure.fall") and frame.has("measure.percent", "measure.trend")
    ranked = frame.has("select.max", "select.min", "select.ranking", "nth.") and not frame.has(
        "indicator.rank_world", "indicator.rank_africa", "indicator.rank_mena"
    )
    if (
        _indicator(frame) == "exports"
        or frame.segments
        or ranked
        or frame.has("select.segments", "explain.source")
        or moved
    ):
        return None
    return {"operation": Operation.VALUE}


def _needed(frame: Frame) -> Fields | None:
    money = [figure for figure in frame.figures if figure.unit == "MAD_bn"]
    goal = (
        money
        or frame.has("outlook.projection", "outlook.target")
        or (frame.has("indicator.exports", "segment._T") and any(p.year >= 2025 for p in frame.times.periods))
    )
    if frame.has("combine.needed") and goal and not frame.has("measure.percent", "measure.share", "measure.growth"):
        strong = frame.has("measure.difference", "ask.amount", "combine.rest", "ask.what") or money
        if strong:
            return {"operation": Operation.NEEDED, "threshold": money[0] if money else None, "outlook": True}
    return None


def _progress(frame: Frame) -> Fields | None:
    rate = frame.has(
        "measure.percent",
        "measure.share",
        "ask.amount",
        "ask.which",
        "measure.ratio",
        "ask.where",
        "ask.how",
        "ask.what",
    )
    money = [figure for figure in frame.figures if figure.unit == "MAD_bn"]
    periods = frame.times.periods
    kinds = {period.kind for period in periods}
    mixed = len(periods) == 2 and PeriodKind.YEAR in kinds and len(kinds) == 2
    if frame.has(
        "measure.growth", "measure.fall", "measure.trend", "measure.compare", "measure.difference", "measure.points"
    ):
        return None
    if (
        frame.has("measure.progress")
        and rate
        and (periods or money or frame.has("outlook.", "relative.last_year"))
        and (
            frame.has("measure.percent", "measure.share")
            or mixed
            or money
            or frame.has("outlook.")
            or not frame.has("ask.amount")
        )
    ):
        if len(periods) == 1 and not periods[0].kind == PeriodKind.YEAR and not money and not frame.has("outlook."):
            return None
        return {"operation": Operation.PROGRESS, "threshold": money[0] if money else None}
    if (
        (money or frame.has("outlook.projection", "outlook.target"))
        and frame.has("measure.percent", "measure.share")
        and len(frame.segments) == 0
    ):
        if any(p.kind is not PeriodKind.YEAR for p in periods) or frame.times.flags & {"latest", "half_any"}:
            return {"operation": Operation.PROGRESS, "threshold": money[0] if money else None, "outlook": True}
    if mixed and len(frame.segments) == 0 and frame.has("measure.percent", "measure.share", "measure.ratio"):
        return {"operation": Operation.PROGRESS}
    return None


def _sides(frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split the segments at the word that compares them: what stands before, and what after."""
    split = [place for place in frame.at("measure.versus", "measure.difference", "measure.ratio", "measure.compare")]
    sequence = [
        (place, piece.values("segment")[0])
        for place, piece in enumerate(frame.pieces)
        if piece.has("segment.") and not piece.has("segment._T")
    ]
    for cut in split:
        left = tuple(dict.fromkeys(code for place, code in sequence if place < cut))
        right = tuple(dict.fromkeys(code for place, code in sequence if place > cut and code not in left))
        if left and right:
            return left, right
    return frame.segments[:1], frame.segments[1:]


def _comparison(frame: Frame) -> Fields | None:
    compares = frame.has("measure.ratio", "measure.difference", "measure.points", "measure.compare", "measure.versus")
    if not compares:
        return None
    kind = (
        "ratio"
        if frame.has("measure.ratio")
        else "points"
        if frame.has("measure.points")
        else "difference"
        if frame.has("measure.difference")
        else ""
    )
    measure = (
        "share"
        if frame.has("measure.share", "measure.points") and frame.segments
        else "growth"
        if frame.has("measure.growth", "measure.fall") and len(frame.segments) > 1
        else "amount"
    )
    fields: Fields = {"operation": Operation.COMPARISON, "comparison": kind, "measure": measure}
    if len(frame.segments) >= 2 and not _claims_only_amount(frame):
        if frame.has("combine.sum", "combine.rest") or len(frame.segments) == 2:
            left, right = _sides(frame)
            if right:
                return fields | {"segments": left, "against": right}
        return fields
    if frame.has("combine.rest") and len(frame.segments) == 1:
        return fields | {"against": ("rest",)}
    if (
        frame.segments
        and frame.has("select.segments")
        and not frame.times.periods[1:]
        and frame.has("measure.compare", "measure.versus", "measure.difference")
        and frame.has("combine.rest", "refer.other")
    ):
        return fields | {"against": ("rest",)}
    if len(frame.times.periods) > 1 or frame.times.flags & {"year_before", "same_period"}:
        if measure == "share":
            return {"operation": Operation.SHARE, "comparison": "points"}
        return {"operation": Operation.GROWTH, "comparison": kind or "difference"}
    if kind and not frame.has("measure.growth", "measure.fall") and not _verdict(frame):
        return fields | {"partial": True}
    return None


def _claims_only_amount(frame: Frame) -> bool:
    return (
        frame.has("combine.sum")
        and bool(frame.figures)
        and not frame.has("measure.versus", "measure.ratio", "measure.compare")
    )


def _selection(frame: Frame) -> Fields | None:
    bound = frame.has("select.above", "select.below")
    amounts = [figure for figure in frame.figures if figure.unit in ("percent", "MAD_bn")]
    digits = _digits_bound(frame)
    grows = frame.has("measure.growth", "measure.fall", "direction.") and (
        frame.has("ask.which", "select.segments", "ask.what")
    )
    if frame.segments or not frame.has(
        "select.segments", "ask.which", "ask.who", "refer.it", "ask.what", "select.each", "ask.amount"
    ):
        return None
    if bound and (amounts or digits) and (frame.has("select.segments", "ask.which", "ask.who") or digits):
        threshold = amounts[0] if amounts else digits
        measure = "share" if threshold and threshold.unit == "percent" else "amount"
        if measure == "share" and frame.has("measure.growth"):
            measure = "growth"
        below = frame.has("select.below") and not (
            frame.has("select.above") and frame.at("select.above")[0] < frame.at("select.below")[0]
        )
        return {"operation": Operation.SELECTION, "threshold": threshold, "below": below, "measure": measure}
    if (
        grows
        and frame.has("select.segments", "ask.which")
        and frame.has("select.segments")
        and not frame.has("select.max", "select.min", "nth.")
    ):
        return {
            "operation": Operation.SELECTION,
            "measure": "growth",
            "below": frame.has("measure.fall", "direction.down") and not frame.has("measure.growth"),
        }
    return None


def _digits_bound(frame: Frame) -> Amount | None:
    """Read "double digits" as ten percent."""
    words = frame.words("select.above", "select.below")
    return Amount(values=(Decimal(10),), unit="percent") if "digit" in words or "chiffre" in words else None


def _ranking(frame: Frame) -> Fields | None:
    if not frame.has("select.max", "select.min", "nth.", "select.ranking"):
        return None
    if frame.has("indicator.rank_world", "indicator.rank_africa", "indicator.rank_mena") and not frame.segments:
        return None
    if frame.has("indicator.jobs", "indicator.startups", "indicator.companies") and not frame.segments:
        return None
    subject = (
        frame.segments
        or frame.has(
            "select.segments", "ask.which", "ask.who", "ask.what", "indicator.exports", "segment._T", "select.ranking"
        )
        or frame.times.periods
        or len(frame.content) <= 3
    )
    if not subject or (frame.has("ask.amount") and frame.segments and not _verdict(frame)):
        return None
    rank = _nth(frame)
    order = (
        "min"
        if frame.has("select.min")
        and not (frame.has("select.max") and frame.at("select.max")[0] < frame.at("select.min")[0])
        and not rank
        else "max"
    )
    if order == "min" and rank == 0:
        rank = 1
    if frame.has("select.max") and not frame.has("select.ranking", "nth.") and rank == 0:
        rank = 1
    measure = (
        "growth"
        if frame.has("measure.growth", "measure.fall", "direction.")
        else "share"
        if frame.has("measure.share", "measure.percent")
        else "amount"
    )
    if frame.has("measure.fall") and order == "max" and measure == "growth":
        order = "min"
    segments = frame.segments or ()
    return {"operation": Operation.RANKING, "order": order, "rank": rank, "measure": measure, "segments": segments}


def _nth(frame: Frame) -> int:
    """Return the place that is asked for, 0 if none."""
    return int(frame.values("nth")[0]) if frame.has("nth.") else 0


def _breakdown(frame: Frame) -> Fields | None:
    spread = frame.has("select.breakdown", "select.each")
    shares = (
        frame.has("measure.share", "measure.percent")
        and not frame.segments
        and not frame.has("combine.", "refer.it")
        and (frame.times.periods or frame.has("select.segments"))
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
        return {"operation": Operation.BREAKDOWN, "measure": measure, "segments": frame.segments}
    return None


def _combined(frame: Frame) -> Fields | None:
    measure = "share" if frame.has("measure.share", "measure.percent") else "amount"
    except_at = frame.at("combine.except")
    if except_at and frame.segments and not frame.has("measure.growth"):
        excluded = tuple(
            dict.fromkeys(
                code
                for place, piece in enumerate(frame.pieces)
                if place > except_at[0]
                for code in piece.values("segment")
                if code != "_T"
            )
        )
        before = [
            code
            for place, piece in enumerate(frame.pieces)
            if place < except_at[0]
            for code in piece.values("segment")
            if code != "_T"
        ]
        if excluded and before and not frame.has("combine.rest"):
            return {
                "operation": Operation.COMPARISON,
                "comparison": "difference",
                "segments": tuple(before),
                "against": excluded,
                "measure": measure,
            }
        if excluded:
            return {"operation": Operation.REMAINDER, "excluded": excluded, "segments": (), "measure": measure}
    if frame.has("combine.rest") and not frame.has("combine.sum"):
        if not frame.segments:
            return {"operation": Operation.REMAINDER, "measure": measure, "partial": True}
        if len(frame.segments) >= 2:
            return {"operation": Operation.SUM, "measure": measure, "rest": True}
        return {"operation": Operation.REMAINDER, "excluded": frame.segments, "segments": (), "measure": measure}
    if len(frame.segments) >= 2 and not frame.has("measure.growth", "measure.fall"):
        return {"operation": Operation.SUM, "measure": measure}
    return None


def _growth(frame: Frame) -> Fields | None:
    if frame.has("measure.growth", "measure.fall", "measure.stable", "direction."):
        if (
            frame.has("measure.share")
            and frame.segments
            and (len(frame.times.periods) > 1 or frame.has("measure.points"))
        ):
            return {"operation": Operation.SHARE, "comparison": "points"}
        return {
            "operation": Operation.GROWTH,
            "comparison": "difference"
            if frame.has("measure.difference", "unit.mad", "unit.billion") and not frame.figures
            else "",
        }
    return None


def _trend(frame: Frame) -> Fields | None:
    flags = frame.times.flags
    several = len(frame.times.periods) > 1 or flags & {"every", "since", "quarter_any"}
    if (frame.has("measure.trend") or flags & {"every", "since"}) and not frame.has("ask.affirm"):
        return {"operation": Operation.TREND, "spans": bool(flags & {"since", "range"}) or not several}
    if several and len(frame.segments) <= 1 and not frame.has("measure.share", "measure.percent"):
        return {"operation": Operation.TREND, "spans": "range" in flags}
    return None


def _share(frame: Frame) -> Fields | None:
    if frame.has("measure.share", "measure.percent") and (frame.segments or frame.has("measure.share")):
        return {"operation": Operation.SHARE}
    return None


def _value(frame: Frame) -> Fields | None:
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
    if known or frame.has("hint.jobs"):
        return {"operation": Operation.VALUE}
    return None


def _members(frame: Frame) -> Fields | None:
    """The list of segments itself: "what are the five segments?"."""
    asks = frame.has("select.segments") and frame.has("ask.what", "ask.which", "ask.amount", "explain.definition")
    if (
        asks
        and not frame.segments
        and not frame.times.periods
        and not frame.has(
            "measure.",
            "select.max",
            "select.min",
            "nth.",
            "select.above",
            "select.below",
            "select.ranking",
            "combine.",
            "direction.",
            "topic.",
            "select.breakdown",
            "refer.",
        )
    ):
        return {"operation": Operation.MEMBERS, "about": "segments"}
    return None


def _verdict(frame: Frame) -> bool:
    """Whether a yes or a no is asked for: by a word, or by a verb in front ("Did exports fall?")."""
    if frame.has("ask.affirm"):
        return True
    opening = frame.first
    asks = frame.has("ask.amount", "ask.which", "ask.what", "ask.who", "ask.where", "ask.why", "ask.how")
    return opening is not None and opening.has("verify.opening") and not asks


# --- claims ---------------------------------------------------------------------------------------------------------


def _with_claim(frame: Frame, fields: Fields) -> Fields:
    """Add what is asserted, where the clause asks for a verdict and not for a figure."""
    operation = fields["operation"]
    if frame.has("outlook.result") and frame.has("outlook.projection") and operation is Operation.VALUE:
        fields["claim"] = Claim(result=True)
        return fields
    asks = frame.asks and not _verdict(frame)
    if asks or operation in (
        Operation.SELECTION,
        Operation.NEEDED,
        Operation.SOURCE,
        Operation.DEFINITION,
        Operation.EXPLANATION,
        Operation.MEMBERSHIP,
        Operation.MEMBERS,
        Operation.COVERAGE,
    ):
        return fields
    claim = _claim(frame, fields)
    if claim is not None:
        fields["claim"] = claim
    return fields


def _claim(frame: Frame, fields: Fields) -> Claim | None:
    amount = frame.figures[0] if frame.figures else None
    if amount is None and _verdict(frame) and frame.amounts:
        amount = frame.amounts[0]
    if fields["operation"] is Operation.PROGRESS and not _verdict(frame):
        return None
    if fields["operation"] is Operation.RANKING and frame.segments:
        return Claim(order=fields["order"], rank=fields["rank"] or 1, amount=amount)
    direction = ""
    if amount is not None:
        above = frame.at("select.above", "measure.difference")
        direction = "below" if frame.has("select.below") else "above" if above and frame.has("select.above") else ""
        if not direction and fields["operation"] is Operation.GROWTH:
            direction = "down" if frame.has("measure.fall", "direction.down") else ""
    elif _verdict(frame) and frame.has("direction.down", "measure.fall"):
        direction = "down"
    elif _verdict(frame) and frame.has("measure.stable"):
        direction = "stable"
    elif _verdict(frame) and frame.has("direction.up", "measure.growth"):
        direction = "up"
    if amount is None and not direction:
        below = "below" if frame.has("select.below") and not frame.has("select.above") else ""
        return Claim(direction=below) if _verdict(frame) and fields["operation"] is Operation.COMPARISON else None
    return Claim(amount=amount, direction=direction)


_RULES: tuple[Rule, ...] = (
    _coverage,
    _source,
    _definition,
    _place,
    _explanation,
    _members,
    _share_within,
    _per_unit,
    _level,
    _needed,
    _progress,
    _comparison,
    _selection,
    _ranking,
    _breakdown,
    _combined,
    _growth,
    _trend,
    _share,
    _value,
)
