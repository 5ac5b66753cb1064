"""What a chat ordered."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.briefings.schedule import Rhythm


class Order(BaseModel):
    """What a chat ordered: on which subject, how often, in which language, and how far it has come."""

    model_config = ConfigDict(frozen=True)

    subject: str = ""
    """A segment's code; empty for the sector."""
    rhythm: Rhythm
    language: str
    number: int = 0
    """Of the briefing that comes next."""
    last: str = ""
    """What tells the text of the last one from others."""
