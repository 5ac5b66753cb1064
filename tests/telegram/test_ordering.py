from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.assistant import Conversation
from bot.storage.conversations import Conversations
from bot.telegram.ordering import ChatOrder


def update(number: int, chat: int) -> Update:
    return Update(number, message=Message(number, datetime.now(UTC), Chat(chat, "private")))


async def test_a_chat_waits_for_itself_only() -> None:
    order, done, held = ChatOrder(), list[str](), asyncio.Event()

    async def work(name: str, *, wait: bool = False) -> None:
        if wait:
            await held.wait()
        done.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(order.process_update(update(1, 1), work("slow", wait=True)))
        group.create_task(order.process_update(update(2, 1), work("after it")))
        group.create_task(order.process_update(update(3, 2), work("elsewhere")))
        group.create_task(order.process_update("not an update", work("nowhere")))
        await asyncio.sleep(0.01)
        assert (done, len(order)) == (["elsewhere", "nowhere"], 1)
        held.set()
    assert done[2:] == ["slow", "after it"]
    assert len(order) == 0


async def test_a_failure_frees_its_chat() -> None:
    order = ChatOrder()

    async def fail() -> None:
        raise ValueError

    await asyncio.gather(*(order.process_update(update(n, 1), fail()) for n in range(3)), return_exceptions=True)
    assert len(order) == 0


def test_the_chats_heard_last_are_remembered() -> None:
    kept = Conversations(limit=2)
    for chat in (1, 2):
        kept.put(chat, Conversation(language=str(chat)))
    kept.get(1)
    kept.put(3, Conversation(language="3"))
    assert kept.get(1) == Conversation(language="1")
    assert kept.get(2) is None
    assert len(kept) == 2
