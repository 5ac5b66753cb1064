"""What a button carries: a version, what to do and all it takes, so that it works after a restart; 64 bytes at most."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LIMIT = 64
_VERSION = "1"
_FORM = re.compile(rf"{_VERSION}(?P<act>[a-z+-])(?P<language>[a-z]{{0,3}}):(?P<rest>.*)", re.DOTALL)


class Act(StrEnum):
    """What a tap does."""

    ASK = "q"
    """Asks a question under an answer."""
    CHOOSE = "o"
    """Settles what a question meant; the answer takes the place of the question back."""
    CHART = "c"
    """Draws the answer to a question."""
    SOURCES = "s"
    GOOD = "+"
    BAD = "-"
    REPORT = "r"
    LANGUAGE = "l"
    BRIEF = "b"
    """Sends the brief on a subject, with its chart."""
    WISH = "w"
    """A step of ordering briefings; it carries all that was chosen so far."""
    LISTED = "u"
    """Lists a chat's subscriptions."""
    END = "x"
    """Ends a subscription, or all of them."""


@dataclass(frozen=True)
class Tap:
    """A tap, read."""

    act: Act
    language: str = ""
    rest: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """What it carries, where that is a list."""
        return tuple(one for one in self.rest.split(",") if one)


def written(tap: Tap) -> str:
    """Write a tap as ``callback_data``; empty where it does not fit."""
    data = f"{_VERSION}{tap.act}{tap.language}:{tap.rest}"
    return data if len(data.encode()) <= LIMIT else ""


def listed(act: Act, items: tuple[str, ...], language: str = "") -> str:
    """Write a tap that carries a list, as many of them as fit."""
    while items:
        if data := written(Tap(act, language, ",".join(items))):
            return data
        items = items[:-1]
    return written(Tap(act, language))


def read(data: str | None) -> Tap | None:
    """Read a tap; nothing where it is of another version, or nobody's."""
    found = _FORM.fullmatch(data or "")
    if found is None or found["act"] not in set(Act):
        return None
    return Tap(Act(found["act"]), found["language"], found["rest"])
