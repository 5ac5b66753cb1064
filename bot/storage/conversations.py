"""What is remembered of each chat, in memory: the chats heard last, up to a limit."""

from __future__ import annotations

from collections import OrderedDict

from bot.assistant import Conversation


class Conversations:
    """Forgets the chat that was silent longest when a new one no longer fits."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._kept: OrderedDict[int, Conversation] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, chat: int) -> Conversation | None:
        """Return what is remembered of a chat, if anything."""
        found = self._kept.get(chat)
        if found is not None:
            self._kept.move_to_end(chat)
        return found

    def put(self, chat: int, conversation: Conversation) -> None:
        """Remember a chat."""
        self._kept[chat] = conversation
        self._kept.move_to_end(chat)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)
