"""What one version of the knowledge says that another did not: new figures, and figures that were revised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from knowledge.base import Knowledge
from knowledge.models import IndicatorKind, Observation
from knowledge.periods import Period

Place = tuple[str, str, Period, str, str, bool]
"""Indicator, segment, period, place, perimeter, and whether it is a projection or a target."""


class ChangeKind(StrEnum):
    """What became of a figure."""

    NEW = "new"
    REVISED = "revised"
    """Another value."""
    REFINED = "refined"
    """More digits of the same value."""
    CONFIRMED = "confirmed"
    """The same value, now final."""


@dataclass(frozen=True)
class Change:
    """A figure that is new, or that was another one before."""

    kind: ChangeKind
    now: Observation
    before: Observation | None = None


def followed(knowledge: Knowledge) -> tuple[Observation, ...]:
    """Return the observations that answers follow, one a cell, in the order in which they are written down."""
    texts = [one for one in knowledge.observations if knowledge.indicators[one.indicator].kind is IndicatorKind.TEXT]
    first: dict[Place, Observation] = {}
    for one in (*knowledge.cube.followed, *texts):
        first.setdefault(_place(one, knowledge), one)
    chosen = {one.id for one in first.values()}
    return tuple(one for one in knowledge.observations if one.id in chosen)


def changes(before: Iterable[Observation], knowledge: Knowledge) -> tuple[Change, ...]:
    """Return what the knowledge follows now that it did not follow ``before``, the headline and the latest first."""
    known = {_place(one, knowledge): one for one in before}
    found = [
        change for one in followed(knowledge) if (change := _change(known.get(_place(one, knowledge)), one)) is not None
    ]
    newest_first = sorted(found, key=lambda change: change.now.period, reverse=True)
    return tuple(sorted(newest_first, key=lambda change: _weight(change, knowledge)))


def _change(before: Observation | None, now: Observation) -> Change | None:
    if before is None:
        return Change(ChangeKind.NEW, now)
    if not (before.numeric and now.numeric):
        return None if before.value == now.value else Change(ChangeKind.REVISED, now, before)
    same = (before.number, before.unit, before.qualifier, before.low, before.high)
    if same == (now.number, now.unit, now.qualifier, now.low, now.high):
        return Change(ChangeKind.CONFIRMED, now, before) if _final(now) > _final(before) else None
    finer = now.unit == before.unit and now.qualifier == before.qualifier and now.decimals > before.decimals
    within = finer and Fraction(now.number) in before.interval
    return Change(ChangeKind.REFINED if within else ChangeKind.REVISED, now, before)


def _final(one: Observation) -> int:
    return 0 if one.status == "preliminary" else 1


def _place(one: Observation, knowledge: Knowledge) -> Place:
    perimeter = one.perimeter
    if perimeter in knowledge.perimeters:
        perimeter = knowledge.canonical_perimeter(perimeter)
    return one.indicator, one.segment, one.period, one.place, perimeter, one.outlook


def _weight(change: Change, knowledge: Knowledge) -> tuple[bool, bool, bool]:
    one = change.now
    aside = not knowledge.of_main(one.perimeter)
    return one.indicator != knowledge.headline, aside, one.segment != "_T"
