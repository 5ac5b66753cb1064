"""What time it is: given to whoever needs it, so that tests can move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the moment, with its time zone."""


def system() -> datetime:
    """Return the moment by the clock of this machine."""
    return datetime.now(UTC)


def seconds(clock: Clock) -> int:
    """Return the moment in whole seconds since 1970: what the database keeps."""
    return int(clock().timestamp())
