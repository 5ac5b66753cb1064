"""The fast cube against the slow one: never narrower, and no wider than its last step."""

from __future__ import annotations

from math import inf

from hypothesis import given

from knowledge import Observation
from tests.knowledge.reference import worked_out
from tests.knowledge.test_cube import slowly
from tests.knowledge.worlds import CELLS, World, cube, worlds

_ROUNDING = 1e-6
_LAST_STEP = 1e-3
"""The cube stops where a round narrows by less than a millionth; rounds that still would have are worth no more."""


@slowly
@given(worlds())
def test_the_fast_cube_knows_what_the_slow_one_knows(drawn: tuple[World, list[Observation]]) -> None:
    prints = drawn[1]
    slow, figures = worked_out(prints), cube(prints)
    for cell in CELLS:
        estimate = figures.estimate(cell)
        if estimate is None:
            continue
        found = estimate.exact
        low = -inf if found.low is None else float(found.low)
        high = inf if found.high is None else float(found.high)
        least, most = slow[cell]
        slack = _ROUNDING * max(1.0, abs(least), 0 if most == inf else abs(most))
        assert low <= least + slack, f"{cell} is narrower than it may be: {found}, {slow[cell]}"
        assert high >= most - slack, f"{cell} is narrower than it may be: {found}, {slow[cell]}"
        room = slack + (_LAST_STEP * (most - least) if most - least < inf else 0)
        assert low >= least - room, f"{cell} is wider than it need be: {found}, {slow[cell]}"
        assert high <= most + room, f"{cell} is wider than it need be: {found}, {slow[cell]}"
