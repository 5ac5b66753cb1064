"""A chat of several people, as each of them uses it: writing, replying, editing, tapping."""

from __future__ import annotations

import asyncio
import itertools
import re
from dataclasses import dataclass
from typing import Any

from tests.bot_api.html import units
from tests.bot_api.server import BotApi

_QUIET = 0.01
_LOOKS = 4
_PATIENCE = 60
_ENTITY = re.compile(r"(?<!\S)(?P<mention>@\w{5,32})|^(?P<bot_command>/\w+(?:@\w+)?)")
_queries = itertools.count(1)


@dataclass(frozen=True)
class Person:
    number: int
    name: str
    language: str | None = "fr"

    @property
    def user(self) -> dict[str, Any]:
        user: dict[str, Any] = {"id": self.number, "is_bot": False, "first_name": self.name}
        return user | ({"language_code": self.language} if self.language else {})


SALMA = Person(7001, "Salma", "fr")
ADAM = Person(7002, "Adam", "en-GB")
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def entities(text: str) -> list[dict[str, Any]]:
    return [
        {"type": found.lastgroup, "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in _ENTITY.finditer(text)
    ]


class Room:
    """Any chat; a private one where it has the number of its person."""

    def __init__(self, api: BotApi, number: int = -100500, kind: str = "supergroup", *, forum: bool = False) -> None:
        self.api = api
        self.number = number
        self.chat: dict[str, Any] = {"id": number, "type": kind}
        if kind != "private":
            self.chat["title"] = "Équipe export"
        if forum:
            self.chat["is_forum"] = True
        self._read = 0

    def message(self, person: Person | None, text: str | None = None, **fields: Any) -> dict[str, Any]:
        """Make a message without sending it."""
        fields = ({"from": person.user} if person else {}) | fields
        if text is not None:
            fields = {"entities": entities(text)} | fields | {"text": text}
        if "topic" in fields:
            fields |= {"message_thread_id": fields.pop("topic"), "is_topic_message": True}
        if "reply_to_message" in fields:
            other = fields["reply_to_message"]
            fields["reply_to_message"] = {key: value for key, value in other.items() if key != "reply_to_message"}
        return self.api.message(self.chat, **fields)

    async def writes(self, person: Person | None, text: str | None = None, **fields: Any) -> dict[str, Any]:
        """Send a message, wait until the chat is quiet, and return it."""
        message = self.message(person, text, **fields)
        self.api.events.append(("said", dict(message)))
        await self.api.receive("message", message)
        await self.quiet()
        return message

    async def says(self, person: Person | None, text: str | None = None, **fields: Any) -> list[dict[str, Any]]:
        """Send a message and return what the bot shows next."""
        await self.writes(person, text, **fields)
        return self.new()

    async def edits(self, message: dict[str, Any], text: str, field: str = "text") -> None:
        """Change a message, or what stands under its picture."""
        marked = {"text": "entities", "caption": "caption_entities"}[field]
        message |= {field: text, marked: entities(text), "edit_date": message["date"] + 60}
        self.api.events.append(("changed", dict(message)))
        await self.api.receive("edited_message", message)
        await self.quiet()

    async def taps(self, person: Person, message: dict[str, Any], label: str) -> dict[str, Any]:
        """Tap a button and return how the tap was answered."""
        return await tap(self.api, person, button(message, label), message=message)

    def new(self) -> list[dict[str, Any]]:
        """Return what the bot sent since it was last looked at."""
        sent = self.api.sent[self.number][self._read :]
        self._read += len(sent)
        return sent

    async def quiet(self) -> None:
        await quiet(self.api)


def button(message: dict[str, Any], label: str) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    found = [one["callback_data"] for row in rows for one in row if label in one["text"] and "callback_data" in one]
    assert found, f"no button {label!r} among {[one['text'] for row in rows for one in row]}"
    return str(found[0])


def labels(message: dict[str, Any]) -> list[list[str]]:
    return [[one["text"] for one in row] for row in message.get("reply_markup", {}).get("inline_keyboard", [])]


async def quiet(api: BotApi) -> None:
    """Wait until the bot has nothing left to do: every update is confirmed, and no call comes in several looks.

    What is held back on purpose is not confirmed; that is waited for no longer than a slow machine needs.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE
    before, same = (-1, -1), 0
    while same < _LOOKS or (api.pending and loop.time() < end and not api.holding):
        await asyncio.sleep(_QUIET)
        now = (api.reached, len(api.calls))
        before, same = now, same + 1 if now == before else 0


async def tap(api: BotApi, person: Person, data: str | None, **fields: Any) -> dict[str, Any]:
    """Tap a button that carries ``data`` and return how the tap was answered."""
    number = f"tap-{next(_queries)}"
    api.open.add(("callback", number))
    api.events.append(("tapped", {"by": person.name, "data": data, **fields}))
    query = {"id": number, "from": person.user, "chat_instance": "1", **fields}
    await api.receive("callback_query", query | ({"data": data} if data is not None else {}))
    return await _answer(api, "callback", number)


async def types(api: BotApi, person: Person, text: str, **fields: Any) -> dict[str, Any]:
    """Type an inline query and return its answer."""
    number = f"inline-{next(_queries)}"
    api.open.add(("inline", number))
    api.events.append(("typed", {"by": person.name, "text": text}))
    query = {"id": number, "from": person.user, "query": text, "offset": "", **fields}
    await api.receive("inline_query", query)
    return await _answer(api, "inline", number)


async def calls_guest(room: Room, person: Person, text: str, **fields: Any) -> dict[str, Any]:
    """Name the bot where it is no member and return its answer."""
    number = f"guest-{next(_queries)}"
    room.api.open.add(("guest", number))
    message = room.message(person, text, guest_query_id=number, **fields)
    await room.api.receive("guest_message", message)
    return await _answer(room.api, "guest", number)


async def _answer(api: BotApi, kind: str, number: str) -> dict[str, Any]:
    async with asyncio.timeout(_PATIENCE), api.changed:
        await api.changed.wait_for(lambda: (kind, number) in api.answered)
    await quiet(api)
    return api.answered[kind, number]
