"""Rules for segments and periods taken together: sums, remainders, the first ones of a ranking."""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import Any

from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.query import Missing, Operation, Query
from knowledge.periods import PeriodKind

Fields = dict[str, Any]
_PAIR = 2
_SAID = 2
"""Pieces before a "not" that says what is left out: "not the CRM" alone corrects what was said."""


def first_ones(frame: Frame) -> Fields | None:
    """Read "the three largest": one after the other, or together where a sum or a share is asked for."""
    if (podium := _on_the_podium(frame)) is not None:
        return podium
    if not frame.has("top.", "bottom.") or frame.segments:
        return None
    rated = any(one.unit == "percent" for one in frame.figures)
    measure = "share" if rated or frame.has("measure.share", "measure.percent") else "amount"
    together = rated or frame.has("combine.", "measure.share", "measure.percent", "ask.amount", "segment._T")
    listed = frame.has("select.ranking") and not (rated and frame.verdict)  # "do the top three exceed 90 %?"
    if together and not listed and not frame.has("ask.who"):
        out = frame.has("combine.except", "combine.without") and not frame.has("combine.sum")
        left = out or (
            frame.has("combine.rest") and not frame.has("bottom.")
        )  # "left for the last two": what they make
        operation = Operation.REMAINDER if left else Operation.SUM  # "what is left without the two largest?"
        return {"operation": operation, "measure": measure, "ranks": frame.ranks}
    measure = "growth" if frame.has("measure.growth", "measure.fall") else measure
    order = "min" if frame.has("bottom.") else "max"
    return {"operation": Operation.RANKING, "measure": measure, "order": order, "rank": 0, "ranks": frame.ranks}


def _on_the_podium(frame: Frame) -> Fields | None:
    """Read "what share does the podium hold together?" as what the three largest make."""
    together = frame.has("combine.sum") and frame.has("measure.share", "measure.percent", "ask.amount")
    if not frame.has("podium.three") or not together or frame.segments or frame.has("measure.growth"):
        return None
    measure = "share" if frame.has("measure.share", "measure.percent") else "amount"
    explains = ("select.ranking", "podium.", "nth.")  # "the podium (gold, silver and bronze)"
    return {"operation": Operation.SUM, "measure": measure, "ranks": (1, 2, 3), "explains": explains}


def mean_of(frame: Frame) -> Fields | None:
    """Read "the average of ITO, CRM and ESO" as one figure for all of them."""
    parts = frame.has("per.month", "per.quarter", "per.day", "per.half", "per.year", "per.job")
    if not frame.has("per.average"):
        return None
    if (years := _mean_of_years(frame)) is not None:
        return years
    if len(frame.segments) < 2 or parts or frame.has("measure.", "direction."):
        return None
    of = tuple(
        Query(operation=Operation.VALUE, segments=(code,), periods=frame.times.periods[:1]) for code in frame.segments
    )
    return {"operation": Operation.DERIVED, "comparison": "mean", "of": of}


def _mean_of_years(frame: Frame) -> Fields | None:
    """Read "the yearly average over 2023 and 2024" as one figure for years that follow each other."""
    periods = sorted(frame.times.periods)
    parts = frame.has("per.month", "per.quarter", "per.day", "per.half", "per.job", "combine.", "outlook.")
    other = frame.has("measure.growth", "measure.fall", "measure.share", "measure.percent", "direction.", "select.")
    joined = all(one.kind is PeriodKind.YEAR for one in periods) and all(
        after.year - before.year == 1 for before, after in pairwise(periods)
    )
    if len(periods) < 2 or not joined or parts or other or len(frame.segments) > 1 or frame.quotes:
        return None
    if set(frame.indicators) - {"exports"}:
        return None
    of = tuple(Query(operation=Operation.VALUE, segments=frame.segments, periods=(one,)) for one in periods)
    return {"operation": Operation.DERIVED, "comparison": "mean", "of": of, "segments": (), "periods": ()}


def not_of(frame: Frame) -> Fields | None:
    """Read "which share was not ITO?", "the non-ITO share" as what is left without it."""
    if not frame.has("negate.not"):
        return None
    shares = frame.has("measure.share", "measure.percent")
    named = frame.segment_places
    if len(named) != 1 or frame.quotes or frame.figures or frame.has("measure.growth", "select."):
        return None
    before = [piece for piece in frame.pieces[: named[0]] if not piece.optional]
    beside = named[0] > 1 and frame.pieces[named[0] - 1].has("negate.not") and shares and not frame.verdict
    asks = frame.has("ask.amount") or (shares and frame.has("ask.which", "ask.what"))
    denied = asks and len(before) >= _SAID and before[-1].has("negate.not") and not before[-1].has("combine.except")
    if not (beside or denied):
        return None
    asked: Fields = {"operation": Operation.REMAINDER, "excluded": frame.segments, "segments": ()}
    return asked | {"measure": "share" if shares else "amount"}


def beyond_a_year(frame: Frame) -> Fields | None:
    """Read "27 billion is how much more than 2024": a projection that is quoted, against a year."""
    money = [figure for figure in frame.figures if figure.unit == "MAD_bn"]
    compared = frame.has("measure.difference", "select.above", "measure.versus") and frame.has("ask.amount")
    if (next_year := _after_a_year(frame)) is not None:
        return next_year
    if len(money) != 1 or len(frame.times.periods) != 1 or frame.segments or not compared:
        return None
    return {"operation": Operation.GROWTH, "comparison": "difference", "threshold": money[0], "outlook": True}


def _after_a_year(frame: Frame) -> Fields | None:
    """Read "if the ministry is right, how much more than 2024 will it be?": the year after, as it is projected."""
    moments = frame.times.moments
    asks = frame.has("outlook.projection") and frame.has("ask.amount", "measure.percent")
    moved = frame.has("measure.difference", "measure.growth", "measure.versus")
    if len(moments) != 1 or moments[0].period.kind is not PeriodKind.YEAR or not asks or not moved:
        return None
    before = [piece for piece in frame.pieces[: moments[0].start] if not piece.optional or piece.has("span.base")]
    based = before and before[-1].has("span.base", "measure.versus", "span.from")
    if not based or frame.segments or frame.amounts or frame.has("outlook.target", "combine."):
        return None
    fields: Fields = {"operation": Operation.GROWTH, "comparison": "difference", "outlook": True}
    return fields | {"periods": (moments[0].period.shifted(1),)}


def over_periods(frame: Frame) -> Fields | None:
    """Read "2023 and 2024 added up", and all that was made from one month to another."""
    several = len(frame.times.periods) > 1 and "range" not in frame.times.flags
    ranked = frame.has("select.max", "select.min", "select.ranking", "select.above", "select.below", "per.", "outlook.")
    sums = frame.has("combine.sum") or ("stretch" in frame.times.flags and not ranked)
    if (
        several
        and sums
        and not frame.has("follow.or")
        and len(frame.segments) < 2
        and not frame.has("measure.", "direction.")
    ):
        return {"operation": Operation.SUM}
    return None


def _kept(frame: Frame, cut: int) -> tuple[tuple[str, ...], list[str]]:
    """Return the segments left out, and those spoken of around: "without CRM, what share has ITO?"."""
    ends = (
        place
        for place in range(cut + 1, len(frame.pieces))
        if frame.pieces[place].has("measure.share", "measure.percent", "ask.what", "ask.which", "ask.amount")
    )
    end = next(ends, len(frame.pieces))
    if frame.pieces[cut].has("negate.not"):
        return frame.segments, []  # "what is neither ITO nor CRM"
    out: list[str] = []
    kept: list[str] = []
    for place, piece in enumerate(frame.pieces):
        codes = [code for code in piece.values("segment") if code != TOTAL]
        (out if cut < place < end else kept).extend(codes)
    if not out:
        out, kept = _taken_away_before(frame, cut)
    return tuple(dict.fromkeys(out)), kept


def _taken_away_before(frame: Frame, cut: int) -> tuple[list[str], list[str]]:
    """Return what stands between "once" and "are taken out", and what else is spoken of.

    "If you leave out, say, what share …": nothing is named where it should be, so that all is what is left out.
    """
    start = max((place for place in frame.at("clause.once") if place < cut), default=-1)
    named = [(place, code) for place, piece in enumerate(frame.pieces) for code in piece.values("segment")]
    out = [code for place, code in named if start < place < cut and code != TOTAL]
    kept = [code for place, code in named if not start < place < cut and code != TOTAL]
    return (out, kept) if out and start >= 0 else ([*out, *kept], [])


_OTHERS = (("refer.three", 2), ("bottom.3", 2), ("refer.four", 1), ("bottom.4", 1))
_BEHIND = ("span.after", "order.after", "order.next", "relative.year_after", "tone.less")


def behind(frame: Frame) -> Fields | None:
    """Read "the last three, behind ITO and CRM, together?" as what is left without these."""
    if not frame.segments or not frame.has(*_BEHIND):
        return None
    others = any(frame.has(sense) and len(frame.segments) == named for sense, named in _OTHERS)
    others = others or (frame.has("combine.rest") and frame.has("combine.sum"))
    placed = min(frame.at("segment."), default=0)
    if not others or not any(place < placed for place in frame.at(*_BEHIND)) or frame.has("measure.growth", "nth."):
        return None
    measure = "share" if frame.has("measure.share", "measure.percent") else "amount"
    fields: Fields = {"operation": Operation.REMAINDER, "excluded": frame.segments, "segments": ()}
    return fields | {"measure": measure, "explains": ("refer.", "bottom.", *_BEHIND)}


def _set_apart(frame: Frame) -> tuple[Missing, ...]:
    """Return the words that set one segment apart from the next: "what has ITO … over CRM" adds nothing up."""
    named = frame.segment_places
    if frame.has("combine.", "select.", "nth."):
        return ()
    gaps_ = (frame.pieces[first + 1 : second] for first, second in pairwise(named))
    found = (piece for between in gaps_ for piece in between if piece.has("span.base", "verify.inversion"))
    return tuple(Missing(word=piece.text) for piece in found)


_PARTS = 5


def _left_over(frame: Frame, excluded: tuple[str, ...]) -> tuple[str, ...]:
    """Return what counts those that are left: "without BPO and KPO, how much for the three big ones?"."""
    return ("top.",) if [*frame.values("top")] == [str(_PARTS - len(excluded))] else ()


def _left_for(frame: Frame) -> tuple[str, ...]:
    """Return the segments that something is said to be left for: "what is left for BPO plus KPO?"."""
    for place in frame.at("combine.rest", "combine.needed"):
        after = frame.pieces[place + 1 :]
        if len(after) < 2 or not after[0].has("split.in"):
            continue
        run = takewhile(lambda one: one.has("segment.", "follow.and", "combine.add") or one.optional, after)
        named = tuple(dict.fromkeys(code for piece in run for code in piece.values("segment") if code != TOTAL))
        if len(named) > 1:
            return named
    return ()


def _equated(frame: Frame) -> bool:
    """Whether one segment is said to be another or to equal others: "ITO is engineering?" asks for no sum."""
    places = frame.segment_places
    if len(places) == 2 and not frame.has("combine.sum", "follow.and", "measure.", "select.", "ask.amount"):
        between = frame.pieces[places[0] + 1 : places[1]]
        asked = frame.opening is not None and frame.opening.has("be.same")  # "is ESO IT?"
        listed = any(piece.kind == "sign" for piece in between[1:])
        return (asked or any(piece.has("be.same") for piece in between)) and not listed
    return any(places[0] < place < places[-1] for place in frame.at("verify.equals")) if len(places) > 2 else False


def combined(frame: Frame) -> Fields | None:
    """Read sums, remainders and what is left of the total."""
    measure = "share" if frame.has("measure.share", "measure.percent") else "amount"
    if left_for := _left_for(frame):
        others = tuple(code for code in frame.segments if code not in left_for)
        asked: Fields = {"operation": Operation.SUM, "segments": left_for, "excluded": others, "measure": measure}
        return asked | {"explains": ("combine.", "top.", "parted.")}
    except_at = frame.at("combine.except")
    if except_at and frame.segments and not frame.has("measure.growth"):
        excluded, before = _kept(frame, except_at[0])
        if excluded and before and measure == "share" and frame.has("combine.without"):
            return {"operation": Operation.SHARE, "segments": tuple(before), "excluded": excluded}
        if excluded and before and not frame.has("combine.rest", "combine.needed"):
            return {
                "operation": Operation.COMPARISON,
                "comparison": "difference",
                "segments": tuple(before),
                "against": excluded,
                "measure": measure,
            }
        if excluded:
            fields: Fields = {"operation": Operation.REMAINDER, "excluded": excluded, "segments": ()}
            return fields | {"measure": measure, "explains": _left_over(frame, excluded)}
    if frame.has("combine.rest") and not frame.has("combine.sum"):
        moments = frame.times.moments
        later = [one for one in moments if one.period.kind is PeriodKind.HALF and one.period.index == 2]
        if not frame.segments and later:
            periods = tuple(one.period for one in moments if not one.partial)
            return {
                "operation": Operation.NEEDED,
                "outlook": True,
                "periods": periods,
            }  # "what is left for the second half?"
        if not frame.segments:
            return {"operation": Operation.REMAINDER, "measure": measure, "partial": True}
        if len(frame.segments) >= 2:
            return {"operation": Operation.SUM, "measure": measure, "rest": True}
        return {"operation": Operation.REMAINDER, "excluded": frame.segments, "segments": (), "measure": measure}
    if len(frame.segments) >= 2 and not frame.has("measure.growth", "measure.fall"):
        operation = Operation.UNCLEAR if _equated(frame) else Operation.SUM
        return {"operation": operation, "measure": measure, "not_held": _set_apart(frame)}
    return None
