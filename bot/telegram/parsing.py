"""Updates as python-telegram-bot's objects: those that come most are built directly, all others in the library's way.

A plain message is five values; the library looks for a hundred more, and asks before it sets each whether it may. That
costs more than to answer. What is built here has the same types and the same values.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from telegram import Bot, CallbackQuery, Chat, InlineQuery, Message, MessageEntity, TelegramObject, Update, User

Raw = dict[str, Any]
_MESSAGE = frozenset(
    {"message_id", "date", "chat", "from", "text", "entities", "edit_date", "message_thread_id", "is_topic_message"}
)
"""Fields of a plain message."""
_TAP = frozenset({"id", "from", "chat_instance", "data", "message", "inline_message_id"})
_TYPED = frozenset({"id", "from", "query", "offset", "chat_type"})


class _Open(TelegramObject):
    """Values are set as those of any object: without a question whether they may be."""

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment] # the same, as a descriptor


class _Message(_Open, Message):
    __slots__ = ()


class _User(_Open, User):
    __slots__ = ()


class _Chat(_Open, Chat):
    __slots__ = ()


class _Tap(_Open, CallbackQuery):
    __slots__ = ()


class _Typed(_Open, InlineQuery):
    __slots__ = ()


class _Update(_Open, Update):
    __slots__ = ()


def parsed(raw: Raw, bot: Bot) -> Update:
    """Return an update; what it raises says that it is none."""
    try:
        found = _plain(raw, bot)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        found = None  # a field of another kind, or one that is new: the library knows what to make of it
    return Update.de_json(raw, bot) if found is None else found


def _plain(raw: Raw, bot: Bot) -> Update | None:
    if len(raw) != 2:
        return None
    number = raw["update_id"]
    if "message" in raw:
        message = _message(raw["message"], bot)
        found = _Update(number, message=message) if message is not None else None
    elif "callback_query" in raw:
        tap = _tap(raw["callback_query"], bot)
        found = _Update(number, callback_query=tap) if tap is not None else None
    elif "inline_query" in raw:
        typed = _typed(raw["inline_query"], bot)
        found = _Update(number, inline_query=typed) if typed is not None else None
    elif "edited_message" in raw:
        message = _message(raw["edited_message"], bot)
        found = _Update(number, edited_message=message) if message is not None else None
    else:
        return None
    if found is not None:
        found.set_bot(bot)
    return found


def _message(raw: Raw, bot: Bot) -> Message | None:
    if not raw.keys() <= _MESSAGE or not _dated(raw["date"]):
        return None
    edited, entities = raw.get("edit_date"), raw.get("entities")
    if edited is not None and not _dated(edited):
        return None
    writer = raw.get("from")
    made = _Message(
        message_id=raw["message_id"],
        date=datetime.fromtimestamp(raw["date"], UTC),
        chat=_chat(raw["chat"], bot),
        from_user=_user(writer, bot) if writer is not None else None,
        text=raw.get("text"),
        entities=MessageEntity.de_list(entities, bot) if entities is not None else None,
        edit_date=datetime.fromtimestamp(edited, UTC) if edited is not None else None,
        message_thread_id=raw.get("message_thread_id"),
        is_topic_message=raw.get("is_topic_message"),
    )
    made.set_bot(bot)
    return made


def _tap(raw: Raw, bot: Bot) -> CallbackQuery | None:
    under = raw.get("message")
    message = _message(under, bot) if under is not None else None
    if not raw.keys() <= _TAP or (message is None and under is not None):
        return None
    made = _Tap(
        raw["id"],
        _user(raw["from"], bot),
        raw["chat_instance"],
        message=message,
        data=raw.get("data"),
        inline_message_id=raw.get("inline_message_id"),
    )
    made.set_bot(bot)
    return made


def _typed(raw: Raw, bot: Bot) -> InlineQuery | None:
    if not raw.keys() <= _TYPED:
        return None
    made = _Typed(raw["id"], _user(raw["from"], bot), raw["query"], raw["offset"], chat_type=raw.get("chat_type"))
    made.set_bot(bot)
    return made


def _user(raw: Raw, bot: Bot) -> User:
    made = _User(**raw)
    made.set_bot(bot)
    return made


def _chat(raw: Raw, bot: Bot) -> Chat:
    made = _Chat(**raw)
    made.set_bot(bot)
    return made


def _dated(moment: object) -> bool:
    """Whether a moment is one; 0 stands for a message that can no longer be read."""
    return type(moment) is int and moment > 0
