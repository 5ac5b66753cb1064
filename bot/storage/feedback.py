"""What people think of answers: counts and reported figures, without their words."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable
from dataclasses import dataclass

from bot.storage.recent import Recent

_MOST_CELLS = 5_000


@dataclass(frozen=True)
class Report:
    """A figure that someone doubts: the cells it states and the knowledge they were read from."""

    cells: tuple[str, ...]
    knowledge: str


class Feedback:
    """Counts each person's opinion of an answer once; the last one holds."""

    def __init__(self, limit: int = 10_000) -> None:
        self.counts: Counter[tuple[str, bool]] = Counter()
        self.reports: deque[Report] = deque(maxlen=limit)
        self._opinions: Recent[Hashable, tuple[str, bool]] = Recent(limit)
        self._reported: Recent[Hashable, bool] = Recent(limit)

    def vote(self, voter: Hashable, cell: str, *, good: bool) -> None:
        """Count an opinion on an answer; ``voter`` names the person and the message."""
        earlier = self._opinions.get(voter)
        if earlier is not None:
            self.counts[earlier] -= 1
        elif len(self.counts) >= _MOST_CELLS:
            return
        self._opinions.put(voter, (cell, good))
        self.counts[cell, good] += 1

    def report(self, reporter: Hashable, report: Report) -> bool:
        """Keep a doubt, once a person and message; say whether it was new."""
        new = self._reported.add(reporter, value=True)
        if new:
            self.reports.append(report)
        return new
