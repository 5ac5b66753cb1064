"""Whether a message speaks to the bot, and what it then says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
_LOOSE = " \t\n,;:.!–—-"


@dataclass(frozen=True)
class Myself:
    """Who the bot is in Telegram."""

    id: int
    username: str


@dataclass(frozen=True)
class Heard:
    """What was said to the bot."""

    text: str
    command: str = ""
    """The command before the text, in small letters; ``?`` for one that belongs to another bot."""


OTHERS = "?"


def private(message: Message, me: Myself) -> Heard:
    """Read a message of a private chat: all of them speak to the bot."""
    return _read(_unmentioned(message, me)[0], me)


def group(message: Message, me: Myself) -> Heard | None:
    """Read a message of a group; nothing unless it speaks to the bot by name, by reply or by its command."""
    text, mentioned = _unmentioned(message, me)
    written = _written(message)
    plain = _read(written, me)
    if plain.command == OTHERS:
        return None
    replied = _replies(message, me)
    if plain.command and not mentioned:
        named = bool(re.match(r"/\w+@", written))
        return plain if named or replied or plain.command == "ask" else None
    if not mentioned and not replied:
        return None
    heard = _read(text, me)
    if mentioned and not heard.text and not heard.command:
        return Heard(_quoted(message, me))
    return heard


def guest(message: Message, me: Myself) -> Heard:
    """Read a message of a chat that the bot is no member of: it is sent there because it names the bot."""
    heard = _read(_unmentioned(message, me)[0], me)
    return heard if heard.text or heard.command else Heard(_quoted(message, me))


def length(message: Message, me: Myself) -> int:
    """Return how many characters a message may have the bot read: its own, and those of the one it calls it to."""
    return len(_written(message)) + len(_quoted(message, me))


def _read(text: str, me: Myself) -> Heard:
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return Heard(text.strip())
    name, bot, rest = found[1].lower(), found[2], (found[3] or "").strip()
    if bot is not None and bot.lower() != me.username.lower():
        return Heard(rest, OTHERS)
    return Heard(rest, name)


def _written(message: Message) -> str:
    """Return what is written: the text, or what stands under a picture."""
    return message.text if message.text is not None else message.caption or ""


def _unmentioned(message: Message, me: Myself) -> tuple[str, bool]:
    """Return the text without the mentions of the bot, and whether there were any."""
    text = _written(message)
    entities = message.entities if message.text is not None else message.caption_entities
    units = text.encode("utf-16-le", "surrogatepass")
    found = False
    for entity in sorted(entities, key=lambda one: -one.offset):
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        if start < 0 or not _names(entity, units[start:end], me):
            continue
        units, found = units[:start] + " ".encode("utf-16-le") + units[end:], True
    left = units.decode("utf-16-le", "replace") if found else text
    return (" ".join(left.split()).lstrip(_LOOSE) if found else left), found


def _names(entity: MessageEntity, written: bytes, me: Myself) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    name = written.decode("utf-16-le", "replace").lower()
    return entity.type == MessageEntity.MENTION and name == f"@{me.username.lower()}"


def _replies(message: Message, me: Myself) -> bool:
    """Tell a reply to the bot; in a forum, every message of a topic replies to the one that opened it."""
    other = message.reply_to_message
    if other is None or other.forum_topic_created is not None:
        return False
    return other.from_user is not None and other.from_user.id == me.id


def _quoted(message: Message, me: Myself) -> str:
    """Return what somebody else said, where the bot is only called to it."""
    other = message.reply_to_message
    if other is None or _replies(message, me) or other.forum_topic_created is not None:
        return ""
    if message.quote is not None:
        return message.quote.text
    return _unmentioned(other, me)[0]
