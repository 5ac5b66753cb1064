"""Chats that block the bot or throw it out: their subscriptions end at once, not when the next briefing fails."""

from __future__ import annotations

from typing import Any

from telegram import Chat, ChatMember, Update
from telegram.ext import Application, ChatMemberHandler, ContextTypes

from bot.storage.subscriptions import ending
from bot.telegram.service import Service

_OUT = (ChatMember.BANNED, ChatMember.LEFT)
_BESIDE = 1
"""Heard beside what groups make of the same update."""


class Departures:
    """Ends the subscriptions of chats that the bot is out of."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler."""
        handler = ChatMemberHandler(self._changed, ChatMemberHandler.MY_CHAT_MEMBER)
        application.add_handler(handler, group=_BESIDE)

    async def _changed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        # A group that becomes a supergroup may be left too, and its subscriptions are to follow it.
        if change is None or change.new_chat_member.status not in _OUT or change.chat.type == Chat.GROUP:
            return
        self._service.store.journal.also(ending(change.chat.id))
