"""How a figure is shown: its sign, its bounds, its decimals, its hedge, its inputs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import knowledge
from knowledge import Estimate, Kind, Knowledge, Period, arithmetic
from knowledge.cube import hedge
from knowledge.estimates import Operation, Term, fitting
from knowledge.intervals import Interval
from knowledge.models import Observation, Qualifier, Status
from knowledge.network import _tighter
from tests.knowledge.folders import fisheries


def between(low: str | None, high: str | None) -> Interval:
    return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))


def estimate(value: str, low: str | None, high: str | None, decimals: int = 1) -> Estimate:
    shown = Decimal(value)
    return Estimate(
        value=shown,
        unit="bn",
        kind=Kind.COMPUTED,
        status="published",
        qualifier="exact",
        perimeter="p",
        exact=between(low, high),
        sources=("s",),
        decimals=decimals,
        central=Fraction(shown),
        formula=Operation("+", Term(shown), Term(Decimal(0))),
    )


def printed(qualifier: Qualifier, number: int) -> Observation:
    return Observation(
        id=f"o{number}",
        indicator="level",
        segment="_T",
        period=Period.parse("2024"),
        place="x",
        value="5",
        unit="bn",
        qualifier=qualifier,
        low="4" if qualifier is Qualifier.ABOUT else None,
        high="6" if qualifier is Qualifier.ABOUT else None,
        status=Status.PUBLISHED,
        perimeter="p",
        source="s",
    )


@pytest.mark.parametrize(
    ("low", "high", "sign"),
    [
        ("1", "2", 1),
        ("-2", "-1", -1),
        ("0", "0", 0),
        ("-1", "0", None),
        ("0", "1", None),
        ("-1", "1", None),
        (None, "-1", -1),
        ("1", None, 1),
        (None, None, None),
    ],
)
def test_a_sign_is_told_only_where_it_is_sure(low: str | None, high: str | None, sign: int | None) -> None:
    assert estimate("1", low, high).sign == sign


def test_bounds_are_rounded_outwards_one_digit_beyond_what_is_shown() -> None:
    found = estimate("1.2", "1.23451", "1.23551", 2)
    assert (found.low, found.high) == (Decimal("1.234"), Decimal("1.236"))
    below = estimate("-1.2", "-1.23551", "-1.23451", 2)
    assert (below.low, below.high) == (Decimal("-1.236"), Decimal("-1.234"))
    whole = estimate("120", "119.96", "120.04", 0)
    assert (whole.low, whole.high) == (Decimal("119.9"), Decimal("120.1"))
    assert (estimate("1", None, None).low, estimate("1", None, None).high) == (None, None)


@pytest.mark.parametrize(("low", "high", "vague"), [("1.93", "2.07", False), ("1.92", "2", True), ("2", "2.08", True)])
def test_an_interval_is_shown_where_it_reaches_three_quarters_of_a_digit(low: str, high: str, *, vague: bool) -> None:
    assert estimate("2.0", low, high).vague is vague


@pytest.mark.parametrize(
    ("value", "decimals", "low", "high", "expected"),
    [
        ("4.96", 1, "4.955", "4.964", 1),  # what rounds out of a narrow interval is still its rounding
        ("4.4", 0, "4.2", "5.1", 1),
        ("9.4", 0, "9.2", "10.1", 1),  # never to tens, though ten lies inside
        ("4.04", 1, "4.02", "4.2", 2),  # not to ones, where four lies outside
        ("4.96", 1, "4.955", "4.99", 1),
        ("4.96", 1, "4.8", "4.99", 2),
        ("14.04", 1, "13.8", "14.03", 1),  # a value outside of what is known is left as it is
        ("4.0416", 1, "4.0411", "4.2", 3),
    ],
)
def test_the_decimals_fit_the_interval(value: str, decimals: int, low: str, high: str, expected: int) -> None:
    assert fitting(Fraction(value), decimals, between(low, high)) == expected


@pytest.mark.parametrize(
    ("leaves", "low", "high", "expected"),
    [
        ((Qualifier.EXACT, Qualifier.EXACT), "1", "2", Qualifier.EXACT),
        ((Qualifier.EXACT, Qualifier.ABOUT), "1", "2", Qualifier.ABOUT),
        ((Qualifier.MORE_THAN, Qualifier.EXACT), "1", None, Qualifier.MORE_THAN),
        ((Qualifier.LESS_THAN, Qualifier.EXACT), "0", "2", Qualifier.LESS_THAN),
        ((Qualifier.EXACT, Qualifier.EXACT), "0", "2", Qualifier.EXACT),
        ((Qualifier.EXACT, Qualifier.EXACT), None, "2", Qualifier.LESS_THAN),
    ],
)
def test_a_computed_figure_is_hedged_as_its_inputs_are(
    leaves: tuple[Qualifier, ...], low: str | None, high: str | None, expected: Qualifier
) -> None:
    inputs = [printed(qualifier, number) for number, qualifier in enumerate(leaves)]
    assert hedge(between(low, high), inputs) is expected


@pytest.mark.parametrize(
    ("width", "leaves", "other", "other_leaves", "tighter"),
    [
        ("1", 2, "2", 1, True),
        ("2", 1, "1", 2, False),
        ("1", 2, "1", 3, True),  # as tight, by fewer inputs
        ("1", 3, "1", 2, False),
        ("1", 2, "1", 2, False),
        ("1", 9, None, 1, True),
        (None, 1, "1", 9, False),
        (None, 1, None, 2, True),
        (None, 2, None, 2, False),
    ],
)
def test_the_tighter_chain_wins_then_the_shorter(
    width: str | None, leaves: int, other: str | None, other_leaves: int, *, tighter: bool
) -> None:
    assert _tighter(between("0", width), leaves, between("5", other and f"{5 + int(other)}"), other_leaves) is tighter


def test_a_constant_is_no_input(packaged: Knowledge) -> None:
    (growth,) = packaged.estimates("growth_yoy", ["KPO"], Period.parse("2024"))
    assert growth.formula is not None
    assert growth.inputs
    assert all(isinstance(one, Observation) for one in growth.inputs)


def test_a_plain_number_scales_value_and_interval(packaged: Knowledge) -> None:
    (amount,) = packaged.estimates("exports", ["ITO"], Period.parse("2024"))
    twice = arithmetic.scaled(amount, Decimal(2))
    assert amount.exact.low is not None
    assert (twice.exact.low, twice.central) == (amount.exact.low * 2, amount.central * 2)
    once = arithmetic.scaled(amount, Decimal(1))
    assert isinstance(once.formula, Operation)
    assert (once.formula.symbol, once.exact) == ("*", amount.exact)
    half = arithmetic.scaled(amount, Decimal("0.5"))
    assert isinstance(half.formula, Operation)
    assert (half.formula.symbol, half.central) == ("/", amount.central / 2)


def test_an_amount_for_each_in_its_own_unit_is_not_scaled(packaged: Knowledge) -> None:
    (amount,) = packaged.estimates("exports", ["ITO"], Period.parse("2024"))
    (count,) = packaged.estimates("exports", ["CRM"], Period.parse("2024"))
    assert arithmetic.per(amount, count, "MAD_bn").central == amount.central / count.central


def test_whole_inputs_give_a_whole_figure(tmp_path: Path) -> None:
    rows = ("landings,_T,2023,100,kt", "landings,COD,2023,61,kt", "landings,HERRING,2023,30,kt")
    (squid,) = knowledge.load(fisheries(tmp_path, rows)).estimates("landings", ["SQUID"], Period.parse("2023"))
    assert (squid.value, squid.decimals) == (Decimal(9), 0)
    assert (squid.low, squid.high) == (Decimal("7.5"), Decimal("10.5"))
