"""A scheduled briefing: a figure of the day, a segment in focus, what is new since the last; each unlike the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answering.answer import Answer, Fact, Note
from bot.answering.answers import answer
from bot.answering.desk import Desk
from bot.briefings.highlights import sources
from bot.briefings.order import Order
from bot.reading.query import Operation, Query
from knowledge import Change, ChangeKind, Knowledge, Period, as_printed

MOST_NEWS = 8
"""Changes that a message of news lists."""
_MOST_ASIDE = 3
"""Changes that a scheduled briefing lists beside its figure."""
_HEADED = frozenset({"headline", "growth", "share", "ranked", "projection", "so_far", "beside", "headline_progress",
                     "headline_progress_goal", "headline_per_month", "other_perimeter", "row_period"})  # fmt: skip
_MOST_HEADED = 2
_GAP = Fact(role="edition_gap")
_SILENT = frozenset({"default_period", "not_growth"})


def heads(subject: str, desk: Desk) -> tuple[Answer, ...]:
    """Return all that a briefing may begin with, in order: what can be answered, and nothing twice."""
    found = (
        answer(query, desk.knowledge, desk.today)
        for query in (_of_segment(subject, desk) if subject else _of_sector(desk))
    )
    return tuple({one.facts: one for one in reversed([one for one in found if one.status == "answered"])}.values())[
        ::-1
    ]


def scheduled(order: Order, number: int, news: Sequence[Change], desk: Desk, row: Sequence[Answer]) -> Answer:
    """Return the briefing of a number: numbers that follow each other head and focus on different things."""
    subject = order.subject
    if not row:
        return answer(Query(operation=Operation.VALUE, segments=_of(subject)), desk.knowledge, desk.today)
    head = row[number % len(row)]
    facts = [Fact(role=f"edition_{order.rhythm}"), *_headed(head)]
    focus = _other(head, row, number) if subject else _focus(head, number, desk)
    facts += _focused(subject, focus)
    told = _told(concerning(subject, news), _MOST_ASIDE)
    if told or order.last:  # the first one has none before it to compare with
        facts += [_GAP, *(told or [Fact(role="edition_nothing")])]
    answers = [head, *([focus] if focus is not None else [])]
    return Answer(
        status="answered",
        query=(focus or head).query,
        facts=tuple(facts),
        notes=_notes(answers),
        sources=sources(facts),
    )


def bulletin(subject: str, news: Sequence[Change], knowledge: Knowledge) -> Answer | None:
    """Return what is new against the last release; nothing where it does not concern the subject."""
    mine = concerning(subject, news)
    if not mine:
        return None
    facts = (Fact(role="edition_news"), *_told(mine, MOST_NEWS))
    latest = mine[0].now
    periods = (latest.period,) if latest.period.dated else ()
    operation = Operation.BREAKDOWN if not subject else Operation.TREND
    query = Query(operation=operation, segments=_of(subject), periods=periods if not subject else ())
    if latest.indicator != knowledge.headline:
        query = Query(operation=Operation.VALUE, indicator=latest.indicator)
    return Answer(status="answered", query=query, facts=facts, sources=sources(facts))


def concerning(subject: str, news: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes that matter to whoever follows a subject; everything to those who follow the sector."""
    return tuple(change for change in news if not subject or change.now.segment == subject)


def _of(subject: str) -> tuple[str, ...]:
    return (subject,) if subject else ()


# --- the figure of the day ------------------------------------------------------------------------------------------


def _of_sector(desk: Desk) -> Iterator[Query]:
    headline = Query(operation=Operation.VALUE, indicator=desk.headline)
    yield headline
    yield Query(operation=Operation.VALUE, indicator="jobs")
    yield Query(operation=Operation.RANKING, rank=1)
    for code, indicator in desk.knowledge.indicators.items():
        # A count of people that is not "jobs" needs its question to be understood.
        if code not in (desk.headline, "jobs") and not indicator.of and indicator.unit != "persons":
            yield Query(operation=Operation.VALUE, indicator=code)
    yield Query(operation=Operation.PER_UNIT, per="month")
    for code in desk.parts:
        yield Query(operation=Operation.SHARE, segments=(code,), periods=_latest(desk, code))
        yield Query(operation=Operation.GROWTH, segments=(code,))
    for period in desk.outlooks(headline):
        yield Query(operation=Operation.VALUE, periods=(period,), outlook=True)
    for period in reversed(desk.observed(headline)[:-1]):
        yield Query(operation=Operation.VALUE, periods=(period,))


def _of_segment(code: str, desk: Desk) -> Iterator[Query]:
    segments, latest = (code,), _latest(desk, code)
    yield Query(operation=Operation.VALUE, segments=segments, periods=latest)
    yield Query(operation=Operation.SHARE, segments=segments, periods=latest)
    yield Query(operation=Operation.GROWTH, segments=segments)
    yield Query(operation=Operation.PROGRESS, segments=segments)
    yield Query(operation=Operation.PER_UNIT, segments=segments, per="month", periods=latest)
    for period in reversed(desk.observed(Query(operation=Operation.VALUE), segments)[:-1]):
        yield Query(operation=Operation.VALUE, segments=segments, periods=(period,))
        yield Query(operation=Operation.SHARE, segments=segments, periods=(period,))


def _latest(desk: Desk, code: str) -> tuple[Period, ...]:
    latest = desk.latest(Query(operation=Operation.VALUE), (code,))
    return (latest,) if latest is not None else ()


def _headed(head: Answer) -> Iterator[Fact]:
    chosen = [fact for fact in head.facts if fact.role in _HEADED or fact.estimate is None]
    yield from chosen[:_MOST_HEADED]


def _notes(answers: Sequence[Answer]) -> tuple[Note, ...]:
    found = (note for one in answers for note in one.notes if note.name not in _SILENT)
    return tuple(dict.fromkeys(found))


# --- the segment in focus -------------------------------------------------------------------------------------------


def _other(head: Answer, row: Sequence[Answer], number: int) -> Answer | None:
    """Return another level of the segment that somebody follows, of another period where there is one."""
    levels = [one for one in row if one.query.operation is Operation.VALUE and one.facts != head.facts]
    apart = [one for one in levels if one.query.periods != head.query.periods] or levels
    return apart[number % len(apart)] if apart else None


def _focus(head: Answer, number: int, desk: Desk) -> Answer | None:
    """Return the segment whose turn it is; where the figure above is about it, the one after the next."""
    levels = [Query(operation=Operation.VALUE, segments=(code,), periods=_latest(desk, code)) for code in desk.parts]
    found = [answer(query, desk.knowledge, desk.today) for query in levels]
    known = [one for one in found if one.status == "answered"]
    turns = (known[(number + step) % len(known)] for step in (0, 2, 1)) if known else iter(())
    return next((one for one in turns if one.query.segments != head.query.segments), None)


def _focused(subject: str, focus: Answer | None) -> Iterator[Fact]:
    """Give a level on one line with its growth, then its share; both show how they are computed."""
    if focus is None:
        return
    segments = focus.query.segments
    yield _GAP
    yield Fact(role="edition_also" if subject else "edition_focus", segments=segments)
    told = {fact.role: fact for fact in reversed(focus.facts)}
    yield told["headline"].model_copy(update={"role": "brief_level", "segments": segments})
    if "growth" in told:
        yield told["growth"].model_copy(update={"role": "row_beside"})
    if "share" in told:
        yield told["share"]


# --- what is new ----------------------------------------------------------------------------------------------------


def _told(news: Sequence[Change], most: int) -> list[Fact]:
    """Return changes as facts; more than fit are only said to be there."""
    facts = [fact for change in news[:most] for fact in _change(change)]
    return facts + ([Fact(role="edition_more")] if len(news) > most else [])


def _change(change: Change) -> Iterator[Fact]:
    now = change.now
    estimate = as_printed(now)
    if not now.numeric:
        role = "edition_place" if change.kind is ChangeKind.NEW else "edition_place_revised"
        yield Fact(role=role, estimate=estimate, names=(now.place,), period=now.period)
        return
    base = now.period.year_before() if now.period.dated else None
    segments = (now.segment,)
    yield Fact(role=f"news_{change.kind}", estimate=estimate, segments=segments, period=now.period, base=base)
    if change.before is not None and change.kind is not ChangeKind.CONFIRMED:
        yield Fact(role="row_beside", estimate=as_printed(change.before), segments=segments, period=now.period)
