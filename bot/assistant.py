"""The one door: a message and its conversation in, a reply and the conversation after it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot import languages
from bot.answering.answer import Answer
from bot.answering.answers import answer
from bot.briefings.press import Press
from bot.languages import Language
from bot.reading.discourse import Discourse
from bot.reading.gist import Gist
from bot.reading.ledger import Ledger
from bot.reading.query import CHAT, Operation, Origin, Provenance, Query
from bot.reading.reader import Reader
from bot.reading.tongue import Tongue
from bot.wording.charts import Chart, plan
from bot.wording.following import Following, worded
from bot.wording.replies import word
from bot.wording.reply import Line, Reply, Status
from bot.wording.said import said
from bot.wording.voice import Voice
from knowledge import TOTAL, Knowledge, load

_FORGOTTEN = frozenset({Operation.UNRELATED, Operation.UNREADABLE, Operation.UNCLEAR, *CHAT})
"""What leaves no trace in a conversation: the question before it still stands."""

_NAMING = frozenset({"row", "row_park", "members_established", "members_emerging"})
"""Facts that list what they name."""

UNLISTED = frozenset({"unknown", "unused", "currencies"})
"""Kinds of missing words that are forgotten: those that no list of a language holds, and other currencies."""

_MOST_BEGINS = 2_000
_MOST_CHARTS = 500
MOST_NEXT = 3
"""Questions offered under an answer."""


class Conversation(BaseModel):
    """What is remembered of a chat between two messages."""

    model_config = ConfigDict(frozen=True)

    language: str = ""
    """The language of the last message; a very short one falls back on it."""
    spoken: Discourse = Discourse()
    """What was spoken of."""

    @property
    def last(self) -> Query | None:
        """The last question, with everything that was filled in when it was answered."""
        return self.spoken.last


@dataclass(frozen=True)
class Assistant:
    """Reads, answers and words; holds no state of any chat."""

    knowledge: Knowledge
    voices: Mapping[str, Voice]
    reader: Reader

    @classmethod
    def open(cls, folder: Path | None = None) -> Assistant:
        """Read a knowledge folder (the packaged one by default) and all languages it has names in."""
        knowledge = load(folder)
        loaded = [languages.load(code, knowledge) for code in languages.codes() if code in knowledge.names]
        found = {
            language.code: language for language in sorted(loaded, key=lambda one: str(one.settings.get("order", "9")))
        }
        return cls(
            knowledge=knowledge,
            voices={code: Voice(language, knowledge) for code, language in found.items()},
            reader=Reader({code: _tongue(language) for code, language in found.items()}, Ledger.of(knowledge)),
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages it speaks."""
        return tuple(self.voices)

    def reply(
        self, text: str, conversation: Conversation, today: date, speaking: str = ""
    ) -> tuple[Reply, Conversation]:
        """Answer one message, in its own language unless another is to be spoken."""
        if not all(map(self._knows, conversation.spoken.turns)):
            conversation = Conversation(language=conversation.language)
        reading = self.reader.read(text, conversation.spoken, conversation.language or None, today)
        voice = self.voices.get(speaking) or self.voices[reading.language]
        answers = [answer(query, self.knowledge, today) for query in reading.queries]
        reply = word([(one, voice) for one in answers], reading.confidence)
        after = Conversation(language=reading.language, spoken=_remembered(answers, conversation.spoken))
        if reply.status is Status.ANSWERED and not reply.suggestions:
            nearby = self.following.after(after.last, voice, today, MOST_NEXT)
            reply = reply.model_copy(update={"suggestions": nearby})
        return reply, after

    def _knows(self, query: Query) -> bool:
        """Whether everything that a question names is held; one asked of other knowledge may name what is gone."""
        held = self.knowledge
        segments = {*query.segments, *query.against, *query.excluded, *query.within}
        return (
            query.indicator in held.indicators
            and segments <= {TOTAL, *held.segments}
            and held.places.keys() >= {*query.places, *query.excluded_places}
            and query.perimeter in ("", *held.perimeters)
            and all(map(self._knows, query.of))
        )

    @cached_property
    def press(self) -> Press:
        """What writes briefings."""
        return Press(self.knowledge, self.voices, self.reader)

    @cached_property
    def following(self) -> Following:
        """What may be asked next."""
        return Following(self.knowledge)

    def warm(self, today: date) -> None:
        """Answer something in each language: what is built with a first question is not waited for then."""
        for code in self.languages:
            for question in self.near(Conversation(), code, today, 1):
                # A word that nobody knows has it look for the words that are near.
                self.reply(f"{question} exportts", Conversation(language=code), today)

    def near(self, conversation: Conversation, language: str, today: date, most: int) -> tuple[str, ...]:
        """Return questions near the last one; the headline figures where there was none."""
        return self.following.after(conversation.last, self.voice(language), today, most)

    def whole(self, text: str, reply: Reply, after: Conversation, today: date) -> str:
        """Return a question that gives this reply by itself, for others to ask; empty where there is none."""
        last = after.last
        if last is None or not any(part.origin is Origin.CONTEXT for part in last.origins.values()):
            return " ".join(text.split())
        question = worded(last, self.voice(reply.language))
        key = (question, reply.language, today)
        if key not in self._begins:
            if len(self._begins) >= _MOST_BEGINS:
                self._begins.clear()
            self._begins[key] = self.reply(question, Conversation(language=reply.language), today)[0].lines[:1]
        return question if self._begins[key] == reply.lines[:1] else ""

    @cached_property
    def _begins(self) -> dict[tuple[str, str, date], tuple[Line, ...]]:
        """How plain questions are answered: follow-ups come to the same few."""
        return {}

    def questions(self, language: str, today: date) -> tuple[str, ...]:
        """Return plain questions that have an answer, to complete a half-typed one from."""
        return self.following.everything(self.voice(language), today)

    def chart(self, reply: Reply) -> Chart | None:
        """Return the chart that fits a reply, in its language; ``None`` where none does."""
        charts = (self._planned(query, reply.language) for query in reply.asked)
        return next((chart for chart in charts if chart is not None), None)

    def _planned(self, query: Query, language: str) -> Chart | None:
        """Plan a chart; what is asked for is the same in however many ways it is asked."""
        known = tuple(sorted((name, str(one.origin)) for name, one in query.origins.items()))
        key = (query.model_dump_json(exclude={"origins"}), known, language)
        if key not in self._charts:
            if len(self._charts) >= _MOST_CHARTS:
                self._charts.clear()
            self._charts[key] = plan(query, self.knowledge, self.voices[language])
        return self._charts[key]

    @cached_property
    def _charts(self) -> dict[tuple[object, ...], Chart | None]:
        """Charts of questions asked lately."""
        return {}

    def talk(self, operation: Operation, language: str) -> Reply:
        """Say something that needs no question: the greeting, the help."""
        return word([(Answer(status="chat", query=Query(operation=operation)), self.voice(language))], 1.0)

    def voice(self, language: str) -> Voice:
        """Return the voice of a language, or the first one."""
        return self.voices.get(language) or next(iter(self.voices.values()))

    def line(self, name: str, language: str, **parts: str) -> str:
        """Return a fixed sentence of a language as plain text."""
        return str(self.voice(language).language.sentences[name]).format_map(parts)

    def say(self, name: str, language: str, **parts: str) -> tuple[Line, ...]:
        """Return a fixed sentence of a language in lines."""
        return said(self.voice(language), name, parts)


def _tongue(language: Language) -> Tongue:
    return Tongue(
        language.code,
        language.lexicon,
        language.elided,
        language.stopwords,
        gist=Gist(language.gist),
        halves=language.halves,
        decimal=str(language.settings.get("decimal", "")),
        year_first=str(language.settings.get("year_first", "")) == "yes",
        sounds=language.sounds,
    )


def _remembered(answers: list[Answer], before: Discourse) -> Discourse:
    offered = next((one.suggestions for one in answers if one.status == Status.CLARIFY), ())
    for one in answers:
        if one.query.operation not in _FORGOTTEN and not _aside(one.query):
            before = before.after(_without_words(one.query), _listed(one), one.query.claim)
    return before.model_copy(update={"options": offered})


_BESIDE = frozenset({"other_sectors", "other_subjects", "software_senses"})
"""What belongs to no question on this subject: "my coffee is cold"."""


def _aside(query: Query) -> bool:
    """Whether something was asked of a place or a list that is not held: what was spoken of before still stands."""
    kinds = {one.kind for one in query.missing}
    said = {name for name, found in query.origins.items() if found.origin is Origin.SAID}
    beside = bool(kinds & _BESIDE) and not said & {"segments", "indicator", "topic"}
    unread = kinds == {"unknown"} and not said  # "who won the derby?": of nothing that is spoken of here
    return bool(query.missing) and (beside or unread or query.operation in (Operation.MEMBERSHIP, Operation.MEMBERS))


def _without_words(query: Query) -> Query:
    """Return a question as it is remembered: what was filled in, and none of the words it was asked in."""
    origins = {name: Provenance(origin=found.origin) for name, found in query.origins.items()}
    missing = tuple(one for one in query.missing if one.kind not in UNLISTED)
    return query.model_copy(update={"missing": missing, "passed": (), "loose": (), "claim": None, "origins": origins})


def _listed(one: Answer) -> tuple[str, ...]:
    """Return the segments or places that an answer names, in its order."""
    named = [fact for fact in one.facts if fact.role in _NAMING]
    codes = (code for fact in named for code in (fact.names or (fact.segments if len(fact.segments) == 1 else ())))
    return tuple(dict.fromkeys(codes))


__all__ = ["Assistant", "Conversation", "Line", "Reply"]
