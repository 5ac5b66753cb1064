"""Inline mode: answers while a question is typed in any chat."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from telegram import InlineQuery, InlineQueryResult, InlineQueryResultCachedPhoto, Update
from telegram.error import BadRequest
from telegram.ext import Application, ContextTypes, InlineQueryHandler

from bot import logs
from bot.assistant import Conversation
from bot.reading.text import fold
from bot.storage.recent import Recent
from bot.telegram import links
from bot.telegram.articles import article, picture
from bot.telegram.limits import Verdict
from bot.telegram.service import Service
from bot.wording.reply import Reply, Status

_CHARTED = 4
"""Results whose charts are looked for."""
_MOST_CHARTS = 2
MOST = 8
"""Results shown; a phone shows about five at once."""
_FRESH_SECONDS = 300
_BUSY_SECONDS = 2
_MOST_KNOWN = 500
_NO_FILE = ("file", "photo")
_log = logs.get(__name__)


@dataclass(frozen=True)
class Offer:
    """What is offered for a text."""

    results: bytes
    """As JSON."""
    seconds: int = _FRESH_SECONDS
    files: tuple[str, ...] = ()
    """The pictures among them, by Telegram's names."""
    language: str = ""
    """The language that all who type this are answered in; empty where it is everybody's own."""


_NOTHING = Offer(b"[]", _BUSY_SECONDS)


class Inline:
    """Offers the best reading first, then what is near; for no words, the headline figures."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._offers: Recent[tuple[object, ...], Offer] = Recent(_MOST_KNOWN)
        self._plain: Recent[tuple[object, ...], Reply] = Recent(_MOST_KNOWN)
        """How the questions are answered that are offered beside what is typed: always the same few."""

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler."""
        application.add_handler(InlineQueryHandler(self._typed))

    async def _typed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.inline_query
        if query is None:
            return

        async def tell(_: str) -> None:
            await self._answer(query, _NOTHING)

        async with self._service.care(tell):
            if query.offset or self._service.limits.admit_typing(query.from_user.id) is not Verdict.WELCOME:
                await self._answer(query, _NOTHING)
            else:
                await self._give(query)

    async def _give(self, query: InlineQuery) -> None:
        offer = self.offer(query.query.strip(), query)
        if await self._answer(query, offer) or not offer.files:
            return
        # Telegram refuses all of an answer where it no longer knows one file of it.
        for file in offer.files:
            self._service.pictures.lost(file)
        await self._answer(query, self.offer(query.query.strip(), query))

    async def _answer(self, query: InlineQuery, offer: Offer) -> bool:
        """Answer a query; false where Telegram says that it does not know a file."""
        line = self._service.assistant.line("button.private", offer.language or self._service.own(query.from_user))
        fields = {
            "inline_query_id": query.id,
            "cache_time": offer.seconds,
            "is_personal": not offer.language,
            "button": {"text": line, "start_parameter": links.payload(query.query.strip()) or "inline"},
        }
        try:
            await self._service.sender.call(
                "answerInlineQuery", b'{"results":%s,%s' % (offer.results, json.dumps(fields)[1:].encode())
            )
        except BadRequest as error:
            # Whoever types on no longer waits for this one.
            _log.debug("an inline query was answered too late", error=type(error).__name__)
            return not any(sign in error.message.lower() for sign in _NO_FILE)
        return True

    def offer(self, text: str, query: InlineQuery) -> Offer:
        """Return what is offered to somebody for a text."""
        service = self._service
        language, chosen = service.own(query.from_user), service.chosen(query.from_user.id)
        key = (text, language, chosen, service.today(), service.assistant.knowledge.version, len(service.pictures))
        found = self._offers.get(key)
        if found is None:
            results = self._results(text, language, chosen)
            common = "" if chosen or not text else self._common(text)
            files = tuple(one.photo_file_id for one in results if isinstance(one, InlineQueryResultCachedPhoto))
            found = Offer(json.dumps([one.to_dict() for one in results]).encode(), files=files, language=common)
            self._offers.put(key, found)
        return found

    def _results(self, text: str, language: str, chosen: str) -> list[InlineQueryResult]:
        offered = self._offered(text, language, chosen) if text else self._headlines(language)
        found: dict[object, tuple[str, Reply]] = {}
        for question, reply in offered:
            found.setdefault(reply.lines, (question, reply))
        results: list[InlineQueryResult] = [
            article(question, reply, self._service) for question, reply in list(found.values())[:MOST]
        ]
        if offered and (drawn := picture(*offered[0], self._service)):
            results[1:] = [drawn, *results[1 : MOST - 1]]
        return results

    def _offered(self, text: str, language: str, chosen: str) -> list[tuple[str, Reply]]:
        reply, after = self._read(text, language, chosen)
        if reply.status is Status.ANSWERED:
            near = self._service.assistant.near(after, reply.language, self._service.today(), MOST)
            return [(text, reply), *self._replies(near, reply.language)]
        if reply.status is Status.CHAT:
            return self._headlines(language)
        found: list[tuple[str, Reply]] = []
        for code in dict.fromkeys((reply.language, language, *self._service.assistant.languages)):
            found = found or self._replies(self._completed(text, code), chosen or code)
        if reply.status is Status.NO_DATA:
            found.append((text, reply))
        # Where nothing fits there is nothing to pick, only the way to the private chat.
        return found + self._replies(reply.suggestions, reply.language)

    def _headlines(self, language: str) -> list[tuple[str, Reply]]:
        near = self._service.assistant.near(Conversation(), language, self._service.today(), MOST)
        return self._replies(near, language)

    def _completed(self, text: str, language: str) -> tuple[str, ...]:
        """Return plain questions that have a word for each beginning that was typed."""
        begun = fold(text).split()
        every = self._service.assistant.questions(language, self._service.today())
        return tuple(
            question
            for question in every
            if all(any(word.startswith(start) for word in fold(question).split()) for start in begun)
        )[:MOST]

    def _replies(self, questions: tuple[str, ...], language: str) -> list[tuple[str, Reply]]:
        found = [(question, self._known(question, language)) for question in questions]
        return [(question, reply) for question, reply in found if reply.status is Status.ANSWERED]

    def _known(self, question: str, language: str) -> Reply:
        key = (question, language, self._service.today(), self._service.assistant.knowledge.version)
        reply = self._plain.get(key)
        if reply is None:
            reply, _ = self._read(question, language, language)
            self._plain.put(key, reply)
        return reply

    def _common(self, text: str) -> str:
        """Return the language that a text is answered in, whoever types it; empty where that depends on who does."""
        replies = [self._read(text, code, "")[0] for code in self._service.assistant.languages]
        spoken = {reply.language for reply in replies if reply.status is Status.ANSWERED}
        return spoken.pop() if len(spoken) == 1 and all(reply.status is Status.ANSWERED for reply in replies) else ""

    def _read(self, text: str, language: str, speaking: str) -> tuple[Reply, Conversation]:
        return self._service.assistant.reply(text, Conversation(language=language), self._service.today(), speaking)
