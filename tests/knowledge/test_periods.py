from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Period, PeriodKind

CODES = ("2024", "2025-S1", "2024-Q3", "2026-01", "2023/2024", "")
PARTS = (PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_read_and_written_back(code: str) -> None:
    period = Period.parse(code)
    assert period.code == str(period) == code
    assert Period.model_validate(code) == period
    assert period.model_dump_json() == f'"{code}"'


@pytest.mark.parametrize("code", ["24", "2025-S3", "2025-S0", "2024-Q5", "2024-13", "2024-00", "2024/2023", "H1 2025"])
def test_what_is_no_period_says_how_to_write_one(code: str) -> None:
    with pytest.raises(ValueError, match="write 2024, 2025-S1, 2024-Q3, 2026-01, 2023/2024, or nothing if undated"):
        Period.parse(code)


def test_a_span_of_one_year_is_a_span() -> None:
    assert Period.parse("2024/2024").months == 12


@pytest.mark.parametrize(
    ("code", "start", "end", "months"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), 12),
        ("2025-S1", date(2025, 1, 1), date(2025, 6, 30), 6),
        ("2025-S2", date(2025, 7, 1), date(2025, 12, 31), 6),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), 3),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30), 3),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), 1),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31), 1),
        ("2023/2025", date(2023, 1, 1), date(2025, 12, 31), 36),
        ("", date.min, date.min, 0),
    ],
)
def test_days_and_months(code: str, start: date, end: date, months: int) -> None:
    period = Period.parse(code)
    assert (period.start, period.end, period.months) == (start, end, months)


def test_undated_has_no_date_and_stays_undated() -> None:
    undated = Period.parse("")
    assert not undated.dated
    assert Period.parse("2024").dated
    assert undated.year_before() == undated
    assert not undated.covers(undated)
    assert not Period.parse("2024").covers(undated)
    assert undated.parts(PeriodKind.MONTH) == ()


@pytest.mark.parametrize(
    ("code", "before", "following"),
    [
        ("2024", "2023", "2025"),
        ("2025-S1", "2024-S1", "2025-S2"),
        ("2025-S2", "2024-S2", "2026-S1"),
        ("2024-Q3", "2023-Q3", "2024-Q4"),
        ("2024-Q4", "2023-Q4", "2025-Q1"),
        ("2024-12", "2023-12", "2025-01"),
        ("2024-11", "2023-11", "2024-12"),
        ("2023/2024", "2022/2023", "2024/2025"),
    ],
)
def test_the_year_before_and_the_next_one(code: str, before: str, following: str) -> None:
    period = Period.parse(code)
    assert period.year_before().code == before
    assert period.following().code == following


@pytest.mark.parametrize(
    ("code", "kind", "parts"),
    [
        ("2024", PeriodKind.HALF, "2024-S1 2024-S2"),
        ("2024", PeriodKind.QUARTER, "2024-Q1 2024-Q2 2024-Q3 2024-Q4"),
        ("2024-S1", PeriodKind.QUARTER, "2024-Q1 2024-Q2"),
        ("2024-S2", PeriodKind.QUARTER, "2024-Q3 2024-Q4"),
        ("2024-S2", PeriodKind.HALF, ""),
        ("2024-Q1", PeriodKind.HALF, ""),
        ("2024-Q2", PeriodKind.MONTH, "2024-04 2024-05 2024-06"),
        ("2024", PeriodKind.YEAR, ""),
        ("2024", PeriodKind.SPAN, ""),
        ("2023/2024", PeriodKind.HALF, ""),
    ],
)
def test_parts(code: str, kind: PeriodKind, parts: str) -> None:
    assert [part.code for part in Period.parse(code).parts(kind)] == parts.split()


def test_a_year_sorts_after_its_parts_and_undated_comes_first() -> None:
    codes = ["2024", "2024-S2", "2024-Q4", "", "2024-S1", "2025-S1", "2023/2024", "2023"]
    assert [one.code for one in sorted(map(Period.parse, codes))] == [
        *("", "2023", "2024-S1", "2023/2024", "2024", "2024-S2", "2024-Q4", "2025-S1")
    ]


def test_the_year_it_lies_in() -> None:
    assert Period.parse("2025-S1").whole_year == Period.of_year(2025) == Period.parse("2025")
    assert Period.parse("2024-Q3") == Period.of_quarter(2024, 3)
    assert Period.parse("2024-S1") == Period.of_half(2024, 1)
    assert Period.parse("2024-03") == Period.of_month(2024, 3)


def test_what_covers_what() -> None:
    year, half, month = (Period.parse(code) for code in ("2024", "2024-S2", "2024-07"))
    assert year.covers(half)
    assert half.covers(month)
    assert half.covers(half)
    assert not half.covers(year)
    assert not half.covers(Period.parse("2024-06"))
    assert Period.parse("2023/2024").covers(year)


@given(st.integers(1900, 2100), st.sampled_from(PARTS))
def test_the_parts_of_a_year_fill_it_day_by_day(year: int, kind: PeriodKind) -> None:
    whole = Period.of_year(year)
    parts = whole.parts(kind)
    assert parts[0].start == whole.start
    assert parts[-1].end == whole.end
    assert all(one.following() == after for one, after in pairwise(parts))
    assert all((after.start - one.end).days == 1 for one, after in pairwise(parts))
