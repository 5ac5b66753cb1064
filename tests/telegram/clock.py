"""A clock that tests move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: str) -> None:
        self.moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def to(self, moment: str) -> None:
        self.moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    def on(self, **by: float) -> None:
        self.moment += timedelta(**by)
