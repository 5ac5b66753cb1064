"""Gaps: what a clause asks for and no answer could take up, so that none is given to an easier question."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from bot.reading.claimed import of_the_segment
from bot.reading.contract import contract
from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.outside import not_counted
from bot.reading.query import Missing, Operation, Query
from bot.reading.references import chosen
from bot.reading.resolve import resolve
from bot.reading.whole_trade import beyond_the_sector

_WHOLE = (Operation.VALUE, Operation.GROWTH, Operation.BREAKDOWN, Operation.SUM, Operation.REMAINDER, Operation.TREND)
"""Operations whose figure is no fraction of anything: "half of ITO's 2024" asks for another one."""
_LEVELS = (Operation.VALUE, Operation.SHARE, Operation.GROWTH)
_CHOSEN = ("select.max", "select.min", "nth.", "ask.which")
_NAMED = ("topic.", "place.", "indicator.", "institution.")


def idle(frame: Frame, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Return small numbers that neither the claim nor the bound takes."""
    if fields.get("topic") in ("job_counts", "perimeters"):
        return ()  # "240 and 270 thousand": the counts themselves
    if fields.get("operation") is Operation.ARITHMETIC and len(frame.quotes) > 1:
        return ()  # "26.2 − 26.17, that makes only 30?": what it is said to come to
    either = frame.has("follow.or") and len(frame.amounts) == 2
    if either and not fields.get("claim") and fields.get("operation") in _LEVELS:
        return ()  # "is it 4.19 or 4.91?": the answer says which
    if unused := _unused(frame, fields) or _rates(frame, fields):
        return unused
    claim = fields.get("claim")
    amounts = (fields.get("threshold"), claim.amount if claim else None)
    taken = [amount.values for amount in amounts if amount is not None]
    idle_ = [number for number in frame.idle if number.amount.values not in taken]
    rated = claim is not None and of_the_segment(frame)  # "half of ITO came in the first half": no claim about a level
    counted = fields.get("operation") is Operation.VALUE and (fields.get("indicator") != "exports" or rated)
    if (not claim or counted) and fields.get("threshold") is None and fields.get("operation") in _WHOLE:
        idle_ += [number for number in frame.numbers if frame.pieces[number.start].has("fraction.")]
    return tuple(
        Missing(word=" ".join(piece.text for piece in frame.pieces[number.start : number.end])) for number in idle_
    )


def _rates(frame: Frame, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Return a percentage that a level takes no account of: "and plus 5 %?"."""
    levels = (Operation.VALUE, Operation.SUM, Operation.SHARE)
    if fields.get("operation") not in levels or fields.get("claim") or fields.get("threshold"):
        return ()
    if not frame.has("combine.add", "combine.sum", "combine.except") or fields.get("measure") == "share":
        return ()
    rates = {number.start for number in frame.numbers if number.amount.unit == "percent"}
    return tuple(
        Missing(word=piece.text)
        for place, piece in enumerate(frame.pieces)
        if place in rates and piece.kind == "number" and not piece.has("held.", "quoted.")
    )


def _unused(frame: Frame, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Return a quoted figure that an average does not start from: "a loan of 120,000, how much a month?"."""
    if fields.get("operation") is not Operation.PER_UNIT or not frame.quotes or fields.get("per") == "jobs":
        return ()
    used = set(fields.get("periods") or ()) & {one.period for one in chosen(frame)}
    return () if used else tuple(Missing(word=frame.pieces[place].text) for place, _ in frame.quotes)


_SPANNED = ("budget", "net_job_creation")
"""What is published for a span of years, which its answer tells."""


def never_held(frame: Frame, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Return what is never held: months told from today, dates of publication, what belongs to a part of a figure."""
    months = [piece for piece in frame.pieces if piece.has("month.any") and not piece.optional]
    asked = months if not frame.has("per.average") else []
    if places := _places_of_jobs(frame):
        return places
    if beyond := beyond_the_sector(frame, fields):
        return tuple(Missing(word=piece.text, kind="measures") for piece in beyond)
    if fields.get("operation") is Operation.COMPARISON and len(frame.times.periods) > 1 and frame.segments:
        late = [moment.start for moment in frame.times.moments[1:] if moment.period != frame.times.periods[0]]
        asked += [frame.pieces[place] for place in late]  # two segments stand side by side in one period only
    if fields.get("operation") is Operation.GROWTH and not frame.segments and frame.has("ask.which", "ask.who"):
        asked += [
            piece for piece in frame.pieces if piece.has("select.segments")
        ]  # "which segment gained most weight?"
    if fields.get("operation") is Operation.GROWTH and not fields.get("segments") and not frame.says_total:
        said = [piece for piece in frame.pieces if not piece.optional]
        moved = ("measure.growth", "measure.fall", "direction.")
        who = frame.opening is not None and frame.opening.has("ask.who")
        # "the share went up?": of which one? "Who gained shares?"
        asked += [one for one, after in pairwise(said) if one.has("measure.share") and after.has(*moved)]
        asked += [piece for piece in frame.pieces if who and piece.has("measure.share")]
    if fields.get("operation") in (Operation.RANKING, Operation.SELECTION) and fields.get("measure") == "growth":
        asked += [piece for piece in frame.pieces if piece.has("measure.share")]  # its growth is not that of its share
    if fields.get("operation") is Operation.SUM and len(frame.segments) == 2:
        asked += [piece for piece in frame.pieces if piece.has("refer.three")]  # "the last three, behind ITO and CRM"
    if fields.get("operation") is Operation.VALUE and fields.get("indicator") in ("jobs", "net_job_creation"):
        asked += [piece for piece in frame.pieces if piece.has("per.year") and not piece.optional]
    opened = fields.get("operation") is Operation.DEFINITION and bool(frame.quotes)  # "27 billion, which year?"
    park = frame.has("indicator.park") or fields.get("measure") == "detail"
    opened = opened or (park and fields.get("operation") is Operation.MEMBERSHIP)
    if (
        not frame.has("explain.coverage")
        and not opened
        and not fields.get("operands")
        and fields.get("topic") != "date"
        and fields.get("indicator") not in _SPANNED
    ):
        asked += [
            piece
            for piece in frame.ends
            if piece.has("ask.when") and len(frame.times.periods) < 2 and not fields.get("per")
            if not piece.has("clause.once") or not frame.has("combine.except")
        ]
    if (
        not frame.figures
        and frame.has("outlook.")
        and not frame.has("institution.ministry", "institution.office_des_changes")
    ):
        asked += [piece for piece in frame.pieces if piece.has("institution.other")]
    asked += [
        after
        for before, after in pairwise(frame.pieces)
        if before.has("split.by", "select.each") and after.has("unit.billion", "unit.million", "unit.mad")
    ]  # "how many jobs for each billion?"
    asked += [*_of_all_exports(frame), *not_counted(frame, fields), *_of_something_else(frame, fields)]
    if fields.get("operation") is not Operation.ARITHMETIC:
        counted = "ask.count" in fields.get("explains", ())  # "CRM is worth how many BPOs?"
        asked += [piece for piece in _parts_of_figures(frame) if not (counted and piece.has("segment."))]
    return tuple(Missing(word=piece.text, kind="breakdowns") for piece in asked)


def _of_all_exports(frame: Frame) -> list[Piece]:
    """Return the whole in "digital exports as a share of all exports of Morocco": those of goods are not held."""
    shares = frame.at("measure.share", "measure.percent", "select.ranking")
    if not shares or frame.segments:
        return []
    after = list(enumerate(frame.pieces))[shares[0] + 1 :]
    named = [place for place, piece in after if piece.has("segment._T")]
    within = next((place for place, piece in after if piece.has("split.in") and named and place > named[0]), None)
    whole = [piece for place, piece in after if within is not None and place > within]
    return [piece for piece in whole if piece.has("indicator.exports") and not piece.has("segment._T")]


def _of_something_else(frame: Frame, fields: Mapping[str, Any]) -> list[Piece]:
    """The largest customer or the best month, a part of the growth, a mean growth since a year: none is held."""
    said = [piece for piece in frame.pieces if not piece.optional or piece.has("head.other", "split.of")]
    heads = [after for before, after in pairwise(said) if after.has("head.other") and before.has(*_CHOSEN)]
    parts = [
        first
        for first, of, growth in zip(said, said[1:], said[2:], strict=False)
        if first.has("measure.share") and of.has("split.of") and growth.has("measure.growth", "measure.fall")
    ]
    asked = heads if fields.get("operation") in (Operation.RANKING, Operation.SELECTION) else []
    asked += parts if fields.get("operation") is Operation.GROWTH else []
    if fields.get("indicator") in ("companies", "startups"):
        asked += [piece for piece in frame.pieces if piece.has("list.names")]  # they are counted, and none is named
    if fields.get("operation") is Operation.TREND and frame.has("measure.growth"):
        asked += [piece for piece in frame.pieces if piece.has("per.average")]
    return asked


def _parts_of_figures(frame: Frame) -> list[Piece]:
    """Exports of companies, of a city or to a continent; shares of jobs; how many centres there are."""
    ranked = frame.has("select.ranking", "select.max", "select.min") and (frame.exports or frame.has("measure.amount"))
    part = frame.has("measure.percent") or (
        frame.has("measure.share")
        and not frame.has("ask.amount", "ask.affirm")
        and not any(one.unit == "persons" for one in frame.amounts)
    )
    senses = []
    if (
        frame.has("ask.count")
        and frame.has("hint.jobs", "indicator.jobs")
        and frame.segments
        and not frame.has("per.job")
    ):
        senses += [f"segment.{code}" for code in frame.segments]  # "how many people work in ESO?"
    if frame.exports:
        senses += ["indicator.companies", "indicator.startups"]
        if not frame.has("select.ranking", "nth.", "indicator.rank_world"):
            senses += ["indicator.rank_africa", "indicator.rank_mena"]
    if ranked and not frame.segments and not frame.has("select.segments", "topic."):
        senses += ["indicator.hub", "indicator.park"]
    if part and not frame.exports and not frame.segments:
        senses.append("indicator.jobs")
    counted = [
        after
        for before, after in pairwise(frame.content)
        if before.has("ask.count") and after.has("segment.") and not after.has("segment._T")
        if not frame.figures  # "out of 100 dirhams, how many are ITO's?"
    ]
    return counted + [piece for piece in frame.pieces if senses and piece.has(*senses)]


def city(frame: Frame, last: Query, *, follows: bool) -> tuple[Missing, ...]:
    """Return the place in "and in Casablanca?" after a figure: no figure is held of a city alone."""
    if last.operation is Operation.MEMBERSHIP and frame.has("refer.it", "refer.subject") and frame.exports:
        return tuple(Missing(word=place, kind="place_figure") for place in last.places)
    if last.operation is Operation.MEMBERSHIP and last.places and _counted_there(frame):
        return tuple(Missing(word=place, kind="place_figure") for place in last.places)
    listed = last.operation in (Operation.MEMBERS, Operation.MEMBERSHIP) and last.about in ("hub", "park")
    if listed and not frame.segments and frame.has("refer.third") and (_counted_there(frame) or _exported(frame)):
        there = [piece for piece in frame.pieces if piece.has("refer.third")]
        return tuple(Missing(word=piece.text, kind="place_figure") for piece in there)  # "how much do they export?"
    if listed and frame.exports and frame.has("ask.which", "select.max", "select.min") and not _segmented(frame):
        return tuple(Missing(word=piece.text, kind="place_figure") for piece in frame.pieces if piece.has("ask.which"))
    asked = frame.has("each.", "ask.who", "ask.which") and frame.has(
        "each.", "select.max", "select.min", "nth.", "order."
    )
    bare = listed and all(piece.has("select.max", "select.min", "follow.", "ask.") for piece in frame.content)
    if bare and frame.has("select.max", "select.min"):
        return tuple(Missing(word=piece.text, kind="place_figure") for piece in frame.content)  # "the largest?"
    ranked = last.indicator.startswith("rank_")
    if (listed or ranked) and asked and not _segmented(frame) and not frame.times.periods and not frame.has("topic."):
        # "Morocco's rank? who is first?", "the hubs? exports of each?"
        return tuple(
            Missing(word=piece.text, kind="place_figure") for piece in frame.pieces if piece.has("each.", "ask.")
        )
    told = last.operation in (Operation.VALUE, Operation.SHARE, Operation.GROWTH, Operation.BREAKDOWN, Operation.SUM)
    if not told or not follows or frame.has("indicator.", "topic.", "ask.where", "ask.affirm", "verify."):
        return ()
    places = [piece for piece in frame.pieces if piece.has("place.") and not piece.has("place.MA")]
    return tuple(Missing(word=piece.text, kind="place_figure") for piece in places)


def _exported(frame: Frame) -> bool:
    """Whether exports are asked for and no whole or time is named: those of what was listed."""
    return frame.exports and frame.has("ask.amount") and not (frame.says_total or frame.times.periods)


def of_its_place(query: Query, first: Query) -> Query:
    """Return the second half of "Casanearshore, how many hectares and how many jobs?" as asked of that place."""
    counted = query.indicator in ("jobs", "net_job_creation", "companies", "startups") and not query.segments
    if first.operation is not Operation.MEMBERSHIP or not first.places or not counted or query.perimeter:
        return query
    missing = tuple(Missing(word=place, kind="place_figure") for place in first.places)
    return query.model_copy(update={"missing": missing, "claim": None})


def _counted_there(frame: Frame) -> bool:
    """Whether people or firms of a place spoken of are counted: "how many people work there?"."""
    counted = frame.has("indicator.jobs", "hint.jobs", "indicator.companies", "indicator.startups")
    return counted and frame.has("refer.it", "refer.subject") and not frame.says_total and not frame.has("place.MA")


def _places_of_jobs(frame: Frame) -> tuple[Missing, ...]:
    """Return the places in "jobs in Agadir's new hub": jobs are not counted by city."""
    if not frame.has("indicator.jobs") or frame.has("ask.where", "ask.why", "explain."):
        return ()
    places = [piece for piece in frame.pieces if piece.has("place.") and not piece.has("place.MA")]
    said = [piece for piece in frame.pieces if not piece.optional]
    cities = [
        after
        for before, after in pairwise(said)
        if before.has("ask.which", "ask.what") and after.has("indicator.hub") and frame.has("select.max", "select.min")
    ]  # "which city has the most jobs?"
    return tuple(Missing(word=piece.text, kind="place_figure") for piece in places or cities)


def _segmented(frame: Frame) -> bool:
    return bool(frame.segments) or frame.has("select.segments", "segment._T")


def untold(premise: Frame) -> tuple[Missing, ...]:
    """Return what a statement asks for in vain, where the question behind it is only "possible?"."""
    fields = resolve(premise)
    return premise.elsewhere or (unexplained(premise, fields) if fields else ())


def unexplained(frame: Frame, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Return the words that mean something and that the operation does not take (see ``contract.yaml``)."""
    claim = fields.get("claim")
    bounded = claim and claim.amount and (claim.direction == "below" or frame.has("follow.or"))
    bound: tuple[str, ...] = ("select.below",) if bounded else ()  # "above 26 billion or below?"
    # "the envelope behind the strategy"
    behind: tuple[str, ...] = ("explain.why", "topic.efforts") if fields.get("indicator") == "budget" else ()
    waived = (f"elsewhere.{fields['waived']}",) if fields.get("waived") else ()
    behind += ("topic.efforts",) if fields.get("outlook") and fields.get("operation") is Operation.VALUE else ()
    added = ("combine.sum", "combine.add", "scale.100") if fields.get("comparison") == "total" else ()
    if fields.get("operation") is Operation.VALUE and claim is not None:
        bound += ("direction.", "parted.")
    if claim is not None and claim.direction == "either":
        bound += ("select.either", "either.", "measure.difference")
    when = ("ask.when", "relative.") if fields.get("per") in ("year", "quarter", "half") else ()
    takes = contract().takes(fields["operation"]) + bound + behind + added + when + tuple(fields.get("explains", ()))
    wishes = _wishes(frame)
    left = [
        piece
        for place, piece in enumerate(frame.pieces)
        if piece.senses and not piece.optional and place not in frame.numbered and not piece.has(*takes, *waived)
        if not frame.ruled_out(piece) and place not in wishes
    ]
    left += _which_segment(frame, fields)
    if not all(piece.has(*_NAMED) for piece in left):
        return tuple(Missing(word=piece.text, kind="unused") for piece in left)
    return tuple(
        Missing(word=piece.text, kind="place_figure" if piece.has("place.") else "breakdowns") for piece in left
    )


_GOALS = ("combine.match", "times.")
_NAMES = ("segment.", "indicator.", "measure.", "select.", "combine.rest", "outlook.", "topic.")


def _wishes(frame: Frame) -> frozenset[int]:
    """Places of "need" and "must" in front of what is asked for, where no goal is named: they say who wants it."""
    asked = frame.means("ask.")
    defined = frame.has("explain.definition")
    if (asked and not defined) or frame.has(*_GOALS):
        return frozenset() if frame.has(*_GOALS) else _told_before(frame)
    named = next((place for place, piece in enumerate(frame.pieces) if piece.has(*_NAMES) and not piece.optional), 0)
    return frozenset(place for place in frame.at("wish.need") if place < named or frame.has("self.", "aside.open"))


def _told_before(frame: Frame) -> frozenset[int]:
    """Places of a need that is told of someone, before the comma: "my kid has to draw a chart, what are the …?"."""
    start = 0
    for place, piece in enumerate(frame.pieces):
        if piece.kind == "sign":
            told = frame.pieces[start:place]
            asks = any(one.has("ask.") and not one.optional for one in told)
            if not asks and any(one.has("self.", "aside.open", "aside.role") for one in told):
                return frozenset(at for at in frame.at("wish.need") if start <= at < place)
            start = place + 1
    return frozenset()


def _which_segment(frame: Frame, fields: Mapping[str, Any]) -> list[Piece]:
    """Return the "segment" of "which segment followed ITO?": the figure of ITO is no answer to that."""
    if fields["operation"] not in (Operation.VALUE, Operation.SHARE, Operation.GROWTH):
        return []
    if not frame.segments and fields["operation"] is Operation.VALUE and not frame.times.periods:
        both = [piece for piece in frame.content if piece.has("ask.which") and piece.has("select.segments")]
        return both if not fields.get("segments") else []  # "an accountant, in which segment is that?"
    if not frame.segments or fields.get("segments") != frame.segments:
        return []
    return [
        after for before, after in pairwise(frame.content) if before.has("ask.which") and after.has("select.segments")
    ]
