"""How much one person and one chat may ask for: a little at once, then at a steady pace; one notice, then silence."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

from bot.storage.recent import Recent

CHAT_SHARE = 3
"""A chat may ask as much as so many people."""
TYPING_SHARE = 5
"""Half-typed inline questions come with every key; so many of them count as one."""

LENGTH = 200
"""Characters of one question. To read a text that is made to be hard takes a thousandth of a second for each of them,
and everybody waits meanwhile: a long one counts as several."""


class Verdict(Enum):
    """What becomes of a message."""

    WELCOME = "welcome"
    NOTICE = "notice"
    SILENCE = "silence"


@dataclass
class _Bucket:
    left: float
    at: float
    told: bool = False


class Limits:
    """Buckets that fill again with time; 0 a minute is no limit."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic, most: int = 10_000) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._buckets: Recent[Hashable, _Bucket] = Recent(most)

    def admit(self, person: int, chat: int | None = None, length: int = 0) -> Verdict:
        """Take one message in, of so many characters; in a private chat, person and chat are one."""
        weight = 1 + length // LENGTH
        verdict = self._take(("person", person), 1, weight)
        if verdict is Verdict.WELCOME and chat is not None and chat != person:
            return self._take(("chat", chat), CHAT_SHARE, weight)
        return verdict

    def admit_typing(self, person: int) -> Verdict:
        """Take in one half-typed question."""
        return self._take(("typing", person), TYPING_SHARE)

    def _take(self, key: Hashable, share: int, weight: int = 1) -> Verdict:
        if not self._a_minute:
            return Verdict.WELCOME
        size, now = float(self._a_minute * share), self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = _Bucket(size, now)
            self._buckets.put(key, bucket)
        bucket.left = min(size, bucket.left + (now - bucket.at) * size / 60)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= weight  # one that is too long for what is left is answered, and paid for by those after it
            # Told once, then again only after a rest: not at each message that just fits.
            bucket.told = bucket.told and bucket.left < size / 4
            return Verdict.WELCOME
        told, bucket.told = bucket.told, True
        return Verdict.SILENCE if told else Verdict.NOTICE
