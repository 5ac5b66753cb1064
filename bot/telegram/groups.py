"""Groups: answers only when spoken to, in the topic it was spoken to in; introduces itself once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from telegram import Chat, ChatMember, ChatMemberUpdated, Message, Update
from telegram.ext import Application, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.reading.query import Operation
from bot.storage.recent import Recent
from bot.storage.subscriptions import moving
from bot.telegram import addressing, commands
from bot.telegram.addressing import Heard
from bot.telegram.private import HEARD, foreign, welcome
from bot.telegram.sending import Place
from bot.telegram.service import Service, speaker_of

_GROUPS = (Chat.GROUP, Chat.SUPERGROUP)
_JUST_NOW = timedelta(minutes=1)


class Groups:
    """Answers those who speak to the bot, each in their own thread."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._known: Recent[int, bool] = Recent(1_000)
        """Groups that came out of others: the bot is no newcomer there."""
        self._introduced: Recent[int, datetime] = Recent(1_000)

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers."""
        groups = filters.ChatType.GROUPS
        application.add_handler(MessageHandler(groups & filters.StatusUpdate.MIGRATE, self._move))
        application.add_handler(MessageHandler(groups & HEARD, self._hear))
        application.add_handler(ChatMemberHandler(self._added, ChatMemberHandler.MY_CHAT_MEMBER))

    async def _hear(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or foreign(message, self._service):
            return
        heard = addressing.group(message, self._service.me)
        if heard is None or self._greeted(heard, message):
            return
        place = Place.of(message, reply=True)

        async def tell(code: str) -> None:
            language = self._service.heard(speaker_of(message), message.from_user)
            await self._service.say(place, "error", language, code=code)

        async with self._service.care(tell):
            with self._service.sender.typing(place):
                if update.edited_message is not None:
                    await self._edited(heard, message, place)
                elif await welcome(self._service, message, place):
                    await self._answer(heard, message, place)

    async def _answer(self, heard: Heard, message: Message, place: Place) -> None:
        if message.text is None and not self._service.asks(heard, message):
            await self._service.say(place, "text_only", self._service.heard(speaker_of(message), message.from_user))
        elif heard.command:
            await commands.run(self._service, heard, message, place)
        elif heard.text:
            await self._service.answer(heard.text, message, place)
        else:
            await self._service.greet(place, Operation.GREETING, self._service.own(message.from_user))

    async def _edited(self, heard: Heard, message: Message, place: Place) -> None:
        earlier = self._service.memory.asked(message.chat_id, message.message_id)
        if earlier is None or not heard.text or heard.command not in commands.ASKING:
            return
        if await welcome(self._service, message, place):
            await self._service.answer_again(heard.text, message, place, earlier, drawn=heard.command == "chart")

    def _greeted(self, heard: Heard, message: Message) -> bool:
        """Whether a ``/start`` only comes with being added by a link: the introduction has said it all."""
        added = self._introduced.get(message.chat_id)
        return heard == Heard("", "start") and added is not None and message.date - added < _JUST_NOW

    async def _move(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Carry contexts over; both the old group and the new one tell of the move."""
        message = update.effective_message
        if message is None:
            return
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        self._known.put(new, value=True)
        self._service.memory.move(old, new)
        self._service.store.journal.also(moving(old, new))

    async def _added(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type not in _GROUPS or not _joined(change):
            return
        if self._known.get(change.chat.id):
            return
        self._introduced.put(change.chat.id, change.date)
        place = Place(change.chat.id)
        language = self._service.own(change.from_user)

        async def tell(_: str) -> None:
            """Nobody asked anything; nobody is told."""

        async with self._service.care(tell):
            await self._service.say(place, "introduction", language, bot=self._service.me.username)


def _joined(change: ChatMemberUpdated) -> bool:
    return not _inside(change.old_chat_member) and _inside(change.new_chat_member)


def _inside(member: ChatMember) -> bool:
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)
