"""Updates as python-telegram-bot's objects: those that come most are built directly, all others in the library's way.

A plain message is five values; the library looks for a hundred more, sets each, and asks before whether it may. That
costs more than to answer. What is built here has the same types and the same values, as far as anybody can ask.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from telegram import Bot, CallbackQuery, Chat, InlineQuery, Message, MessageEntity, TelegramObject, Update, User
from telegram.constants import ChatType

Raw = dict[str, Any]
_MESSAGE = frozenset(
    {"message_id", "date", "chat", "from", "text", "entities", "edit_date", "message_thread_id", "is_topic_message"}
)
"""Fields of a plain message."""
_TAP = frozenset({"id", "from", "chat_instance", "data", "message", "inline_message_id"})
_TYPED = frozenset({"id", "from", "query", "offset", "chat_type"})
_USER = frozenset({"id", "is_bot", "first_name", "last_name", "username", "language_code", "is_premium"})
_CHAT = frozenset({"id", "type", "title", "username", "first_name", "last_name", "is_forum"})
_GIVEN = frozenset({"id", "type", "is_bot"})
_TYPES = {str(kind.value): kind for kind in ChatType}


class _UnusualError(Exception):
    """Something is not as in most updates."""


class _Light(TelegramObject):
    """Holds what was given; all else is as in an object of its kind to which nothing was given."""

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment] # without a question whether it may be set

    def __getattr__(self, name: str) -> Any:
        kind: Any = type(self)
        return getattr(_bare(kind), name)


class _Update(_Light, Update):
    """All kinds are looked for in each update: here, nothing is left out."""

    __slots__ = ()

    def __init__(self, raw: Raw, bot: Bot) -> None:
        super().__init__(raw["update_id"])
        self._bot = bot
        for kind in raw.keys() - {"update_id"}:
            given = raw[kind]
            match kind:
                case "message":
                    self.message = _Message(given, bot)
                case "edited_message":
                    self.edited_message = _Message(given, bot)
                case "callback_query":
                    self.callback_query = _Tap(given, bot)
                case "inline_query":
                    self.inline_query = _Typed(given, bot)
                case _:
                    raise _UnusualError


class _Message(_Light, Message):
    __slots__ = ()

    def __init__(self, raw: Raw, bot: Bot) -> None:
        if not raw.keys() <= _MESSAGE:
            raise _UnusualError
        self.message_id, self.date, self.chat = raw["message_id"], _moment(raw["date"]), _Chat(raw["chat"], bot)
        self._id_attrs, self._bot = (self.message_id, self.chat), bot
        writer, edited, entities = raw.get("from"), raw.get("edit_date"), raw.get("entities")
        self.from_user = _User(writer, bot) if writer is not None else None
        self.text, self.entities = raw.get("text"), MessageEntity.de_list(entities, bot) if entities else ()
        self.edit_date = _moment(edited) if edited is not None else None
        self.message_thread_id, self.is_topic_message = raw.get("message_thread_id"), raw.get("is_topic_message")
        # What each message is asked for.
        self.sender_chat = self.reply_to_message = self.via_bot = None


class _User(_Light, User):
    __slots__ = ()

    def __init__(self, raw: Raw, bot: Bot) -> None:
        if not raw.keys() <= _USER:
            raise _UnusualError
        self.id, self.first_name, self.is_bot = raw["id"], raw["first_name"], raw["is_bot"]
        for name in raw.keys() - _GIVEN:
            setattr(self, name, raw[name])
        self._id_attrs, self._bot = (self.id,), bot


class _Chat(_Light, Chat):
    __slots__ = ()

    def __init__(self, raw: Raw, bot: Bot) -> None:
        if not raw.keys() <= _CHAT:
            raise _UnusualError
        self.id, self.type = raw["id"], _TYPES[raw["type"]]
        for name in raw.keys() - _GIVEN:
            setattr(self, name, raw[name])
        self._id_attrs, self._bot = (self.id,), bot


class _Tap(_Light, CallbackQuery):
    __slots__ = ()

    def __init__(self, raw: Raw, bot: Bot) -> None:
        if not raw.keys() <= _TAP:
            raise _UnusualError
        under = raw.get("message")
        self.id, self.from_user, self.chat_instance = raw["id"], _User(raw["from"], bot), raw["chat_instance"]
        self.message = _Message(under, bot) if under is not None else None
        self.data, self.inline_message_id = raw.get("data"), raw.get("inline_message_id")
        self._id_attrs, self._bot = (self.id,), bot


class _Typed(_Light, InlineQuery):
    __slots__ = ()

    def __init__(self, raw: Raw, bot: Bot) -> None:
        if not raw.keys() <= _TYPED:
            raise _UnusualError
        self.id, self.from_user = raw["id"], _User(raw["from"], bot)
        self.query, self.offset, self.chat_type = raw["query"], raw["offset"], raw.get("chat_type")
        self._id_attrs, self._bot = (self.id,), bot


def parsed(raw: Raw, bot: Bot) -> Update:
    """Return an update; what it raises says that it is none."""
    try:
        return _Update(raw, bot)
    except (_UnusualError, KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        # A kind, a field or a value that does not come every day: the library knows what to make of it.
        return Update.de_json(raw, bot)


def _moment(seconds: object) -> datetime:
    """Return a moment; 0 stands for a message that can no longer be read."""
    if type(seconds) is not int or seconds <= 0:
        raise _UnusualError
    return datetime.fromtimestamp(seconds, UTC)


@cache
def _bare(kind: type[TelegramObject]) -> TelegramObject:
    """Return an object to which nothing was given but what each of its kind has."""
    nobody, nowhere = User(0, "", is_bot=False), Chat(0, "")
    if issubclass(kind, Message):
        return Message(0, datetime.fromtimestamp(0, UTC), nowhere)
    if issubclass(kind, CallbackQuery):
        return CallbackQuery("", nobody, "")
    if issubclass(kind, InlineQuery):
        return InlineQuery("", nobody, "", "")
    return nobody if issubclass(kind, User) else nowhere
