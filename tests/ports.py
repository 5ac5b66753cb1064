"""Ports that a program under test will listen on, found before it is started.

The system gives its own choice of a port to whoever connects anywhere, so that one which it chose and which was closed
again may be taken by the time it is needed. Those below its range are given to nobody who does not ask for them.
"""

from __future__ import annotations

import random
import socket

_FIRST, _LAST = 10_000, 32_000
_chance = random.SystemRandom()
_given: set[int] = set()


def free() -> int:
    """Find a port on loopback that nobody listens on, and nobody was given before."""
    while True:
        port = _chance.randrange(_FIRST, _LAST)
        if port not in _given and _nobody_has(port):
            _given.add(port)
            return port


def _nobody_has(port: int) -> bool:
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
