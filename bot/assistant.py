"""The one door: a message and its conversation in, a reply and the conversation after it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot import languages
from bot.answering.answer import Answer
from bot.answering.answers import answer
from bot.languages import Language
from bot.reading.query import CHAT, Operation, Query
from bot.reading.reader import Reader
from bot.reading.tongue import Tongue
from bot.wording.charts import Chart, plan
from bot.wording.replies import word
from bot.wording.reply import Line, Reply
from bot.wording.voice import Voice
from knowledge import Knowledge, load

_FORGOTTEN = frozenset({Operation.UNRELATED, Operation.UNREADABLE, Operation.UNCLEAR, *CHAT})
"""What leaves no trace in a conversation: the question before it still stands."""


class Conversation(BaseModel):
    """What is remembered of a chat between two messages."""

    model_config = ConfigDict(frozen=True)

    language: str = ""
    """The language of the last message; a very short one falls back on it."""
    last: Query | None = None
    """The last question, with everything that was filled in when it was answered."""


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
            reader=Reader({code: _tongue(language) for code, language in found.items()}),
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages it speaks."""
        return tuple(self.voices)

    def reply(self, text: str, conversation: Conversation, today: date) -> tuple[Reply, Conversation]:
        """Answer one message."""
        reading = self.reader.read(text, conversation.last, conversation.language or None, today)
        voice = self.voices[reading.language]
        answers = [answer(query, self.knowledge, today) for query in reading.queries]
        reply = word([(one, voice) for one in answers], reading.confidence)
        return reply, Conversation(language=reading.language, last=_remembered(answers, conversation.last))

    def chart(self, reply: Reply) -> Chart | None:
        """Return the chart that fits a reply, in its language; ``None`` where none does."""
        charts = (plan(query, self.knowledge, self.voices[reply.language]) for query in reply.asked)
        return next((chart for chart in charts if chart is not None), None)

    def talk(self, operation: Operation, language: str) -> Reply:
        """Say something that needs no question: the greeting, the help."""
        voice = self.voices.get(language) or next(iter(self.voices.values()))
        return word([(Answer(status="chat", query=Query(operation=operation)), voice)], 1.0)

    def line(self, name: str, language: str) -> str:
        """Return a fixed sentence of a language."""
        voice = self.voices.get(language) or next(iter(self.voices.values()))
        return str(voice.language.sentences[name])


def _tongue(language: Language) -> Tongue:
    return Tongue(language.code, language.lexicon, language.elided, language.stopwords)


def _remembered(answers: list[Answer], last: Query | None) -> Query | None:
    kept = [one.query for one in answers if one.query.operation not in _FORGOTTEN]
    return kept[-1].model_copy(update={"missing": (), "claim": None}) if kept else last


__all__ = ["Assistant", "Conversation", "Line", "Reply"]
