"""Files that tell about people are made so that only their owner reads them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def private(file: Path) -> None:
    """Make a file, if it is not there, that only its owner reads; SQLite makes those beside it alike.

    One that is there keeps its mode: whoever opened it to a group meant to.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
