"""What the buttons of a subscription carry: the step, and everything chosen so far; nothing is kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from bot.briefings.schedule import LAST_DAY, Rhythm, Schedule
from bot.storage.subscriptions import Wish
from bot.telegram.taps import Act, Tap, written

_FIELDS = 6


class Step(StrEnum):
    """What a tap asks to see or do next."""

    RHYTHM = "r"
    DAY = "d"
    HOUR = "h"
    PAGE = "p"
    """All of it on one page, to be changed or confirmed."""
    SUBJECT = "s"
    ZONE = "z"
    LANGUAGE = "l"
    DONE = "y"
    CANCEL = "c"


_LETTERS = {
    "d": Rhythm.DAILY,
    "k": Rhythm.WEEKDAYS,
    "w": Rhythm.WEEKLY,
    "m": Rhythm.MONTHLY,
    "n": Rhythm.NEWS,
}
DAYS_OF_MONTH = (1, 5, 10, 15, 20, 25, LAST_DAY)
"""Offered for a monthly briefing."""


@dataclass(frozen=True)
class Draft:
    """An order that is being made."""

    language: str
    """The briefing's; the dialogue speaks it too."""
    timezone: str
    rhythm: Rhythm = Rhythm.DAILY
    day: int = 0
    hour: int = 8
    subject: str = ""

    @property
    def schedule(self) -> Schedule:
        """Its schedule; ``ValidationError`` where the button was tampered with."""
        return Schedule(rhythm=self.rhythm, day=self.day, hour=self.hour, timezone=self.timezone)

    def wish(self, chat: int, topic: int) -> Wish:
        """Return it as a chat's order."""
        return Wish(chat=chat, topic=topic, subject=self.subject, language=self.language, schedule=self.schedule)


def carried(step: Step, draft: Draft) -> str:
    """Write a step and its draft as ``callback_data``; empty where they do not fit."""
    letter = next(letter for letter, rhythm in _LETTERS.items() if rhythm is draft.rhythm)
    fields = (f"{step}{letter}", draft.day, draft.hour, draft.language, draft.subject, draft.timezone)
    return written(Tap(Act.WISH, "", ",".join(str(field) for field in fields)))


def read(rest: str) -> tuple[Step, Draft] | None:
    """Read what a button carries; nothing where it makes no sense."""
    fields = rest.split(",")
    if len(fields) != _FIELDS or len(fields[0]) != 2 or fields[0][0] not in set(Step) or fields[0][1] not in _LETTERS:
        return None
    day, hour = fields[1:3]
    if not (day.isdecimal() and hour.isdecimal() and day.isascii() and hour.isascii()):
        return None
    draft = Draft(
        language=fields[3],
        timezone=fields[5],
        rhythm=_LETTERS[fields[0][1]],
        day=int(day),
        hour=int(hour),
        subject=fields[4],
    )
    try:
        _ = draft.schedule
    except ValidationError:
        return None
    return Step(fields[0][0]), draft
