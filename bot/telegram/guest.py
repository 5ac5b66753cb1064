"""Guest mode: named in a chat that it is no member of, the bot answers there, once for each message."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.assistant import Conversation
from bot.reading.query import Operation
from bot.storage.conversations import Asked
from bot.telegram import addressing
from bot.telegram.articles import article
from bot.telegram.limits import Verdict
from bot.telegram.service import Service, speaker_of
from bot.wording.reply import Line, Reply, Status

_TALK = {"help": Operation.HELP, "start": Operation.GREETING}


class Guests:
    """Answers in other people's chats."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler."""
        application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, self._called))

    async def _called(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.guest_message
        if message is None or not message.guest_query_id:
            return
        language = self._service.own(message.from_user)

        async def tell(code: str) -> None:
            lines = self._service.assistant.say("error", language, code=code)
            await self._send(message, "", _said(lines, language))

        async with self._service.care(tell):
            length = addressing.length(message, self._service.me)
            verdict = self._service.limits.admit(speaker_of(message).person, message.chat_id, length)
            if verdict is Verdict.NOTICE:
                await self._send(message, "", _said(self._service.assistant.say("too_many", language), language))
            elif verdict is Verdict.WELCOME:
                await self._answer(message, language)

    async def _answer(self, message: Message, language: str) -> None:
        service, heard = self._service, addressing.guest(message, self._service.me)
        speaker = speaker_of(message)
        if not heard.text or heard.command in _TALK:
            talk = _TALK.get(heard.command, Operation.GREETING)
            await self._send(message, "", service.assistant.talk(talk, language))
            return
        before = service.memory.last(speaker) or Conversation(language=language)
        reply, after = service.read(heard.text, before, speaker)
        await self._send(message, heard.text, reply)
        service.memory.remember(None, Asked(speaker, (), before, after))

    async def _send(self, message: Message, text: str, reply: Reply) -> None:
        await self._service.bot.answer_guest_query(
            message.guest_query_id or "", article(text or reply.text, reply, self._service)
        )


def _said(lines: tuple[Line, ...], language: str) -> Reply:
    return Reply(language=language, status=Status.CHAT, intent="help", confidence=1.0, lines=lines)
