"""The updates handled last, noted where a kill does not reach them: in a file, by one short write each.

A commit takes milliseconds, and longer under load; killed meanwhile, a process would answer once more what it had
answered. What was written to a file is in the system's hands and stays, however the process ends.
"""

from __future__ import annotations

import contextlib
import struct
import zlib
from io import FileIO
from pathlib import Path

from bot import logs
from bot.storage.owning import private

_RECORD = struct.Struct("<QII")
"""Number, fingerprint, and the sum of both: what a kill cut short does not add up."""
_SUMMED = struct.Struct("<QI")
_MOST = 4_096
"""Records until the first is written over; each is committed long before that, unless the database is gone."""
_NUMBERS = 1 << 63
_log = logs.get(__name__)


class Slate:
    """Notes numbers and fingerprints; without its file, it notes nothing, and the database alone knows them."""

    def __init__(self, file: Path, most: int = _MOST) -> None:
        self._file = file
        self._most = most
        self._open: FileIO | None = None
        self._at = 0

    def open(self) -> list[tuple[int, int]]:
        """Begin, and return what a process that was killed had noted."""
        try:
            private(self._file)
            self._open = FileIO(self._file, "r+")
            left = self._open.read(_RECORD.size * self._most)
            self._open.seek(0)
        except OSError as error:
            self._lost(error)
            return []
        whole = len(left) - len(left) % _RECORD.size
        found = _RECORD.iter_unpack(left[:whole])
        return [(number, mark) for number, mark, total in found if total == _sum(number, mark)]

    def note(self, number: int, mark: int) -> None:
        """Note an update."""
        if self._open is None or not 0 <= number < _NUMBERS:
            return
        try:
            if self._at == self._most:
                self._open.seek(0)
                self._at = 0
            self._open.write(_RECORD.pack(number, mark, _sum(number, mark)))
            self._at += 1
        except OSError as error:
            self._lost(error)

    def close(self, *, stored: bool) -> None:
        """End; once all of it is stored elsewhere, the file goes."""
        opened, self._open = self._open, None
        if opened is None:
            return
        opened.close()
        if stored:
            self._file.unlink(missing_ok=True)

    def _lost(self, error: OSError) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            with contextlib.suppress(OSError):
                opened.close()
        _log.warning("a kill may have more answers come twice than it must", why=type(error).__name__)


def _sum(number: int, mark: int) -> int:
    return zlib.crc32(_SUMMED.pack(number, mark))
