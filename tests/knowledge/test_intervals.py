from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from knowledge.intervals import Interval, exactly

bounds = st.none() | st.fractions(-5, 5, max_denominator=8)


@st.composite
def held(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """Draw an interval and a value in it."""
    value = draw(st.fractions(-5, 5, max_denominator=8))
    below, above = (draw(st.none() | st.fractions(0, 3, max_denominator=4)) for _ in range(2))
    return Interval(None if below is None else value - below, None if above is None else value + above), value


def interval(low: str | None, high: str | None) -> Interval:
    return Interval.of(low, high)


@pytest.mark.parametrize(
    "operation",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
    ],
    ids="+-*/",
)
@given(first=held(), second=held())
def test_whatever_the_values_are_the_result_holds_their_result(
    operation: Callable[[object, object], object], first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    try:
        value = operation(first[1], second[1])
    except ZeroDivisionError:
        reject()
    found = operation(first[0], second[0])
    assert isinstance(found, Interval)
    assert isinstance(value, Fraction)
    assert value in found
    assert value in found.outwards()


@given(held(), bounds, bounds)
def test_an_intersection_holds_exactly_what_both_hold(
    first: tuple[Interval, Fraction], low: Fraction | None, high: Fraction | None
) -> None:
    other = Interval(low, high)
    assert (first[1] in (first[0] & other)) is (first[1] in other)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (interval("1", "2") + interval("10", "20"), interval("11", "22")),
        (interval("1", None) + interval("10", "20"), interval("11", None)),
        (interval("1", "2") - interval("10", "20"), interval("-19", "-8")),
        (interval("1", "2") - interval("10", None), interval(None, "-8")),
        (interval("2", "3") * interval("5", "7"), interval("10", "21")),
        (interval("-2", "3") * interval("-5", "7"), interval("-15", "21")),
        (interval("2", None) * interval("5", "7"), interval("10", None)),
        (interval("0", None) * interval("5", "7"), interval("0", None)),
        (interval("-1", None) * interval("5", "7"), interval(None, None)),
        (interval("2", "3") / interval("4", "8"), interval("0.25", "0.75")),
        (interval("2", "3") / interval("4", None), interval("0", "0.75")),
        (interval("2", None) / interval("4", "8"), interval("0.25", None)),
        (interval("2", "3") / interval("0", "8"), interval("0.25", None)),
        (interval("2", "3") / interval("-1", "8"), interval(None, None)),
        (interval("2", "3") / interval("0", "0"), interval(None, None)),
        (interval("-2", "3") / interval("0", "8"), interval(None, None)),
        (-interval("1", None), interval(None, "-1")),
    ],
)
def test_bounds_are_as_close_as_they_can_be(found: Interval, expected: Interval) -> None:
    assert found == expected


def test_empty_width_middle() -> None:
    assert (interval("1", "2") & interval("3", "4")).empty
    assert not (interval("1", "2") & interval("2", "4")).empty
    assert interval("1", "4").width == 3
    assert interval("1", None).width is None
    assert interval("1", "4").middle == Fraction(5, 2)
    assert interval("1", None).middle == 1
    assert interval(None, "4").middle == 4
    assert Interval().middle is None
    assert interval("1", "2").bounded
    assert not interval(None, "2").bounded
    assert not interval("1", None).bounded


def test_outwards_never_narrows_and_keeps_short_fractions() -> None:
    third = exactly(Fraction(1, 3))
    wider = third.outwards()
    assert wider.low is not None
    assert wider.high is not None
    assert wider.low < Fraction(1, 3) < wider.high
    assert wider.high - wider.low == Fraction(1, 10**12)
    assert exactly(Fraction("26.219")).outwards() == exactly(Fraction("26.219"))


def test_a_plain_number_keeps_the_bound_of_what_is_half_bounded() -> None:
    assert Interval.of(None, 24) / exactly(12) == Interval.of(None, 2)
    assert Interval.of(3, None) * exactly(2) == Interval.of(6, None)


@pytest.mark.parametrize(("value", "degree", "root_of_it"), [(8, 3, 2), (1, 6, 1), (Fraction(1, 4), 2, Fraction(1, 2))])
def test_a_root_holds_the_root(value: Fraction, degree: int, root_of_it: Fraction) -> None:
    found = exactly(value).root(degree)
    assert Fraction(root_of_it) in found
    assert found.width is not None
    assert found.width < Fraction(1, 10**9)
