"""What a person writes in the knowledge folder, row by row. Terms are those of official statistics (SDMX)."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.intervals import Interval
from knowledge.periods import Period, PeriodKind

TOTAL = "_T"
"""The code of all segments together."""

Code = Annotated[str, Field(min_length=1)]
_COUNTED = ("rank", "count", "persons")
"""Units that are counted one by one, never measured."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Status(StrEnum):
    """How final an observation is."""

    PUBLISHED = "published"
    PRELIMINARY = "preliminary"
    PROJECTION = "projection"
    TARGET = "target"


class Qualifier(StrEnum):
    """How a source hedges a figure."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ABOUT = "about"


def _plain_number(value: object) -> object:
    if value in ("", None):
        return None
    if not _NUMBER.fullmatch(str(value)):
        raise ValueError("is no number; write it with a decimal point and no spaces, for example 13.4")
    return value


def _period(value: object) -> object:
    return Period.parse(value) if isinstance(value, str) else value


Number = Annotated[Decimal | None, BeforeValidator(_plain_number)]


class Observation(_Row):
    """One value of one indicator for a segment, a period and a place, as one source prints it."""

    id: Code
    indicator: Code
    segment: Code
    period: Annotated[Period, BeforeValidator(_period)]
    place: Code
    value: Code
    """As printed; a number, or a name where the indicator's kind is ``text``."""
    unit: Code
    qualifier: Qualifier
    low: Number = None
    high: Number = None
    """Bounds of an "about"; empty otherwise."""
    status: Status
    perimeter: Code
    source: Code
    locator: str = ""
    """Where in the source the figure stands."""
    also: tuple[str, ...] = ()
    """Further sources that print the same."""
    alternative_to: str = ""
    """The observation that is followed instead of this one."""
    note: str = ""
    line: int = 0

    @model_validator(mode="after")
    def _bounds(self) -> Observation:
        about = self.qualifier is Qualifier.ABOUT
        if about != (self.low is not None and self.high is not None):
            raise ValueError("low and high are written for the qualifier 'about', both, and for no other")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low ({self.low}) is above high ({self.high}); swap them")
        return self

    @property
    def numeric(self) -> bool:
        """Whether the value is a number."""
        return bool(_NUMBER.fullmatch(self.value))

    @property
    def number(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.value)

    @property
    def decimals(self) -> int:
        """Decimals as printed."""
        return len(self.value.partition(".")[2])

    @property
    def outlook(self) -> bool:
        """Whether it is a projection or a target."""
        return self.status in (Status.PROJECTION, Status.TARGET)

    @property
    def interval(self) -> Interval:
        """What the printed value allows: half the last digit either way, a bound, or the bounds of an "about"."""
        match self.qualifier:
            case Qualifier.MORE_THAN:
                return Interval.of(self.number, None)
            case Qualifier.LESS_THAN:
                return Interval.of(None, self.number)
            case Qualifier.ABOUT:
                return Interval.of(self.low, self.high)
        half = Decimal(5).scaleb(-self.decimals - 1)
        if self.decimals == 0 and abs(self.number) < 100 and self.unit in _COUNTED:
            half = Decimal(0)  # a rank, a count of two or three: nothing is rounded
        return Interval.of(self.number - half, self.number + half)


class IndicatorKind(StrEnum):
    """What sort of quantity an indicator is."""

    FLOW = "flow"
    STOCK = "stock"
    RATE = "rate"
    TEXT = "text"


class Indicator(_Row):
    """Something that is observed; a rate says of what (``of``) and how (``relation``)."""

    code: Code
    kind: IndicatorKind
    unit: Code
    of: str = ""
    relation: Literal["", "share", "growth", "progress", "change"] = ""
    headline: bool = False
    """Whether a question that names no indicator means this one; exactly one does."""
    perimeters: tuple[str, ...] = ()
    """Perimeters in the order in which a plain question is answered; empty is the main one first."""


class Segment(_Row):
    """A branch of the whole."""

    code: Code
    part_of: str = ""


class Place(_Row):
    """A country or a city."""

    code: Code
    kind: Literal["country", "city"]
    part_of: str = ""


class Perimeter(_Row):
    """What a source counts. Figures of two perimeters never meet, unless one is ``same_as`` the other."""

    code: Code
    main: bool = False
    same_as: str = ""
    note: str = ""


class Source(_Row):
    """A publication."""

    id: Code
    publisher: Code
    title: Code
    date: Code
    url: Code
    language: Code
    kind: Literal["official", "press"]
    producer: str
    """Code of the institution that made the figures."""
    citation: dict[str, str]
    """How it is cited, short, by language."""


class Statement(_Row):
    """Something told in words: a reason, an aim, a definition; own wording, never a source's."""

    id: Code
    topic: Code
    about: str = ""
    text: dict[str, str]
    source: Code
    locator: str = ""
    period: Annotated[Period | None, BeforeValidator(_period)] = None
    """When that happened of which it tells: the month in which a park opened."""


class Name(_Row):
    """What something is called in a language."""

    name: Code
    short: str = ""
    aimed: str = ""
    """What a perimeter counts in a target, where that is not quite what it counts in a result."""
    article: str = ""
    """Definite article, with its space or its apostrophe ("le ", "l’"); empty where none is used."""
    coded: str = ""
    """The code as a sentence speaks of it ("l’ITO"); empty where it stands alone."""
    gender: Literal["", "m", "f"] = ""
    number: Literal["singular", "plural"] = "singular"
    at: str = ""
    """"In X", for places."""
    counted: str = ""
    """The unit behind a count of it: "emplois", "start-up"."""
    aliases: tuple[str, ...] = ()


class Names(_Row):
    """All names of one language."""

    language: Code
    segments: dict[str, Name]
    indicators: dict[str, Name]
    places: dict[str, Name]
    perimeters: dict[str, Name]
    topics: dict[str, Name] = {}
    institutions: dict[str, Name] = {}
    hints: dict[str, tuple[str, ...]] = {}
    """Indicator → words that point to it without naming it ("people" for jobs)."""
    beside: dict[str, tuple[str, ...]] = {}
    """Segment → words that name it in capitals, or beside another segment only ("IT and CRM", "it")."""
    weak: tuple[str, ...] = ()
    """Aliases that everyone uses for other things too; alone they do not show that this subject is meant."""


__all__ = [
    "TOTAL",
    "Indicator",
    "IndicatorKind",
    "Name",
    "Names",
    "Observation",
    "Perimeter",
    "PeriodKind",
    "Place",
    "Qualifier",
    "Segment",
    "Source",
    "Statement",
    "Status",
]
