"""Numbers in a message: digits in every fair reading, words, scales and units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.cover import Piece
from bot.reading.query import Amount

_SCALES = {"unit.billion": Decimal(1), "unit.million": Decimal("0.001"), "unit.thousand": Decimal(1000)}
_SPOKEN = ("number.", "scale.", "unit.thousand")
"""What a number in words is made of."""
_THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+")
_FIRST_YEAR, _LAST_YEAR = 1950, 2099
_LINK = 2
_HALF = Decimal("0.5")
_HALVED = ("unit.billion", "unit.million", "measure.percent", "measure.points")
"""What "two and a half" is said of here; "2024 and half of 2025" is none."""
"""Pieces of a link between two numbers: "240 or even 270 thousand"."""
_SPOKEN_OF = range(2015, 2036)
"""Years that people ask for here: such a number is no amount, whatever unit follows."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the pieces it takes (``start`` / ``end`` count pieces)."""

    start: int
    end: int
    amount: Amount
    year: int = 0
    """The year it can be, or 0."""
    scaled: bool = False
    """Whether "thousand", "million" or "billion" stands behind it."""


def readings(written: str) -> tuple[Decimal, ...]:
    """Return all values that a written number can have: "120.000" is 120000 or 120, "13,4" is 13.4."""
    bare = re.sub(r"[ \u00a0\u202f\u2009']", "", written).strip(".,")
    found: list[Decimal] = []
    if "," in bare and "." in bare:
        decimal = max(bare.rfind(","), bare.rfind("."))
        whole = re.sub(r"[.,]", "", bare[:decimal])
        return (Decimal(f"{whole}.{bare[decimal + 1 :]}"),)
    if _THOUSANDS.fullmatch(bare):
        found.append(Decimal(re.sub(r"[.,]", "", bare)))
    if bare.count(",") + bare.count(".") <= 1:
        found.append(Decimal(bare.replace(",", ".")))
    return tuple(found) or (Decimal(re.sub(r"[.,]", "", bare)),)


def find(pieces: Sequence[Piece]) -> list[Number]:
    """Find the numbers of a clause, in order."""
    found: list[Number] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        number = None
        if piece.kind == "number":
            number = _digits(pieces, position)
        elif piece.has(*_SPOKEN):
            number = _in_words(pieces, position)
        if piece.values("fraction"):
            number = _fraction(piece, position)
        if number is None and _one_of(pieces, position):
            number = _with_unit(pieces, position - 1, position, (Decimal(1),), 0)
        if number is None:
            position += 1
            continue
        found.append(number)
        position = number.end
    return _shared(pieces, found)


_ARTICLE = 3
"""Letters of "the", at most."""
_BOUNDS = ("select.above", "select.below", "tone.more", "tone.less", "span.over", "split.by")


def _one_of(pieces: Sequence[Piece], place: int) -> bool:
    """Whether it is the unit of one: "over a billion", "by a million"."""
    if place < 2 or not pieces[place].has("unit.billion", "unit.million") or not pieces[place - 1].optional:
        return False
    return len(pieces[place - 1].text) <= _ARTICLE and pieces[place - 2].has(*_BOUNDS)


def _shared(pieces: Sequence[Piece], found: list[Number]) -> list[Number]:
    """Give a bare number the unit of the next one where a link joins them: "from 14.7 to 17.9 billion"."""
    for place in range(len(found) - 2, -1, -1):
        first, second = found[place], found[place + 1]
        between = pieces[first.end : second.start]
        bare = not (first.year or first.amount.unit or first.scaled)
        if not bare or not (second.amount.unit or second.scaled) or not _linked(between):
            continue
        end = next(
            at for at in range(second.start, second.end + 1) if at == second.end or pieces[at].has("unit.", "measure.")
        )
        read = _with_unit(pieces, first.start, end, first.amount.values, first.amount.decimals)
        found[place] = Number(first.start, first.end, read.amount, scaled=read.scaled)
    return found


def _linked(between: Sequence[Piece]) -> bool:
    linking = ("follow.and", "span.to", "measure.versus", "negate.not")
    links = [piece for piece in between if piece.has(*linking) or piece.text in {",", "-", "/", ">"}]
    if any(piece.has("refer.subject", "verify.opening") for piece in between):
        return False  # "from 26.17 to 26.2, that is 3 %"
    return 1 <= len(between) <= _LINK and bool(links) and all(one in links or one.optional for one in between)


def _digits(pieces: Sequence[Piece], start: int) -> Number:
    written = pieces[start].text
    values = readings(written)
    whole = int(written) if re.fullmatch(r"\d{4}", written) else 0
    if whole in _SPOKEN_OF:  # "CRM 2024 dirhams": in this unit, in that year
        return Number(start, start + 1, Amount(values=values), whole)
    if len(written) == _SHORT_YEAR and coded(pieces, start):
        return Number(start, start + 1, Amount(values=values))  # "FY24 %", "H1'25 MADbn": a year, and no amount
    number = _with_unit(pieces, start, start + 1, values, _decimals(written))
    year = whole if _FIRST_YEAR <= whole <= _LAST_YEAR and not number.amount.unit else 0
    return Number(number.start, number.end, number.amount, year, number.scaled)


_SHORT_YEAR = 2
_LONGEST_CODE = 3


def coded(pieces: Sequence[Piece], start: int) -> bool:
    """Whether two digits stand right behind the code of a part of a year: "FY24", "H1'25" with its unit behind."""
    before = pieces[start - 1] if start else None
    if before is None or len(before.text.replace(" ", "")) > _LONGEST_CODE:
        return False
    money = start + 1 < len(pieces) and pieces[start + 1].has("unit.mad")
    return before.has("relative.whole") or (money and before.has("half.", "quarter."))


def _fraction(piece: Piece, start: int) -> Number:
    """Read "a third of the total" as 33.3 %."""
    part, whole = piece.values("fraction")[0].split("_")
    percent = round(Decimal(100) * int(part) / int(whole), 1)
    return Number(start, start + 1, Amount(values=(percent,), unit="percent", rough=True))


def _decimals(written: str) -> int:
    parts = re.split(r"[.,]", written)
    return len(parts[-1]) if len(parts) == 2 else 0


def _in_words(pieces: Sequence[Piece], start: int) -> Number | None:
    end = start
    parts: list[Piece] = []
    while end < len(pieces) and pieces[end].has(*_SPOKEN):
        if pieces[end].has("number.and", "number.point") and not parts:
            break
        parts.append(pieces[end])
        end += 1
    while parts and parts[-1].has("number.and", "number.point"):
        parts.pop()
        end -= 1
    money = end < len(pieces) and pieces[end].has("unit.mad")
    hundred = bool(parts) and parts[0].has("scale.100")
    hundred = hundred and (money if len(parts) == 1 else not parts[1].has("number.and"))  # "cent vingt mille"
    if not parts or not (parts[0].has("number.") or hundred):
        return None
    value = _spoken(parts)
    if value is None:
        return None
    number = _with_unit(pieces, start, end, (value,), 0)
    year = int(value) if _FIRST_YEAR <= value <= _LAST_YEAR and not number.amount.unit else 0
    if not year and not number.amount.unit:
        return None  # "un", "deux", "one": no figure unless a unit follows
    return Number(start, number.end, number.amount, year, number.scaled)


def _spoken(parts: Sequence[Piece]) -> Decimal | None:
    values = [_unit_value(part) for part in parts]
    if len(values) >= 2 and values[0] in (19, 20) and values[1] is not None and 10 <= values[1] <= 99:
        tail = sum(value for value in values[1:] if value is not None)  # "twenty twenty four"
        return Decimal(100 * int(values[0]) + int(tail)) if tail < 100 else None
    point = next((place for place, part in enumerate(parts) if part.has("number.point")), 0)
    if point:
        digits = "".join(str(value) for value in values[point + 1 :] if value is not None)
        whole = _spoken(parts[:point])
        return whole + Decimal(f"0.{digits}") if digits and whole is not None else None  # "two point five eight"
    total = current = Decimal(0)
    for part, value in zip(parts, values, strict=True):
        scale = _scale_value(part)
        if scale:
            current = (current or 1) * scale
            if scale == 1000:
                total, current = total + current, Decimal(0)
        elif value is not None:
            current += value
    return total + current


def _unit_value(piece: Piece) -> Decimal | None:
    plain = [value for value in piece.values("number") if value.isdigit()]
    return Decimal(plain[0]) if plain else None


def _scale_value(piece: Piece) -> Decimal | None:
    scales = piece.values("scale")
    if scales:
        return Decimal(scales[0])
    return Decimal(1000) if piece.has("unit.thousand") else None


def _may_be_year(values: tuple[Decimal, ...]) -> bool:
    return any(value == int(value) and _FIRST_YEAR <= value <= _LAST_YEAR for value in values)


def _with_unit(pieces: Sequence[Piece], start: int, end: int, values: tuple[Decimal, ...], decimals: int) -> Number:
    """Take in the scale and the unit that follow: "milliards de dirhams", "%", "points", "emplois"."""
    unit, scale, money, multiplied = "", Decimal(1), False, False
    values, decimals, after = _halved(pieces, end, values, decimals)
    while after < len(pieces) and after < end + 4:
        piece = pieces[after]
        scaled = next((sense for sense in _SCALES if piece.has(sense)), "")
        if piece.has("indicator.jobs", "hint.jobs") and money and end == after:
            scale, unit = scale * 10**9, "persons"  # "120 million people"
            break
        if scaled and not unit:
            money, multiplied = scaled != "unit.thousand", True
            scale, unit = _SCALES[scaled], "" if scaled == "unit.thousand" else "MAD_bn"
        elif piece.has("unit.mad") and unit in ("", "MAD_bn"):
            if not unit:
                scale = scale / Decimal(10**9)
            unit = "MAD_bn"
        elif piece.has("measure.points") and not unit:
            unit = "points"
        elif piece.has("measure.percent") and not unit and not _wanted(piece):
            unit = "percent"
        elif piece.has("indicator.jobs") and not unit and min(values) * scale >= 1000:
            unit = "persons"
            break  # the word stays a word: it names the indicator
        elif unit or not (piece.optional and piece.text in _SMALL) or _may_be_year(values):
            break  # "CRM 2024 en %": a year takes no unit from further on
        after += 1
        if unit or scaled:
            end = after
    if unit in ("MAD_bn", "percent") and not decimals:
        values, decimals, end = _halved(pieces, end, values, decimals, behind=True)
    amount = Amount(values=tuple(value * scale for value in values), unit=unit, decimals=decimals)
    return Number(start, end, amount, scaled=multiplied)


def _halved(
    pieces: Sequence[Piece], end: int, values: tuple[Decimal, ...], decimals: int, *, behind: bool = False
) -> tuple[tuple[Decimal, ...], int, int]:
    """Take in "and a half": in front of a unit ("two and a half billion"), or behind it ("2 milliards et demi")."""
    beyond = _and_a_half(pieces, end)
    if not beyond or not (behind or (beyond < len(pieces) and pieces[beyond].has(*_HALVED))):
        return values, decimals, end
    return tuple(value + _HALF for value in values), 1, beyond


def _and_a_half(pieces: Sequence[Piece], start: int) -> int:
    """Return where "and a half" ends that stands right behind a number, 0 where none does."""
    if start >= len(pieces) or not pieces[start].has("follow.and"):
        return 0
    place = start + 1
    while place < len(pieces) and place <= start + 2 and pieces[place].optional and not pieces[place].has("plus.half"):
        place += 1
    return place + 1 if place < len(pieces) and pieces[place].has("plus.half") else 0


def _wanted(piece: Piece) -> bool:
    """Whether a word asks for a percentage rather than being the unit of the number before: "5.25 as a percentage"."""
    return piece.text in ("taux", "rate") or piece.has("wanted.percent")


_SMALL = frozenset({"de", "d", "of", "the", "des", "en"})
