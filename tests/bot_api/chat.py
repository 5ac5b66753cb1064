"""A person in a chat: says things, and reads what the chat shows next."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.bot_api.html import loosened, marked
from tests.bot_api.server import BotApi

PATIENCE = 240.0
"""However busy the machine is; whoever waits so long waits in vain."""
_QUIET = 0.05


class Chat:
    """A chat with the bot, private unless told otherwise."""

    def __init__(self, api: BotApi, number: int = 7001, kind: str = "private", language: str | None = "fr") -> None:
        self._api = api
        self.number = number
        self._chat = {"id": number, "type": kind, **({"title": "Équipe"} if kind != "private" else {})}
        self._person: dict[str, Any] = {"id": abs(number), "is_bot": False, "first_name": "Salma"}
        if language:
            self._person["language_code"] = language
        self._read = 0

    async def writes(self, text: str) -> None:
        """Send a text and wait for nothing."""
        fields: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            fields["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        await self.sends(**fields)

    async def sends(self, **fields: Any) -> None:
        """Send any message and wait for nothing."""
        await self._api.receive("message", self._api.message(self._chat, **{"from": self._person}, **fields))

    async def says(self, text: str, patience: float = PATIENCE) -> str:
        """Send a text and return what the chat shows next."""
        await self.writes(text)
        return await self.shows(patience=patience)

    async def shows(self, count: int = 1, patience: float = PATIENCE) -> str:
        """Return the transcript of at least that many new messages, once the chat is quiet."""
        sent = self._api.sent[self.number]
        async with asyncio.timeout(patience), self._api.changed:
            await self._api.changed.wait_for(lambda: len(sent) >= self._read + count)
        await self.quiet()
        new = sent[self._read :]
        self._read = len(sent)
        return "\n---\n".join(_transcript(message) for message in new)

    async def quiet(self) -> int:
        """Wait until nothing new comes and return how many messages are unread."""
        sent = self._api.sent[self.number]
        before = -1
        while before != len(sent):
            before = len(sent)
            await asyncio.sleep(_QUIET)
        return len(sent) - self._read


def _transcript(message: dict[str, Any]) -> str:
    """Show a message without its buttons, which have tests of their own."""
    if "rich_message" in message:
        return loosened(str(message["rich_message"]["blocks"][0]["text"]))
    if "photo" in message:
        return f"(picture) {message['caption']}"
    return loosened(marked(message["text"], message["entities"]))
