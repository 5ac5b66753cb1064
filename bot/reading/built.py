"""From fields to a query: where each part came from, what time words change, what is not held and what is unclear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.reading.contradicted import contradicted, undecided
from bot.reading.frame import Frame
from bot.reading.placed import the_largest
from bot.reading.query import Missing, Operation, Origin, Provenance, Query
from bot.reading.sharpened import of_all_years, sharpened
from bot.reading.thresholds import ANCHOR_NEEDED

UNRELATED_KINDS = frozenset({"other_subjects", "software_senses"})


def built(fields: Mapping[str, Any], frame: Frame, taken: Sequence[str]) -> Query:
    """Put a query together; ``taken`` are the parts that came from what was spoken of."""
    origins = {name: Provenance(origin=Origin.CONTEXT) for name in taken}
    said = {"segments": ("segment.",), "indicator": ("indicator.",), "places": ("place.",), "topic": ("topic.",)}
    for name, senses in said.items():
        if name not in origins and frame.has(*senses):
            origins[name] = Provenance(origin=Origin.SAID, words=frame.words(*senses))
    if frame.times.periods and "periods" not in origins:
        origins["periods"] = Provenance(origin=Origin.SAID)
    names = set(Query.model_fields)
    plain = {name: value for name, value in fields.items() if name in names}
    plain["origins"] = origins
    plain = _flagged(plain, frame, settled=bool(fields.get("settled")))
    return _as_said(Query(**plain), frame)


def _as_said(query: Query, frame: Frame) -> Query:
    """Return the query with what single words make of all that is said: denied, exactly so, of all years."""
    if _part_against_whole(query, frame):
        return query.model_copy(update={"operation": Operation.UNCLEAR})
    if query.operation is Operation.DERIVED and _asks_no_part(query, frame):
        return query.model_copy(update={"operation": Operation.UNCLEAR})
    if query.operation is Operation.MEMBERSHIP and query.about == "hub" and len(query.places) == 1:
        query = query.model_copy(update={"measure": "name"}) if the_largest(frame) else query
    claim, denied = sharpened(query.claim, frame), contradicted(frame, query)
    if denied:
        claim = undecided(claim, query.operation, dated=bool(query.periods))
    return query.model_copy(update={"claim": claim, "denied": denied, "ever": of_all_years(frame)})


def _asks_no_part(query: Query, frame: Frame) -> bool:
    """Whether "half" is said of what a figure is, and not asked for: "isn't it half of the total?", "it halved?"."""
    if query.comparison != "scaled" or not query.of or frame.has("clause.once", "imagined.if"):
        return False  # "and if it doubled?" asks for it
    told = (
        frame.has("measure.fall", "measure.growth")
        and frame.has("refer.subject")
        and not frame.has("ask.amount", "ask.what")
    )
    return told or contradicted(frame, query) or (frame.says_total and bool(query.of[0].segments))


def _part_against_whole(query: Query, frame: Frame) -> bool:
    """Whether a part of a year is set against a whole one: its growth on the year before would be another answer."""
    kinds = {period.kind for period in query.periods}
    return query.operation is Operation.GROWTH and len(kinds) > 1 and "whole" in frame.times.flags


def _flagged(fields: dict[str, Any], frame: Frame, *, settled: bool) -> dict[str, Any]:
    """Apply time flags that change the periods: "the year before", "the whole year", "latest".

    ``settled`` says that the period is the one before what was spoken of: "and before that, in 2023?".
    """
    periods = tuple(fields.get("periods") or ())
    flags = frame.times.flags
    operation = fields["operation"]
    if "year_before" in flags and len(frame.times.periods) == 1 and not settled:
        base = frame.times.periods[0]
        if operation in (Operation.GROWTH, Operation.COMPARISON) or fields.get("comparison"):
            periods = (base,)
        elif operation in (Operation.VALUE, Operation.SHARE):
            periods = (base.year_before(),)
    if "year_after" in flags and len(frame.times.periods) == 1 and operation is Operation.GROWTH:
        periods = (frame.times.periods[0].shifted(1),)
    fields["periods"] = periods
    if flags & {"half_any", "latest"} and not periods:
        fields["origins"] = fields["origins"] | {"latest": Provenance(origin=Origin.SAID)}
    return fields


def lacking(
    frame: Frame, fields: Mapping[str, Any], anchor: int, taken: Sequence[str], words: tuple[Missing, ...]
) -> Query:
    """Return the query with the words that nothing held answers; of another subject where little else is said."""
    kinds = {missing.kind for missing in words}
    named = bool(frame.segments) or frame.exports
    asked = frame.has("measure.", "indicator.", "outlook.", "select.segments", "combine.") or bool(frame.times.periods)
    evidence = sum((named or frame.says_total or frame.has("indicator.", "topic."), asked, bool(frame.times.periods)))
    few = len(frame.unknown) <= max(evidence, 1)
    subject = (
        named
        or frame.says_total
        or frame.digits > 0
        or frame.has("indicator.", "topic.", "perimeter.")
        or frame.means("select.segments")
        or bool(taken)
    )
    strong = subject and few and ((named and asked) or anchor >= 4 or bool(taken))
    inherited = tuple(fields.get("missing") or ()) == words
    if kinds & UNRELATED_KINDS or not (
        inherited or strong or (subject and few and anchor >= ANCHOR_NEEDED and kinds - {"unknown"})
    ):
        return Query(operation=Operation.UNRELATED, missing=words)
    base = built(fields, frame, taken) if fields else Query(operation=Operation.VALUE)
    return base.model_copy(update={"missing": words, "claim": None})


def unclear(frame: Frame, fields: Mapping[str, Any], anchor: int) -> Query:
    """Return a question back where a clause speaks of this subject without saying what it asks."""
    domain = (
        frame.has("segment.", "indicator.", "topic.", "outlook.", "select.segments", "hint.") or frame.times.periods
    )
    if domain and anchor >= 1 and frame.has("ask.", "measure.", "indicator.", "segment.", "select."):
        return Query(
            operation=Operation.UNCLEAR, indicator=fields.get("indicator", "exports"), periods=frame.times.periods
        )
    return Query(operation=Operation.UNRELATED)
