"""When a briefing is due: a rhythm, an hour and a time zone in; moments out. No clock is read here."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

LAST_DAY = 31
"""As the day of a month: its last one, whichever that is."""
_SATURDAY = 5
_FARTHEST = timedelta(days=62)
"""Two occurrences of a month's day are never further apart, whatever the months."""
_DAY = timedelta(days=1)


class Rhythm(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    NEWS = "news"
    """Whenever the knowledge gains or revises figures: no time of its own."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write a name of the IANA time zone database, for example Africa/Casablanca") from None
    return name


class Schedule(BaseModel):
    """When a chat wants its briefing; local times are those of its own time zone."""

    model_config = ConfigDict(frozen=True)

    rhythm: Rhythm
    hour: Annotated[int, Field(ge=0, le=23)] = 8
    day: int = 0
    """Of a week from 0 (Monday) to 6, of a month from 1 to 31 (a shorter month takes its last day); else 0."""
    timezone: Annotated[str, AfterValidator(_zone)] = "Africa/Casablanca"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        first, last = {Rhythm.WEEKLY: (0, 6), Rhythm.MONTHLY: (1, LAST_DAY)}.get(self.rhythm, (0, 0))
        if not first <= self.day <= last:
            raise ValueError(f"the day of a {self.rhythm} briefing is from {first} to {last}")
        return self

    @property
    def timed(self) -> bool:
        """Whether it comes by the clock."""
        return self.rhythm is not Rhythm.NEWS

    def after(self, moment: datetime) -> datetime | None:
        """Return the first moment after this one at which a briefing is due; none where only news make it due."""
        day = moment.astimezone(ZoneInfo(self.timezone)).date() - _DAY
        return next((due for due in self._from(day, _DAY) if due > moment), None)

    def until(self, moment: datetime) -> datetime | None:
        """Return the last moment up to this one at which a briefing was due."""
        day = moment.astimezone(ZoneInfo(self.timezone)).date() + _DAY
        return next((due for due in self._from(day, -_DAY) if due <= moment), None)

    def _from(self, day: date, step: timedelta) -> Iterator[datetime]:
        """Give the moments from a day on, forwards or backwards."""
        for count in range(_FARTHEST.days if self.timed else 0):
            found = day + count * step
            if self._on(found):
                yield self._at(found)

    def _on(self, day: date) -> bool:
        match self.rhythm:
            case Rhythm.WEEKDAYS:
                return day.weekday() < _SATURDAY
            case Rhythm.WEEKLY:
                return day.weekday() == self.day
            case Rhythm.MONTHLY:
                return day.day == min(self.day, monthrange(day.year, day.month)[1])
        return True

    def _at(self, day: date) -> datetime:
        """Return the hour on a day, as a moment.

        An hour that the clocks skip is taken at the moment they jump; of one that comes twice, the first counts: one
        briefing a day, whatever the clocks do.
        """
        return datetime.combine(day, time(self.hour), ZoneInfo(self.timezone)).astimezone(UTC)


def due(schedule: Schedule, now: datetime, latest: timedelta) -> bool:
    """Whether what was due last may still be sent: not later than ``latest``."""
    last = schedule.until(now)
    return last is not None and now - last <= latest
