"""The time words of a clause one by one: years, halves, quarters, months and relative ones, before they are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.reading.cover import Piece, following
from bot.reading.numbers import Number, coded

_SHORT = range(19, 31)
_LAST_SHORT = 30
_RECENT = range(19, 27)
"""Those that may stand behind "in": beyond them are the projection ("27") and the goals."""
_DATED = (
    "segment.",
    "indicator.exports",
    "measure.share",
    "measure.growth",
    "measure.percent",
    "select.breakdown",
    "select.segments",
)
"""What a year in two digits may stand behind."""
_GAP = 4
"""Pieces that may stand between a half-year and its year: "au premier semestre de l'année 2025"."""
_TIMES = ("half.", "quarter.", "month.", "relative.", "span.since", "span.after")
_LINKS = ("follow.and", "follow.or", "span.to", "measure.versus", "combine.add")


@dataclass(slots=True)
class Atom:
    """One time word: ``kind`` half, quarter, month, year, or a relative one by its own name."""

    kind: str
    value: int
    start: int
    end: int
    used: bool = False


def atoms_of(pieces: Sequence[Piece], numbers: Sequence[Number], today: date) -> list[Atom]:
    """Return the time words in the order in which they stand."""
    years = {number.start: number for number in numbers if number.year}
    atoms: list[Atom] = []
    for place, piece in enumerate(pieces):
        if place in years:
            atoms.append(Atom("year", years[place].year, place, years[place].end))
            continue
        if not piece.has(*_TIMES):
            continue
        for kind in ("half", "quarter", "month"):
            for value in piece.values(kind):
                atoms.append(_atom(kind, value, place))
        for name in piece.values("relative"):
            if name != "whole" or not _of_no_time(pieces, place):
                atoms += _relative(name, place, today)
        if piece.has("span.since") or (piece.has("span.after") and place + 1 in years):
            atoms.append(Atom("since", 0, place, place + 1))
    atoms += _range_ends(pieces, years)
    atoms += _shared_nouns(pieces, atoms)
    atoms += _short_years(pieces, atoms)
    return _once(pieces, _last_half(pieces, atoms))


def _of_no_time(pieces: Sequence[Piece], place: int) -> bool:
    """Whether "whole" stands before a name that is no time: "the whole digital-services sector"."""
    after = following(pieces, place)
    return after is not None and pieces[after].has("segment._T") and not pieces[after].has("weak.")


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
        found += _left_to_the_next(pieces, atom)
    return found


def _left_to_the_next(pieces: Sequence[Piece], atom: Atom) -> list[Atom]:
    """Read "the 4th quarter of 2024 compared with the third" as two quarters."""
    place = atom.end
    while place < len(pieces) and (pieces[place].optional or pieces[place].kind == "number"):
        place += 1
    if place + 1 >= len(pieces) or not pieces[place].has("measure.versus"):
        return []
    following = [at for at in range(place + 1, len(pieces)) if not pieces[at].optional][:2]
    last = len(following) == 1 or (len(following) > 1 and pieces[following[1]].kind == "sign")
    ordinal = next((int(one) for one in pieces[following[0]].values("order") if one.isdigit()), 0) if last else 0
    return [Atom(atom.kind, ordinal, following[0], following[0] + 1)] if ordinal not in (0, atom.value) else []


def _atom(kind: str, value: str, place: int) -> Atom:
    return Atom(kind, int(value), place, place + 1) if value.isdigit() else Atom(f"{kind}_{value}", 0, place, place + 1)


def _last_half(pieces: Sequence[Piece], atoms: list[Atom]) -> list[Atom]:
    """Read "the last half of 2024" as its second one; without a year it is the latest one that is over."""
    years = [atom for atom in atoms if atom.kind == "year"]
    found = []
    for atom in atoms:
        if atom.kind == "half_last":
            dated = any(
                near(pieces, atom.end, year.start) if year.start >= atom.end else near(pieces, year.end, atom.start)
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
        if again and last is not None and near(pieces, last.end, atom.start):
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
    """Read "h1 25", "s1-25" as the first half of 2025: two digits right behind a half, a quarter or "FY"."""
    found = []
    for atom in atoms:
        after = atom.end
        if atom.kind in ("half", "quarter") and after + 1 < len(pieces) and pieces[after].text in "-/":
            after += _recent(pieces[after + 1])
        if atom.kind in ("half", "quarter", "whole") and after < len(pieces):
            written = pieces[after]
            unit = after + 1 < len(pieces) and pieces[after + 1].has("unit.", "measure.percent")
            unit = unit and not coded(pieces, after)
            if written.kind == "number" and len(written.text) == 2 and written.text.isdigit() and not unit:
                found.append(Atom("year", 2000 + int(written.text), after, after + 1))
    return found or _bare_years(pieces, atoms)


def _recent(piece: Piece) -> bool:
    """Whether two digits are those of a year: the "25" of "s1-25"."""
    return piece.kind == "number" and len(piece.text) == 2 and piece.text.isdigit() and int(piece.text) in _SHORT


def _bare_years(pieces: Sequence[Piece], atoms: Sequence[Atom]) -> list[Atom]:
    """Read "exports 24" as those of 2024: two digits right behind what is asked for, and nothing behind them."""
    if any(atom.kind in ("year", "half", "quarter", "month") for atom in atoms):
        return []
    found = _two_short_years(pieces)
    if found:
        return found
    for place, piece in enumerate(pieces[1:], 1):
        if piece.kind != "number" or len(piece.text) != 2 or not piece.text.isdigit() or int(piece.text) not in _SHORT:
            continue
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        last = after is None or after.kind == "sign" or after.has("aside.close", "chat.")
        last = last or (after is not None and after.has("follow.and") and not _number_follows(pieces, place + 2))
        behind = pieces[place - 1]
        placed = behind.has("split.in", "split.of") and not behind.has("span.to") and int(piece.text) in _RECENT
        if last and (behind.has(*_DATED, "span.end", "relative.year") or placed or _at_end(pieces, place)):
            found.append(Atom("year", 2000 + int(piece.text), place, place + 1))
    return found


def _at_end(pieces: Sequence[Piece], place: int) -> bool:
    """Whether "end of" stands before a number: "end of 24"."""
    return place > 1 and pieces[place - 1].has("split.of") and pieces[place - 2].has("span.end")


def _two_short_years(pieces: Sequence[Piece]) -> list[Atom]:
    """Read "between 23 and 24" as two years, where nothing is counted by them."""
    for place in range(len(pieces) - 2):
        first, link, last = pieces[place : place + 3]
        ends = first.text.isdigit() and last.text.isdigit() and int(first.text) in _RECENT and int(last.text) in _RECENT
        if not ends or first.text == last.text:
            continue
        opened = pieces[place - 1].has("select.between", "span.from", "span.since") or _set_against(pieces, place)
        after = pieces[place + 3] if place + 3 < len(pieces) else None
        counted = after is not None and after.has("unit.", "measure.percent", "indicator.", "hint.")
        counted = counted and after is not None and not after.has("wanted.percent")  # "var. KPO 24/23 en %"
        moved = link.text in "/-" and any(
            piece.has("measure.growth", "measure.trend", "rate.yearly") for piece in pieces
        )
        linked = (opened and link.has(*_LINKS)) or moved  # "export KPO 23/24, var %"
        if linked and not counted:
            years = ((2000 + int(first.text), place), (2000 + int(last.text), place + 2))
            return [Atom("year", year, at, at + 1) for year, at in years]
    return []


def _set_against(pieces: Sequence[Piece], place: int) -> bool:
    """Whether two short years that are set against each other stand beside what is measured: "24 vs 23 exports"."""
    measured = any(piece.has("segment.", "indicator.exports") for piece in pieces)
    return measured and pieces[place + 1].has("measure.versus")


def _number_follows(pieces: Sequence[Piece], start: int) -> bool:
    """Whether the next word is a number: "23 and 24" are no two years unless both are said to be."""
    following = next((piece for piece in pieces[start:] if not piece.optional), None)
    return following is not None and following.kind == "number"


def near(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether nothing but padding stands between a half-year and its year."""
    if end - start > _GAP:
        return False
    between = pieces[start:end]
    return not any(piece.has("parted.") for piece in between) and all(
        piece.has("relative.year", "relative.whole", "relative.this_year")
        or (piece.optional and not piece.has("measure.versus"))
        or piece.text in {",", "-", "/", "(", "."}
        for piece in between
    )
