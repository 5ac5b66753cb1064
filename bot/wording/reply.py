"""What a person reads, ready for any channel: lines of spans, the figures they state, questions to ask next."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.reading.query import Query


class Status(StrEnum):
    """What became of a message."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NO_DATA = "no_data"
    OUT_OF_SCOPE = "out_of_scope"
    CHAT = "chat"


class Span(BaseModel):
    """A run of plain text; a channel escapes it once, where it is sent."""

    model_config = ConfigDict(frozen=True)

    text: str
    bold: bool = False
    quoted: bool = False
    """Whether it only says where the rest comes from; a channel may set it apart."""
    offered: bool = False
    """Whether it only repeats the suggestions; a channel that shows them as buttons may leave it out."""
    url: str = ""
    """Where it leads, if anywhere."""


Line = tuple[Span, ...]


class Table(BaseModel):
    """Lines of a reply that are rows of one table, for a channel that can draw one."""

    model_config = ConfigDict(frozen=True)

    first: int
    """Index of the first line that is a row; the others follow it."""
    rows: tuple[tuple[str, ...], ...]
    """What stands in the cells: a label, then figures."""


class Figure(BaseModel):
    """One figure stated in a reply; ``low`` and ``high`` are null where it is unbounded."""

    model_config = ConfigDict(frozen=True)

    indicator: str
    segment: str
    period: str
    place: str
    value: Decimal | str
    low: Decimal | None
    high: Decimal | None
    unit: str
    kind: str
    status: str
    qualifier: str
    perimeter: str
    sources: tuple[str, ...]
    formula: str | None = None


class Reply(BaseModel):
    """One answer to one message."""

    model_config = ConfigDict(frozen=True)

    language: str
    """Code of the language it is written in."""
    status: Status
    intent: str
    """The operation that was answered, as named in the contract."""
    confidence: float
    """About the share of such readings that are right, 0 to 1."""
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...] = ()
    asked: tuple[Query, ...] = ()
    """The questions that it answers, with what was filled in; a chart is planned from them."""
    suggestions: tuple[str, ...] = ()
    """Whole questions that can be sent as they stand; under ``clarify`` they are the options."""
    sources: tuple[str, ...] = ()
    """Ids of the sources that it cites."""
    table: Table | None = None

    @property
    def text(self) -> str:
        """Exactly what a person reads, as plain text."""
        return "\n".join("".join(span.text for span in line) for line in self.lines)
