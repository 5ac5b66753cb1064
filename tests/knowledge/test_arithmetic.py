from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from knowledge import Basis, Estimate, Kind, Knowledge, Period, arithmetic
from knowledge.estimates import evaluate


def one(packaged: Knowledge, indicator: str, segment: str, period: str, basis: Basis = Basis.OBSERVED) -> Estimate:
    return packaged.estimates(indicator, [segment] if segment else [], Period.parse(period), basis=basis)[0]


def test_a_difference_with_a_projection_is_a_projection(packaged: Knowledge) -> None:
    expected, got = one(packaged, "exports", "", "2025", Basis.OUTLOOK), one(packaged, "exports", "", "2025-S1")
    left = arithmetic.difference(expected, got)
    assert (left.value, left.unit, left.kind, left.qualifier) == (
        *(Decimal("13.6"), "MAD_bn", Kind.PROJECTION, "more_than"),
    )
    assert left.exact.low is not None
    assert Fraction("13.55") <= left.exact.low < Fraction("13.6")
    assert left.exact.high is None


def test_the_change_on_a_year_before_is_as_close_as_the_identities_make_it(packaged: Knowledge) -> None:
    now, before = one(packaged, "exports", "", "2025-S1"), one(packaged, "exports", "", "2024-S1")
    plain, close = arithmetic.difference(now, before), arithmetic.difference(now, before, packaged.cube)
    assert plain.value == Decimal("0.5")
    assert close.value == Decimal("0.45")
    assert close.exact.width is not None
    assert plain.exact.width is not None
    assert close.exact.width < plain.exact.width


def test_a_difference_between_segments_is_no_change(packaged: Knowledge) -> None:
    ito, crm = one(packaged, "exports", "ITO", "2024"), one(packaged, "exports", "CRM", "2024")
    assert arithmetic.difference(ito, crm, packaged.cube) == arithmetic.difference(ito, crm)
    assert arithmetic.difference(ito, crm).value == Decimal("0.781")
    later = one(packaged, "exports", "ITO", "2025-S1")
    assert arithmetic.difference(ito, later, packaged.cube).value == Decimal("5.33")


def test_a_sum_keeps_the_fewest_decimals_and_all_sources(packaged: Knowledge) -> None:
    ito, total = one(packaged, "exports", "ITO", "2024"), one(packaged, "exports", "", "2025-S1")
    added = arithmetic.total([ito, total])
    assert (added.value, added.kind, added.status) == (Decimal("24.0"), Kind.COMPUTED, "preliminary")
    assert set(added.sources) == {*ito.sources, *total.sources}
    assert len(added.sources) == len(set(added.sources))
    assert added.central == Fraction("10.578") + Fraction("13.4")


def test_a_ratio(packaged: Knowledge) -> None:
    ratio = arithmetic.ratio(one(packaged, "exports", "ITO", "2024"), one(packaged, "exports", "ESO", "2024"))
    assert (ratio.value, ratio.unit) == (Decimal("3.06"), "ratio")
    assert ratio.central == Fraction(10578, 3462)
    assert ratio.central in ratio.exact


def test_a_percentage_of_a_whole(packaged: Knowledge) -> None:
    part = arithmetic.percentage(one(packaged, "exports", "CRM", "2025-S1"), one(packaged, "exports", "", "2025-S1"))
    assert (part.value, part.unit, part.kind) == (Decimal("31.3"), "percent", Kind.COMPUTED)
    assert part.central == Fraction(419, 1340) * 100
    assert part.central in part.exact


def test_growth_between_any_two_periods(packaged: Knowledge) -> None:
    grown = arithmetic.change(one(packaged, "exports", "ESO", "2024"), one(packaged, "exports", "ESO", "2023"))
    assert (grown.value, grown.unit) == (Decimal("7.1"), "percent")  # 3.462 / 3.2 would say 8.2; 3.2 is rounded
    assert grown.central in grown.exact
    first = arithmetic.change(one(packaged, "exports", "", "2024"), one(packaged, "exports", "", "2023"))
    assert first.value == Decimal("0.2")
    assert first.sign == 1


def test_points_between_percents(packaged: Knowledge) -> None:
    apart = arithmetic.points(one(packaged, "share", "ITO", "2024"), one(packaged, "share", "CRM", "2024"))
    assert (apart.value, apart.unit) == (Decimal("2.98"), "points")  # 10.578 and 9.797 of 26.219, not 40.3 - 37.4
    assert apart.central in apart.exact


def test_dirhams_for_each_job(packaged: Knowledge) -> None:
    exports = one(packaged, "exports", "", "2024")
    jobs = next(found for found in packaged.estimates("jobs", [], Period.parse("")) if found.perimeter == "sector")
    each = arithmetic.per(exports, jobs, "MAD")
    assert (each.unit, each.qualifier) == ("MAD", "less_than")
    assert each.value == Decimal(218500)
    assert each.exact.low is None
    assert each.exact.high is not None
    assert 218_500 < each.exact.high < 218_513


def test_an_average_for_each_month(packaged: Knowledge) -> None:
    monthly = arithmetic.average(one(packaged, "exports", "CRM", "2024"), 12)
    assert (monthly.value, monthly.unit) == (Decimal("0.816"), "MAD_bn")
    assert monthly.central == Fraction("9.797") / 12
    assert monthly.exact.width == Fraction("0.001") / 12


@pytest.mark.parametrize(("segment", "sign"), [("CRM", -1), ("ESO", 1)])
def test_the_sign_of_a_change(packaged: Knowledge, segment: str, sign: int) -> None:
    period = "2025-S1" if segment == "CRM" else "2024"
    assert one(packaged, "growth_yoy", segment, period).sign == sign


def test_a_formula_leads_to_the_value(packaged: Knowledge) -> None:
    rest = one(packaged, "exports", "CRM", "2024-S1")
    assert rest.formula is not None
    assert evaluate(rest.formula) == rest.central == Fraction("4.8")
    assert [found.value for found in rest.inputs] == ["9.797", "2.814", "2.183"]
