"""Periods of official statistics: years, half-years, quarters, months, spans of years, and no date at all.

Codes follow SDMX: ``2024``, ``2025-S1``, ``2024-Q3``, ``2026-01``; a span is ``2023/2024``; the empty code is
*undated*.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, total_ordering
from typing import Any

from pydantic import BaseModel, ConfigDict, model_serializer, model_validator


class PeriodKind(StrEnum):
    """How long a period is."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    SPAN = "span"
    UNDATED = "undated"


_MONTHS = {PeriodKind.YEAR: 12, PeriodKind.HALF: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}
_FORMS = (
    (PeriodKind.HALF, re.compile(r"([0-9]{4})-S([12])")),
    (PeriodKind.QUARTER, re.compile(r"([0-9]{4})-Q([1-4])")),
    (PeriodKind.MONTH, re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")),
    (PeriodKind.SPAN, re.compile(r"([0-9]{4})/([0-9]{4})")),
    (PeriodKind.YEAR, re.compile(r"([0-9]{4})()")),
    (PeriodKind.UNDATED, re.compile(r"()()")),
)


@total_ordering
class Period(BaseModel):
    """One period; ``index`` is the half, quarter or month (0 for a year), and the last year for a span.

    Written and read as its code: ``Period.parse("2025-S1")``, and ``"2025-S1"`` in JSON.
    """

    model_config = ConfigDict(frozen=True, ignored_types=(cached_property,))

    kind: PeriodKind
    year: int = 0
    index: int = 0

    @model_validator(mode="before")
    @classmethod
    def _from_code(cls, value: Any) -> Any:
        return _fields(value) if isinstance(value, str) else value

    @model_serializer
    def _to_code(self) -> str:
        return self.code

    @classmethod
    def parse(cls, code: str) -> Period:
        """Read a code; ``ValueError`` says what a code looks like."""
        return cls(**_fields(code))

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Return the whole of ``year``."""
        return cls(kind=PeriodKind.YEAR, year=year)

    @classmethod
    def of_half(cls, year: int, half: int) -> Period:
        """Return half-year 1 or 2."""
        return cls(kind=PeriodKind.HALF, year=year, index=half)

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> Period:
        """Return quarter 1 to 4."""
        return cls(kind=PeriodKind.QUARTER, year=year, index=quarter)

    @classmethod
    def of_month(cls, year: int, month: int) -> Period:
        """Return month 1 to 12."""
        return cls(kind=PeriodKind.MONTH, year=year, index=month)

    @property
    def code(self) -> str:
        """The SDMX code."""
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.year:04}"
            case PeriodKind.HALF:
                return f"{self.year:04}-S{self.index}"
            case PeriodKind.QUARTER:
                return f"{self.year:04}-Q{self.index}"
            case PeriodKind.MONTH:
                return f"{self.year:04}-{self.index:02}"
            case PeriodKind.SPAN:
                return f"{self.year:04}/{self.index:04}"
            case _:
                return ""

    @property
    def dated(self) -> bool:
        """Whether the period has a date."""
        return self.kind is not PeriodKind.UNDATED

    @property
    def months(self) -> int:
        """How many months it lasts (0 when undated)."""
        if self.kind is PeriodKind.SPAN:
            return 12 * (self.index - self.year + 1)
        return _MONTHS.get(self.kind, 0)

    @cached_property
    def start(self) -> date:
        """Return the first day (``date.min`` when undated)."""
        if not self.dated:
            return date.min
        step = _MONTHS.get(self.kind, 12)
        month = 1 if self.kind in (PeriodKind.YEAR, PeriodKind.SPAN) else (self.index - 1) * step + 1
        return date(self.year, month, 1)

    @cached_property
    def end(self) -> date:
        """Return the last day (``date.min`` when undated)."""
        if not self.dated:
            return date.min
        months = self.start.month - 1 + self.months
        return date(self.start.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)

    @property
    def whole_year(self) -> Period:
        """The year it lies in (itself for a year)."""
        return Period.of_year(self.year)

    def shifted(self, years: int) -> Period:
        """Return the same period ``years`` later (earlier when negative)."""
        if not self.dated:
            return self
        index = self.index + years if self.kind is PeriodKind.SPAN else self.index
        return Period(kind=self.kind, year=self.year + years, index=index)

    def year_before(self) -> Period:
        """Return the same period one year earlier."""
        return self.shifted(-1)

    def following(self) -> Period:
        """Return the next period of the same kind."""
        per_year = 12 // self.months if self.months and self.kind is not PeriodKind.SPAN else 1
        if self.index < per_year and self.kind not in (PeriodKind.YEAR, PeriodKind.SPAN):
            return Period(kind=self.kind, year=self.year, index=self.index + 1)
        first = 0 if self.kind is PeriodKind.YEAR else 1
        return (
            self.shifted(1) if self.kind is PeriodKind.SPAN else Period(kind=self.kind, year=self.year + 1, index=first)
        )

    def parts(self, kind: PeriodKind) -> tuple[Period, ...]:
        """Split it into its halves, quarters or months, in order; empty when it is not longer than ``kind``."""
        if self.kind is PeriodKind.SPAN or not self.dated or kind not in _MONTHS or _MONTHS[kind] >= self.months:
            return ()
        size = _MONTHS[kind]
        first = (self.start.month - 1) // size + 1
        return tuple(Period(kind=kind, year=self.year, index=first + step) for step in range(self.months // size))

    def covers(self, other: Period) -> bool:
        """Whether every day of ``other`` lies in this period."""
        return self.dated and other.dated and self.start <= other.start and other.end <= self.end

    def __eq__(self, other: object) -> bool:
        # pydantic's own goes through all that an instance holds, and periods are looked up thousands of times.
        if not isinstance(other, Period):
            return NotImplemented
        return self.year == other.year and self.index == other.index and self.kind is other.kind

    def __hash__(self) -> int:
        return hash((self.year, self.index, self.kind))

    def __lt__(self, other: Period) -> bool:
        """Order by end, then start: a year sorts after its parts."""
        return (self.end, self.start) < (other.end, other.start)

    def __str__(self) -> str:
        return self.code


def _fields(code: str) -> dict[str, Any]:
    for kind, form in _FORMS:
        if found := form.fullmatch(code.strip()):
            first, second = found.groups()
            if kind is PeriodKind.SPAN and int(second) < int(first):
                break
            return {"kind": kind, "year": int(first or 0), "index": int(second or 0)}
    raise ValueError(f"{code!r} is no period: write 2024, 2025-S1, 2024-Q3, 2026-01, 2023/2024, or nothing if undated")
