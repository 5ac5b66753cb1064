"""Private chats: /start, /help, questions, and what is not text."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from telegram import Chat, LinkPreviewOptions, Message, Update, User
from telegram.constants import ParseMode
from telegram.error import Forbidden, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot import logs
from bot.assistant import Assistant, Conversation
from bot.reading.query import Operation
from bot.storage.conversations import Conversations
from bot.telegram.markup import messages
from bot.wording.reply import Line, Span

_DEFAULT_LANGUAGE = "fr"
_ATTEMPTS = 3
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_log = logs.get(__name__)


class PrivateChats:
    """Carries messages between private chats and the assistant."""

    def __init__(self, assistant: Assistant, conversations: Conversations, today: Callable[[], date]) -> None:
        self._assistant = assistant
        self._conversations = conversations
        self._today = today

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers; nothing else of what Telegram sends is heard."""
        heard = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
        application.add_handler(MessageHandler(heard & _command("start"), self._start))
        application.add_handler(MessageHandler(heard & _command("help"), self._help))
        application.add_handler(MessageHandler(heard & filters.TEXT, self._question))
        application.add_handler(MessageHandler(heard, self._unread))
        application.add_error_handler(self._failed)

    async def _start(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message, language = _message(update), self._language(update.effective_user)
        self._conversations.put(message.chat_id, Conversation(language=language))
        await _send(message.chat, self._assistant.talk(Operation.GREETING, language).lines)

    async def _help(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        language = self._language(update.effective_user)
        await _send(_message(update).chat, self._assistant.talk(Operation.HELP, language).lines)

    async def _question(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = _message(update)
        reply, after = self._assistant.reply(message.text or "", self._conversation(update), self._today())
        self._conversations.put(message.chat_id, after)
        _log.debug("answered", status=str(reply.status), language=reply.language)
        await _send(message.chat, reply.lines)

    async def _unread(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await self._say(update, "text_only")

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        error = context.error
        _log.error("update failed", error=logs.place(error) if error else "unknown")
        # Who blocked the bot cannot be told so.
        if not isinstance(update, Update) or isinstance(error, Forbidden):
            return
        chat = update.effective_chat
        if chat is None or chat.type != Chat.PRIVATE:
            return
        try:
            await self._say(update, "error")
        except TelegramError as again:
            _log.warning("the person could not be told", error=logs.place(again))

    async def _say(self, update: Update, name: str) -> None:
        line = self._assistant.line(name, self._conversation(update).language)
        if update.effective_chat is not None:
            await _send(update.effective_chat, ((Span(text=line),),))

    def _conversation(self, update: Update) -> Conversation:
        chat = update.effective_chat
        known = self._conversations.get(chat.id) if chat is not None else None
        # A first message too short to tell its language is answered in the language of the person's Telegram.
        return known or Conversation(language=self._language(update.effective_user))

    def _language(self, user: User | None) -> str:
        code = ((user.language_code if user else None) or "").partition("-")[0].lower()
        return code if code in self._assistant.languages else _DEFAULT_LANGUAGE


def _command(name: str) -> filters.BaseFilter:
    return filters.Regex(re.compile(rf"^/{name}(?:@\w+)?(?!\S)", re.IGNORECASE))


def _message(update: Update) -> Message:
    if update.effective_message is None:
        raise ValueError("an update without a message")
    return update.effective_message


async def _send(chat: Chat, lines: tuple[Line, ...]) -> None:
    for text in messages(lines):
        await _send_one(chat, text)


async def _send_one(chat: Chat, text: str) -> None:
    for _ in range(_ATTEMPTS - 1):
        try:
            await chat.send_message(text, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW)
        except RetryAfter as full:
            wait = full.retry_after
            await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
        else:
            return
    await chat.send_message(text, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW)
