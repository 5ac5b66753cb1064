"""A chart as a value: what is drawn, every word of it written, every figure in it known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.wording.reply import Figure


class ChartKind(StrEnum):
    """What a chart shows; the drawing follows from it."""

    BREAKDOWN = "breakdown"
    """The segments of one period."""
    SHARES = "shares"
    """The shares of two periods side by side."""
    SERIES = "series"
    """One quantity over periods."""
    RANKING = "ranking"
    """The segments of one period in order, numbered."""
    COMPARISON = "comparison"
    """One side against the other."""
    PROGRESS = "progress"
    """How far a period has come towards a projection, a target or a year."""


class Mark(BaseModel):
    """One figure as it is drawn and written; the unit stands in the subtitle."""

    model_config = ConfigDict(frozen=True)

    figure: Figure
    text: str
    """With its hedge: "environ 1,4"."""
    range: str = ""
    """Its interval, where that says more than its last digit."""

    @property
    def value(self) -> float:
        """The number that gives a bar its length."""
        return float(self.figure.value)

    @property
    def style(self) -> str:
        """``published``, ``computed``, ``projection`` or ``target``."""
        return self.figure.kind


class Row(BaseModel):
    """One label with its bars: one for each of the chart's series. No bar is a period that is not published."""

    model_config = ConfigDict(frozen=True)

    label: str
    detail: str = ""
    """A few words beside the label: a segment's full name."""
    marks: tuple[Mark | None, ...]
    beside: Mark | None = None
    """A second figure of the same thing: the share beside the amount."""
    strong: bool = False
    """Whether the title is about this row."""
    tag: str = ""
    """What the bar is, where it is no result: "projection", "non publié"."""

    @property
    def mark(self) -> Mark | None:
        """The last figure: of the only series, or of the later period."""
        return self.marks[-1]


class Key(BaseModel):
    """How one kind of figure is drawn, in words."""

    model_config = ConfigDict(frozen=True)

    style: str
    text: str


class Chart(BaseModel):
    """One chart in one language."""

    model_config = ConfigDict(frozen=True)

    kind: ChartKind
    language: str
    version: str
    """Of the knowledge it is planned from."""
    perimeter: str
    unit: str
    periods: tuple[str, ...]
    title: str
    """The message, one sentence."""
    subtitle: str
    """What is measured, where and when, and in which unit."""
    rows: tuple[Row, ...]
    series: tuple[str, ...] = ("",)
    """What the bars of a row are, where there are several: two periods."""
    keys: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()
    source: str
    alt: str
    """The chart in words, for those who do not see it."""
    stated: tuple[Figure, ...] = ()
    """Figures that the title or a note states beyond those of the rows."""

    @property
    def marks(self) -> Iterator[Mark]:
        """Everything that is drawn or written at a row."""
        for row in self.rows:
            yield from (mark for mark in (*row.marks, row.beside) if mark is not None)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that the picture states."""
        return (*(mark.figure for mark in self.marks), *self.stated)

    @property
    def identity(self) -> str:
        """A short name for this very chart: its content, its language and the knowledge it comes from."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:32]
