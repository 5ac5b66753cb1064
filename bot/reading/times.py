"""The periods a clause names: years, halves, quarters, months, and those told from today or from each other."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.reading.cover import Piece
from bot.reading.numbers import Number
from knowledge.periods import Period, PeriodKind

_KINDS = {"half": PeriodKind.HALF, "quarter": PeriodKind.QUARTER, "month": PeriodKind.MONTH}
_SHORT = range(19, 31)
_LAST_SHORT = 30
_RECENT = range(19, 27)
"""Those that may stand behind "in": beyond them are the projection ("27") and the goals."""
_DATED = ("segment.", "indicator.exports", "measure.share", "measure.growth", "measure.percent", "select.breakdown")
"""What a year in two digits may stand behind."""
_GAP = 4
"""Pieces that may stand between a half-year and its year: "au premier semestre de l'année 2025"."""


_LINKS = ("follow.and", "follow.or", "span.to", "measure.versus", "combine.add")


@dataclass(slots=True)
class Atom:
    """One time word: ``kind`` half, quarter, month, year, or a relative one by its own name."""

    kind: str
    value: int
    start: int
    end: int
    used: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A period that was named; ``partial`` when its year was not."""

    period: Period
    start: int
    partial: bool = False


@dataclass(slots=True)
class Times:
    """All that a clause says about time."""

    moments: list[Moment] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    """whole, latest, same_period, year_before, year_after, every, since, range, half_any, quarter_any, month_any."""
    taken: set[int] = field(default_factory=set)
    """Pieces that are explained as time."""

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods in the order they were said, each once."""
        return tuple(dict.fromkeys(moment.period for moment in self.moments))


def find(pieces: Sequence[Piece], numbers: Sequence[Number], today: date) -> Times:
    """Find the periods of a clause; the year a half lacks is the latest one that has it by ``today``."""
    atoms = _atoms(pieces, numbers, today)
    times = Times(taken={place for atom in atoms for place in range(atom.start, atom.end)})
    times.flags |= {atom.kind for atom in atoms if atom.kind not in {*_KINDS, "year"}}
    dated = _dated(pieces, atoms, today)
    times.moments = sorted(dated, key=lambda moment: moment.start)
    _mark_range(pieces, atoms, times)
    return times


def _atoms(pieces: Sequence[Piece], numbers: Sequence[Number], today: date) -> list[Atom]:
    years = {number.start: number for number in numbers if number.year}
    atoms: list[Atom] = []
    for place, piece in enumerate(pieces):
        if place in years:
            atoms.append(Atom("year", years[place].year, place, years[place].end))
            continue
        for kind in ("half", "quarter", "month"):
            for value in piece.values(kind):
                atoms.append(_atom(kind, value, place))
        for name in piece.values("relative"):
            atoms += _relative(name, place, today)
        if piece.has("span.since") or (piece.has("span.after") and place + 1 in years):
            atoms.append(Atom("since", 0, place, place + 1))
    atoms += _range_ends(pieces, years)
    atoms += _shared_nouns(pieces, atoms)
    atoms += _short_years(pieces, atoms)
    return _once(pieces, _last_half(pieces, atoms))


def _range_ends(pieces: Sequence[Piece], years: Mapping[int, Number]) -> list[Atom]:
    """Read "2024 to 26", "2024-26" as two years."""
    found = []
    for number in years.values():
        link, end = number.end, number.end + 1
        joined = link < len(pieces) and (pieces[link].has("span.to") or pieces[link].text in "-/")
        if not joined or end >= len(pieces) or pieces[end].kind != "number" or len(pieces[end].text) != 2:
            continue
        after = pieces[end + 1] if end + 1 < len(pieces) else None
        written = int(pieces[end].text) if pieces[end].text.isdigit() else 0
        amount = pieces[end].quotes or (after is not None and after.has("unit.", "measure.percent"))
        if number.year - 2000 < written <= _LAST_SHORT and not amount:
            found.append(Atom("year", 2000 + written, end, end + 1))
    return found


def _shared_nouns(pieces: Sequence[Piece], atoms: Sequence[Atom]) -> list[Atom]:
    """Read "from the 3rd to the 4th quarter" as two quarters: the first leaves its noun to the second."""
    found = []
    for atom in atoms:
        if atom.kind not in ("half", "quarter"):
            continue
        link = atom.start - 1
        while link >= 0 and (pieces[link].optional or pieces[link].has(*_LINKS)) and not pieces[link].values("order"):
            link -= 1
        linked = any(piece.has(*_LINKS) for piece in pieces[max(link + 1, 0) : atom.start])
        ordinal = pieces[link].values("order") if link >= 0 and linked else ()
        if ordinal and ordinal[0].isdigit() and 0 < int(ordinal[0]) < atom.value:
            found.append(Atom(atom.kind, int(ordinal[0]), link, link + 1))
    return found


def _atom(kind: str, value: str, place: int) -> Atom:
    return Atom(kind, int(value), place, place + 1) if value.isdigit() else Atom(f"{kind}_{value}", 0, place, place + 1)


def _last_half(pieces: Sequence[Piece], atoms: list[Atom]) -> list[Atom]:
    """Read "the last half of 2024" as its second one; without a year it is the latest one that is over."""
    years = [atom for atom in atoms if atom.kind == "year"]
    found = []
    for atom in atoms:
        if atom.kind == "half_last":
            dated = any(
                _near(pieces, atom.end, year.start) if year.start >= atom.end else _near(pieces, year.end, atom.start)
                for year in years
            )
            found.append(Atom("half", 2, atom.start, atom.end) if dated else Atom("half_any", 0, atom.start, atom.end))
        else:
            found.append(atom)
    return found


def _once(pieces: Sequence[Piece], atoms: list[Atom]) -> list[Atom]:
    """Leave out a year that is said again beside itself: "this year 2025", "last year, 2024"."""
    kept: list[Atom] = []
    last: Atom | None = None
    for atom in sorted(atoms, key=lambda one: one.start):
        again = atom.kind == "year" and last is not None and last.value == atom.value
        if again and last is not None and _near(pieces, last.end, atom.start):
            continue
        if atom.kind == "year":
            last = atom
        kept.append(atom)
    return kept


def _relative(name: str, place: int, today: date) -> list[Atom]:
    shift = {"last_year": -1, "this_year": 0, "next_year": 1, "before_last": -2}
    if name in shift:
        return [Atom("year", today.year + shift[name], place, place + 1)]
    if name == "decade_end":
        return [Atom("year", (today.year // 10 + 1) * 10, place, place + 1)]
    return [] if name == "year" else [Atom(name, 0, place, place + 1)]


def _short_years(pieces: Sequence[Piece], atoms: Sequence[Atom]) -> list[Atom]:
    """Read "h1 25" as the first half of 2025: two digits right behind a half, a quarter or "FY"."""
    found = []
    for atom in atoms:
        after = atom.end
        if atom.kind in ("half", "quarter", "whole") and after < len(pieces):
            written = pieces[after]
            unit = after + 1 < len(pieces) and pieces[after + 1].has("unit.", "measure.percent")
            if written.kind == "number" and len(written.text) == 2 and written.text.isdigit() and not unit:
                found.append(Atom("year", 2000 + int(written.text), after, after + 1))
    return found or _bare_years(pieces, atoms)


def _bare_years(pieces: Sequence[Piece], atoms: Sequence[Atom]) -> list[Atom]:
    """Read "exports 24" as those of 2024: two digits right behind what is asked for, and nothing behind them."""
    if any(atom.kind in ("year", "half", "quarter", "month") for atom in atoms):
        return []
    found = []
    for place, piece in enumerate(pieces[1:], 1):
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        last = after is None or after.kind == "sign" or after.has("aside.close", "chat.")
        last = last or (after is not None and after.has("follow.and") and not _number_follows(pieces, place + 2))
        short = piece.kind == "number" and len(piece.text) == 2 and piece.text.isdigit() and int(piece.text) in _SHORT
        behind = pieces[place - 1]
        placed = (
            behind.has("split.in", "split.of") and not behind.has("span.to") and short and int(piece.text) in _RECENT
        )
        if short and last and (behind.has(*_DATED) or placed):
            found.append(Atom("year", 2000 + int(piece.text), place, place + 1))
    return found


def _number_follows(pieces: Sequence[Piece], start: int) -> bool:
    """Whether the next word is a number: "23 and 24" are no two years unless both are said to be."""
    following = next((piece for piece in pieces[start:] if not piece.optional), None)
    return following is not None and following.kind == "number"


def _dated(pieces: Sequence[Piece], atoms: list[Atom], today: date) -> list[Moment]:
    parts = [atom for atom in atoms if atom.kind in _KINDS]
    years = sorted((atom for atom in atoms if atom.kind == "year"), key=lambda atom: atom.start)
    moments = [moment for part in parts for moment in _joined(pieces, part, years)]
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
    moments += _undated(pieces, parts, years, moments, today)
    moments += [Moment(Period.of_year(atom.value), atom.start) for atom in years if not atom.used]
    return moments


def _latest_half(today: date) -> Period:
    """Return the latest half-year that is over."""
    half = Period.of_half(today.year, 1)
    return half if half.end < today else Period.of_half(today.year - 1, 2)


def _joined(pieces: Sequence[Piece], part: Atom, years: Sequence[Atom]) -> list[Moment]:
    """Join a half, quarter or month to the year beside it, the one behind it first."""
    behind = [
        year for year in years if not year.used and year.start >= part.end and _near(pieces, part.end, year.start)
    ]
    before = [
        year for year in years if not year.used and year.end <= part.start and _near(pieces, year.end, part.start)
    ]
    year = behind[0] if behind else before[-1] if before else None
    if year is None:
        return []
    year.used = part.used = True
    return [Moment(_period(part, year.value), min(part.start, year.start))]


def _near(pieces: Sequence[Piece], start: int, end: int) -> bool:
    between = pieces[start:end]
    return (
        len(between) <= _GAP
        and not any(piece.has("parted.") for piece in between)
        and all(
            piece.has("relative.year", "relative.whole", "relative.this_year")
            or (piece.optional and not piece.has("measure.versus"))
            or piece.text in {",", "-", "/", "(", "."}
            for piece in between
        )
    )


def _again(part: Atom, moment: Moment) -> bool:
    return moment.period.kind is _KINDS[part.kind] and moment.period.index == part.value


def _apart(pieces: Sequence[Piece], part: Atom, year: Atom) -> bool:
    """Whether a part and a year are set against each other: "by June over half of last year was reached"."""
    between = pieces[min(part.end, year.end) : max(part.start, year.start)]
    before = pieces[: year.start] if year.end <= part.start else ()  # "which share of 2024 fell in the second half?"
    rates = ("parted.", "fraction.", "measure.progress", "measure.share", "measure.percent")
    reached = any(piece.has("combine.match") for piece in between)  # "how much of its 2024 did ITO reach by June?"
    return reached or any(piece.has(*rates) for piece in (*between, *before))


def _undated(
    pieces: Sequence[Piece], parts: Sequence[Atom], years: Sequence[Atom], dated: Sequence[Moment], today: date
) -> list[Moment]:
    """Give a half without a year the year of its neighbour ("first and second half of 2024"), or the latest."""
    found = []
    used = [year for year in years if year.used]
    for part in (part for part in parts if not part.used):
        again = any(_again(part, moment) for moment in dated)  # "the first half against the first half of 2024"
        free = next((atom for atom in years if not atom.used and not _apart(pieces, part, atom)), None)
        year = 0 if again else used[-1].value if used else free.value if free else 0
        if not used and free is not None and year:
            free.used = True
        period = _period(part, year or today.year)
        if not year and period.end >= today:
            period = period.year_before()
        found.append(Moment(period, part.start, partial=not year))
    return found


def _period(part: Atom, year: int) -> Period:
    return Period(kind=_KINDS[part.kind], year=year, index=part.value)


def _mark_range(pieces: Sequence[Piece], atoms: Sequence[Atom], times: Times) -> None:
    years = sorted((atom for atom in atoms if atom.kind == "year"), key=lambda atom: atom.start)
    for first, second in itertools.pairwise(years):
        between = pieces[first.end : second.start]
        if (
            first.value < second.value
            and between
            and all(piece.text in {"-", "/", "a", "to", "jusqu en", "until", "through"} for piece in between)
        ):
            times.flags.add("range")
