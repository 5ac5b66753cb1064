"""What may be asked next: questions near one that was answered, all of which have an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.answering.answers import answer
from bot.answering.desk import Desk
from bot.reading.query import Operation, Query
from bot.wording.voice import Voice
from knowledge import Knowledge, Period

_MOST_KEPT = 5_000
_Place = tuple[Operation, str, tuple[str, ...], tuple[Period, ...]]


class Following:
    """Finds questions that have an answer; what was found out on a day is not looked up twice."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._held: dict[tuple[_Place, date], bool] = {}
        self._found: dict[tuple[_Place | None, str, date, int], tuple[str, ...]] = {}

    def after(self, query: Query | None, voice: Voice, today: date, most: int) -> tuple[str, ...]:
        """Return what may be asked after a question, nearest first; after none, the headline figures."""
        asked = _place(query) if query is not None else None
        key = (asked, voice.language.code, today, most)
        if key in self._found:
            return self._found[key]
        found: dict[str, None] = {}
        for one in self._near(query, today):
            if len(found) >= most:
                break
            text = worded(one, voice)
            if text and _place(one) != asked and self._answered(one, today):
                found[text] = None
        if len(self._found) >= _MOST_KEPT:
            self._found.clear()
        self._found[key] = tuple(found)
        return self._found[key]

    def everything(self, voice: Voice, today: date) -> tuple[str, ...]:
        """Return every question of this kind that has an answer, the plainest first."""
        subjects = [(), *((code,) for code in self._knowledge.parts)]
        periods = self._periods(today)
        found = list(self._near(None, today))
        found += [
            Query(operation=operation, segments=segments, periods=(period,))
            for operation in (Operation.VALUE, Operation.GROWTH, Operation.SHARE)
            for segments in subjects
            for period in periods
            if segments or operation is not Operation.SHARE
        ]
        texts = (worded(one, voice) for one in found if self._answered(one, today))
        return tuple(dict.fromkeys(text for text in texts if text))

    def _periods(self, today: date) -> tuple[Period, ...]:
        desk = Desk(self._knowledge, today)
        return tuple(reversed(desk.observed(Query(operation=Operation.VALUE, indicator=self._knowledge.headline))))

    def _near(self, query: Query | None, today: date) -> Iterator[Query]:
        headline = self._knowledge.headline
        periods = self._periods(today)
        if not periods:
            return
        subject = query.segments if query is not None and len(query.segments) == 1 else ()
        period = query.periods[0] if query is not None and query.periods and query.periods[0] in periods else periods[0]
        others = [one for one in periods if one != period]
        if subject:
            for operation in (Operation.VALUE, Operation.SHARE, Operation.GROWTH):
                yield Query(operation=operation, segments=subject, periods=(period,))
            yield from (Query(operation=Operation.VALUE, segments=subject, periods=(one,)) for one in others)
        yield Query(operation=Operation.VALUE, periods=(period,))
        yield Query(operation=Operation.BREAKDOWN, periods=(period,))
        yield Query(operation=Operation.GROWTH, periods=(period,))
        yield from (Query(operation=Operation.VALUE, periods=(one,)) for one in others[:1])
        yield from (Query(operation=Operation.VALUE, indicator=code) for code in self._knowledge.indicators
                    if code != headline)  # fmt: skip
        for outlook in Desk(self._knowledge, today).outlooks(Query(operation=Operation.VALUE, indicator=headline)):
            yield Query(operation=Operation.VALUE, periods=(outlook,), outlook=True)
        yield Query(operation=Operation.RANKING, periods=(period,))

    def _answered(self, query: Query, today: date) -> bool:
        key = (_place(query), today)
        if key not in self._held:
            if len(self._held) >= _MOST_KEPT:
                self._held.clear()
            self._held[key] = answer(query, self._knowledge, today).status == "answered"
        return self._held[key]


def _place(query: Query) -> _Place:
    return query.operation, query.indicator, query.segments, query.periods


def worded(query: Query, voice: Voice) -> str:
    """Write a question as a person would type it; empty where the language has no sentence for it."""
    name = f"next.{query.operation}"
    if query.indicator != voice.knowledge.headline:
        name = f"next.{query.indicator}"
    elif query.outlook:
        name = "next.outlook"
    elif query.segments:
        name += "_of"
    template = voice.language.sentences.get(name)
    period = voice.period(query.periods[0], "brief") if query.periods else ""
    return str(template).format(who=voice.listed(query.segments), period=period, **voice.subject) if template else ""
