"""How signs are set: what belongs together is not parted at the end of a line."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
NARROW = "\u202f"

_LOOSE = re.compile(r"(?<=\d) (?=%)| (?=[;:?!»](?:\s|$))|(?<=«) ")


def tied(text: str) -> str:
    """Keep a sign with what it belongs to, where lines are broken; no language without such spaces is touched."""
    return _LOOSE.sub(lambda found: NARROW if text[found.end() : found.end() + 1] == "%" else NO_BREAK, text)
