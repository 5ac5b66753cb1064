"""What a deep link may carry in ``/start``: a question, or words that make one."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

LIMIT = 64
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def payload(question: str) -> str:
    """Write a question as a payload; empty where it is too long for one."""
    made = urlsafe_b64encode(question.encode("utf-8", "replace")).decode().rstrip("=")
    return made if len(made) <= LIMIT else ""


def questions(written: str) -> tuple[str, ...]:
    """Return what a payload may ask, the likeliest first: text in base64url, else words with - or _ between them."""
    if not _PAYLOAD.fullmatch(written):
        return ()
    words = re.sub(r"[-_]+", " ", written).strip()
    return tuple(text for text in (_decoded(written), words) if text)


def _decoded(written: str) -> str:
    try:
        text = urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
    return text.strip() if text.isprintable() and any(character.isalpha() for character in text) else ""
