"""Inline mode: answers while a question is typed in any chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import InlineQuery, InlineQueryResult, InlineQueryResultArticle, InlineQueryResultsButton, Update
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
from bot.wording.charts import Chart
from bot.wording.reply import Reply, Status

_CHARTED = 4
"""Results whose charts are looked for."""
_MOST_CHARTS = 2
MOST = 8
"""Results shown; a phone shows about five at once."""
_FRESH_SECONDS = 300
_BUSY_SECONDS = 2
_log = logs.get(__name__)


class Inline:
    """Offers the best reading first, then what is near; for no words, the headline figures."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._read: Recent[tuple[object, ...], tuple[Reply, Conversation]] = Recent(2_000)

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler."""
        application.add_handler(InlineQueryHandler(self._typed))

    async def _typed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.inline_query
        if query is None:
            return

        async def tell(_: str) -> None:
            await self._answer(query, [], _BUSY_SECONDS, personal=True)

        async with self._service.care(tell):
            if query.offset or self._service.limits.admit_typing(query.from_user.id) is not Verdict.WELCOME:
                await self._answer(query, [], _BUSY_SECONDS, personal=True)
                return
            results, charts, personal = self.results(query.query.strip(), query)
            shown = _between(results, [picture(chart, self._service.pictures.file(chart)) for chart in charts])
            if not await self._answer(query, shown, _FRESH_SECONDS, personal=personal) and charts:
                # Telegram refuses the whole answer where it no longer knows one of the files.
                for chart in charts:
                    self._service.pictures.lost(chart)
                await self._answer(query, results, _FRESH_SECONDS, personal=personal)

    async def _answer(
        self, query: InlineQuery, results: Sequence[InlineQueryResult], seconds: int, *, personal: bool
    ) -> bool:
        """Answer a query; false where Telegram does not take the answer."""
        line = self._service.assistant.line("button.private", self._service.own(query.from_user))
        button = InlineQueryResultsButton(line, start_parameter=links.payload(query.query.strip()) or "inline")
        try:
            await query.answer(results, cache_time=seconds, is_personal=personal, button=button)
        except BadRequest as error:
            # Whoever types on no longer waits for this one.
            _log.debug("an inline query was answered too late", error=type(error).__name__)
            return False
        return True

    def results(self, text: str, query: InlineQuery) -> tuple[list[InlineQueryResultArticle], list[Chart], bool]:
        """Return the results for a text, charts that Telegram has already, and whether all are this person's alone."""
        language, chosen = self._service.own(query.from_user), self._service.chosen(query.from_user.id)
        offered = self._offered(text, language, chosen) if text else self._headlines(language)
        found: dict[object, tuple[str, Reply]] = {}
        for question, reply in offered:
            found.setdefault(reply.lines, (question, reply))
        results = [article(question, reply, self._service) for question, reply in list(found.values())[:MOST]]
        charts = self._charts([reply for _, reply in list(found.values())[:_CHARTED]])
        return results, charts, not text or bool(chosen) or self._neutral(text, language)

    def _charts(self, replies: list[Reply]) -> list[Chart]:
        """Return the charts of replies, each once, as far as they were uploaded."""
        planned = (self._service.assistant.chart(reply) for reply in replies if reply.status is Status.ANSWERED)
        charts = {chart.identity: chart for chart in planned if chart is not None}
        return [chart for chart in charts.values() if self._service.pictures.file(chart)][:_MOST_CHARTS]

    def _offered(self, text: str, language: str, chosen: str) -> list[tuple[str, Reply]]:
        reply, after = self._reply(text, language, chosen)
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
        found = [(question, self._reply(question, language, language)[0]) for question in questions]
        return [(question, reply) for question, reply in found if reply.status is Status.ANSWERED]

    def _neutral(self, text: str, language: str) -> bool:
        """Whether a text is answered in the language of whoever types it."""
        if self._reply(text, language, "")[0].status is not Status.ANSWERED:
            return True
        spoken = {self._reply(text, code, "")[0].language for code in self._service.assistant.languages}
        return len(spoken) > 1

    def _reply(self, text: str, language: str, speaking: str) -> tuple[Reply, Conversation]:
        today = self._service.today()
        key = (self._service.assistant.knowledge.version, text, language, speaking, today)
        known = self._read.get(key)
        if known is None:
            known = self._service.assistant.reply(text, Conversation(language=language), today, speaking)
            self._read.put(key, known)
        return known


def _between(results: Sequence[InlineQueryResult], charts: Sequence[InlineQueryResult]) -> list[InlineQueryResult]:
    """Put the charts below the best reading."""
    return [*results[:1], *charts, *results[1:]]
