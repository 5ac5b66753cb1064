"""Private chats: everything that is written there is for the bot."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.storage.recent import Recent
from bot.telegram import addressing, commands
from bot.telegram.limits import Verdict
from bot.telegram.sending import Place
from bot.telegram.service import Service, speaker_of

HEARD = (filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE) & (filters.TEXT | ~filters.StatusUpdate.ALL)
"""What somebody says; what has a text tells of no event, so that the many kinds of those need not be gone through."""


class PrivateChats:
    """Answers questions and commands; an edited question edits its answer."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._albums: Recent[str, bool] = Recent(1_000)

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler."""
        application.add_handler(MessageHandler(filters.ChatType.PRIVATE & HEARD, self._hear))

    async def _hear(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or foreign(message, self._service):
            return
        place = Place.of(message, reply=False)

        async def tell(code: str) -> None:
            language = self._service.heard(speaker_of(message), message.from_user)
            await self._service.say(place, "error", language, code=code)

        async with self._service.care(tell):
            with self._service.sender.typing(place):
                if update.edited_message is not None:
                    await self._edited(message, place)
                elif await welcome(self._service, message, place):
                    await self._answer(message, place)

    async def _answer(self, message: Message, place: Place) -> None:
        heard = addressing.private(message, self._service.me)
        if message.text is None and not self._service.asks(heard, message):
            # An album is several messages; one line is enough.
            if message.media_group_id is None or self._albums.add(message.media_group_id, value=True):
                await self._service.say(place, "text_only", self._language(message))
        elif heard.command:
            await commands.run(self._service, heard, message, place)
        else:
            await self._service.answer(heard.text, message, place)

    async def _edited(self, message: Message, place: Place) -> None:
        earlier = self._service.memory.asked(message.chat_id, message.message_id)
        if earlier is None:
            return
        heard = addressing.private(message, self._service.me)
        if heard.text and heard.command in commands.ASKING and await welcome(self._service, message, place):
            await self._service.answer_again(heard.text, message, place, earlier, drawn=heard.command == "chart")

    def _language(self, message: Message) -> str:
        return self._service.heard(speaker_of(message), message.from_user)


def foreign(message: Message, service: Service) -> bool:
    """Whether a message was made by a program: another bot's, or an answer of this one that somebody shared."""
    shared = message.via_bot is not None and message.via_bot.id == service.me.id
    robot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    return shared or robot


async def welcome(service: Service, message: Message, place: Place) -> bool:
    """Whether a message is within the limits; the first that is not gets a notice."""
    speaker = speaker_of(message)
    length = addressing.length(message, service.me)
    verdict = service.limits.admit(speaker.person, message.chat_id, length)
    if verdict is Verdict.NOTICE:
        await service.say(place, "too_many", service.heard(speaker, message.from_user))
    return verdict is Verdict.WELCOME
