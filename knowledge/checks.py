"""Examines a knowledge folder: what is wrong, what contradicts what, what is kept beside, what is known at all."""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Literal

from knowledge.base import Knowledge
from knowledge.errors import KnowledgeError
from knowledge.estimates import Cell, Formula, Term, evaluate, rounded, terms
from knowledge.identities import domain
from knowledge.intervals import Interval
from knowledge.loading import load
from knowledge.models import TOTAL, Indicator, IndicatorKind, Observation
from knowledge.network import Conflict
from knowledge.periods import Period, PeriodKind

Known = Literal["printed", "derivable", "unknown"]

_WIDTH = 80
_MARKS: dict[Known, str] = {"printed": "printed", "derivable": "derived", "unknown": "-"}
_SPOKEN = {TOTAL: "the total"}
_DIGITS = 3
"""Decimals of a bound or of a quotient in a line about a conflict."""


@dataclass(frozen=True)
class Coverage:
    """What is known of one indicator in one perimeter, by segment and period."""

    indicator: str
    perimeter: str
    segments: tuple[str, ...]
    periods: tuple[Period, ...]
    cells: tuple[tuple[Known, ...], ...]
    """One row for each segment, one column for each period."""

    def at(self, segment: str, period: Period) -> Known:
        """Return what is known of one cell."""
        return self.cells[self.segments.index(segment)][self.periods.index(period)]


@dataclass(frozen=True)
class Report:
    """What an examination found; the first three kinds of line are for people to mend."""

    problems: tuple[str, ...] = ()
    """Mistakes in the files, each with file, line and column."""
    conflicts: tuple[str, ...] = ()
    """Figures that contradict each other beyond rounding, each with the arithmetic."""
    missing_names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Language → what has no name, no text or no citation in it."""
    alternatives: tuple[str, ...] = ()
    """Figures that are kept but not followed."""
    coverage: tuple[Coverage, ...] = ()
    summary: str = ""
    """How much was read."""

    @property
    def ok(self) -> bool:
        """Whether there is nothing to mend."""
        return not (self.problems or self.conflicts or any(lines for _, lines in self.missing_names))


def examine(folder: Path | None = None) -> Report:
    """Examine a knowledge folder (the packaged one by default); bad data is reported, never raised."""
    try:
        knowledge = load(folder)
    except KnowledgeError as error:
        return Report(problems=tuple(str(problem) for problem in error.problems))
    return Report(
        conflicts=tuple(dict.fromkeys(_conflicts(knowledge))),
        missing_names=tuple((code, tuple(_missing(knowledge, code))) for code in knowledge.names),
        alternatives=tuple(_alternatives(knowledge)),
        coverage=tuple(_coverage(knowledge)),
        summary=(
            f"{len(knowledge.observations)} observations, {len(knowledge.sources)} sources, "
            f"{len(knowledge.segments)} segments, {len(knowledge.indicators)} indicators, "
            f"{len(knowledge.places)} places; languages: {', '.join(knowledge.names)}"
        ),
    )


def render(report: Report) -> list[str]:
    """Write a report for people: plain text, 80 columns."""
    lines: list[str] = []
    if report.summary:
        lines += textwrap.wrap(report.summary, _WIDTH)
    lines += _section("Mistakes in the files:", report.problems)
    lines += _section("Figures that contradict each other:", report.conflicts)
    for language, missing in report.missing_names:
        lines += _section(f"Missing in the language {language}:", missing)
    lines += _section("Kept but not followed:", report.alternatives)
    for table in report.coverage:
        lines += ["", *_table(table)]
    faults = len(report.problems) + len(report.conflicts) + sum(len(found) for _, found in report.missing_names)
    verdict = "The knowledge is in order." if report.ok else f"To mend: {faults}."
    return [*lines, "", verdict] if lines else [verdict]


# --- what contradicts what -------------------------------------------------------------------------------------------


def _conflicts(knowledge: Knowledge) -> Iterator[str]:
    yield from _impossible(knowledge)
    yield from _excluding(knowledge)
    first: dict[tuple[object, Cell], Conflict] = {}
    for conflict in knowledge.cube.conflicts():
        first.setdefault((conflict.identity, conflict.target), conflict)
    yield from (_told(knowledge, conflict) for conflict in first.values())


def _impossible(knowledge: Knowledge) -> Iterator[str]:
    """Find figures outside what their indicator can be at all: a share of 120 percent, sales below zero."""
    for one in knowledge.cube.followed:
        allowed = domain(knowledge.indicators[one.indicator])
        if (one.interval & allowed).empty:
            yield f"{_subject(one)}: {one.value} ({one.id}) is outside what is possible ({_bounds(allowed)})"


def _excluding(knowledge: Knowledge) -> Iterator[str]:
    """Find two printings of one cell that cannot both be true."""
    cells: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for one in knowledge.cube.followed:
        perimeter = knowledge.canonical_perimeter(one.perimeter)
        cells[one.indicator, one.segment, one.period, one.place, perimeter, one.outlook].append(one)
    for printings in cells.values():
        for first, second in combinations(printings, 2):
            if (first.interval & second.interval).empty:
                yield (
                    f"{_subject(first)}: printed {first.value} ({first.id}, {_bounds(first.interval)}) and "
                    f"{second.value} ({second.id}, {_bounds(second.interval)}); "
                    "write alternative_to on the one that is not followed"
                )


@dataclass(frozen=True, slots=True)
class _Unknown(Term):
    """A cell without a figure, under its name."""

    name: str = ""


def _told(knowledge: Knowledge, conflict: Conflict) -> str:
    """Tell a broken identity with its arithmetic."""
    target = conflict.target
    formula = conflict.identity.write(target, lambda cell: _written(knowledge, cell))
    scale = 100 if knowledge.indicators[target.indicator].unit == "percent" else 1
    if any(isinstance(term, _Unknown) for term in terms(formula)):
        result = f"is {_bounds(conflict.implied)}"
    else:
        result = f"= {_plain(evaluate(formula) * scale, _decimals(formula))}"
    subject = f"{target.indicator} {target.period}".rstrip()
    return f"{subject}: {_arithmetic(formula)} {result}, but {_named(target)} is {_against(knowledge, conflict)}"


def _written(knowledge: Knowledge, cell: Cell) -> Formula:
    estimate = knowledge.cube.estimate(cell)
    return _Unknown(Decimal(1), name=f"{_named(cell)} {cell.period}") if estimate is None else estimate.leaf


def _against(knowledge: Knowledge, conflict: Conflict) -> str:
    """Tell what the result contradicts: the print where it does, else all that is known."""
    estimate = knowledge.cube.estimate(conflict.target)
    leaf = None if estimate is None else estimate.leaf
    if isinstance(leaf, Term) and leaf.observation is not None:
        printed = leaf.observation.interval
        if (printed & conflict.implied).empty:
            return f"printed {leaf.value} ({_bounds(printed)})"
    return f"known to be {_bounds(conflict.known)}"


def _named(cell: Cell) -> str:
    return " + ".join(_SPOKEN.get(code, code) for code in cell.segments)


def _arithmetic(formula: Formula, *, inner: bool = False) -> str:
    if isinstance(formula, _Unknown):
        return formula.name
    if isinstance(formula, Term):
        return f"{formula.value}{' %' if formula.percent else ''}"
    right_inner = formula.symbol in "*/-"
    left = _arithmetic(formula.left, inner=formula.symbol in "*/")
    right = _arithmetic(formula.right, inner=right_inner)
    text = f"{left} {formula.symbol} {right}"
    return f"({text})" if inner else text


def _decimals(formula: Formula) -> int:
    """Return the decimals that show the result: those of the inputs, and at least three where something is divided."""
    written = max(max(0, -int(term.value.as_tuple().exponent)) for term in terms(formula))
    return max(written, _DIGITS)


def _plain(value: Fraction, decimals: int) -> str:
    return f"{rounded(value, decimals):f}".rstrip("0").rstrip(".") if decimals else f"{rounded(value, 0):f}"


def _bounds(interval: Interval) -> str:
    """Write an interval: never narrower than it is."""
    low = None if interval.low is None else _outwards(interval.low, up=False)
    high = None if interval.high is None else _outwards(interval.high, up=True)
    if low is None or high is None:
        return f"{low} or more" if low is not None else f"{high} or less" if high is not None else "anything"
    return f"{low} to {high}"


def _outwards(bound: Fraction, *, up: bool) -> str:
    for digits in range(_DIGITS + 2):
        if (bound * 10**digits).denominator == 1:
            return f"{rounded(bound, digits):f}"
    shifted = bound * 10**_DIGITS
    return f"{Decimal(math.ceil(shifted) if up else math.floor(shifted)).scaleb(-_DIGITS):f}"


def _subject(one: Observation) -> str:
    return " ".join(part for part in (one.indicator, _SPOKEN.get(one.segment, one.segment), one.period.code) if part)


# --- what is kept beside, what has no name ---------------------------------------------------------------------------


def _alternatives(knowledge: Knowledge) -> Iterator[str]:
    by_id = {one.id: one for one in knowledge.observations}
    for one in knowledge.observations:
        if one.alternative_to:
            followed = by_id[one.alternative_to]
            yield (
                f"{one.id}, {_subject(one)}: {one.value} ({one.source}); "
                f"followed: {followed.value} ({followed.id}, {followed.source})"
            )


def _missing(knowledge: Knowledge, language: str) -> Iterator[str]:
    names = knowledge.names[language]
    named = {code for code, one in knowledge.indicators.items() if one.kind is not IndicatorKind.RATE}
    for group, codes, known in (
        ("segments", [TOTAL, *knowledge.segments], names.segments),
        ("indicators", [code for code in knowledge.indicators if code in named], names.indicators),
        ("places", list(knowledge.places), names.places),
        ("perimeters", list(knowledge.perimeters), names.perimeters),
    ):
        yield from (f"names/{language}.yaml: {group}: {code} has no name" for code in codes if code not in known)
    yield from (
        f"sources.yaml: {code} has no citation"
        for code, one in knowledge.sources.items()
        if language not in one.citation
    )
    yield from (f"statements.yaml: {one.id} has no text" for one in knowledge.statements if language not in one.text)


# --- what is known ---------------------------------------------------------------------------------------------------


def _coverage(knowledge: Knowledge) -> Iterator[Coverage]:
    segments = (TOTAL, *knowledge.parts)
    for perimeter in dict.fromkeys(knowledge.canonical_perimeter(code) for code in knowledge.perimeters):
        for indicator in knowledge.indicators.values():
            if indicator.kind is IndicatorKind.TEXT:
                continue
            periods = _periods(knowledge, indicator, perimeter)
            rows = tuple(
                tuple(_known(knowledge, indicator.code, segment, period, perimeter) for period in periods)
                for segment in segments
            )
            if sum(any(known != "unknown" for known in row) for row in rows) > 1:
                yield Coverage(indicator.code, perimeter, segments, periods, rows)


def _periods(knowledge: Knowledge, indicator: Indicator, perimeter: str) -> tuple[Period, ...]:
    """Return the periods printed for an indicator or what it is a rate of; both halves of a year that is split."""
    family = indicator.of or indicator.code
    printed = {
        one.period
        for one in knowledge.cube.followed
        if family in (one.indicator, knowledge.indicators[one.indicator].of)
        and knowledge.canonical_perimeter(one.perimeter) == perimeter
        and not one.outlook
    }
    years = {period.year for period in printed if period.kind is PeriodKind.YEAR}
    split = {period.year for period in printed if period.kind in (PeriodKind.HALF, PeriodKind.QUARTER)} & years
    halves = {half for year in split for half in Period.of_year(year).parts(PeriodKind.HALF)}
    return tuple(sorted(printed | halves))


def _known(knowledge: Knowledge, indicator: str, segment: str, period: Period, perimeter: str) -> Known:
    estimate = knowledge.cube.estimate(Cell(indicator, (segment,), period, perimeter, knowledge.country))
    if estimate is None:
        return "unknown"
    return "derivable" if estimate.observation is None else "printed"


# --- as text ---------------------------------------------------------------------------------------------------------


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    wrapped = [
        piece
        for line in found
        for piece in textwrap.wrap(
            line,
            _WIDTH,
            initial_indent="- ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]
    return ["", f"{title}", *wrapped] if found else []


def _table(table: Coverage) -> list[str]:
    """Lay out a table; where it is wider than the page, the periods go on below."""
    label = max(len(_SPOKEN.get(code, code)) for code in table.segments) + 2
    column = max(len(text) for text in (*_MARKS.values(), *(period.code for period in table.periods))) + 2
    fitting = max(1, (_WIDTH - label) // column)
    lines = [f"{table.indicator} ({table.perimeter})"]
    for start in range(0, len(table.periods), fitting):
        lines.append(_line("", [period.code for period in table.periods[start : start + fitting]], label, column))
        lines += [
            _line(_SPOKEN.get(code, code), [_MARKS[known] for known in row[start : start + fitting]], label, column)
            for code, row in zip(table.segments, table.cells, strict=True)
        ]
    return lines


def _line(head: str, cells: Sequence[str], label: int, column: int) -> str:
    return (head.ljust(label) + "".join(cell.ljust(column) for cell in cells)).rstrip()
