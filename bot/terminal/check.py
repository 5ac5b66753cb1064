"""``check``: the knowledge and the language folders, examined; what is wrong is listed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from bot import languages
from knowledge import Knowledge, KnowledgeError, load
from knowledge.checks import examine, render


def check(folder: Path | None, out: TextIO) -> int:
    """Print what is found; 0 where all is in order, else 1."""
    report = examine(folder)
    faults = list(_language_faults(folder))
    lines = render(report)
    if faults:
        lines += ["", "Mistakes in the language folders:"]
        lines += [
            piece
            for fault in faults
            for piece in textwrap.wrap(
                fault,
                80,
                initial_indent="- ",
                subsequent_indent="  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        ]
    print("\n".join(lines), file=out)
    return 0 if report.ok and not faults else 1


def _language_faults(folder: Path | None) -> Iterator[str]:
    """Find languages whose folder cannot be used; they need the names of a knowledge that can be read."""
    try:
        knowledge = load(folder)
    except KnowledgeError:
        return
    for code in languages.codes():
        if code not in knowledge.names:
            yield f"names/{code}.yaml: this file is missing; the language {code} needs it"
        else:
            yield from _faults(code, knowledge)


def _faults(code: str, knowledge: Knowledge) -> Iterator[str]:
    try:
        languages.load(code, knowledge)
    except languages.LanguageError as error:
        yield from str(error).splitlines()
