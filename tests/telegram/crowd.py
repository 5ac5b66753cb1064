"""Many chats that ask at once, and how often each of their questions was answered."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.bot_api.chat import PATIENCE, Chat
from tests.bot_api.server import BotApi

SEGMENTS = ("ITO", "CRM", "ESO", "BPO", "KPO")


class Crowd:
    """Chats that each ask about one segment after the other."""

    def __init__(self, api: BotApi, size: int, first: int = 7100) -> None:
        self._api = api
        self._chats = [Chat(api, first + number) for number in range(size)]
        self.asked: list[tuple[int, str]] = []

    async def asks(self, *segments: str) -> None:
        """Let every chat ask; Telegram has the questions then."""
        for segment in segments:
            for chat in self._chats:
                await chat.writes(f"{segment} 2024 ?")
                self.asked.append((chat.number, segment))

    async def writes(self, text: str) -> None:
        """Let every chat write something that no answer is counted for."""
        for chat in self._chats:
            await chat.writes(text)

    @property
    def answered(self) -> Counter[tuple[int, str]]:
        """How often each question was answered."""
        found: Counter[tuple[int, str]] = Counter()
        for chat in self._chats:
            for message in self._api.sent[chat.number]:
                first = str(message.get("text", "")).partition("\n")[0]
                found.update((chat.number, segment) for segment in SEGMENTS if segment in first)
        return found

    @property
    def lost(self) -> list[tuple[int, str]]:
        return [one for one in self.asked if not self.answered[one]]

    @property
    def pending(self) -> frozenset[int]:
        """Numbers of the updates that Telegram would deliver again though their questions are answered."""
        answered = self.answered
        return frozenset(
            update["update_id"]
            for update in self._api.waiting
            if (message := update.get("message")) is not None
            and any((message["chat"]["id"], one) in answered for one in SEGMENTS if one in message["text"])
        )

    @property
    def doubled(self) -> int:
        """How many answers came once more."""
        return sum(count - 1 for count in self.answered.values())

    @property
    def doubled_in_a_chat(self) -> int:
        """How many answers came once more in the chat where most did.

        A chat's questions are answered one after the other: each kill leaves one of them in doubt, not more.
        """
        found: Counter[int] = Counter()
        for (chat, _), count in self.answered.items():
            found[chat] += count - 1
        return max(found.values(), default=0)

    async def is_answered(self, seconds: float = PATIENCE) -> None:
        """Wait until every question is answered and confirmed."""
        async with asyncio.timeout(seconds):
            while self._api.pending or self.lost:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)
