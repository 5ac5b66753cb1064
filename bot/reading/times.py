"""The periods a clause names: years, halves, quarters, months, and those told from today or from each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from bot.reading.atoms import Atom, atoms_of, near
from bot.reading.cover import Piece
from bot.reading.numbers import Number
from knowledge.periods import Period, PeriodKind

_RATES = ("fraction.", "measure.progress", "measure.share", "measure.percent")
_KINDS = {"half": PeriodKind.HALF, "quarter": PeriodKind.QUARTER, "month": PeriodKind.MONTH}


@dataclass(frozen=True, slots=True)
class Moment:
    """A period that was named; ``partial`` when its year was not."""

    period: Period
    start: int
    partial: bool = False


@dataclass(frozen=True)
class Times:
    """All that a clause says about time."""

    moments: tuple[Moment, ...] = ()
    flags: frozenset[str] = frozenset()
    """whole, latest, same_period, year_before, year_after, every, since, range, half_any, quarter_any, month_any."""
    taken: frozenset[int] = frozenset()
    """Pieces that are explained as time."""

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods in the order they were said, each once."""
        return tuple(dict.fromkeys(moment.period for moment in self.moments))

    @property
    def years(self) -> list[Period]:
        """The whole years among them."""
        return [period for period in self.periods if period.kind is PeriodKind.YEAR]


def find(pieces: Sequence[Piece], numbers: Sequence[Number], today: date) -> Times:
    """Find the periods of a clause; the year a half lacks is the latest one that has it by ``today``."""
    atoms = atoms_of(pieces, numbers, today)
    flags = {atom.kind for atom in atoms if atom.kind not in {*_KINDS, "year"}}
    return Times(
        moments=in_order(_dated(pieces, atoms, today)),
        flags=frozenset({*flags, "range"} if _is_range(pieces, atoms) else flags),
        taken=frozenset(place for atom in atoms for place in range(atom.start, atom.end)),
    )


def in_order(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """Return periods in the order in which they are named."""
    return tuple(sorted(moments, key=lambda moment: moment.start))


def _dated(pieces: Sequence[Piece], atoms: list[Atom], today: date) -> list[Moment]:
    parts = [atom for atom in atoms if atom.kind in _KINDS]
    years = sorted((atom for atom in atoms if atom.kind == "year"), key=lambda atom: atom.start)
    led = _year_led(parts, years)
    moments = [moment for part in parts for moment in _joined(pieces, part, years, led=led)]
    shape = moments[0].period if moments else None
    if shape is None and parts:
        shape = _period(parts[0], today.year)
    half = next((atom for atom in atoms if atom.kind == "half_any"), None)
    if shape is None and half is not None:
        shape = _latest_half(today)
        beside = [atom for atom in years if atom.value == today.year and abs(atom.start - half.end) <= 1]
        if beside and shape.year == today.year:
            beside[0].used = True
            moments.append(Moment(shape, half.start))  # "the half-year 2025": one is over
        if any(atom.kind == "same_shape" for atom in atoms):
            moments.append(Moment(shape, half.start, partial=True))
    for same in (atom for atom in atoms if atom.kind in ("same_period", "same_shape")):
        year = next((atom for atom in years if not atom.used and same.start < atom.start), None)
        if year and shape:
            year.used = True
            moments.append(Moment(Period(kind=shape.kind, year=year.value, index=shape.index), same.start))
        elif moved := _year_of_same(pieces, same, years, shape or _latest_half(today)):
            moments.append(moved)
    moments += _undated(pieces, parts, years, moments, today)
    moments += [Moment(Period.of_year(atom.value), atom.start) for atom in years if not atom.used]
    return moments


def _year_of_same(pieces: Sequence[Piece], same: Atom, years: Sequence[Atom], shape: Period) -> Moment | None:
    """Read "last year at the same date": the part of that year that is spoken of a year later."""
    before = [year for year in years if not year.used and year.end <= same.start and near(pieces, year.end, same.start)]
    if not before or before[-1].value + 1 != shape.year:
        return None
    before[-1].used = True
    return Moment(Period(kind=shape.kind, year=before[-1].value, index=shape.index), before[-1].start)


def _latest_half(today: date) -> Period:
    """Return the latest half-year that is over."""
    half = Period.of_half(today.year, 1)
    return half if half.end < today else Period.of_half(today.year - 1, 2)


def _year_led(parts: Sequence[Atom], years: Sequence[Atom]) -> bool:
    """Whether each of several years is said before its part: "2024 S1, 2025 S1"."""
    said = sorted((*years, *parts), key=lambda atom: atom.start)
    pairs = list(zip(said[::2], said[1::2], strict=False))
    return (
        len(parts) == len(years) > 1
        and all(year.kind == "year" and part.kind != "year" for year, part in pairs)
        and all(year.end == part.start for year, part in pairs)
    )


def _joined(pieces: Sequence[Piece], part: Atom, years: Sequence[Atom], *, led: bool) -> list[Moment]:
    """Join a half, quarter or month to the year beside it, the one behind it first unless the years come first."""
    behind = [year for year in years if not year.used and year.start >= part.end and near(pieces, part.end, year.start)]
    before = [year for year in years if not year.used and year.end <= part.start and near(pieces, year.end, part.start)]
    year = before[-1] if before and led else behind[0] if behind else before[-1] if before else None
    if year is None:
        return []
    part.used = True
    if _its_own(pieces, part, year):
        return [Moment(_period(part, year.value), part.start)]
    year.used = True
    return [Moment(_period(part, year.value), min(part.start, year.start))]


def _its_own(pieces: Sequence[Piece], part: Atom, year: Atom) -> bool:
    """Whether a part of a year is set against that year: "what share of 2024 was made in its first six months?"."""
    its = any(piece.has("refer.its", "parted.in") for piece in pieces[max(part.start - 1, 0) : part.start])
    return its and year.end <= part.start and any(piece.has(*_RATES) for piece in pieces[: part.start])


def _again(part: Atom, moment: Moment) -> bool:
    return moment.period.kind is _KINDS[part.kind] and moment.period.index == part.value


def _apart(pieces: Sequence[Piece], part: Atom, year: Atom) -> bool:
    """Whether a part and a year are set against each other: "by June over half of last year was reached"."""
    between = pieces[min(part.end, year.end) : max(part.start, year.start)]
    before = pieces[: year.start] if year.end <= part.start else ()  # "which share of 2024 fell in the second half?"
    reached = any(
        piece.has("combine.match", "select.either") for piece in between
    )  # "how much of its 2024 did ITO reach by June?"
    return reached or any(piece.has("parted.", *_RATES) for piece in (*between, *before))


def _undated(
    pieces: Sequence[Piece], parts: Sequence[Atom], years: Sequence[Atom], dated: Sequence[Moment], today: date
) -> list[Moment]:
    """Give a half without a year the year of its neighbour ("first and second half of 2024"), or the latest."""
    found = []
    used = [year for year in years if year.used]
    for part in (part for part in parts if not part.used):
        own = [year for year in years if not year.used and _its_own(pieces, part, year)]
        if own:
            found.append(Moment(_period(part, own[-1].value), part.start))
            continue
        again = any(_again(part, moment) for moment in dated)  # "the first half against the first half of 2024"
        free = next((atom for atom in years if not atom.used and not _apart(pieces, part, atom)), None)
        year = 0 if again else used[-1].value if used else free.value if free else 0
        if not used and free is not None and year:
            free.used = True
        period = _period(part, year or today.year)
        if not year and period.end >= today:
            period = period.year_before()
        found.append(Moment(period, part.start, partial=not year))
    return _of_one_year(found)


def _of_one_year(found: list[Moment]) -> list[Moment]:
    """Read "Q3 against Q4" without a year as parts of one: that of the one that ended longest ago."""
    partial = [moment for moment in found if moment.partial]
    ascending = [moment.period.index for moment in partial]
    if len(partial) < 2 or ascending != sorted(set(ascending)) or len({one.period.kind for one in partial}) > 1:
        return found
    year = min(moment.period.year for moment in partial)
    return [replace(one, period=one.period.shifted(year - one.period.year)) if one.partial else one for one in found]


def _period(part: Atom, year: int) -> Period:
    return Period(kind=_KINDS[part.kind], year=year, index=part.value)


def _is_range(pieces: Sequence[Piece], atoms: Sequence[Atom]) -> bool:
    """Whether two years are the ends of a range: "2023-2024", "from 2020 to 2023"."""
    years = sorted((atom for atom in atoms if atom.kind == "year"), key=lambda atom: atom.start)
    for first, second in itertools.pairwise(years):
        between = pieces[first.end : second.start]
        if (
            first.value < second.value
            and between
            and all(piece.text in {"-", "/", "a", "to", "jusqu en", "until", "through"} for piece in between)
        ):
            return True
    return False
