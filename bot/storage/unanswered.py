"""Questions that found no answer, collected only where the operator asks for it: bare texts, nobody's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.storage.conversations import DAY
from bot.storage.database import Database
from bot.storage.journal import Journal
from bot.storage.statements import inserting
from bot.storage.tables import unanswered

_LONGEST = 300
_HIDDEN = (
    re.compile(r"\S+@\S+|@\w+"),  # addresses and names
    re.compile(r"\b(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE),
    re.compile(r"\+?\d[\d\s().-]{6,}\d"),  # telephone numbers, accounts
)


@dataclass(frozen=True)
class Question:
    """A question without an answer, and how often it was asked."""

    language: str
    status: str
    text: str
    count: int


class Unanswered:
    """Collects, where it is turned on; nothing that tells who asked, where, or at what hour."""

    def __init__(self, journal: Journal, now: Callable[[], int], *, on: bool) -> None:
        self.on = on
        self._journal = journal
        self._now = now

    def collect(self, text: str, language: str, status: str) -> None:
        """Keep a question, or count it once more."""
        if not self.on or self._journal.trouble:
            return
        kept = bare(text)
        if not kept:
            return
        row = {"digest": hashlib.sha256(f"{language} {kept.casefold()}".encode()).hexdigest(), "language": language}
        row |= {"status": status, "text": kept}
        values = {**row, "count": 1, "touched": self._now() // DAY * DAY}
        insert = inserting(unanswered, shared=self._journal.shared).values(values)
        again = {"count": unanswered.c.count + 1, "touched": insert.excluded.touched}

        def count(connection: Connection) -> None:
            connection.execute(insert.on_conflict_do_update(index_elements=["digest"], set_=again))

        self._journal.also(count)


def bare(text: str) -> str:
    """Return a text without what may tell who wrote it, shortened."""
    for hidden in _HIDDEN:
        text = hidden.sub("…", text)
    plain = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(plain.encode("utf-8", "replace").decode().split())[:_LONGEST]


async def collected(database: Database) -> list[Question]:
    """Return what was collected, what was asked most first."""
    columns = (unanswered.c.language, unanswered.c.status, unanswered.c.text, unanswered.c.count)
    found = select(*columns).order_by(unanswered.c.count.desc(), unanswered.c.text)
    async with database.reading() as connection:
        return [Question(*row) for row in await connection.execute(found)]
