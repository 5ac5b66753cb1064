"""What is known about a query, without a word of any language: the value that answering hands to wording."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.reading.query import Query
from knowledge import Estimate, Period, Statement


class Fact(BaseModel):
    """One line of an answer: a figure (or a statement) in a role.

    The role decides the sentence: ``headline``, ``share``, ``growth``, ``total``, ``projection`` and so on, each one in
    the language folder.
    """

    model_config = ConfigDict(frozen=True)

    role: str
    estimate: Estimate | None = None
    segments: tuple[str, ...] = ()
    period: Period | None = None
    base: Period | None = None
    """The period a change is counted from."""
    rank: int = 0
    names: tuple[str, ...] = ()
    """Codes that the sentence names: places, other segments, perimeters."""
    statement: Statement | None = None


class Note(BaseModel):
    """A remark under the figures: ``default_period``, ``perimeter``, ``horizon``, ``no_result``, ``too_close``…"""

    model_config = ConfigDict(frozen=True)

    name: str
    period: Period | None = None
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Answer(BaseModel):
    """The answer to one query."""

    model_config = ConfigDict(frozen=True)

    status: str
    """A status of the reply: answered, clarify, no_data, out_of_scope, chat."""
    query: Query
    verdict: str = ""
    """``yes``, ``no``, ``not_exactly`` or ``too_close`` where a claim was checked."""
    facts: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = ()
    sources: tuple[str, ...] = ()
    """Source ids beyond those of the figures."""
    suggestions: tuple[Query, ...] = ()
    table: bool = False
    """Whether the facts are rows of one table."""

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All figures it states, in order."""
        return tuple(fact.estimate for fact in self.facts if fact.estimate is not None)
