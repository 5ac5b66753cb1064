"""What was spoken of: the last questions as they were answered, and what the last answer named in order."""

from __future__ import annotations

from functools import cached_property

from pydantic import BaseModel, ConfigDict

from bot.reading.query import Claim, Operand, Operation, Query

MOST_TURNS = 6
"""Questions that are remembered: people go back four or five."""

_LISTS = (Operation.RANKING, Operation.BREAKDOWN, Operation.SELECTION)

_WORDS = (
    Operation.MEMBERS,
    Operation.MEMBERSHIP,
    Operation.EXPLANATION,
    Operation.SOURCE,
    Operation.COVERAGE,
)
"""What is answered in words."""


class Discourse(BaseModel):
    """A chat as it is remembered: questions and codes, never a person's words."""

    model_config = ConfigDict(frozen=True)

    turns: tuple[Query, ...] = ()
    """Questions with everything that was filled in when they were answered, the last one at the end."""
    forgotten: bool = False
    """Whether there were more questions before these: then the first of them is not the first."""
    listed: tuple[str, ...] = ()
    """Segments or places in the order in which the last answer names them."""

    claim: Claim | None = None
    """What the last message asserted of it."""

    options: tuple[Query, ...] = ()
    """What the last answer offered to choose from, where it was a question back."""

    @property
    def last(self) -> Query | None:
        """The last question."""
        return self.turns[-1] if self.turns else None

    def after(self, query: Query, listed: tuple[str, ...], claim: Claim | None = None) -> Discourse:
        """Return it with one more question; the same one again changes nothing."""
        kept = self.turns[:-1] if self.turns[-1:] == (query,) else self.turns
        forgotten = self.forgotten or len(kept) >= MOST_TURNS
        return Discourse(turns=(*kept, query)[-MOST_TURNS:], forgotten=forgotten, listed=listed, claim=claim)

    @property
    def segments(self) -> tuple[str, ...]:
        """Segments in the order in which they were first spoken of."""
        return tuple(dict.fromkeys(code for turn in self.turns for code in (*turn.segments, *turn.against)))

    # --- quantities -------------------------------------------------------------------------------------------------

    @cached_property
    def quantities(self) -> tuple[Query, ...]:
        """Each figure that was asked for, as a question of its own, in the order in which they were spoken of."""
        found = [one for turn in self.turns[:-1] for one in parts(turn)]
        found += self._last_parts()
        return tuple({one.model_dump_json(): one for one in found}.values())

    def given(self, place: int) -> Query | None:
        """Return the question for the figure that was given in a place (1 is the first, -1 the last).

        A list or a comparison gives several figures: it is asked again whole, and nothing behind it is counted.
        """
        turns = self.turns if place > 0 else self.turns[::-1]
        if place > 0 and self.forgotten:
            return None
        left = abs(place)
        for turn in turns:
            if turn.missing or turn.operation in _WORDS:
                continue
            found = parts(turn)
            if len(found) == 1 and left == 1:
                return found[0]
            if len(found) != 1:
                return plain(turn) if left == 1 else None
            left -= 1
        return None

    def _last_parts(self) -> tuple[Query, ...]:
        last = self.last
        if last is None:
            return ()
        if last.operation is Operation.BREAKDOWN and len(last.segments) > 1:
            return tuple(single(last, (code,), last.periods[:1]) for code in last.segments)
        if last.operation in _LISTS and not last.rank and self.listed:
            return tuple(single(last, (code,), last.periods[:1]) for code in self.listed)
        return parts(last)

    def _beside_sum(self) -> bool:
        """Whether the last question is a sum beside one other figure, so that "the two" are these."""
        if len(self.turns) < 2 or self.turns[-1].operation is not Operation.SUM or len(self.turns[-1].periods) != 1:
            return False
        other, total = parts(self.turns[-2]), self.turns[-1]
        if len(other) != 1 or not other[0].segments:
            return False
        beside = set(other[0].segments).isdisjoint(total.segments) and other[0].periods == total.periods
        return beside or (other[0].segments == total.segments and other[0].periods != total.periods)

    def group(self, count: int) -> tuple[Query, ...]:
        """Return the quantities that "the two" or "the three" stand for; as many as there are where ``count`` is 0."""
        last = self.last
        if last is None:
            return ()
        inner = members(last) or self._last_parts()
        if len(inner) > 1 and count in (0, len(inner)) and not (count and self._beside_sum()):
            return inner
        spoken = self.quantities
        alike = [one for one in spoken if one.indicator == last.indicator] if count != len(spoken) else list(spoken)
        if count == 0:
            return tuple(alike)
        if (same := _of_one_kind(alike, count)) is not None:
            return same
        return tuple(alike[-count:]) if len(alike) >= count else ()


def _of_one_kind(spoken: list[Query], count: int) -> tuple[Query, ...] | None:
    """Return the last few figures where some were told in two ways: of each the kind that all of them have."""
    cells: dict[tuple[object, ...], list[Query]] = {}
    for one in reversed(spoken):
        cells.setdefault((one.segments, one.periods, one.outlook, one.comparison), []).append(one)
    last = list(cells.values())[:count]
    if len(last) < count or all(len(told) == 1 for told in last):
        return None
    kinds = [
        one.operation for one in last[-1] if all(one.operation in {each.operation for each in told} for told in last)
    ]
    if not kinds:
        return None
    return tuple(next(one for one in told if one.operation is kinds[0]) for told in reversed(last))


def single(base: Query, segments: tuple[str, ...], periods: tuple[object, ...]) -> Query:
    """Return the question for one figure of another question's kind."""
    share = base.measure == "share" or base.operation is Operation.SHARE
    operation = Operation.SUM if len(segments) > 1 else Operation.SHARE if share and segments else Operation.VALUE
    if base.measure == "growth":
        operation = Operation.GROWTH
    return Query.model_validate(
        {
            "operation": operation,
            "indicator": base.indicator,
            "segments": segments,
            "periods": periods,
            "measure": "share" if share and len(segments) > 1 else "amount",
            "outlook": base.outlook,
            "perimeter": base.perimeter,
        }
    )


def parts(query: Query) -> tuple[Query, ...]:
    """Return the figures that a question asks for, each as a question of its own."""
    return () if query.missing else _parts(query)


def _parts(query: Query) -> tuple[Query, ...]:
    several = len(query.periods) > 1
    found: tuple[Query, ...] = ()
    match query.operation:
        case Operation.VALUE | Operation.SHARE | Operation.TREND:
            found = tuple(single(query, query.segments, (period,)) for period in query.periods)
            found = found or (single(query, query.segments, ()),)
        case Operation.SUM if not several:
            found = (single(query, query.segments, query.periods),)
        case Operation.COMPARISON if query.segments and query.against and not query.ranks:
            found = tuple(single(query, side, query.periods) for side in (query.segments, query.against))
        case Operation.RANKING if query.rank and query.segments:
            found = (single(query, query.segments[:1], query.periods),)
        case Operation.GROWTH if len(query.periods) == 2:
            found = tuple(single(query, query.segments, (period,)) for period in sorted(query.periods))
        case Operation.DEFINITION if len(query.operands) == 1:
            found = (_named(query.operands[0]),)
        case Operation.SOURCE if query.of:
            found = _parts(query.of[0])
        case Operation.SOURCE if query.periods and not query.about:
            found = (single(query, query.segments, query.periods[:1]),)
        case operation if operation in _AS_ASKED:
            found = (plain(query),)
    return found


_AS_ASKED = (
    Operation.SUM,
    Operation.REMAINDER,
    Operation.PER_UNIT,
    Operation.DERIVED,
    Operation.GROWTH,
    Operation.PROGRESS,
    Operation.NEEDED,
    Operation.ARITHMETIC,
)
"""What comes to one figure that is computed: it is asked for as it was."""


def _named(operand: Operand) -> Query:
    """Return the question for a figure that was quoted and told what it is."""
    periods = (operand.period,) if operand.period is not None else ()
    return Query(
        operation=Operation.SUM if len(operand.segments) > 1 else Operation.VALUE,
        indicator=operand.indicator,
        segments=operand.segments,
        periods=periods,
        outlook=operand.outlook,
    )


def members(query: Query) -> tuple[Query, ...]:
    """Return what a sum is made of, each as a question of its own."""
    if query.operation is Operation.DERIVED:
        return query.of if len(query.of) > 1 else ()
    if query.operation is not Operation.SUM or query.ranks:
        return ()
    if len(query.periods) > 1:
        return tuple(single(query, query.segments, (period,)) for period in query.periods)
    return tuple(single(query, (code,), query.periods) for code in query.segments)


def plain(query: Query) -> Query:
    """Return a question without what only its message said: the claim, the unit, where its parts come from."""
    said: dict[str, object] = {
        "claim": None,
        "denied": False,
        "ever": "",
        "origins": {},
        "missing": (),
        "unit": "",
        "chart": False,
        "counted": False,
        "pick": "",
    }
    return query.model_copy(update=said)
