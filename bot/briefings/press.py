"""The door of the room: what is asked for in, the briefing in words out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.answering.answer import Answer
from bot.answering.desk import Desk
from bot.briefings.brief import Brief, brief_of, compose
from bot.briefings.order import Order
from bot.briefings.schedule import Rhythm
from bot.briefings.scheduled import bulletin, heads, scheduled
from bot.reading.discourse import Discourse
from bot.reading.query import Operation, Query
from bot.reading.reader import Reader
from bot.wording.replies import word
from bot.wording.reply import Reply
from bot.wording.voice import Voice
from knowledge import Change, Knowledge

INTENT = "brief"
_MOST_TRIES = 12
_MOST_KEPT = 500
_MOST_ROWS = 30


@dataclass(frozen=True)
class Briefing:
    """A briefing that is ready to be sent."""

    reply: Reply
    number: int
    """Of the one after it."""
    digest: str


@dataclass(frozen=True)
class Press:
    """Writes briefs and briefings; thousands of chats that ordered the same get the same text, written once."""

    knowledge: Knowledge
    voices: Mapping[str, Voice]
    reader: Reader

    def brief(self, text: str, language: str, today: date) -> Reply | None:
        """Return the brief on what a text names: nothing (the sector, now), a segment, a period, two to compare.

        None where it names more than that: then it is a question like any other.
        """
        reading = self.reader.read(text, Discourse(), language, today) if text else None
        queries = reading.queries if reading is not None else (Query(operation=Operation.VALUE),)
        brief = brief_of(queries[0]) if len(queries) == 1 else None
        if brief is None:
            return None
        return self._worded(compose(brief, self.knowledge, today), language)

    def briefing(self, order: Order, news: Sequence[Change], today: date) -> Briefing | None:
        """Return the next briefing of an order, unlike its last one; none where no news concern it."""
        key = (order, tuple((change.kind, change.now.id, change.before) for change in news), today)
        if key not in self._written:
            if len(self._written) >= _MOST_KEPT:
                self._written.clear()
            self._written[key] = self._briefing(order, news, today)
        return self._written[key]

    def _briefing(self, order: Order, news: Sequence[Change], today: date) -> Briefing | None:
        if order.rhythm is Rhythm.NEWS:
            told = bulletin(order.subject, news, self.knowledge)
            return self._made(told, order, order.number) if told is not None else None
        desk = Desk(self.knowledge, today)
        row = self._row(order.subject, desk)
        for number in range(order.number, order.number + _MOST_TRIES):
            written = scheduled(order, number, news, desk, row)
            made = self._made(written, order, number)
            if made.digest != order.last:
                return made
        # Where the knowledge is so small that all of them are the same, the brief comes every other time.
        segments = (order.subject,) if order.subject else ()
        brief = compose(Brief(segments=segments), self.knowledge, today)
        return self._made(brief, order, order.number)

    def _worded(self, told: Answer, language: str) -> Reply:
        return word([(told, self._voice(language))], 1.0).model_copy(update={"intent": INTENT})

    def _voice(self, language: str) -> Voice:
        return self.voices.get(language) or next(iter(self.voices.values()))

    def _row(self, subject: str, desk: Desk) -> tuple[Answer, ...]:
        """Return what briefings on a subject may begin with, looked up once a day."""
        key = (subject, desk.today)
        if key not in self._rows:
            if len(self._rows) >= _MOST_ROWS:
                self._rows.clear()
            self._rows[key] = heads(subject, desk)
        return self._rows[key]

    @cached_property
    def _rows(self) -> dict[tuple[str, date], tuple[Answer, ...]]:
        return {}

    @cached_property
    def _written(self) -> dict[object, Briefing | None]:
        return {}

    def _made(self, told: Answer, order: Order, number: int) -> Briefing:
        reply = self._worded(told, order.language)
        # That there is no news makes no text another one.
        none = str(self._voice(order.language).language.sentences["edition_nothing"])
        lines = [line for line in reply.text.split("\n") if line not in ("", none)]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
        return Briefing(reply, number + 1, digest)
