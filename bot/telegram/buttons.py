"""Taps on buttons: each is answered, whatever it carries and however old it is."""

from __future__ import annotations

import json
from typing import Any

from telegram import CallbackQuery, Chat, Message, Update
from telegram.error import BadRequest
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot import logs
from bot.assistant import Conversation
from bot.storage.conversations import Asked, Speaker
from bot.storage.feedback import Report, Voter
from bot.storage.recent import Recent
from bot.telegram import keyboards, subscribing, taps
from bot.telegram.limits import Verdict
from bot.telegram.sending import Sender, place_of
from bot.telegram.service import Service
from bot.telegram.taps import Act, Tap
from bot.wording.reply import Status
from bot.wording.said import sources
from knowledge import TOTAL, Period

_LONGEST_NOTICE = 200
_log = logs.get(__name__)


class _Answered:
    """A tap that is answered once, however it ends."""

    def __init__(self, query: CallbackQuery, sender: Sender) -> None:
        self._query = query
        self._sender = sender
        self.done = False

    async def __call__(self, text: str = "", *, alert: bool = False) -> None:
        if self.done:
            return
        self.done = True
        try:
            fields: dict[str, object] = {"callback_query_id": self._query.id}
            fields |= {"text": text[:_LONGEST_NOTICE]} if text else {}
            fields |= {"show_alert": True} if alert else {}
            await self._sender.call("answerCallbackQuery", json.dumps(fields).encode())
        except BadRequest as error:
            # Telegram takes no answer to a tap that is minutes old; what was asked for is done all the same.
            _log.debug("a tap was answered too late", error=type(error).__name__)


class Buttons:
    """Does what the buttons under answers say."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._cells: Recent[tuple[str, str], bool] = Recent(1_000)
        """What opinions and reports named, and in which knowledge: always the same few."""

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler."""
        application.add_handler(CallbackQueryHandler(self._tapped))

    async def _tapped(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        answer, tap = _Answered(query, self._service.sender), taps.read(query.data)
        spoken = tap is not None and tap.language in self._service.assistant.languages
        language = tap.language if tap is not None and spoken else self._service.own(query.from_user)

        async def tell(code: str) -> None:
            line = self._service.assistant.line("error", language, code=code)
            if not answer.done:
                await answer(line, alert=True)
            elif query.message is not None:
                await self._service.say(place_of(query), "error", language, code=code)

        async with self._service.care(tell):
            if self._service.limits.admit(query.from_user.id) is not Verdict.WELCOME:
                await answer(self._service.assistant.line("too_many", language))
            elif tap is None or not await self._do(tap, query, answer, language):
                await answer(self._service.assistant.line("old_button", language), alert=True)

    async def _do(self, tap: Tap, query: CallbackQuery, answer: _Answered, language: str) -> bool:
        """Do what a tap asks; false where it asks for nothing that is known."""
        if tap.act in subscribing.ACTS:
            return await self._subscription(tap, query, answer, language)
        match tap.act:
            case Act.ASK | Act.CHOOSE:
                return await self._ask(tap, query, answer, language)
            case Act.CHART:
                return await self._draw(tap, query, answer, language)
            case Act.SOURCES:
                return await self._sources(tap, query, answer, language)
            case Act.LANGUAGE:
                return await self._choose_language(tap, query, answer)
        return await self._opinion(tap, query, answer, language)

    async def _ask(self, tap: Tap, query: CallbackQuery, answer: _Answered, language: str) -> bool:
        if not tap.rest.strip():
            return False
        await answer()
        service, speaker = self._service, tapper(query)
        before = Conversation(language=language)
        if query.inline_message_id is not None:
            reply, _ = service.read(tap.rest, before, speaker)
            keyboard = keyboards.elsewhere(reply, service.assistant, service.me.username)
            await service.sender.edit_inline(query.inline_message_id, reply.lines, keyboard)
            return True
        place, prepared = place_of(query), service.prepared(tap.rest, before, speaker)
        if tap.act is Act.CHOOSE and query.message is not None:
            sent = await service.sender.edit(place, (query.message.message_id,), prepared.letter)
        else:
            sent = await service.sender.send(place, prepared.letter)
        service.memory.remember(None, Asked(speaker, sent, before, prepared.after))
        return True

    async def _draw(self, tap: Tap, query: CallbackQuery, answer: _Answered, language: str) -> bool:
        """Send the chart of a question; in a chat of others there is nowhere to send it."""
        if not tap.rest.strip() or query.message is None:
            return False
        await answer()
        reply, _ = self._service.read(tap.rest, Conversation(language=language), tapper(query))
        await self._service.draw(reply, place_of(query))
        return True

    async def _sources(self, tap: Tap, query: CallbackQuery, answer: _Answered, language: str) -> bool:
        lines = sources(self._service.assistant.voice(language), tap.items)
        if not lines:
            return False
        if query.message is None:
            await answer("\n".join(line[0].text for line in lines[1::2]), alert=True)
            return True
        await answer()
        await self._service.sender.lines(place_of(query), lines)
        return True

    async def _subscription(self, tap: Tap, query: CallbackQuery, answer: _Answered, language: str) -> bool:
        """Send a brief, or do a step of ordering briefings."""
        notice = await subscribing.tapped(self._service, tap, query, language, answer)
        if notice is not None:
            await answer(notice, alert=bool(notice))
        return notice is not None

    async def _choose_language(self, tap: Tap, query: CallbackQuery, answer: _Answered) -> bool:
        service = self._service
        if tap.rest not in ("", *service.assistant.languages):
            return False
        service.memory.choose(query.from_user.id, tap.rest)
        language = service.own(query.from_user)
        name = "language_set" if tap.rest else "language_automatic"
        await answer(service.assistant.line(name, language))
        # In a group, the message is everybody's and the choice is one person's.
        if isinstance(query.message, Message) and query.message.chat.type == Chat.PRIVATE:
            keyboard = keyboards.languages(service.assistant, tap.rest, language)
            await service.sender.edit_lines(
                place_of(query), query.message.message_id, service.assistant.say(name, language), keyboard
            )
        return True

    async def _opinion(self, tap: Tap, query: CallbackQuery, answer: _Answered, language: str) -> bool:
        if not tap.items or not all(self._known(item) for item in tap.items):
            return False
        if query.message is not None:
            who = Voter(query.from_user.id, place_of(query).chat, str(query.message.message_id))
        else:
            who = Voter(query.from_user.id, 0, query.inline_message_id or "")
        feedback, line = self._service.store.feedback, self._service.assistant.line
        if tap.act is Act.REPORT:
            report = Report(tap.items, self._service.assistant.knowledge.version)
            if feedback.report(who, report):
                _log.info("a figure was reported", cells=",".join(report.cells), knowledge=report.knowledge)
            await answer(line("reported", language))
        else:
            feedback.vote(who, tap.items[0], good=tap.act is Act.GOOD)
            await answer(line("voted", language))
        return True

    def _known(self, item: str) -> bool:
        """Whether an item names a cell that there can be, or a kind of answer."""
        key = (item, self._service.assistant.knowledge.version)
        known = self._cells.get(key)
        if known is None:
            known = self._names(item)
            self._cells.put(key, known)
        return known

    def _names(self, item: str) -> bool:
        if item.startswith("~"):
            return item[1:] in set(Status)
        knowledge = self._service.assistant.knowledge
        indicator, _, rest = item.partition(".")
        segment, _, period = rest.partition(".")
        try:
            Period.parse(period)
        except ValueError:
            return False
        return indicator in knowledge.indicators and set(segment.split("+")) <= {TOTAL, *knowledge.parts}


def tapper(query: CallbackQuery) -> Speaker:
    """Return who tapped, and where."""
    if query.message is None:
        return Speaker(query.from_user.id, 0, query.from_user.id)
    place = place_of(query)
    return Speaker(place.chat, place.topic or 0, query.from_user.id)
