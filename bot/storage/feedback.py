"""What people think of answers: cells and counts, without their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select, union_all

from bot.storage.database import Database
from bot.storage.journal import Journal
from bot.storage.recent import Recent
from bot.storage.tables import opinions, tallies

OPINION_DAYS = 30
"""So long an opinion is kept with whose it is; it can be changed meanwhile. Then it is a number among others."""


@dataclass(frozen=True)
class Report:
    """A figure that someone doubts: the cells it states and the knowledge they were read from."""

    cells: tuple[str, ...]
    knowledge: str


@dataclass(frozen=True)
class Voter:
    """Who thinks something, about which message; 0 stands for a chat that Telegram does not tell."""

    person: int
    chat: int
    message: str


class Feedback:
    """Keeps each person's opinion of an answer once; the last one holds."""

    def __init__(self, database: Database, journal: Journal, now: Callable[[], int]) -> None:
        self._database = database
        self._journal = journal
        self._now = now
        self._reported: Recent[Voter, bool] = Recent(10_000)

    def vote(self, voter: Voter, cell: str, *, good: bool) -> None:
        """Keep an opinion on an answer."""
        self._keep(voter, "vote", "good" if good else "bad", cell, "")

    def report(self, reporter: Voter, report: Report) -> bool:
        """Keep a doubt; say whether this process heard it for the first time."""
        self._keep(reporter, "report", "report", ",".join(report.cells), report.knowledge)
        return self._reported.add(reporter, value=True)

    async def counts(self) -> Counter[tuple[str, str]]:
        """Count what was said about which cells: good, bad, report."""
        new = select(opinions.c.said, opinions.c.cells, func.count().label("count")).group_by(
            opinions.c.said, opinions.c.cells
        )
        every = union_all(new, select(tallies.c.said, tallies.c.cells, tallies.c.count))
        found: Counter[tuple[str, str]] = Counter()
        async with self._database.reading() as connection:
            for said, cells, count in await connection.execute(every):
                found[said, cells] += int(count)
        return found

    def _keep(self, voter: Voter, kind: str, said: str, cells: str, knowledge: str) -> None:
        row = {"person": voter.person, "chat": voter.chat, "message": voter.message, "kind": kind}
        row |= {"said": said, "cells": cells, "knowledge": knowledge, "touched": self._now()}
        self._journal.put(opinions, (voter.person, voter.chat, voter.message, kind), row)
