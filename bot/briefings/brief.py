"""A brief: the sector, a segment, a period or two periods on one screen; a value in, an answer out, on the one road."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from bot.answering.answer import Answer, Fact, Note
from bot.answering.answers import answer
from bot.answering.desk import TOTAL, Desk
from bot.answering.scopes import with_scopes
from bot.briefings.highlights import moved, outlook, progress, sources
from bot.reading.query import Operation, Query
from knowledge import Estimate, Knowledge, Period

_SILENT = frozenset({"default_period", "average", "not_growth"})
"""Notes that a brief has no need of: it names each period, and says itself what is no growth."""
_MOST_OUTLOOKS = 2


class Brief(BaseModel):
    """What a brief is about; nothing is the whole sector, now."""

    model_config = ConfigDict(frozen=True)

    segments: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    """One, or two to compare."""


def brief_of(query: Query) -> Brief | None:
    """Return the brief that a reading asks for; nothing where it asks for more than a segment and periods."""
    plain = query.operation in (Operation.VALUE, Operation.TREND, Operation.BREAKDOWN) and query.indicator == "exports"
    more = query.missing or query.claim or query.places or query.excluded or query.against or query.threshold
    if not plain or more or query.outlook or query.per or len(query.segments) > 1 or len(query.periods) > 2:
        return None
    return Brief(segments=query.segments, periods=query.periods)


def compose(brief: Brief, knowledge: Knowledge, today: date) -> Answer:
    """Return everything a brief tells, as one answer; what is not held is said as for any question."""
    desk = Desk(knowledge, today)
    base = answer(Query(operation=Operation.VALUE, segments=brief.segments, periods=brief.periods), knowledge, today)
    if base.status != "answered":
        return base
    if len(brief.periods) == 2:
        return with_scopes(desk, _Compared(desk, brief, _in_one_scope(desk, brief, base)).answer())
    page = _OfSegment(desk, brief, base) if brief.segments else _OfSector(desk, brief, base)
    return with_scopes(desk, page.answer())


def _in_one_scope(desk: Desk, brief: Brief, base: Answer) -> Answer:
    """Return the levels of two periods as one scope counts both, where one does: 2020 and 2023."""
    first, second = (desk.levels(brief.segments, period, base.query) for period in brief.periods)
    shared = [one.perimeter for one in first if one.perimeter in {other.perimeter for other in second}]
    if not shared or (first[0].perimeter == second[0].perimeter):
        return base
    return answer(base.query.model_copy(update={"perimeter": shared[0]}), desk.knowledge, desk.today)


def _said(note: Note, facts: tuple[Fact, ...]) -> bool:
    """Whether a line says already that there is no result of a year."""
    return note.name == "no_result_yet" and any(fact.role == "brief_expected" for fact in facts)


@dataclass(frozen=True)
class _Page:
    """One screen in the making: facts in order, notes kept, a chart that fits."""

    desk: Desk
    brief: Brief
    base: Answer
    """The level that everything else stands beside."""

    def answer(self) -> Answer:
        facts = tuple(self.facts())
        return Answer(
            status="answered",
            query=self.charted(),
            facts=facts,
            notes=tuple(
                note for note in dict.fromkeys(self.base.notes) if note.name not in _SILENT and not _said(note, facts)
            ),
            table=True,
            sources=sources(facts),
        )

    def facts(self) -> Iterator[Fact]:
        raise NotImplementedError

    def charted(self) -> Query:
        """Return the question whose chart goes with the page."""
        raise NotImplementedError

    @cached_property
    def period(self) -> Period:
        """The period of the level."""
        found = next((fact.period for fact in self.base.facts if fact.role == "headline"), None)
        return found or self.base.query.periods[0]

    @property
    def other(self) -> Period | None:
        """The period that was named, where the level is that of another one: 2025 of which a half is known."""
        named = self.brief.periods[0] if self.brief.periods else None
        return named if named != self.period else None

    def asked(self, operation: Operation, **fields: object) -> Answer:
        """Ask a question beside the page's own."""
        return answer(Query.model_validate({"operation": operation, **fields}), self.desk.knowledge, self.desk.today)

    def level(self, role: str, estimate: Estimate, period: Period) -> Iterator[Fact]:
        """Give a level with its growth beside it."""
        yield Fact(role=role, estimate=estimate, period=period, segments=self.brief.segments)
        query = Query(operation=Operation.GROWTH, segments=self.brief.segments)
        growth = self.desk.rate("growth", self.desk.normal(self.brief.segments), period, query)
        if growth is not None and growth.perimeter == estimate.perimeter:
            yield Fact(role="row_beside", estimate=growth, period=period, base=period.year_before())

    def levels(self) -> Iterator[Fact]:
        """Give the level, the year beside it, what is expected of a year that is not over."""
        first = self.base.facts[0].estimate
        for fact in self.base.facts:
            if fact.estimate is None or fact.period is None:
                continue
            if first is not None and fact.role == "headline" and fact.estimate.perimeter != first.perimeter:
                yield fact.model_copy(update={"role": "other_perimeter"})
            elif fact.role in ("headline", "also"):
                yield from self.level(
                    f"brief_{'level' if fact.role == 'headline' else 'also'}", fact.estimate, fact.period
                )
            elif fact.role == "projection":
                yield outlook(fact.estimate, fact.period, self.desk.today)
            elif fact.role != "growth":
                yield fact


class _OfSector(_Page):
    """The whole, in one period or now."""

    def facts(self) -> Iterator[Fact]:
        yield Fact(role="brief_title", period=self.other)
        yield from self.levels()
        yield from self._parts()
        yield from moved(self.desk, self.period, strict=bool(self.brief.periods))
        yield from self._jobs()
        if not self.brief.periods:
            yield from self._hubs()
            yield from self._outlooks()

    def charted(self) -> Query:
        if self._split.status == "answered":
            return Query(operation=Operation.BREAKDOWN, periods=(self.period,))
        ahead = self.period in self.desk.outlooks(self.base.query)
        return Query(operation=Operation.VALUE, periods=(self.period,), outlook=ahead)

    @cached_property
    def _split(self) -> Answer:
        return self.asked(Operation.BREAKDOWN, periods=(self.period,))

    def _parts(self) -> Iterator[Fact]:
        if self._split.status == "answered":
            yield Fact(role="brief_parts", period=self.period)
            yield from (fact for fact in self._split.facts if fact.role in ("row", "row_beside"))

    def _jobs(self) -> Iterator[Fact]:
        """Give every count of the jobs, each with what it counts; of a period only those of that period."""
        if "jobs" not in self.desk.knowledge.indicators:
            return
        told = self.asked(Operation.VALUE, indicator="jobs", periods=self.brief.periods)
        found = [fact for fact in told.facts if not self.brief.periods or fact.period in self.brief.periods]
        for place, fact in enumerate(found if told.status == "answered" else []):
            yield fact.model_copy(update={"role": "beside" if place else "headline"})

    def _hubs(self) -> Iterator[Fact]:
        told = self.asked(Operation.MEMBERS, about="hub", indicator="hub")
        for fact in told.facts if told.status == "answered" and self.desk.knowledge.texts("hub") else ():
            if fact.names:
                yield fact.model_copy(update={"role": f"brief_{fact.role}"})

    def _outlooks(self) -> Iterator[Fact]:
        query = Query(operation=Operation.VALUE, indicator=self.desk.headline)
        for period in self.desk.outlooks(query)[:_MOST_OUTLOOKS]:
            if expected := self.desk.projection(period, query):
                yield outlook(expected, period, self.desk.today)


class _OfSegment(_Page):
    """One segment, in one period or now."""

    def facts(self) -> Iterator[Fact]:
        yield Fact(role="brief_title_of", segments=self.brief.segments, period=self.other)
        yield from self.levels()
        yield from self._rank()
        yield from progress(self.desk, self.brief.segments, self.period)
        if not self.brief.periods:
            yield from self._earlier()

    def charted(self) -> Query:
        if self.brief.periods or not self._moves():
            return Query(operation=Operation.SHARE, segments=self.brief.segments, periods=(self.period,))
        return Query(operation=Operation.TREND, segments=self.brief.segments)

    def _moves(self) -> bool:
        """Whether two periods of one length are known, so that a trend can be drawn."""
        segments, query = self.brief.segments, self.base.query
        every = {*self.desk.observed(query, segments), *self.desk.observed(query, TOTAL)}
        kinds = [period.kind for period in every if self.desk.known(query, segments, period)]
        return len(set(kinds)) < len(kinds)

    def _rank(self) -> Iterator[Fact]:
        """Give the segment's place by amount, where what is not published cannot change it."""
        code = self.brief.segments[0]
        whole = self.asked(Operation.RANKING, periods=(self.period,))
        rank = next((fact.rank for fact in whole.facts if fact.segments == (code,) and fact.rank), 0)
        settled = self.asked(Operation.RANKING, periods=(self.period,), rank=rank) if rank else None
        if settled is not None and settled.status == "answered" and settled.query.segments == (code,):
            first = settled.facts[0]
            yield first.model_copy(update={"role": "brief_rank"})

    def _earlier(self) -> Iterator[Fact]:
        """Give what is published of its other periods, as a table."""
        query = Query(operation=Operation.VALUE, segments=self.brief.segments)
        told = {fact.period for fact in self.base.facts}
        others = [one for one in self.desk.observed(query, self.brief.segments) if one not in told]
        if others:
            yield Fact(role="brief_others")
        for period in others:
            if level := self.desk.level(self.brief.segments, period, query):
                yield Fact(role="row_period", estimate=level, period=period)


class _Compared(_Page):
    """Two periods side by side: totals, growth on a fair base, the shares of both."""

    @cached_property
    def ends(self) -> tuple[Period, Period]:
        before, after = sorted(self.brief.periods)
        return before, after

    def facts(self) -> Iterator[Fact]:
        before, after = self.ends
        role = "brief_title_of" if self.brief.segments else "brief_title"
        yield Fact(role=role, segments=self.brief.segments)
        for fact in sorted(self._totals(), key=lambda one: one.period or before):
            if fact.estimate and fact.period:
                yield from self.level("brief_period", fact.estimate, fact.period)
        yield from self._growth()
        yield from progress(self.desk, self.brief.segments, after, before)
        yield from self._shares()

    def charted(self) -> Query:
        if not any(True for _ in self._shares()):
            return Query(operation=Operation.GROWTH, segments=self.brief.segments, periods=self.ends)
        operation = Operation.SHARE if self.brief.segments else Operation.BREAKDOWN
        return Query(operation=operation, segments=self.brief.segments, periods=self.ends, measure="share")

    def _totals(self) -> list[Fact]:
        return [fact for fact in self.base.facts if fact.role == "headline"]

    def _growth(self) -> Iterator[Fact]:
        """Give the growth between them, where it is not the growth on a year before that stands beside a level."""
        told = self.asked(Operation.GROWTH, segments=self.brief.segments, periods=self.ends)
        fact = told.facts[0] if told.status == "answered" else None
        if fact and fact.estimate and fact.period and fact.base != fact.period.year_before():
            yield fact.model_copy(update={"role": "growth_figure"})

    def _shares(self) -> Iterator[Fact]:
        before, after = self.ends
        query = Query(operation=Operation.SHARE)
        desk = self.desk

        def shares(group: tuple[str, ...]) -> tuple[Estimate, Estimate] | None:
            first, second = (desk.rate("share", group, period, query) for period in (before, after))
            return (first, second) if first and second else None

        unknown = tuple(code for code in desk.parts if shares((code,)) is None)
        groups = [(code,) for code in desk.parts if code not in unknown] + ([unknown] if len(unknown) > 1 else [])
        found = [(group, both) for group in groups if (both := shares(group))]
        if self.brief.segments:
            found = [(group, both) for group, both in found if group == self.brief.segments]
        if found:
            yield Fact(role="brief_shares", base=before, period=after)
        for group, (first, second) in found:
            yield Fact(role="row_shares", estimate=first, segments=group, period=before)
            yield Fact(role="row_beside", estimate=second, segments=group, period=after)
