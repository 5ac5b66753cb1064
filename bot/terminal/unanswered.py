"""``raqam unanswered``: the questions that found no answer, asked most first."""

from __future__ import annotations

import asyncio
from typing import TextIO

from bot.settings import SettingsError, read
from bot.storage.database import Database, DatabaseError
from bot.storage.unanswered import Question, collected


def unanswered(out: TextIO) -> int:
    """Print the questions, one a line: how often, language, status, text."""
    settings = read()
    try:
        found = asyncio.run(_collected(Database(settings.database_url.get_secret_value())))
    except DatabaseError as error:
        raise SettingsError(str(error)) from None
    for one in found:
        print(f"{one.count:>5}  {one.language}  {one.status:<12}  {one.text}", file=out)
    if not found and not settings.collect_unanswered:
        print("Nothing is collected; BOT_COLLECT_UNANSWERED=true turns it on.", file=out)
    return 0


async def _collected(database: Database) -> list[Question]:
    await database.open()
    try:
        return await collected(database)
    finally:
        await database.close()
