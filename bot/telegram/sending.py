"""What is sent to chats: answers as rich messages or HTML, in their topic, as replies, edited in place."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, CallbackQuery, Chat, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter, ExtBot

from bot import logs
from bot.telegram.client import Ready
from bot.telegram.letters import Letter
from bot.telegram.pace import waits_elsewhere
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


class Writing:
    """A block in which something is shown once it has taken long."""

    def __init__(self, patience: float, show: Callable[[], None]) -> None:
        self._patience = patience
        self._show = show

    def __enter__(self) -> None:
        self._later = asyncio.get_running_loop().call_later(self._patience, self._show)

    def __exit__(self, *_: object) -> None:
        self._later.cancel()


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
        return await self.send(place, Letter.answering(reply, keyboard))

    async def lines(
        self, place: Place, lines: Iterable[Line], keyboard: InlineKeyboardMarkup | None = None
    ) -> tuple[int, ...]:
        """Send lines and return the numbers of their messages; buttons stand under the last."""
        return await self.send(place, Letter.of(lines, keyboard))

    async def send(self, place: Place, letter: Letter) -> tuple[int, ...]:
        """Send a letter and return the numbers of its messages."""
        if letter.rich and self._rich:
            sent = await self._send_rich(place, letter)
            if sent is not None:
                return (sent,)
        numbers = []
        for body in letter.bodies:
            message = await self._sent(place, "sendMessage", body)
            numbers.append(int(message["message_id"]))
            if message["chat"]["id"] != place.chat:
                place = Place(message["chat"]["id"])
        return tuple(numbers)

    async def call(self, method: str, body: bytes) -> None:
        """Call a method that answers a query, written out."""
        request = (f"{self.bot.base_url}/{method}", Ready(body))
        await self._limiter.process_request(self.bot.request.post, request, {}, method, {}, None)

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

    async def edit(self, place: Place, numbers: tuple[int, ...], letter: Letter) -> tuple[int, ...]:
        """Put a letter in the place of an earlier one and return the numbers of its messages.

        What takes one message takes the place of the first; the others go.
        """
        whole = len(letter.bodies) == 1 or bool(self._rich and letter.rich)
        kept, gone = (numbers[:1], numbers[1:]) if whole else ((), numbers)
        for number in gone:
            await self._quietly(self.bot.delete_message(place.chat, number))
        if not kept:
            return await self.send(place, letter)
        try:
            await self._edit_answer(place, kept[0], letter)
        except BadRequest as error:
            if _says(error, *_GONE):
                return await self.send(place, letter)
            if not _says(error, _SAME):
                raise
        return kept

    async def edit_lines(
        self, place: Place, number: int, lines: Iterable[Line], keyboard: InlineKeyboardMarkup | None
    ) -> None:
        """Put lines in the place of a message; nothing happens where it says so already, or is gone."""
        try:
            await self._edit(place, number, Letter.of(lines, keyboard).bodies[0])
        except BadRequest as error:
            if not _says(error, _SAME, *_GONE):
                raise

    async def edit_inline(self, number: str, lines: Iterable[Line], keyboard: InlineKeyboardMarkup | None) -> None:
        """Put lines in the place of a message that was sent through the bot in some chat."""
        body = Letter.of(lines, keyboard).bodies[0]
        try:
            await self.call("editMessageText", b'{"inline_message_id":%s,%s' % (json.dumps(number).encode(), body))
        except BadRequest as error:
            if not _says(error, _SAME, *_GONE):
                raise

    def typing(self, place: Place) -> Writing:
        """Show that an answer is being written, once the block has taken long."""
        return Writing(self.patience, partial(self._type, place))

    def _type(self, place: Place) -> None:
        action = self.bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.topic)
        task = asyncio.ensure_future(self._quietly(action))
        self._typing.add(task)
        task.add_done_callback(self._typing.discard)

    async def _edit_answer(self, place: Place, number: int, letter: Letter) -> None:
        if letter.rich and self._rich:
            try:
                await self._edit(place, number, letter.rich)
            except BadRequest as error:
                if _says(error, _SAME, *_GONE):
                    raise
            else:
                return
        await self._edit(place, number, letter.bodies[0])

    async def _edit(self, place: Place, number: int, body: bytes) -> None:
        await self._sent(Place(place.chat), "editMessageText", b'"message_id":%d,%s' % (number, body))

    async def _send_rich(self, place: Place, letter: Letter) -> int | None:
        """Send a rich message and return its number; nothing where the server cannot, or will not."""
        try:
            message = await self._sent(place, "sendRichMessage", letter.rich)
        except InvalidToken:
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

    async def _sent(self, place: Place, method: str, body: bytes) -> Any:
        """Call a method that sends or edits, and return the message as Telegram describes it.

        The library's own methods take each field and the whole message apart; of that, only its number is needed.
        """
        limiter, request, url = self._limiter, self.bot.request, f"{self.bot.base_url}/{method}"

        def send(there: Place) -> Awaitable[Any]:
            call = (url, Ready(_written(there) + body))
            return limiter.process_request(request.post, call, {}, method, {"chat_id": there.chat}, None)

        return await self._patiently(place, send)

    @property
    def _limiter(self) -> BaseRateLimiter[None]:
        limiter = self.bot.rate_limiter if isinstance(self.bot, ExtBot) else None
        if limiter is None:
            raise TypeError("the bot was built without a rate limiter")
        return limiter

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


def _written(place: Place) -> bytes:
    """Write a place as the beginning of a JSON object."""
    topic = b'"message_thread_id":%d,' % place.topic if place.topic is not None else b""
    reply = b""
    if place.reply_to is not None:
        reply = b'"reply_parameters":{"message_id":%d,"allow_sending_without_reply":true},' % place.reply_to
    return b'{"chat_id":%d,%s%s' % (place.chat, topic, reply)


def _reply(place: Place) -> ReplyParameters | None:
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)
