"""What is sent to chats: answers as rich messages or HTML, in their topic, as replies, edited in place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot, CallbackQuery, Chat, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden, RetryAfter, TelegramError

from bot import logs
from bot.telegram.markup import messages
from bot.telegram.pace import waits_elsewhere
from bot.telegram.rich import document
from bot.wording.reply import Line, Reply

T = TypeVar("T")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_ATTEMPTS = 3
_LACKING = (
    *("not enough rights", "write_forbidden", "have no rights", "topic_closed", "restricted"),
    *("chat not found", "thread not found", "query is too old"),
)
"""How Telegram says in a 400 that nothing may be written there, or no longer."""
_SAME = "not modified"
_GONE = ("message to edit not found", "can't be edited", "message_id_invalid")
_log = logs.get(__name__)


@dataclass(frozen=True)
class Place:
    """Where an answer goes."""

    chat: int
    topic: int | None = None
    reply_to: int | None = None

    @classmethod
    def of(cls, message: Message, *, reply: bool) -> Place:
        """Return the place of a message: its chat, and its topic where there are topics."""
        topic = message.message_thread_id if message.is_topic_message else None
        return cls(message.chat_id, topic, message.message_id if reply else None)


def place_of(query: CallbackQuery) -> Place:
    """Return where a tap is answered: beside its message, as a reply to it where others talk too."""
    message = query.message
    if message is None:
        return Place(query.from_user.id)
    private = message.chat.type == Chat.PRIVATE
    if isinstance(message, Message):
        return Place.of(message, reply=not private)
    return Place(message.chat.id)


def unwelcome(error: BaseException) -> bool:
    """Whether an error says that the bot may not write there: blocked, thrown out, or without the right."""
    if isinstance(error, Forbidden):
        return True
    return isinstance(error, BadRequest) and _says(error, *_LACKING)


def _says(error: BadRequest, *signs: str) -> bool:
    return any(sign in error.message.lower() for sign in signs)


class Sender:
    """Sends to chats through one bot."""

    def __init__(self, bot: Bot, migrated: Callable[[int, int], None], patience: float = 2.0) -> None:
        self.bot = bot
        self._migrated = migrated
        self.patience = patience
        self._rich = True
        """Whether the server is believed to know rich messages; found out once."""
        self._typing: set[asyncio.Task[None]] = set()

    async def reply(self, place: Place, reply: Reply, keyboard: InlineKeyboardMarkup | None = None) -> tuple[int, ...]:
        """Send an answer and return the numbers of its messages."""
        page = document(reply) if self._rich else ""
        if page:
            sent = await self._send_rich(place, page, keyboard)
            if sent is not None:
                return (sent,)
        return await self.lines(place, reply.lines, keyboard)

    async def lines(
        self, place: Place, lines: Iterable[Line], keyboard: InlineKeyboardMarkup | None = None
    ) -> tuple[int, ...]:
        """Send lines and return the numbers of their messages; buttons stand under the last."""
        texts = messages(lines)
        sent = []
        for number, text in enumerate(texts, 1):
            message = await self._patiently(place, self._html(text, keyboard if number == len(texts) else None))
            sent.append(message.message_id)
            moved = message.chat_id != place.chat
            place = Place(message.chat_id, None if moved else place.topic)
        return tuple(sent)

    async def photo(self, place: Place, picture: bytes | str, caption: str) -> Message:
        """Send a picture, or one that Telegram has already (its ``file_id``), with its caption as plain text."""

        def send(there: Place) -> Awaitable[Message]:
            return self.bot.send_photo(
                there.chat,
                picture,
                caption=caption,
                message_thread_id=there.topic,
                reply_parameters=_reply(there),
            )

        return await self._patiently(place, send)

    async def edit(
        self, place: Place, numbers: tuple[int, ...], reply: Reply, keyboard: InlineKeyboardMarkup | None = None
    ) -> tuple[int, ...]:
        """Put an answer in the place of an earlier one and return the numbers of its messages."""
        page = document(reply) if self._rich else ""
        texts = messages(reply.lines)
        if len(numbers) != 1 or (len(texts) > 1 and not page):
            for number in numbers:
                await self._quietly(self.bot.delete_message(place.chat, number))
            return await self.reply(place, reply, keyboard)
        try:
            await self._edit_answer(place, numbers[0], page, texts[0], keyboard)
        except BadRequest as error:
            if _says(error, *_GONE):
                return await self.reply(place, reply, keyboard)
            if not _says(error, _SAME):
                raise
        return numbers

    async def edit_lines(
        self, place: Place, number: int, lines: Iterable[Line], keyboard: InlineKeyboardMarkup | None
    ) -> None:
        """Put lines in the place of a message; nothing happens where it says so already, or is gone."""
        try:
            await self._edit(place, number, {"text": messages(lines)[0], "parse_mode": ParseMode.HTML}, keyboard)
        except BadRequest as error:
            if not _says(error, _SAME, *_GONE):
                raise

    async def edit_inline(self, number: str, lines: Iterable[Line], keyboard: InlineKeyboardMarkup | None) -> None:
        """Put lines in the place of a message that was sent through the bot in some chat."""
        try:
            await self.bot.edit_message_text(
                messages(lines)[0],
                inline_message_id=number,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard,
            )
        except BadRequest as error:
            if not _says(error, _SAME, *_GONE):
                raise

    @asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Show that an answer is being written, once it has taken long."""
        loop = asyncio.get_running_loop()
        later = loop.call_later(self.patience, self._type, place)
        try:
            yield
        finally:
            later.cancel()

    def _type(self, place: Place) -> None:
        action = self.bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.topic)
        task = asyncio.ensure_future(self._quietly(action))
        self._typing.add(task)
        task.add_done_callback(self._typing.discard)

    def _html(self, text: str, keyboard: InlineKeyboardMarkup | None) -> Callable[[Place], Awaitable[Message]]:
        return lambda place: self.bot.send_message(
            place.chat,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            message_thread_id=place.topic,
            reply_parameters=_reply(place),
            reply_markup=keyboard,
        )

    async def _edit_answer(
        self, place: Place, number: int, page: str, text: str, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        if page:
            try:
                await self._edit(
                    place, number, {"text": None, "api_kwargs": {"rich_message": {"html": page}}}, keyboard
                )
            except BadRequest as error:
                if _says(error, _SAME, *_GONE):
                    raise
            else:
                return
        await self._edit(place, number, {"text": text, "parse_mode": ParseMode.HTML}, keyboard)

    async def _edit(
        self, place: Place, number: int, fields: dict[str, Any], keyboard: InlineKeyboardMarkup | None
    ) -> None:
        fields = fields | ({"link_preview_options": NO_PREVIEW} if fields["text"] else {})

        def edit(there: Place) -> Awaitable[object]:
            return self.bot.edit_message_text(chat_id=there.chat, message_id=number, reply_markup=keyboard, **fields)

        await self._patiently(place, edit)

    async def _send_rich(self, place: Place, page: str, keyboard: InlineKeyboardMarkup | None) -> int | None:
        """Send a rich message and return its number; nothing where the server cannot, or will not."""

        def send(there: Place) -> Awaitable[Any]:
            fields: dict[str, Any] = {"chat_id": there.chat, "rich_message": {"html": page}}
            fields |= {"message_thread_id": there.topic} if there.topic is not None else {}
            reply = _reply(there)
            fields |= {"reply_parameters": reply} if reply is not None else {}
            fields |= {"reply_markup": keyboard} if keyboard is not None else {}
            return self.bot.do_api_request("sendRichMessage", fields)

        try:
            message = await self._patiently(place, send)
        except EndPointNotFound:
            # A revoked token is answered in the same way; with a good one, it is the method that is unknown.
            await self.bot.get_me()
            self._rich = False
            _log.info("the server knows no rich messages; tables are sent as lines")
            return None
        except BadRequest as error:
            if unwelcome(error):
                raise
            _log.warning("a rich message was refused", error=logs.place(error))
            return None
        return int(message["message_id"])

    async def _patiently(self, place: Place, send: Callable[[Place], Awaitable[T]]) -> T:
        """Send, waiting as long as Telegram asks, and following a group that moved."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return await send(place)
            except RetryAfter as full:
                if waits_elsewhere():
                    raise
                wait = full.retry_after
                await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            except ChatMigrated as moved:
                self._migrated(place.chat, moved.new_chat_id)
                place = Place(moved.new_chat_id)
        return await send(place)

    async def _quietly(self, call: Awaitable[object]) -> None:
        try:
            await call
        except TelegramError as error:
            _log.debug("a call that may fail failed", error=type(error).__name__)


def _reply(place: Place) -> ReplyParameters | None:
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)
