"""A quoted figure stands for the cell that prints it, and for nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.assistant import Assistant
from bot.reading.discourse import Discourse
from bot.reading.ledger import Ledger
from bot.reading.query import Amount, Operation, Query

TODAY = date(2025, 11, 15)


def read(assistant: Assistant, text: str) -> Query:
    return assistant.reader.read(text, Discourse(), None, TODAY).queries[0]


def quoted(assistant: Assistant, value: str, unit: str = "", decimals: int = 0) -> set[tuple[str, str, str]]:
    found = Ledger.of(assistant.knowledge).quoted(Amount(values=(Decimal(value),), unit=unit, decimals=decimals))
    return {(one.indicator, one.segment, one.period.code) for one in found}


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "cells"),
    [
        ("13.4", "", 1, {("exports", "_T", "2025-S1")}),
        ("13.4", "MAD_bn", 1, {("exports", "_T", "2025-S1")}),
        ("13.4", "percent", 1, set()),
        ("10.6", "MAD_bn", 1, {("exports", "ITO", "2024")}),
        ("40.3", "percent", 1, {("share", "ITO", "2024")}),
        ("148500", "", 0, {("jobs", "_T", "2024")}),
        ("27", "", 0, {("exports", "_T", "2025")}),
        ("31.5", "MAD_bn", 1, set()),
        ("15.8", "MAD_bn", 1, set()),
    ],
)
def test_a_number_stands_for_what_prints_it(
    assistant: Assistant, value: str, unit: str, decimals: int, cells: set[tuple[str, str, str]]
) -> None:
    assert quoted(assistant, value, unit, decimals) == cells


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("27 vs 26.2: what difference?", "difference"),
        ("from 26.22 to 40, by how much in percent?", "change"),
        ("13.4 over 26.2 in percent", "percentage"),
        ("10.578 is how many times 3.462?", "ratio"),
        ("2.814 + 2.183", "sum"),
        ("26.2 billion divided by 148,500 jobs", "per_job"),
        ("what growth a year from 26.22 to 40 by 2030", "yearly"),
        ("growth went from 0.2% to 3.5%, how many points?", "points"),
        ("H1 2025 minus H1 2024", "difference"),
        ("what share of CRM's 2024 was earned in Q3?", "percentage"),
    ],
)
def test_the_words_between_figures_say_what_is_computed(assistant: Assistant, text: str, function: str) -> None:
    query = read(assistant, text)
    assert query.operation is Operation.ARITHMETIC
    assert query.function == function
    assert len(query.operands) == 2


@pytest.mark.parametrize("text", ["exports 2023-2024", "exports in mid-2025", "CRM 2024", "exports of 2024 in full"])
def test_a_sign_within_a_period_computes_nothing(assistant: Assistant, text: str) -> None:
    assert read(assistant, text).operation is not Operation.ARITHMETIC


def test_figures_of_two_scopes_are_told_apart_and_never_computed_with(assistant: Assistant) -> None:
    query = read(assistant, "17.9 and 26.2: what growth?")
    assert query.operation is Operation.DEFINITION
    assert {one.perimeters[0] for one in query.operands} == {"offshoring_old", "digital"}


def test_a_number_that_nothing_prints_is_no_reference(assistant: Assistant) -> None:
    assert read(assistant, "from 26.2 to 31.5, what growth?").operands == ()
