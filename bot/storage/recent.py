"""What was touched last, up to a limit: nothing that is kept in memory grows without end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Forgets what was left alone longest when something new no longer fits."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._kept: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def get(self, key: K) -> V | None:
        """Return what is remembered under a key, if anything."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: K, value: V) -> None:
        """Remember something."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forget something."""
        self._kept.pop(key, None)

    def add(self, key: K, value: V) -> bool:
        """Remember something unless it is known; say whether it was new."""
        if key in self._kept:
            return False
        self.put(key, value)
        return True

    def items(self) -> tuple[tuple[K, V], ...]:
        """Return what is remembered, the one left alone longest first."""
        return tuple(self._kept.items())
