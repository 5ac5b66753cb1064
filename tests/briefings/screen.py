from __future__ import annotations

import re
import textwrap
from datetime import date

from bot.wording.reply import Reply

TODAY = date(2026, 11, 25)
SCREEN = 40
"""Columns of a phone."""


def screen(reply: Reply) -> list[str]:
    """Return the lines that a phone shows; what is folded away takes three at most."""
    shown: list[str] = []
    for line in reply.lines:
        text = "".join(span.text for span in line)
        wrapped = textwrap.wrap(text, SCREEN) or [""]
        folded = bool(line) and all(span.quoted for span in line)
        shown += wrapped[:3] if folded else wrapped
    return shown


def numbers(text: str, language: str) -> set[str]:
    """Return the numbers in a text, without their grouping and with a point."""
    grouping, point = ("[\u202f\u00a0]", ",") if language == "fr" else (",", ".")
    plain = re.sub(rf"(?<=\d){grouping}(?=\d{{3}}(?!\d))", "", text)
    return {found.replace(point, ".") for found in re.findall(rf"\d+(?:[{point}]\d+)?", plain)}
