"""A process that loads the bot once and bears it again and again: ``python -m tests.telegram.nursery``.

Each line on its input is one birth: a child that serves as ``raqam serve`` does until it is killed. Its number is
printed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime

from bot import logs
from bot.assistant import Assistant
from bot.briefings.order import Order
from bot.briefings.schedule import Rhythm
from bot.settings import Settings, read
from bot.telegram.application import build, running


def main() -> None:
    settings, assistant = read(), Assistant.open()
    # What every child would compute anew, it is born with.
    assistant.press.briefing(Order(rhythm=Rhythm.DAILY, language="fr"), (), datetime.now(UTC).date())
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(_serve(settings, assistant))
        print(child, flush=True)


async def _serve(settings: Settings, assistant: Assistant) -> None:
    assert settings.token is not None
    token = settings.token.get_secret_value()
    logs.configure("ERROR", token)
    async with running(build(settings, token, assistant)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
