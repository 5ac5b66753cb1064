"""What is wrong with a knowledge folder, in words that say where it is and what to write instead.

KnowledgeError
 └ holds Problems: file, line, column, message
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend."""

    file: str
    message: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "")
        return f"{place}{f', column {self.column}' if self.column else ''}: {self.message}"


class KnowledgeError(Exception):
    """A knowledge folder that cannot be used; ``problems`` lists all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
